"""Spark over the files of one ledger version: the same questions as DuckDB, for larger ledgers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import ErrorLevel, exp
from sqlglot.errors import SqlglotError

from showfloor.domain.queries import Columns, Query
from showfloor.errors import LedgerError
from showfloor.storage.arrow_columns import columns_of
from showfloor.storage.closing import Closing
from showfloor.storage.derived import derived_by_name
from showfloor.storage.spark_engine_session import open_session
from showfloor.storage.tables import LEDGER_TABLES, Kind, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SPARK_TYPES: dict[Kind, str] = {
    "text": "STRING",
    "int": "BIGINT",
    "money": "DECIMAL(18,2)",
    "float": "DOUBLE",
    "date": "DATE",
    "bool": "BOOLEAN",
}


class SparkEngine(Closing):
    """Answers queries on one ledger version; a context manager, closed by `close` otherwise.

    The cluster stays for the process's next engine: each has a session of its own in it.
    """

    def __init__(self, files: Mapping[str, Sequence[Path]], temporary: Path, master: str) -> None:
        """Open a session; a table's files are looked at when the first question names it.

        files: the Parquet files of each table that the version has; master: where Spark runs.
        LedgerError where Spark or Java is missing, or Spark does not start.
        """
        self._files = files
        self._session: SparkSession = open_session(master, temporary)
        self._opened: set[str] = set()

    def run(self, query: Query) -> Columns:
        """Return the query's columns; LedgerError where they are not those that it states."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        tree = parsed(query)
        try:
            for table in {node.name for node in tree.find_all(exp.Table)} & LEDGER_TABLES.keys():
                self._open(LEDGER_TABLES[table])
            sql, values = spelled(_dated(tree, query)), _undated(query)
            answer = self._session.sql(sql, args=values).toArrow()
        except (PySparkException, Py4JError) as error:
            raise LedgerError(f"query {query.name} failed on Spark: {_told(error)}") from error
        return columns_of(query, answer)

    def _open(self, table: Table) -> None:
        """Show a table, exactly its columns, under its name; once a session."""
        if table.name in self._opened:
            return
        self._frame(table).createOrReplaceTempView(table.name)
        self._opened.add(table.name)

    def _frame(self, table: Table) -> DataFrame:
        """Return a table's files; what the version lacks is derived from its sources, or empty."""
        schema = ", ".join(f"`{one.name}` {SPARK_TYPES[one.kind]}" for one in table.columns)
        if table.name in self._files:
            paths = [spark_path(path) for path in self._files[table.name]]
            if paths:
                return self._session.read.schema(schema).parquet(*paths)
        derived = derived_by_name(table.name)
        if derived is None or table.name in self._files:
            return self._session.createDataFrame([], schema)
        for source in derived.reads:
            self._open(LEDGER_TABLES[source])
        select = sqlglot.parse_one(derived.select({name: name for name in derived.reads}), "duckdb")
        typed = [
            f"CAST(`{one.name}` AS {SPARK_TYPES[one.kind]}) AS `{one.name}`"
            for one in table.columns
        ]
        return self._session.sql(f"SELECT {', '.join(typed)} FROM ({spelled(select)})")

    def close(self) -> None:
        """Let go of the tables; the cluster ends with the process."""
        for table in self._opened:
            self._session.catalog.dropTempView(table)
        self._opened.clear()


def parsed(query: Query) -> exp.Expr:
    """Return the query's SQL as a tree.

    LedgerError where it cannot be read, or its parameters are not those that the query holds.
    """
    try:
        tree = sqlglot.parse_one(query.sql, read="duckdb", error_level=ErrorLevel.RAISE)
    except SqlglotError as error:
        raise LedgerError(f"query {query.name} cannot be put to Spark: {error}") from error
    named = {str(node.this) for node in tree.find_all(exp.Placeholder)}
    for names, what in (
        (set(query.parameters) - named, "never uses its parameter"),
        (named - set(query.parameters), "has no value for its parameter"),
    ):
        if names:
            raise LedgerError(f"query {query.name} {what} {', '.join(sorted(names))}")
    return tree


def spelled(tree: exp.Expr) -> str:
    """Return a question as Spark spells it, missing values last in every order as on DuckDB."""
    return tree.sql(dialect="spark", unsupported_level=ErrorLevel.RAISE)


def spark_path(path: Path) -> str:
    """Return a path as Spark takes it: on the file system, its pattern characters as they are."""
    return "file:" + re.sub(r"([\\{}\[\]*?])", r"\\\1", str(path.absolute()))


def _dated(tree: exp.Expr, query: Query) -> exp.Expr:
    """Write dates into the question: Spark takes none before the year 1000 as a parameter."""

    def literal(node: exp.Expr) -> exp.Expr:
        value = query.parameters[str(node.this)] if isinstance(node, exp.Placeholder) else None
        return (
            exp.cast(exp.Literal.string(value.isoformat()), "date")
            if isinstance(value, date)
            else node
        )

    return tree.transform(literal)


def _undated(query: Query) -> dict[str, Any]:
    return {name: value for name, value in query.parameters.items() if not isinstance(value, date)}


def _told(error: Exception) -> str:
    """Return the first lines of what Spark says, without the stack below."""
    told = str(error).split("JVM stacktrace:")[0]
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    return " ".join(line for line in lines[:4] if not line.startswith("at ")) or repr(error)
