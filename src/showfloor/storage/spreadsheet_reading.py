"""A workbook's table rewritten as canonical CSV; runs in a process of its own.

`main` takes a `ReadingTask` as JSON on its standard input and answers with a `ReadTable`, or with
what is wrong, as JSON on its standard output. A workbook of a few kilobytes can ask for any amount
of memory, and the library that reads it then ends its process; here the memory is limited, and the
process is not the import's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import python_calamine

from showfloor.errors import IntakeError
from showfloor.storage.dialect import DateFormat, DecimalMark, StatedDialect, Thousands
from showfloor.storage.dialect_numbers import NumberReading
from showfloor.storage.spreadsheet_archive import check_archive
from showfloor.storage.spreadsheet_cells import (
    Cell,
    CellReader,
    cell_reader,
)
from showfloor.storage.spreadsheet_faults import (
    MERGED,
    Fault,
    SheetFaults,
    find_faults,
)
from showfloor.storage.spreadsheet_rows import RowWriter, SheetColumn, counted
from showfloor.storage.spreadsheet_sheets import (
    FoundTable,
    Header,
    Sheet,
    Wanted,
    choose_sheet,
    refuse_unnamed,
    stated_sheet,
)
from showfloor.storage.spreadsheet_text_cells import TextCells, date_formats, number_reading
from showfloor.storage.tables import Kind

MEMORY = 3 << 30
"""Bytes that reading one workbook may take."""

SECONDS = 600
"""Processor time that reading one workbook may take."""


@dataclass(frozen=True, slots=True)
class ReadingTask:
    """What is to be read.

    target:   the canonical CSV to write; the file `rows` comes beside it.
    kinds:    what the columns hold, by the name that the file gives them.
    names:    the ledger's columns by the name that the file gives them, where they differ.
    required: columns, by the file's names, without which a sheet is not the whole table.
    ignored:  columns of the file that are left out.
    sheet:    the sheet that the user names, or None.
    decimal, thousands, dates: what is stated of numbers and dates in text cells.
    """

    path: str
    target: str
    kinds: dict[str, Kind]
    names: dict[str, str]
    required: tuple[str, ...]
    ignored: tuple[str, ...] = ()
    sheet: str | None = None
    decimal: DecimalMark | None = None
    thousands: Thousands | None = None
    dates: dict[str, DateFormat] | None = None


@dataclass(frozen=True, slots=True)
class ReadTable:
    """What was read.

    refused: line of the canonical text, text, reason and the ledger's column of each refused row.
    """

    sheet: str
    found: str
    notes: tuple[str, ...]
    refused: tuple[tuple[int, str, str, str], ...]


def read_workbook(task: ReadingTask) -> ReadTable:
    """Write a workbook's table as canonical CSV; IntakeError where it cannot be told or read."""
    path = Path(task.path)
    check_archive(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError as error:
        raise IntakeError(f"{path} is protected by a password; save it without one") from error
    except _UNREADABLE as error:
        raise _damaged(path, error) from error
    with book:
        shown, hidden = _sheet_names(book)
        found = _find_table(task, book, shown, hidden)
        where = f"{path}, sheet '{found.sheet.name}'"
        columns = _columns(task, found.header)
        texts, repeated = _look(where, found, columns)
        faults = find_faults(path, found.sheet.name)
        writer = RowWriter(found, columns, _readers(where, task, columns, texts), repeated)
        notes = writer.write(Path(task.target), _with_merged(faults, found.sheet).faults)
        others = [*found.others, *([] if task.sheet else hidden)]
        return ReadTable(
            found.sheet.name,
            _described(path, task, found, texts, where),
            (*_notes(others, hidden, faults), *notes),
            tuple(writer.refused),
        )


def _sheet_names(book: python_calamine.CalamineWorkbook) -> tuple[list[str], list[str]]:
    """Return the names of the visible and of the hidden worksheets."""
    sheets = [
        sheet
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    is_shown = python_calamine.SheetVisibleEnum.Visible
    shown = [sheet.name for sheet in sheets if sheet.visible == is_shown]
    return shown, [sheet.name for sheet in sheets if sheet.visible != is_shown]


def _find_table(
    task: ReadingTask,
    book: python_calamine.CalamineWorkbook,
    shown: list[str],
    hidden: list[str],
) -> FoundTable:
    wanted = Wanted(task.kinds, frozenset(task.required), task.sheet)
    names = shown
    if task.sheet is not None:
        names = [stated_sheet(task.path, [*shown, *hidden], task.sheet)]
    if not names:
        raise IntakeError(f"{task.path}: all its sheets are hidden; show the one to be read")

    def sheets() -> Iterator[Sheet]:
        for name in names:
            yield _sheet(Path(task.path), book, name)

    found = choose_sheet(task.path, sheets(), wanted)
    if task.sheet is None:
        return found
    others = tuple(name for name in (*shown, *hidden) if name != task.sheet)
    return FoundTable(found.sheet, found.header, others)


def _sheet(path: Path, book: python_calamine.CalamineWorkbook, name: str) -> Sheet:
    try:
        return book.get_sheet_by_name(name)
    except _UNREADABLE as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> IntakeError:
    return IntakeError(f"{path} is damaged or was cut off ({error}); save or send it again")


def _columns(task: ReadingTask, header: Header) -> tuple[SheetColumn, ...]:
    return tuple(
        SheetColumn(position, name, task.names.get(name, name), task.kinds.get(name, "text"))
        for position, name in header.columns
        if name not in task.ignored
    )


def _look(
    where: str, found: FoundTable, columns: tuple[SheetColumn, ...]
) -> tuple[dict[int, TextCells], frozenset[int]]:
    """Look at every row once: return the text cells by column, and rows that repeat the header.

    IntakeError for a value in a column without a name, and for a second, different header.
    """
    header = found.header
    looks = {c.position: TextCells(c.theirs, c.position) for c in columns if c.kind in _WRITTEN}
    named = {position for position, _ in header.columns}
    names, repeated = set(header.names), set()
    unnamed: list[int] | None = None
    for index, row in enumerate(found.sheet.iter_rows()):
        if index <= header.row:
            continue
        if unnamed is None:
            unnamed = [position for position in range(len(row)) if position not in named]
        for position in unnamed:
            if row[position] != "":
                refuse_unnamed(where, header, index, position)
        for position, cells in looks.items():
            cell = row[position]
            if type(cell) is str and cell:
                if cell.strip() in names:
                    repeated.add(_repeats(where, header, index, row))
                    break
                cells.add(index, cell)
    return looks, frozenset(repeated)


def _repeats(where: str, header: Header, index: int, row: list[Cell]) -> int:
    """Return the row if it repeats the header; IntakeError where it is another one."""
    if all(isinstance(row[p], str) and str(row[p]).strip() == n for p, n in header.columns):
        return index
    raise IntakeError(
        f"{where}: row {index + 1} looks like a second header, unlike that in row "
        f"{header.row + 1}; leave one table in the sheet"
    )


_UNREADABLE = (python_calamine.CalamineError, OSError)
"""What the library raises for a damaged workbook."""

_WRITTEN: tuple[Kind, ...] = ("int", "money", "float", "date")


def _readers(
    where: str, task: ReadingTask, columns: tuple[SheetColumn, ...], texts: dict[int, TextCells]
) -> tuple[CellReader, ...]:
    reading, formats = _written(where, task, columns, texts)
    return tuple(cell_reader(c.kind, reading, formats.get(c.theirs)) for c in columns)


def _written(
    where: str, task: ReadingTask, columns: tuple[SheetColumn, ...], texts: dict[int, TextCells]
) -> tuple[NumberReading | None, dict[str, DateFormat]]:
    """Return how numbers and dates in text cells are written."""
    stated = StatedDialect(decimal=task.decimal, thousands=task.thousands)
    numbers = [texts[c.position] for c in columns if c.kind in _WRITTEN and c.kind != "date"]
    dates = [texts[c.position] for c in columns if c.kind == "date"]
    return number_reading(where, numbers, stated), date_formats(where, dates, task.dates or {})


def _with_merged(faults: SheetFaults, sheet: Sheet) -> SheetFaults:
    """Add the merged cells that the library tells of an XLSX file."""
    merged = getattr(sheet, "merged_cell_ranges", None) or ()
    more = tuple(
        Fault(first[0], last[0], first[1], last[1], "merged cells", MERGED)
        for first, last in merged
    )
    return SheetFaults((*faults.faults, *more), faults.hidden_rows)


def _notes(others: list[str], hidden: list[str], faults: SheetFaults) -> tuple[str, ...]:
    notes = [
        f"the {'hidden ' if name in hidden else ''}sheet '{name}' was not read" for name in others
    ]
    if faults.hidden_rows:
        notes.append(counted(faults.hidden_rows, "hidden row", "was read like all others"))
    return tuple(notes)


def _described(
    path: Path, task: ReadingTask, found: FoundTable, texts: dict[int, TextCells], where: str
) -> str:
    """Return how the sheet was read, in one line for people."""
    parts = [
        path.suffix[1:].upper(),
        f"sheet '{found.sheet.name}'",
        f"header in row {found.header.row + 1}",
    ]
    reading, formats = _written(where, task, _columns(task, found.header), texts)
    if reading is not None and (reading.decimal, reading.thousands) != (".", ""):
        parts.append(f"numbers in text with decimal '{reading.decimal}'")
        if reading.thousands:
            parts.append(f"thousands '{reading.thousands}'")
    parts += [f"dates in text of {name} {form}" for name, form in formats.items()]
    return ", ".join(parts)


def _limit() -> None:
    """Limit the memory and the processor time of this process, where the system can."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    except (ImportError, OSError, ValueError):
        return  # The system has no such limit; its own holds.


def main() -> None:
    """Answer one task."""
    answer: dict[str, Any]
    _limit()
    try:
        answer = asdict(read_workbook(ReadingTask(**json.load(sys.stdin))))
    except IntakeError as error:
        answer = {"error": str(error)}
    json.dump(answer, sys.stdout)
