"""What repricing asks of the ledger: a period's lines, summed by what offers can tell apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from showfloor.domain.queries import Query

NO_DAY = date(1970, 1, 1)
LAST_SOLD = Query(
    name="offers.last_sold",
    sql="SELECT MAX(date) AS last_day FROM store_days",
    columns={"last_day": "date"},
)
"""The last day of sales."""


def sold_alike(
    place_of: Mapping[str, int], day_of: Mapping[date, int], product_of: Mapping[str, int]
) -> Query:
    """Ask how many lines are alike: of one class of stores, days and products, units and money.

    cents: revenue; off: the discount that the line states; parts: lines that the row stands for;
    alike: rows. Parameters: since, until (exclusive). Each table must have an entry.
    """
    return Query(
        name="offers.sold_alike",
        sql=f"""
WITH
class_of_store AS (SELECT store_id, place FROM (VALUES
  {_rows((_text(store), number) for store, number in place_of.items())}) AS v(store_id, place)),
class_of_day AS (SELECT day, situation FROM (VALUES
  {_rows((_day(day), number) for day, number in day_of.items())}) AS v(day, situation)),
class_of_product AS (SELECT product_id, product FROM (VALUES
  {_rows((_text(name), number) for name, number in product_of.items())}) AS v(product_id, product)),
lines_sold AS (
  SELECT c.place, d.situation, g.product, s.units,
    CAST(s.revenue * 100 AS BIGINT) AS cents,
    CAST(COALESCE(s.discount, 0) * 100 AS BIGINT) AS off,
    COALESCE(s.lines, 1) AS parts
  FROM sales s
  JOIN class_of_store c ON c.store_id = s.store_id
  JOIN class_of_day d ON d.day = s.date
  JOIN class_of_product g ON g.product_id = s.product_id
  WHERE s.date >= :since AND s.date < :until AND s.units > 0 AND s.line_type = 'sale'
)
SELECT CAST(place AS BIGINT) AS place, CAST(situation AS BIGINT) AS situation,
  CAST(product AS BIGINT) AS product, units, cents, off, CAST(parts AS BIGINT) AS parts,
  COUNT(*) AS alike
FROM lines_sold
GROUP BY place, situation, product, units, cents, off, parts
ORDER BY place, situation, product, units, cents, off, parts
""",
        columns=dict.fromkeys(
            ("place", "situation", "product", "units", "cents", "off", "parts", "alike"), "int"
        ),
        parameters={"since": NO_DAY, "until": NO_DAY},
    )


def sold_in_all(known: Collection[str]) -> Query:
    """Ask what a period holds, and how much of it is no sale, or of no known product.

    Parameters: since, until (exclusive). known: ids, at least one.
    """
    return Query(
        name="offers.sold_in_all",
        sql=f"""
WITH known AS (SELECT product_id FROM (VALUES
  {_rows((_text(name),) for name in known)}) AS v(product_id))
SELECT COUNT(*) AS lines, CAST(COALESCE(SUM(s.revenue), 0) * 100 AS BIGINT) AS cents,
  COUNT(CASE WHEN s.units <= 0 OR s.line_type <> 'sale' THEN 1 END) AS not_sales,
  COUNT(CASE WHEN s.units > 0 AND s.line_type = 'sale' AND k.product_id IS NULL THEN 1 END)
    AS unknown_products
FROM sales s LEFT JOIN known k ON k.product_id = s.product_id
WHERE s.date >= :since AND s.date < :until
""",
        columns=dict.fromkeys(("lines", "cents", "not_sales", "unknown_products"), "int"),
        parameters={"since": NO_DAY, "until": NO_DAY},
    )


def _rows(rows: Iterable[tuple[object, ...]]) -> str:
    return ", ".join(f"({', '.join(map(str, row))})" for row in rows)


def _text(value: str) -> str:
    quoted = value.replace("'", "''")
    return f"'{quoted}'"


def _day(day: date) -> str:
    return f"CAST('{day.isoformat()}' AS DATE)"


SOLD_ALIKE = sold_alike({"": 0}, {NO_DAY: 0}, {"": 0})
"""`sold_alike` of one store, day and product, for the checks of what both engines know."""
SOLD_IN_ALL = sold_in_all(("",))
"""`sold_in_all` of one product, for the same checks."""
