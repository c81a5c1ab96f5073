"""The benchmark's questions in DuckDB by hand, on the lines as they were sold, in Parquet.

Written with care, as someone would who knows the data: dates are given as they are stored, so that
whole files are passed over; only the columns that are needed are read; texts are joined once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import duckdb

from ledger_cases import ALIGNED, ANY_DAYS, FULL_WEEKS, MANUFACTURER, YEAR, Data, Periods

Rows = list[tuple[Any, ...]]


def connected(data: Data) -> duckdb.DuckDBPyConnection:
    """Open the database with views of the raw tables."""
    connection = duckdb.connect(config={"threads": "2"})
    connection.execute("SET preserve_insertion_order = false")
    files = ", ".join(f"'{path}'" for path in data.raw_sales)
    connection.execute(f"CREATE VIEW sales AS FROM read_parquet([{files}])")
    for table in ("products", "stores", "closures"):
        connection.execute(f"CREATE VIEW {table} AS FROM '{data.raw / table}.parquet'")
    return connection


def league_of(data: Data, periods: Periods) -> Rows:
    """Sum both periods by manufacturer in one pass."""
    now = f"date >= DATE '{periods.from_date}' AND date < DATE '{periods.to_date}'"
    before = f"date >= DATE '{periods.previous_from}' AND date < DATE '{periods.previous_to}'"
    with connected(data) as connection:
        return connection.execute(
            f"""
            WITH products_sold AS (
              SELECT product_id,
                sum(revenue) FILTER ({now}) AS revenue, sum(units) FILTER ({now}) AS units,
                sum(revenue) FILTER ({before}) AS previous_revenue,
                sum(units) FILTER ({before}) AS previous_units
              FROM sales
              WHERE date >= DATE '{periods.previous_from}' AND date < DATE '{periods.to_date}'
              GROUP BY product_id)
            SELECT manufacturer_id, sum(revenue) AS revenue, sum(units), sum(previous_revenue),
              sum(previous_units)
            FROM products_sold JOIN products USING (product_id)
            GROUP BY manufacturer_id ORDER BY revenue DESC"""
        ).fetchall()


def league(data: Data) -> Rows:
    """The league table of a calendar year beside the year before."""
    return league_of(data, YEAR)


def league_days(data: Data) -> Rows:
    """The same from the 11th to the 11th."""
    return league_of(data, ANY_DAYS)


_COMPARABLE = f"""
  sold AS (
    SELECT DISTINCT store_id, date FROM sales
    WHERE date >= DATE '{ALIGNED.previous_from}' AND date < DATE '{ALIGNED.to_date}'),
  open AS (
    SELECT store_id, date FROM sold JOIN stores USING (store_id)
    WHERE isodow(date) <= 6 AND date >= coalesce(opened_on, DATE '0001-01-01')
      AND date < coalesce(closed_on, DATE '9999-12-31')
      AND NOT EXISTS (
        SELECT 1 FROM closures c
        WHERE c.store_id = sold.store_id AND sold.date >= c.from_date AND sold.date < c.to_date)),
  pairs AS (
    SELECT a.store_id, a.date, b.date AS previous_date
    FROM open a JOIN open b ON b.store_id = a.store_id AND b.date = a.date - 364
    WHERE a.date >= DATE '{ALIGNED.from_date}'),
  counted AS (
    SELECT store_id, date, max(now) AS now, max(before) AS before FROM (
      SELECT store_id, date, 1 AS now, 0 AS before FROM pairs
      UNION ALL SELECT store_id, previous_date, 0, 1 FROM pairs)
    GROUP BY ALL)"""
"""`counted`: store-days that were open on both days, by the side or sides that they count on."""

_BY_JOIN = f"""
  WITH {_COMPARABLE},
  products_sold AS (
    SELECT product_id, sum(now * revenue) AS revenue, sum(now * units) AS units,
      sum(before * revenue) AS previous_revenue, sum(before * units) AS previous_units
    FROM sales JOIN counted USING (store_id, date)
    WHERE date >= DATE '{ALIGNED.previous_from}' AND date < DATE '{ALIGNED.to_date}'
    GROUP BY product_id)"""

_BY_SUBTRACTION = f"""
  WITH {_COMPARABLE},
  odd AS (
    SELECT store_id, date, now, before FROM (
      SELECT s.store_id, s.date,
        CAST(s.date >= DATE '{ALIGNED.from_date}' AND coalesce(c.now, 0) = 0 AS INTEGER) AS now,
        CAST(s.date < DATE '{ALIGNED.previous_to}' AND coalesce(c.before, 0) = 0 AS INTEGER)
          AS before
      FROM sold s LEFT JOIN counted c ON c.store_id = s.store_id AND c.date = s.date)
    WHERE now + before > 0),
  products_sold AS (
    SELECT product_id,
      sum(revenue) FILTER (date >= DATE '{ALIGNED.from_date}') AS revenue,
      sum(units) FILTER (date >= DATE '{ALIGNED.from_date}') AS units,
      sum(revenue) FILTER (date < DATE '{ALIGNED.previous_to}') AS previous_revenue,
      sum(units) FILTER (date < DATE '{ALIGNED.previous_to}') AS previous_units
    FROM sales
    WHERE date >= DATE '{ALIGNED.previous_from}' AND date < DATE '{ALIGNED.to_date}'
    GROUP BY product_id
    UNION ALL
    SELECT product_id, -sum(now * revenue), -sum(now * units), -sum(before * revenue),
      -sum(before * units)
    FROM sales JOIN odd USING (store_id, date)
    WHERE date >= DATE '{ALIGNED.previous_from}' AND date < DATE '{ALIGNED.to_date}'
    GROUP BY product_id)"""
SUBTRACTED_FROM = 10_000_000
"""Lines from which it is no slower to take away the days that do not compare than to join all."""


def like_for_like(data: Data) -> Rows:
    """Sum the days on which a store was open, if it was on the day 52 weeks before as well.

    Open: it sold something, exists, is not closed, and it is no Sunday. Each store-day is told
    once whether it counts on either side. Either the lines are joined with those that count and
    summed, or all are summed by product and those of the few others are taken away: the quicker.
    """
    summed = _BY_SUBTRACTION if data.lines >= SUBTRACTED_FROM else _BY_JOIN
    with connected(data) as connection:
        return connection.execute(
            f"""{summed}
            SELECT manufacturer_id, sum(revenue) AS revenue, sum(units), sum(previous_revenue),
              sum(previous_units)
            FROM products_sold JOIN products USING (product_id)
            GROUP BY manufacturer_id ORDER BY revenue DESC"""
        ).fetchall()


def panel(data: Data) -> Rows:
    """Sum one manufacturer's lines by store and week."""
    first, end = FULL_WEEKS
    with connected(data) as connection:
        return connection.execute(
            f"""
            SELECT store_id, CAST(date_trunc('week', date) AS DATE) AS week, sum(revenue) AS revenue
            FROM sales
            WHERE date >= DATE '{first}' AND date < DATE '{end}' AND product_id IN (
              SELECT product_id FROM products WHERE manufacturer_id = '{MANUFACTURER}')
            GROUP BY ALL"""
        ).fetchall()


ASKED: Mapping[str, Callable[[Data], Rows]] = {
    "league": league,
    "league_days": league_days,
    "like_for_like": like_for_like,
    "panel": panel,
}
