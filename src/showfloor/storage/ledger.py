"""The ledger of a workspace: versions, imports, engines on one version, tables as CSV."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from showfloor.errors import LedgerError, nearest
from showfloor.storage.compacting import CompactReport, compact
from showfloor.storage.delta_files import files_of
from showfloor.storage.engine import connect
from showfloor.storage.engines import DUCKDB, EngineChoice, LedgerEngine, open_engine, relation_in
from showfloor.storage.forgotten import forgotten_versions, refuse_forgotten
from showfloor.storage.history import to_undo
from showfloor.storage.ledger_check import LedgerCheckReport, check_ledger
from showfloor.storage.ledger_slice import SliceEngine, open_slice
from showfloor.storage.listed_files import ListedFiles
from showfloor.storage.manifest import LedgerVersion, list_numbers, read_version, writer_lock
from showfloor.storage.renumbering import RenumberReport, renumber_store
from showfloor.storage.reports import ImportReport
from showfloor.storage.table_state import sql_path
from showfloor.storage.tables import KEPT_TABLES, LEDGER_TABLES
from showfloor.storage.taking import IntakeFile, Taking, named_files
from showfloor.storage.undoing import Undoing, UndoReport
from showfloor.storage.upgrading import upgrade_ledger
from showfloor.storage.vacuuming import VacuumReport, vacuum
from showfloor.storage.writing import Progress, Writing


class Ledger:
    """The ledger in a workspace's folder `ledger/`.

    With `as_of_version` it is the ledger as it was when that version was the newest: it shows no
    later one, and it cannot be written. `engine` names what answers questions about it.
    """

    def __init__(
        self,
        root: Path,
        *,
        as_of_version: int | None = None,
        older_schema: int | None = None,
        engine: EngineChoice = DUCKDB,
    ) -> None:
        """Open it. older_schema: the workspace's schema version where it must be upgraded first."""
        self._root = root
        self._older_schema = older_schema
        self._engine = engine
        self._as_of_version = as_of_version
        self._versions = root / "versions"
        self._tables = root / "tables"
        self._temporary = root / "temporary"

    def versions(self) -> tuple[LedgerVersion, ...]:
        """Return every version, oldest first; empty before the first import."""
        return tuple(self.version(number) for number in self._numbers())

    def version(self, number: int) -> LedgerVersion:
        """Return one version; LedgerError if there is none of that number."""
        return read_version(self._versions, number)

    def latest(self) -> LedgerVersion:
        """Return the newest version; LedgerError before the first import."""
        numbers = self._numbers()
        if not numbers:
            raise LedgerError(
                f"the ledger in {self._root} is empty; import files first (showfloor import)"
            )
        return self.version(numbers[-1])

    def latest_number(self) -> int:
        """Return the newest version's number without reading it; 0 before the first import."""
        return max(self._numbers(), default=0)

    def given_up(self) -> Mapping[int, datetime]:
        """Return when the rows of each version went that was given up, by its number."""
        return forgotten_versions(self._root)

    def as_of(self, moment: datetime) -> LedgerVersion:
        """Return the version that was the newest at `moment` (with a time zone)."""
        if moment.tzinfo is None:
            raise LedgerError(f"{moment} states no time zone, so no version can be found for it")
        held = [version for version in self.versions() if version.committed_at <= moment]
        if not held:
            raise LedgerError(f"the ledger had no version yet at {moment.isoformat()}")
        return held[-1]

    def engine(self, version: LedgerVersion | None = None) -> LedgerEngine:
        """Open the engine on one version (the latest by default), with every table by its name."""
        files = self._files(version or self.latest())
        return open_engine(self._engine, files, self._temporary)

    def slice_of(self, manufacturer_id: str, version: LedgerVersion | None = None) -> SliceEngine:
        """Open a manufacturer's own sales in a version (the latest by default) and nothing else."""
        chosen = version or self.latest()
        return open_slice(self._root, chosen.number, manufacturer_id, self._files(chosen))

    def export_csv(self, table: str, path: Path, version: LedgerVersion | None = None) -> None:
        """Write one table of a version as CSV, sorted by its key: same version, same bytes."""
        if table not in LEDGER_TABLES:
            raise LedgerError(f"the ledger has no table '{table}'{nearest(table, LEDGER_TABLES)}")
        relation = relation_in(self._files(version or self.latest()), table)
        key = ", ".join(f'"{name}" NULLS FIRST' for name in LEDGER_TABLES[table].key)
        temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        with self._connection() as connection:
            connection.execute(
                f"COPY (SELECT * FROM {relation} ORDER BY {key}) TO {sql_path(temporary)} "
                "(FORMAT csv, HEADER)"
            )
        temporary.replace(path)

    def take(
        self,
        files: Sequence[IntakeFile],
        *,
        progress: Progress | None = None,
        wait_seconds: float = 600.0,
    ) -> ImportReport:
        """Import files as one ledger version: all of them, or, where one is refused, none.

        Rows that cannot be taken are quarantined by line, column and reason; a file that cannot
        be read as its table raises IntakeError. Importing the same files again changes nothing.
        `progress` gets the step in words and the share done, 0 to 1. LedgerError where another
        import holds the ledger for longer than `wait_seconds`.
        """
        started = time.monotonic()
        self._refuse_writing()
        named = named_files(files)
        with self._locked(progress, wait_seconds):
            taking = Taking(self._root, self._last(), named, progress or _silent)
            reports, published = taking.run()
        return ImportReport(
            version=published.number if published else self.latest_number(),
            published=published is not None,
            files=reports,
            seconds=time.monotonic() - started,
        )

    def undo(
        self,
        number: int | None = None,
        *,
        with_later: bool = False,
        progress: Progress | None = None,
        wait_seconds: float = 600.0,
    ) -> UndoReport:
        """Take a version back (by default the newest that still holds) as one new version.

        LedgerError names the later versions that rest on it; `with_later` takes them back too. The
        newest is that of the call: an import that arrives while this waits is not taken back.
        """
        started = time.monotonic()
        if number is None:
            number = to_undo(self.versions(), None).number
        with self.writing(progress, wait_seconds) as writing:
            report = Undoing(writing, self.versions()).run(number, with_later=with_later)
        return replace(report, seconds=time.monotonic() - started)

    def renumber_store(
        self, old: str, new: str, *, progress: Progress | None = None, wait_seconds: float = 600.0
    ) -> RenumberReport:
        """Let every row of a store name its new number; LedgerError where both have rows."""
        started = time.monotonic()
        with self.writing(progress, wait_seconds) as writing:
            report = renumber_store(writing, old, new)
        return replace(report, seconds=time.monotonic() - started)

    def compact(
        self, *, progress: Progress | None = None, wait_seconds: float = 600.0
    ) -> CompactReport:
        """Merge small files into one a month: a new version of exactly the same rows."""
        started = time.monotonic()
        with self.writing(progress, wait_seconds) as writing:
            report = compact(writing)
        return replace(report, seconds=time.monotonic() - started)

    def vacuum(
        self,
        referred_to: Collection[int],
        *,
        before: int | None = None,
        apply: bool = False,
        progress: Progress | None = None,
        wait_seconds: float = 600.0,
    ) -> VacuumReport:
        """Say what no version needs, and with `apply` remove it.

        With `before`, versions below that number are given up too, but for those `referred_to`.
        """
        started = time.monotonic()
        with self.writing(progress, wait_seconds) as writing:
            versions = self.versions()
            report = vacuum(writing, versions, referred_to, before=before, apply=apply)
        return replace(report, seconds=time.monotonic() - started)

    def upgrade(
        self, *, progress: Progress | None = None, wait_seconds: float = 600.0
    ) -> LedgerCheckReport | None:
        """Add the version that this release's ledgers end with, once it is checked; None if there.

        LedgerError names the promise that it would break; then nothing is published.
        """
        with self._locked(progress, wait_seconds):
            return upgrade_ledger(Writing(self._root, self._last(), progress or _silent))

    def check(
        self,
        run_versions: Mapping[str, int] | None = None,
        *,
        progress: Progress | None = None,
    ) -> LedgerCheckReport:
        """Recompute every promise of the ledger; `run_versions` gives the version by run."""
        return check_ledger(
            self._root, run_versions=run_versions, progress=progress, numbers=self._numbers()
        )

    @contextmanager
    def writing(
        self, progress: Progress | None = None, wait_seconds: float = 600.0
    ) -> Iterator[Writing]:
        """Hold the lock for one change of the tables, which starts from the newest version."""
        self._refuse_writing()
        with self._locked(progress, wait_seconds):
            yield Writing(self._root, self._last(), progress or _silent)

    @contextmanager
    def _locked(self, progress: Progress | None, wait_seconds: float) -> Iterator[None]:
        """Hold the writer's lock, and say so where it must be waited for."""
        for folder in (self._versions, self._tables, self._temporary, self._root / "quarantine"):
            folder.mkdir(parents=True, exist_ok=True)
        say = progress or _silent

        def waiting() -> None:
            say("waiting for another import to end", 0.0)

        with writer_lock(self._root / "lock", wait_seconds=wait_seconds, waiting=waiting):
            yield

    def _last(self) -> LedgerVersion | None:
        return self.latest() if self._numbers() else None

    def _numbers(self) -> tuple[int, ...]:
        newest = self._as_of_version
        return tuple(
            number for number in list_numbers(self._versions) if newest is None or number <= newest
        )

    def _refuse_writing(self) -> None:
        if self._older_schema is not None:
            raise LedgerError(
                f"the workspace {self._root.parent} is of schema version {self._older_schema}: it "
                "can be asked, and must be upgraded before it is written; showfloor ledger upgrade "
                "does it and keeps what was"
            )
        if self._as_of_version is not None:
            raise LedgerError(
                f"the ledger was opened as of version {self._as_of_version}, and what has been is "
                "never changed; open it without --as-of to write"
            )

    def _files(self, version: LedgerVersion) -> Mapping[str, Sequence[Path]]:
        """Return the Parquet files of each table that a version has."""
        refuse_forgotten(self._root, version.number)

        def listed(name: str) -> list[Path]:
            held = files_of(self._tables / name, version.tables[name])
            return [self._tables / name / file.path for file in held]

        return ListedFiles([name for name in version.tables if name in KEPT_TABLES], listed)

    @contextmanager
    def _connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        temporary = self._temporary / uuid.uuid4().hex
        connection = connect(temporary)
        try:
            yield connection
        finally:
            connection.close()
            shutil.rmtree(temporary, ignore_errors=True)


def _silent(_step: str, _share: float) -> None:
    return None
