"""Installations of a plan that is carried out: what was marked of each, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from showfloor.domain.stores import Area

WEEK = timedelta(weeks=1)


class Marked(StrEnum):
    """What the rollout's people say of an installation."""

    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    SLIPPED = "slipped"
    """It cannot begin as planned, and has no new week yet."""
    CALLED_OFF = "called_off"


class Progress(StrEnum):
    """How far an area of a plan is on a day, from the furthest to the least."""

    OPEN = "open"
    BUILDING = "building"
    LATE = "late"
    """It should have begun, or it has slipped."""
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class InstallationMark:
    """An installation as it was last marked.

    open_from: the first day on which its area can be visited, of one that is done.
    """

    programme_id: str
    store_id: str
    format_id: str
    start_week: date
    selling_week: date
    marked: str
    """Of `Marked`."""
    open_from: date | None = None


def progress_by_weeks(start_week: date, selling_week: date, day: date) -> Progress:
    """Return how far an area is on a day if everything goes as planned; both weeks are Mondays."""
    if selling_week <= day:
        return Progress.OPEN
    return Progress.BUILDING if start_week <= day else Progress.PLANNED


def progress_of_mark(mark: InstallationMark, day: date) -> Progress:
    """Return how far an area is on a day by its mark.

    One that is not marked as begun is late once its first week is over.
    """
    if mark.marked == Marked.DONE:
        is_open = mark.open_from is None or mark.open_from <= day
        return Progress.OPEN if is_open else Progress.BUILDING
    if mark.marked == Marked.STARTED:
        return Progress.BUILDING
    if mark.marked == Marked.SLIPPED:
        return Progress.LATE
    return Progress.LATE if mark.start_week + WEEK <= day else Progress.PLANNED


def progress_of_areas(areas: Sequence[Area], day: date) -> Progress | None:
    """Return how far the ledger's areas of one store are: OPEN, BUILDING, or None for neither."""
    if any(sells(area, day) for area in areas):
        return Progress.OPEN
    if any(area.installed_from <= day < area.selling_from for area in areas):
        return Progress.BUILDING
    return None


def sells(area: Area, day: date) -> bool:
    """Say whether an area sells on a day."""
    return area.selling_from <= day and (area.selling_to is None or day < area.selling_to)
