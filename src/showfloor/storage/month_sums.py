"""A month's sales summed on whole arrays: what the derived tables of that month hold.

`derived_sums` states the tables in SQL, which is what `ledger check` recomputes and what older
versions answer from. This makes the same rows for an import, several times faster: a cell for each
store, manufacturer and day of the month, filled in one pass a figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.storage.arrow_files import Numbers, Values, Words
from showfloor.storage.month_lines import MonthLines
from showfloor.storage.product_versions import ProductVersions

EXACT = 1 << 53
"""Whole numbers up to here are exact in the 64-bit fractions that cells are summed in."""
CELLS_A_LINE = 16
FEW_CELLS = 1 << 22
"""Cells that are always worth their memory (32 MiB)."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a grid that have lines.

    place:   [n] each line's place: the number of its cell, or where the grid is too wide for its
             lines, that among the cells that have some.
    size:    how many places there are.
    used:    [cells] the places that have lines, rising; `numbers` their numbers in the grid.
    lines:   [cells] how many lines each has.
    """

    place: Ints
    size: int
    used: Ints
    numbers: Ints
    lines: Ints

    def sum(self, values: Ints) -> Ints:
        """Return the sums of the lines' values by cell."""
        sums = np.bincount(self.place, values, self.size)[self.used]
        return sums.astype(np.int64)

    def sum_both(self, small: Ints, large: Ints) -> tuple[Ints, Ints]:
        """Return the sums of two values of each line, in one pass where both fit one number."""
        most = int(self.lines.max())
        room = 2 * most * largest(small) + 1
        if most * (largest(large) + 1) * room >= EXACT:
            return self.sum(small), self.sum(large)
        sums = self.sum(large * room + small)
        first = (sums + room // 2) % room - room // 2
        return first, (sums - first) // room

    def sum_of(self, lines: Ints, values: Ints) -> Ints:
        """Return the sums of some lines' values by cell."""
        sums = np.bincount(self.place[lines], values, self.size)[self.used]
        return sums.astype(np.int64)


def month_sums(lines: MonthLines, versions: ProductVersions) -> Mapping[str, Values] | None:
    """Return the rows of each derived table, in its order; None where sums may not be exact."""
    version = _versions(lines, versions)
    if not _is_exact(lines, versions):
        return None
    first = int(lines.day.min())
    first -= date.fromordinal(_EPOCH + first).day - 1
    days = 31
    back = -lines.units[lines.came_back]

    maker = versions.maker[version]
    grid = (maker * len(lines.stores) + lines.store) * days + (lines.day - first)
    cells = _cells(grid, len(versions.makers) * len(lines.stores) * days)
    sums = _figures(lines, cells, back)
    of_maker, rest = np.divmod(cells.numbers, len(lines.stores) * days)
    of_store, of_day = np.divmod(rest, days)
    makers: dict[str, Words | Numbers] = {
        "date": Numbers(of_day + first),
        "store_id": Words(lines.stores, of_store),
        "manufacturer_id": Words(versions.makers, of_maker),
        **{name: Numbers(values) for name, values in sums.items()},
    }
    return {
        "store_manufacturer_days": makers,
        "store_months": _months(lines, versions, version, first, back),
        "store_days": _days(lines, sums, of_store * days + of_day, first),
    }


_EPOCH = date(1970, 1, 1).toordinal()


def _versions(lines: MonthLines, versions: ProductVersions) -> Ints:
    """Return the version of each line's product on its day; -1 for none."""
    number = versions.of_products(lines.products)
    first, last = int(lines.day.min()), int(lines.day.max())
    found, end = versions.on(number, first), versions.on(number, last)
    version = found[lines.product]
    changing = found != end
    if changing.any():
        rows = np.flatnonzero(changing[lines.product])
        day = lines.day[rows].astype(np.int64)
        version[rows] = versions.on(number[lines.product[rows]], day)
    return version


def _is_exact(lines: MonthLines, versions: ProductVersions) -> bool:
    """Say whether no sum of the month can be so large that its last digits would be lost."""
    units, cents = largest(lines.units), largest(lines.cents)
    money = max(largest(versions.price), largest(versions.margin), 1)
    return len(lines.units) * max(units * money, cents) < EXACT


def largest(values: Ints) -> int:
    """Return how far the values are from 0 at most."""
    return max(int(values.max()), -int(values.min())) if len(values) else 0


def _cells(grid: Ints, size: int) -> Cells:
    """Return which cells have lines; by sorting where the grid is too wide for its lines."""
    if size > max(FEW_CELLS, CELLS_A_LINE * len(grid)):
        numbers, place, lines = np.unique(grid, return_inverse=True, return_counts=True)
        return Cells(place, len(numbers), np.arange(len(numbers)), numbers, lines)
    lines = np.bincount(grid, minlength=size)
    used = np.flatnonzero(lines)
    if size <= 2 * len(grid):
        return Cells(grid, size, used, used, lines[used])
    place = np.empty(size, dtype=np.int64)
    place[used] = np.arange(len(used))
    return Cells(place[grid], len(used), np.arange(len(used)), used, lines[used])


def _figures(lines: MonthLines, cells: Cells, back: Ints) -> dict[str, Ints]:
    units, revenue = cells.sum_both(lines.units, lines.cents)
    return {
        "units": units,
        "revenue": revenue,
        "returns": cells.sum_of(lines.came_back, back),
        "lines": cells.lines,
    }


def _months(
    lines: MonthLines, versions: ProductVersions, version: Ints, first: int, back: Ints
) -> Values:
    """Sum by store, manufacturer and category; values at the prices of the day's version."""
    makers, categories = len(versions.makers), len(versions.categories)
    pair = (versions.maker * categories + versions.category)[version]
    grid = lines.store * np.int64(makers * categories) + pair
    cells = _cells(grid, len(lines.stores) * makers * categories)
    sums = _figures(lines, cells, back)
    valued: dict[str, Ints] = {}
    for value, count, cents, stated in (
        ("list_value", "listed_units", versions.price, versions.has_price),
        ("margin", "margin_units", versions.margin, versions.has_margin),
    ):
        if not stated.any():
            valued[value] = valued[count] = np.zeros(len(cells.numbers), dtype=np.int64)
            continue
        valued[value] = cells.sum(lines.units * cents[version])  # 0 cents where none is stated
        all_have = bool(stated[:-1].all()) and int(version.min()) >= 0
        valued[count] = sums["units"] if all_have else cells.sum(lines.units * stated[version])
    of_store, pairs = np.divmod(cells.numbers, makers * categories)
    of_maker, of_category = np.divmod(pairs, categories)
    return {
        "first_day": Numbers(np.full(len(cells.numbers), first)),
        "store_id": Words(lines.stores, of_store),
        "manufacturer_id": Words(versions.makers, of_maker),
        "category": Words(versions.categories, of_category),
        **{name: Numbers(values) for name, values in (sums | valued).items()},
    }


def _days(lines: MonthLines, sums: Mapping[str, Ints], at: Ints, first: int) -> Values:
    """Sum by store and day what was summed by manufacturer already."""
    cells = _cells(at, len(lines.stores) * 31)
    of_store, of_day = np.divmod(cells.numbers, 31)
    values: dict[str, Any] = {
        name: Numbers(cells.sum(sums[name])) for name in ("units", "revenue", "lines")
    }
    return {
        "date": Numbers(of_day + first),
        "store_id": Words(lines.stores, of_store),
        **values,
    }
