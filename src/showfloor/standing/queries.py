"""What standing asks the ledger: sales by manufacturer and scope, by month, and their dates."""

from __future__ import annotations

from datetime import date

from showfloor.domain.queries import Query

# An outer join with OR in its condition is a nested loop on DuckDB (90 s on 1.5 million lines), so
# the last version ends on a far day instead of never.
_VERSIONS = """
versions AS (
  SELECT product_id, manufacturer_id, category, valid_from,
         COALESCE(
           LEAD(valid_from) OVER (PARTITION BY product_id ORDER BY valid_from),
           CAST('9999-12-31' AS DATE)) AS next_from
  FROM products
)"""

_VERSION_ON_THE_DAY = """
  v.product_id = s.product_id AND s.date >= v.valid_from AND s.date < v.next_from"""

_SCOPE = """
    COALESCE(v.manufacturer_id, '(unknown)') AS manufacturer_id,
    CASE WHEN v.product_id IS NULL THEN '(unknown)' ELSE COALESCE(v.category, '(none)') END
      AS category,
    COALESCE(t.region, '(none)') AS region,
    CASE WHEN t.kind = 'online' THEN 'online' ELSE 'store' END AS channel"""

_NOW = "(s.date >= CAST(:from_date AS DATE) AND s.date < CAST(:to_date AS DATE))"
_BEFORE = "(s.date >= CAST(:previous_from AS DATE) AND s.date < CAST(:previous_to AS DATE))"
_NO_DATE = date(1, 1, 1)

SALES_BY_MANUFACTURER = Query(
    name="standing.sales_by_manufacturer",
    sql=f"""
WITH {_VERSIONS},
marked AS (
  SELECT s.store_id, s.product_id, s.date, s.units, s.revenue,
         CASE WHEN {_NOW} THEN 1 ELSE 0 END AS in_period,
         CASE WHEN {_BEFORE} THEN 1 ELSE 0 END AS in_previous
  FROM sales s
  WHERE {_NOW} OR {_BEFORE}
),
scoped AS (
  SELECT {_SCOPE},
    s.units, s.revenue, s.in_period, s.in_previous
  FROM marked s
  LEFT JOIN versions v ON {_VERSION_ON_THE_DAY}
  LEFT JOIN stores t ON t.store_id = s.store_id
),
cells AS (
  SELECT manufacturer_id, category, region, channel,
    SUM(CASE WHEN in_period = 1 THEN revenue ELSE 0 END) AS revenue,
    SUM(CASE WHEN in_period = 1 THEN units ELSE 0 END) AS units,
    SUM(in_period) AS lines,
    SUM(CASE WHEN in_previous = 1 THEN revenue ELSE 0 END) AS previous_revenue,
    SUM(CASE WHEN in_previous = 1 THEN units ELSE 0 END) AS previous_units,
    SUM(in_previous) AS previous_lines
  FROM scoped
  GROUP BY manufacturer_id, category, region, channel
)
SELECT c.manufacturer_id, COALESCE(m.name, c.manufacturer_id) AS name,
  c.category, c.region, c.channel,
  CAST(c.revenue AS DOUBLE) AS revenue, CAST(c.units AS DOUBLE) AS units,
  CAST(c.lines AS BIGINT) AS lines,
  CAST(c.previous_revenue AS DOUBLE) AS previous_revenue,
  CAST(c.previous_units AS DOUBLE) AS previous_units,
  CAST(c.previous_lines AS BIGINT) AS previous_lines
FROM cells c
LEFT JOIN manufacturers m ON m.manufacturer_id = c.manufacturer_id
ORDER BY c.manufacturer_id, c.category, c.region, c.channel
""",
    columns={
        "manufacturer_id": "text",
        "name": "text",
        "category": "text",
        "region": "text",
        "channel": "text",
        "revenue": "float",
        "units": "float",
        "lines": "int",
        "previous_revenue": "float",
        "previous_units": "float",
        "previous_lines": "int",
    },
    parameters={
        "from_date": _NO_DATE,
        "to_date": _NO_DATE,
        "previous_from": _NO_DATE,
        "previous_to": _NO_DATE,
    },
)
"""One row a manufacturer, category, region and channel with sales in either period.

Revenue and units are net of returns; `lines` counts sales lines. One run of it serves every
league table of a report. Ends are exclusive; equal ends make an empty period.
"""

MONTHLY_SERIES = Query(
    name="standing.monthly_series",
    sql=f"""
WITH {_VERSIONS},
scoped AS (
  SELECT {_SCOPE},
    EXTRACT(YEAR FROM s.date) AS sale_year, EXTRACT(MONTH FROM s.date) AS sale_month, s.revenue
  FROM store_product_days s
  LEFT JOIN versions v ON {_VERSION_ON_THE_DAY}
  LEFT JOIN stores t ON t.store_id = s.store_id
  WHERE {_NOW}
),
cells AS (
  SELECT manufacturer_id, sale_year, sale_month, SUM(revenue) AS revenue
  FROM scoped
  WHERE (:category = '' OR category = :category)
    AND (:region = '' OR region = :region)
    AND (:channel = '' OR channel = :channel)
  GROUP BY manufacturer_id, sale_year, sale_month
)
SELECT c.manufacturer_id, COALESCE(m.name, c.manufacturer_id) AS name,
  CAST(c.sale_year AS BIGINT) AS sale_year, CAST(c.sale_month AS BIGINT) AS sale_month,
  CAST(c.revenue AS DOUBLE) AS revenue
FROM cells c
LEFT JOIN manufacturers m ON m.manufacturer_id = c.manufacturer_id
ORDER BY c.manufacturer_id, c.sale_year, c.sale_month
""",
    columns={
        "manufacturer_id": "text",
        "name": "text",
        "sale_year": "int",
        "sale_month": "int",
        "revenue": "float",
    },
    parameters={
        "from_date": _NO_DATE,
        "to_date": _NO_DATE,
        "category": "",
        "region": "",
        "channel": "",
    },
)
"""One row a manufacturer and calendar month with sales; an empty filter means all."""

SALES_PERIOD = Query(
    name="standing.sales_period",
    sql="""
SELECT MIN(date) AS first_date, MAX(date) AS last_date, CAST(COUNT(*) AS BIGINT) AS lines
FROM sales
""",
    columns={"first_date": "date", "last_date": "date", "lines": "int"},
)
"""One row: the days between which the ledger has sales, and how many lines."""


def sales_by_manufacturer(
    from_date: date,
    to_date: date,
    *,
    previous_from: date | None = None,
    previous_to: date | None = None,
) -> Query:
    """Return the question behind every league table of a period; ends are exclusive.

    Without both ends of a comparison period there is none: pass `has_previous=False` on.
    """
    has_previous = previous_from is not None and previous_to is not None
    return SALES_BY_MANUFACTURER.with_parameters(
        from_date=from_date,
        to_date=to_date,
        previous_from=previous_from if has_previous and previous_from else from_date,
        previous_to=previous_to if has_previous and previous_to else from_date,
    )


def sales_by_month(
    from_date: date,
    to_date: date,
    *,
    category: str | None = None,
    region: str | None = None,
    channel: str | None = None,
) -> Query:
    """Return the question behind a monthly series; None means all of a scope."""
    return MONTHLY_SERIES.with_parameters(
        from_date=from_date,
        to_date=to_date,
        category=category or "",
        region=region or "",
        channel=channel or "",
    )
