"""Rows of a slice that are taken although another table does not know them, or says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np

from showfloor.storage.checking import REFUSAL
from showfloor.storage.dictionaries import Dictionaries
from showfloor.storage.sources import Slice
from showfloor.storage.table_state import TableState
from showfloor.storage.tables import Table
from showfloor.storage.tally import Amount, Tally


class Oddities:
    """Counts them in the tally; `rows` is the table of the slice's typed rows."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: Table,
        states: Mapping[str, TableState],
        dictionaries: Dictionaries,
        *,
        rows: str,
        tally: Tally,
    ) -> None:
        self._connection = connection
        self._table = table
        self._states = states
        self._dictionaries = dictionaries
        self._rows = rows
        self._tally = tally
        self._known = {column: dictionaries.type_of(column) for column, _ in table.expected}

    def count(self, part: Slice) -> None:
        """Count them among a slice's good rows."""
        good = f"{self._rows} AS r WHERE r.{REFUSAL} = 0"
        money = "sum(r.revenue)" if "revenue" in self._table.column_names else "NULL"
        for column, other in self._table.expected:
            made = self._dictionaries.type_of(column)
            if made is not None and made == self._known[column]:
                continue
            known = self._states[other].relation()
            found = self._run(
                f'SELECT CAST(r."{column}" AS VARCHAR), count(*), {money} FROM {good} '
                f'AND r."{column}" NOT IN (SELECT "{column}" FROM {known}) GROUP BY 1'
            ).fetchall()
            counted = self._tally.unknown.setdefault(column, {})
            for value, rows, amount in found:
                before, money_before = counted.get(value, (0, None))
                added = amount if money_before is None else money_before + (amount or 0)
                counted[value] = (before + rows, added)
        if self._table.name == "sales":
            self._count_early()
        if self._table.dated is not None:
            self._count_closed(part)

    def _count_early(self) -> None:
        made = self._dictionaries.type_of("product_id")
        typed = "product_id" if made is None else f"CAST(product_id AS {made})"
        row = self._one(
            f"SELECT count(*), coalesce(sum(r.revenue), 0.00) FROM {self._rows} AS r JOIN "
            f"(SELECT {typed} AS id, min(valid_from) AS first FROM "
            f"{self._states['products'].relation()} GROUP BY 1 "
            f"HAVING min(valid_from) > (SELECT min(date) FROM {self._rows})) AS p "
            f"ON p.id = r.product_id WHERE r.{REFUSAL} = 0 AND r.date < p.first"
        )
        self._tally.early += Amount(int(row[0]), 0, Decimal(row[1]))

    def _count_closed(self, part: Slice) -> None:
        dated, made = self._table.dated, self._dictionaries.type_of("store_id")
        money = "sum(r.revenue)" if "revenue" in self._table.column_names else "0.00"
        row = self._one(
            f"SELECT count(*), coalesce({money}, 0.00), min(r.row) FROM "
            f'(SELECT *, rowid AS row, "{dated}" AS day FROM {self._rows}) AS r '
            f"WHERE r.{REFUSAL} = 0 AND EXISTS (SELECT 1 FROM "
            f"(SELECT CAST(store_id AS {made}) AS id, from_date, to_date FROM "
            f"{self._states['closures'].relation()} WHERE "
            f'from_date <= (SELECT max("{dated}") FROM {self._rows}) AND '
            f'to_date > (SELECT min("{dated}") FROM {self._rows})) AS c WHERE c.id = r.store_id '
            "AND r.day >= c.from_date AND r.day < c.to_date)"
        )
        if not row[0]:
            return
        self._tally.closed += Amount(int(row[0]), 0, Decimal(row[1]))
        line = int(part.lines(np.array([row[2]], dtype=np.int64))[0])
        first = self._tally.first_closed
        if first is None or line < first[0]:
            where = f'SELECT store_id, "{dated}" FROM {self._rows} WHERE rowid = {row[2]}'
            store, day = self._one(where)
            self._tally.first_closed = (line, f"{store} on {day}")

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        return self._connection.execute(sql)

    def _one(self, sql: str) -> tuple[Any, ...]:
        return self._run(sql).fetchone() or ()
