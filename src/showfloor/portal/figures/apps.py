"""The app that shows pages: templates, style, envelope."""

from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Pages as HTML, JSON and CSV."""

    name = "showfloor.portal.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"
