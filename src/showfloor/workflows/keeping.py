"""Keeping runs: every step's result goes into the workspace in full, and can be read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from showfloor import __version__
from showfloor.domain.runs import RunRecord
from showfloor.errors import WorkspaceError
from showfloor.storage import LedgerVersion, Workspace
from showfloor.storage.result_json import decode, encode
from showfloor.storage.runs import AS_OF
from showfloor.storage.stopwatch import Stopwatch

T = TypeVar("T")

RESULT_FILE = "result.json"
SOFTWARE = f"showfloor {__version__}"


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A result and the run that keeps it."""

    record: RunRecord
    folder: Path
    result: T


def keep(
    workspace: Workspace,
    kind: str,
    result: T,
    *,
    parameters: object,
    watch: Stopwatch,
    version: LedgerVersion | None = None,
    seed: int | None = None,
    summary: Mapping[str, object] | None = None,
    files: Mapping[str, bytes | Path] | None = None,
) -> Kept[T]:
    """Write the run's record, its result in full and its files; return them together.

    In a workspace opened as of a moment, the parameters also say `as_of`: asked and version.
    """
    document = json.dumps(encode(result), ensure_ascii=False, allow_nan=False).encode()
    record = RunRecord(
        run_id=workspace.runs.new_run_id(kind),
        kind=kind,
        started_at=watch.started_at,
        ledger_version=version.number if version else None,
        parameters=_parameters(workspace, parameters),
        seed=seed,
        software=SOFTWARE,
        result=encode(summary or {}),
        seconds=watch.seconds,
    )
    folder = workspace.runs.write(record, {RESULT_FILE: document, **(files or {})})
    return Kept(workspace.runs.read(record.run_id), folder, result)


def _parameters(workspace: Workspace, parameters: object) -> Mapping[str, object]:
    found: Mapping[str, object] = encode(parameters)
    if workspace.as_of is None:
        return found
    return {**found, AS_OF: encode(workspace.as_of)}


def latest(workspace: Workspace, kind: str, result_type: type[T]) -> Kept[T] | None:
    """Return the latest run of a kind with its result, or None where there is none."""
    records = workspace.runs.list(kind)
    if not records:
        return None
    return result_of(workspace, max(records, key=lambda record: record.run_id), result_type)


def result_of(workspace: Workspace, record: RunRecord, result_type: type[T]) -> Kept[T]:
    """Return a run with its result; WorkspaceError where that is damaged."""
    folder = workspace.runs.path(record.run_id)
    path = folder.joinpath(RESULT_FILE)
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, OSError) as reason:
        raise WorkspaceError(
            f"{path} is damaged ({reason}); restore it, or remove the run and make it again"
        ) from reason
    return Kept(record, folder, decode(result_type, document))


def needed(workspace: Workspace, kind: str, result_type: type[T], command: str) -> Kept[T]:
    """Return the latest run of a kind; WorkspaceError names the command that makes one."""
    found = latest(workspace, kind, result_type)
    if found is None:
        raise WorkspaceError(
            f"{workspace.root} has no {kind} run yet; make one with `showfloor {command}`"
        )
    return found


def version_of(workspace: Workspace, record: RunRecord) -> LedgerVersion:
    """Return the ledger version that a run was made on; the latest where it names none."""
    if record.ledger_version is None:
        return workspace.ledger.latest()
    return workspace.ledger.version(record.ledger_version)
