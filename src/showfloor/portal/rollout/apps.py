"""The app of plans and installations."""

from __future__ import annotations

from django.apps import AppConfig


class RolloutConfig(AppConfig):
    """Plans, approvals, releases, installations, calendars."""

    name = "showfloor.portal.rollout"
    label = "rollout"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer what the background does for this room."""
        from showfloor.portal.rollout.jobs import KINDS
        from showfloor.portal.rollout.keeping import look_after_decisions
        from showfloor.portal.work.kinds import offer
        from showfloor.portal.work.looking import look_after

        offer(*KINDS)
        look_after(look_after_decisions)
