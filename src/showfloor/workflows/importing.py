"""Importing: files into the ledger as one version, with a report that adds up."""

from __future__ import annotations

from collections.abc import Sequence

from showfloor.errors import UsageError
from showfloor.storage import ImportReport, IntakeFile, Workspace
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import Kept, keep
from showfloor.workflows.progress import Report

INCOMING = "incoming"
ENDINGS = {".csv", ".parquet"}


def files_to_import(workspace: Workspace, named: Sequence[IntakeFile]) -> Sequence[IntakeFile]:
    """Return the named files, or all tables in the workspace's incoming folder."""
    if named:
        return named
    folder = workspace.root.joinpath(INCOMING)
    found = sorted(p for p in folder.glob("*") if p.suffix in ENDINGS) if folder.is_dir() else []
    if not found:
        raise UsageError(
            f"no file was named and {folder} holds no CSV or Parquet file; "
            "name the files: showfloor import sales.csv stores.csv"
        )
    return [IntakeFile(path, "auto", None) for path in found]


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
        parameters={"files": [str(item.path) for item in files]},
        watch=watch,
        version=workspace.ledger.version(taken.version),
        summary={"version": taken.version},
    )
