"""The seam between foreign formats and the strict intake: what a converter makes of a file.

The strict intake reads one format: CSV in UTF-8 with commas, decimal points and ISO dates, whose
header names the ledger's columns. A converter turns a file of another format into that, or says
that the file can be read as it lies. Converters are listed by file ending in
`showfloor.storage.converters`; what they may rely on, and must promise, is written down here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from showfloor.storage.named_source import NamedSource
from showfloor.storage.tables import Table

Place = Callable[[int], str]
"""Where a line of the canonical text comes from: "line 12", "sheet 'Umsatz', row 7"."""

Originals = Callable[[Iterable[tuple[int, str]]], Mapping[tuple[int, str], str]]
"""Values as the file writes them, by line of the canonical text and column of the ledger."""


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """A record of the file that could not be brought into the table's columns.

    line:   the line of the canonical text that stands for it and is blank there.
    text:   what the file says, shortened to some hundred characters.
    reason: why it is refused, to follow the column's name ("is no multiple of a unit").
    """

    line: int
    text: str
    reason: str
    column: str = "(whole line)"


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a converter made of a file.

    text:    the canonical CSV, in the folder that the converter was given.
    found:   how the file is written, in one line for people; always printed.
    place:   the origin in words of each line of `text`; None where line n of `text` is line n of
             the file.
    refused: records that became blank lines of `text`, in the order of their lines. Other blank
             lines hold nothing and are passed over.
    notes:   further sentences for the report ("the hidden sheet 'alt' was not read").
    originals: tells refused values as the file writes them ("1.234,567"), for the quarantine;
             None where the canonical text has them. Places that it does not know are left out.
    currency: the currency that the file states for its amounts; None where it states none.
    by_numbers: the file names stores by GLN and products by GTIN, and knows no ids of ours.
    """

    text: Path
    found: str
    place: Place | None = None
    refused: tuple[RefusedRecord, ...] = ()
    notes: tuple[str, ...] = ()
    originals: Originals | None = None
    currency: str | None = None
    by_numbers: bool = False


class Converter(Protocol):
    """Turns a file into canonical CSV."""

    def __call__(
        self, path: Path, table: Table, source: NamedSource | None, folder: Path
    ) -> Conversion | None:
        """Convert a file, or return None where the strict intake can read it as it lies.

        table:  the table that the file holds.
        source: what `[sources.NAME]` of showfloor.toml states of the file. The header of the
                canonical text has the ledger's names already (`source.columns`); columns that
                `source.ignored` names may be left in or out; `source.defaults` are filled in by
                the intake, not by the converter.
        folder: an empty folder of its own for the canonical text and whatever else is needed.

        Values may be written as the file has them where they cannot be read: the strict intake
        refuses them with line, column and reason. IntakeError where the file as a whole is
        damaged, is of another format than its name says, or can be read in two ways.
        """
        ...
