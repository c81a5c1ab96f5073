"""The overview of a programme: the latest run of each kind, gathered once while it holds."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from showfloor.present.types import ReportContent
from showfloor.storage import Workspace, open_workspace
from showfloor.workflows.reporting import gather


def programme_content(workspace: Workspace) -> ReportContent:
    """Return what the latest runs found; the same object until a run or a version is added."""
    return _content(workspace.root, programme_state(workspace))


def programme_state(workspace: Workspace) -> tuple[str, ...]:
    """Return the names of all kept runs and ledger versions: another one changes them."""
    runs = workspace.root.joinpath("runs")
    versions = workspace.root.joinpath("ledger", "versions")
    return (*_names(runs), *_names(versions))


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if not entry.name.startswith("."))
    except FileNotFoundError:
        return []


@functools.lru_cache(maxsize=2)
def _content(root: Path, _state: tuple[str, ...]) -> ReportContent:
    return gather(open_workspace(root))
