"""Products with their prices, baskets, and what stores list, as CSV files for offers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from showfloor.domain.offer_terms import Product
from showfloor.domain.purchases import BasketLine
from showfloor.storage.csv_rows import Column, Problems, between, read_rows, truth, whole
from showfloor.storage.csv_rows import text as plain_text

MOST_EUROS = 1_000_000


def euros(value: str) -> int:
    """Read an amount with at most two decimal places, in cents."""
    between(0, MOST_EUROS)(value)
    cents = Decimal(value) * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"{value} has more than two decimal places")
    return int(cents)


def rate(value: str) -> int:
    """Read a VAT rate such as 0.19, in hundredths of a per cent."""
    between(0, 1)(value)
    parts = Decimal(value) * 10_000
    if parts != parts.to_integral_value():
        raise ValueError(f"{value} has more than four decimal places")
    return int(parts)


PRODUCT_COLUMNS = (
    Column("product_id", plain_text),
    Column("manufacturer_id", plain_text),
    Column("category", plain_text),
    Column("gross_price", euros),
    Column("vat_rate", rate),
    Column("gross_cost", euros, required=False),
    Column("floor", euros, required=False),
)
BASKET_COLUMNS = (
    Column("line_id", plain_text, required=False),
    Column("product_id", plain_text),
    Column("units", whole),
    Column("unit_price", euros, required=False),
    Column("handed_in", truth, required=False, empty=False),
)
LISTED_COLUMNS = (Column("store_id", plain_text), Column("product_id", plain_text))


@dataclass(frozen=True, slots=True)
class PricedProducts:
    """Products, and the shelf price in cents of each by its id."""

    products: tuple[Product, ...]
    prices: Mapping[str, int]


def read_priced_products(path: Path) -> PricedProducts:
    """Return the products of a CSV file; DataError with every bad line, and ids that come twice."""
    problems, products, prices = Problems(path), list[Product](), dict[str, int]()
    for line, row in read_rows(path, PRODUCT_COLUMNS, problems):
        product_id = row["product_id"]
        if product_id in prices:
            problems.add(line, "product_id", f"{product_id!r} is there twice; keep one row of it")
        prices[product_id] = row["gross_price"]
        products.append(
            Product(
                product_id=product_id,
                manufacturer_id=row["manufacturer_id"],
                category=row["category"],
                vat_rate=row["vat_rate"],
                cost=row["gross_cost"],
                floor=row["floor"],
            )
        )
    problems.refuse()
    return PricedProducts(tuple(products), prices)


@dataclass(frozen=True, slots=True)
class StatedLine:
    """A line of a basket's file; a price that is not stated is the product's."""

    line_id: str
    product_id: str
    units: int
    unit_price: int | None
    handed_in: bool

    def at(self, prices: Mapping[str, int]) -> BasketLine:
        """Return the line with its price; a product without one is told by the checks."""
        price = 0 if self.handed_in else prices.get(self.product_id, -1)
        stated = price if self.unit_price is None else self.unit_price
        return BasketLine(self.line_id, self.product_id, self.units, stated, self.handed_in)


def read_basket(path: Path) -> tuple[StatedLine, ...]:
    """Return the lines of a CSV file; a line without an id is named by its line of the file."""
    problems, lines = Problems(path), list[StatedLine]()
    for line, row in read_rows(path, BASKET_COLUMNS, problems):
        line_id = row["line_id"] or f"{line:06d}"
        stated = (row[name] for name in ("product_id", "units", "unit_price", "handed_in"))
        lines.append(StatedLine(line_id, *stated))
    problems.refuse()
    return tuple(lines)


def read_listed(path: Path) -> dict[str, frozenset[str]]:
    """Return the products that each store lists; DataError with every bad line."""
    problems, listed = Problems(path), defaultdict[str, set[str]](set)
    for _, row in read_rows(path, LISTED_COLUMNS, problems):
        listed[row["store_id"]].add(row["product_id"])
    problems.refuse()
    return {store_id: frozenset(products) for store_id, products in listed.items()}
