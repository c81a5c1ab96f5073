"""What distribution asks the ledger: who sells whom in which store, and sales beside areas."""

from __future__ import annotations

from datetime import date

from showfloor.domain.calendars import MONDAY_TO_SATURDAY
from showfloor.domain.queries import Query
from showfloor.standing.day_pairs import NO_PAIRS, PAIRS
from showfloor.standing.pairs_asked import of_pairs
from showfloor.standing.period_queries import NO_DATE, VERSION_ON_THE_DAY, VERSIONS

DISTRIBUTION_STORES = Query(
    name="standing.distribution_stores",
    sql=f"""
WITH {VERSIONS},{PAIRS},
opened AS (
  SELECT p.store_id, q.kind, q.region, q.channel,
    SUM(CASE WHEN q.state = 'open' THEN 1 ELSE 0 END) AS open_days,
    SUM(CASE WHEN q.state = 'silent' THEN 1 ELSE 0 END) AS silent_days
  FROM pairs p
  JOIN sorts q ON q.sort = p.sort
  GROUP BY p.store_id, q.kind, q.region, q.channel
),
sold AS (
  SELECT s.store_id, s.units, s.revenue,
    CASE WHEN s.line_type <> 'sale' AND s.units < 0 THEN -s.units ELSE 0 END AS returns,
    CASE WHEN COALESCE(v.manufacturer_id, '(unknown)') = :manufacturer_id
        AND (:product_id = '' OR s.product_id = :product_id) THEN 1 ELSE 0 END AS own
  FROM sales s
  LEFT JOIN versions v ON {VERSION_ON_THE_DAY}
  WHERE s.date >= CAST(:from_date AS DATE) AND s.date < CAST(:to_date AS DATE)
    AND (:category = '' OR :category =
      CASE WHEN v.product_id IS NULL THEN '(unknown)' ELSE COALESCE(v.category, '(none)') END)
),
sums AS (
  SELECT store_id, SUM(revenue) AS market_revenue,
    SUM(CASE WHEN own = 1 THEN revenue ELSE 0 END) AS revenue,
    SUM(CASE WHEN own = 1 THEN units ELSE 0 END) AS units,
    SUM(CASE WHEN own = 1 THEN units + returns ELSE 0 END) AS units_sold
  FROM sold
  GROUP BY store_id
)
SELECT o.store_id, o.kind, o.region, o.channel, CAST(o.open_days AS BIGINT) AS open_days,
  CAST(o.silent_days AS BIGINT) AS silent_days,
  CAST(COALESCE(a.market_revenue, 0) AS DOUBLE) AS market_revenue,
  CAST(COALESCE(a.revenue, 0) AS DOUBLE) AS revenue,
  CAST(COALESCE(a.units, 0) AS DOUBLE) AS units,
  CAST(COALESCE(a.units_sold, 0) AS DOUBLE) AS units_sold
FROM opened o
LEFT JOIN sums a ON a.store_id = o.store_id
ORDER BY o.store_id
""",
    columns={
        "store_id": "text",
        "kind": "text",
        "region": "text",
        "channel": "text",
        "open_days": "int",
        "silent_days": "int",
        "market_revenue": "float",
        "revenue": "float",
        "units": "float",
        "units_sold": "float",
    },
    parameters={**NO_PAIRS, "manufacturer_id": "", "category": "", "product_id": ""},
)
"""One row a store: days by what it was, its net sales of the category and of the manufacturer.

units_sold: units that went out, before returns.
"""

AREAS_STANDING = Query(
    name="standing.areas_standing",
    sql="""
SELECT a.area_id, a.store_id, a.manufacturer_id, a.format_id, a.selling_from, a.selling_to
FROM areas a
WHERE a.selling_from < CAST(:to_date AS DATE)
  AND (a.selling_to IS NULL OR a.selling_to > CAST(:from_date AS DATE))
ORDER BY a.area_id
""",
    columns={
        "area_id": "text",
        "store_id": "text",
        "manufacturer_id": "text",
        "format_id": "text",
        "selling_from": "date",
        "selling_to": "date",
    },
    parameters={"from_date": NO_DATE, "to_date": NO_DATE},
)
"""Areas that sold on a day of the period; an open end is missing, a given one exclusive."""

SALES_BESIDE_AREAS = Query(
    name="standing.sales_beside_areas",
    sql=f"""
WITH {VERSIONS},
placed AS (
  SELECT DISTINCT store_id, manufacturer_id FROM areas
)
SELECT s.store_id, v.manufacturer_id, s.date AS day, CAST(SUM(s.revenue) AS DOUBLE) AS revenue
FROM sales s
JOIN versions v ON {VERSION_ON_THE_DAY}
JOIN placed a ON a.store_id = s.store_id AND a.manufacturer_id = v.manufacturer_id
WHERE s.date >= CAST(:from_date AS DATE) AND s.date < CAST(:to_date AS DATE)
GROUP BY s.store_id, v.manufacturer_id, s.date
ORDER BY s.store_id, v.manufacturer_id, day
""",
    columns={"store_id": "text", "manufacturer_id": "text", "day": "date", "revenue": "float"},
    parameters={"from_date": NO_DATE, "to_date": NO_DATE},
)
"""Net revenue a day of manufacturers in the stores where they have ever had an area."""


def distribution_question(
    from_date: date,
    to_date: date,
    *,
    manufacturer_id: str,
    category: str | None = None,
    product_id: str | None = None,
    trading_days: tuple[int, ...] = MONDAY_TO_SATURDAY,
) -> Query:
    """Return the question behind `distribution`; None means all, `to_date` is exclusive.

    UsageError for a period without a day, or of more than 10,000.
    """
    asked = DISTRIBUTION_STORES.with_parameters(
        manufacturer_id=manufacturer_id, category=category or "", product_id=product_id or ""
    )
    placed = of_pairs(asked, from_date, to_date, trading_days)
    # Only this side of the pairs is read, so that the year before need not be.
    return placed.with_parameters(previous_from=from_date)


def area_space_questions(from_date: date, to_date: date) -> tuple[Query, Query]:
    """Return the two questions behind `revenue_of_space`: areas, and sales beside them."""
    return (
        AREAS_STANDING.with_parameters(from_date=from_date, to_date=to_date),
        SALES_BESIDE_AREAS.with_parameters(from_date=from_date, to_date=to_date),
    )
