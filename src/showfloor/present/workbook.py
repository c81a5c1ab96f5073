"""Tables as an XLSX workbook: typed cells, texts that stay texts, the same bytes every time."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from showfloor.domain.money import to_cents
from showfloor.errors import DataError
from showfloor.present.language import Language
from showfloor.present.plain_text import plain_lines
from showfloor.present.tables import Cell, Column, ColumnKind, Row, Shown

MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_576
NARROW, WIDE, WIDEST = 12, 26, 60
DAY_WIDTH = 16
EVERY_CELL = "A1:XFD1048576"
DATES = {"en": "[$-809]d mmm yyyy", "de": "[$-407]dd.mm.yyyy"}
WITH_SYMBOL = {"en": '"{symbol}"{digits}', "de": '{digits}\\ "{symbol}"'}
DIGITS: Mapping[str, str] = {
    "cents": "#,##0.00",
    "money": "#,##0",
    "price": "#,##0.0000",
    "count": "#,##0",
    "number": "#,##0.0##",
    "percent": "0.0000%",
}
MONEY = frozenset({"cents", "money", "price"})


@dataclass(frozen=True, slots=True)
class OfKind:
    """A cell whose kind is not its column's, for columns of different figures."""

    value: Cell
    kind: ColumnKind


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet; `marked` sets the cells of these columns apart."""

    cells: tuple[Cell | OfKind, ...]
    marked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its columns, its rows; `frozen` columns stay in sight."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    frozen: int = 0


def sheet_rows(rows: Sequence[Row]) -> tuple[SheetRow, ...]:
    """Return the rows of a report's table as rows of a sheet."""
    return tuple(SheetRow(row.cells) for row in rows)


def workbook_bytes(
    sheets: Sequence[Sheet], language: Language, *, title: str, created: datetime
) -> bytes:
    """Return an XLSX file: the same sheets and the same `created` give the same bytes.

    Text is written as text whatever it begins with; dates and figures are typed cells in the
    language's number formats (the decimal sign is the reader's own setting); money of kind cents
    is rounded to them, as in plan.csv; what is NaN or None is an empty cell. DataError where a
    sheet has more rows than a workbook can hold.
    """
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    moment = created.astimezone(UTC).replace(tzinfo=None) if created.tzinfo else created
    book.set_properties({"title": plain_lines(title), "created": moment})
    formats = _Formats(book, language)
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return stream.getvalue()


class _Formats:
    """The workbook's cell formats, each made once."""

    def __init__(self, book: Workbook, language: Language) -> None:
        self._book = book
        self._language = language
        self._made: dict[tuple[str, bool], Format] = {}
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#F2F2F0"}
        )

    def of(self, kind: str, *, marked: bool) -> Format:
        """Return the format of a kind of cell."""
        key = kind, marked
        if key not in self._made:
            look: dict[str, object] = {"valign": "top", "num_format": self._number_format(kind)}
            if kind == "text":
                look["text_wrap"] = True
            if marked:
                look |= {"bold": True, "bg_color": "#FCE4D6"}
            self._made[key] = self._book.add_format(look)
        return self._made[key]

    def _number_format(self, kind: str) -> str:
        if kind == "text":
            return "@"
        if kind == "week":
            return DATES[self._language.code]
        digits = DIGITS.get(kind, "General")
        if kind not in MONEY:
            return digits
        symbol = self._language.currency_symbol.replace('"', "")
        shape = WITH_SYMBOL[self._language.code if len(symbol) == 1 else "de"]
        return shape.format(symbol=symbol, digits=digits)


def _write_sheet(worksheet: Worksheet, sheet: Sheet, formats: _Formats) -> None:
    if len(sheet.rows) >= MOST_ROWS:
        raise DataError(
            f"the sheet '{sheet.name}' would have {len(sheet.rows):,} rows and a workbook holds"
            f" {MOST_ROWS - 1:,}; take plan.csv"
        )
    for place, column in enumerate(sheet.columns):
        worksheet.set_column(place, place, _width(column))
        _write(worksheet, (0, place), OfKind(column.head, "text"), formats.head)
    for number, row in enumerate(sheet.rows, 1):
        for place, (column, cell) in enumerate(zip(sheet.columns, row.cells, strict=True)):
            typed = cell if isinstance(cell, OfKind) else OfKind(cell, column.kind)
            kind = "text" if isinstance(typed.value, str) else typed.kind
            look = formats.of(kind, marked=place in row.marked)
            _write(worksheet, (number, place), typed, look)
    worksheet.freeze_panes(1, sheet.frozen)
    worksheet.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    worksheet.ignore_errors({"number_stored_as_text": EVERY_CELL, "eval_error": EVERY_CELL})
    worksheet.repeat_rows(0)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)


def _width(column: Column) -> int:
    if column.kind == "week":
        return DAY_WIDTH
    if column.wide:
        return WIDEST
    return WIDE if column.kind == "text" else DAY_WIDTH


def _write(worksheet: Worksheet, at: tuple[int, int], cell: OfKind, look: Format) -> None:
    value = cell.value.value if isinstance(cell.value, Shown) else cell.value
    if isinstance(value, str):
        text = plain_lines(value)
        if len(text) > MOST_CHARACTERS:
            text = f"{text[: MOST_CHARACTERS - 1]}…"
        done = worksheet.write_string(*at, text, look)
    elif isinstance(value, date):
        done = worksheet.write_datetime(*at, value, look)
    elif value is None or not math.isfinite(value):
        done = worksheet.write_blank(*at, None, look)
    else:
        amount = to_cents(value) if cell.kind == "cents" else value
        done = worksheet.write_number(*at, amount, look)
    if done != 0:
        raise DataError(f"cell {at} of a workbook cannot hold {value!r}")
