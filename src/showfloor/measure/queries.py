"""What measurement asks the ledger: the cells behind a display's effect, and one range's units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from showfloor.domain.queries import ColumnType, Query
from showfloor.errors import PanelError

PAIR, STORE_WEEK, UNITS, SHOWN = 0, 1, 2, 3
"""The parts of DISPLAY_PANEL's rows."""

# Excluded categories are one text with a bar before and after each name: an engine-neutral list.
_NAMED_CATEGORY = """
  p.category IS NOT NULL AND p.category NOT IN ('', '(none)', '(unknown)')
    AND STRPOS(:excluded_categories, CONCAT('|', p.category, '|')) = 0"""

_LATEST_PRODUCTS = """
latest AS (
  SELECT product_id, MAX(valid_from) AS valid_from FROM products GROUP BY product_id
),
current_products AS (
  SELECT p.product_id, p.manufacturer_id, p.category
  FROM products p
  JOIN latest l ON l.product_id = p.product_id AND l.valid_from = p.valid_from
)"""

_SAMPLE_STORES = """
sample_stores AS (
  SELECT store_id, ROW_NUMBER() OVER (ORDER BY store_id) - 1 AS store
  FROM displays
  WHERE week >= CAST(:from_date AS DATE) - 6 AND week < CAST(:to_date AS DATE)
  GROUP BY store_id
  HAVING COUNT(DISTINCT week) >= :record_weeks
)"""

_IN_PERIOD = "s.date >= CAST(:from_date AS DATE) AND s.date < CAST(:to_date AS DATE)"
_WEEK_OF = "CAST(DATE_TRUNC('week', s.date) AS DATE)"

DISPLAY_PANEL = Query(
    name="measure.display_panel",
    sql=f"""
WITH {_LATEST_PRODUCTS}, {_SAMPLE_STORES},
sold AS (
  SELECT s.store_id, s.product_id, {_WEEK_OF} AS week,
    SUM(s.units) AS units, SUM(s.revenue) AS revenue, COUNT(*) AS lines
  FROM sales s
  WHERE {_IN_PERIOD} AND s.line_type = 'sale'
  GROUP BY 1, 2, 3
),
valued AS (
  SELECT p.product_id, p.manufacturer_id, p.category,
    CAST(SUM(s.revenue) AS DOUBLE) AS value,
    CAST(SUM(CASE WHEN n.store_id IS NOT NULL THEN s.revenue ELSE 0 END) AS DOUBLE) AS in_sample,
    SUM(CASE WHEN n.store_id IS NOT NULL THEN s.lines ELSE 0 END) AS lines
  FROM sold s
  JOIN current_products p ON p.product_id = s.product_id
  LEFT JOIN sample_stores n ON n.store_id = s.store_id
  WHERE {_NAMED_CATEGORY}
  GROUP BY 1, 2, 3
),
ranges AS (
  SELECT manufacturer_id, category, SUM(lines) AS lines,
    SUM(value) AS value, SUM(SUM(value)) OVER (PARTITION BY category) AS category_value,
    SUM(in_sample) AS in_sample,
    SUM(SUM(in_sample)) OVER (PARTITION BY category) AS category_in_sample
  FROM valued
  GROUP BY manufacturer_id, category
),
pairs AS (
  SELECT manufacturer_id, category, value, category_value,
    ROW_NUMBER() OVER (ORDER BY manufacturer_id, category) - 1 AS pair
  FROM ranges
  WHERE lines >= :least_lines AND value > 0
    AND in_sample >= :least_share * category_in_sample
    AND in_sample <= :greatest_share * category_in_sample
    AND STRPOS(:excluded_manufacturers, CONCAT('|', manufacturer_id, '|')) = 0
),
categories AS (
  SELECT category, ROW_NUMBER() OVER (ORDER BY category) - 1 AS category_number
  FROM pairs
  GROUP BY category
),
members AS (
  SELECT v.product_id, v.value, c.category_number, COALESCE(p.pair, -1) AS pair,
    ROW_NUMBER() OVER (ORDER BY v.product_id) AS member
  FROM valued v
  JOIN categories c ON c.category = v.category
  LEFT JOIN pairs p ON p.category = v.category AND p.manufacturer_id = v.manufacturer_id
),
placed AS (
  SELECT m.member, n.store, d.week,
    MIN(CASE WHEN d.location <> :no_display THEN d.location END) AS first_location,
    MAX(CASE WHEN d.location <> :no_display THEN d.location END) AS second_location,
    MAX(CASE WHEN d.mailer <> :no_mailer THEN 1 ELSE 0 END) AS mailed
  FROM displays d
  JOIN members m ON m.product_id = d.product_id
  JOIN sample_stores n ON n.store_id = d.store_id
  WHERE d.week >= CAST(:from_date AS DATE) - 6 AND d.week < CAST(:to_date AS DATE)
    AND (d.location <> :no_display OR d.mailer <> :no_mailer)
  GROUP BY 1, 2, 3
),
stood AS (
  SELECT m.category_number, m.pair, l.store, l.week, m.value, l.mailed,
    CASE WHEN m.pair >= 0 THEN l.first_location END AS first_location,
    CASE WHEN m.pair >= 0 THEN l.second_location END AS second_location,
    CASE WHEN l.first_location IS NOT NULL THEN m.value ELSE 0 END AS shown_value
  FROM placed l
  JOIN members m ON m.member = l.member
)
SELECT {PAIR} AS part, c.category_number, p.pair, -1 AS store, CAST(NULL AS DATE) AS week,
  p.manufacturer_id AS name, p.category AS detail, p.value AS amount, p.category_value AS beside
FROM pairs p JOIN categories c ON c.category = p.category
UNION ALL
SELECT {STORE_WEEK}, -1, -1, n.store, {_WEEK_OF},
  n.store_id, COALESCE(MAX(t.kind), 'standard'), CAST(SUM(s.baskets) AS DOUBLE), 0
FROM traffic s
JOIN sample_stores n ON n.store_id = s.store_id
LEFT JOIN stores t ON t.store_id = s.store_id
WHERE {_IN_PERIOD}
GROUP BY n.store, n.store_id, {_WEEK_OF}
HAVING SUM(s.baskets) > 0
UNION ALL
SELECT {UNITS}, m.category_number, m.pair, n.store, s.week, NULL, NULL,
  CAST(SUM(s.units) AS DOUBLE), 0
FROM sold s
JOIN members m ON m.product_id = s.product_id
JOIN sample_stores n ON n.store_id = s.store_id
GROUP BY m.category_number, m.pair, n.store, s.week
UNION ALL
SELECT {SHOWN}, category_number, pair, store, week, first_location, second_location,
  SUM(shown_value), SUM(mailed * value)
FROM stood
GROUP BY category_number, pair, store, week, first_location, second_location
ORDER BY part, category_number, pair, store, week, name, detail
""",
    columns={
        "part": "int",
        "category_number": "int",
        "pair": "int",
        "store": "int",
        "week": "date",
        "name": "text",
        "detail": "text",
        "amount": "float",
        "beside": "float",
    },
    parameters={
        "from_date": date(2017, 1, 1),
        "to_date": date(2018, 1, 1),
        "record_weeks": 52,
        "least_lines": 600,
        "least_share": 0.05,
        "greatest_share": 0.75,
        "excluded_manufacturers": "|69|",
        "excluded_categories": "|COUPON/MISC ITEMS|FUEL|",
        "no_display": "0",
        "no_mailer": "0",
    },
)
"""The cells of `display_effect`, sparse: a store-week without a row sold or showed nothing.

A pair is a manufacturer in a category; pair -1 stands for all manufacturers of the category that
are in no pair. Pairs, categories and stores are numbered from 0. Stores: with promotion records in
at least `record_weeks` weeks; a pair's lines and share of its category are counted in them, its
products' values in all stores. Only sale lines count. Meaning of a row by `part`:

    0 pair         name manufacturer_id, detail category, amount value of the pair's range
                   (currency, whole period, all stores), beside value of the category
    1 store-week   name store_id, detail store kind, amount baskets (> 0)
    2 units        amount units sold by the pair in that store and week
    3 shown        name first and detail last display location of products that stood on display
                   (None: only in the mailer), amount their value, beside the mailed ones' value
"""

