"""How a CSV file writes its text, numbers and dates: the dialect that was found, or is stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Encoding = Literal["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "windows-1252"]
Compression = Literal["none", "gzip", "zstd"]
Separator = Literal[",", ";", "\t", "|"]
Quote = Literal['"', "'"]
DecimalMark = Literal[".", ","]
Thousands = Literal["", ".", ",", " ", "'", "\u00a0"]
DateFormat = Literal["YYYY-MM-DD", "DD.MM.YYYY", "MM.DD.YYYY", "DD/MM/YYYY", "MM/DD/YYYY"]
NumberForm = Literal["whole", "decimal"]
NewLine = Literal["\n", "\r\n"]

SEPARATOR_WORDS: Mapping[str, str] = MappingProxyType(
    {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
)
_MARK_WORDS = {".": "point", ",": "comma", " ": "space", "'": "apostrophe", "\u00a0": "fixed space"}
_NO_DATES: Mapping[str, DateFormat] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one CSV file is written.

    header:    the column names, as the file writes them.
    decimal:   the mark before decimals, "." where no value has decimals.
    thousands: the mark between groups of three digits, "" for none.
    numbers:   (column, form) of each column of numbers: "whole" where no value has a mark at all,
               "decimal" where the file's marks are read. The other columns are text or dates.
    dates:     (column, format) of each column of dates; days and months may lack their leading
               zero and years their century, which is then 20.
    """

    encoding: Encoding
    compression: Compression
    separator: Separator
    quote: Quote
    decimal: DecimalMark
    thousands: Thousands
    numbers: tuple[tuple[str, NumberForm], ...]
    dates: tuple[tuple[str, DateFormat], ...]
    new_line: NewLine
    header: tuple[str, ...]

    @property
    def is_canonical(self) -> bool:
        """Whether the strict intake reads such a file as it lies."""
        return (
            self.encoding in ("utf-8", "utf-8-sig")
            and self.compression == "none"
            and (self.separator, self.quote, self.decimal, self.thousands) == (",", '"', ".", "")
            and all(written == "YYYY-MM-DD" for _, written in self.dates)
        )

    def describe(self) -> str:
        """Return the dialect in one line, for people."""
        parts = [
            self.encoding
            if self.compression == "none"
            else f"{self.encoding} in {self.compression}",
            SEPARATOR_WORDS[self.separator],
            f"decimal {_MARK_WORDS[self.decimal]}",
        ]
        if self.thousands:
            parts.append(f"thousands {_MARK_WORDS[self.thousands]}")
        if self.quote != '"':
            parts.append(f"quoted with {self.quote}")
        parts += [f"{column} {written}" for column, written in self.dates]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class StatedDialect:
    """What a user states of a dialect; None is found in the file.

    dates: format by column as the file names it; a column that is not named is found.
    """

    encoding: Encoding | None = None
    compression: Compression | None = None
    separator: Separator | None = None
    quote: Quote | None = None
    decimal: DecimalMark | None = None
    thousands: Thousands | None = None
    dates: Mapping[str, DateFormat] = field(default_factory=lambda: _NO_DATES)


NOTHING_STATED = StatedDialect()
