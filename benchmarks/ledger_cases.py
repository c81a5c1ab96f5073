"""What the ledger's benchmark asks: sizes, periods, questions, who answers them, where data lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

FIRST_DAY, TO_DAY = date(2019, 12, 30), date(2023, 1, 1)
"""A Monday, and the day after the last; the last day, a Saturday, is loaded as a day of its own."""
LAST_DAY = date(2022, 12, 31)
BAD_SHARE = 0.0001
SEED = 1
MANUFACTURER = "m07"
FULL_WEEKS = (date(2019, 12, 30), date(2022, 12, 26))
"""156 weeks; the last, which lacks its Saturday, is not among them."""


@dataclass(frozen=True, slots=True)
class Periods:
    """A period and the one that it is compared with; ends are exclusive."""

    from_date: date
    to_date: date
    previous_from: date
    previous_to: date


YEAR = Periods(date(2022, 1, 1), date(2023, 1, 1), date(2021, 1, 1), date(2022, 1, 1))
ANY_DAYS = Periods(date(2021, 12, 11), date(2022, 12, 11), date(2020, 12, 11), date(2021, 12, 11))
ALIGNED = Periods(date(2022, 1, 1), date(2023, 1, 1), date(2021, 1, 2), date(2022, 1, 2))
"""Like for like: every day and the one 364 days before; 1 January 2022 is on both sides."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `words` names it in tables, `peers` answer it too, each in its best way.

    at_most: claimed ratio of our seconds to DuckDB's; seconds: claimed longest time; at the
    largest size. None without a claim.
    """

    name: str
    words: str
    peers: tuple[str, ...]
    at_most: float | None = None
    seconds: float | None = None


DUCKDB, POLARS, RETAILSCIENCE = "DuckDB by hand", "Polars", "openretailscience"
SHOWFLOOR = "Showfloor"
QUESTIONS = (
    Question("league", "League table, year over year", (DUCKDB, POLARS, RETAILSCIENCE), 1.15),
    Question("league_days", "The same, from the 11th to the 11th", (DUCKDB, POLARS), 1.15),
    Question("like_for_like", "Like for like by the day", (DUCKDB, POLARS), 0.2),
    Question("panel", "Panel, one manufacturer", (DUCKDB, POLARS), None, 3.0),
)
IMPORT = Question(
    "import", "Import of a CSV file, derived tables included", ("DuckDB's copy",), 2.5
)
DAY = Question("day", "Load of one more day", ())
MEMORY_OF_QUERIES, MEMORY_OF_IMPORT = 2000.0, 3000.0
"""Claimed peaks of a whole process, in MB."""


@dataclass(frozen=True, slots=True)
class Data:
    """Where the files of one size lie."""

    folder: Path
    lines: int

    @property
    def raw(self) -> Path:
        """The lines in Parquet, a file a month, and the other tables beside them."""
        return self.folder / "parquet"

    @property
    def raw_sales(self) -> list[str]:
        """The month files of the lines, sorted."""
        return sorted(str(path) for path in self.raw.glob("sales-*.parquet"))

    @property
    def csv(self) -> Path:
        """The same lines as one CSV file with bad ones between them."""
        return self.folder / "csv"

    @property
    def day(self) -> Path:
        """The last day's lines in Parquet."""
        return self.folder / "day"

    @property
    def workspace(self) -> Path:
        """The workspace whose ledger holds the lines."""
        return self.folder / "workspace"


def data_of(folder: Path, lines: int) -> Data:
    """Return where the files of so many lines lie."""
    return Data(folder / f"{lines}", lines)
