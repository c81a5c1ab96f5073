"""One cell of a spreadsheet as text for the strict intake, exact or refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from showfloor.storage.dialect import DateFormat
from showfloor.storage.dialect_dates import canonical_date
from showfloor.storage.dialect_numbers import NumberReading, shape_of
from showfloor.storage.tables import Kind

Cell = int | float | str | bool | date | datetime | time | timedelta
CellReader = Callable[[Cell], str]

DIGITS_KEPT = 15
"""Significant decimal digits that a spreadsheet keeps of a number; it shows and saves no more."""

ERRORS = ("#REF!", "#N/A", "#NV", "#DIV/0!", "#VALUE!", "#WERT!", "#NAME?", "#NUM!", "#ZAHL!")
"""Texts of errors, English and German, that stand in cells which were pasted as values."""

_SCIENTIFIC = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?[eE]\+?[0-9]{1,3}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_REMEMBERED = 1 << 15


class UnreadableCellError(ValueError):
    """A cell that cannot be brought into its column; the message follows "the cell"."""


def column_letters(column: int) -> str:
    """Return a column's letters from its position, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Return a cell's address from its position, counted from 0: (6, 1) is B7."""
    return f"{column_letters(column)}{row + 1}"


def number_text(value: float) -> str:
    """Return a number as the spreadsheet states it: with 15 significant digits, no exponent.

    A cell that shows 19.99 is saved as 19.989999999999998 by some programmes: both have the
    fifteen digits 19.9900000000000.
    """
    text = f"{value:.{DIGITS_KEPT}g}"
    return format(Decimal(text), "f") if "e" in text else text


def cell_reader(
    kind: Kind, reading: NumberReading | None = None, written: DateFormat | None = None
) -> CellReader:
    """Return what reads the cells of one column; it raises UnreadableCellError.

    reading: how numbers in text cells are written; None where no text cell is a number.
    written: how dates in text cells are written; None where no text cell is a date.
    """
    if kind in ("int", "money", "float"):
        return _remembering(lambda cell: _number(cell, reading))
    if kind == "date":
        return _remembering(lambda cell: _day(cell, written))
    return _remembering(_truth if kind == "bool" else _text)


def _remembering(read: CellReader) -> CellReader:
    """Remember the cells seen; typed, for 1.0 and True are equal."""
    return lru_cache(maxsize=_REMEMBERED, typed=True)(read)


def _words(cell: str) -> str:
    if cell in ERRORS:
        raise UnreadableCellError("is an error of the spreadsheet; mend its formula")
    if _CONTROL.search(cell):
        raise UnreadableCellError("has control characters; remove them")
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def _number(cell: Cell, reading: NumberReading | None) -> str:
    if isinstance(cell, str):
        fitting = reading.canonical(cell) if reading else None
        if fitting is None and shape_of(cell) is not None:
            raise UnreadableCellError("is text that does not fit the number format of the sheet")
        return _words(cell) if fitting is None else fitting
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return number_text(cell) if isinstance(cell, (int, float)) else str(cell)


def _day(cell: Cell, written: DateFormat | None) -> str:
    if isinstance(cell, str):
        return (canonical_date(cell, written) if written else None) or _words(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, float):
        return number_text(cell)
    return str(cell)


def _truth(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return number_text(cell) if isinstance(cell, (int, float)) else _words(str(cell))


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        if _SCIENTIFIC.fullmatch(cell):
            raise UnreadableCellError(
                "is a number in scientific notation, whose digits are lost; format the column as "
                "text before the numbers come in"
            )
        return _words(cell)
    if isinstance(cell, bool):
        raise UnreadableCellError("is a truth value where text belongs; format the column as text")
    if isinstance(cell, (int, float)):
        return _id_from(cell)
    raise UnreadableCellError("is a date or time where text belongs; format the column as text")


def _id_from(cell: float) -> str:
    """Return an id that was stored as a number: its digits, where all of them are sure."""
    if not abs(cell) < 10**DIGITS_KEPT:
        raise UnreadableCellError(
            f"is a number of more than {DIGITS_KEPT} digits, of which a spreadsheet loses the "
            "last; format the column as text before the numbers come in"
        )
    if cell != int(cell):
        raise UnreadableCellError(
            "is a number with decimals where an id belongs; format the column as text"
        )
    return str(int(cell))
