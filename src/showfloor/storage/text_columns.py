"""A CSV slice's columns as codes: each different text is judged once, by the checks of any row.

Most columns of a large file hold few different texts: stores, products, dates, numbers of units.
The texts are told apart while the file is split (by Arrow, on all processors), and the database
reads and checks each of them once. Amounts of money are many; those that are written plainly are
read on whole arrays (`money_text`), the others like any other text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from showfloor.storage.checking import Checking
from showfloor.storage.dictionaries import LARGEST
from showfloor.storage.money_text import plain_cents
from showfloor.storage.tables import Column
from showfloor.storage.text_slices import TextSlice

Codes = npt.NDArray[Any]
"""Numbers of 16 or 32 bits."""
Flags = npt.NDArray[np.bool_]
BLOCK = 1 << 22
"""Bytes that are split at once."""


class TooManyTextsError(Exception):
    """A column has so many different texts that judging each by itself is no gain."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A column of a slice.

    values: its different values in order, a missing one (None) last.
    ranks:  [rows] the place in `values` of each row's, in 16 or 32 bits; 0 where it is refused.
    """

    values: Sequence[Any]
    ranks: Codes


@dataclass(frozen=True, slots=True)
class Money:
    """A column of amounts: [rows] cents, and which are missing; None where none is."""

    cents: npt.NDArray[np.int64]
    missing: Flags | None


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts of a slice: [rows] cents, and [few] rows that are still texts, with their codes."""

    cents: npt.NDArray[np.int64]
    other: npt.NDArray[np.int64]
    codes: Codes


def split(text: TextSlice, kept: Sequence[int], money: frozenset[int]) -> pa.Table | None:
    """Return the columns with the numbers `kept`, named c0, c1 and so on, of a counted slice.

    Amounts of money come as text, all others as codes of texts. None where the records are not
    those that were counted: then only the careful reader knows which are whole.
    """
    from pyarrow import csv

    names = [f"c{number}" for number in range(len(text.layout.header))]
    coded = pa.dictionary(pa.int32(), pa.string())
    skip: Callable[[object], str] | None = (lambda _: "skip") if text.broken else None
    try:
        table = csv.read_csv(
            pa.BufferReader(text.data),
            csv.ReadOptions(column_names=names, block_size=BLOCK),
            csv.ParseOptions(
                delimiter=text.layout.separator,
                quote_char=False,
                double_quote=False,
                invalid_row_handler=skip,
            ),
            csv.ConvertOptions(
                column_types={
                    names[number]: pa.string() if number in money else coded for number in kept
                },
                include_columns=[names[number] for number in kept],
                strings_can_be_null=False,
                check_utf8=False,  # it was found to be UTF-8 before
            ),
        )
    except pa.ArrowInvalid:
        return None
    whole = table.num_rows == text.records and not any(c.null_count for c in table.columns)
    return table if whole else None


