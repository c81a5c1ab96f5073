"""What the slices of a file held, added up as they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.storage.coded_rows import Span
from showfloor.storage.delta_files import DataFile


@dataclass(frozen=True, slots=True)
class Amount:
    """Rows, units, and revenue in the workspace's currency."""

    rows: int = 0
    units: int = 0
    revenue: Decimal = Decimal("0.00")

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.rows + other.rows, self.units + other.units, self.revenue + other.revenue
        )

    def __sub__(self, other: Amount) -> Amount:
        return Amount(
            self.rows - other.rows, self.units - other.units, self.revenue - other.revenue
        )


def amount_of(row: Sequence[Any]) -> Amount:
    """Return count, sum of units and sum of revenue as an amount; missing sums are 0."""
    return Amount(int(row[0]), int(row[1] or 0), Decimal(row[2] or 0))


def whole_sum(values: npt.NDArray[np.int64]) -> int:
    """Return the exact sum of whole numbers, however large it is."""
    largest = max(int(values.max()), -int(values.min())) if len(values) else 0
    if largest * len(values) < 1 << 63:
        return int(values.sum())
    return sum(values.tolist())


def amount_of_cents(cents: npt.NDArray[np.int64], units: int = 0) -> Amount:
    """Return the amount of rows whose revenue is given in cents."""
    return Amount(len(cents), units, Decimal(whole_sum(cents)).scaleb(-2))


@dataclass(slots=True)
class Tally:
    """What the slices of a file held, added up.

    came:      all rows that have columns, counted apart from its parts good, repeats and bad.
    files:     the files of good rows, slice by slice.
    spans:     of those files whose rows are known to have keys of their own: between which.
    conflicts: keys in the table `<name>_conflicts` of the database.
    unknown:   lines and revenue of each value that an expected table lacks, by column.
    early:     rows dated before their product's first valid_from.
    closed:    rows dated on a day on which the store was closed, and the first of them.
    """

    came: Amount = field(default_factory=Amount)
    good: Amount = field(default_factory=Amount)
    repeats: Amount = field(default_factory=Amount)
    bad: Amount = field(default_factory=Amount)
    files: list[tuple[DataFile, ...]] = field(default_factory=list)
    spans: dict[DataFile, Span] = field(default_factory=dict)
    blank: int = 0
    broken: int = 0
    conflicts: int = 0
    unknown: dict[str, dict[str, tuple[int, Decimal | None]]] = field(default_factory=dict)
    early: Amount = field(default_factory=Amount)
    closed: Amount = field(default_factory=Amount)
    first_closed: tuple[int, str] | None = None
