"""The app of work in the background."""

from __future__ import annotations

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Jobs, their progress, and the worker."""

    name = "showfloor.portal.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"
