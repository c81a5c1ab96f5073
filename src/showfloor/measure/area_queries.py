"""What measuring brand areas asks the ledger: whose sales, store by store and week by week."""

from __future__ import annotations

from datetime import date

from showfloor.domain.queries import Query

_NO_DATE = date(1, 1, 1)

_VERSIONS = """
versions AS (
  SELECT product_id, manufacturer_id, category, unit_margin, valid_from,
         COALESCE(
           LEAD(valid_from) OVER (PARTITION BY product_id ORDER BY valid_from),
           CAST('9999-12-31' AS DATE)) AS next_from
  FROM products
)"""

AREA_SALES = Query(
    name="measure.area_sales",
    sql=f"""
WITH {_VERSIONS},
sold AS (
  SELECT s.store_id, CAST(DATE_TRUNC('week', s.date) AS DATE) AS week,
    COALESCE(v.manufacturer_id, '(unknown)') AS manufacturer_id,
    COALESCE(v.category, '(none)') AS category,
    SUM(s.units) AS units, SUM(s.revenue) AS revenue,
    SUM(CASE WHEN v.unit_margin IS NOT NULL THEN s.units * v.unit_margin ELSE 0 END) AS margin,
    SUM(CASE WHEN v.unit_margin IS NOT NULL THEN s.revenue ELSE 0 END) AS priced
  FROM sales s
  LEFT JOIN versions v ON v.product_id = s.product_id
    AND s.date >= v.valid_from AND s.date < v.next_from
  WHERE s.date >= CAST(:from_date AS DATE) AND s.date < CAST(:to_date AS DATE)
    AND STRPOS(:excluded_categories, CONCAT('|', COALESCE(v.category, '(none)'), '|')) = 0
  GROUP BY 1, 2, 3, 4
),
own_categories AS (
  SELECT DISTINCT category FROM sold
  WHERE manufacturer_id = :manufacturer_id AND category NOT IN ('', '(none)', '(unknown)')
),
parted AS (
  SELECT s.store_id, s.week,
    CASE WHEN s.manufacturer_id = :manufacturer_id THEN 'own'
      WHEN c.category IS NOT NULL THEN 'rivals' ELSE 'other' END AS part,
    CASE WHEN s.manufacturer_id <> :manufacturer_id AND c.category IS NOT NULL
      THEN s.manufacturer_id ELSE '' END AS rival,
    s.units, s.revenue, s.margin, s.priced
  FROM sold s
  LEFT JOIN own_categories c ON c.category = s.category
)
SELECT store_id, week, part, rival, CAST(SUM(units) AS DOUBLE) AS units,
  CAST(SUM(revenue) AS DOUBLE) AS revenue, CAST(SUM(margin) AS DOUBLE) AS margin,
  CAST(SUM(priced) AS DOUBLE) AS priced
FROM parted
GROUP BY store_id, week, part, rival
ORDER BY store_id, week, part, rival
""",
    columns={
        "store_id": "text",
        "week": "date",
        "part": "text",
        "rival": "text",
        "units": "float",
        "revenue": "float",
        "margin": "float",
        "priced": "float",
    },
    parameters={
        "manufacturer_id": "",
        "from_date": _NO_DATE,
        "to_date": _NO_DATE,
        "excluded_categories": "|",
    },
)
"""Net sales a store and week by whose they are; a store-week without a row of a part sold none.

part: own (the manufacturer's products), rivals (others' in the categories that the manufacturer
sold in the period; `rival` names whose), other (all else). margin: units x unit_margin where that
is stated; priced: the revenue of these.
"""

AREA_TRAFFIC = Query(
    name="measure.area_traffic",
    sql="""
SELECT store_id, CAST(DATE_TRUNC('week', date) AS DATE) AS week,
  CAST(SUM(baskets) AS DOUBLE) AS baskets
FROM traffic
WHERE date >= CAST(:from_date AS DATE) AND date < CAST(:to_date AS DATE)
GROUP BY store_id, CAST(DATE_TRUNC('week', date) AS DATE)
ORDER BY store_id, week
""",
    columns={"store_id": "text", "week": "date", "baskets": "float"},
    parameters={"from_date": _NO_DATE, "to_date": _NO_DATE},
)
"""Baskets a store and week."""

AREA_ONLINE = Query(
    name="measure.area_online",
    sql=f"""
WITH {_VERSIONS}
SELECT o.postcode_area, o.week, CAST(SUM(o.units) AS DOUBLE) AS units,
  CAST(SUM(o.revenue) AS DOUBLE) AS revenue
FROM online_sales o
JOIN versions v ON v.product_id = o.product_id
  AND o.week >= v.valid_from AND o.week < v.next_from
WHERE v.manufacturer_id = :manufacturer_id
  AND o.week >= CAST(:from_date AS DATE) AND o.week < CAST(:to_date AS DATE)
GROUP BY o.postcode_area, o.week
ORDER BY postcode_area, week
""",
    columns={"postcode_area": "text", "week": "date", "units": "float", "revenue": "float"},
    parameters={"manufacturer_id": "", "from_date": _NO_DATE, "to_date": _NO_DATE},
)
"""One manufacturer's online sales by where they were delivered, a week."""
