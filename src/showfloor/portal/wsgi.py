"""The portal as a WSGI application: `gunicorn showfloor.portal.wsgi`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "showfloor.portal.settings")
application = get_wsgi_application()
