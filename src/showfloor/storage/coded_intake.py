"""A slice's rows taken as codes, as nearly all rows of a large file can be; what is left is said.

The rows that nothing speaks against are written here. Any other (refused, sharing its key with
another, of a value that is read with care only) is handed on as a smaller slice to `slice_intake`,
which gives each its reason. So there is one place that refuses, and it sees few rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from showfloor.storage.arrow_files import Numbers, Values, Words, write_month_of
from showfloor.storage.checking import Checking
from showfloor.storage.coded_oddities import CodedOddities
from showfloor.storage.coded_rows import MonthRows, Ordered, ordered
from showfloor.storage.delta_files import DataFile
from showfloor.storage.manifest import SourceTotal
from showfloor.storage.sources import Slice, Source
from showfloor.storage.table_state import TableState
from showfloor.storage.tables import SQL_TYPES, Table
from showfloor.storage.tally import Amount, Tally, amount_of_cents, whole_sum
from showfloor.storage.text_columns import (
    Amounts,
    Codes,
    Flags,
    Money,
    Ranked,
    TextColumn,
    TooManyTextsError,
    days_of,
    split,
)
from showfloor.storage.text_rest import TextRest

FEWEST = 50_000
"""Records of a slice from which on codes are worth their making."""
LEFT_AT_MOST = 0.02
"""Share of a slice's rows that may be left; beyond it the whole slice is read with care."""
ROWS_AT_ONCE = 1 << 20
"""Rows that are put in order and written together."""
MOST_COMBINATIONS = 1 << 20


_Written = tuple[DataFile, Amount, Mapping[str, SourceTotal]]
"""A file, the amount of its rows, and the same by source."""


