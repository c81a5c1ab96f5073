"""The portal as a WSGI application: `gunicorn showfloor.portal.wsgi`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from showfloor.storage.engine import end_default_engine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "showfloor.portal.settings")
application = get_wsgi_application()
end_default_engine()  # gunicorn loads this before it forks
