"""What offers ask of the ledger: products of a day, their prices at a moment, what stores list."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from showfloor.domain.queries import Columns, Query
from showfloor.offers.price_log import NOT_ON_SALE, PriceLog, seconds_of, steps_known_at
from showfloor.offers.types import WHOLE, Product

LISTED_BY_SALES_OF = timedelta(days=90)
PRODUCTS_ON = Query(
    name="offers.products_on",
    sql="""
WITH versions AS (
  SELECT product_id, manufacturer_id, category, list_price, unit_margin,
    ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY valid_from DESC) AS place
  FROM products
  WHERE valid_from <= :day
)
SELECT product_id, manufacturer_id, COALESCE(category, '') AS category,
  CAST(list_price AS DOUBLE) AS list_price, CAST(unit_margin AS DOUBLE) AS unit_margin
FROM versions
WHERE place = 1
ORDER BY product_id
""",
    columns={
        "product_id": "text",
        "manufacturer_id": "text",
        "category": "text",
        "list_price": "float",
        "unit_margin": "float",
    },
    parameters={"day": date(2199, 12, 31)},
)
"""Every product's version on a day."""
PRODUCT_NAMES_ON = Query(
    name="offers.product_names_on",
    sql="""
WITH versions AS (
  SELECT product_id, name,
    ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY valid_from DESC) AS place
  FROM products
  WHERE valid_from <= :day
)
SELECT product_id, COALESCE(name, '') AS name
FROM versions
WHERE place = 1
ORDER BY product_id
""",
    columns={"product_id": "text", "name": "text"},
    parameters={"day": date(2199, 12, 31)},
)
"""Every product's name on a day, empty where it has none."""
SOLD_IN_STORES = Query(
    name="offers.sold_in_stores",
    sql="""
SELECT DISTINCT store_id, product_id
FROM store_product_days
WHERE date >= :since AND units > 0
ORDER BY store_id, product_id
""",
    columns={"store_id": "text", "product_id": "text"},
    parameters={"since": date(1970, 1, 1)},
)
"""What each store has sold since a day: what it lists, as far as sales tell."""


@dataclass(frozen=True, slots=True)
class ShelfPrice:
    """A gross price in cents and its VAT rate in hundredths of a per cent, of one row."""

    cents: int
    vat_rate: int


def shelf_prices(log: PriceLog, at: datetime, channels: Sequence[str]) -> dict[str, ShelfPrice]:
    """Return the prices in force at a moment by product id, of the first channel that has one.

    A product that the log takes off sale in a channel has no price there.
    """
    steps = steps_known_at(log)
    begun = np.flatnonzero(steps.instants <= seconds_of(at))
    series = steps.series[begun]
    last = np.ones(len(begun), dtype=bool)
    last[:-1] = series[1:] != series[:-1]
    found: dict[tuple[str, str], ShelfPrice] = {}
    for row in steps.row[begun[last]].tolist():
        if log.cents[row] != NOT_ON_SALE:
            product, channel = divmod(int(log.series[row]), len(log.channels))
            rate = round(float(log.vat[row]) * WHOLE)
            key = (log.products[product], log.channels[channel])
            found[key] = ShelfPrice(int(log.cents[row]), rate)
    prices: dict[str, ShelfPrice] = {}
    for wanted in channels:
        for (product_id, channel_name), price in found.items():
            if channel_name == wanted:
                prices.setdefault(product_id, price)
    return prices


def products_of(columns: Columns, prices: Mapping[str, ShelfPrice]) -> tuple[Product, ...]:
    """Return the products of `PRODUCTS_ON` that have a price.

    A product's cost is list_price - unit_margin x (1 + VAT rate), rounded up to cents: unit_margin
    is net, and the margin at the list price. Where one of both is missing the cost is unknown.
    """
    names = ("product_id", "manufacturer_id", "category", "list_price", "unit_margin")
    found: list[Product] = []
    for product_id, maker, category, listed, margin in zip(
        *(columns[name].tolist() for name in names), strict=True
    ):
        price = prices.get(product_id)
        if price is None:
            continue
        cost = None
        if not math.isnan(listed) and not math.isnan(margin):
            gross_margin = round(margin * 100) * (WHOLE + price.vat_rate)
            cost = max(0, round(listed * 100) - gross_margin // WHOLE)
        found.append(Product(product_id, maker, category, price.vat_rate, cost))
    return tuple(found)


def listed_by_store(columns: Columns) -> dict[str, frozenset[str]]:
    """Return the product ids of `SOLD_IN_STORES` by store id."""
    found = defaultdict[str, set[str]](set)
    pairs = zip(columns["store_id"].tolist(), columns["product_id"].tolist(), strict=True)
    for store_id, product_id in pairs:
        found[store_id].add(product_id)
    return {store_id: frozenset(products) for store_id, products in found.items()}


def cents_of(prices: Mapping[str, ShelfPrice]) -> dict[str, int]:
    """Return the prices alone, in cents by product id."""
    return {product_id: price.cents for product_id, price in prices.items()}


def listed_since(day: date) -> date:
    """Return the day since which a sale says that a store lists a product."""
    return day - LISTED_BY_SALES_OF
