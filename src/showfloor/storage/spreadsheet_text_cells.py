"""How numbers and dates in a sheet's text cells are written; what has two readings is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from showfloor.errors import IntakeError
from showfloor.storage.dialect import DateFormat, StatedDialect
from showfloor.storage.dialect_dates import DATE_SHAPES, both_dates, date_format_of
from showfloor.storage.dialect_evidence import bit_of, date_bit, number_bit
from showfloor.storage.dialect_numbers import (
    READINGS,
    SHAPES,
    NumberConflict,
    NumberReading,
    readings_of,
    simplest_first,
)
from showfloor.storage.dialect_words import in_words
from showfloor.storage.spreadsheet_cells import address

known_bit = lru_cache(maxsize=1 << 16)(bit_of)
"""The bit of a text's shape, as `dialect_evidence.bit_of` gives it."""


@dataclass(slots=True)
class TextCells:
    """The text cells of one column of numbers or dates: their shapes, and where each came first.

    first: row (counted from 0) and text of the first cell by the bit of its shape.
    """

    name: str
    column: int
    first: dict[int, tuple[int, str]] = field(default_factory=dict)

    def add(self, row: int, text: str) -> None:
        """Note a text cell."""
        bit = known_bit(text)
        if bit and bit not in self.first:
            self.first[bit] = (row, text)

    def numbers(self) -> tuple[int, ...]:
        """Return the shapes of numbers among the cells."""
        return tuple(n for n in range(len(SHAPES)) if number_bit(n) in self.first)

    def dates(self) -> tuple[int, ...]:
        """Return the shapes of dates among the cells."""
        return tuple(n for n in range(len(DATE_SHAPES)) if date_bit(n) in self.first)

    def shown(self, bit: int) -> str:
        """Return the first cell of a shape with its address, for a message."""
        row, text = self.first[bit]
        return f"{text} ({address(row, self.column)})"


def date_formats(
    where: str, columns: Iterable[TextCells], stated: Mapping[str, DateFormat]
) -> dict[str, DateFormat]:
    """Return how dates in text cells are written, by column; the others have none.

    IntakeError, with the cell, where all of a column's dates can be read in two ways, or where
    two of them exclude each other.
    """
    found = {}
    for cells in columns:
        if cells.name in stated:
            found[cells.name] = stated[cells.name]
        elif shapes := cells.dates():
            found[cells.name] = _date_format(where, cells, shapes)
    return found


def number_reading(
    where: str, columns: Iterable[TextCells], stated: StatedDialect
) -> NumberReading | None:
    """Return how numbers in text cells are written; None where no text cell is a number.

    One way holds for the whole sheet. IntakeError, with the cell, where it cannot be told.
    """
    allowed = frozenset(
        reading
        for reading in READINGS
        if stated.decimal in (None, reading.decimal)
        and stated.thousands in (None, reading.thousands)
    )
    left, seen = allowed, False
    for cells in columns:
        shapes = cells.numbers()
        if not shapes:
            continue
        fitting = readings_of(shapes, allowed)
        if isinstance(fitting, NumberConflict):
            if stated.decimal is None:
                raise _conflict(where, cells, fitting)
            fitting = allowed
        if not left & fitting:
            if stated.decimal is not None:
                continue
            raise IntakeError(
                f"{where}: the numbers in the text cells of column '{cells.name}' are written "
                "otherwise than those of the columns before it; state the decimal mark of this "
                "source, or turn the cells into numbers"
            )
        left, seen = left & fitting, True
    return simplest_first(left)[0] if seen else None


def _date_format(where: str, cells: TextCells, shapes: tuple[int, ...]) -> DateFormat:
    found = date_format_of(shapes)
    if isinstance(found, str):
        return found
    if len(found) > 1:
        first, second = (cells.shown(date_bit(shape)) for shape in found)
        raise IntakeError(
            f"{where}, column '{cells.name}': {first} and {second} are texts with dates of two "
            "formats; state the column's date format, and rows that do not fit it are refused"
        )
    row, text = cells.first[date_bit(found[0])]
    day_first, month_first = both_dates(text)
    raise IntakeError(
        f"{where}, cell {address(row, cells.column)}: the text {text} can be read as {day_first} "
        f"or as {month_first}, and no other text of column '{cells.name}' settles it; state the "
        "column's date format, or turn the cells into dates"
    )


def _conflict(where: str, cells: TextCells, conflict: NumberConflict) -> IntakeError:
    row, text = cells.first[number_bit(conflict.shapes[0])]
    if len(conflict.readings) == 2:
        grouped, decimal = conflict.readings
        return IntakeError(
            f"{where}, cell {address(row, cells.column)}: the text {text} can be read as "
            f"{in_words(int(grouped.canonical(text) or 0))} or as {decimal.canonical(text)}, and "
            f"no other text of column '{cells.name}' settles it; state the decimal mark of this "
            "source, or turn the cells into numbers"
        )
    bits = sorted((number_bit(shape) for shape in conflict.shapes), key=cells.first.__getitem__)
    listed = " and ".join(cells.shown(bit) for bit in bits)
    return IntakeError(
        f"{where}, column '{cells.name}': {listed} are texts with numbers of two dialects; state "
        "the decimal mark of this source, and rows that do not fit it are refused"
    )
