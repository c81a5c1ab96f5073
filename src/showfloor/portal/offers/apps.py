"""The app of offers."""

from __future__ import annotations

from django.apps import AppConfig


class OffersConfig(AppConfig):
    """Offers from draft to end, and who sees what of them."""

    name = "showfloor.portal.offers"
    label = "offers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer what the worker does for this room."""
        from showfloor.portal.offers.jobs import KINDS
        from showfloor.portal.work.kinds import offer

        offer(*KINDS)
