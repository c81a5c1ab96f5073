"""The app of runs."""

from __future__ import annotations

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Kept runs, and long work that makes new ones."""

    name = "showfloor.portal.runs"
    label = "runs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer what the worker does for this room."""
        from showfloor.portal.runs.jobs import KINDS
        from showfloor.portal.work.kinds import offer

        offer(*KINDS)
