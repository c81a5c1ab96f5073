"""Readers who have not come back for two years: they go, with their comments and reports."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef
from django.utils import timezone

from showfloor.portal.news.commenting import HeldElsewhereError, leave
from showfloor.portal.news.models import Comment, Complaint
from showfloor.portal.people.models import Membership, Person
from showfloor.portal.walls.reach import WHOLE_HOUSE, within

LOG = logging.getLogger("showfloor.news")
IDLE = timedelta(days=730)
"""How long an address is kept of a reader who neither signs in nor writes."""


def remove_idle_readers(now: datetime | None = None) -> int:
    """Remove every idle reader; return how many. Who is or was a member of anything stays.

    Each goes in a transaction of its own, so that what is ended half-way has removed some whole.
    """
    since = (now or timezone.now()) - IDLE
    with within(WHOLE_HOUSE):
        wrote = Comment.objects.filter(reader_id=OuterRef("pk"), made_at__gt=since)
        complained = Complaint.objects.filter(reader_id=OuterRef("pk"), made_at__gt=since)
        idle = list(
            Person.objects.filter(
                ~Exists(Membership.objects.filter(person_id=OuterRef("pk"))),
                ~Exists(wrote),
                ~Exists(complained),
                password__startswith=UNUSABLE_PASSWORD_PREFIX,
                joined_at__lt=since,
            ).exclude(last_login__gte=since)
        )
    removed = 0
    for reader in idle:
        try:
            with within(WHOLE_HOUSE):
                leave(reader)
        except HeldElsewhereError:
            LOG.warning("an idle reader is held by something else and stays")
        else:
            removed += 1
    return removed