_UNITS_COLUMNS: dict[str, ColumnType] = {
    "store_id": "text",
    "week": "date",
    "units": "float",
    "baskets": "float",
}

UNITS_PANEL = Query(
    name="measure.units_panel",
    sql=f"""
WITH {_LATEST_PRODUCTS}, {_SAMPLE_STORES},
grid AS (
  SELECT s.store_id, {_WEEK_OF} AS week, CAST(SUM(s.baskets) AS DOUBLE) AS baskets
  FROM traffic s
  WHERE {_IN_PERIOD}
    AND (:record_weeks = 0 OR s.store_id IN (SELECT store_id FROM sample_stores))
  GROUP BY s.store_id, {_WEEK_OF}
  HAVING SUM(s.baskets) > 0
),
sold AS (
  SELECT s.store_id, {_WEEK_OF} AS week, CAST(SUM(s.units) AS DOUBLE) AS units
  FROM sales s
  JOIN current_products p ON p.product_id = s.product_id
  WHERE {_IN_PERIOD} AND s.line_type = 'sale' AND p.manufacturer_id = :manufacturer_id
    AND (p.category IS NULL
      OR STRPOS(:excluded_categories, CONCAT('|', p.category, '|')) = 0)
  GROUP BY s.store_id, {_WEEK_OF}
)
SELECT g.store_id, g.week, COALESCE(s.units, 0) AS units, g.baskets
FROM grid g
LEFT JOIN sold s ON s.store_id = g.store_id AND s.week = g.week
ORDER BY g.store_id, g.week
""",
    columns=_UNITS_COLUMNS,
    parameters={
        "manufacturer_id": "69",
        "from_date": date(2017, 1, 1),
        "to_date": date(2018, 1, 1),
        "record_weeks": 0,
        "excluded_categories": "|COUPON/MISC ITEMS|FUEL|",
    },
)
"""One manufacturer's sold units a store and week, for store-weeks with at least one basket.

record_weeks: only stores with promotion records in at least so many weeks; 0 = every store.
"""


def name_list(names: Iterable[str]) -> str:
    """Return names as the text that the queries search: a bar before and after each.

    PanelError for a name that holds a bar itself: it could not be told from two names.
    """
    chosen = tuple(names)
    for name in chosen:
        if "|" in name:
            raise PanelError(f"the name '{name}' holds a bar, so it cannot be excluded by name")
    return "|" + "".join(f"{name}|" for name in chosen)
