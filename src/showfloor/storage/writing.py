"""One change of the ledger while it holds the lock: tables worked on, then one version of them.

Whatever changes the ledger (an import, an undo, a renumbering, a compaction) works on the same
states of its tables and ends with the same publication: files moved to their tables and flushed to
disk, one Delta commit a table, then the manifest. Until the manifest is linked nothing of it is
seen, and what a killed change has left behind is undone by the next one.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from showfloor.errors import LedgerError
from showfloor.storage.delta_files import DataFile, commit_files, files_by_version, files_of
from showfloor.storage.digests import sha256_of_file
from showfloor.storage.engine import connect
from showfloor.storage.forgotten import refuse_forgotten
from showfloor.storage.manifest import (
    LedgerVersion,
    Operation,
    SourceTotal,
    TakenFile,
    commit_time,
    digest_of,
    publish,
)
from showfloor.storage.table_state import TableState, relation_of
from showfloor.storage.tables import KEPT_TABLES

WAITING_FOR_DISK = 4
"""Files that are flushed to the disk at a time."""
Progress = Callable[[str, float], None]
"""Takes the step in words and the share done, 0 to 1."""


class Writing:
    """The tables of the ledger while one change works on them.

    change_id: time and random part; names the change in the Delta log and in the manifest.
    staging:   where it writes; deleted when the change begins and when it ends.
    """

    def __init__(self, root: Path, last: LedgerVersion | None, progress: Progress) -> None:
        self.root = root
        self.last = last
        self.progress = progress
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        self.change_id = f"{moment}-{uuid.uuid4().hex[:8]}"
        self.staging = root / "staging"
        self._files: dict[str, tuple[DataFile, ...]] = {}
        self._logs: dict[str, dict[int, tuple[DataFile, ...]]] = {}
        self.states = {name: self._state(name) for name in KEPT_TABLES}

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open a database for the change; what it has staged is gone when it closes."""
        shutil.rmtree(self.staging, ignore_errors=True)
        self.staging.mkdir()
        connection = connect(self.staging / "spill", memory_limit="3GB")
        try:
            yield connection
        finally:
            connection.close()
            shutil.rmtree(self.staging, ignore_errors=True)

    def files_at(self, name: str, version: LedgerVersion | None) -> tuple[DataFile, ...]:
        """Return a table's files in a version; none where it has none."""
        if version is None or name not in version.tables:
            return ()
        refuse_forgotten(self.root, version.number)
        folder, held = self.root / "tables" / name, version.tables[name]
        if self.last is not None and version.number == self.last.number:
            return self._newest(name, held)
        if name not in self._logs:
            self._logs[name] = files_by_version(folder)
        if held not in self._logs[name]:
            raise LedgerError(f"the log of the table in {folder} lacks its version {held}")
        return self._logs[name][held]

    def _newest(self, name: str, held: int) -> tuple[DataFile, ...]:
        """Return a table's files in the newest version, which need not read the whole log."""
        if name not in self._files:
            self._files[name] = files_of(self.root / "tables" / name, held)
        return self._files[name]

    def publish(
        self,
        connection: duckdb.DuckDBPyConnection,
        operation: Operation,
        *,
        took: Sequence[TakenFile] = (),
        statement: str = "",
        undoes: Sequence[int] = (),
        even_unchanged: bool = False,
    ) -> LedgerVersion | None:
        """Publish the version that names what the change has made; None where it changed nothing.

        `even_unchanged` publishes a version that says something although no table changed.
        """
        version = self.prepare(connection, operation)
        if version is None and not even_unchanged:
            return None
        finished = replace(
            version or self.next_version(operation),
            took=tuple(took),
            statement=statement,
            undoes=tuple(undoes),
        )
        publish(self.root / "versions", finished)
        return finished

    def prepare(
        self, connection: duckdb.DuckDBPyConnection, operation: Operation
    ) -> LedgerVersion | None:
        """Commit the changed tables; return the version that names them, not yet published."""
        changed = [state for state in self.states.values() if state.touched]
        if not changed:
            return None
        self.progress("writing the version", 0.95)
        version = self.next_version(
            operation, totals_by_source(connection, self.states["sales"], self.last)
        )
        tables, rows = dict(version.tables), dict(version.rows)
        written: dict[str, Mapping[str, str]] = {}
        for state in changed:
            name = state.table.name
            new = state.settle()
            tables[name] = commit_files(state.folder, state.table, state.files, self.change_id)
            rows[name] = state.rows
            digests = self._kept_safe(state, new)
            if digests:
                written[name] = digests
        return replace(version, tables=tables, rows=rows, written=written)

    def _kept_safe(self, state: TableState, files: Sequence[DataFile]) -> Mapping[str, str]:
        """Flush new files to the disk, several at a time; return their digests by path."""
        with ThreadPoolExecutor(WAITING_FOR_DISK) as pool:
            digests = pool.map(lambda file: kept_safe(state.folder / file.path), files)
            return {file.path: digest for file, digest in zip(files, digests, strict=True)}

    def next_version(
        self, operation: Operation, totals: Mapping[str, SourceTotal] | None = None
    ) -> LedgerVersion:
        """Return a version that comes next and names the tables of the one before."""
        last = self.last
        return LedgerVersion(
            number=last.number + 1 if last else 1,
            committed_at=commit_time(last),
            import_id=self.change_id,
            tables=_kept(last.tables) if last else {},
            rows=_kept(last.rows) if last else {},
            took=(),
            operation=operation,
            totals=totals if totals is not None or last is None else last.totals,
            previous=digest_of(self.root / "versions", last.number) if last else None,
        )

    def _state(self, name: str) -> TableState:
        folder = self.root / "tables" / name
        base = self.files_at(name, self.last)
        return TableState(KEPT_TABLES[name], folder, self.staging / "tables" / name, base)


