"""Deliveries: files that somebody sent, looked at, taken once, mended, and taken back."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from showfloor.errors import DataError, LedgerError, ShowfloorError, UsageError
from showfloor.storage import ImportReport, IntakeFile, LedgerVersion, Workspace
from showfloor.storage.engine import connect
from showfloor.storage.history import to_undo, undone_by
from showfloor.storage.opening import open_source
from showfloor.storage.parquet_extent import ParquetExtent, parquet_extent
from showfloor.storage.quarantine_files import REFUSAL_COLUMNS, quarantine_files
from showfloor.storage.sources import Opening
from showfloor.storage.tables import INTAKE_TABLES
from showfloor.storage.taking import named_files
from showfloor.workflows.importing import files_to_import, run_import
from showfloor.workflows.keeping import Kept, result_of
from showfloor.workflows.ledger_operations import run_undo
from showfloor.workflows.progress import Report

__all__ = [
    "Look",
    "ParquetExtent",
    "RefusedRow",
    "RefusedRows",
    "VersionSeen",
    "files_of",
    "import_of",
    "look_at",
    "parquet_extent",
    "refused_rows",
    "table_names",
    "take_delivery",
    "undo_once",
    "version_seen",
    "versions_of",
]

IMPORT = "import"
ROWS_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Look:
    """What a file looks like before it is taken.

    found: how it is written, in words; None for the documented format. columns: the ledger's name
    of each of its columns, "" for one that is ignored. rows: its first ones, as the file has them.
    problem: why it cannot be taken as it is; then the rest is empty. is_refused: whether taking it
    would be refused for the same reason.
    """

    name: str
    table: str = ""
    found: str | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    problem: str = ""
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of a quarantine file: where it was, what is wrong with it, and the row itself."""

    line: str
    column: str
    value: str
    reason: str
    row: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusedRows:
    """Some rows of a quarantine file, in its order, and the names of the rows' own columns."""

    columns: tuple[str, ...]
    rows: tuple[RefusedRow, ...]


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """A version of the ledger beside the one before it.

    undone_by: the version that took it back, where one did. refusal: why it cannot be undone, in
    words; empty where it can, but for later versions that rest on it, which an undo names.
    """

    version: LedgerVersion
    before: LedgerVersion | None
    undone_by: int | None
    refusal: str


def table_names() -> tuple[str, ...]:
    """Return the tables that files can hold, in the order in which they are taken."""
    return tuple(INTAKE_TABLES)


def files_of(
    workspace: Workspace, paths: Sequence[Path], table: str, source: str, mends: str
) -> Sequence[IntakeFile]:
    """Return files as they are to be taken; IntakeError or UsageError says why they cannot be.

    table: "auto" or a table's name. source: a source of showfloor.toml, what to call the source
    of sales, or "". mends: the import whose quarantined rows the files hold, or "": then each lies
    in a folder of that name, in a folder `quarantine`.
    """
    if not mends:
        return files_to_import(workspace, paths, table, source or None)
    found = [one for path in paths for one in quarantine_files(path.parents[2], str(path))]
    return [IntakeFile(one.path, named=one.named, quarantined=one) for one in found]


def look_at(workspace: Workspace, path: Path, table: str, source: str, mends: str) -> Look:
    """Return what a file looks like: its table, how it is written, and its first rows."""
    try:
        (file,) = named_files(files_of(workspace, (path,), table, source, mends))
        with tempfile.TemporaryDirectory() as scratch:
            connection = connect(Path(scratch, "spill"))
            try:
                return _looked_at(connection, file, Path(scratch, "opened"))
            finally:
                connection.close()
    except ShowfloorError as refusal:
        return Look(path.name, problem=str(refusal), is_refused=True)


def _looked_at(connection: object, file: IntakeFile, folder: Path) -> Look:
    filled = frozenset((*file.filled(), *file.defaults()))
    opened = open_source(
        Opening(
            connection,  # type: ignore[arg-type]  # a database's, which this floor does not name
            file.path,
            INTAKE_TABLES[file.table],
            folder,
            filled,
            file.named,
            file.currency,
        )
    )
    first = next(opened.slices(), None)
    rows: list[list[str]] = []
    if first is not None:
        rows = first.values(range(first.rows)[:ROWS_LOOKED_AT])
        first.release()
    return Look(
        file.path.name,
        file.table,
        opened.found,
        tuple(opened.names),
        tuple(tuple(str(value) for value in row) for row in rows),
    )


def take_delivery(
    workspace: Workspace,
    files: Sequence[IntakeFile],
    *,
    since: datetime,
    report: Report | None = None,
) -> Kept[ImportReport]:
    """Take files as one ledger version; the run is that of `since` where it was kept already.

    So work that was killed after its run was kept, and is begun again, tells of the same run. One
    that was killed before finds in the ledger what it had taken, and takes nothing twice.
    """
    names = [str(file.path) for file in files]
    for record in workspace.runs.list(IMPORT):
        if record.started_at >= since and record.parameters.get("files") == names:
            return result_of(workspace, record, ImportReport)
    return run_import(workspace, files, report=report)


def import_of(workspace: Workspace, run_id: str) -> Kept[ImportReport] | None:
    """Return a kept import, or None where its run is gone."""
    try:
        return result_of(workspace, workspace.runs.read(run_id), ImportReport)
    except ShowfloorError:
        return None


def refused_rows(path: Path, first: int, last: int) -> RefusedRows:
    """Return the rows of a quarantine file from the one numbered `first` up to before `last`.

    DataError where the file is gone.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig", errors="replace") as stream:
            reader = csv.reader(stream)
            head = next(reader, [])
            part = list(islice(reader, first, last))
    except OSError as reason:
        raise DataError(f"{path.name} cannot be read: {reason.strerror}") from reason
    known = len(REFUSAL_COLUMNS)
    own = tuple(name.rpartition(".")[2] for name in head[known:])
    return RefusedRows(
        own, tuple(_refused(row[:known], row[known:]) for row in part if row[known:])
    )


def _refused(told: Sequence[str], row: Sequence[str]) -> RefusedRow:
    line, column, value, reason = told
    return RefusedRow(line, column, value, reason, tuple(row))


def versions_of(workspace: Workspace) -> Sequence[VersionSeen]:
    """Return the ledger's versions, newest first; empty before the first import."""
    versions = workspace.ledger.versions()
    undone = undone_by(versions)
    before = dict(zip((one.number for one in versions[1:]), versions, strict=False))
    return [
        VersionSeen(one, before.get(one.number), undone.get(one.number), _refusal(versions, one))
        for one in reversed(versions)
    ]


def version_seen(workspace: Workspace, number: int) -> VersionSeen | None:
    """Return one version beside the one before it, or None where there is none of that number."""
    found: Mapping[int, VersionSeen] = {
        seen.version.number: seen for seen in versions_of(workspace)
    }
    return found.get(number)


def _refusal(versions: Sequence[LedgerVersion], version: LedgerVersion) -> str:
    try:
        to_undo(versions, version.number)
    except (LedgerError, UsageError) as refusal:
        return str(refusal)
    return ""


def undo_once(
    workspace: Workspace, number: int, *, with_later: bool, report: Report | None = None
) -> int:
    """Take a version back and return the version that did; one taken back already stays so."""
    by = undone_by(workspace.ledger.versions()).get(number)
    if by is not None:
        return by
    return run_undo(workspace, number, with_later=with_later, report=report).result.version
