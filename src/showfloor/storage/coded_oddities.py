"""What other tables say of a slice's coded rows: lives of stores, closures, products not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from showfloor.storage.table_state import TableState
from showfloor.storage.tables import Table
from showfloor.storage.tally import Amount, Tally, amount_of_cents
from showfloor.storage.text_columns import Flags, Money, Ranked, days_of

LARGEST_CALENDAR = 1 << 26
"""Store-days of a slice up to which the closed ones are marked one by one."""
_FAR = 1 << 40


class CodedOddities:
    """What `oddities` and the checks of a store's life ask, asked of codes; `tally` counts it."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: Table,
        states: Mapping[str, TableState],
        tally: Tally,
    ) -> None:
        self._connection = connection
        self._table = table
        self._states = states
        self._tally = tally
        self._asked: dict[str, list[tuple[Any, ...]]] = {}

    def outside_life(self, columns: Mapping[str, Ranked]) -> Flags | None:
        """Return which rows are dated before their store opened, or from when it closed; or None.

        None stands for no row.
        """
        if self._table.dated is None:
            return None
        lives = {
            store: (opened, closed)
            for store, opened, closed in self._rows(
                "stores", "store_id, opened_on, closed_on", "coalesce(opened_on, closed_on)"
            )
        }
        days, stores = columns[self._table.dated], columns["store_id"]
        of_day = days_of(days.values)
        found = [lives.get(store, (None, None)) for store in stores.values]
        first = _places(of_day, _days([opened for opened, _ in found], -_FAR))
        end = _places(of_day, _days([closed for _, closed in found], _FAR))
        outside = None
        if first.any():
            outside = np.asarray(days.ranks < first[stores.ranks])
        if (end < len(of_day)).any():
            late = np.asarray(days.ranks >= end[stores.ranks])
            outside = late if outside is None else outside | late
        return outside

    def count(
        self,
        columns: Mapping[str, Ranked],
        revenue: Money | None,
        good: Flags,
        line_of: Callable[[int], int],
    ) -> None:
        """Count what is odd about good rows in the tally; line_of: a row's line in the file."""
        for column, other in self._table.expected:
            self._count_unknown(column, other, columns[column], revenue, good)
        if self._table.name == "sales":
            self._count_early(columns, revenue, good)
        if self._table.dated is not None:
            self._count_closed(columns, revenue, good, line_of)

    def calendar_fits(self, columns: Mapping[str, Ranked]) -> bool:
        """Say whether the slice's stores and days are few enough to be marked one by one."""
        dated = self._table.dated
        return dated is None or (
            len(columns["store_id"].values) * len(columns[dated].values) <= LARGEST_CALENDAR
        )

    def _count_unknown(
        self, column: str, other: str, ranked: Ranked, revenue: Money | None, good: Flags
    ) -> None:
        known = {row[0] for row in self._rows(other, f'DISTINCT "{column}"')}
        strange = [rank for rank, value in enumerate(ranked.values) if value not in known | {None}]
        counted = self._tally.unknown.setdefault(column, {})
        for rank in strange:
            rows = (ranked.ranks == rank) & good
            amount = _amount(rows, revenue)
            if not amount.rows:
                continue
            before, money = counted.get(ranked.values[rank], (0, None))
            added = None if revenue is None else amount.revenue + (money or 0)
            counted[ranked.values[rank]] = (before + amount.rows, added)

    def _count_early(
        self, columns: Mapping[str, Ranked], revenue: Money | None, good: Flags
    ) -> None:
        first = dict(self._rows("products", "product_id, min(valid_from)", group="product_id"))
        days, products = columns["date"], columns["product_id"]
        of_day = days_of(days.values)
        known = _days([first.get(product) for product in products.values], -_FAR)
        since = _places(of_day, known)
        if since.any():
            early = (days.ranks < since[products.ranks]) & good
            self._tally.early += _amount(early, revenue)

    def _count_closed(
        self,
        columns: Mapping[str, Ranked],
        revenue: Money | None,
        good: Flags,
        line_of: Callable[[int], int],
    ) -> None:
        days, stores = columns[str(self._table.dated)], columns["store_id"]
        place = {store: row for row, store in enumerate(stores.values)}
        of_day = days_of(days.values)
        closed = np.zeros((len(stores.values), len(of_day)), dtype=np.bool_)
        for store, begins, ends in self._rows("closures", "store_id, from_date, to_date"):
            if store in place:
                first, last = np.searchsorted(of_day, days_of([begins, ends]))
                closed[place[store], first:last] = True
        if not closed.any():
            return
        at = stores.ranks * np.int32(len(of_day)) + days.ranks
        rows = closed.ravel()[at] & good
        if not rows.any():
            return
        self._tally.closed += _amount(rows, revenue)
        row = int(np.argmax(rows))
        store, day = stores.values[stores.ranks[row]], days.values[days.ranks[row]]
        self._tally.first_closed = self._tally.first_closed or (line_of(row), f"{store} on {day}")

    def _rows(
        self, table: str, select: str, given: str = "", *, group: str = ""
    ) -> list[tuple[Any, ...]]:
        """Return rows of a table as it is when they are first asked for."""
        sql = f"SELECT {select} FROM {self._states[table].relation()}"
        sql += f" WHERE {given} IS NOT NULL" if given else ""
        sql += f" GROUP BY {group}" if group else ""
        if sql not in self._asked:
            self._asked[sql] = self._connection.execute(sql).fetchall()
        return self._asked[sql]


def _days(found: Sequence[date | None], missing: int) -> npt.NDArray[np.int64]:
    days = days_of(found)
    days[[day is None for day in found]] = missing
    return days


def _places(days: npt.NDArray[np.int64], of: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """Return how many of the days, which rise, are before each of other days."""
    found = np.searchsorted(days, of)
    return found.astype(np.uint16 if len(days) < 1 << 16 else np.int32)


def _amount(rows: Flags, revenue: Money | None) -> Amount:
    if revenue is None:
        return Amount(int(np.count_nonzero(rows)))
    return amount_of_cents(revenue.cents[rows])
