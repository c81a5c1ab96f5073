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

PATIENCE = 10
"""Seconds that a server has to answer, where the address does not say otherwise."""
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


def _connected(address: str) -> psycopg.Connection[tuple[Any, ...]]:
    """Connect within `PATIENCE`; DataError says which server did not answer, without password."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        stated = conninfo_to_dict(address)
    except psycopg.Error:
        raise DataError(
            "the budgets' address cannot be read; write postgresql://name:password@host:5432/base, "
            "with what is not a letter or a number percent-encoded"
        ) from None
    where = f"{stated.get('host') or 'this machine'}, port {stated.get('port') or 5432}"
    try:
        return psycopg.connect(
            address,
            autocommit=True,
            connect_timeout=int(stated.get("connect_timeout") or PATIENCE),
        )
    except psycopg.errors.ConnectionTimeout:
        raise DataError(
            f"the budgets' database on {where} did not answer in time; see whether it runs and can "
            "be reached from here, or give it longer with ?connect_timeout=60 in the address"
        ) from None
    except (psycopg.Error, ValueError) as reason:
        said = " ".join(str(reason).split())
        raise DataError(f"the budgets' database on {where} cannot be reached: {said}") from None


class PostgresqlBudgets:
    """A connection to a server; makes its tables where they are missing and `make` is asked.

    DataError where the server cannot be reached or, not to be made, holds no budgets; UsageError
    where the driver is not installed.
    """

    locking = " FOR UPDATE"

    def __init__(self, address: str, *, make: bool = True) -> None:
        try:
            import psycopg
        except ImportError:
            raise UsageError(
                "budgets in PostgreSQL need its driver: pip install 'showfloor[portal]'"
            ) from None
        self._error = psycopg.Error
        self._connection = _connected(address)
        try:
            self._find_tables(make=make)
        except BaseException as reason:
            self._connection.close()
            if isinstance(reason, psycopg.Error):
                raise DataError(f"the budgets' database cannot be used: {reason}") from None
            raise

    def _find_tables(self, *, make: bool) -> None:
        with self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (MAKING,))
            found = self._connection.execute("SELECT to_regclass('offer_budget_book')")
            if found.fetchone() != (None,):
                return
            if not make:
                where = self._connection.info
                raise DataError(
                    f"the database '{where.dbname}' on {where.host} holds no budgets; name the one "
                    "in which baskets are reserved"
                )
            for statement in POSTGRESQL_TABLES:
                self._connection.execute(statement.encode())

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
