"""Kept runs to be listed, shown and fetched: records, and files that are still what was kept."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from showfloor.domain.runs import RunRecord
from showfloor.errors import ShowfloorError
from showfloor.storage import Workspace, open_workspace, sha256_of_file


@dataclass(frozen=True, slots=True)
class RunFile:
    """A file of a run: its name there, its SHA-256 when it was kept, its bytes, None if gone."""

    name: str
    sha256: str
    size: int | None


def kept_runs(workspace: Workspace) -> Sequence[RunRecord]:
    """Return every run that can be read, newest first; each is read once a process."""
    folder = workspace.root.joinpath("runs")
    names = sorted(path.name for path in folder.glob("[!.]*")) if folder.is_dir() else []
    found = [_record(workspace.root, name) for name in reversed(names)]
    return [record for record in found if record is not None]


def run_of(workspace: Workspace, run_id: str) -> RunRecord | None:
    """Return a run, or None where there is none of that id."""
    return _record(workspace.root, run_id)


def kept_since(workspace: Workspace, kind: str, seed: int, since: datetime) -> str | None:
    """Return the oldest run of a kind and seed that began at `since` or later, or None."""
    for record in workspace.runs.list(kind):
        if record.seed == seed and record.started_at >= since:
            return record.run_id
    return None


def files_of_run(workspace: Workspace, record: RunRecord) -> Sequence[RunFile]:
    """Return the files of a run, by name."""
    folder = workspace.runs.path(record.run_id)
    return [
        RunFile(name, digest, _size(folder.joinpath(name)))
        for name, digest in sorted(record.files.items())
    ]


def intact_file(workspace: Workspace, record: RunRecord, name: str) -> Path | None:
    """Return where a run's file lies; None where it has none of that name, or it has changed."""
    digest = record.files.get(name)
    path = workspace.runs.path(record.run_id).joinpath(name)
    if digest is None or not path.is_file() or sha256_of_file(path) != digest:
        return None
    return path


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


@functools.lru_cache(maxsize=4_096)
def _kept(root: Path, run_id: str) -> RunRecord:
    return open_workspace(root).runs.read(run_id)


def _record(root: Path, run_id: str) -> RunRecord | None:
    try:
        return _kept(root, run_id)
    except ShowfloorError:
        return None
