"""What pages of stores ask: each store's revenue, and its months by manufacturer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from showfloor.domain.queries import Columns, Query

STORE_TOTALS = Query(
    name="standing.store_totals",
    sql="""
SELECT store_id, CAST(SUM(revenue) AS DOUBLE) AS revenue, CAST(SUM(units) AS DOUBLE) AS units
FROM store_months
WHERE first_day >= CAST(:from_date AS DATE) AND first_day < CAST(:to_date AS DATE)
GROUP BY store_id
ORDER BY store_id
""",
    columns={"store_id": "text", "revenue": "float", "units": "float"},
    parameters={"from_date": date(1, 1, 1), "to_date": date(1, 1, 1)},
)
"""One row a store with sales in months that begin in the period; net of returns."""

MONTHS_OF_STORES = Query(
    name="standing.months_of_stores",
    sql="""
SELECT s.store_id, s.first_day, s.manufacturer_id, COALESCE(MAX(m.name), s.manufacturer_id) AS name,
  CAST(SUM(s.revenue) AS DOUBLE) AS revenue, CAST(SUM(s.units) AS DOUBLE) AS units
FROM store_months s
LEFT JOIN manufacturers m ON m.manufacturer_id = s.manufacturer_id
WHERE s.first_day >= CAST(:from_date AS DATE) AND s.first_day < CAST(:to_date AS DATE)
GROUP BY s.store_id, s.first_day, s.manufacturer_id
ORDER BY s.store_id, s.first_day, s.manufacturer_id
""",
    columns={
        "store_id": "text",
        "first_day": "date",
        "manufacturer_id": "text",
        "name": "text",
        "revenue": "float",
        "units": "float",
    },
    parameters={"from_date": date(1, 1, 1), "to_date": date(1, 1, 1)},
)
"""One row a store, month and manufacturer with sales; net of returns."""


@dataclass(frozen=True, slots=True)
class StoreTotal:
    """What a store sold in a period: revenue in currency, units, both net of returns."""

    store_id: str
    revenue: float
    units: float


@dataclass(frozen=True, slots=True)
class StoreMonth:
    """A store's month of one manufacturer: revenue in currency and units, net of returns."""

    first_day: date
    manufacturer_id: str
    name: str
    revenue: float
    units: float


def store_totals(columns: Columns) -> Mapping[str, StoreTotal]:
    """Return the answer to STORE_TOTALS by store."""
    rows = zip(columns["store_id"], columns["revenue"], columns["units"], strict=True)
    return {
        str(store_id): StoreTotal(str(store_id), float(revenue), float(units))
        for store_id, revenue, units in rows
    }


def months_of_stores(columns: Columns) -> Mapping[str, tuple[StoreMonth, ...]]:
    """Return the answer to MONTHS_OF_STORES by store, each by month and manufacturer."""
    same: dict[object, object] = {}
    days, makers, names = (
        [same.setdefault(value, value) for value in values]
        for values in (
            columns["first_day"].tolist(),
            columns["manufacturer_id"].tolist(),
            columns["name"].tolist(),
        )
    )
    figures = zip(columns["revenue"].tolist(), columns["units"].tolist(), strict=True)
    months = [
        StoreMonth(day, maker, name, revenue, units)  # type: ignore[arg-type]  # as the query says
        for day, maker, name, (revenue, units) in zip(days, makers, names, figures, strict=True)
    ]
    stores = columns["store_id"].tolist()
    found: dict[str, tuple[StoreMonth, ...]] = {}
    for store_id, group in groupby(zip(stores, months, strict=True), key=itemgetter(0)):
        found[store_id] = tuple(month for _, month in group)
    return found


def last_whole_year(last: date) -> tuple[date, date]:
    """Return the twelve whole months up to a last day with sales: first day, and exclusive end.

    The month of `last` counts where `last` is its final day.
    """
    after = date.fromordinal(last.toordinal() + 1)
    end = after.replace(day=1)
    return end.replace(year=end.year - 1), end
