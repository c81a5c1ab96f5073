"""What like for like asks the ledger: what pairs of days sold, by what the store was on both."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from showfloor.domain.calendars import MONDAY_TO_SATURDAY
from showfloor.domain.queries import ColumnType, ParameterValue, Query
from showfloor.standing.day_pairs import NO_PAIRS, PAIRS, comparable_day
from showfloor.standing.pairs_asked import NO_HOLIDAYS, NO_PARTNERS, Partners, of_pairs
from showfloor.standing.period_queries import (
    CATEGORY,
    MANUFACTURER,
    NO_PERIODS,
    PARTS,
    VERSION_ON_THE_DAY,
    Part,
    cells,
    manufacturer_cells,
    of_periods,
    parts_with_days,
    with_used,
)

NOBODY = ""
"""Manufacturer of the rows that count days."""

# DuckDB must hold the few odd days and read the sales past them, not the reverse. It holds the
# smaller by its estimates, takes the pairs for millions, and each IN for one that keeps a fifth.
_ODD_DAYS = """
odd AS (
  SELECT store_id, sold_day, previous_sold_day, sort
  FROM pairs
  WHERE sold IN (SELECT digit FROM digits WHERE digit = 1)
    AND sort IN (SELECT sort FROM sorts WHERE state <> 'open' OR previous_state <> 'open')
    AND store_id IN (SELECT store_id FROM floors)
    AND sort IN (SELECT sort FROM sorts)
    AND store_id IN (SELECT store_id FROM stores)
),
odd_days AS (
  SELECT 0 AS side, store_id, sold_day AS date, sort FROM odd WHERE sold_day IS NOT NULL
  UNION ALL
  SELECT 1 AS side, store_id, previous_sold_day AS date, sort FROM odd
  WHERE previous_sold_day IS NOT NULL
)"""

_BY_LINE = f"""
  SELECT o.side, {MANUFACTURER} AS manufacturer_id,{CATEGORY} AS category, o.sort,
    SUM(s.units) AS units, SUM(s.revenue) AS revenue, COUNT(*) AS lines
  FROM sales s
  JOIN odd_days o ON o.store_id = s.store_id AND o.date = s.date
  LEFT JOIN versions v ON {VERSION_ON_THE_DAY}
  GROUP BY 1, 2, 3, 4"""

_BY_DAY = """
  SELECT o.side, s.manufacturer_id, '' AS category, o.sort, SUM(s.units) AS units,
    SUM(s.revenue) AS revenue, SUM(s.lines) AS lines
  FROM store_manufacturer_days s
  JOIN odd_days o ON o.store_id = s.store_id AND o.date = s.date
  GROUP BY 1, 2, 3, 4"""


def _sums(odd: str) -> str:
    """Return `sums`: sales by manufacturer, category, sort of pair (`sorts`) and side.

    Nearly all days compare. Their sales are the period's less those of the days that do not, and
    only these are looked for among the days: a fraction of the work of joining every sale.
    """
    return f"""
standing_at AS (
  SELECT store_id, 100 * place AS sort FROM floors
),{_ODD_DAYS},
unlike AS ({odd}
),
parts AS (
  SELECT s.side, s.manufacturer_id, s.category, a.sort, SUM(s.units) AS units,
    SUM(s.revenue) AS revenue, SUM(s.lines) AS lines
  FROM sold s
  JOIN standing_at a ON a.store_id = s.store_id
  GROUP BY 1, 2, 3, 4
  UNION ALL
  SELECT side, manufacturer_id, category, sort - sort % 100, -units, -revenue, -lines FROM unlike
  UNION ALL
  SELECT side, manufacturer_id, category, sort, units, revenue, lines FROM unlike
),
sums AS (
  SELECT side, manufacturer_id, category, sort, SUM(units) AS units, SUM(revenue) AS revenue
  FROM parts
  GROUP BY side, manufacturer_id, category, sort
  HAVING SUM(lines) > 0
)"""


_TEXTS = ("manufacturer_id", "name", "category", "region", "channel", "kind")
_STATES = ("state", "previous_state")
MEASURES = ("units", "revenue", "previous_units", "previous_revenue")
COUNTS = ("store_days", "sold_days")
_COLUMNS: dict[str, ColumnType] = {
    **dict.fromkeys((*_TEXTS, *_STATES), "text"),
    **dict.fromkeys(MEASURES, "float"),
    **dict.fromkeys(COUNTS, "int"),
}
_ASKED: dict[str, ParameterValue] = {**NO_PERIODS, **NO_PAIRS}


def _like_for_like(name: str, sold: str, odd: str) -> Query:
    return Query(
        name=f"standing.{name}",
        sql=f"""
