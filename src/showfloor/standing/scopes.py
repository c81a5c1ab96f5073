"""What can be asked: categories, regions, channels and periods that have sales."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from showfloor.domain.queries import Columns
from showfloor.standing.types import UNKNOWN, ComparisonPeriod, SalesPeriod, Scopes, ScopeValue

LATE_START = timedelta(days=7)
"""The ledger's first sale may be this much later than a comparison period's first day."""


def scopes(columns: Columns) -> Scopes:
    """List categories, regions and channels with sales lines in the period.

    `columns` answer `SALES_BY_MANUFACTURER`; cells of the comparison period alone do not count.
    """
    return Scopes(
        categories=_values(columns, "category"),
        regions=_values(columns, "region"),
        channels=_values(columns, "channel"),
    )


def _values(columns: Columns, column: str) -> tuple[ScopeValue, ...]:
    sold = columns["lines"] > 0
    values = columns[column][sold].astype(str)
    cents = np.rint(columns["revenue"][sold] * 100.0)
    makers: dict[str, set[str]] = {}
    for value, maker in zip(values, columns["manufacturer_id"][sold], strict=True):
        makers.setdefault(str(value), set()).add(str(maker))
    found, place = np.unique(values, return_inverse=True)
    sums = np.bincount(place, weights=cents, minlength=len(found))
    listed = [
        ScopeValue(str(value), float(total) / 100.0, len(makers[str(value)] - {UNKNOWN}))
        for value, total in zip(found, sums, strict=True)
    ]
    return tuple(sorted(listed, key=lambda item: (-item.revenue, item.value)))


def sales_period(columns: Columns) -> SalesPeriod:
    """Read the answer to `SALES_PERIOD`: between which days the ledger has sales."""
    first, last = columns["first_date"][0], columns["last_date"][0]
    if np.isnat(first) or np.isnat(last):
        return SalesPeriod(None, None, 0)
    return SalesPeriod(first.item(), last.item(), int(columns["lines"][0]))


def comparison_period(from_date: date, to_date: date, sales: SalesPeriod) -> ComparisonPeriod:
    """Return the same days one year earlier, and whether the ledger covers both periods.

    A 29 February becomes 1 March. The ledger covers them when its first sale is at most seven days
    after the comparison period's first day and its last sale at most seven days before the asked
    period's last day (shops are closed on holidays). Otherwise growth would compare a part with
    a whole.
    """
    before_from, before_to = _a_year_earlier(from_date), _a_year_earlier(to_date)
    if sales.first is None or sales.last is None:
        return ComparisonPeriod(before_from, before_to, has_data=False, reason="no sales at all")
    reason = ""
    if sales.first > before_from + LATE_START:
        reason = f"sales begin on {sales.first}, the comparison period on {before_from}"
    elif sales.last < to_date - timedelta(days=1) - LATE_START:
        reason = f"sales end on {sales.last}, before the period ends"
    return ComparisonPeriod(before_from, before_to, has_data=not reason, reason=reason)


def _a_year_earlier(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 3, 1)
    return day.replace(year=day.year - 1)
