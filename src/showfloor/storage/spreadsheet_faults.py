"""Cells that the reader of spreadsheets passes over in silence: errors, formulas without a value.

It gives an empty cell for an error, for a formula whose value was never stored, and for all cells
of a merged range but the first. Here they are found in the sheet's own text, with their place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from showfloor.errors import IntakeError
from showfloor.storage.spreadsheet_archive import part_pieces, xlsx_part

ERROR = "is an error of the spreadsheet; mend its formula"
NO_VALUE = (
    "is a formula without a stored value; open and save the file in the spreadsheet programme"
)
MERGED = "belongs to merged cells, whose value is stored once; unmerge them and fill each row"

_XLSX_SIGNS = (
    *(b't="e"', b"t='e'"),
    *(b"f>" + after for after in (b"</", b"\n", b"\r", b" ")),
    *(b"/></c>", b":c>"),
)
"""Signs of an error or of a formula without a value, and of a sheet written in another style."""
_ODS_SIGNS = (b'value-type="error"', b"-spanned=", b"table:formula=")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=[\"'](?:1|true)")
_SEAM = 64
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MAY_REPEAT = 1 << 20


@dataclass(frozen=True, slots=True)
class Fault:
    """Cells from one row and column through others, counted from 0, that cannot be taken."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class SheetFaults:
    """What is wrong with a sheet's cells, and how many of its rows are hidden (XLSX only)."""

    faults: tuple[Fault, ...]
    hidden_rows: int = 0


def find_faults(path: Path, sheet: str) -> SheetFaults:
    """Return the faults of one sheet's cells; IntakeError where its text is damaged."""
    if path.suffix.lower() == ".ods":
        if not _signs(path, "content.xml", _ODS_SIGNS)[0]:
            return SheetFaults(())
        return SheetFaults(tuple(_parsed(path, "content.xml", _OdsCells(sheet))))
    part = xlsx_part(path, sheet)
    suspicious, hidden = _signs(path, part, _XLSX_SIGNS)
    return SheetFaults(tuple(_parsed(path, part, _XlsxCells())) if suspicious else (), hidden)


def _signs(path: Path, part: str, signs: tuple[bytes, ...]) -> tuple[bool, int]:
    """Return whether a part has any of the signs, and how many rows say that they are hidden."""
    seen, hidden, rest = False, 0, b""
    for piece in part_pieces(path, part):
        text = rest + piece
        seen = seen or any(sign in text for sign in signs)
        if b"hidden=" in text:
            hidden += sum(1 for found in _HIDDEN_ROW.finditer(text) if found.end() > len(rest))
        rest = text[-_SEAM:]
    return seen, hidden


def _parsed(path: Path, part: str, cells: _XlsxCells | _OdsCells) -> list[Fault]:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = cells.start
    parser.EndElementHandler = cells.end
    parser.CharacterDataHandler = cells.text
    try:
        for piece in part_pieces(path, part):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise IntakeError(f"{path}: its part {part} is damaged ({error}); save it again") from error
    return cells.faults


@dataclass(slots=True)
class _XlsxCells:
    """Follows the cells of an XLSX sheet; their places may be left out and then follow on."""

    faults: list[Fault] = field(default_factory=list)
    row: int = -1
    column: int = -1
    kind: str = ""
    formula: bool = False
    value: bool = False
    reading: bool = False
    said: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        name = name.rpartition(":")[2]
        if name == "row":
            number = attributes.get("r", "")
            self.row = int(number) - 1 if number.isdecimal() else self.row + 1
            self.column = -1
        elif name == "c":
            self.column = _column_of(attributes.get("r", ""), self.column + 1)
            self.kind = attributes.get("t", "n")
            self.formula = self.value = self.reading = False
            self.said = ""
        elif name == "f":
            self.formula = True
        elif name in ("v", "is"):
            self.value = self.reading = True

    def end(self, name: str) -> None:
        """Take the end of an element."""
        name = name.rpartition(":")[2]
        if name == "v":
            self.reading = False
            self.value = self.value and (bool(self.said) or self.kind == "str")
        elif name == "c":
            if self.kind == "e":
                self._add(self.said, ERROR)
            elif self.formula and not self.value:
                self._add("a formula", NO_VALUE)

    def text(self, text: str) -> None:
        """Take text inside an element."""
        if self.reading:
            self.said += text[:20]

    def _add(self, text: str, reason: str) -> None:
        self.faults.append(Fault(self.row, self.row, self.column, self.column, text, reason))


@dataclass(slots=True)
class _OdsCells:
    """Follows the cells of one table of an ODS file, repeated ones included."""

    sheet: str
    faults: list[Fault] = field(default_factory=list)
    inside: bool = False
    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1
    attributes: dict[str, str] = field(default_factory=dict)
    said: str = ""
    depth: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if name == "table:table":
            self.depth += 1
            if self.depth == 1:
                self.inside, self.row = attributes.get("table:name") == self.sheet, 0
        elif not self.inside or self.depth > 1:
            return
        elif name == "table:table-row":
            self.rows, self.column = _repeated(attributes, "table:number-rows-repeated"), 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.columns = _repeated(attributes, "table:number-columns-repeated")
            self.attributes, self.said = attributes, ""

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == "table:table":
            self.depth -= 1
            self.inside = self.inside and self.depth > 0
        elif not self.inside or self.depth > 1:
            return
        elif name == "table:table-row":
            self.row += self.rows
        elif name in ("table:table-cell", "table:covered-table-cell"):
            if name == "table:table-cell":
                self._judge()
            self.column += self.columns

    def text(self, text: str) -> None:
        """Take text inside an element."""
        if self.inside and len(self.said) < 20:
            self.said += text

    def _judge(self) -> None:
        cell = self.attributes
        if "error" in (cell.get("calcext:value-type"), cell.get("office:value-type")):
            self._add(self.rows, self.columns, self.said, ERROR)
        elif "table:formula" in cell and not cell.get("office:value-type"):
            self._add(self.rows, self.columns, "a formula", NO_VALUE)
        down = _repeated(cell, "table:number-rows-spanned")
        across = _repeated(cell, "table:number-columns-spanned")
        if down > 1 or across > 1:
            self._add(down, across, self.said, MERGED)

    def _add(self, rows: int, columns: int, text: str, reason: str) -> None:
        last_row, last_column = self.row + rows - 1, self.column + columns - 1
        self.faults.append(Fault(self.row, last_row, self.column, last_column, text, reason))


def _column_of(place: str, otherwise: int) -> int:
    found = _PLACE.fullmatch(place)
    if found is None:
        return otherwise
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _repeated(attributes: dict[str, str], key: str) -> int:
    number = attributes.get(key, "1")
    return min(int(number), _MAY_REPEAT) if number.isdecimal() and int(number) else 1


def fault_by_row(
    faults: tuple[Fault, ...], columns: frozenset[int], last_row: int
) -> dict[int, tuple[int, Fault]]:
    """Return the first faulty column of each row, and its fault, among the columns that count."""
    found: dict[int, tuple[int, Fault]] = {}
    for fault in faults:
        hit = sorted(c for c in columns if fault.first_column <= c <= fault.last_column)
        if hit:
            for row in range(fault.first_row, min(fault.last_row, last_row) + 1):
                if row not in found or hit[0] < found[row][0]:
                    found[row] = (hit[0], fault)
    return found
