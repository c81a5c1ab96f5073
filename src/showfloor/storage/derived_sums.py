"""Sales summed for standing: by store, manufacturer and day or month, as SQL over the ledger."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from showfloor.storage.table_state import TableState, relation_of

_FAR = "DATE '9999-12-31'"
PRODUCT_SUMS, STATED_SUMS = "product_sums", "stated_sums"
"""Names of the sums that tables are made from; whoever has made them passes them by these."""
_SUMS = (
    "CAST(sum(s.units) AS BIGINT) AS units, CAST(sum(s.revenue) AS DECIMAL(18,2)) AS revenue, "
    "CAST(sum(s.returns) AS BIGINT) AS returns, CAST(sum(s.lines) AS BIGINT) AS lines"
)
_STATED = ("product_id", "valid_from", "manufacturer_id", "category", "list_price", "unit_margin")
"""What a product's version says that sums depend on."""


def product_sums(relations: Mapping[str, str]) -> str:
    """Sum a day's lines of a store and product.

    units and revenue are net sums over all line types; returns counts the units that came back
    (return and cancellation lines with negative units) as a positive number; lines counts lines.
    """
    return (
        'SELECT "date", store_id, product_id, CAST(sum(units) AS BIGINT) AS units, '
        "CAST(sum(revenue) AS DECIMAL(18,2)) AS revenue, "
        "CAST(coalesce(sum(-units) FILTER (line_type <> 'sale' AND units < 0), 0) AS BIGINT) "
        f"AS returns, CAST(count(*) AS BIGINT) AS lines FROM {relations['sales']} GROUP BY 1, 2, 3"
    )


def stated_sums(relations: Mapping[str, str]) -> str:
    """Sum a day's lines of a store, manufacturer and category, with the values that prices make.

    Manufacturer, category and prices are those of the product's version on the day; without one
    manufacturer and category are "(unknown)". Not rounded.
    """
    category = "CASE WHEN v.product_id IS NULL THEN '(unknown)' ELSE coalesce(v.category, '(none)')"
    return (
        "SELECT s.date, s.store_id, coalesce(v.manufacturer_id, '(unknown)') AS manufacturer_id, "
        f"{category} END AS category, {_SUMS}, "
        "sum(s.units * v.list_price) AS list_value, "
        "sum(s.units) FILTER (v.list_price IS NOT NULL) AS listed_units, "
        "sum(s.units * v.unit_margin) AS margin, "
        "sum(s.units) FILTER (v.unit_margin IS NOT NULL) AS margin_units "
        f"FROM {_made(relations, PRODUCT_SUMS)} s {_versions(relations)} GROUP BY 1, 2, 3, 4"
    )


def store_product_days(relations: Mapping[str, str]) -> str:
    """Sum a day's lines of a store and product."""
    return (
        'SELECT "date", store_id, product_id, units, revenue, returns '
        f"FROM {_made(relations, PRODUCT_SUMS)}"
    )


def store_manufacturer_days(relations: Mapping[str, str]) -> str:
    """Sum a day's lines of a store and manufacturer; `lines` counts them."""
    return (
        f"SELECT s.date, s.store_id, s.manufacturer_id, {_SUMS} "
        f"FROM {_made(relations, STATED_SUMS)} s GROUP BY 1, 2, 3"
    )


def store_months(relations: Mapping[str, str]) -> str:
    """Sum a calendar month's lines of a store, manufacturer and category.

    list_value: units x list_price of the product's version on the day, over `listed_units`, the
    units that have one; margin and margin_units likewise by unit_margin. All net of returns.
    """
    return (
        "SELECT CAST(date_trunc('month', s.date) AS DATE) AS first_day, s.store_id, "
        f"s.manufacturer_id, s.category, {_SUMS}, "
        "CAST(coalesce(sum(s.list_value), 0) AS DECIMAL(18,2)) AS list_value, "
        "CAST(coalesce(sum(s.listed_units), 0) AS BIGINT) AS listed_units, "
        "CAST(coalesce(sum(s.margin), 0) AS DECIMAL(18,2)) AS margin, "
        "CAST(coalesce(sum(s.margin_units), 0) AS BIGINT) AS margin_units "
        f"FROM {_made(relations, STATED_SUMS)} s GROUP BY 1, 2, 3, 4"
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


SUMS = {PRODUCT_SUMS: product_sums, STATED_SUMS: stated_sums}
"""The SELECT of each of the sums that tables are made from, each from the one before."""


def _made(relations: Mapping[str, str], name: str) -> str:
    """Return sums that have been made, or the SELECT that makes them, as a FROM item."""
    return relations[name] if name in relations else f"({SUMS[name](relations)})"


def _versions(relations: Mapping[str, str]) -> str:
    return (
        f"LEFT JOIN (SELECT {', '.join(_STATED)}, coalesce(lead(valid_from) OVER "
        f"(PARTITION BY product_id ORDER BY valid_from), {_FAR}) AS next_from "
        f"FROM {relations['products']}) v "
        "ON v.product_id = s.product_id AND s.date >= v.valid_from AND s.date < v.next_from"
    )
