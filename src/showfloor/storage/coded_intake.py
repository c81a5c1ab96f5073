"""A slice's rows taken as codes, as nearly all rows of a large file can be; what is left is said.

The rows that nothing speaks against are written here. Any other (refused, sharing its key with
another, of a value that is read with care only) is handed on as a smaller slice to `slice_intake`,
which gives each its reason. So there is one place that refuses, and it sees few rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from showfloor.storage.checking import Checking
from showfloor.storage.coded_files import CodedFiles, CodedSlice
from showfloor.storage.coded_oddities import CodedOddities
from showfloor.storage.coded_rows import ordered
from showfloor.storage.coded_rules import CodedRules, TooManyCombinationsError
from showfloor.storage.sources import Slice, Source
from showfloor.storage.table_state import TableState
from showfloor.storage.tables import Table
from showfloor.storage.tally import Tally
from showfloor.storage.text_columns import (
    Amounts,
    Codes,
    Flags,
    Money,
    Ranked,
    TextColumn,
    TooManyTextsError,
    split,
)
from showfloor.storage.text_rest import TextRest

FEWEST = 50_000
"""Records of a slice from which on codes are worth their making."""
LEFT_AT_MOST = 0.02
"""Share of a slice's rows that may be left; beyond it the whole slice is read with care."""
ROWS_AT_ONCE = 1 << 20
"""Rows that are put in order and written together."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A slice whose columns are codes and amounts, not yet judged."""

    part: Slice
    codes: Mapping[str, Codes]
    money: Mapping[str, Amounts]


class CodedIntake:
    """Takes what it can of one file's slices; `is_possible` says whether it can take any."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        source: Source,
        table: Table,
        *,
        states: Mapping[str, TableState],
        checking: Checking,
        tally: Tally,
    ) -> None:
        self._table = table
        self._state = states[table.name]
        self._oddities = CodedOddities(connection, table, states, tally)
        self._batch: list[_Read] = []
        self._rest = TextRest()
        self._files = CodedFiles(self._state, tally)
        self._rules = CodedRules(connection, table)
        place = {name: number for number, name in enumerate(source.names) if name}
        self._place = place
        self._columns = {
            column.name: TextColumn(connection, checking, column, place.get(column.name))
            for column in table.columns
        }
        money = {column.name for column in table.columns if column.kind == "money"}
        self._money = frozenset(place[name] for name in money & place.keys())
        limited = any(
            column.low is not None or column.high is not None
            for column in table.columns
            if column.kind == "money"
        )
        self.is_possible = (
            table.month_of is not None
            and bool(table.order)
            and set(table.order) == set(table.key)
            and not (limited or self._rules.columns & money)
        )

    def split(self, part: Slice) -> pa.Table | None:
        """Split a slice's records; None where it must be read with care. Needs no connection."""
        if not self.is_possible or part.text is None or part.rows < FEWEST:
            return None
        return split(part.text, sorted(self._place.values()), self._money)

    def take(self, part: Slice, columns: pa.Table) -> tuple[Slice, ...]:
        """Take a slice, as `split` gives it; return those that must be read with care as a whole.

        Its rows are written and counted when enough have come, by `flush` at the latest.
        """
        try:
            codes = {
                name: self._columns[name].codes(columns.column(f"c{place}"))
                for name, place in self._place.items()
                if place not in self._money
            }
            money = {
                name: self._columns[name].amounts(columns.column(f"c{place}"))
                for name, place in self._place.items()
                if place in self._money
            }
        except (TooManyTextsError, UnicodeDecodeError):
            self.is_possible = False
            return (*self.flush(), part)
        self._batch.append(_Read(part, codes, money))
        if sum(read.part.rows for read in self._batch) < ROWS_AT_ONCE:
            return ()
        return self.flush()

    def flush(self) -> tuple[Slice, ...]:
        """Write and count what has come; return the slices that must be read with care instead.

        Nothing of those is written or counted. Single rows that must be are added to the rest.
        """
        batch, self._batch = self._batch, []
        if not batch:
            return ()
        parts = tuple(read.part for read in batch)
        coded = self._coded(batch)
        if coded is None or not coded.good.any() or not self._oddities.calendar_fits(coded.ranked):
            return parts
        order = ordered(self._table, coded.ranked, np.flatnonzero(coded.good))
        if order is None:
            return parts
        coded.good[order.sharing] = False
        left = np.flatnonzero(~coded.good)
        if len(left) > LEFT_AT_MOST * len(coded.good):
            return parts
        self._files.write(coded, order)
        starts = np.cumsum([0, *(part.rows for part in parts)])

        def line_of(row: int) -> int:
            number = int(np.searchsorted(starts, row, "right")) - 1
            return int(parts[number].lines(np.array([row - starts[number]]))[0])

        self._oddities.count(coded.ranked, coded.money.get("revenue"), coded.good, line_of)
        for part, first, end in zip(parts, starts[:-1], starts[1:], strict=True):
            self._rest.add(part, left[(left >= first) & (left < end)] - first)
        return ()

    def rest(self, *, at_least: int = 0) -> Slice | None:
        """Return the rows that are left so far as one slice, once; None for fewer than asked."""
        if len(self._rest) < at_least:
            return None
        self._files.settle()
        rest, self._rest = self._rest, TextRest()
        return rest.as_slice(self._state.staging)

    def _coded(self, batch: Sequence[_Read]) -> CodedSlice | None:
        rows = sum(read.part.rows for read in batch)
        ranked: dict[str, Ranked] = {}
        money: dict[str, Money] = {}
        refused: list[Flags | None] = []
        for column in self._table.columns:
            name, texts = column.name, self._columns[column.name]
            if name not in self._place:
                constant = texts.constant(rows)
                if constant is None:
                    return None
                ranked[name] = constant
            elif column.kind == "money":
                money[name], marks = texts.money([read.money[name] for read in batch])
                refused.append(marks)
            else:
                codes = np.concatenate([read.codes[name] for read in batch])
                ranked[name], marks = texts.ranked(codes)
                refused.append(marks)
        try:
            refused += self._rules.refused(ranked)
        except TooManyCombinationsError:
            return None
        refused.append(self._oddities.outside_life(ranked))
        good = np.ones(rows, dtype=np.bool_)
        for found in refused:
            if found is not None:
                good &= ~found
        return CodedSlice(ranked, money, good)

    def close(self) -> None:
        """End the threads that write."""
        self._files.close()
