"""A period's pairs of days as the parameters of a question: weekdays, holidays, comparable days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType

from showfloor.domain.calendars import MONDAY_TO_SATURDAY
from showfloor.domain.queries import ParameterValue, Query
from showfloor.errors import UsageError
from showfloor.standing.day_pairs import ALIGNED_DAYS, NO_PARTNER, comparable_day

LONGEST_PERIOD = 9_000
"""Days of the longest period that can be asked for: the questions number 10,000, a year before."""
NO_HOLIDAYS: Mapping[date, Collection[str]] = MappingProxyType({})

Partners = Mapping[str, Mapping[date, date | None]]
"""By region, days whose comparable day is not the one 52 weeks before, and which it is, if any."""
NO_PARTNERS: Partners = MappingProxyType({})

_Days = set[tuple[str, int]]
"""Regions and days, counted from the period's first."""


def of_pairs(
    query: Query,
    from_date: date,
    to_date: date,
    trading_days: tuple[int, ...] = MONDAY_TO_SATURDAY,
    holidays: Mapping[date, Collection[str]] = NO_HOLIDAYS,
    *,
    even_weeks_only: bool = False,
    partners: Partners = NO_PARTNERS,
) -> Query:
    """Return a question about pairs of days for a period, `to_date` exclusive.

    trading_days: weekdays on which shops trade, Monday is 0; online stores trade every day.
    holidays: the regions with a public holiday, by day, in both periods. even_weeks_only: leave out
    weeks that have a holiday on a weekday where the other side has none. partners: what
    `holiday_partners` gives, without even_weeks_only. UsageError for both, for a period without a
    day, or of more than 9,000.
    """
    days = (to_date - from_date).days
    if not 0 < days <= LONGEST_PERIOD:
        raise UsageError(
            f"the period {from_date} to {to_date} (exclusive) has {days} days; "
            f"like for like takes 1 to {LONGEST_PERIOD}"
        )
    found = {
        (region, (day - from_date).days) for day, regions in holidays.items() for region in regions
    }
    if even_weeks_only and partners:
        raise UsageError(
            "either weeks with other holidays are left out, or holidays are compared with the same "
            "holidays; ask for one of them"
        )
    uneven = _uneven_days(found, from_date.weekday(), days) if even_weeks_only else set()
    values: dict[str, ParameterValue] = {
        "from_date": from_date,
        "to_date": to_date,
        "previous_from": comparable_day(from_date),
        "previous_to": comparable_day(to_date),
        "days": days,
        "first_weekday": from_date.weekday(),
        "trading_days": "".join(str(day) for day in sorted(trading_days)),
        "holidays": _listed(found),
        "uneven_weeks": _listed(uneven),
        "partners": _partners_listed(partners, from_date),
        "unpaired": _listed(_unpaired(partners, from_date, days)),
    }
    asked = {name: value for name, value in values.items() if name in query.parameters}
    return query.with_parameters(**asked)


def _uneven_days(found: _Days, weekday: int, days: int) -> _Days:
    """Return the days of weeks in which a region's holidays differ from those 52 weeks before.

    found: each holiday; the period's first day is a `weekday`.
    """
    now = {(region, n) for region, n in found if 0 <= n < days}
    before = {(region, n + ALIGNED_DAYS) for region, n in found if n + ALIGNED_DAYS < days}
    weeks = {(region, (n + weekday) // 7) for region, n in now ^ before}
    return {(region, 7 * week - weekday + day) for region, week in weeks for day in range(7)}


def _unpaired(partners: Partners, from_date: date, days: int) -> _Days:
    """Return the days before that no day of the period is compared with."""
    found: _Days = set()
    for region, moved in partners.items():
        free = {(day - from_date).days - ALIGNED_DAYS for day in moved}
        taken = {(day - from_date).days for day in moved.values() if day is not None}
        found |= {(region, n) for n in free - taken if -ALIGNED_DAYS <= n < days - ALIGNED_DAYS}
    return found


def _listed(days: _Days) -> str:
    """Return "|region n|" of each day."""
    return "".join(f"|{region} {n}|" for region, n in sorted(days))


def _partners_listed(partners: Partners, from_date: date) -> str:
    """Return "00364|region n|" of each day n: what it is compared with, 364 days further on."""
    return "".join(
        f"{_number(partner, from_date):05d}|{region} {(day - from_date).days}|"
        for region, moved in sorted(partners.items())
        for day, partner in sorted(moved.items())
    )


def _number(partner: date | None, from_date: date) -> int:
    return NO_PARTNER if partner is None else (partner - from_date).days + ALIGNED_DAYS
