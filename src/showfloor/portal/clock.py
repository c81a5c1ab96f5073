"""Today: the real day, or, in a demonstration, the day after its last recorded sale."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return the day that the portal's pages speak from."""
    stated: date | None = settings.PORTAL_TODAY
    return stated if stated is not None else timezone.localdate()
