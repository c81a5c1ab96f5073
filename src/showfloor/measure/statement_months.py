"""Which weeks a month's statement holds: whole ISO weeks, each in exactly one month."""

from __future__ import annotations

from datetime import date, timedelta

from showfloor.domain.calendars import monday_of


def weeks_of_month(month: date) -> tuple[date, date]:
    """Return the Mondays of a month's first week and of the week after its last.

    A week belongs to the month of its Thursday, as an ISO week belongs to its year: four or five
    weeks a month, and every week in one. `month`: any day of it.
    """
    first = month.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return _first_week(first), _first_week(following)


def _first_week(first_day: date) -> date:
    """Return the Monday of the first week whose Thursday is on or after a day."""
    monday = monday_of(first_day)
    thursday = monday + timedelta(days=3)
    return monday if thursday >= first_day else monday + timedelta(weeks=1)
