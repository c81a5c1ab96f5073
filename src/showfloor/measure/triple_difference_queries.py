"""What telling areas from offers asks the ledger: sales of offered products, and whose they are."""

from __future__ import annotations

from datetime import date

from showfloor.domain.queries import Query

_NO_DATE = date(1, 1, 1)

OFFERED_SALES = Query(
    name="measure.offered_sales",
    sql="""
WITH versions AS (
  SELECT product_id, manufacturer_id, category, valid_from,
         COALESCE(
           LEAD(valid_from) OVER (PARTITION BY product_id ORDER BY valid_from),
           CAST('9999-12-31' AS DATE)) AS next_from
  FROM products
)
SELECT s.store_id, CAST(DATE_TRUNC('week', s.date) AS DATE) AS week,
  CAST(SUM(s.revenue) AS DOUBLE) AS revenue
FROM sales s
JOIN versions v ON v.product_id = s.product_id
  AND s.date >= v.valid_from AND s.date < v.next_from
WHERE v.manufacturer_id = :manufacturer_id
  AND s.date >= CAST(:from_date AS DATE) AND s.date < CAST(:to_date AS DATE)
  AND STRPOS(:excluded_categories, CONCAT('|', COALESCE(v.category, '(none)'), '|')) = 0
  AND STRPOS(:offered, CONCAT('|', s.product_id, '|')) > 0
GROUP BY s.store_id, CAST(DATE_TRUNC('week', s.date) AS DATE)
ORDER BY store_id, week
""",
    columns={"store_id": "text", "week": "date", "revenue": "float"},
    parameters={
        "manufacturer_id": "",
        "from_date": _NO_DATE,
        "to_date": _NO_DATE,
        "excluded_categories": "|",
        "offered": "|",
    },
)
"""Net revenue a store and week of those of a manufacturer's products that were ever on offer."""

PRODUCT_MAKERS = Query(
    name="measure.product_makers",
    sql="""
SELECT product_id, manufacturer_id
FROM products
GROUP BY product_id, manufacturer_id
ORDER BY product_id, manufacturer_id
""",
    columns={"product_id": "text", "manufacturer_id": "text"},
)
"""Every product and who made it; a product that changed hands has several rows."""
