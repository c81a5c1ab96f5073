"""Public holidays of the stores' regions: which days, where, and the trading days they leave."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import holidays as calendars

from showfloor.standing.types import NONE

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday in a period, and the regions (ISO 3166-2) of stores that have it."""

    day: date
    name: str
    """In English."""
    local_name: str
    """In the country's first language."""
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TradingDayCount:
    """Trading days of a region in a period and on the days it is compared with, less holidays."""

    region: str
    days: int
    previous_days: int


def public_holidays(
    from_date: date, to_date: date, regions: Collection[str]
) -> tuple[Holiday, ...]:
    """Return the public holidays of some regions from a day to before another, by day and name.

    regions: ISO 3166-2, such as DE-NW; what names no country or part of one has none. Holidays that
    a part of a region alone has (Assumption in Catholic parishes) are none of the region.
    """
    found: dict[tuple[date, str, str], list[str]] = {}
    years = range(from_date.year, to_date.year + 1)
    for region in sorted(set(regions) - {NONE}):
        english, local = (_of_region(region, years, language) for language in ("en_US", None))
        for day, name in english.items():
            if from_date <= day < to_date:
                found.setdefault((day, name, local[day]), []).append(region)
    return tuple(Holiday(*names, tuple(where)) for names, where in sorted(found.items()))


def regions_by_day(found: Sequence[Holiday]) -> Mapping[date, frozenset[str]]:
    """Return the regions with a holiday, by day, as questions about pairs of days take them."""
    days: dict[date, frozenset[str]] = {}
    for holiday in found:
        days[holiday.day] = days.get(holiday.day, frozenset()) | set(holiday.regions)
    return days


def trading_day_counts(
    found: Sequence[Holiday],
    regions: Collection[str],
    *,
    periods: tuple[tuple[date, date], tuple[date, date]],
    trading_days: Collection[int],
) -> tuple[TradingDayCount, ...]:
    """Count each region's trading days in a period and in the one before; ends are exclusive.

    trading_days: weekdays, Monday is 0. found: the holidays of both periods.
    """
    shut = regions_by_day(found)

    def count(region: str, begin: date, end: date) -> int:
        days = (begin + n * _ONE_DAY for n in range((end - begin).days))
        return sum(
            day.weekday() in trading_days and region not in shut.get(day, ()) for day in days
        )

    now, before = periods
    return tuple(
        TradingDayCount(region, count(region, *now), count(region, *before))
        for region in sorted(regions)
    )


def _of_region(region: str, years: range, language: str | None) -> Mapping[date, str]:
    """Return a region's holidays; language: None is the country's first, whatever is set here."""
    country, _, part = region.partition("-")
    try:
        calendar = calendars.country_holidays(country, subdiv=part or None)
        spoken = language or calendar.default_language
        return calendars.country_holidays(
            country, subdiv=part or None, years=years, language=spoken
        )
    except NotImplementedError:
        return {}
