"""What like for like asks the ledger: pairs of store-days 52 weeks apart, and what they sold."""

from __future__ import annotations

from datetime import date, timedelta

from showfloor.domain.calendars import MONDAY_TO_SATURDAY
from showfloor.domain.queries import ParameterValue, Query
from showfloor.errors import UsageError

ALIGNED_DAYS = 364
"""A day is compared with the one 52 weeks before it: the nearest of the same weekday."""
LONGEST_PERIOD = 10_000
"""Days of the longest period that can be asked for: as many as the questions number."""

NO_DATE = date(1, 1, 1)
NO_PAIRS: dict[str, ParameterValue] = {
    "from_date": NO_DATE,
    "to_date": NO_DATE,
    "previous_from": NO_DATE,
    "days": 0,
    "first_weekday": 0,
    "trading_days": "",
}
"""The parameters of `PAIRS`, for a period without a day."""
NO_SALES_OF_PAIRS: dict[str, ParameterValue] = {**NO_PAIRS, "previous_to": NO_DATE}
"""The parameters of `PAIRS` and `SIDES` together."""

VERSIONS = """
versions AS (
  SELECT product_id, manufacturer_id, category, valid_from,
    ROW_NUMBER() OVER (ORDER BY product_id, valid_from) AS version,
    COALESCE(
      LEAD(valid_from) OVER (PARTITION BY product_id ORDER BY valid_from),
      CAST('9999-12-31' AS DATE)) AS next_from
  FROM products
)"""

VERSION_ON_THE_DAY = """
  v.product_id = s.product_id AND s.date >= v.valid_from AND s.date < v.next_from"""

_SINCE = "DATE_DIFF('day', CAST(:from_date AS DATE), {0})"

_STATE = """
    CASE WHEN {day} < m.opened THEN {before_opening}
      WHEN {day} >= m.closed THEN {after_closing}
      WHEN m.{side}shut = 1 THEN {closure}
      WHEN m.trading = 0 AND m.kind <> 'online' THEN {no_trading_day}
      WHEN m.{side}sold = 0 THEN {silent}
      ELSE {open} END"""

_NAMES = ("open", "silent", "before opening", "after closing", "closure", "no trading day")
_AS_TEXT = {name.replace(" ", "_"): f"'{name}'" for name in _NAMES}
_AS_NUMBER = {name.replace(" ", "_"): str(number) for number, name in enumerate(_NAMES)}


def _state(names: dict[str, str]) -> str:
    return _STATE.format(day="m.n", side="", **names)


def _previous_state(names: dict[str, str]) -> str:
    return _STATE.format(day=f"m.n - {ALIGNED_DAYS}", side="previous_", **names)


