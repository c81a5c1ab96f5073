"""The app of maps."""

from __future__ import annotations

from django.apps import AppConfig


class MapsConfig(AppConfig):
    """The map of stores for the retailer."""

    name = "showfloor.portal.maps"
    label = "maps"
    default_auto_field = "django.db.models.BigAutoField"
