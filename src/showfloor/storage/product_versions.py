"""Versions of products as arrays: which holds for a product on a day, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from showfloor.storage.text_columns import days_of

UNKNOWN, NO_CATEGORY = "(unknown)", "(none)"
_DAYS = 1 << 22
"""More than a day's number can be, since 1970 or before it."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ProductVersions:
    """Versions [n + 1] in the order of product and first day; the last stands for "no version".

    products:   their ids, sorted; `starts` [products + 1] where the versions of each begin.
    keys:       [n] product and first day as one number.
    makers, categories: the texts, sorted; `maker`, `category` [n + 1] each version's among them.
    price, margin: [n + 1] cents a unit, 0 where none is stated; `has_price`, `has_margin` say so.
    """

    products: Sequence[str]
    starts: Ints
    keys: Ints
    makers: Sequence[str]
    maker: Ints
    categories: Sequence[str]
    category: Ints
    price: Ints
    has_price: npt.NDArray[np.bool_]
    margin: Ints
    has_margin: npt.NDArray[np.bool_]

    def of_products(self, names: Sequence[str]) -> Ints:
        """Return each product's number; -1 for one that has no version."""
        place = {name: number for number, name in enumerate(self.products)}
        return np.array([place.get(name, -1) for name in names], dtype=np.int64)

    def on(self, product: Ints, day: Ints | int) -> Ints:
        """Return the number of the version of each product on its day; -1 for none."""
        found = np.searchsorted(self.keys, product * _DAYS + (day + _DAYS // 2), "right") - 1
        there = (product >= 0) & (found >= self.starts[product])
        return np.where(there, found, -1)


def read_versions(connection: duckdb.DuckDBPyConnection, products: str) -> ProductVersions:
    """Read the versions from a relation of the table of products."""
    rows: list[tuple[Any, ...]] = connection.execute(
        "SELECT product_id, valid_from, manufacturer_id, coalesce(category, ?), "
        "CAST(list_price * 100 AS BIGINT), CAST(unit_margin * 100 AS BIGINT) "
        f"FROM {products} ORDER BY product_id, valid_from",
        [NO_CATEGORY],
    ).fetchall()
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    names = sorted(set(columns[0]))
    place = {name: number for number, name in enumerate(names)}
    number = np.array([place[name] for name in columns[0]], dtype=np.int64)
    makers, maker = _coded([*columns[2], UNKNOWN])
    categories, category = _coded([*columns[3], UNKNOWN])
    price, has_price = _cents([*columns[4], None])
    margin, has_margin = _cents([*columns[5], None])
    return ProductVersions(
        names,
        np.searchsorted(number, np.arange(len(names) + 1)),
        number * _DAYS + (days_of(columns[1]) + _DAYS // 2),
        makers,
        maker,
        categories,
        category,
        price,
        has_price,
        margin,
        has_margin,
    )


def _coded(texts: Sequence[str]) -> tuple[Sequence[str], Ints]:
    words = sorted(set(texts))
    place = {word: number for number, word in enumerate(words)}
    return words, np.array([place[text] for text in texts], dtype=np.int64)


def _cents(amounts: Sequence[int | None]) -> tuple[Ints, npt.NDArray[np.bool_]]:
    stated = np.array([amount is not None for amount in amounts])
    return np.array([amount or 0 for amount in amounts], dtype=np.int64), stated