class TextColumn:
    """The different texts of one column of a file, as what each of them is read.

    place: the column's number in the file; None where the file lacks it, and one text says all.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        checking: Checking,
        column: Column,
        place: int | None,
    ) -> None:
        self._connection = connection
        self._checking = checking
        self._column = column
        self._place = place
        self._numbers: dict[str, int] = {}
        self._values: list[Any] = []
        self._refused: list[bool] = []
        self._used: set[int] = set()

    def codes(self, found: pa.ChunkedArray) -> Codes:
        """Return each row's number among the column's texts.

        TooManyTextsError where they are so many that judging each by itself is no gain.
        """
        return self._of_rows(found, self._numbers_of(found))

    def ranked(self, codes: Codes) -> tuple[Ranked, Flags | None]:
        """Return the values of the rows whose codes were given since the last time, by rank.

        Also which rows are refused; None where none is.
        """
        self._judge()
        used, self._used = sorted(self._used), set()
        bad = [number for number in used if self._refused[number]]
        values = {self._values[number] for number in used if not self._refused[number]}
        ordered = sorted(values - {None}) + ([None] if None in values else [])
        place = {value: rank for rank, value in enumerate(ordered)}
        narrow = np.uint16 if len(ordered) <= 1 << 16 else np.int32
        ranks = np.zeros(len(self._values), dtype=narrow)
        ranks[used] = [0 if self._refused[n] else place[self._values[n]] for n in used]
        if not bad:
            return Ranked(ordered, ranks[codes]), None
        marks = np.zeros(len(self._values), dtype=np.bool_)
        marks[bad] = True
        return Ranked(ordered, ranks[codes]), marks[codes]

    def constant(self, rows: int) -> Ranked | None:
        """Return the value that all rows have where the file lacks the column; None if refused."""
        self._number("")
        self._judge()
        value = Ranked([self._values[0]], np.broadcast_to(np.uint16(0), rows))
        return None if self._refused[0] else value

    def amounts(self, found: pa.ChunkedArray) -> Amounts:
        """Read a slice's amounts; those that are not written plainly stay texts for now."""
        parts = [plain_cents(chunk) for chunk in found.chunks]
        cents = np.concatenate([np.zeros(0, np.int64), *(part[0] for part in parts)])
        plain = np.concatenate([np.zeros(0, np.bool_), *(part[1] for part in parts)])
        other = np.flatnonzero(~plain)
        if not len(other):
            return Amounts(cents, other, np.zeros(0, np.int32))
        texts = (
            found.filter(pa.array((~plain).tolist()))
            if len(other) > len(plain) // 8
            else (pa.chunked_array([pa.array([found[row].as_py() for row in other.tolist()])]))
        )
        return Amounts(cents, other, self.codes(texts.dictionary_encode()))

    def money(self, parts: Sequence[Amounts]) -> tuple[Money, Flags | None]:
        """Return the amounts of slices, and which rows are refused; None where none is."""
        cents = np.concatenate([part.cents for part in parts])
        starts = np.cumsum([0, *(len(part.cents) for part in parts)])
        other = np.concatenate(
            [part.other + first for part, first in zip(parts, starts[:-1], strict=True)]
        )
        self._judge()
        if not len(other):
            return Money(cents, None), None
        codes = np.concatenate([part.codes for part in parts])
        values = [0 if value is None else int(value.scaleb(2)) for value in self._values]
        cents[other] = np.array(values, dtype=np.int64)[codes]
        absent = np.array([value is None for value in self._values])[codes]
        refused = np.array(self._refused)[codes]
        missing = _at(other, absent & ~refused, len(cents))
        return Money(cents, missing), _at(other, refused, len(cents))

    def _numbers_of(self, found: pa.ChunkedArray) -> list[Codes]:
        """Return by chunk the numbers of the texts in its dictionary."""
        numbers = []
        for chunk in found.chunks:
            words = chunk.dictionary.to_pylist()
            numbers.append(np.fromiter(map(self._number, words), np.int32, len(words)))
            self._used.update(numbers[-1].tolist())
        if len(self._numbers) > LARGEST:
            raise TooManyTextsError(self._column.name)
        return numbers

    def _number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def _of_rows(self, found: pa.ChunkedArray, numbers: Sequence[Codes]) -> Codes:
        narrow = np.uint16 if len(self._numbers) <= 1 << 16 else np.int32
        made = np.empty(len(found), dtype=narrow)
        first = 0
        for chunk, texts in zip(found.chunks, numbers, strict=True):
            made[first : first + len(chunk)] = texts.astype(narrow)[_indices(chunk)]
            first += len(chunk)
        return made

    def _judge(self) -> None:
        """Read the texts that have come since the last time."""
        new = [*self._numbers][len(self._values) :]
        if not new:
            return
        texts = pa.Table.from_arrays(
            [pa.array(range(len(new)), pa.int64()), pa.array(new, pa.string())],
            names=["n", "c" if self._place is None else f"c{self._place}"],
        )
        self._connection.register("texts", texts)
        try:
            found = self._connection.execute(self._checking.of_column(self._column, "texts"))
            for value, refused in found.fetchall():
                self._values.append(value)
                self._refused.append(refused)
        finally:
            self._connection.unregister("texts")


def days_of(values: Sequence[date | None]) -> npt.NDArray[np.int64]:
    """Return dates as days since 1970; 0 for a missing one."""
    first = date(1970, 1, 1)
    return np.array([0 if day is None else (day - first).days for day in values], dtype=np.int64)


def _at(rows: npt.NDArray[np.int64], flags: Flags, size: int) -> Flags | None:
    if not flags.any():
        return None
    marks = np.zeros(size, dtype=np.bool_)
    marks[rows] = flags
    return marks


def _indices(chunk: pa.DictionaryArray) -> Codes:
    found = chunk.indices
    held = np.frombuffer(found.buffers()[1], np.int32, len(found) + found.offset)
    return held[found.offset :]
