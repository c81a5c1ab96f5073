"""The app of imports."""

from __future__ import annotations

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Uploads, imports, what was refused, and taking imports back."""

    name = "showfloor.portal.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer what the worker does for this room."""
        from showfloor.portal.imports.jobs import KINDS
        from showfloor.portal.work.kinds import offer

        offer(*KINDS)
