"""Moments as people of the workspace read them: in its own time zone."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def moment(at: datetime) -> datetime:
    """Return a moment in the workspace's time zone."""
    return timezone.localtime(at)
