"""The ledger of a workspace: versions, imports, engines on one version, tables as CSV."""

from __future__ import annotations

import hashlib
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from showfloor.errors import IntakeError, LedgerError, nearest
from showfloor.storage.delta_files import commit_files, files_of
from showfloor.storage.derived import derive_store_product_days
from showfloor.storage.digests import sha256_of_file
from showfloor.storage.engine import DuckDbEngine, connect
from showfloor.storage.intake import INTAKE_RULES, FileIntake
from showfloor.storage.manifest import (
    LedgerVersion,
    TakenFile,
    commit_time,
    list_numbers,
    publish,
    read_version,
    writer_lock,
)
from showfloor.storage.reports import FileReport, ImportReport, Refusal, SalesAmounts
from showfloor.storage.sources import check_file, open_source, table_of
from showfloor.storage.table_state import TableState, relation_of, sql_path
from showfloor.storage.tables import INTAKE_TABLES, LEDGER_TABLES

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class IntakeFile:
    """A file to import; table "auto" is found from the file's name (sales.csv, sales-2020.parquet).

    `source` names where sales come from, for files without a column `source`.
    """

    path: Path
    table: str = "auto"
    source: str | None = None


class Ledger:
    """The ledger in a workspace's folder `ledger/`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._versions = root / "versions"
        self._tables = root / "tables"
        self._temporary = root / "temporary"

    def versions(self) -> tuple[LedgerVersion, ...]:
        """Return every version, oldest first; empty before the first import."""
        return tuple(self.version(number) for number in list_numbers(self._versions))

    def version(self, number: int) -> LedgerVersion:
        """Return one version; LedgerError if there is none of that number."""
        return read_version(self._versions, number)

    def latest(self) -> LedgerVersion:
        """Return the newest version; LedgerError before the first import."""
        numbers = list_numbers(self._versions)
        if not numbers:
            raise LedgerError(
                f"the ledger in {self._root} is empty; import files first (showfloor import)"
            )
        return self.version(numbers[-1])

    def as_of(self, moment: datetime) -> LedgerVersion:
        """Return the version that was the newest at `moment` (with a time zone)."""
        if moment.tzinfo is None:
            raise LedgerError(f"{moment} states no time zone, so no version can be found for it")
        held = [version for version in self.versions() if version.committed_at <= moment]
        if not held:
            raise LedgerError(f"the ledger had no version yet at {moment.isoformat()}")
        return held[-1]

    def engine(self, version: LedgerVersion | None = None) -> DuckDbEngine:
        """Open DuckDB on one version (the latest by default), with every table as a view."""
        chosen = version or self.latest()
        relations = {name: self._relation(name, chosen) for name in LEDGER_TABLES}
        return DuckDbEngine(relations, self._temporary)

    def export_csv(self, table: str, path: Path, version: LedgerVersion | None = None) -> None:
        """Write one table of a version as CSV, sorted by its key: same version, same bytes."""
        if table not in LEDGER_TABLES:
            raise LedgerError(f"the ledger has no table '{table}'{nearest(table, LEDGER_TABLES)}")
        relation = self._relation(table, version or self.latest())
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
        named = _named_files(files)
        for folder in (self._versions, self._tables, self._temporary, self._root / "quarantine"):
            folder.mkdir(parents=True, exist_ok=True)
        with writer_lock(self._root / "lock", wait_seconds=wait_seconds):
            taking = _Taking(self._root, self._last(), named, progress or _silent)
            reports, published = taking.run()
        report = ImportReport(
            version=published.number if published else self._number(),
            published=published is not None,
            files=reports,
            seconds=time.monotonic() - started,
        )
        if not report.adds_up:
            raise LedgerError(f"the import's figures do not add up: {report}")
        return report

    def _last(self) -> LedgerVersion | None:
        return self.latest() if list_numbers(self._versions) else None

    def _number(self) -> int:
        return max(list_numbers(self._versions), default=0)

    def _relation(self, name: str, version: LedgerVersion) -> str:
        table, folder = LEDGER_TABLES[name], self._tables / name
        held = name in version.tables
        return relation_of(table, folder, files_of(folder, version.tables[name]) if held else ())

    @contextmanager
    def _connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        temporary = self._temporary / uuid.uuid4().hex
        connection = connect(temporary)
        try:
            yield connection
        finally:
            connection.close()
            shutil.rmtree(temporary, ignore_errors=True)


class _Taking:
    """One import while it holds the lock."""

    def __init__(
        self,
        root: Path,
        last: LedgerVersion | None,
        files: Sequence[IntakeFile],
        progress: Progress,
    ) -> None:
        self._root = root
        self._last = last
        self._files = files
        self._progress = progress
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        self._import_id = f"{moment}-{uuid.uuid4().hex[:8]}"
        self._staging = root / "staging"
        self._states = {name: self._state(name) for name in LEDGER_TABLES}

    def run(self) -> tuple[tuple[FileReport, ...], LedgerVersion | None]:
        """Take the files in the order of their tables; report them in the order given."""
        shutil.rmtree(self._staging, ignore_errors=True)
        self._staging.mkdir()
        content_ids = [self._content_id(file) for file in self._files]
        connection = connect(self._staging / "spill", memory_limit="3GB")
        try:
            reports = self._take_files(connection, content_ids)
            days = self._states["store_product_days"]
            if self._states["sales"].touched:
                self._progress("summing sales by store, product and day", 0.9)
                derive_store_product_days(connection, self._states["sales"], days)
            self._keep_quarantine()
            published = self._publish(reports, content_ids)
        except BaseException:
            for state in self._states.values():
                state.discard()
            raise
        finally:
            connection.close()
            shutil.rmtree(self._staging, ignore_errors=True)
        self._progress("done", 1.0)
        return reports, published

    def _state(self, name: str) -> TableState:
        folder = self._root / "tables" / name
        held = self._last is not None and name in self._last.tables
        base = files_of(folder, self._last.tables[name]) if self._last and held else ()
        return TableState(LEDGER_TABLES[name], folder, base)

    def _take_files(
        self, connection: duckdb.DuckDBPyConnection, content_ids: Sequence[str]
    ) -> tuple[FileReport, ...]:
        order = list(INTAKE_TABLES)
        by_table = sorted(
            range(len(self._files)), key=lambda index: order.index(self._files[index].table)
        )
        sizes = [file.path.stat().st_size + 1 for file in self._files]
        reports: dict[int, FileReport] = {}
        done = 0
        for index in by_table:
            file = self._files[index]
            self._progress(f"reading {file.path.name} into {file.table}", 0.9 * done / sum(sizes))
            known = self._taken_before(file.table, content_ids)
            if known is None:
                reports[index] = self._take_file(connection, file, index)
            else:
                number, taken = known
                reports[index] = self._again(file, number, taken[content_ids[index]])
            done += sizes[index]
        return tuple(reports[index] for index in range(len(self._files)))

    def _take_file(
        self, connection: duckdb.DuckDBPyConnection, file: IntakeFile, index: int
    ) -> FileReport:
        table, name = INTAKE_TABLES[file.table], f"file{index}"
        filled = {"source": file.source} if file.source and file.table == "sales" else {}
        source = open_source(connection, file.path, table, name, self._staging, frozenset(filled))
        intake = FileIntake(connection, source, self._states, table, filled, name)
        target = self._staging / "quarantine" / f"{index + 1}-{file.path.stem}.csv"
        report = intake.take(target)
        intake.close()
        if report.quarantine_path is None:
            return report
        return replace(report, quarantine_path=self._quarantine / target.name)

    @property
    def _quarantine(self) -> Path:
        return self._root / "quarantine" / self._import_id

    def _keep_quarantine(self) -> None:
        found = self._staging / "quarantine"
        if found.exists():
            found.rename(self._quarantine)

    def _content_id(self, file: IntakeFile) -> str:
        digest = sha256_of_file(file.path)
        parts = "\n".join((digest, file.table, file.source or "", str(INTAKE_RULES)))
        return hashlib.sha256(parts.encode()).hexdigest()

    def _taken_before(
        self, table: str, content_ids: Sequence[str]
    ) -> tuple[int, dict[str, TakenFile]] | None:
        """Return the version in which just these files of `table` were taken, and what became of them.

        None unless they are what last changed the table, and nothing that their reading depends
        on has changed since: only then is reading them again sure to change nothing.
        """
        if self._last is None or any(
            self._states[other].touched for other in INTAKE_TABLES[table].reads
        ):
            return None
        now = [
            content_id
            for content_id, file in zip(content_ids, self._files, strict=True)
            if file.table == table
        ]
        number = self._last.number
        folder = self._root / "versions"
        while number > 0:
            version = read_version(folder, number)
            taken = [entry for entry in version.took if entry.table == table]
            if any(
                version.tables.get(other) != self._last.tables.get(other)
                for other in INTAKE_TABLES[table].reads
            ):
                return None
            if taken:
                same = [entry.content_id for entry in taken] == now
                return (number, {entry.content_id: entry for entry in taken}) if same else None
            number -= 1
        return None

    def _again(self, file: IntakeFile, number: int, taken: TakenFile) -> FileReport:
        """Report a file that an earlier version took just as it is."""
        return FileReport(
            path=file.path,
            table=file.table,
            rows_in=taken.rows_in,
            accepted=0,
            quarantined=taken.quarantined,
            unchanged=taken.accepted + taken.unchanged,
            warnings=(*taken.warnings, f"was taken before, in version {number}; nothing changed"),
            refusals=tuple(Refusal(**refusal) for refusal in taken.report["refusals"]),
            quarantine_path=(
                self._root / taken.report["quarantine"] if taken.report["quarantine"] else None
            ),
            sales=_amounts_again(taken.report["sales"]),
        )

    def _publish(
        self, reports: Sequence[FileReport], content_ids: Sequence[str]
    ) -> LedgerVersion | None:
        """Commit the changed tables and publish the version that names them; None if none is."""
        changed = [state for state in self._states.values() if state.touched]
        if not changed:
            return None
        self._progress("writing the version", 0.95)
        tables = dict(self._last.tables) if self._last else {}
        rows = dict(self._last.rows) if self._last else {}
        for state in changed:
            name = state.table.name
            tables[name] = commit_files(state.folder, state.table, state.files, self._import_id)
            rows[name] = state.rows
        version = LedgerVersion(
            number=self._last.number + 1 if self._last else 1,
            committed_at=commit_time(self._last),
            import_id=self._import_id,
            tables=tables,
            rows=rows,
            took=tuple(
                self._taken(file, report, content_id)
                for file, report, content_id in zip(self._files, reports, content_ids, strict=True)
            ),
        )
        publish(self._root / "versions", version)
        return version

    def _taken(self, file: IntakeFile, report: FileReport, content_id: str) -> TakenFile:
        quarantine = report.quarantine_path
        return TakenFile(
            content_id=content_id,
            file=file.path.name,
            sha256=sha256_of_file(file.path),
            table=file.table,
            source=file.source,
            rows_in=report.rows_in,
            accepted=report.accepted,
            quarantined=report.quarantined,
            unchanged=report.unchanged,
            replaced=report.replaced,
            warnings=report.warnings,
            report={
                "refusals": [_plain(refusal) for refusal in report.refusals],
                "quarantine": (
                    quarantine.relative_to(self._root).as_posix() if quarantine else None
                ),
                "sales": _plain(report.sales) if report.sales else None,
            },
        )


def _named_files(files: Sequence[IntakeFile]) -> tuple[IntakeFile, ...]:
    """Check every file and find its table; one IntakeError tells all that is wrong."""
    if not files:
        raise IntakeError("no file was named; name at least one .csv or .parquet file")
    problems, named = [], []
    for file in files:
        try:
            check_file(file.path)
            named.append(replace(file, table=table_of(file.path, file.table)))
        except IntakeError as error:
            problems.append(str(error))
    if problems:
        raise IntakeError("\n".join(problems))
    return tuple(named)


def _plain(value: Refusal | SalesAmounts) -> Mapping[str, Any]:
    names = type(value).__dataclass_fields__
    fields = {name: getattr(value, name) for name in names}
    return {
        name: str(field) if isinstance(field, Decimal) else field for name, field in fields.items()
    }


def _amounts_again(kept: Mapping[str, Any] | None) -> SalesAmounts | None:
    if kept is None:
        return None
    return SalesAmounts(
        units_in=kept["units_in"],
        units_accepted=0,
        units_quarantined=kept["units_quarantined"],
        units_unchanged=kept["units_accepted"] + kept["units_unchanged"],
        revenue_in=Decimal(kept["revenue_in"]),
        revenue_accepted=Decimal("0.00"),
        revenue_quarantined=Decimal(kept["revenue_quarantined"]),
        revenue_unchanged=Decimal(kept["revenue_accepted"]) + Decimal(kept["revenue_unchanged"]),
    )


def _silent(_step: str, _share: float) -> None:
    return None