@dataclass(frozen=True, slots=True)
class CodedSlice:
    """The columns of a slice, and which of its rows nothing speaks against."""

    ranked: Mapping[str, Ranked]
    money: Mapping[str, Money]
    good: Flags


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
        self._connection = connection
        self._table = table
        self._state = states[table.name]
        self._tally = tally
        self._oddities = CodedOddities(connection, table, states, tally)
        self._batch: list[_Read] = []
        self._rest = TextRest()
        self._pool = ThreadPoolExecutor(2)
        self._writing: list[tuple[MonthRows, Future[_Written]]] = []
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
        asked = {name for rule in table.rules for name in _named(table, rule.condition)}
        self._rules = _together(table)
        self.is_possible = (
            table.month_of is not None
            and bool(table.order)
            and set(table.order) == set(table.key)
            and not (limited or asked & money)
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
        self._write(coded, order)
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
        self._settle()
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
        for condition in self._rules:
            against = self._against(condition, ranked)
            if isinstance(against, str):
                return None
            refused.append(against)
        refused.append(self._oddities.outside_life(ranked))
        good = np.ones(rows, dtype=np.bool_)
        for found in refused:
            if found is not None:
                good &= ~found
        return CodedSlice(ranked, money, good)

    def _against(self, condition: str, ranked: Mapping[str, Ranked]) -> Flags | str | None:
        """Return the rows that a rule refuses, None for none: asked once of each combination.

        A text, saying so, where there are too many combinations.
        """
        names = _named(self._table, condition)
        values = [ranked[name].values for name in names]
        if np.prod([float(len(one)) for one in values]) > MOST_COMBINATIONS:
            return "too many"
        cells = list(product(*values))
        if not cells:
            return None
        arrays = [
            pa.array([cell[place] for cell in cells], _ARROW[self._table.column(name).kind])
            for place, name in enumerate(names)
        ]
        arrays.append(pa.array(range(len(cells)), pa.int64()))
        self._connection.register("cells", pa.Table.from_arrays(arrays, names=[*names, "#n"]))
        typed = ", ".join(
            f'CAST("{name}" AS {SQL_TYPES[self._table.column(name).kind]}) AS "{name}"'
            for name in names
        )
        found = self._connection.execute(
            f'SELECT "#n" FROM (SELECT "#n", {typed} FROM cells) WHERE {condition}'
        ).fetchall()
        self._connection.unregister("cells")
        if not found:
            return None
        refused = np.zeros(len(cells), dtype=np.bool_)
        refused[[row for (row,) in found]] = True
        cell = np.zeros(len(ranked[names[0]].ranks), dtype=np.int32)
        for name in names:
            cell *= len(ranked[name].values)
            cell += ranked[name].ranks
        return np.asarray(refused[cell])

    def _write(self, coded: CodedSlice, order: Ordered) -> None:
        """Begin to write the good rows month by month; wait for those of the time before."""
        self._settle()
        self._writing = [
            (month, self._pool.submit(self._write_month, coded, month, self._state.staging))
            for month in order.months
        ]

    def _settle(self) -> None:
        """Wait for what is being written, and count it."""
        written = [(month, future.result()) for month, future in self._writing]
        self._writing = []
        for month, (file, amount, totals) in written:
            self._tally.came += amount
            self._tally.good += amount
            self._tally.spans[file] = month.span
            self._state.totals[file] = totals
        if written:
            self._tally.files.append(tuple(file for _, (file, _, _) in written))

    def close(self) -> None:
        """End the threads that write."""
        self._pool.shutdown(cancel_futures=True)

    def _write_month(self, coded: CodedSlice, month: MonthRows, folder: Path) -> _Written:
        rows = month.rows
        columns: dict[str, Words | Numbers] = {}
        for column in self._table.columns:
            if column.name in coded.money:
                amounts = coded.money[column.name]
                missing = None if amounts.missing is None else amounts.missing[rows]
                columns[column.name] = Numbers(amounts.cents[rows], missing)
            else:
                ranked = coded.ranked[column.name]
                columns[column.name] = _column(column.kind, ranked.values, ranked.ranks[rows])
        date = coded.ranked[str(self._table.month_of)]
        days = date.ranks[rows]
        between = (date.values[int(days.min())], date.values[int(days.max())])
        file = write_month_of(self._table, folder, month.month, columns, between)
        if self._table.name != "sales":
            return file, Amount(len(rows)), {}
        totals = _totals(columns)
        amount = Amount(
            len(rows),
            sum(one.units for one in totals.values()),
            sum((one.revenue for one in totals.values()), Amount().revenue),
        )
        return file, amount, totals


def _together(table: Table) -> list[str]:
    """Return the conditions of a table's rules, those about the same columns as one."""
    found: dict[tuple[str, ...], list[str]] = {}
    for rule in table.rules:
        found.setdefault(tuple(_named(table, rule.condition)), []).append(f"({rule.condition})")
    return [" OR ".join(conditions) for conditions in found.values()]


def _column(kind: str, values: Sequence[Any], ranks: Any) -> Words | Numbers:  # noqa: ANN401
    if kind == "text":
        return Words(values, ranks)
    missing = None
    if None in values:
        missing = ranks == len(values) - 1
    if kind == "date":
        return Numbers(days_of(values)[ranks], missing)
    held: npt.NDArray[Any] = np.array(
        [0 if value is None else value for value in values], dtype=_HELD[kind]
    )
    return Numbers(held[ranks], missing)


_HELD = {"int": np.int64, "float": np.float64, "bool": np.bool_, "money": np.int64}
_ARROW: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "date": pa.date32(),
    "bool": pa.bool_(),
}


def _totals(columns: Values) -> Mapping[str, SourceTotal]:
    """Return lines, units and revenue of rows of the table of sales by source."""
    source, units, revenue = columns["source"], columns["units"], columns["revenue"]
    assert isinstance(source, Words)
    assert isinstance(units, Numbers)
    assert isinstance(revenue, Numbers)
    found = {}
    for place in np.flatnonzero(np.bincount(source.places)).tolist():
        of_source = source.places == place
        amount = amount_of_cents(revenue.values[of_source], whole_sum(units.values[of_source]))
        found[str(source.words[place])] = SourceTotal(amount.rows, amount.units, amount.revenue)
    return found


def _named(table: Table, condition: str) -> list[str]:
    """Return the columns that a condition names."""
    words = set(re.findall(r"\w+", re.sub("'[^']*'", "", condition)))
    return [name for name in table.column_names if name in words]
