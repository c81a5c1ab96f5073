"""What budgets ask of a database, SQLite or PostgreSQL: transactions that wait for each other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Parameters = Sequence[Any]


class Transaction(Protocol):
    """One transaction; statements have `?` for parameters."""

    def rows(self, statement: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return what a statement returns."""
        ...

    def run_many(self, statement: str, parameters: Sequence[Parameters]) -> None:
        """Run a statement once for each of the parameters, in their order."""
        ...


class BudgetDatabase(Protocol):
    """A connection to where budgets are kept; one thread uses it at a time."""

    locking: str
    """What a SELECT ends with to keep its rows until the transaction ends."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction that writes; committed at the end, rolled back by an exception."""
        ...

    def reading(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction that sees one moment and writes nothing."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...
