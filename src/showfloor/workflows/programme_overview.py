"""The overview of a programme: the latest run of each kind, gathered once while it holds."""

from __future__ import annotations

import functools
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from showfloor.present.types import ReportContent
from showfloor.storage import Workspace, open_workspace
from showfloor.workflows.about import ABOUT_FILE
from showfloor.workflows.learning import PROGRAMME_FILE
from showfloor.workflows.reporting import gather


def programme_content(workspace: Workspace) -> ReportContent:
    """Return what the latest runs found; the same object until a run or a version is added."""
    return _content(workspace.root, _runs(workspace.root), _versions(workspace.root))


def programme_state(workspace: Workspace) -> tuple[str, ...]:
    """Return the names of all kept runs and ledger versions: another one changes them.

    So does a change of the files beside the ledger that the words rest on.
    """
    return *_runs(workspace.root), *_versions(workspace.root)


def _runs(root: Path) -> tuple[str, ...]:
    """Return the names of all kept runs, and how the files beside them stand."""
    beside = (f"{_written(root.joinpath(name))}" for name in (ABOUT_FILE, PROGRAMME_FILE))
    return *_names(root.joinpath("runs")), *beside


def _versions(root: Path) -> tuple[str, ...]:
    return tuple(_names(root.joinpath("ledger", "versions")))


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if not entry.name.startswith("."))
    except FileNotFoundError:
        return []


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0


@functools.lru_cache(maxsize=2)
def _content(root: Path, runs: tuple[str, ...], _versions: tuple[str, ...]) -> ReportContent:
    """Return what the runs found, with the facts of the newest version; an import adds no run."""
    found = _of_runs(root, runs)
    ledger = open_workspace(root).ledger
    number = ledger.latest_number()
    if number in (0, found.facts.ledger_version):
        return found
    moments = (found.facts.generated_at, ledger.version(number).committed_at)
    newest = max(moments, key=datetime.timestamp)
    return replace(found, facts=replace(found.facts, ledger_version=number, generated_at=newest))


@functools.lru_cache(maxsize=1)
def _of_runs(root: Path, _runs: tuple[str, ...]) -> ReportContent:
    return gather(open_workspace(root))
