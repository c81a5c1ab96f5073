"""What a manufacturer asks of its own sales, on a slice of the ledger that holds nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from showfloor.domain.queries import Columns, Query

OWN_PERIOD = Query(
    name="standing.own_period",
    sql="SELECT MIN(date) AS first_date, MAX(date) AS last_date FROM own_sales",
    columns={"first_date": "date", "last_date": "date"},
)
"""One row: the days between which own products were sold."""

OWN_STORES = Query(
    name="standing.own_stores",
    sql="""
WITH sums AS (
  SELECT store_id, SUM(revenue) AS revenue, SUM(units) AS units, SUM(returns) AS returns
  FROM own_sales
  WHERE date >= CAST(:from_date AS DATE) AND date < CAST(:to_date AS DATE)
  GROUP BY store_id
)
SELECT s.store_id, COALESCE(t.name, s.store_id) AS name, COALESCE(t.city, '') AS city,
  COALESCE(t.region, '') AS region, CAST(s.revenue AS DOUBLE) AS revenue,
  CAST(s.units AS DOUBLE) AS units, CAST(s.returns AS DOUBLE) AS returns
FROM sums s
LEFT JOIN own_stores t ON t.store_id = s.store_id
ORDER BY s.revenue DESC, s.store_id
""",
    columns={
        "store_id": "text",
        "name": "text",
        "city": "text",
        "region": "text",
        "revenue": "float",
        "units": "float",
        "returns": "float",
    },
    parameters={"from_date": date(1, 1, 1), "to_date": date(1, 1, 1)},
)
"""One row a store with sales of own products in the period, the largest first."""

OWN_DAYS = Query(
    name="standing.own_days",
    sql="""
SELECT s.date, s.product_id, COALESCE(p.name, s.product_id) AS name,
  CAST(SUM(s.revenue) AS DOUBLE) AS revenue, CAST(SUM(s.units) AS DOUBLE) AS units,
  CAST(SUM(s.returns) AS DOUBLE) AS returns
FROM own_sales s
LEFT JOIN own_products p ON p.product_id = s.product_id
WHERE s.store_id = :store_id
  AND s.date >= CAST(:from_date AS DATE) AND s.date < CAST(:to_date AS DATE)
GROUP BY s.date, s.product_id, p.name
ORDER BY s.date DESC, s.product_id
""",
    columns={
        "date": "date",
        "product_id": "text",
        "name": "text",
        "revenue": "float",
        "units": "float",
        "returns": "float",
    },
    parameters={"store_id": "", "from_date": date(1, 1, 1), "to_date": date(1, 1, 1)},
)
"""One row a day and own product sold in the store, the newest first."""


@dataclass(frozen=True, slots=True)
class OwnStore:
    """Own products in a store over a period: revenue in currency and units, net of returns."""

    store_id: str
    name: str
    city: str
    region: str
    revenue: float
    units: float
    returns: float


@dataclass(frozen=True, slots=True)
class OwnDay:
    """An own product in a store on a day: revenue in currency and units, net of returns."""

    day: date
    product_id: str
    name: str
    revenue: float
    units: float
    returns: float


def own_last_day(columns: Columns) -> date | None:
    """Return the last day of the answer to OWN_PERIOD; None without sales."""
    found: date | None = columns["last_date"].tolist()[0]
    return found


def own_stores(columns: Columns) -> tuple[OwnStore, ...]:
    """Return the answer to OWN_STORES."""
    return tuple(OwnStore(*row) for row in _rows(columns, OWN_STORES))


def own_days(columns: Columns) -> tuple[OwnDay, ...]:
    """Return the answer to OWN_DAYS."""
    return tuple(OwnDay(*row) for row in _rows(columns, OWN_DAYS))


def _rows(columns: Columns, question: Query) -> list[tuple[Any, ...]]:
    lists = [columns[name].tolist() for name in question.columns]
    return list(zip(*lists, strict=True))
