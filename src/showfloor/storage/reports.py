"""What an import says about itself: rows in, taken, quarantined and unchanged always add up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Refusal:
    """Rows of a file that were quarantined for one reason.

    `first_line` is the physical line in a CSV file (the header is line 1), the row number
    counted from 1 in a Parquet file.
    """

    column: str
    reason: str
    rows: int
    first_line: int
    first_value: str
    first_place: str | None = None
    """Where the first row is, in words, in files without lines of their own."""


@dataclass(frozen=True, slots=True)
class Fix:
    """What would let refused rows in: nothing else keeps `rows` of them out."""

    text: str
    rows: int


@dataclass(frozen=True, slots=True)
class SalesAmounts:
    """Units, and revenue in the workspace's currency, of sales rows by what became of them.

    A quarantined row whose units or revenue cannot be read counts 0 in both `in` and `quarantined`.
    """

    units_in: int
    units_accepted: int
    units_quarantined: int
    units_unchanged: int
    revenue_in: Decimal
    revenue_accepted: Decimal
    revenue_quarantined: Decimal
    revenue_unchanged: Decimal

    @property
    def adds_up(self) -> bool:
        """Say whether what came in equals what became of it, to the unit and the cent."""
        units = self.units_accepted + self.units_quarantined + self.units_unchanged
        revenue = self.revenue_accepted + self.revenue_quarantined + self.revenue_unchanged
        return self.units_in == units and self.revenue_in == revenue


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file's rows.

    unchanged: exact repeats, of a row in the ledger or of an earlier row in the file.
    fixes:     what would let how many of the quarantined rows in, the most first.
    found:     how the file is written, in words, where it is not in the documented format.
    replaced:  rows of the ledger that this file corrected or, for sales, removed with the
               store-day that it delivered anew.
    """

    path: Path
    table: str
    rows_in: int
    accepted: int
    quarantined: int
    unchanged: int
    replaced: int = 0
    warnings: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    quarantine_path: Path | None = None
    sales: SalesAmounts | None = None
    found: str | None = None
    fixes: tuple[Fix, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Say whether every row that came in was accepted, quarantined or unchanged."""
        rows = self.rows_in == self.accepted + self.quarantined + self.unchanged
        return rows and (self.sales is None or self.sales.adds_up)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What one import did; `version` is the ledger's version after it, 0 for an empty ledger."""

    version: int
    published: bool
    """False where the files brought nothing new, so that the version stayed what it was."""
    files: tuple[FileReport, ...]
    seconds: float

    @property
    def adds_up(self) -> bool:
        """Say whether every file adds up."""
        return all(file.adds_up for file in self.files)
