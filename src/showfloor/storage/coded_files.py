"""Coded rows written to files month by month, in threads of their own, and counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.storage.arrow_files import Numbers, Values, Words, write_month_of
from showfloor.storage.coded_rows import MonthRows, Ordered
from showfloor.storage.delta_files import DataFile
from showfloor.storage.manifest import SourceTotal
from showfloor.storage.table_state import TableState
from showfloor.storage.tally import Amount, Tally, amount_of_cents, whole_sum
from showfloor.storage.text_columns import Flags, Money, Ranked, days_of

_Written = tuple[DataFile, Amount, Mapping[str, SourceTotal]]
"""A file, the amount of its rows, and the same by source."""


@dataclass(frozen=True, slots=True)
class CodedSlice:
    """The columns of a slice, and which of its rows nothing speaks against."""

    ranked: Mapping[str, Ranked]
    money: Mapping[str, Money]
    good: Flags


class CodedFiles:
    """Writes the rows of one table; `tally` counts what is written."""

    def __init__(self, state: TableState, tally: Tally) -> None:
        self._state = state
        self._table = state.table
        self._tally = tally
        self._pool = ThreadPoolExecutor(2)
        self._writing: list[tuple[MonthRows, Future[_Written]]] = []

    def write(self, coded: CodedSlice, order: Ordered) -> None:
        """Begin to write the good rows month by month; wait for those of the time before."""
        self.settle()
        self._writing = [
            (month, self._pool.submit(self._write_month, coded, month)) for month in order.months
        ]

    def settle(self) -> None:
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

    def _write_month(self, coded: CodedSlice, month: MonthRows) -> _Written:
        rows, folder = month.rows, self._state.staging
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