# Days are numbered from the period's first, so that a pair of days is one number in every join.
# What is known of a pair comes as rows that are grouped, not as joins: after those DuckDB took the
# pairs for the larger side of the join with sales, and kept all sales in memory.
PAIRS = f"""
digits AS (
  SELECT 0 AS digit UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
  UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9
),
numbers AS (
  SELECT a.digit + 10 * b.digit + 100 * c.digit + 1000 * e.digit AS n
  FROM digits a CROSS JOIN digits b CROSS JOIN digits c CROSS JOIN digits e
),
days AS (
  SELECT n, CASE WHEN STRPOS(:trading_days, CAST((n + :first_weekday) % 7 AS VARCHAR)) > 0
      THEN 1 ELSE 0 END AS trading
  FROM numbers
  WHERE n < :days
),
closed AS (
  SELECT store_id, {_SINCE.format("from_date")} AS begins, {_SINCE.format("to_date")} AS ends
  FROM closures
),
sold_on AS (
  SELECT store_id, {_SINCE.format("s.date")} AS n
  FROM store_product_days s
  WHERE s.date >= CAST(:previous_from AS DATE) AND s.date < CAST(:to_date AS DATE)
  GROUP BY store_id, s.date
),
places AS (
  SELECT kind, COALESCE(region, '(none)') AS region,
    ROW_NUMBER() OVER (ORDER BY kind, COALESCE(region, '(none)')) AS place
  FROM stores
  GROUP BY kind, COALESCE(region, '(none)')
),
marks AS (
  SELECT t.store_id, d.n, p.place, t.kind, p.region,
    COALESCE({_SINCE.format("t.opened_on")}, -1000000) AS opened,
    COALESCE({_SINCE.format("t.closed_on")}, 1000000) AS closed,
    d.trading, 0 AS shut, 0 AS previous_shut, 0 AS sold, 0 AS previous_sold
  FROM stores t
  JOIN places p ON p.kind = t.kind AND p.region = COALESCE(t.region, '(none)')
  CROSS JOIN days d
  UNION ALL
  SELECT c.store_id, d.n, NULL, NULL, NULL, NULL, NULL, 0, 1, 0, 0, 0
  FROM closed c JOIN days d ON d.n >= c.begins AND d.n < c.ends
  UNION ALL
  SELECT c.store_id, d.n, NULL, NULL, NULL, NULL, NULL, 0, 0, 1, 0, 0
  FROM closed c
  JOIN days d ON d.n >= c.begins + {ALIGNED_DAYS} AND d.n < c.ends + {ALIGNED_DAYS}
  UNION ALL
  SELECT store_id, n, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 1, 0 FROM sold_on WHERE n >= 0
  UNION ALL
  SELECT store_id, n + {ALIGNED_DAYS}, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 1
  FROM sold_on
  WHERE n + {ALIGNED_DAYS} < :days
),
marked AS (
  SELECT store_id, n, MAX(place) AS place, MAX(kind) AS kind, MAX(region) AS region,
    MAX(opened) AS opened, MAX(closed) AS closed, MAX(trading) AS trading, MAX(shut) AS shut,
    MAX(previous_shut) AS previous_shut, MAX(sold) AS sold, MAX(previous_sold) AS previous_sold
  FROM marks
  GROUP BY store_id, n
),
pairs AS (
  SELECT m.store_id, m.n, m.kind, m.region,
    CASE WHEN m.kind = 'online' THEN 'online' ELSE 'store' END AS channel,
    {_state(_AS_TEXT)} AS state,
    {_previous_state(_AS_TEXT)} AS previous_state,
    100 * m.place + 10 * ({_state(_AS_NUMBER)})
      + ({_previous_state(_AS_NUMBER)}) AS sort,
    CASE WHEN m.sold + m.previous_sold = 0 THEN 0 ELSE 1 END AS sold
  FROM marked m
)"""
"""`pairs`: one row a store and day n of the period, and what it was on both days.

state, previous_state: 'open'; 'silent' (open by the calendar, but the store sold nothing of
anyone); 'before opening', 'after closing', 'closure', 'no trading day'. sort: a number for kind,
region and both states. sold: 1 where the store sold anything on either day.
"""

SIDES = f"""
sides AS (
  SELECT s.store_id, s.product_id, s.date, {_SINCE.format("s.date")} AS n, 0 AS side,
    s.units, s.revenue
  FROM store_product_days s
  WHERE s.date >= CAST(:from_date AS DATE) AND s.date < CAST(:to_date AS DATE)
  UNION ALL
  SELECT s.store_id, s.product_id, s.date, {_SINCE.format("s.date")} + {ALIGNED_DAYS} AS n,
    1 AS side, s.units, s.revenue
  FROM store_product_days s
  WHERE s.date >= CAST(:previous_from AS DATE) AND s.date < CAST(:previous_to AS DATE)
)"""
"""`sides`: sales by the number of their pair; side 0 is now, 1 before.

A day that lies in both periods is in two pairs.
"""

# Sales are grouped by three whole numbers, and only their sums by seven texts.
SUMS = f"""
sorts AS (
  SELECT DISTINCT sort, region, channel, kind, state, previous_state FROM pairs
),
sums AS (
  SELECT v.version, p.sort, s.side, SUM(s.units) AS units, SUM(s.revenue) AS revenue
  FROM sides s
  JOIN pairs p ON p.store_id = s.store_id AND p.n = s.n
  LEFT JOIN versions v ON {VERSION_ON_THE_DAY}
  GROUP BY v.version, p.sort, s.side
)"""
"""`sums`: sales by version of a product, sort of pair (`sorts`) and side."""

MEASURES = """
    SUM(CASE WHEN s.side = 0 THEN s.units ELSE 0 END) AS units,
    SUM(CASE WHEN s.side = 0 THEN s.revenue ELSE 0 END) AS revenue,
    SUM(CASE WHEN s.side = 1 THEN s.units ELSE 0 END) AS previous_units,
    SUM(CASE WHEN s.side = 1 THEN s.revenue ELSE 0 END) AS previous_revenue"""
"""Both sides of `s` beside each other, summed."""

