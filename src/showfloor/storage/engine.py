"""DuckDB over the files of one ledger version: answers the rooms' queries, exactly as they ask."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import numpy as np
import pyarrow as pa
from sqlglot.dialects.duckdb import DuckDB

from showfloor.domain.queries import Columns, ColumnType, Query
from showfloor.errors import LedgerError


def connect(temporary: Path, *, memory_limit: str = "4GB") -> duckdb.DuckDBPyConnection:
    """Open DuckDB in memory with two threads, no extension downloads, and its own spill folder."""
    return duckdb.connect(
        ":memory:",
        config={
            "threads": "2",
            "memory_limit": memory_limit,
            "temp_directory": str(temporary),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )


class DuckDbEngine:
    """Answers queries on one ledger version; a context manager, closed by `close` otherwise."""

    def __init__(self, relations: Mapping[str, str], temporary: Path) -> None:
        """Open one view a table: `relations` gives each table's FROM item."""
        self._temporary = temporary / uuid.uuid4().hex
        self._connection = connect(self._temporary)
        # Every question states its order, so that none need be kept on the way to it.
        self._connection.execute("SET preserve_insertion_order = false")
        for table, relation in relations.items():
            self._connection.execute(f'CREATE VIEW "{table}" AS SELECT * FROM {relation}')

    def run(self, query: Query) -> Columns:
        """Return the query's columns; LedgerError where they are not those that it states."""
        sql = named_parameters(query)
        try:
            result = self._connection.execute(sql, dict(query.parameters)).to_arrow_table()
        except duckdb.Error as error:
            raise LedgerError(f"query {query.name} failed: {error}") from error
        if tuple(result.column_names) != tuple(query.columns):
            raise LedgerError(
                f"query {query.name} states the columns {', '.join(query.columns)} "
                f"but gives {', '.join(result.column_names)}"
            )
        return {
            name: _column(query.name, name, kind, result.column(name))
            for name, kind in query.columns.items()
        }

    def close(self) -> None:
        """Close the database and delete what it spilled to disk."""
        self._connection.close()
        shutil.rmtree(self._temporary, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def named_parameters(query: Query) -> str:
    """Return the query's SQL with `:name` written as DuckDB's `$name`; texts stay untouched.

    LedgerError where the parameters named in the SQL are not those that the query holds.
    """
    tokens = DuckDB.Tokenizer(dialect=DuckDB()).tokenize(query.sql)
    pieces, done, used = [], 0, set()
    for colon, name in pairwise(tokens):
        adjacent = name.start == colon.end + 1
        if colon.text == ":" and adjacent and name.text in query.parameters:
            pieces.append(query.sql[done : colon.start] + "$")
            done = name.start
            used.add(name.text)
    unused = sorted(set(query.parameters) - used)
    if unused:
        raise LedgerError(f"query {query.name} never uses its parameter {', '.join(unused)}")
    return "".join(pieces) + query.sql[done:]


_FITTING: dict[ColumnType, Any] = {
    "text": lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind),
    "int": lambda kind: (
        pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0)
    ),
    "float": lambda kind: pa.types.is_floating(kind) or pa.types.is_decimal(kind),
    "date": pa.types.is_date,
    "bool": pa.types.is_boolean,
}


def _column(
    query: str, name: str, kind: ColumnType, values: pa.ChunkedArray
) -> np.ndarray[Any, Any]:
    """Turn one Arrow column into the array that `domain.queries.Columns` promises."""
    if not _FITTING[kind](values.type):
        raise LedgerError(f"query {query}: column {name} is {values.type}, not {kind} as stated")
    if kind in ("int", "bool") and values.null_count:
        raise LedgerError(
            f"query {query}: column {name} misses {values.null_count} values, "
            f"which {kind} cannot hold; use coalesce in the query"
        )
    if kind == "text":
        return np.asarray(values.cast(pa.string()).to_numpy(zero_copy_only=False), dtype=object)
    if kind == "date":
        days = values.cast(pa.date32()).to_numpy(zero_copy_only=False)
        return np.asarray(days, dtype="datetime64[D]")
    if kind == "int":
        return np.asarray(values.cast(pa.int64()).to_numpy())
    if kind == "float":
        return np.asarray(values.cast(pa.float64()).to_numpy(zero_copy_only=False))
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=bool)
