"""Approved plans: each approval is a kept run, and the plan that holds is what everything shows."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from showfloor.domain.installations import InstallationMark
from showfloor.errors import ShowfloorError
from showfloor.plan.types import PlanResult
from showfloor.storage import Workspace, open_workspace
from showfloor.storage.programme_file import read_programme
from showfloor.storage.rollout_file import write_marks, writing_decisions
from showfloor.storage.stopwatch import Stopwatch
from showfloor.storage.workspace_copy import run_names
from showfloor.workflows.keeping import Kept, keep, latest, result_of
from showfloor.workflows.learning import PROGRAMME_FILE

APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class ApprovedPlan:
    """Which plan run holds a programme from now on; an empty `plan_run`: none does any more.

    number: counts a workspace's approvals, so that the later of two is known whatever the clock.
    declined: the programme's plan runs that were decided against by then.
    """

    programme_id: str
    plan_run: str
    approved_at: datetime
    number: int
    declined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the rollout's people have decided, as their own rows say.

    held: by programme, the plan run that holds and since when. marks: of every installation.
    declined: by programme, the plan runs that were decided against, in order.
    """

    held: Mapping[str, tuple[str, datetime]]
    marks: Sequence[InstallationMark]
    declined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def keep_decisions(workspace: Workspace, ask: Callable[[], Decisions]) -> bool:
    """Bring what the workspace keeps of approvals and marks up to date; say if anything changed.

    ask: says what holds; it is asked while nobody else writes, so that of two decisions at once the
    later stands, and nothing is kept twice however often this is called.
    """
    with writing_decisions(workspace.root):
        found = ask()
        made = _keep_approvals(workspace, found)
        marked = write_marks(workspace.root, found.marks)
    return bool(made) or marked


def _keep_approvals(workspace: Workspace, found: Decisions) -> list[Kept[ApprovedPlan]]:
    """Keep a run for each programme of which another plan holds than was kept, or another waits."""
    history = approvals_kept(workspace)
    kept = {one.programme_id: one for one in reversed(history)}
    numbers = itertools.count(history[0].number if history else 0)
    next(numbers)
    made = []
    for programme_id in sorted({*found.held, *kept}):
        watch = Stopwatch()
        plan_run, since = found.held.get(programme_id, ("", watch.started_at))
        declined = found.declined.get(programme_id, ())
        before = kept.get(programme_id)
        if (plan_run, declined) == ((before.plan_run, before.declined) if before else ("", ())):
            continue
        approved = ApprovedPlan(programme_id, plan_run, since, next(numbers), declined)
        said = {"programme": programme_id, "plan_run": plan_run, "number": approved.number}
        made.append(keep(workspace, APPROVAL, approved, parameters=said, watch=watch, summary=said))
    return made


def approvals_kept(workspace: Workspace) -> tuple[ApprovedPlan, ...]:
    """Return every approval that was kept, and every one that was taken back, the newest first."""
    names = approval_runs(workspace)
    if not names:
        return ()
    if workspace.as_of is None:
        return _history(workspace.root, names)
    return _read(workspace)


def approval_runs(workspace: Workspace) -> tuple[str, ...]:
    """Return the names of the runs that keep approvals, unread, the oldest first."""
    return tuple(sorted(name for name in run_names(workspace.root) if f"-{APPROVAL}-" in name))


@functools.lru_cache(maxsize=2)
def _history(root: Path, _names: tuple[str, ...]) -> tuple[ApprovedPlan, ...]:
    return _read(open_workspace(root))


def _read(workspace: Workspace) -> tuple[ApprovedPlan, ...]:
    records = workspace.runs.list(APPROVAL)
    found = [result_of(workspace, record, ApprovedPlan).result for record in records]
    return tuple(sorted(found, key=lambda one: one.number, reverse=True))


def approved_plan(workspace: Workspace) -> ApprovedPlan | None:
    """Return the approval that holds: of the workspace's programme, else the last one.

    None where no plan is approved, or the approved plan's run is no longer there.
    """
    held = {one.programme_id: one for one in reversed(approvals_kept(workspace))}
    there = [one for one in held.values() if one.plan_run and _is_kept(workspace, one.plan_run)]
    if not there:
        return None
    stated = _stated_programme(workspace)
    return max(there, key=lambda one: (one.programme_id == stated, one.number))


def plan_in_force(workspace: Workspace) -> Kept[PlanResult] | None:
    """Return the plan that holds: the approved one, or the latest while none is approved."""
    approved = approved_plan(workspace)
    if approved is None:
        return latest(workspace, "plan", PlanResult)
    return result_of(workspace, workspace.runs.read(approved.plan_run), PlanResult)


def once_approved(workspace: Workspace) -> tuple[str, ...]:
    """Return the plan runs that hold or held, the one that was approved last first."""
    runs = [one.plan_run for one in approvals_kept(workspace) if one.plan_run]
    return tuple(dict.fromkeys(runs))


def _is_kept(workspace: Workspace, run_id: str) -> bool:
    return workspace.runs.path(run_id).joinpath("record.json").is_file()


def _stated_programme(workspace: Workspace) -> str:
    path = workspace.root.joinpath(PROGRAMME_FILE)
    try:
        return read_programme(path).programme_id if path.is_file() else ""
    except ShowfloorError:
        return ""
