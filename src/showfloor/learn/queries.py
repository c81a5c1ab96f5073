"""What learning asks the ledger: a manufacturer's sales by store, and when stores were open."""

from __future__ import annotations

from datetime import date

from showfloor.domain.queries import Query

_NO_DATE = date(1, 1, 1)

_BLOCKED = """
  SELECT store_id, from_date, to_date FROM closures
  UNION ALL
  SELECT store_id, installed_from AS from_date,
         COALESCE(selling_to, CAST('9999-12-31' AS DATE)) AS to_date
  FROM areas
  WHERE manufacturer_id = :manufacturer_id"""

BASELINE_SALES = Query(
    name="learn.baseline_sales",
    sql=f"""
WITH versions AS (
  SELECT product_id, manufacturer_id, category, unit_margin, valid_from,
         COALESCE(
           LEAD(valid_from) OVER (PARTITION BY product_id ORDER BY valid_from),
           CAST('9999-12-31' AS DATE)) AS next_from
  FROM products
),
sold AS (
  SELECT s.store_id, s.date, COALESCE(v.category, '(none)') AS category, v.unit_margin,
         s.units, s.revenue
  FROM sales s
  JOIN versions v ON v.product_id = s.product_id
    AND s.date >= v.valid_from AND s.date < v.next_from
  WHERE v.manufacturer_id = :manufacturer_id
    AND s.date >= CAST(:from_date AS DATE) AND s.date < CAST(:to_date AS DATE)
),
blocked AS ({_BLOCKED}
),
blocked_days AS (
  SELECT DISTINCT d.store_id, d.date
  FROM (SELECT DISTINCT store_id, date FROM sold) d
  JOIN blocked b ON b.store_id = d.store_id AND d.date >= b.from_date AND d.date < b.to_date
),
marked AS (
  SELECT s.store_id, s.category, s.unit_margin, s.units, s.revenue,
    DATEDIFF('day', CAST(DATE_TRUNC('week', s.date) AS DATE), s.date) AS weekday,
    CASE WHEN b.store_id IS NULL AND (t.opened_on IS NULL OR s.date >= t.opened_on)
      AND (t.closed_on IS NULL OR s.date < t.closed_on) THEN 1 ELSE 0 END AS is_open
  FROM sold s
  LEFT JOIN blocked_days b ON b.store_id = s.store_id AND b.date = s.date
  LEFT JOIN stores t ON t.store_id = s.store_id
)
SELECT store_id, category, CAST(weekday AS BIGINT) AS weekday, is_open = 1 AS is_open,
  CAST(SUM(units) AS DOUBLE) AS units,
  CAST(SUM(revenue) AS DOUBLE) AS revenue,
  CAST(SUM(CASE WHEN unit_margin IS NOT NULL THEN units * unit_margin ELSE 0 END) AS DOUBLE)
    AS known_margin,
  CAST(SUM(CASE WHEN unit_margin IS NULL THEN revenue ELSE 0 END) AS DOUBLE) AS unpriced_revenue
FROM marked
GROUP BY store_id, category, weekday, is_open
ORDER BY store_id, category, weekday, is_open
""",
    columns={
        "store_id": "text",
        "category": "text",
        "weekday": "int",
        "is_open": "bool",
        "units": "float",
        "revenue": "float",
        "known_margin": "float",
        "unpriced_revenue": "float",
    },
    parameters={"manufacturer_id": "", "from_date": _NO_DATE, "to_date": _NO_DATE},
)
"""One row a store, category, weekday (0 is Monday) and whether the day counts for a baseline.

A day counts while the store exists, is not closed and has no area of the manufacturer (from the
start of its installation on). Sums over the window, net of returns; `known_margin` is units times
the unit margin of products that state one, `unpriced_revenue` the revenue of those that do not.
"""

BASELINE_STORES = Query(
    name="learn.baseline_stores",
    sql="""
SELECT t.store_id, t.kind, t.opened_on, t.closed_on, d.first_sale, d.last_sale
FROM stores t
CROSS JOIN (SELECT MIN(date) AS first_sale, MAX(date) AS last_sale FROM store_days) d
ORDER BY t.store_id
""",
    columns={
        "store_id": "text",
        "kind": "text",
        "opened_on": "date",
        "closed_on": "date",
        "first_sale": "date",
        "last_sale": "date",
    },
)
"""Every store, its kind, and its first and (exclusive) last day; missing means always.

`first_sale` and `last_sale` are the whole ledger's, the same in every row; missing without sales.
"""

BASELINE_BLOCKED = Query(
    name="learn.baseline_blocked",
    sql=f"""
SELECT store_id, from_date, to_date
FROM ({_BLOCKED}
) blocked
WHERE from_date < CAST(:to_date AS DATE) AND to_date > CAST(:from_date AS DATE)
ORDER BY store_id, from_date, to_date
""",
    columns={"store_id": "text", "from_date": "date", "to_date": "date"},
    parameters={"manufacturer_id": "", "from_date": _NO_DATE, "to_date": _NO_DATE},
)
"""Days without a baseline: closures, and areas of the manufacturer; `to_date` is exclusive."""


def baseline_queries(
    manufacturer_id: str, from_date: date, to_date: date
) -> tuple[Query, Query, Query]:
    """Return the three questions whose answers `weekly_baseline` takes, in its order."""
    return (
        BASELINE_SALES.with_parameters(
            manufacturer_id=manufacturer_id, from_date=from_date, to_date=to_date
        ),
        BASELINE_STORES,
        BASELINE_BLOCKED.with_parameters(
            manufacturer_id=manufacturer_id, from_date=from_date, to_date=to_date
        ),
    )
