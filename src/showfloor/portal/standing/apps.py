"""The app of standing: pages from answers that are kept a ledger version."""

from __future__ import annotations

from django.apps import AppConfig


class StandingConfig(AppConfig):
    """League tables, growth, distribution; own ranks."""

    name = "showfloor.portal.standing"
    label = "standing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer what the worker does for this room, and let it look whether that is due."""
        from showfloor.portal.standing.jobs import KINDS, look_after_ranks
        from showfloor.portal.work.kinds import offer
        from showfloor.portal.work.looking import look_after

        offer(*KINDS)
        look_after(look_after_ranks)
