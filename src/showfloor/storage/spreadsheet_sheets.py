"""Which sheet of a workbook holds the table, and in which row its header stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from showfloor.errors import IntakeError, nearest
from showfloor.storage.spreadsheet_cells import Cell, address, column_letters
from showfloor.storage.tables import Kind

HEADER_WITHIN = 100
"""Rows from the top among which the header is looked for."""


class Sheet(Protocol):
    """A sheet as the reader gives it; the first row is row 1 of the sheet, blank cells are ""."""

    @property
    def name(self) -> str:
        """Name of the sheet."""
        ...

    def iter_rows(self) -> Iterator[list[Cell]]:
        """Yield its rows from the top."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for in a workbook.

    kinds:    what the columns hold, by the name that the file gives them.
    required: columns, by that name, without which a sheet is not the whole table.
    sheet:    the sheet that the user names, or None.
    """

    kinds: Mapping[str, Kind]
    required: frozenset[str]
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its row, counted from 0, and position and name of each named column."""

    row: int
    columns: tuple[tuple[int, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, from the left."""
        return tuple(name for _, name in self.columns)


@dataclass(frozen=True, slots=True)
class FoundTable:
    """The sheet that holds the table, its header, and the other sheets, which are not read."""

    sheet: Sheet
    header: Header
    others: tuple[str, ...]


def choose_sheet(path: str, sheets: Iterable[Sheet], wanted: Wanted) -> FoundTable:
    """Return the one sheet that holds the table; IntakeError where none or several do."""
    whole: list[FoundTable] = []
    partial: list[FoundTable] = []
    names: list[str] = []
    for sheet in sheets:
        names.append(sheet.name)
        header = find_header(f"{path}, sheet '{sheet.name}'", sheet, wanted.kinds)
        if header is not None:
            fits = wanted.required <= set(header.names)
            (whole if fits else partial).append(FoundTable(sheet, header, ()))
            del sheet
    fitting = whole or partial
    if not fitting:
        raise IntakeError(
            f"{path}: no sheet has a header that names columns of the table within its first "
            f"{HEADER_WITHIN} rows (sheets: {_listed(names)}); it must name "
            f"{_listed(sorted(wanted.required or wanted.kinds))}"
        )
    if len(fitting) > 1:
        raise IntakeError(
            f"{path}: the sheets {_listed([found.sheet.name for found in fitting])} could all "
            "hold the table; state which in showfloor.toml (sources.NAME.sheet), or save it alone"
        )
    found = fitting[0]
    others = tuple(name for name in names if name != found.sheet.name)
    return FoundTable(found.sheet, found.header, others)


def find_header(where: str, sheet: Sheet, kinds: Mapping[str, Kind]) -> Header | None:
    """Return the row that names the most columns; None where no row names any.

    Rows above it are titles. IntakeError where two different rows name as many, where a row above
    has as many values as the header has names, and where the header itself is unclear.
    """
    top = list(islice(sheet.iter_rows(), HEADER_WITHIN))
    named = [len(kinds.keys() & set(_texts(row))) for row in top]
    most = max(named, default=0)
    if not most:
        return None
    rows = [index for index, count in enumerate(named) if count == most]
    first = rows[0]
    other = next((row for row in rows if _texts(top[row]) != _texts(top[first])), None)
    if other is not None:
        raise IntakeError(
            f"{where}: rows {first + 1} and {other + 1} both look like the header; leave one table "
            "in the sheet"
        )
    header = _header(where, first, top[first])
    for index, row in enumerate(top[:first]):
        if len(header.columns) > 1 and len(row) - row.count("") >= len(header.columns):
            raise IntakeError(
                f"{where}: row {index + 1} stands above the header in row {first + 1} and has as "
                "many values; only titles may stand above it"
            )
    return header


def _header(where: str, index: int, row: Sequence[Cell]) -> Header:
    columns = []
    for position, cell in enumerate(row):
        if cell == "" or (isinstance(cell, str) and not cell.strip()):
            continue
        if not isinstance(cell, str):
            raise IntakeError(
                f"{where}, cell {address(index, position)}: the header has {cell} where a column's "
                "name belongs"
            )
        columns.append((position, cell.strip()))
    names = [name for _, name in columns]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise IntakeError(f"{where}, row {index + 1}: the header names column '{twice}' twice")
    return Header(index, tuple(columns))


def refuse_unnamed(where: str, header: Header, row: int, column: int) -> None:
    """Raise IntakeError for a value in a column that the header does not name."""
    raise IntakeError(
        f"{where}: column {column_letters(column)} has values (first in "
        f"{address(row, column)}) but no name in row {header.row + 1}; name it or empty it"
    )


def stated_sheet(path: str, names: Sequence[str], wanted: str) -> str:
    """Return the sheet that the user names; IntakeError where the workbook lacks it."""
    if wanted not in names:
        raise IntakeError(
            f"{path} has no sheet '{wanted}'{nearest(wanted, names)}; it has {_listed(names)}"
        )
    return wanted


def _texts(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(cell.strip() if isinstance(cell, str) else "" for cell in row)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names) or "none"
