"""Budgets in PostgreSQL: rows locked in one order, so that no two baskets wait for each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from showfloor.errors import DataError, UsageError
from showfloor.storage.offer_budgets_database import Parameters
from showfloor.storage.offer_budgets_tables import POSTGRESQL_TABLES

if TYPE_CHECKING:
    import psycopg

MAKING = 7_320_320
"""The number of the lock under which tables are made, so that two that begin at once do not."""


class _Transaction:
    """One transaction of PostgreSQL."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection

    def rows(self, statement: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        cursor = self._connection.execute(_marked(statement), parameters)
        return [] if cursor.description is None else cursor.fetchall()

    def run_many(self, statement: str, parameters: Sequence[Parameters]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_marked(statement), parameters)


def _marked(statement: str) -> bytes:
    """Return a statement of ours with the driver's marks; values never stand in it."""
    return statement.replace("?", "%s").encode()


class PostgresqlBudgets:
    """A connection to a server; makes its tables where they are missing.

    DataError where the server cannot be reached, UsageError where the driver is not installed.
    """

    locking = " FOR UPDATE"

    def __init__(self, address: str) -> None:
        try:
            import psycopg
        except ImportError:
            raise UsageError(
                "budgets in PostgreSQL need its driver: pip install 'showfloor[portal]'"
            ) from None
        self._error = psycopg.Error
        try:
            self._connection = psycopg.connect(address, autocommit=True)
            with self._connection.transaction():
                self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (MAKING,))
                found = self._connection.execute("SELECT to_regclass('offer_budget_book')")
                if found.fetchone() == (None,):
                    for statement in POSTGRESQL_TABLES:
                        self._connection.execute(statement.encode())
        except psycopg.Error as reason:
            raise DataError(f"the budgets' database cannot be used: {reason}") from None

    @contextmanager
    def writing(self) -> Iterator[_Transaction]:
        """Begin a transaction; its locked rows are seen as last committed."""
        with self._transaction("BEGIN ISOLATION LEVEL READ COMMITTED") as transaction:
            yield transaction

    @contextmanager
    def reading(self) -> Iterator[_Transaction]:
        """Begin a transaction that sees one moment."""
        with self._transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as transaction:
            yield transaction

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[_Transaction]:
        try:
            self._connection.execute(begin.encode())
            try:
                yield _Transaction(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if not self._connection.closed:
                    self._connection.execute("ROLLBACK")
                raise
        except self._error as reason:
            raise DataError(
                f"the budgets could not be read or written ({reason}); ask again with the same "
                "key: what was kept is answered, and nothing is taken twice"
            ) from reason

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
