"""DuckDB over the files of one ledger version: answers the rooms' queries, exactly as they ask."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
from sqlglot.dialects.duckdb import DuckDB

from showfloor.domain.queries import Columns, ParameterValue, Query
from showfloor.errors import LedgerError
from showfloor.storage.arrow_columns import columns_of
from showfloor.storage.closing import Closing


def connect(temporary: Path, *, memory_limit: str = "4GB") -> duckdb.DuckDBPyConnection:
    """Open DuckDB in memory with two threads, no extension downloads, and its own spill folder.

    It says nothing of its own: in `python -c` and notebooks it would draw its progress on standard
    output, where a command's answer stands.
    """
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": "2",
            "memory_limit": memory_limit,
            "temp_directory": str(temporary),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    connection.execute("SET enable_progress_bar = false")
    return connection


class DuckDbEngine(Closing):
    """Answers queries on one ledger version; a context manager, closed by `close` otherwise."""

    def __init__(self, relations: Mapping[str, str], temporary: Path) -> None:
        """Open it; a table is looked at when the first question names it.

        relations: each table's FROM item, which may be made when it is asked for.
        """
        self._relations = relations
        self._opened: set[str] = set()
        self._temporary = temporary / uuid.uuid4().hex
        self._connection = connect(self._temporary)
        # Every question states its order, so that none need be kept on the way to it.
        self._connection.execute("SET preserve_insertion_order = false")

    def run(self, query: Query) -> Columns:
        """Return the query's columns; LedgerError where they are not those that it states."""
        sql = written_out(query)
        try:
            self._open_named(query.sql)
            result = self._connection.execute(sql).to_arrow_table()
        except duckdb.Error as error:
            raise LedgerError(f"query {query.name} failed: {error}") from error
        return columns_of(query, result)

    def _open_named(self, sql: str) -> None:
        """Make a view of each table that a question may name and none before it has."""
        words = set(re.findall(r"\w+", sql))
        for table in self._relations.keys() & words - self._opened:
            relation = self._relations[table]
            self._connection.execute(f'CREATE VIEW "{table}" AS SELECT * FROM {relation}')
            self._opened.add(table)

    def close(self) -> None:
        """Close the database and delete what it spilled to disk."""
        self._connection.close()
        shutil.rmtree(self._temporary, ignore_errors=True)


def written_out(query: Query) -> str:
    """Return the query's SQL with the value of each `:name` in its place; texts stay untouched.

    Values that are handed over beside the SQL make DuckDB load pandas, 0.3 s and 60 MB of every
    command. LedgerError where the query holds a parameter that its SQL does not name.
    """
    tokens = DuckDB.Tokenizer(dialect=DuckDB()).tokenize(query.sql)
    pieces, done, used = [], 0, set()
    for colon, name in pairwise(tokens):
        adjacent = name.start == colon.end + 1
        if colon.text == ":" and adjacent and name.text in query.parameters:
            pieces += [query.sql[done : colon.start], literal(query.parameters[name.text])]
            done = name.end + 1
            used.add(name.text)
    unused = sorted(set(query.parameters) - used)
    if unused:
        raise LedgerError(f"query {query.name} never uses its parameter {', '.join(unused)}")
    return "".join(pieces) + query.sql[done:]


def literal(value: ParameterValue) -> str:
    """Return a value as DuckDB's SQL, of the type that it has in Python."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return f"({value})"
    if isinstance(value, float):
        return f"CAST('{value!r}' AS DOUBLE)"
    if isinstance(value, date):
        return f"CAST('{value.isoformat()}' AS DATE)"
    return "'" + value.replace("'", "''") + "'"


def end_default_engine() -> None:
    """End the threads that importing DuckDB starts for its default connection, which is not used.

    A process that forks calls this before: its children have no such threads, and would wait for
    them, or abort, as they end.
    """
    duckdb.default_connection().close()
