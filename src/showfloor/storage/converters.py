"""Which files can be imported, by the ending of their names, and what reads each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from showfloor.storage.conversion import Converter
from showfloor.storage.edifact import EDIFACT_ENDINGS, convert_edifact
from showfloor.storage.spreadsheet import SPREADSHEET_ENDINGS, convert_spreadsheet

PARQUET = ".parquet"
"""Read by the database itself."""

CSV_ENDINGS: tuple[str, ...] = (".csv", ".csv.gz", ".csv.zst", ".tsv", ".txt")
"""Read by the intake itself, in any dialect."""

CONVERTERS: Mapping[str, Converter] = MappingProxyType(
    {
        **dict.fromkeys(SPREADSHEET_ENDINGS, convert_spreadsheet),
        **dict.fromkeys(EDIFACT_ENDINGS, convert_edifact),
    }
)
"""Converter by ending of every other format."""

ENDINGS: tuple[str, ...] = (*CSV_ENDINGS, *CONVERTERS, PARQUET)
"""How the name of a file that can be imported ends, in small letters."""


def ending_of(path: Path) -> str | None:
    """Return the ending by which a file is read, or None where it cannot be imported."""
    name = path.name.lower()
    return max((ending for ending in ENDINGS if name.endswith(ending)), key=len, default=None)


def stem_of(path: Path) -> str:
    """Return a file's name without the ending by which it is read."""
    return path.name[: len(path.name) - len(ending_of(path) or path.suffix)]
