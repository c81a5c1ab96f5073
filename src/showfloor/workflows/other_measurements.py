"""Kept measurements of displays and of rollouts that were drawn, to be listed and shown."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from showfloor.domain.runs import RunRecord
from showfloor.errors import ShowfloorError
from showfloor.measure.types import DisplayEffect
from showfloor.present.types import ReportContent, StaggeredReport
from showfloor.storage import Workspace, open_workspace
from showfloor.workflows.keeping import result_of
from showfloor.workflows.kept_runs import kept_runs, run_of
from showfloor.workflows.learning import DISPLAY
from showfloor.workflows.programme_overview import programme_content
from showfloor.workflows.reporting import ROLLOUT

__all__ = ["DISPLAY", "ROLLOUT", "OtherRun", "other_content", "other_run", "other_runs"]

KEPT_RUNS = 16
"""Measurements that a process holds ready."""


@dataclass(frozen=True, slots=True, eq=False)
class OtherRun:
    """A kept measurement of displays, or of a rollout; the other one is None."""

    record: RunRecord
    display: DisplayEffect | None = None
    staggered: StaggeredReport | None = None


def other_runs(workspace: Workspace) -> Sequence[OtherRun]:
    """Return every measurement of displays and of rollouts that can be read, newest first."""
    found = [_run(workspace.root, run_id) for run_id in other_stamp(workspace)]
    return [run for run in found if run is not None]


def other_run(workspace: Workspace, run_id: str) -> OtherRun | None:
    """Return one of them; None where there is none of that id, or it is damaged."""
    record = run_of(workspace, run_id)
    return _run(workspace.root, run_id) if record and record.kind in (DISPLAY, ROLLOUT) else None


def other_stamp(workspace: Workspace) -> tuple[str, ...]:
    """Return the ids of all of them, newest first: another one changes them."""
    return tuple(run.run_id for run in kept_runs(workspace) if run.kind in (DISPLAY, ROLLOUT))


def other_content(workspace: Workspace, run: OtherRun) -> ReportContent:
    """Return a measurement as the report's content, with the words that the newest report has."""
    base = programme_content(workspace)
    facts = replace(
        base.facts,
        ledger_version=run.record.ledger_version,
        generated_at=run.record.started_at,
        run_ids={run.record.kind: run.record.run_id},
    )
    return replace(base, facts=facts, display=run.display, staggered=run.staggered, areas=None)


@functools.lru_cache(maxsize=KEPT_RUNS)
def _run(root: Path, run_id: str) -> OtherRun | None:
    workspace = open_workspace(root)
    try:
        record = workspace.runs.read(run_id)
        if record.kind == DISPLAY:
            return OtherRun(record, display=result_of(workspace, record, DisplayEffect).result)
        return OtherRun(record, staggered=result_of(workspace, record, StaggeredReport).result)
    except ShowfloorError:
        return None
