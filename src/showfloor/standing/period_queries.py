"""Sales of a period and of the one before: whole months from their sums, other days by line."""

from __future__ import annotations

from datetime import date, timedelta

from showfloor.domain.queries import ParameterValue

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
"""The parameters of `CELLS`, for two periods without a day."""


def _months(side: int, prefix: str) -> str:
    return f"""
  SELECT {side} AS side, store_id, manufacturer_id, category, units, revenue, returns, lines,
    list_value, listed_units, margin, margin_units
  FROM store_months
  WHERE first_day >= CAST(:{prefix}whole_from AS DATE)
    AND first_day < CAST(:{prefix}whole_to AS DATE)"""


def _days(side: int, begin: str, end: str) -> str:
    return f"""
  SELECT {side} AS side, s.store_id, {MANUFACTURER} AS manufacturer_id,{CATEGORY} AS category,
    s.units, s.revenue,
    CASE WHEN s.line_type <> 'sale' AND s.units < 0 THEN -s.units ELSE 0 END AS returns, 1 AS lines,
    COALESCE(s.units * v.list_price, 0) AS list_value,
    CASE WHEN v.list_price IS NULL THEN 0 ELSE s.units END AS listed_units,
    COALESCE(s.units * v.unit_margin, 0) AS margin,
    CASE WHEN v.unit_margin IS NULL THEN 0 ELSE s.units END AS margin_units
  FROM sales s
  LEFT JOIN versions v ON {VERSION_ON_THE_DAY}
  WHERE s.date >= CAST(:{begin} AS DATE) AND s.date < CAST(:{end} AS DATE)"""


CELLS = f"""{VERSIONS},
sold AS ({
    " UNION ALL ".join(
        (
            _months(0, ""),
            _days(0, "from_date", "whole_from"),
            _days(0, "whole_to", "to_date"),
            _months(1, "previous_"),
            _days(1, "previous_from", "previous_whole_from"),
            _days(1, "previous_whole_to", "previous_to"),
        )
    )
}
)"""
"""`sold`: sales to be summed, by store, manufacturer and category; side 0 is now, 1 before."""


def _month_sums(side: int, prefix: str) -> str:
    return f"""
  SELECT {side} AS side, store_id, manufacturer_id, '' AS category, units, revenue, lines
  FROM store_months
  WHERE first_day >= CAST(:{prefix}whole_from AS DATE)
    AND first_day < CAST(:{prefix}whole_to AS DATE)"""


def _day_sums(side: int, begin: str, end: str) -> str:
    return f"""
  SELECT {side} AS side, s.store_id, s.manufacturer_id, '' AS category, s.units, s.revenue, s.lines
  FROM store_manufacturer_days s
  WHERE s.date >= CAST(:{begin} AS DATE) AND s.date < CAST(:{end} AS DATE)"""


MANUFACTURER_CELLS = f"""
sold AS ({
    " UNION ALL ".join(
        (
            _month_sums(0, ""),
            _day_sums(0, "from_date", "whole_from"),
            _day_sums(0, "whole_to", "to_date"),
            _month_sums(1, "previous_"),
            _day_sums(1, "previous_from", "previous_whole_from"),
            _day_sums(1, "previous_whole_to", "previous_to"),
        )
    )
}
)"""
"""`sold` for units, revenue and lines of all categories together (each is ''): less to read."""

MONTH_CELLS = f"""{VERSIONS},
sold AS (
  SELECT first_day, store_id, manufacturer_id, category, revenue
  FROM store_months
  WHERE first_day >= CAST(:whole_from AS DATE) AND first_day < CAST(:whole_to AS DATE)
  UNION ALL
  SELECT CAST(DATE_TRUNC('month', s.date) AS DATE) AS first_day, s.store_id,
    {MANUFACTURER} AS manufacturer_id,{CATEGORY} AS category, s.revenue
  FROM sales s
  LEFT JOIN versions v ON {VERSION_ON_THE_DAY}
  WHERE s.date >= CAST(:from_date AS DATE) AND s.date < CAST(:whole_from AS DATE)
    OR s.date >= CAST(:whole_to AS DATE) AND s.date < CAST(:to_date AS DATE)
)"""
"""`sold`: revenue to be summed, by month, store, manufacturer and category."""


def of_periods(
    from_date: date, to_date: date, previous_from: date | None, previous_to: date | None
) -> dict[str, ParameterValue]:
    """Return the parameters of `CELLS`; ends are exclusive, None: there is no period before."""
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
