"""Importing: files into the ledger as one version, with a report that adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from showfloor.errors import UsageError
from showfloor.storage import ImportReport, IntakeFile, Workspace
from showfloor.storage.converters import ending_of
from showfloor.storage.quarantine_files import quarantine_files
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import Kept, keep
from showfloor.workflows.progress import Report

INCOMING = "incoming"
LOCK = "~$"
"""How the name of the file begins that Excel keeps beside an open workbook."""


def files_to_import(
    workspace: Workspace,
    paths: Sequence[Path],
    table: str = "auto",
    source: str | None = None,
    replaces: Sequence[str] = (),
) -> Sequence[IntakeFile]:
    """Return the named files, or all tables in the workspace's incoming folder.

    A file is read as showfloor.toml states it where `source` names one of its sources, or where
    the patterns of one of them recognise the file's name. UsageError where two do, or where
    nothing is there to import.
    """
    folder = workspace.root.joinpath(INCOMING)
    found = sorted(folder.glob("*")) if folder.is_dir() else []
    tables = [path for path in found if ending_of(path) and not path.name.startswith(LOCK)]
    chosen = [*paths] or tables
    if not chosen:
        raise UsageError(
            f"no file was named and {folder} holds no file of a table; "
            "name the files: showfloor import sales.csv stores.csv"
        )
    currency = workspace.config.currency
    stated = [_as_stated(workspace, path, table, source) for path in chosen]
    return [replace(file, currency=currency, replaces=tuple(replaces)) for file in stated]


def quarantined_files(workspace: Workspace, asked: str) -> Sequence[IntakeFile]:
    """Return the quarantine file at a path, or those of the last import that had any."""
    return [
        IntakeFile(file.path, named=file.named, quarantined=file)
        for file in quarantine_files(workspace.root.joinpath("ledger"), asked)
    ]


def _as_stated(workspace: Workspace, path: Path, table: str, source: str | None) -> IntakeFile:
    named = workspace.sources.get(source or "")
    if named is not None:
        if table not in ("auto", named.table):
            raise UsageError(
                f"source {source} of showfloor.toml states the table {named.table}, not {table}; "
                "leave --table out"
            )
        return IntakeFile(path, named=named)
    fitting = [one for one in workspace.sources.values() if one.recognises(path.name)]
    if table != "auto" or source is not None or not fitting:
        return IntakeFile(path, table, source)
    if len(fitting) > 1:
        names = " and ".join(one.name for one in fitting)
        raise UsageError(f"{path.name} fits the sources {names} of showfloor.toml; name --source")
    return IntakeFile(path, named=fitting[0])


def run_import(
    workspace: Workspace,
    files: Sequence[IntakeFile],
    *,
    report: Report | None = None,
) -> Kept[ImportReport]:
    """Take the files as one ledger version and keep the report."""
    watch = Stopwatch()
    with watch.step("import"):
        taken = workspace.ledger.take(files, progress=report)
    return keep(
        workspace,
        "import",
        taken,
        parameters={
            "files": [str(item.path) for item in files],
            "replaces": [list(item.replaces) for item in files],
        },
        watch=watch,
        version=workspace.ledger.version(taken.version),
        summary={"version": taken.version},
    )
