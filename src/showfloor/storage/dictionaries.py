"""Text columns of an import as codes: values that repeat are kept, compared and sorted as numbers.

A column is coded by an ENUM type of the database, which holds its values in the order of text.
Columns whose values are known (stores, line types) have a closed dictionary: what is not in it is
wrong. Columns that may bring new values (products, sources) have an open one, which grows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from showfloor.storage.table_state import TableState
from showfloor.storage.tables import Table

LARGEST = 1 << 20
"""A dictionary that would hold more values is given up: the column is then kept as text."""

FEW = 32


class Dictionaries:
    """The ENUM types of one file's columns; `name` begins the names of the types."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        name: str,
        table: Table,
        states: Mapping[str, TableState],
    ) -> None:
        self._connection = connection
        self._name = name
        self._types: dict[str, str] = {}
        self._made = 0
        self.closed = frozenset(
            [column for column, _ in table.known]
            + [column.name for column in table.columns if column.choices]
        )
        for column in table.columns:
            if column.choices:
                self._grow(column.name, column.choices)
        for name_of_column, other in (*table.known, *table.expected):
            if name_of_column in self.closed or name_of_column in table.coded:
                held = states[other].relation()
                self._make(name_of_column, f'SELECT DISTINCT "{name_of_column}" FROM {held}')
        for name_of_column in table.coded:
            if name_of_column not in self._types:
                self._grow(name_of_column, ())
        self.open = frozenset(self._types) - self.closed

    def type_of(self, column: str) -> str | None:
        """Return the name of a column's type; None for a column that is kept as text."""
        return self._types.get(column)

    def extend(self, column: str, values: Collection[str]) -> None:
        """Add the values that an open dictionary lacks; its type that was returned is then void."""
        with self._relation(values) as offered:
            found = self._connection.execute(
                f"SELECT v FROM {offered} WHERE TRY_CAST(v AS {self._types[column]}) IS NULL"
            ).fetchall()
        if not found:
            return
        values = [value for (value,) in found]
        size = self._connection.execute(
            f"SELECT len(enum_range(NULL::{self._types[column]}))"
        ).fetchone()
        if (size[0] if size else 0) + len(values) > LARGEST:
            self._drop(column)
            self.open -= {column}
            return
        self._grow(column, values)

    def close(self) -> None:
        """Drop the types."""
        for column in [*self._types]:
            self._drop(column)

    def _grow(self, column: str, values: Collection[str]) -> None:
        with self._relation(values) as new:
            select = f"SELECT v FROM {new}"
            if column in self._types:
                held = f"unnest(enum_range(NULL::{self._types[column]}))"
                select += f" UNION ALL SELECT CAST({held} AS VARCHAR)"
            self._make(column, select)

    @contextmanager
    def _relation(self, values: Collection[str]) -> Iterator[str]:
        """Give values to the database as a FROM item with the column v; few as they are."""
        if len(values) <= FEW:
            listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
            yield f"(SELECT unnest(CAST([{listed}] AS VARCHAR[])) AS v)"
            return
        name = f"{self._name}_values"
        self._connection.register(name, pa.table({"v": pa.array([*values], pa.string())}))
        yield name
        self._connection.unregister(name)

    def _make(self, column: str, select: str) -> None:
        self._made += 1
        made = f'"{self._name}_type{self._made}"'
        # The empty text, which no value is, keeps a type from having no value at all.
        values = f"SELECT DISTINCT v FROM (SELECT '' AS v UNION ALL {select}) ORDER BY 1"
        self._connection.execute(f"CREATE TYPE {made} AS ENUM ({values})")
        if column in self._types:
            self._drop(column)
        self._types[column] = made

    def _drop(self, column: str) -> None:
        self._connection.execute(f"DROP TYPE {self._types.pop(column)}")
