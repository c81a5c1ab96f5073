"""Periods: which days the ledger's sales cover, the period asked for, and the year before it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from showfloor.domain.queries import Columns
from showfloor.errors import DataError, UsageError
from showfloor.standing.day_pairs import ALIGNED_DAYS
from showfloor.standing.types import ComparablePart, ComparisonPeriod, SalesPeriod

HOLIDAYS = timedelta(days=7)
"""Sales may begin so much after a period's first day, or end so much before its last, and still
cover it: shops are closed around the turn of the year."""
ONE_DAY = timedelta(days=1)


def sales_period(columns: Columns) -> SalesPeriod:
    """Read the answer to `SALES_PERIOD`: between which days the ledger has sales."""
    first, last = columns["first_date"][0], columns["last_date"][0]
    if np.isnat(first) or np.isnat(last):
        return SalesPeriod(None, None, 0)
    return SalesPeriod(first.item(), last.item(), int(columns["lines"][0]))


def period_asked(
    sales: SalesPeriod, from_date: date | None = None, to_date: date | None = None
) -> tuple[date, date]:
    """Return the period to stand on, `to_date` exclusive, where one or both ends are left open.

    With neither end: the latest calendar year that the sales cover, or all days with sales where
    they cover none. An open end is the day after the last sale; an open beginning is one year
    before the end. Raises DataError without sales, UsageError for a period without a day.
    """
    first, last = _some_sales(sales)
    if from_date is None and to_date is None:
        return _latest_year(first, last) or (first, last + ONE_DAY)
    end = to_date or last + ONE_DAY
    begin = from_date or _a_year_earlier(end)
    if begin >= end:
        raise UsageError(f"the period {begin} to {end} (exclusive) holds no day")
    return begin, end


def months_covered(sales: SalesPeriod) -> tuple[date, date]:
    """Return the days with sales, widened to whole months at the turn of the month.

    `to_date` is exclusive. An end is widened where at most seven days of its month lack sales.
    Raises DataError without sales.
    """
    first, last = _some_sales(sales)
    month = first.replace(day=1)
    begin = month if first - month <= HOLIDAYS else first
    next_month = (last.replace(day=1) + timedelta(days=31)).replace(day=1)
    end = next_month if next_month - last - ONE_DAY <= HOLIDAYS else last + ONE_DAY
    return begin, end


def comparison_period(
    from_date: date,
    to_date: date,
    sales: SalesPeriod,
    *,
    before: tuple[date, date] | None = None,
) -> ComparisonPeriod:
    """Return the period before another, and whether the ledger covers both.

    before: that period; None is the same days one year earlier. A 29 February becomes 1 March. The
    ledger covers them when its first sale is at most seven days after the comparison period's first
    day and its last sale at most seven days before the asked period's last day. Otherwise growth
    would compare a part with a whole, and `reason` says so.
    """
    before_from, before_to = before or (_a_year_earlier(from_date), _a_year_earlier(to_date))
    if sales.first is None or sales.last is None:
        return ComparisonPeriod(before_from, before_to, has_data=False, reason="no sales at all")
    reason = ""
    if sales.first > before_from + HOLIDAYS:
        away = from_date - before_from
        earliest = sales.first + away if before else _a_year_later(sales.first)
        reason = (
            f"sales begin on {sales.first}, the comparison period on {before_from}; "
            f"a period from {earliest} on can be compared"
        )
    elif sales.last < to_date - ONE_DAY - HOLIDAYS:
        reason = f"sales end on {sales.last}, before the period ends"
    return ComparisonPeriod(before_from, before_to, has_data=not reason, reason=reason)


def comparable_part(from_date: date, to_date: date, sales: SalesPeriod) -> ComparablePart | None:
    """Return the days of a period that have sales 52 weeks before in the ledger; None: all of them.

    Up to seven days at either end may lack sales, as in `comparison_period`. DataError where no day
    can be compared, with the day from which on days can.
    """
    first, last = _some_sales(sales)
    earliest = first + timedelta(days=ALIGNED_DAYS)
    begin, end = max(from_date, earliest), min(to_date, last + ONE_DAY)
    if begin >= end:
        raise DataError(
            f"no day from {from_date} to before {to_date} can be compared: sales begin on {first}, "
            "and a day is compared with the one 52 weeks before; choose a period from "
            f"{earliest} on" + ("" if earliest <= last else ", once its sales are in the ledger")
        )
    reason = ""
    if begin > from_date + HOLIDAYS:
        reason = f"sales begin on {first}, so that days from {earliest} on can be compared"
    elif end < to_date - HOLIDAYS:
        reason = f"sales end on {last}, before the period ends"
    return ComparablePart(begin, end, reason) if reason else None


def _some_sales(sales: SalesPeriod) -> tuple[date, date]:
    if sales.first is None or sales.last is None:
        raise DataError("the ledger has no sales; import some first")
    return sales.first, sales.last


def _latest_year(first: date, last: date) -> tuple[date, date] | None:
    """Return the latest calendar year between the days, or None where they cover none."""
    for year in range(last.year, first.year - 1, -1):
        begin, end = date(year, 1, 1), date(year + 1, 1, 1)
        if first - begin <= HOLIDAYS and end - ONE_DAY - last <= HOLIDAYS:
            return begin, end
    return None


def _a_year_earlier(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 3, 1)
    return day.replace(year=day.year - 1)


def _a_year_later(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 3, 1)
    return day.replace(year=day.year + 1)
