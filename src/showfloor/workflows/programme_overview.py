"""The overview of a programme: the latest run of each kind, gathered once while it holds."""

from __future__ import annotations

import functools
from pathlib import Path

from showfloor.present.types import ReportContent
from showfloor.storage import Workspace, open_workspace
from showfloor.workflows.reporting import gather


def programme_content(workspace: Workspace) -> ReportContent:
    """Return what the latest runs found; the same object until a run or a version is added."""
    return _content(workspace.root, _state(workspace.root))


def _state(root: Path) -> tuple[str, ...]:
    """Return names that change whenever a run is kept or a ledger version is published."""
    runs = sorted(path.name for path in root.joinpath("runs").glob("[!.]*"))
    versions = sorted(path.name for path in root.joinpath("ledger", "versions").glob("[!.]*"))
    return (*runs[-1:], str(len(runs)), *versions[-1:])


@functools.lru_cache(maxsize=2)
def _content(root: Path, _state: tuple[str, ...]) -> ReportContent:
    return gather(open_workspace(root))
