"""Pairs of store-days 52 weeks apart: what the store was on each, as SQL over the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from showfloor.domain.calendars import MONDAY_TO_SATURDAY
from showfloor.domain.queries import ParameterValue, Query
from showfloor.errors import UsageError
from showfloor.standing.period_queries import NO_DATE

ALIGNED_DAYS = 364
"""A day is compared with the one 52 weeks before it: the nearest of the same weekday."""
LONGEST_PERIOD = 9_000
"""Days of the longest period that can be asked for: the questions number 10,000, a year before."""
NO_HOLIDAYS: Mapping[date, Collection[str]] = MappingProxyType({})

NO_PAIRS: dict[str, ParameterValue] = {
    "from_date": NO_DATE,
    "to_date": NO_DATE,
    "previous_from": NO_DATE,
    "days": 0,
    "first_weekday": 0,
    "trading_days": "",
    "holidays": "",
    "uneven_weeks": "",
}
"""The parameters of `PAIRS`, for a period without a day."""
NO_SALES_OF_PAIRS: dict[str, ParameterValue] = {**NO_PAIRS, "previous_to": NO_DATE}
"""The parameters of `PAIRS` and `SIDES` together."""

SINCE = "DATE_DIFF('day', CAST(:from_date AS DATE), {0})"

STATES = (
    "open",
    "silent",
    "before opening",
    "after closing",
    "closure",
    "no trading day",
    "holiday",
    "holiday week",
)
"""What a store can be on a day; its place in this list is its number in `sort`."""

_STATE = """
    CASE WHEN {day} < f.opened THEN 2
      WHEN {day} >= f.closed THEN 3
      WHEN COALESCE(c.{side}shut, 0) = 1 THEN 4
      WHEN d.trading = 0 AND f.online = 0 THEN 5
      WHEN uneven.n IS NOT NULL THEN 7
      WHEN {side}sold.cell IS NOT NULL THEN 0
      WHEN {side}feast.n IS NOT NULL AND f.online = 0 THEN 6
      ELSE 1 END"""
_STATE_NAMES = " UNION ALL ".join(
    f"SELECT {number} AS number, '{name}' AS name" for number, name in enumerate(STATES)
)

# Days are numbered from the period's first, so that a pair of days is one number in every join, and
# stores likewise: texts are looked up once a store, not once a day.
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
places AS (
  SELECT kind, COALESCE(region, '(none)') AS region,
    ROW_NUMBER() OVER (ORDER BY kind, COALESCE(region, '(none)')) AS place
  FROM stores
  GROUP BY kind, COALESCE(region, '(none)')
),
state_names AS ({_STATE_NAMES}),
sorts AS (
  SELECT 100 * p.place + 10 * a.number + b.number AS sort, p.region, p.kind,
    CASE WHEN p.kind = 'online' THEN 'online' ELSE 'store' END AS channel,
    a.name AS state, b.name AS previous_state
  FROM places p CROSS JOIN state_names a CROSS JOIN state_names b
),
floors AS (
  SELECT t.store_id, ROW_NUMBER() OVER (ORDER BY t.store_id) AS store, p.place, p.region,
    CASE WHEN t.kind = 'online' THEN 1 ELSE 0 END AS online,
    COALESCE({SINCE.format("t.opened_on")}, -1000000) AS opened,
    COALESCE({SINCE.format("t.closed_on")}, 1000000) AS closed
  FROM stores t
  JOIN places p ON p.kind = t.kind AND p.region = COALESCE(t.region, '(none)')
),
closed AS (
  SELECT f.store, {SINCE.format("c.from_date")} AS begins, {SINCE.format("c.to_date")} AS ends
  FROM closures c JOIN floors f ON f.store_id = c.store_id
  WHERE c.to_date > CAST(:previous_from AS DATE) AND c.from_date < CAST(:to_date AS DATE)
),
shut AS (
  SELECT store, n, MAX(shut) AS shut, MAX(previous_shut) AS previous_shut
  FROM (
    SELECT c.store, d.n, 1 AS shut, 0 AS previous_shut
    FROM closed c JOIN days d ON d.n >= c.begins AND d.n < c.ends
    UNION ALL
    SELECT c.store, d.n, 0 AS shut, 1 AS previous_shut
    FROM closed c
    JOIN days d ON d.n >= c.begins + {ALIGNED_DAYS} AND d.n < c.ends + {ALIGNED_DAYS}
  ) either
  GROUP BY store, n
),
sold_on AS (
  SELECT s.date, f.store * 1000000 + {SINCE.format("s.date")} AS cell
  FROM store_days s JOIN floors f ON f.store_id = s.store_id
  WHERE s.date >= CAST(:previous_from AS DATE) AND s.date < CAST(:to_date AS DATE)
),
regions AS (
  SELECT DISTINCT region FROM places
),
feasts AS (
  SELECT r.region, k.n - {ALIGNED_DAYS} AS n
  FROM regions r CROSS JOIN numbers k
  WHERE k.n < :days + {ALIGNED_DAYS} AND STRPOS(:holidays,
    CONCAT('|', r.region, ' ', CAST(k.n - {ALIGNED_DAYS} AS VARCHAR), '|')) > 0
),
uneven_days AS (
  SELECT r.region, d.n
  FROM regions r CROSS JOIN days d
  WHERE STRPOS(:uneven_weeks, CONCAT('|', r.region, ' ', CAST(d.n AS VARCHAR), '|')) > 0
),
pairs AS (
  SELECT f.store_id, d.n, sold.date AS sold_day, previous_sold.date AS previous_sold_day,
    100 * f.place + 10 * ({_STATE.format(day="d.n", side="")})
      + ({_STATE.format(day=f"d.n - {ALIGNED_DAYS}", side="previous_")}) AS sort,
    CASE WHEN sold.cell IS NULL AND previous_sold.cell IS NULL THEN 0 ELSE 1 END AS sold
  FROM floors f
  CROSS JOIN days d
  LEFT JOIN sold_on sold ON sold.cell = f.store * 1000000 + d.n
  LEFT JOIN sold_on previous_sold
    ON previous_sold.cell = f.store * 1000000 + d.n - {ALIGNED_DAYS}
  LEFT JOIN shut c ON c.store = f.store AND c.n = d.n
  LEFT JOIN feasts feast ON feast.region = f.region AND feast.n = d.n
  LEFT JOIN feasts previous_feast ON previous_feast.region = f.region
    AND previous_feast.n = d.n - {ALIGNED_DAYS}
  LEFT JOIN uneven_days uneven ON uneven.region = f.region AND uneven.n = d.n
)"""
"""`pairs`: one row a store and day n of the period: what it was on both days, as `sort`.

`sorts` says what a sort is: region, channel and kind of the store; state and previous_state: 'open'
(it sold something of anyone); 'silent' (open by the calendar, but it sold nothing); 'before
opening', 'after closing', 'closure', 'no trading day', 'holiday' (a public holiday of its region on
which it sold nothing). sold: 1 where the store sold anything on either day.
"""

