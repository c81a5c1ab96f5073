"""A manufacturer's rank by category and whole month, where enough others sell for it to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from showfloor.domain.queries import Columns, Query
from showfloor.standing.periods import HOLIDAYS
from showfloor.standing.types import NONE, UNKNOWN, SalesPeriod

OTHERS_NEEDED = 3
"""So many other manufacturers must sell in a category and month for a rank to be told."""
MONTHS = 12
OWN_SHOPS = "own_brand"

CATEGORY_MONTHS = Query(
    name="standing.category_months",
    sql=f"""
SELECT s.first_day, s.category, s.manufacturer_id, CAST(SUM(s.revenue) AS DOUBLE) AS revenue
FROM store_months s
LEFT JOIN stores t ON t.store_id = s.store_id
WHERE s.first_day >= CAST(:from_date AS DATE) AND s.first_day < CAST(:to_date AS DATE)
  AND COALESCE(t.kind, '(none)') <> '{OWN_SHOPS}'
GROUP BY s.first_day, s.category, s.manufacturer_id
ORDER BY s.first_day, s.category, s.manufacturer_id
""",
    columns={
        "first_day": "date",
        "category": "text",
        "manufacturer_id": "text",
        "revenue": "float",
    },
    parameters={"from_date": date(1, 1, 1), "to_date": date(1, 1, 1)},
)
"""One row a month, category and manufacturer with sales, net of returns; manufacturers' own shops
are left out, as none of the others sells there."""


@dataclass(frozen=True, slots=True)
class MonthRank:
    """A manufacturer's place by revenue in a category and month, and nothing of anybody else.

    rank: 1 is the largest, equals share one; None where fewer than `OTHERS_NEEDED` others sell, or
    it sold nothing itself: both look alike.
    """

    month: date
    category: str
    manufacturer_id: str
    rank: int | None


def closed_months(sales: SalesPeriod, today: date) -> tuple[date, date, date] | None:
    """Return the twelve months at most that are over and whole; None where there is none.

    The first and the last month by their first days, and the exclusive end. A month is over when a
    day after it has come and sales run through its last day or beyond, and whole when sales begin
    within its first eight days (shops are closed around the turn of the year).
    """
    if sales.first is None or sales.last is None:
        return None
    end = min((sales.last + timedelta(days=1)).replace(day=1), today.replace(day=1))
    first = sales.first.replace(day=1)
    if sales.first - first > HOLIDAYS:
        first = _months_later(first, 1)
    first = max(first, _months_later(end, -MONTHS))
    return (first, _months_later(end, -1), end) if first < end else None


def month_ranks(columns: Columns) -> Mapping[str, tuple[MonthRank, ...]]:
    """Return each manufacturer's ranks, by month and category, from `CATEGORY_MONTHS`.

    Sales of unknown products and products without a category are in no rank: they are of no fixed
    category. Who sold as much as it took back does not sell.
    """
    cells: dict[tuple[date, str], dict[str, int]] = {}
    rows = zip(
        columns["first_day"].tolist(),
        columns["category"],
        columns["manufacturer_id"],
        np.rint(columns["revenue"] * 100.0).tolist(),
        strict=True,
    )
    for month, category, maker, cents in rows:
        if category not in (NONE, UNKNOWN) and maker != UNKNOWN:
            cells.setdefault((month, str(category)), {})[str(maker)] = int(cents)
    found: dict[str, list[MonthRank]] = {}
    for (month, category), sold in sorted(cells.items()):
        for maker in sorted(sold):
            told = MonthRank(month, category, maker, _rank(sold, maker))
            found.setdefault(maker, []).append(told)
    return {maker: tuple(ranks) for maker, ranks in found.items()}


def _rank(sold: Mapping[str, int], maker: str) -> int | None:
    """Return one manufacturer's rank of a category and month; sold: cents by manufacturer."""
    others = [cents for other, cents in sold.items() if other != maker and cents > 0]
    if sold[maker] <= 0 or len(others) < OTHERS_NEEDED:
        return None
    return 1 + sum(cents > sold[maker] for cents in others)


def _months_later(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
