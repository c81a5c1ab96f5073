"""Manufacturers and products of a benchmark: who makes what, how it sells, and its prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa

from showfloor.simulate.arrow_columns import dates_or_none, money
from showfloor.simulate.benchmark_sales_types import BenchmarkSize, Floats, Ints

CATEGORIES: tuple[tuple[str, float, float, bool], ...] = (
    # name, middle list price in euros, share sold with a contract, whether more than one is bought
    ("Smartphones", 420.0, 0.35, False),
    ("Tablets", 380.0, 0.20, False),
    ("Wearables", 160.0, 0.05, False),
    ("Kopfhörer", 70.0, 0.0, True),
    ("Hüllen", 18.0, 0.0, True),
    ("Ladegeräte", 22.0, 0.0, True),
)
MAKERS = ("Ätna", "Börde", "Isar", "Süden", "Möwe", "Elbe", "Harz", "Größe", "Wald", "Küste")
FORMS = ("Technik", "Mobil", "& Söhne")
LAUNCHED_LATER, OFFERED = 0.2, 0.06
"""Share of products that come in the period, and share of product-weeks with an offer."""


@dataclass(frozen=True, slots=True)
class BenchmarkRange:
    """P products of M manufacturers; the first day of sale is `launched` (day number, may be 0)."""

    manufacturer_ids: tuple[str, ...]
    manufacturer_names: tuple[str, ...]
    product_ids: tuple[str, ...]
    category: Ints
    """[P] number into CATEGORIES."""
    manufacturer: Ints
    """[P] number into manufacturer_ids."""
    launched: Ints
    popularity: Floats
    """[P] Zipf-like: 1 / (rank + 5) to the power 0.9, ranks drawn."""
    growth: Floats
    """[M] log growth a year of a manufacturer's products against the others'."""
    list_cents: Ints
    price_cents: Ints
    """[W, P] price of one unit by week of seven days from the first day; whole cents."""
    offered: Floats
    """[W, P] by how much more a product sells that week: 1, or 1.8 while on offer."""

    def weight(self, day: int) -> Floats:
        """Return [P] how much each product sells on a day, in proportion; 0 before its launch."""
        growing = np.exp(self.growth[self.manufacturer] * (day / 365.25))
        weight: Floats = self.popularity * growing * self.offered[day // 7]
        return np.where(self.launched <= day, weight, 0.0)


def benchmark_range(size: BenchmarkSize, seed: int) -> BenchmarkRange:
    """Return the products; the same seed gives the same ones, and each manufacturer has one."""
    rng = np.random.default_rng([seed, 2])
    zipf = 1.0 / (np.arange(size.manufacturers) + 3.0)
    drawn = rng.choice(size.manufacturers, size.products, p=zipf / zipf.sum())
    drawn[: size.manufacturers] = np.arange(size.manufacturers)
    category = rng.integers(0, len(CATEGORIES), size.products)
    later = rng.random(size.products) < LAUNCHED_LATER
    later[0] = False
    launched = np.where(later, rng.integers(1, size.days, size.products), 0)
    middle = np.array([price for _, price, _, _ in CATEGORIES])[category]
    listed = _ending_in_99(100.0 * middle * np.exp(rng.normal(0.0, 0.45, size.products)))
    weeks = -(-size.days // 7)
    offered = rng.random((weeks, size.products)) < OFFERED
    return BenchmarkRange(
        manufacturer_ids=tuple(f"m{row + 1:02d}" for row in range(size.manufacturers)),
        manufacturer_names=tuple(_maker(row) for row in range(size.manufacturers)),
        product_ids=tuple(f"p{row + 1:05d}" for row in range(size.products)),
        category=category,
        manufacturer=drawn,
        launched=launched,
        popularity=(rng.permutation(size.products).astype(np.float64) + 5.0) ** -0.9,
        growth=rng.normal(0.0, 0.15, size.manufacturers),
        list_cents=listed,
        price_cents=_prices(listed, offered, rng),
        offered=np.where(offered, 1.8, 1.0),
    )


def manufacturer_columns(products: BenchmarkRange) -> dict[str, pa.Array]:
    """Return the columns of the table `manufacturers`."""
    return {
        "manufacturer_id": pa.array(products.manufacturer_ids, pa.string()),
        "name": pa.array(products.manufacturer_names, pa.string()),
    }


def product_columns(size: BenchmarkSize, products: BenchmarkRange) -> dict[str, pa.Array]:
    """Return the columns of the table `products`: one row a product, valid from its launch."""
    launched = [size.first_day + timedelta(days=day) for day in products.launched.tolist()]
    makers = [products.manufacturer_ids[row] for row in products.manufacturer.tolist()]
    kinds = [CATEGORIES[row][0] for row in products.category.tolist()]
    names = [f"{kind} {word}" for kind, word in zip(kinds, products.product_ids, strict=True)]
    return {
        "product_id": pa.array(products.product_ids, pa.string()),
        "valid_from": dates_or_none(launched),
        "manufacturer_id": pa.array(makers, pa.string()),
        "category": pa.array(kinds, pa.string()),
        "name": pa.array(names, pa.string()),
        "list_price": money(products.list_cents),
        "launched_on": dates_or_none(launched),
    }


def _prices(
    listed: Ints, offered: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], rng: np.random.Generator
) -> Ints:
    """Return [W, P]: list prices that fall 0 to 15 % a year, in steps, and 15 % off on offer."""
    weeks, count = offered.shape
    falls = rng.uniform(0.0, 0.15, count)
    steps = np.arange(weeks) // 8 * 8 / 52.0
    price = listed * np.exp(-steps[:, None] * falls) * np.where(offered, 0.85, 1.0)
    return _ending_in_99(price.astype(np.float64))


def _ending_in_99(cents: Floats) -> Ints:
    return np.maximum(cents.astype(np.int64) // 100, 2) * 100 + 99


def _maker(row: int) -> str:
    word = f"{MAKERS[row % len(MAKERS)]} {FORMS[row // len(MAKERS) % len(FORMS)]}"
    rest = row // (len(MAKERS) * len(FORMS))
    return word if rest == 0 else f"{word} {rest + 1}"
