"""Rows of a sheet written as canonical CSV; those that cannot be read become blank lines."""

from __future__ import annotations

import csv
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from showfloor.storage.spreadsheet_cells import Cell, CellReader, UnreadableCellError, address
from showfloor.storage.spreadsheet_faults import Fault, fault_by_row
from showfloor.storage.spreadsheet_sheets import FoundTable
from showfloor.storage.tables import Kind

ROWS_FILE = "rows"
"""Name of the file beside the canonical text with the sheet's row, from 1, of each of its lines."""

_TEXT_SHOWN = 100


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column that is read: its position, the file's name and the ledger's, and what it holds."""

    position: int
    theirs: str
    ours: str
    kind: Kind


class RowWriter:
    """Writes the rows under a header as canonical CSV; refused rows become blank lines."""

    def __init__(
        self,
        found: FoundTable,
        columns: tuple[SheetColumn, ...],
        readers: tuple[CellReader, ...],
        repeated: frozenset[int],
    ) -> None:
        self._found = found
        self._columns = columns
        self._readers = tuple(zip((c.position for c in columns), readers, strict=True))
        self._repeated = repeated
        self._empty = 0
        self.refused: list[tuple[int, str, str, str]] = []

    def write(self, target: Path, faults: tuple[Fault, ...]) -> tuple[str, ...]:
        """Write the text and the row of each of its lines; return notes on rows passed over."""
        with target.open("w", encoding="utf-8", newline="") as stream:
            rows = self._write_rows(stream, faults)
        with target.with_name(ROWS_FILE).open("wb") as stream:
            rows.tofile(stream)
        notes = []
        above = self._found.header.row
        if above:
            notes.append(counted(above, "row above the header", "was passed over"))
        if self._empty:
            notes.append(counted(self._empty, "empty row", "was passed over"))
        if self._repeated:
            notes.append(counted(len(self._repeated), "repeated header", "was passed over"))
        return tuple(notes)

    def _write_rows(self, stream: TextIO, faults: tuple[Fault, ...]) -> array[int]:
        write = csv.writer(stream, lineterminator="\n").writerow
        header = self._found.header.row
        rows = array("I", [header + 1])
        write([column.ours for column in self._columns])
        bad = self._faulty(faults)
        readers, empty = self._readers, 0
        for index, row in enumerate(self._found.sheet.iter_rows()):
            if index <= header or index in self._repeated:
                continue
            if row.count("") == len(row) and index not in bad:
                empty += 1
                continue
            self._empty, empty = self._empty + empty, 0
            try:
                if index in bad:
                    self._refuse_fault(len(rows) + 1, index, *bad[index])
                    texts = None
                else:
                    texts = [read(row[position]) for position, read in readers]
            except UnreadableCellError:
                self._refuse_cell(len(rows) + 1, index, row)
                texts = None
            if texts is None:
                stream.write("\n")
                rows.append(index + 1)
            else:
                write(texts)
                rows.extend([index + 1] * (1 + "".join(texts).count("\n")))
        return rows

    def _faulty(self, faults: tuple[Fault, ...]) -> dict[int, tuple[int, Fault]]:
        if not faults:
            return {}
        last = max(0, sum(1 for _ in self._found.sheet.iter_rows()) - 1)
        positions = frozenset(column.position for column in self._columns)
        return fault_by_row(faults, positions, last)

    def _refuse_fault(self, line: int, row: int, column: int, fault: Fault) -> None:
        self._refuse(line, row, column, fault.text, fault.reason)

    def _refuse_cell(self, line: int, index: int, row: list[Cell]) -> None:
        for position, read in self._readers:
            try:
                read(row[position])
            except UnreadableCellError as error:
                self._refuse(line, index, position, str(row[position]), str(error))
                return

    def _refuse(self, line: int, row: int, position: int, text: str, reason: str) -> None:
        ours = next(c.ours for c in self._columns if c.position == position)
        shown = f"{address(row, position)}: {text}"[:_TEXT_SHOWN]
        self.refused.append((line, shown, reason, ours))


def counted(number: int, what: str, verb: str) -> str:
    """Return a sentence about one or several: "3 rows above the header were passed over"."""
    if number == 1:
        return f"1 {what} {verb}"
    several = what.replace("row", "rows") if "row" in what else f"{what}s"
    return f"{number:,} {several} {verb.replace('was', 'were')}"
