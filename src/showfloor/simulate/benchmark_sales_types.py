"""What the generated sales of a benchmark consist of: size, dialect, files and the exact truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class BenchmarkSize:
    """How much is generated: S stores, P products, M manufacturers, from first_day to to_day.

    lines is the exact number of good sales lines; to_day is exclusive. ValueError where a number
    is out of its range or there are fewer products than manufacturers.
    """

    lines: int
    stores: int = 1_000
    products: int = 2_000
    manufacturers: int = 30
    first_day: date = date(2020, 1, 1)
    to_day: date = date(2023, 1, 1)

    def __post_init__(self) -> None:
        if self.lines < 1 or not 1 <= self.stores <= 100_000:
            raise ValueError("there must be at least one line, and between 1 and 100,000 stores")
        if not 1 <= self.manufacturers <= min(self.products, 1_000):
            raise ValueError("there must be between 1 and 1,000 manufacturers, each with a product")
        if (self.to_day - self.first_day).days < 28:
            raise ValueError("the sales must last 28 days at least")

    @property
    def days(self) -> int:
        """The number D of calendar days."""
        return (self.to_day - self.first_day).days


@dataclass(frozen=True, slots=True)
class CsvDialect:
    """How the values of a CSV file are written; lines end in LF, nothing is quoted."""

    delimiter: Literal[",", ";", "\t"] = ","
    decimal_mark: Literal[".", ","] = "."
    dates: Literal["iso", "german"] = "iso"
    """iso: 2020-12-31; german: 31.12.2020."""
    encoding: Literal["utf-8", "cp1252"] = "utf-8"

    def __post_init__(self) -> None:
        if self.delimiter == self.decimal_mark:
            raise ValueError("the decimal mark cannot separate columns as well")


PLAIN_CSV = CsvDialect()
GERMAN_CSV = CsvDialect(";", ",", "german", "cp1252")


@dataclass(frozen=True, slots=True)
class BadLine:
    """One line of a CSV file that intake must refuse."""

    line: int
    """Physical line in the file; the header is line 1."""
    kind: str
    """Name of the damage: a key of `DAMAGES`."""
    column: str
    """Column that is wrong; "(whole line)" where the number of columns is."""
    value: str
    """What stands in that column; the line itself where the whole line is wrong."""


@dataclass(frozen=True, slots=True)
class SalesTruth:
    """Exact totals of the good lines: [M, T, S] by manufacturer, calendar month and store.

    units and revenue are net of returns and cancellations; revenue in whole cents.
    """

    manufacturers: tuple[str, ...]
    months: tuple[str, ...]
    """[T] as 2020-01, rising."""
    stores: tuple[str, ...]
    lines: Ints
    units: Ints
    revenue_cents: Ints


@dataclass(frozen=True, slots=True)
class BenchmarkFiles:
    """Files of one benchmark on disk, and the truth about them."""

    tables: Mapping[str, Path]
    """Ledger table to its Parquet file, in the order in which an import should take them."""
    sales: tuple[Path, ...]
    """Month files in Parquet, or one CSV file."""
    truth: SalesTruth
    truth_path: Path
    """The truth as Parquet, in the folder `truth`, out of the way of an import of the folder."""
    bad_lines: tuple[BadLine, ...]
    """In the order of the file; empty for Parquet. Also in `truth/bad-lines.csv`."""
