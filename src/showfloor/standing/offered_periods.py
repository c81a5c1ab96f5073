"""Periods that a page offers: the last twelve months, years and the latest months with sales."""

from __future__ import annotations

from datetime import date, timedelta

from showfloor.errors import DataError
from showfloor.standing.named_periods import period_named
from showfloor.standing.types import SalesPeriod

YEARS = 5
MONTHS = 12


def periods_offered(sales: SalesPeriod) -> tuple[str, ...]:
    """Return names that `period_named` takes, the one to begin with first; none without sales.

    mat (the twelve months through the latest whole one) where sales cover it, then up to five
    years with sales and up to twelve whole months, each from the newest.
    """
    if sales.first is None or sales.last is None:
        return ()
    years = range(sales.last.year, sales.first.year - 1, -1)
    return (
        *(("mat",) if _covered("mat", sales) else ()),
        *(str(year) for year in years[:YEARS]),
        *_months(sales, sales.first),
    )


def _covered(name: str, sales: SalesPeriod) -> bool:
    try:
        period_named(name, sales)
    except DataError:
        return False
    return True


def _months(sales: SalesPeriod, first: date) -> tuple[str, ...]:
    """Return the latest whole months with sales, newest first."""
    if not _covered("month", sales):
        return ()
    begin, _ = period_named("month", sales)
    found: list[str] = []
    while begin >= first.replace(day=1) and len(found) < MONTHS:
        found.append(f"{begin:%Y-%m}")
        begin = (begin - timedelta(days=1)).replace(day=1)
    return tuple(found)
