"""Sales summed for standing: by store, manufacturer and day or month, as SQL over the ledger."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from showfloor.storage.table_state import TableState, relation_of

_FAR = "DATE '9999-12-31'"
_RETURNS = (
    "CAST(coalesce(sum(-s.units) FILTER (s.line_type <> 'sale' AND s.units < 0), 0) AS BIGINT)"
)
_SUMS = (
    "CAST(sum(s.units) AS BIGINT) AS units, CAST(sum(s.revenue) AS DECIMAL(18,2)) AS revenue, "
    f"{_RETURNS} AS returns, CAST(count(*) AS BIGINT) AS lines"
)
_STATED = ("product_id", "valid_from", "manufacturer_id", "category", "list_price", "unit_margin")
"""What a product's version says that sums depend on."""


def store_manufacturer_days(relations: Mapping[str, str]) -> str:
    """Sum a day's lines of a store and manufacturer; `lines` counts them.

    The manufacturer is that of the product's version on the day, "(unknown)" without one.
    """
    return (
        f"SELECT s.date, s.store_id, {_manufacturer()} AS manufacturer_id, {_SUMS} "
        f"FROM {relations['sales']} s {_versions(relations)} GROUP BY 1, 2, 3"
    )


def store_months(relations: Mapping[str, str]) -> str:
    """Sum a calendar month's lines of a store, manufacturer and category.

    list_value: units x list_price of the product's version on the day, over `listed_units`, the
    units that have one; margin and margin_units likewise by unit_margin. All net of returns.
    """
    category = "CASE WHEN v.product_id IS NULL THEN '(unknown)' ELSE coalesce(v.category, '(none)')"
    return (
        f"SELECT CAST(date_trunc('month', s.date) AS DATE) AS first_day, s.store_id, "
        f"{_manufacturer()} AS manufacturer_id, {category} END AS category, {_SUMS}, "
        f"{_valued('list_price')} AS list_value, {_counted('list_price')} AS listed_units, "
        f"{_valued('unit_margin')} AS margin, {_counted('unit_margin')} AS margin_units "
        f"FROM {relations['sales']} s {_versions(relations)} GROUP BY 1, 2, 3, 4"
    )


def store_days(relations: Mapping[str, str]) -> str:
    """Sum a day's lines of a store: a row says that it sold something of anyone."""
    return (
        'SELECT "date", store_id, CAST(sum(units) AS BIGINT) AS units, '
        "CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue, CAST(sum(lines) AS BIGINT) AS lines "
        f"FROM {relations['store_manufacturer_days']} GROUP BY 1, 2"
    )


def months_of_changed_products(
    connection: duckdb.DuckDBPyConnection, states: Mapping[str, TableState]
) -> set[int | None]:
    """Return the months with sales of a product whose versions the import has changed."""
    products = states["products"]
    stated = ", ".join(_STATED)
    base = relation_of(products.table, [products.folder / file.path for file in products.base])
    before, now = (f"SELECT {stated} FROM {source}" for source in (base, products.relation()))
    changed = f"(({before}) EXCEPT ({now})) UNION (({now}) EXCEPT ({before}))"
    rows = connection.execute(
        f"SELECT DISTINCT year(date) * 100 + month(date) FROM {states['sales'].relation()} "
        f"WHERE product_id IN (SELECT product_id FROM ({changed}))"
    ).fetchall()
    return {int(month) for (month,) in rows}


def _manufacturer() -> str:
    return "coalesce(v.manufacturer_id, '(unknown)')"


def _valued(price: str) -> str:
    return f"CAST(coalesce(sum(s.units * v.{price}), 0) AS DECIMAL(18,2))"


def _counted(price: str) -> str:
    return f"CAST(coalesce(sum(s.units) FILTER (v.{price} IS NOT NULL), 0) AS BIGINT)"


def _versions(relations: Mapping[str, str]) -> str:
    return (
        f"LEFT JOIN (SELECT {', '.join(_STATED)}, coalesce(lead(valid_from) OVER "
        f"(PARTITION BY product_id ORDER BY valid_from), {_FAR}) AS next_from "
        f"FROM {relations['products']}) v "
        "ON v.product_id = s.product_id AND s.date >= v.valid_from AND s.date < v.next_from"
    )
