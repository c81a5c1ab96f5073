"""What sign-in no longer needs: sessions that are over, and old failed attempts with addresses."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone

ATTEMPTS_KEPT = timedelta(days=30)
"""How long a failed attempt is kept, with its address and network address."""


def remove_what_is_over(now: datetime | None = None) -> int:
    """Remove sessions that have expired and failed attempts of long ago; return how many."""
    moment = now or timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=moment).delete()
    attempts, _ = AccessAttempt.objects.filter(attempt_time__lt=moment - ATTEMPTS_KEPT).delete()
    return int(sessions) + int(attempts)
