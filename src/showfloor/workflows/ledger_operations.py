"""Operations on a workspace's ledger: each done once, reported, and kept as a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from showfloor.errors import UsageError
from showfloor.storage import LedgerVersion, Workspace
from showfloor.storage.compacting import CompactReport
from showfloor.storage.ledger_check import LedgerCheckReport
from showfloor.storage.renumbering import RenumberReport
from showfloor.storage.stopwatch import Stopwatch
from showfloor.storage.undoing import UndoReport
from showfloor.storage.vacuuming import VacuumReport
from showfloor.storage.workspace import upgrade_workspace
from showfloor.workflows.keeping import Kept, keep
from showfloor.workflows.progress import Report

T = TypeVar("T")

LEDGER = "ledger"
MADE_THE_VERSION = ("import", LEDGER)
"""Kinds of run that made their version, and need not read it again."""


def run_undo(
    workspace: Workspace,
    number: int | None,
    *,
    with_later: bool = False,
    report: Report | None = None,
) -> Kept[UndoReport]:
    """Take a version back (by default the newest that still holds), and keep the report."""
    watch = Stopwatch()
    with watch.step("undo"):
        done = workspace.ledger.undo(number, with_later=with_later, progress=report)
    asked = {"operation": "undo", "version": number, "with_later": with_later}
    return _kept(workspace, done, done.version, asked, watch)


def run_renumber_store(
    workspace: Workspace, old: str, new: str, *, report: Report | None = None
) -> Kept[RenumberReport]:
    """Give a store its new number in the whole ledger, and keep the report."""
    watch = Stopwatch()
    with watch.step("renumber"):
        done = workspace.ledger.renumber_store(old, new, progress=report)
    asked = {"operation": "renumber", "old": old, "new": new}
    return _kept(workspace, done, done.version, asked, watch)


def run_compact(workspace: Workspace, *, report: Report | None = None) -> Kept[CompactReport]:
    """Merge small files, and keep the report."""
    watch = Stopwatch()
    with watch.step("compact"):
        done = workspace.ledger.compact(progress=report)
    return _kept(workspace, done, done.version, {"operation": "compact"}, watch)


def run_vacuum(
    workspace: Workspace,
    *,
    before: int | None = None,
    apply: bool = False,
    report: Report | None = None,
) -> VacuumReport:
    """Say what no version and no run needs; with `apply` remove it."""
    referred_to = set(run_versions(workspace).values())
    return workspace.ledger.vacuum(referred_to, before=before, apply=apply, progress=report)


def run_check(workspace: Workspace, *, report: Report | None = None) -> LedgerCheckReport:
    """Recompute every promise of the ledger."""
    return workspace.ledger.check(run_versions(workspace), progress=report)


def run_upgrade(
    workspace: Workspace, *, report: Report | None = None
) -> tuple[Workspace, LedgerCheckReport | None]:
    """Bring a workspace of an older schema to this release's; the old stays until it is checked."""
    return upgrade_workspace(workspace.root, report)


def run_versions(workspace: Workspace) -> Mapping[str, int]:
    """Return the ledger version of each kept run that was computed on one."""
    return {
        record.run_id: record.ledger_version
        for record in workspace.runs.list()
        if record.ledger_version is not None and record.kind not in MADE_THE_VERSION
    }


def export_table(workspace: Workspace, table: str, target: Path) -> LedgerVersion:
    """Write a table of the workspace's version as CSV; return the version."""
    if target.is_dir() or not target.parent.is_dir():
        raise UsageError(f"--out names {target}; name a file in a folder that exists")
    version = workspace.ledger.latest()
    workspace.ledger.export_csv(table, target, version)
    return version


def _kept(
    workspace: Workspace, done: T, number: int, asked: Mapping[str, object], watch: Stopwatch
) -> Kept[T]:
    version = workspace.ledger.version(number) if number else None
    return keep(workspace, LEDGER, done, parameters=asked, watch=watch, version=version)
