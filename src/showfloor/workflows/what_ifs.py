"""What-ifs to be asked and shown: what a plan's programme lets one change, and kept comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from showfloor.domain.plan import RolloutProblem
from showfloor.domain.runs import RunRecord
from showfloor.errors import ShowfloorError, UsageError
from showfloor.plan.scenarios import (
    ChangedStore,
    Comparison,
    Count,
    Outcome,
    Scenario,
    scenario_problem,
)
from showfloor.present.types import ReportContent
from showfloor.storage import Workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.keeping import result_of
from showfloor.workflows.plan_pages import plan_content
from showfloor.workflows.scenarios import WHAT_IF

__all__ = [
    "ChangedStore",
    "Comparison",
    "Count",
    "Outcome",
    "PromiseMade",
    "Scenario",
    "WhatCanChange",
    "WhatIfKept",
    "check_scenarios",
    "kept_what_ifs",
    "what_can_change",
    "what_if_content",
    "what_if_kept_since",
]


@dataclass(frozen=True, slots=True)
class PromiseMade:
    """A store that the programme promises an area, and the Monday by which it sells."""

    store_id: str
    store_name: str
    selling_by: date


@dataclass(frozen=True, slots=True)
class WhatCanChange:
    """What a plan's programme lets one change: whether it has a budget, and what can be named.

    crew_regions: with crews of their own. closed_regions: with a store whose closure is not over
    when the programme starts.
    """

    has_budget: bool
    crew_regions: tuple[str, ...]
    closed_regions: tuple[str, ...]
    promises: tuple[PromiseMade, ...]


@dataclass(frozen=True, slots=True)
class WhatIfKept:
    """A kept comparison: its run, when it was made, and what each of its scenarios changes."""

    run_id: str
    made_at: datetime
    changes: tuple[tuple[str, ...], ...]


def what_can_change(workspace: Workspace, run_id: str) -> WhatCanChange:
    """Return what can be asked about a plan run; UsageError where there is none of that name."""
    problem = _problem(workspace, run_id)
    programme = problem.programme
    names = {store.store_id: store.name for store in problem.stores}
    regions = {store.store_id: store.region or "" for store in problem.stores}
    closed = {
        regions.get(closure.store_id, "")
        for closure in problem.closures
        if closure.to_date > programme.start
    }
    return WhatCanChange(
        bool(programme.budget),
        tuple(sorted({crew.region for crew in programme.crews or ()})),
        tuple(sorted(region for region in closed if region)),
        tuple(
            PromiseMade(one.store_id, names.get(one.store_id, one.store_id), one.selling_by)
            for one in programme.promises
        ),
    )


def check_scenarios(workspace: Workspace, run_id: str, scenarios: Sequence[Scenario]) -> None:
    """Refuse what cannot be understood about a plan run: UsageError says which, and why."""
    problem = _problem(workspace, run_id)
    for scenario in scenarios:
        scenario_problem(problem, scenario)


def kept_what_ifs(workspace: Workspace, run_id: str) -> tuple[WhatIfKept, ...]:
    """Return the comparisons with a plan run that are kept, the newest first."""
    records = [record for record in workspace.runs.list(WHAT_IF) if _asked_of(record) == run_id]
    ordered = sorted(records, key=lambda record: record.run_id, reverse=True)
    return tuple(WhatIfKept(one.run_id, one.started_at, _changes(one)) for one in ordered)


def what_if_content(workspace: Workspace, run_id: str, what_if: str) -> ReportContent:
    """Return a plan's content with one comparison, and no other question asked about it.

    UsageError where there is no such plan, or no such comparison with it.
    """
    content = plan_content(workspace, run_id)
    try:
        record = workspace.runs.read(what_if)
    except ShowfloorError as reason:
        raise UsageError(f"there is no run {what_if!r}") from reason
    if record.kind != WHAT_IF or _asked_of(record) != run_id:
        raise UsageError(f"run {what_if!r} compares nothing with {run_id}")
    found = result_of(workspace, record, Comparison).result
    facts = replace(content.facts, run_ids={"plan": run_id, WHAT_IF: what_if})
    return replace(content, facts=facts, comparison=found, obligations=None)


def what_if_kept_since(
    workspace: Workspace, run_id: str, scenarios: Sequence[Scenario], since: datetime
) -> str | None:
    """Return the run that compares these scenarios with a plan and began at `since` or later."""
    stated = encode(tuple(scenarios))
    for record in workspace.runs.list(WHAT_IF):
        is_same = _asked_of(record) == run_id and record.parameters.get("scenarios") == stated
        if is_same and record.started_at >= since:
            return record.run_id
    return None


def _problem(workspace: Workspace, run_id: str) -> RolloutProblem:
    problem = plan_content(workspace, run_id).problem
    if problem is None:
        raise UsageError(f"the problem of run {run_id} is gone")
    return problem


def _asked_of(record: RunRecord) -> str:
    return str(record.parameters.get("plan_run", ""))


def _changes(record: RunRecord) -> tuple[tuple[str, ...], ...]:
    stated = record.parameters.get("scenarios") or ()
    return tuple(tuple(str(text) for text in one.get("changes", ())) for one in stated)
