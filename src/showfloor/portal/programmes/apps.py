"""The app of programmes: pages from the workspace's kept runs and its ledger."""

from __future__ import annotations

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Overview, stores, sales by store."""

    name = "showfloor.portal.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"
