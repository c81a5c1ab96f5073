"""Budgets in a SQLite file: one writer at a time, readers never wait, nothing lost by a kill."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from showfloor.errors import DataError
from showfloor.storage.offer_budgets_database import Parameters
from showfloor.storage.offer_budgets_tables import SQLITE_TABLES

PATIENCE = 60.0
"""Seconds that a writer waits for the one before it."""


class _Transaction:
    """One transaction of SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, parameters).fetchall()

    def run_many(self, statement: str, parameters: Sequence[Parameters]) -> None:
        self._connection.executemany(statement, parameters)


def check_kept(path: Path) -> None:
    """Refuse a file that holds no budgets, and leave it as it is; DataError says so."""
    if not path.is_file():
        raise DataError(f"there is no file {path}; name the one in which baskets are reserved")
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            found = connection.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'offer_budget_book'"
            ).fetchone()
        finally:
            connection.close()
    except sqlite3.Error as reason:
        raise DataError(f"{path} holds no budgets: {reason}") from None
    if found is None:
        raise DataError(f"{path} holds no budgets; name the file in which baskets are reserved")


class SqliteBudgets:
    """A connection to a file; made where it is missing. DataError where it cannot be used.

    Writers queue at a lock of the file system beside the file (its name with ".queue"): SQLite
    itself lets waiting writers sleep and try again, which with many of them is slow and unfair. The
    lock orders only; what holds the budgets is BEGIN IMMEDIATE.
    """

    locking = ""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._queue = os.open(f"{path}.queue", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as reason:
            raise DataError(f"{path} cannot hold budgets: {reason.strerror}") from None
        try:
            self._connection = self._opened(path)
        except sqlite3.Error as reason:
            os.close(self._queue)
            raise DataError(f"{path} cannot hold budgets: {reason}") from None

    def _opened(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(
            path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        fcntl.flock(self._queue, fcntl.LOCK_EX)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            for statement in SQLITE_TABLES:
                connection.execute(statement)
        except sqlite3.Error:
            connection.close()
            raise
        finally:
            fcntl.flock(self._queue, fcntl.LOCK_UN)
        return connection

    @contextmanager
    def writing(self) -> Iterator[_Transaction]:
        """Begin a transaction that writes, once the one before has ended."""
        fcntl.flock(self._queue, fcntl.LOCK_EX)
        try:
            with self._transaction("BEGIN IMMEDIATE") as transaction:
                yield transaction
        finally:
            fcntl.flock(self._queue, fcntl.LOCK_UN)

    @contextmanager
    def reading(self) -> Iterator[_Transaction]:
        """Begin a transaction that sees one moment."""
        with self._transaction("BEGIN") as transaction:
            yield transaction

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[_Transaction]:
        try:
            self._connection.execute(begin)
            try:
                yield _Transaction(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as reason:
            raise DataError(
                f"{self._path}: the budgets could not be read or written ({reason}); nothing of "
                "this call was kept; try again"
            ) from reason

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
        os.close(self._queue)
