"""What the split of a change asks the ledger: products, and customers, on pairs of days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from showfloor.domain.calendars import MONDAY_TO_SATURDAY
from showfloor.domain.queries import ParameterValue, Query
from showfloor.standing.day_pairs import NO_PAIRS, PAIRS, sides
from showfloor.standing.like_for_like import StoreScope
from showfloor.standing.pairs_asked import NO_HOLIDAYS, NO_PARTNERS, Partners, of_pairs
from showfloor.standing.period_queries import VERSION_ON_THE_DAY, VERSIONS

_OF_STORES = """
  (:region = '' OR q.region = :region) AND (:channel = '' OR q.channel = :channel)
    AND (:kind = '' OR q.kind = :kind)"""
_OF_PRODUCTS = """
  AND (:manufacturer_id = '' OR COALESCE(v.manufacturer_id, '(unknown)') = :manufacturer_id)
  AND (:category = '' OR :category =
    CASE WHEN v.product_id IS NULL THEN '(unknown)' ELSE COALESCE(v.category, '(none)') END)"""
_ALL_STORES: dict[str, ParameterValue] = {"region": "", "channel": "", "kind": ""}

MOVEMENT_PRODUCTS = Query(
    name="standing.movement_products",
    sql=f"""
WITH {VERSIONS},{PAIRS},{sides("units", "revenue")}
SELECT s.product_id, q.state, q.previous_state,
  CAST(SUM(CASE WHEN s.side = 0 THEN s.units ELSE 0 END) AS DOUBLE) AS units,
  CAST(SUM(CASE WHEN s.side = 0 THEN s.revenue ELSE 0 END) AS DOUBLE) AS revenue,
  CAST(SUM(CASE WHEN s.side = 1 THEN s.units ELSE 0 END) AS DOUBLE) AS previous_units,
  CAST(SUM(CASE WHEN s.side = 1 THEN s.revenue ELSE 0 END) AS DOUBLE) AS previous_revenue
FROM sides s
JOIN sorts q ON q.sort = s.sort
LEFT JOIN versions v ON {VERSION_ON_THE_DAY}
WHERE {_OF_STORES}{_OF_PRODUCTS}
GROUP BY s.product_id, q.state, q.previous_state
ORDER BY s.product_id, q.state, q.previous_state
""",
    columns={
        "product_id": "text",
        "state": "text",
        "previous_state": "text",
        "units": "float",
        "revenue": "float",
        "previous_units": "float",
        "previous_revenue": "float",
    },
    parameters={**NO_PAIRS, **_ALL_STORES, "manufacturer_id": "", "category": ""},
)
"""Net sales by product and the states of both days; an empty filter means all."""

MOVEMENT_CUSTOMERS = Query(
    name="standing.movement_customers",
    sql=f"""
WITH {PAIRS},
counted AS (
  SELECT store_id, DATE_DIFF('day', CAST(:from_date AS DATE), t.date) AS n, t.baskets
  FROM traffic t
  WHERE t.date >= CAST(:previous_from AS DATE) AND t.date < CAST(:to_date AS DATE)
)
SELECT q.state, q.previous_state, CAST(COUNT(*) AS BIGINT) AS store_days,
  CAST(SUM(CASE WHEN a.n IS NULL OR b.n IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS known_days,
  CAST(SUM(COALESCE(a.baskets, 0)) AS DOUBLE) AS customers,
  CAST(SUM(COALESCE(b.baskets, 0)) AS DOUBLE) AS previous_customers
FROM pairs p
JOIN sorts q ON q.sort = p.sort
LEFT JOIN counted a ON a.store_id = p.store_id AND a.n = p.n
LEFT JOIN counted b ON b.store_id = p.store_id AND b.n = p.m
WHERE {_OF_STORES}
GROUP BY q.state, q.previous_state
ORDER BY q.state, q.previous_state
""",
    columns={
        "state": "text",
        "previous_state": "text",
        "store_days": "int",
        "known_days": "int",
        "customers": "float",
        "previous_customers": "float",
    },
    parameters={**NO_PAIRS, **_ALL_STORES},
)
"""Customers (baskets of `traffic`, of anyone) by the states of both days.

known_days: pairs of days for which both counts are in the ledger.
"""

MOVEMENT_LINES = Query(
    name="standing.movement_lines",
    sql=f"""
WITH {VERSIONS},{PAIRS},{sides("lines")}
SELECT q.state, q.previous_state, CAST(COUNT(*) AS BIGINT) AS rows_found,
  CAST(SUM(CASE WHEN s.lines IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS rows_known,
  CAST(SUM(CASE WHEN s.side = 0 THEN COALESCE(s.lines, 0) ELSE 0 END) AS DOUBLE) AS lines,
  CAST(SUM(CASE WHEN s.side = 1 THEN COALESCE(s.lines, 0) ELSE 0 END) AS DOUBLE) AS previous_lines
FROM sides s
JOIN sorts q ON q.sort = s.sort
LEFT JOIN versions v ON {VERSION_ON_THE_DAY}
WHERE {_OF_STORES}{_OF_PRODUCTS}
GROUP BY q.state, q.previous_state
ORDER BY q.state, q.previous_state
""",
    columns={
        "state": "text",
        "previous_state": "text",
        "rows_found": "int",
        "rows_known": "int",
        "lines": "float",
        "previous_lines": "float",
    },
    parameters={**NO_PAIRS, **_ALL_STORES, "manufacturer_id": "", "category": ""},
)
"""Receipt lines of the manufacturer by the states of both days; rows_known: rows that state them.

It reads all sales of both periods: worth asking only where no traffic is known.
"""


def movement_questions(
    from_date: date,
    to_date: date,
    *,
    manufacturer_id: str | None = None,
    scope: StoreScope | None = None,
    trading_days: tuple[int, ...] = MONDAY_TO_SATURDAY,
    holidays: Mapping[date, Collection[str]] = NO_HOLIDAYS,
    partners: Partners = NO_PARTNERS,
) -> tuple[Query, Query, Query]:
    """Return the questions behind `why_it_moved`: products, customers, and lines.

    None means all; `to_date` is exclusive. UsageError for a period without a day.
    """
    scope = scope or StoreScope()
    stores = {
        "region": scope.region or "",
        "channel": scope.channel or "",
        "kind": scope.kind or "",
    }
    sold = {"manufacturer_id": manufacturer_id or "", "category": scope.category or "", **stores}
    products, customers, lines = (
        of_pairs(
            query.with_parameters(**filters),
            from_date,
            to_date,
            trading_days,
            holidays,
            partners=partners,
        )
        for query, filters in (
            (MOVEMENT_PRODUCTS, sold),
            (MOVEMENT_CUSTOMERS, stores),
            (MOVEMENT_LINES, sold),
        )
    )
    return products, customers, lines
