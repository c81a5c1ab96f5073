"""Holidays compared with the same holidays of the year before: which day stands against which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from showfloor.standing.day_pairs import ALIGNED_DAYS, comparable_day
from showfloor.standing.holidays import Holiday, public_holidays
from showfloor.standing.pairs_asked import Partners

FURTHEST = timedelta(days=45)
"""A movable feast is at most 35 days from where it was; the day 52 weeks before, three more."""
_YEAR = timedelta(days=ALIGNED_DAYS)
WEEKS_OF_A_YEAR = 52
_WEEKS_AWAY = range(46, 59)
"""Movable feasts are up to five weeks from where they were."""


def holiday_partners(
    found: Sequence[Holiday], regions: Collection[str], from_date: date, to_date: date
) -> Partners:
    """Return by region the days of a period that are not compared with those 52 weeks before.

    found: the public holidays of both periods. A holiday is compared with the same holiday of the
    year before. The days that these two were compared with are compared with each other where they
    are of one weekday (Easter Monday moved by weeks leaves a Monday on each side), else with none.
    A holiday that only one side has is compared with no day. All days lie in the two periods, which
    are 52 weeks apart; `to_date` is exclusive.
    """
    partners = {}
    for region in sorted(regions):
        own = [holiday for holiday in found if region in holiday.regions]
        now = _named(own, from_date, to_date)
        before = _named(own, comparable_day(from_date), comparable_day(to_date))
        partners[region] = _moved(_same_holidays(now, before), now, before, (from_date, to_date))
    return partners


def holidays_for_weeks(
    from_date: date, to_date: date, regions: Collection[str]
) -> tuple[Holiday, ...]:
    """Return the holidays of a period, and of all weeks that it may be compared with by them."""
    return public_holidays(from_date - timedelta(weeks=_WEEKS_AWAY[-1]), to_date, regions)


def with_same_holidays(
    found: Sequence[Holiday], from_date: date, to_date: date
) -> tuple[date, date]:
    """Return the whole weeks about a year before whose public holidays are most like a period's.

    found: what `holidays_for_weeks` gives. Of weeks that are as much alike it is those nearest to
    52 weeks before. `to_date` is exclusive.
    """

    def held(weeks: int) -> Counter[tuple[str, str]]:
        begin, end = (day - timedelta(weeks=weeks) for day in (from_date, to_date))
        days = [holiday for holiday in found if begin <= holiday.day < end]
        return Counter((holiday.name, region) for holiday in days for region in holiday.regions)

    def unlike(weeks: int) -> tuple[int, int, int]:
        before = held(weeks)
        other = ((now - before) + (before - now)).total()
        return other, abs(weeks - WEEKS_OF_A_YEAR), weeks

    now = held(0)
    weeks = min(_WEEKS_AWAY, key=unlike)
    return from_date - timedelta(weeks=weeks), to_date - timedelta(weeks=weeks)


def _named(found: Sequence[Holiday], begin: date, end: date) -> dict[date, frozenset[str]]:
    """Return the holidays of each day of a period; one day can be two."""
    days: dict[date, frozenset[str]] = {}
    for holiday in found:
        if begin <= holiday.day < end:
            names = frozenset(name.strip() for name in holiday.name.split(";"))
            days[holiday.day] = days.get(holiday.day, frozenset()) | names
    return days


def _same_holidays(
    now: dict[date, frozenset[str]], before: dict[date, frozenset[str]]
) -> dict[date, date | None]:
    """Return for each holiday the same one of the year before, the nearest to 52 weeks away."""
    free = dict(before)
    found: dict[date, date | None] = {}
    for day, names in sorted(now.items()):
        near = [other for other in free if free[other] & names and _apart(day, other) <= FURTHEST]
        found[day] = min(near, key=lambda other: (_apart(day, other), other), default=None)
        if near:
            del free[found[day] or day]
    return found


def _moved(
    same: dict[date, date | None],
    now: dict[date, frozenset[str]],
    before: dict[date, frozenset[str]],
    period: tuple[date, date],
) -> dict[date, date | None]:
    """Return every day whose comparable day is another than 52 weeks before, and which it is."""
    taken = {partner for partner in same.values() if partner is not None}
    without = {day + _YEAR for day in before if day not in taken} - now.keys()
    left = {day + _YEAR for day in taken} - now.keys()
    begin, end = (comparable_day(day) for day in period)
    free = sorted({day - _YEAR for day in now} - before.keys())
    free = [day for day in free if begin <= day < end]
    found: dict[date, date | None] = {**same, **dict.fromkeys(without)}
    for day in sorted(left):
        near = [
            other
            for other in free
            if other.weekday() == day.weekday() and _apart(day, other) <= FURTHEST
        ]
        found[day] = min(near, key=lambda other: (_apart(day, other), other), default=None)
        if near:
            free.remove(found[day] or day)
    return {day: partner for day, partner in sorted(found.items()) if partner != day - _YEAR}


def _apart(day: date, other: date) -> timedelta:
    """Return how far a day is from the one 52 weeks before another."""
    return abs(day - _YEAR - other)
