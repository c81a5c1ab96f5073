"""A template filter: what a security key is asked for, as the JSON of an attribute."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_attribute(options: Mapping[str, Any]) -> str:
    """Return options as JSON; the template escapes it, so that no page needs a script inside."""
    return json.dumps(options, cls=DjangoJSONEncoder)