SIDES = f"""
sides AS (
  SELECT s.store_id, s.product_id, s.date, {SINCE.format("s.date")} AS n, 0 AS side,
    s.units, s.revenue
  FROM store_product_days s
  WHERE s.date >= CAST(:from_date AS DATE) AND s.date < CAST(:to_date AS DATE)
  UNION ALL
  SELECT s.store_id, s.product_id, s.date, {SINCE.format("s.date")} + {ALIGNED_DAYS} AS n,
    1 AS side, s.units, s.revenue
  FROM store_product_days s
  WHERE s.date >= CAST(:previous_from AS DATE) AND s.date < CAST(:previous_to AS DATE)
)"""
"""`sides`: sales by the number of their pair; side 0 is now, 1 before.

A day that lies in both periods is in two pairs.
"""


def comparable_day(day: date) -> date:
    """Return the day a year before that `day` is compared with: 52 weeks, the same weekday."""
    return day - timedelta(days=ALIGNED_DAYS)


def of_pairs(
    query: Query,
    from_date: date,
    to_date: date,
    trading_days: tuple[int, ...] = MONDAY_TO_SATURDAY,
    holidays: Mapping[date, Collection[str]] = NO_HOLIDAYS,
    *,
    even_weeks_only: bool = False,
) -> Query:
    """Return a question about pairs of days for a period, `to_date` exclusive.

    trading_days: weekdays on which shops trade, Monday is 0; online stores trade every day.
    holidays: the regions with a public holiday, by day, in both periods. even_weeks_only: leave out
    weeks that have a holiday on a weekday where the other side has none. UsageError for a period
    without a day, or of more than 9,000.
    """
    days = (to_date - from_date).days
    if not 0 < days <= LONGEST_PERIOD:
        raise UsageError(
            f"the period {from_date} to {to_date} (exclusive) has {days} days; "
            f"like for like takes 1 to {LONGEST_PERIOD}"
        )
    found = {
        (region, (day - from_date).days) for day, regions in holidays.items() for region in regions
    }
    uneven = _uneven_days(found, from_date.weekday(), days) if even_weeks_only else set()
    values: dict[str, ParameterValue] = {
        "from_date": from_date,
        "to_date": to_date,
        "previous_from": comparable_day(from_date),
        "previous_to": comparable_day(to_date),
        "days": days,
        "first_weekday": from_date.weekday(),
        "trading_days": "".join(str(day) for day in sorted(trading_days)),
        "holidays": _listed(found),
        "uneven_weeks": _listed(uneven),
    }
    asked = {name: value for name, value in values.items() if name in query.parameters}
    return query.with_parameters(**asked)


def _uneven_days(found: set[tuple[str, int]], weekday: int, days: int) -> set[tuple[str, int]]:
    """Return the days of weeks in which a region's holidays differ from those 52 weeks before.

    found: (region, day counted from the period's first, which is a `weekday`) of each holiday.
    """
    now = {(region, n) for region, n in found if 0 <= n < days}
    before = {(region, n + ALIGNED_DAYS) for region, n in found if n + ALIGNED_DAYS < days}
    weeks = {(region, (n + weekday) // 7) for region, n in now ^ before}
    return {(region, 7 * week - weekday + day) for region, week in weeks for day in range(7)}


def _listed(days: set[tuple[str, int]]) -> str:
    """Return "|region n|" of each day."""
    return "".join(f"|{region} {n}|" for region, n in sorted(days))
