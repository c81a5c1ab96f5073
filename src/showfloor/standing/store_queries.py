"""What standing asks of single stores: what each sold of whom, and on how many days it was open."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from showfloor.domain.calendars import MONDAY_TO_SATURDAY
from showfloor.domain.queries import Columns, Query
from showfloor.standing.day_pairs import NO_PAIRS, PAIRS
from showfloor.standing.pairs_asked import NO_HOLIDAYS, of_pairs
from showfloor.standing.period_queries import (
    NO_PERIODS,
    PARTS_NOW,
    Part,
    cells,
    of_periods,
    parts_with_days,
    with_used,
)


def _store_sales(parts: Collection[Part]) -> Query:
    return Query(
        name="standing.store_sales",
        sql=f"""
WITH {cells(parts)},
sums AS (
  SELECT store_id, manufacturer_id, SUM(revenue) AS revenue, SUM(units) AS units,
    SUM(units + returns) AS units_sold, SUM(list_value) AS list_value, SUM(margin) AS margin
  FROM sold
  WHERE :category = '' OR category = :category
  GROUP BY store_id, manufacturer_id
)
SELECT s.store_id, s.manufacturer_id, COALESCE(m.name, s.manufacturer_id) AS name,
  CAST(s.revenue AS DOUBLE) AS revenue, CAST(s.units AS DOUBLE) AS units,
  CAST(s.units_sold AS DOUBLE) AS units_sold, CAST(s.list_value AS DOUBLE) AS list_value,
  CAST(s.margin AS DOUBLE) AS margin
FROM sums s
LEFT JOIN manufacturers m ON m.manufacturer_id = s.manufacturer_id
ORDER BY s.store_id, s.manufacturer_id
""",
        columns={
            "store_id": "text",
            "manufacturer_id": "text",
            "name": "text",
            "revenue": "float",
            "units": "float",
            "units_sold": "float",
            "list_value": "float",
            "margin": "float",
        },
        parameters={
            **{name: value for name, value in NO_PERIODS.items() if "previous" not in name},
            "category": "",
        },
    )


STORE_SALES = _store_sales(PARTS_NOW)
"""One row a store and manufacturer that have sales in the period, of one category or ('') all.

Net of returns, but for units_sold: units that went out, before returns.
"""

STORES_OPEN = Query(
    name="standing.stores_open",
    sql=f"""
WITH {PAIRS},
counted AS (
  SELECT store_id, sort, COUNT(*) AS days FROM pairs GROUP BY store_id, sort
)
SELECT c.store_id, q.kind, q.region, q.channel,
  CAST(SUM(CASE WHEN q.state = 'open' THEN c.days ELSE 0 END) AS BIGINT) AS open_days,
  CAST(SUM(CASE WHEN q.state = 'silent' THEN c.days ELSE 0 END) AS BIGINT) AS silent_days
FROM counted c
JOIN sorts q ON q.sort = c.sort
GROUP BY c.store_id, q.kind, q.region, q.channel
ORDER BY c.store_id
""",
    columns={
        "store_id": "text",
        "kind": "text",
        "region": "text",
        "channel": "text",
        "open_days": "int",
        "silent_days": "int",
    },
    parameters=NO_PAIRS,
)
"""One row a store: days of the period on which it was open, and on which it should have been."""


STORE_REGIONS = Query(
    name="standing.store_regions",
    sql="""
SELECT region, CAST(COUNT(*) AS BIGINT) AS stores
FROM stores
WHERE region IS NOT NULL AND kind <> 'online'
GROUP BY region
ORDER BY region
""",
    columns={"region": "text", "stores": "int"},
)
"""The regions of stores with a sales floor."""


def store_regions(columns: Columns) -> tuple[str, ...]:
    """Return the regions of the answer to STORE_REGIONS."""
    return tuple(str(region) for region in columns["region"])


def store_questions(
    from_date: date,
    to_date: date,
    *,
    category: str | None = None,
    trading_days: tuple[int, ...] = MONDAY_TO_SATURDAY,
    holidays: Mapping[date, Collection[str]] = NO_HOLIDAYS,
) -> tuple[Query, Query]:
    """Return the questions of single stores: what each sold, and when it was open.

    category: None means all; `to_date` is exclusive. UsageError for a period without a day.
    """
    dates = of_periods(from_date, to_date, None, None)
    opened = of_pairs(STORES_OPEN, from_date, to_date, trading_days, holidays)
    return (
        with_used(_store_sales(parts_with_days(dates)), **dates, category=category or ""),
        # Only this side of the pairs is read, so that the year before need not be.
        opened.with_parameters(previous_from=from_date),
    )
