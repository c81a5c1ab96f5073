"""Periods by their names: 2021, 2021-Q1, 2021-03, 2021-W12, ytd, mat, or the latest of a kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from showfloor.domain.calendars import monday_of
from showfloor.errors import DataError, UsageError
from showfloor.standing.day_pairs import comparable_day
from showfloor.standing.holiday_pairs import with_same_holidays
from showfloor.standing.holidays import Holiday
from showfloor.standing.periods import comparison_period
from showfloor.standing.types import ComparisonPeriod, SalesPeriod

LATEST = ("week", "month", "quarter", "year", "ytd", "mat")
"""The latest week, month, quarter, year that sales cover; year to date; moving annual total."""
AGAINST = ("weekday", "date", "holiday")
"""weekday: 52 weeks before; date: the same dates a year before; holiday: the same holidays."""
_YEARS = range(1900, 2200)
_SHUT_AT_THE_END = timedelta(days=3)
"""So many days without sales may end a period that is over: Christmas, or a weekend."""
_ONE_DAY = timedelta(days=1)
_WRITTEN = re.compile(r"(\d{4})(?:-(?:Q([1-4])|W(\d{2})|(\d{2})))?")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_WAYS = "2021, 2021-Q1, 2021-03, 2021-W12, " + ", ".join(LATEST)


def period_named(name: str, sales: SalesPeriod) -> tuple[date, date]:
    """Return the period of a name, `to_date` exclusive.

    week, month, quarter, year: the latest that the sales cover to its end (but for three days on
    which shops may be closed). ytd: from 1 January through the last day with sales. mat: the twelve
    months through the latest whole month. Weeks are ISO weeks. UsageError for another name,
    DataError where sales cover no such period.
    """
    if name not in LATEST:
        return _written(name)
    if sales.first is None or sales.last is None:
        raise DataError("the ledger has no sales; import some first")
    if name == "ytd":
        return sales.last.replace(month=1, day=1), sales.last + _ONE_DAY
    if name == "week":
        end = monday_of(sales.last + _SHUT_AT_THE_END + _ONE_DAY)
        begin = end - timedelta(weeks=1)
    else:
        end = _latest_end(sales.last, _MONTHS.get(name, 1))
        begin = _months_before(end, 12 if name == "mat" else _MONTHS[name])
    if begin < sales.first - _SHUT_AT_THE_END:
        raise DataError(
            f"sales begin on {sales.first}, so that they cover no whole {_word(name)} up to {end}; "
            "name the days with --from and --to"
        )
    return begin, end


def compared_with(
    from_date: date,
    to_date: date,
    sales: SalesPeriod,
    against: str | None = None,
    holidays: Sequence[Holiday] = (),
) -> ComparisonPeriod:
    """Return the period that another is compared with, and whether sales cover both.

    against: weekday (52 weeks before: the same weekdays, through 53-week years too), date (the
    same dates a year before), or holiday (the weeks about a year before whose holidays are most
    alike, for whole ISO weeks; `holidays` are those of all these weeks). None is weekday for whole
    ISO weeks, else date. UsageError for another, or for holiday and other than whole weeks.
    """
    whole_weeks = from_date.weekday() == 0 and to_date.weekday() == 0
    chosen = against or ("weekday" if whole_weeks else "date")
    if chosen not in AGAINST:
        raise UsageError(f"compare against {', '.join(AGAINST)}, not '{against}'")
    if chosen == "date":
        return comparison_period(from_date, to_date, sales)
    if chosen == "holiday":
        if not whole_weeks:
            raise UsageError(
                f"the period {from_date} to {to_date} (exclusive) is no whole weeks; only weeks "
                "are compared with those of the same holidays"
            )
        alike = with_same_holidays(holidays, from_date, to_date)
        return comparison_period(from_date, to_date, sales, before=alike)
    before = (comparable_day(from_date), comparable_day(to_date))
    return comparison_period(from_date, to_date, sales, before=before)


def _written(name: str) -> tuple[date, date]:
    match = _WRITTEN.fullmatch(name)
    if match is None or int(match[1]) not in _YEARS:
        raise UsageError(f"'{name}' names no period; write one of {_WAYS}")
    year, quarter, week, month = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if week is not None:
            begin = date.fromisocalendar(year, week, 1)
            return begin, begin + timedelta(weeks=1)
        if quarter is not None:
            begin = date(year, 3 * quarter - 2, 1)
            return begin, _months_before(begin, -3)
        begin = date(year, month or 1, 1)
    except ValueError:
        raise UsageError(f"'{name}' names no period: there is no such week or month") from None
    return begin, _months_before(begin, -1 if month else -12)


def _latest_end(last: date, months: int) -> date:
    """Return the latest day after a whole month, quarter or year that sales through `last` end."""
    reached = last + _SHUT_AT_THE_END + _ONE_DAY
    month = (reached.month - 1) // months * months + 1
    return date(reached.year, month, 1)


def _months_before(day: date, months: int) -> date:
    """Return the same day of the month some months before."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _word(name: str) -> str:
    return "twelve months" if name == "mat" else name
