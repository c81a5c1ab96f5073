"""Template tags: a message in the visitor's language, and a field's error as its description."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: dict[str, Any], key: str, **values: Any) -> str:
    """Return the message `key` of the portal's words."""
    message: str = context["say"](key, **values)
    return message


@register.filter
def described(field: BoundField) -> Any:
    """Return a form's field with the attributes that tie its help and its errors to it."""
    attributes: dict[str, str | bool] = {}
    ids = []
    if field.help_text:
        ids.append(f"{field.auto_id}-help")
    if field.errors:
        ids.append(f"{field.auto_id}-error")
        attributes["aria-invalid"] = "true"
    if ids:
        attributes["aria-describedby"] = " ".join(ids)
    return field.as_widget(attrs=attributes)