WITH {sold},{PAIRS},{_sums(odd)},
cells AS (
  SELECT s.manufacturer_id, s.category, p.region, p.channel, p.kind, p.state, p.previous_state,
    SUM(CASE WHEN s.side = 0 THEN s.units ELSE 0 END) AS units,
    SUM(CASE WHEN s.side = 0 THEN s.revenue ELSE 0 END) AS revenue,
    SUM(CASE WHEN s.side = 1 THEN s.units ELSE 0 END) AS previous_units,
    SUM(CASE WHEN s.side = 1 THEN s.revenue ELSE 0 END) AS previous_revenue
  FROM sums s
  JOIN sorts p ON p.sort = s.sort
  GROUP BY 1, 2, 3, 4, 5, 6, 7
),
counted AS (
  SELECT sort, COUNT(*) AS store_days, SUM(sold) AS sold_days FROM pairs GROUP BY sort
),
found AS (
  SELECT c.manufacturer_id, COALESCE(m.name, c.manufacturer_id) AS name, c.category, c.region,
    c.channel, c.kind, c.state, c.previous_state,
    CAST(c.units AS DOUBLE) AS units, CAST(c.revenue AS DOUBLE) AS revenue,
    CAST(c.previous_units AS DOUBLE) AS previous_units,
    CAST(c.previous_revenue AS DOUBLE) AS previous_revenue,
    CAST(0 AS BIGINT) AS store_days, CAST(0 AS BIGINT) AS sold_days
  FROM cells c
  LEFT JOIN manufacturers m ON m.manufacturer_id = c.manufacturer_id
  UNION ALL
  SELECT '{NOBODY}' AS manufacturer_id, '' AS name, '' AS category, q.region, q.channel, q.kind,
    q.state, q.previous_state, 0 AS units, 0 AS revenue, 0 AS previous_units,
    0 AS previous_revenue, CAST(c.store_days AS BIGINT) AS store_days,
    CAST(c.sold_days AS BIGINT) AS sold_days
  FROM counted c
  JOIN sorts q ON q.sort = c.sort
)
SELECT {", ".join(_COLUMNS)}
FROM found
ORDER BY manufacturer_id, category, region, channel, kind, state, previous_state
""",
        columns=_COLUMNS,
        parameters=_ASKED,
    )


def _by_category(parts: Collection[Part]) -> Query:
    return _like_for_like("like_for_like", cells(parts, versions=True), _BY_LINE)


def _of_manufacturers(parts: Collection[Part]) -> Query:
    return _like_for_like("like_for_like_manufacturers", manufacturer_cells(parts), _BY_DAY)


LIKE_FOR_LIKE = _by_category(PARTS)
"""Net sales of the period and of the days 52 weeks before, by the states of both days.

Over all states, revenue adds up to the whole of either period. Rows of nobody (`NOBODY`) count the
pairs of days of these states instead; sold_days: those with a sale on either. One run serves every
scope.
"""

LIKE_FOR_LIKE_MANUFACTURERS = _of_manufacturers(PARTS)
"""The same over all categories, which it does not tell apart (each is ''): a third of the work."""


def like_for_like_question(
    from_date: date,
    to_date: date,
    trading_days: tuple[int, ...] = MONDAY_TO_SATURDAY,
    holidays: Mapping[date, Collection[str]] = NO_HOLIDAYS,
    *,
    even_weeks_only: bool = False,
    partners: Partners = NO_PARTNERS,
    by_category: bool = True,
) -> Query:
    """Return the question behind `like_for_like`: sales and store-days, as `of_pairs` does.

    by_category: whether scopes of one category shall be asked for; without them it is quicker.
    """
    dates = of_periods(from_date, to_date, comparable_day(from_date), comparable_day(to_date))
    asked = (_by_category if by_category else _of_manufacturers)(parts_with_days(dates))
    placed = of_pairs(
        asked,
        from_date,
        to_date,
        trading_days,
        holidays,
        even_weeks_only=even_weeks_only,
        partners=partners,
    )
    return with_used(placed, **dates)
