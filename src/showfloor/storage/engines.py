"""Which engine answers questions about the ledger, and how either is opened on one version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self

from showfloor.domain.queries import Columns, Query
from showfloor.storage.derived import derived_by_name
from showfloor.storage.engine import DuckDbEngine
from showfloor.storage.spark_engine import SparkEngine
from showfloor.storage.table_state import relation_of
from showfloor.storage.tables import LEDGER_TABLES

EngineName = Literal["duckdb", "spark"]
THIS_MACHINE = "local[*]"


class LedgerEngine(Protocol):
    """Answers queries on one ledger version; a context manager, closed by `close` otherwise."""

    def run(self, query: Query) -> Columns:
        """Return the query's columns; LedgerError where they are not those that it states."""
        ...

    def close(self) -> None:
        """Let go of what the engine holds."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """The engine of a workspace; spark_master: where Spark runs, as Spark names its clusters."""

    name: EngineName = "duckdb"
    spark_master: str = THIS_MACHINE


DUCKDB = EngineChoice()


def open_engine(
    choice: EngineChoice, files: Mapping[str, Sequence[Path]], temporary: Path
) -> LedgerEngine:
    """Open the chosen engine on one version of the ledger.

    files: the Parquet files of each table that the version has; temporary: a folder for what is
    spilled. LedgerError where the engine is not installed, with what to install.
    """
    if choice.name == "spark":
        return SparkEngine(files, temporary, master=choice.spark_master)
    return DuckDbEngine(_Relations(files), temporary)


class _Relations(Mapping[str, str]):
    """Each table's FROM item, made when it is asked for: its files are listed no sooner."""

    def __init__(self, files: Mapping[str, Sequence[Path]]) -> None:
        self._files = files

    def __getitem__(self, name: str) -> str:
        return relation_in(self._files, name)

    def __iter__(self) -> Iterator[str]:
        return iter(LEDGER_TABLES)

    def __len__(self) -> int:
        return len(LEDGER_TABLES)


def relation_in(files: Mapping[str, Sequence[Path]], name: str) -> str:
    """Return a table as DuckDB's FROM item; one that the version lacks is derived, or empty."""
    derived = derived_by_name(name)
    if derived is not None and name not in files:
        sources = {other: relation_in(files, other) for other in derived.reads}
        return f"({derived.select(sources)})"
    return relation_of(LEDGER_TABLES[name], files.get(name, ()))
