"""The app of standing: pages from answers that are kept a ledger version."""

from __future__ import annotations

from django.apps import AppConfig


class StandingConfig(AppConfig):
    """League tables, growth, distribution; own ranks."""

    name = "showfloor.portal.standing"
    label = "standing"
    default_auto_field = "django.db.models.BigAutoField"
