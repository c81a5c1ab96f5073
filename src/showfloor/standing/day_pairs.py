"""Pairs of store-days, this year's and last year's: what the store was on each, as SQL."""

from __future__ import annotations

from datetime import date, timedelta

from showfloor.domain.queries import ParameterValue
from showfloor.standing.period_queries import NO_DATE

ALIGNED_DAYS = 364
"""A day is compared with the one 52 weeks before it: the nearest of the same weekday."""
NO_PARTNER = 99_999
"""In `partners`: the day is compared with no other."""

NO_PAIRS: dict[str, ParameterValue] = {
    "from_date": NO_DATE,
    "to_date": NO_DATE,
    "previous_from": NO_DATE,
    "previous_to": NO_DATE,
    "days": 0,
    "first_weekday": 0,
    "trading_days": "",
    "holidays": "",
    "uneven_weeks": "",
    "partners": "",
    "unpaired": "",
}
"""The parameters of `PAIRS`, for a period without a day."""

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
    "no comparable day",
)
"""What a store can be on a day; its place in this list is its number in `sort`."""

_STATE_NAMES = " UNION ALL ".join(
    f"SELECT {number} AS number, '{name}' AS name" for number, name in enumerate(STATES)
)


def _state(day: str, side: str) -> str:
    """Return SQL of what store f is on a day, given whether it sold on it and was shut.

    A day that trades is 0 where the store sold, and what it is without sales otherwise.
    """
    return f"""
    CASE WHEN k.{day} IS NULL THEN 8
      WHEN k.{day} < f.opened THEN 2
      WHEN k.{day} >= f.closed THEN 3
      WHEN {side}shut.cell IS NOT NULL THEN 4
      WHEN {side}sold.cell IS NOT NULL AND k.{side}trades = 1 THEN 0
      ELSE k.{side}unsold END"""


def _unsold(day: str, side: str) -> str:
    """Return SQL of what a store that sells nothing is on a day, and whether sales make it open."""
    trades = f"(k.online = 1 OR STRPOS(:trading_days, {_weekday(day)}) > 0)"
    return f"""
    CASE WHEN NOT {trades} THEN 5 WHEN uneven.n IS NOT NULL THEN 7
      WHEN {side}feast.n IS NOT NULL THEN 6 ELSE 1 END AS {side}unsold,
    CASE WHEN {trades} AND uneven.n IS NULL THEN 1 ELSE 0 END AS {side}trades"""


def _weekday(day: str) -> str:
    return f"CAST((k.{day} + {ALIGNED_DAYS} + :first_weekday) % 7 AS VARCHAR)"


def _listed(parameter: str, day: str) -> str:
    """Return SQL that says whether a parameter lists a day of any region: few days have one."""
    return f"STRPOS(:{parameter}, CONCAT(' ', CAST({day} AS VARCHAR), '|')) > 0"


def _listed_for(parameter: str, region: str, day: str) -> str:
    """Return SQL for where a parameter lists a day of a region; 0 where it does not."""
    return f"STRPOS(:{parameter}, CONCAT('|', {region}, ' ', CAST({day} AS VARCHAR), '|'))"


def _special(name: str, parameter: str, begin: int) -> str:
    """Return `name`: the regions and days that a parameter lists, days from `begin` on."""
    return f"""
{name} AS (
  SELECT r.region, d.n
  FROM regions r
  CROSS JOIN (SELECT n - {-begin} AS n FROM numbers WHERE n < :days + {-begin}) d
  WHERE {_listed(parameter, "d.n")} AND {_listed_for(parameter, "r.region", "d.n")} > 0
)"""


