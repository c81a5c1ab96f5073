"""What the slices of a file held, added up as they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

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


@dataclass(slots=True)
class Tally:
    """What the slices of a file held, added up.

    came:      all rows that have columns, counted apart from its parts good, repeats and bad.
    files:     the files of good rows, slice by slice.
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
    blank: int = 0
    broken: int = 0
    conflicts: int = 0
    unknown: dict[str, dict[str, tuple[int, Decimal | None]]] = field(default_factory=dict)
    early: Amount = field(default_factory=Amount)
    closed: Amount = field(default_factory=Amount)
    first_closed: tuple[int, str] | None = None
