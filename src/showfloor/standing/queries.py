"""What standing asks the ledger: sales by manufacturer and scope, by month, and their dates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from showfloor.domain.queries import ColumnType, ParameterValue, Query
from showfloor.standing.period_queries import (
    NO_PERIODS,
    PARTS,
    PARTS_NOW,
    Part,
    cells,
    manufacturer_cells,
    month_cells,
    of_periods,
    parts_with_days,
    with_used,
)

TEXT: ColumnType = "text"
_MEASURES: dict[str, ColumnType] = {
    "revenue": "float",
    "units": "float",
    "lines": "int",
    "list_value": "float",
    "listed_units": "float",
    "margin": "float",
    "margin_units": "float",
}
_COUNTED = ("revenue", "units", "lines")
_TEXTS = ("manufacturer_id", "name", "category", "region", "channel", "kind")


def _both_sides(names: Sequence[str]) -> str:
    return ",\n  ".join(
        f"CAST(SUM(CASE WHEN c.side = {side} THEN c.{name} ELSE 0 END) AS "
        f"{'BIGINT' if _MEASURES[name] == 'int' else 'DOUBLE'}) AS {prefix}{name}"
        for side, prefix in ((0, ""), (1, "previous_"))
        for name in names
    )


def _by_manufacturer(name: str, sold: str, names: Sequence[str]) -> Query:
    columns = {f"{side}{one}": _MEASURES[one] for side in ("", "previous_") for one in names}
    return Query(
        name=f"standing.{name}",
        sql=f"""
WITH {sold},
places AS (
  SELECT COALESCE(kind, '(none)') AS kind, COALESCE(region, '(none)') AS region,
    ROW_NUMBER() OVER (ORDER BY COALESCE(kind, '(none)'), COALESCE(region, '(none)')) AS place
  FROM stores
  GROUP BY COALESCE(kind, '(none)'), COALESCE(region, '(none)')
),
floors AS (
  SELECT t.store_id, p.place
  FROM stores t
  JOIN places p ON p.kind = COALESCE(t.kind, '(none)') AND p.region = COALESCE(t.region, '(none)')
),
cells AS (
  SELECT s.manufacturer_id, s.category, f.place, s.side,
    {", ".join(f"SUM(s.{one}) AS {one}" for one in names)}
  FROM sold s
  LEFT JOIN floors f ON f.store_id = s.store_id
  GROUP BY 1, 2, 3, 4
)
SELECT c.manufacturer_id, COALESCE(MAX(m.name), c.manufacturer_id) AS name, c.category,
  COALESCE(MAX(p.region), '(none)') AS region,
  CASE WHEN MAX(p.kind) = 'online' THEN 'online' ELSE 'store' END AS channel,
  COALESCE(MAX(p.kind), '(none)') AS kind, {_both_sides(names)}
FROM cells c
LEFT JOIN places p ON p.place = c.place
LEFT JOIN manufacturers m ON m.manufacturer_id = c.manufacturer_id
GROUP BY c.manufacturer_id, c.category, c.place
ORDER BY 1, 3, 4, 5, 6
""",
        columns={**dict.fromkeys(_TEXTS, TEXT), **columns},
        parameters=NO_PERIODS,
    )


def _by_category(parts: Collection[Part]) -> Query:
    return _by_manufacturer("sales_by_manufacturer", cells(parts), tuple(_MEASURES))


def _of_manufacturers(parts: Collection[Part]) -> Query:
    return _by_manufacturer("sales_of_manufacturers", manufacturer_cells(parts), _COUNTED)


SALES_BY_MANUFACTURER = _by_category(PARTS)
"""One row a manufacturer, category, region, channel and kind of store with sales in either period.

All is net of returns; `lines` counts sales lines. list_value: units x list price over listed_units,
those whose product states one; margin likewise over margin_units. One run of it serves every league
table of a report. Ends are exclusive; equal ends make an empty period.
"""

SALES_OF_MANUFACTURERS = _of_manufacturers(PARTS)
"""The same for revenue, units and lines of all categories together (each is ''): quicker."""

_OF_MONTHS: dict[str, ParameterValue] = {
    **{name: value for name, value in NO_PERIODS.items() if "previous" not in name},
    **dict.fromkeys(("category", "region", "channel", "kind"), ""),
}


def _monthly(parts: Collection[Part]) -> Query:
    return Query(
        name="standing.monthly_series",
        sql=f"""
WITH {month_cells(parts)},
scoped AS (
  SELECT s.manufacturer_id, s.first_day, s.revenue
  FROM sold s
  LEFT JOIN stores t ON t.store_id = s.store_id
  WHERE (:category = '' OR s.category = :category)
    AND (:region = '' OR COALESCE(t.region, '(none)') = :region)
    AND (:channel = '' OR CASE WHEN t.kind = 'online' THEN 'online' ELSE 'store' END = :channel)
    AND (:kind = '' OR COALESCE(t.kind, '(none)') = :kind)
),
cells AS (
  SELECT manufacturer_id, EXTRACT(YEAR FROM first_day) AS sale_year,
    EXTRACT(MONTH FROM first_day) AS sale_month, SUM(revenue) AS revenue
  FROM scoped
  GROUP BY 1, 2, 3
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
        parameters=_OF_MONTHS,
    )


MONTHLY_SERIES = _monthly(PARTS_NOW)
"""One row a manufacturer and calendar month with sales; an empty filter means all."""

SALES_PERIOD = Query(
    name="standing.sales_period",
    sql="""
SELECT MIN(date) AS first_date, MAX(date) AS last_date,
  CAST(COALESCE(SUM(lines), 0) AS BIGINT) AS lines
FROM store_days
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
    by_category: bool = True,
) -> Query:
    """Return the question behind every league table of a period; ends are exclusive.

    Without both ends of a comparison period there is none: pass `has_previous=False` on.
    by_category: whether tables of one category, list value or margin shall be asked for; without
    them it is quicker.
    """
    dates = of_periods(from_date, to_date, previous_from, previous_to)
    asked = _by_category if by_category else _of_manufacturers
    return with_used(asked(parts_with_days(dates)), **dates)


def sales_by_month(
    from_date: date,
    to_date: date,
    *,
    category: str | None = None,
    region: str | None = None,
    channel: str | None = None,
    kind: str | None = None,
) -> Query:
    """Return the question behind a monthly series; None means all of a scope."""
    dates = of_periods(from_date, to_date, None, None)
    return with_used(
        _monthly(parts_with_days(dates)),
        **dates,
        category=category or "",
        region=region or "",
        channel=channel or "",
        kind=kind or "",
    )
