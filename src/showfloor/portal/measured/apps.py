"""The app of measured effects."""

from __future__ import annotations

from django.apps import AppConfig


class MeasuredConfig(AppConfig):
    """Kept measurements for the retailer, own effects for manufacturers."""

    name = "showfloor.portal.measured"
    label = "measured"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer what the worker does for this room, and let it look whether that is due."""
        from showfloor.portal.measured.jobs import KINDS, look_after_effects
        from showfloor.portal.work.kinds import offer
        from showfloor.portal.work.looking import look_after

        offer(*KINDS)
        look_after(look_after_effects)
