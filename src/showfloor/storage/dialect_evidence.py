"""What all values of a file's columns look like: the shapes of numbers and dates among them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Literal

import duckdb

from showfloor.errors import IntakeError
from showfloor.storage.dialect import Quote, Separator
from showfloor.storage.dialect_dates import DATE_SHAPES, date_shape_of
from showfloor.storage.dialect_numbers import GROUP, SHAPES, SIGN, shape_of
from showfloor.storage.dialect_records import records, values_of
from showfloor.storage.dialect_text import TextFile

SMALL = 1 << 21
"""Texts up to this many bytes are looked at here; longer ones by the database, over all cores."""

Look = Literal["numbers", "dates", "either"]
"""What a column may hold; what it may not hold counts as anything else."""

_BATCH = 64
_DATES_FROM = len(SHAPES)
_OTHER = _DATES_FROM + len(DATE_SHAPES)


@dataclass(frozen=True, slots=True)
class TextLayout:
    """Where a file's text lies and how its records are split."""

    file: TextFile
    separator: Separator
    quote: Quote
    header: tuple[str, ...]

    def data_records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield line and values of every record that has the header's columns, from the second."""
        for line, record in self.raw_records():
            values = values_of(record, self.separator, self.quote)
            if values is not None and len(values) == len(self.header):
                yield line, values

    def raw_records(self) -> Iterator[tuple[int, bytes]]:
        """Yield line and bytes of every record but the header that is not blank."""
        found = records(self.file.path, self.file.pieces(), self.quote)
        for index, (line, record) in enumerate(found):
            if index and record not in (b"", b"\r"):
                yield line, record


@dataclass(frozen=True, slots=True)
class ColumnEvidence:
    """The shapes among a column's values: numbers into SHAPES, dates into DATE_SHAPES.

    others: some value is neither a number nor a date.
    """

    numbers: frozenset[int]
    dates: frozenset[int]
    others: bool


def evidence(
    layout: TextLayout, looks: Mapping[int, Look], scratch: Path | None
) -> dict[int, ColumnEvidence]:
    """Return what all values of the columns (by position) look like; missing values count nothing.

    Records that do not have the header's columns are left out. `scratch` is a folder for the
    decoded text of large files that are compressed or no UTF-8; None for the system's own.
    """
    pieces = layout.file.pieces()
    first, size = [], 0
    for piece in pieces:
        first.append(piece)
        size += len(piece)
        if size > SMALL:
            break
    if size <= SMALL:
        bits = _bits_here(layout, tuple(looks))
    else:
        with tempfile.TemporaryDirectory(dir=scratch, prefix="dialect-") as folder:
            bits = _bits_in_database(layout, looks, Path(folder), chain(first, pieces))
    return {column: _evidence_of(found) for column, found in bits.items()}


def bit_of(value: str) -> int:
    """Return the bit of a value's shape: numbers, then dates, then anything else; 0 for none."""
    if not value:
        return 0
    shape = shape_of(value)
    if shape is not None:
        return 1 << shape
    dated = date_shape_of(value)
    return 1 << (_OTHER if dated is None else _DATES_FROM + dated)


def first_of_shape(layout: TextLayout, column: int, bit: int) -> tuple[int, str]:
    """Return line and value of the first value of a column that has this bit."""
    for line, values in layout.data_records():
        if bit_of(values[column]) == bit:
            return line, values[column]
    raise IntakeError(f"{layout.file.path} was changed while it was read; import it again")


def number_bit(shape: int) -> int:
    """Return the bit of a shape of numbers."""
    return 1 << shape


def date_bit(shape: int) -> int:
    """Return the bit of a shape of dates."""
    return 1 << (_DATES_FROM + shape)


_OFTEN = tuple(
    (pattern, bit_of(example))
    for pattern, example in (
        (f"{SIGN}[0-9]+,[0-9]{{1,2}}", "1,5"),
        (f"{SIGN}[0-9]+\\.[0-9]{{1,2}}", "1.5"),
        (f"{SIGN}{GROUP}\\.[0-9]{{3}},[0-9]{{1,2}}", "1.234,5"),
    )
)
"""Parts of shapes that most values have, with the shape's bit; trying them first saves time."""


def _evidence_of(bits: int) -> ColumnEvidence:
    return ColumnEvidence(
        frozenset(i for i in range(_DATES_FROM) if bits >> i & 1),
        frozenset(i for i in range(len(DATE_SHAPES)) if bits >> (_DATES_FROM + i) & 1),
        bool(bits >> _OTHER & 1),
    )


def _bits_here(layout: TextLayout, columns: Sequence[int]) -> dict[int, int]:
    bits = dict.fromkeys(columns, 0)
    known = lru_cache(maxsize=1 << 16)(bit_of)
    for _, values in layout.data_records():
        for column in columns:
            bits[column] |= known(values[column])
    return bits


def _bits_in_database(
    layout: TextLayout, looks: Mapping[int, Look], folder: Path, pieces: Iterable[bytes]
) -> dict[int, int]:
    text = folder / "text.csv"
    if layout.file.compression == "none" and layout.file.encoding in ("utf-8", "utf-8-sig"):
        text.symlink_to(layout.file.path.resolve())
    else:
        with text.open("wb") as stream:
            stream.writelines(pieces)
    bits: dict[int, int] = {}
    with duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(folder)}) as database:
        columns = list(looks.items())
        for start in range(0, len(columns), _BATCH):
            batch = dict(columns[start : start + _BATCH])
            try:
                row = database.execute(_question(layout, batch, text)).fetchone() or ()
            except duckdb.Error as error:
                first = str(error).strip().splitlines()[0]
                raise IntakeError(f"{layout.file.path} cannot be read as CSV: {first}") from error
            bits.update((column, found or 0) for column, found in zip(batch, row, strict=True))
    return bits


def _question(layout: TextLayout, looks: Mapping[int, Look], text: Path) -> str:
    bits = ", ".join(f"bit_or({_bit_in_sql(f'c{column}', look)})" for column, look in looks.items())
    types = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(layout.header)))
    return (
        f"SELECT {bits} FROM read_csv({_literal(str(text))}, auto_detect = false, header = true, "
        f"delim = {_literal(layout.separator)}, quote = {_literal(layout.quote)}, "
        f"escape = {_literal(layout.quote)}, max_line_size = 16777216, ignore_errors = true, "
        "buffer_size = 33554432, "
        f"columns = {{{types}}})"
    )


def _bit_in_sql(name: str, look: Look) -> str:
    """Return SQL for `bit_of` a column's value; the commonest numbers are tried first."""
    numbers = [(shape.pattern, 1 << number) for number, shape in enumerate(SHAPES)]
    dates = [(pattern, 1 << (_DATES_FROM + number)) for number, pattern in enumerate(DATE_SHAPES)]
    tried = [
        *([] if look == "dates" else [numbers[0], *_OFTEN, *numbers[1:]]),
        *([] if look == "numbers" else dates),
    ]
    cases = " ".join(
        f"WHEN regexp_full_match({name}, {_literal(pattern)}) THEN {bit}" for pattern, bit in tried
    )
    return f"CASE WHEN {name} IS NULL OR {name} = '' THEN 0 {cases} ELSE {1 << _OTHER} END"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
