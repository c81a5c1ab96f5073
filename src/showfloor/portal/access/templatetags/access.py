"""Template tags of sign-in: what a key is asked for, as an attribute; who signs people on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from showfloor.portal.issuers import Issuer

register = template.Library()


@register.filter
def as_attribute(options: Mapping[str, Any]) -> str:
    """Return options as JSON; the template escapes it, so that no page needs a script inside."""
    return json.dumps(options, cls=DjangoJSONEncoder)


@register.simple_tag
def issuers() -> tuple[Issuer, ...]:
    """Return who may sign people on, for the sign-in page."""
    known: tuple[Issuer, ...] = settings.PORTAL.sign_on
    return known
