"""Sales of a period and of the one before: whole months from their sums, other days by line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from showfloor.domain.queries import ParameterValue, Query

NO_DATE = date(1, 1, 1)

# An outer join with OR in its condition is a nested loop on DuckDB (90 s on 1.5 million lines), so
# the last version ends on a far day instead of never.
VERSIONS = """
versions AS (
  SELECT product_id, manufacturer_id, category, list_price, unit_margin, valid_from,
    COALESCE(
      LEAD(valid_from) OVER (PARTITION BY product_id ORDER BY valid_from),
      CAST('9999-12-31' AS DATE)) AS next_from
  FROM products
)"""
"""`versions`: each version of a product, and the day from which the next one holds."""

VERSION_ON_THE_DAY = """
  v.product_id = s.product_id AND s.date >= v.valid_from AND s.date < v.next_from"""

MANUFACTURER = "COALESCE(v.manufacturer_id, '(unknown)')"
CATEGORY = """
    CASE WHEN v.product_id IS NULL THEN '(unknown)' ELSE COALESCE(v.category, '(none)') END"""

NO_PERIODS: dict[str, ParameterValue] = dict.fromkeys(
    (
        "from_date",
        "to_date",
        "whole_from",
        "whole_to",
        "previous_from",
        "previous_to",
        "previous_whole_from",
        "previous_whole_to",
    ),
    NO_DATE,
)
"""The parameters of `cells`, for two periods without a day."""

Part = tuple[int, str, str]
"""A part of two periods: its side (0 is now), and its ends, as parameters."""
_MONTHS: tuple[Part, ...] = (
    (0, "whole_from", "whole_to"),
    (1, "previous_whole_from", "previous_whole_to"),
)
PARTS: tuple[Part, ...] = (
    *_MONTHS,
    (0, "from_date", "whole_from"),
    (0, "whole_to", "to_date"),
    (1, "previous_from", "previous_whole_from"),
    (1, "previous_whole_to", "previous_to"),
)
"""Whole months, and the days before and after them."""
PARTS_NOW = tuple(part for part in PARTS if part[0] == 0)


def _between(column: str, part: Part) -> str:
    _, begin, end = part
    return f"{column} >= CAST(:{begin} AS DATE) AND {column} < CAST(:{end} AS DATE)"


def _months(part: Part) -> str:
    return f"""
  SELECT {part[0]} AS side, store_id, manufacturer_id, category, units, revenue, returns, lines,
    list_value, listed_units, margin, margin_units
  FROM store_months
  WHERE {_between("first_day", part)}"""


def _days(part: Part) -> str:
    return f"""
  SELECT {part[0]} AS side, s.store_id, {MANUFACTURER} AS manufacturer_id,{CATEGORY} AS category,
    s.units, s.revenue,
    CASE WHEN s.line_type <> 'sale' AND s.units < 0 THEN -s.units ELSE 0 END AS returns, 1 AS lines,
    COALESCE(s.units * v.list_price, 0) AS list_value,
    CASE WHEN v.list_price IS NULL THEN 0 ELSE s.units END AS listed_units,
    COALESCE(s.units * v.unit_margin, 0) AS margin,
    CASE WHEN v.unit_margin IS NULL THEN 0 ELSE s.units END AS margin_units
  FROM sales s
  LEFT JOIN versions v ON {VERSION_ON_THE_DAY}
  WHERE {_between("s.date", part)}"""


def _month_sums(part: Part) -> str:
    return f"""
  SELECT {part[0]} AS side, store_id, manufacturer_id, '' AS category, units, revenue, lines
  FROM store_months
  WHERE {_between("first_day", part)}"""


def _day_sums(part: Part) -> str:
    return f"""
  SELECT {part[0]} AS side, s.store_id, s.manufacturer_id, '' AS category, s.units, s.revenue,
    s.lines
  FROM store_manufacturer_days s
  WHERE {_between("s.date", part)}"""


def cells(parts: Collection[Part] = PARTS, *, versions: bool = False) -> str:
    """Return `sold`: sales to be summed, by store, manufacturer and category; side 0 is now.

    parts: those that hold a day; a table that none of them reads is not opened. versions: whether
    `versions` shall stand before it whoever reads them.
    """
    read = (_months(part) if part in _MONTHS else _days(part) for part in parts)
    return f"""{_versions_of(parts, needed=versions)}
sold AS ({" UNION ALL ".join(read)}
)"""


def _versions_of(parts: Collection[Part], *, needed: bool = False) -> str:
    return f"{VERSIONS}," if needed or not set(parts) <= set(_MONTHS) else ""


def manufacturer_cells(parts: Collection[Part] = PARTS) -> str:
    """Return `sold` for units, revenue and lines of all categories together (each is '')."""
    read = (_month_sums(part) if part in _MONTHS else _day_sums(part) for part in parts)
    return f"""
sold AS ({" UNION ALL ".join(read)}
)"""


def month_cells(parts: Collection[Part] = PARTS_NOW) -> str:
    """Return `sold`: revenue to be summed, by month, store, manufacturer and category; of now."""
    read = (_month_of_months(part) if part in _MONTHS else _month_of_days(part) for part in parts)
    return f"""{_versions_of(parts)}
sold AS ({" UNION ALL ".join(read)}
)"""


def _month_of_months(part: Part) -> str:
    return f"""
  SELECT first_day, store_id, manufacturer_id, category, revenue
  FROM store_months
  WHERE {_between("first_day", part)}"""


def _month_of_days(part: Part) -> str:
    return f"""
  SELECT CAST(DATE_TRUNC('month', s.date) AS DATE) AS first_day, s.store_id,
    {MANUFACTURER} AS manufacturer_id,{CATEGORY} AS category, s.revenue
  FROM sales s
  LEFT JOIN versions v ON {VERSION_ON_THE_DAY}
  WHERE {_between("s.date", part)}"""


def parts_with_days(dates: Mapping[str, date]) -> tuple[Part, ...]:
    """Return the parts that hold a day, one at least; dates: what `of_periods` gives."""
    return tuple(part for part in PARTS if dates[part[1]] < dates[part[2]]) or PARTS[:1]


def with_used(query: Query, **values: ParameterValue) -> Query:
    """Return the question with those of the values that its SQL names, and no other parameter."""
    named = {**query.parameters, **values}
    used = {name: named[name] for name in set(re.findall(r":(\w+)", query.sql)) if name in named}
    return Query(query.name, query.sql, query.columns, used)


def of_periods(
    from_date: date, to_date: date, previous_from: date | None, previous_to: date | None
) -> dict[str, date]:
    """Return the parameters of `cells`; ends are exclusive, None: there is no period before."""
    if previous_from is None or previous_to is None:
        previous_from = previous_to = from_date
    whole_from, whole_to = whole_months(from_date, to_date)
    previous_whole_from, previous_whole_to = whole_months(previous_from, previous_to)
    return {
        "from_date": from_date,
        "to_date": to_date,
        "whole_from": whole_from,
        "whole_to": whole_to,
        "previous_from": previous_from,
        "previous_to": previous_to,
        "previous_whole_from": previous_whole_from,
        "previous_whole_to": previous_whole_to,
    }


def whole_months(from_date: date, to_date: date) -> tuple[date, date]:
    """Return the first day of the first whole month in a period, and that after the last.

    Both are `to_date` where no month lies in it whole, so that the days before them are all.
    """
    first = from_date if from_date.day == 1 else _next_month(from_date)
    last = to_date.replace(day=1)
    return (first, last) if first < last else (to_date, to_date)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
