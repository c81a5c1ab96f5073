"""Where an offer stands on a day: what people decided, and what its own time makes of that."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from django.utils import timezone

from showfloor.portal.clock import today
from showfloor.portal.offers.models import KeptOffer, OwnOffer, PublicOffer, Status

INSTANT = timedelta(microseconds=1)
LIVE = (Status.APPROVED.value, Status.ANNOUNCED.value, Status.RUNNING.value)
"""What was decided so prices within the offer's time."""
SHOWN = (Status.ANNOUNCED.value, Status.RUNNING.value)
"""Statuses in which an announcement has gone out."""


class Phase(StrEnum):
    """Where an offer stands; nobody presses a button for its time to begin or to be over."""

    DRAFT = "draft"
    APPROVED = "approved"
    ANNOUNCED = "announced"
    APPLIES = "applies"
    """Approved and within its time, though nothing was announced."""
    RUNNING = "running"
    OVER = "over"
    """Its time is over."""
    ENDED = "ended"
    """Somebody ended it before."""
    PROPOSED = "proposed"
    TAKEN_UP = "taken_up"
    DECLINED = "declined"


def phase(row: KeptOffer | OwnOffer) -> Phase | None:
    """Return where an offer stands today; None for a status that is not known."""
    if row.status in LIVE:
        if is_over(row):
            return Phase.OVER
        if has_begun(row):
            return Phase.RUNNING if row.status in SHOWN else Phase.APPLIES
        return Phase.APPROVED if row.status == Status.APPROVED.value else Phase.ANNOUNCED
    return Phase(row.status) if row.status in set(Phase) else None


def is_over(row: KeptOffer | OwnOffer | PublicOffer) -> bool:
    """Say whether an offer's last moment lies before today."""
    return row.ends is not None and timezone.localtime(row.ends - INSTANT).date() < today()


def has_begun(row: KeptOffer | OwnOffer | PublicOffer) -> bool:
    """Say whether an offer's first moment lies before tomorrow."""
    return begins_on(row) <= today()


def begins_on(row: KeptOffer | OwnOffer | PublicOffer) -> date:
    """Return an offer's first day by the workspace's clocks."""
    found: date = timezone.localtime(row.begins).date()
    return found
