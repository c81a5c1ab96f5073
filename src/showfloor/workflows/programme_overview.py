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
    """Return the names of all kept runs and ledger versions: another one changes them."""
    runs = (path.name for path in root.joinpath("runs").glob("[!.]*"))
    versions = (path.name for path in root.joinpath("ledger", "versions").glob("[!.]*"))
    return (*sorted(runs), *sorted(versions))


@functools.lru_cache(maxsize=2)
def _content(root: Path, _state: tuple[str, ...]) -> ReportContent:
    return gather(open_workspace(root))