def totals_by_source(
    connection: duckdb.DuckDBPyConnection, sales: TableState, last: LedgerVersion | None
) -> Mapping[str, SourceTotal]:
    """Return lines, units and revenue of the sales by source, now.

    Only the months that changed are read, where the version before states its totals.
    """
    before = last.totals if last else {}
    if before is None:
        return sums_by_source(connection, sales.relation())
    months = set(sales.touched)
    if not months:
        return before
    held = [sales.folder / file.path for file in sales.base if file.month in months]
    gone = sums_by_source(connection, relation_of(sales.table, held))
    new = sales.of_months(months)
    known = [sales.totals[file] for file in new if file in sales.totals]
    unknown = [sales.path_of(file) for file in new if file not in sales.totals]
    came = [*known, sums_by_source(connection, relation_of(sales.table, unknown))]
    found: dict[str, SourceTotal] = dict(before)
    for sums in came:
        for source, total in sums.items():
            found[source] = found.get(source, _NOTHING).plus(total)
    for source, total in gone.items():
        found[source] = found.get(source, _NOTHING).plus(total, -1)
    return {source: found[source] for source in sorted(found) if found[source].lines}


def sums_by_source(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, SourceTotal]:
    """Return lines, units and revenue by source of rows of the table of sales."""
    rows = connection.execute(
        "SELECT source, count(*), CAST(sum(units) AS BIGINT), CAST(sum(revenue) AS DECIMAL(38,2)) "
        f"FROM {relation} GROUP BY source ORDER BY source"
    ).fetchall()
    return {source: SourceTotal(*sums) for source, *sums in rows}


def _kept(of_tables: Mapping[str, int]) -> Mapping[str, int]:
    """Return what is said of tables that versions still keep; older ones kept more."""
    return {name: said for name, said in of_tables.items() if name in KEPT_TABLES}


_NOTHING = SourceTotal(0, 0, Decimal("0.00"))


def kept_safe(path: Path) -> str:
    """Flush a file to the disk and return its SHA-256."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
    return sha256_of_file(path)