# Days are numbered from the period's first, so that a store's day is one number in every join, and
# stores likewise: texts are looked up once a store, not once a day. What regions and weekdays say
# is settled for the few kinds of places, before there are stores.
PAIRS = f"""
digits AS (
  SELECT 0 AS digit UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
  UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9
),
numbers AS (
  SELECT a.digit + 10 * b.digit + 100 * c.digit + 1000 * e.digit AS n
  FROM digits a CROSS JOIN digits b CROSS JOIN digits c CROSS JOIN digits e
),
places AS (
  SELECT kind, COALESCE(region, '(none)') AS region,
    CASE WHEN kind = 'online' THEN 1 ELSE 0 END AS online,
    ROW_NUMBER() OVER (ORDER BY kind, COALESCE(region, '(none)')) AS place
  FROM stores
  GROUP BY kind, COALESCE(region, '(none)')
),
state_names AS ({_STATE_NAMES}),
sorts AS (
  SELECT 100 * p.place + 10 * a.number + b.number AS sort, p.region, p.kind,
    CASE WHEN p.online = 1 THEN 'online' ELSE 'store' END AS channel,
    a.name AS state, b.name AS previous_state
  FROM places p CROSS JOIN state_names a CROSS JOIN state_names b
),
floors AS (
  SELECT t.store_id, 1000000 * ROW_NUMBER() OVER (ORDER BY t.store_id) AS store, p.place,
    COALESCE({SINCE.format("t.opened_on")}, -1000000) AS opened,
    COALESCE({SINCE.format("t.closed_on")}, 1000000) AS closed
  FROM stores t
  JOIN places p ON p.kind = t.kind AND p.region = COALESCE(t.region, '(none)')
),
regions AS (
  SELECT DISTINCT region FROM places
),{_special("feasts", "holidays", -ALIGNED_DAYS)},{_special("uneven_days", "uneven_weeks", 0)},{
    _special("alone", "unpaired", -ALIGNED_DAYS)
},
moved AS (
  SELECT r.region, d.n, CAST(SUBSTR(:partners,
    {_listed_for("partners", "r.region", "d.n")} - 5, 5) AS INTEGER) AS partner
  FROM regions r
  CROSS JOIN (SELECT n FROM numbers WHERE n < :days) d
  WHERE {_listed("partners", "d.n")} AND {_listed_for("partners", "r.region", "d.n")} > 0
),
matched AS (
  SELECT p.place, p.region, p.online, d.n, CASE WHEN a.n IS NULL THEN d.n - {ALIGNED_DAYS}
    WHEN a.partner < {NO_PARTNER} THEN a.partner - {ALIGNED_DAYS} END AS m
  FROM places p
  CROSS JOIN (SELECT n FROM numbers WHERE n < :days) d
  LEFT JOIN moved a ON a.region = p.region AND a.n = d.n AND p.online = 0
  UNION ALL
  SELECT p.place, p.region, p.online, NULL AS n, a.n AS m
  FROM places p
  JOIN alone a ON a.region = p.region
  WHERE p.online = 0
),
calendar AS (
  SELECT k.place, k.n, k.m,{_unsold("n", "")},{_unsold("m", "previous_")}
  FROM matched k
  LEFT JOIN feasts feast ON feast.region = k.region AND feast.n = k.n AND k.online = 0
  LEFT JOIN feasts previous_feast ON previous_feast.region = k.region
    AND previous_feast.n = k.m AND k.online = 0
  LEFT JOIN uneven_days uneven ON uneven.region = k.region AND uneven.n = k.n
),
closed AS (
  SELECT f.store, {SINCE.format("c.from_date")} AS begins, {SINCE.format("c.to_date")} AS ends
  FROM closures c JOIN floors f ON f.store_id = c.store_id
  WHERE c.to_date > CAST(:previous_from AS DATE) AND c.from_date < CAST(:to_date AS DATE)
),
closed_on AS (
  SELECT DISTINCT c.store + d.n AS cell
  FROM closed c
  JOIN (SELECT n - {ALIGNED_DAYS} AS n FROM numbers WHERE n < :days + {ALIGNED_DAYS}) d
    ON d.n >= c.begins AND d.n < c.ends
),
sold_on AS (
  SELECT s.date, f.store + {SINCE.format("s.date")} AS cell
  FROM store_days s JOIN floors f ON f.store_id = s.store_id
  WHERE s.date >= CAST(:previous_from AS DATE) AND s.date < CAST(:to_date AS DATE)
),
pairs AS (
  SELECT f.store_id, k.n, k.m, sold.date AS sold_day, previous_sold.date AS previous_sold_day,
    100 * f.place + 10 * ({_state("n", "")})
      + ({_state("m", "previous_")}) AS sort,
    CASE WHEN sold.cell IS NULL AND previous_sold.cell IS NULL THEN 0 ELSE 1 END AS sold
  FROM floors f
  JOIN calendar k ON k.place = f.place
  LEFT JOIN (SELECT * FROM sold_on WHERE date >= CAST(:from_date AS DATE)) sold
    ON sold.cell = f.store + k.n
  LEFT JOIN (SELECT * FROM sold_on WHERE date < CAST(:previous_to AS DATE)) previous_sold
    ON previous_sold.cell = f.store + k.m
  LEFT JOIN closed_on shut ON shut.cell = f.store + k.n
  LEFT JOIN closed_on previous_shut ON previous_shut.cell = f.store + k.m
)"""
"""`pairs`: one row a store, day n of the period and day m it is compared with, as `sort`.

`sorts` says what a sort is: region, channel and kind of the store; state and previous_state: 'open'
(it sold something of anyone); 'silent' (open by the calendar, but it sold nothing); 'before
opening', 'after closing', 'closure', 'no trading day', 'holiday' (a public holiday of its region on
which it sold nothing), 'holiday week' (left out as asked), 'no comparable day' (its n or m is
missing). sold: 1 where the store sold anything on either day.
"""


def sides(*measures: str) -> str:
    """Return `sides`: sales lines with the sort of their pair; side 0 is now, 1 before.

    measures: columns of `sales`. A day that lies in both periods is in two pairs.
    """
    columns = ", ".join(f"s.{name}" for name in ("product_id", "date", *measures))

    def side(number: int, prefix: str) -> str:
        begin, end = (f"previous_{edge}" if prefix else f"{edge}_date" for edge in ("from", "to"))
        return f"""
  SELECT {number} AS side, p.sort, {columns}
  FROM sales s
  JOIN pairs p ON p.store_id = s.store_id AND p.{prefix}sold_day = s.date
  WHERE s.date >= CAST(:{begin} AS DATE)
    AND s.date < CAST(:{end} AS DATE)"""

    return f"""
sides AS ({side(0, "")}
  UNION ALL{side(1, "previous_")}
)"""


def comparable_day(day: date) -> date:
    """Return the day a year before that `day` is compared with: 52 weeks, the same weekday."""
    return day - timedelta(days=ALIGNED_DAYS)
