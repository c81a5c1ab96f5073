"""A ledger as its check reads it: versions, the files of each, and relations over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from showfloor.errors import LedgerError
from showfloor.storage.delta_files import DataFile, files_by_version, files_of
from showfloor.storage.forgotten import forgotten_versions
from showfloor.storage.manifest import LedgerVersion
from showfloor.storage.table_state import relation_of
from showfloor.storage.tables import KEPT_TABLES, Table
from showfloor.storage.writing import Progress


class BrokenPromiseError(LedgerError):
    """What was found is not what was promised."""


class CheckedLedger:
    """What a check knows of a ledger; `versions` are filled in by its first promise."""

    def __init__(
        self,
        root: Path,
        numbers: Sequence[int],
        connection: duckdb.DuckDBPyConnection,
        *,
        run_versions: Mapping[str, int],
        candidate: LedgerVersion | None,
        say: Progress,
    ) -> None:
        """Take what is there; a `candidate` is a version that comes next and is not published."""
        self.root = root
        self.numbers = tuple(numbers)
        self.connection = connection
        self.run_versions = run_versions
        self.candidate = candidate
        self.say = say
        self.forgotten = forgotten_versions(root)
        self.versions: list[LedgerVersion] = []
        self._logs: dict[str, dict[int, tuple[DataFile, ...]]] = {}

    @property
    def newest(self) -> LedgerVersion:
        """The version whose rows are checked."""
        return self.versions[-1]

    def files_at(self, version: LedgerVersion, table: str) -> tuple[DataFile, ...]:
        """Return a table's files in a version; none where it has none.

        LedgerError where the table's log lacks it, or its two readers differ about the newest.
        """
        if table not in version.tables:
            return ()
        held = version.tables[table]
        if table not in self._logs:
            self._logs[table] = self._read_log(table)
        if held not in self._logs[table]:
            raise BrokenPromiseError(
                f"the log of {table} lacks its version {held}, which version {version.number} needs"
            )
        return self._logs[table][held]

    def _read_log(self, table: str) -> dict[int, tuple[DataFile, ...]]:
        folder = self.root / "tables" / table
        found = files_by_version(folder)
        newest = self.newest.tables.get(table)
        if newest is not None and set(found.get(newest, ())) != set(files_of(folder, newest)):
            raise BrokenPromiseError(f"the log of {table} does not say which files its newest has")
        return found

    def relation(self, table: Table, files: Sequence[DataFile]) -> str:
        """Return files of a table as a FROM item."""
        folder = self.root / "tables" / table.name
        return relation_of(table, [folder / file.path for file in files])

    def relations(self) -> dict[str, str]:
        """Return every table of the newest version as a FROM item."""
        return {
            name: self.relation(table, self.files_at(self.newest, name) if self.versions else ())
            for name, table in KEPT_TABLES.items()
        }

    def tables(self) -> list[Table]:
        """Return the tables that the newest version has."""
        held = self.newest.tables if self.versions else {}
        return [table for name, table in KEPT_TABLES.items() if name in held]

    def months(self, *tables: Table) -> Iterator[tuple[int | None, list[str]]]:
        """Yield each month that one of the tables has, with their relations of that month."""
        files = [self.files_at(self.newest, table.name) for table in tables]
        for month in sorted({file.month for one in files for file in one}, key=str):
            yield (
                month,
                [
                    self.relation(table, [file for file in one if file.month == month])
                    for table, one in zip(tables, files, strict=True)
                ],
            )

    def row(self, sql: str) -> tuple[object, ...] | None:
        """Return the first row of an answer."""
        found: tuple[object, ...] | None = self.connection.execute(sql).fetchone()
        return found
