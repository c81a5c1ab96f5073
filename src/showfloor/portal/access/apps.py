"""The app of sign-in and of the pages about people."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Account, sign-in, organisations, the audit log."""

    name = "showfloor.portal.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