LIKE_FOR_LIKE_SALES = Query(
    name="standing.like_for_like_sales",
    sql=f"""
WITH {VERSIONS},{PAIRS},{SIDES},{SUMS},
cells AS (
  SELECT COALESCE(v.manufacturer_id, '(unknown)') AS manufacturer_id,
    CASE WHEN v.product_id IS NULL THEN '(unknown)' ELSE COALESCE(v.category, '(none)') END
      AS category,
    p.region, p.channel, p.kind, p.state, p.previous_state,{MEASURES}
  FROM sums s
  JOIN sorts p ON p.sort = s.sort
  LEFT JOIN versions v ON v.version = s.version
  GROUP BY 1, 2, 3, 4, 5, 6, 7
)
SELECT c.manufacturer_id, COALESCE(m.name, c.manufacturer_id) AS name, c.category, c.region,
  c.channel, c.kind, c.state, c.previous_state,
  CAST(c.units AS DOUBLE) AS units, CAST(c.revenue AS DOUBLE) AS revenue,
  CAST(c.previous_units AS DOUBLE) AS previous_units,
  CAST(c.previous_revenue AS DOUBLE) AS previous_revenue
FROM cells c
LEFT JOIN manufacturers m ON m.manufacturer_id = c.manufacturer_id
ORDER BY c.manufacturer_id, c.category, c.region, c.channel, c.kind, c.state, c.previous_state
""",
    columns={
        "manufacturer_id": "text",
        "name": "text",
        "category": "text",
        "region": "text",
        "channel": "text",
        "kind": "text",
        "state": "text",
        "previous_state": "text",
        "units": "float",
        "revenue": "float",
        "previous_units": "float",
        "previous_revenue": "float",
    },
    parameters=NO_SALES_OF_PAIRS,
)
"""Net sales of the period and of the days 52 weeks before, by the states of both days.

Over all states, revenue adds up to the whole of either period. One run serves every scope.
"""

LIKE_FOR_LIKE_DAYS = Query(
    name="standing.like_for_like_days",
    sql=f"""
WITH {PAIRS}
SELECT region, channel, kind, state, previous_state, CAST(COUNT(*) AS BIGINT) AS store_days,
  CAST(SUM(sold) AS BIGINT) AS sold_days
FROM pairs
GROUP BY region, channel, kind, state, previous_state
ORDER BY region, channel, kind, state, previous_state
""",
    columns={
        "region": "text",
        "channel": "text",
        "kind": "text",
        "state": "text",
        "previous_state": "text",
        "store_days": "int",
        "sold_days": "int",
    },
    parameters=NO_PAIRS,
)
"""How many pairs of days by the states of both; sold_days: those with a sale on either."""


def comparable_day(day: date) -> date:
    """Return the day a year before that `day` is compared with: 52 weeks, the same weekday."""
    return day - timedelta(days=ALIGNED_DAYS)


def of_pairs(
    query: Query, from_date: date, to_date: date, trading_days: tuple[int, ...] = MONDAY_TO_SATURDAY
) -> Query:
    """Return a question about pairs of days for a period, `to_date` exclusive.

    trading_days: weekdays on which shops trade, Monday is 0; online stores trade every day.
    UsageError for a period without a day, or of more than 10,000.
    """
    days = (to_date - from_date).days
    if not 0 < days <= LONGEST_PERIOD:
        raise UsageError(
            f"the period {from_date} to {to_date} (exclusive) has {days} days; "
            f"like for like takes 1 to {LONGEST_PERIOD}"
        )
    values: dict[str, ParameterValue] = {
        "from_date": from_date,
        "to_date": to_date,
        "previous_from": comparable_day(from_date),
        "previous_to": comparable_day(to_date),
        "days": days,
        "first_weekday": from_date.weekday(),
        "trading_days": "".join(str(day) for day in sorted(trading_days)),
    }
    asked = {name: value for name, value in values.items() if name in query.parameters}
    return query.with_parameters(**asked)


def like_for_like_questions(
    from_date: date, to_date: date, trading_days: tuple[int, ...] = MONDAY_TO_SATURDAY
) -> tuple[Query, Query]:
    """Return the two questions behind `like_for_like`: sales and store-days, as `of_pairs` does."""
    return (
        of_pairs(LIKE_FOR_LIKE_SALES, from_date, to_date, trading_days),
        of_pairs(LIKE_FOR_LIKE_DAYS, from_date, to_date, trading_days),
    )
