"""The rollout now: the plan that holds, how far each area is, and a newer plan that waits."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from showfloor.domain.installations import (
    InstallationMark,
    Marked,
    Progress,
    progress_by_weeks,
    progress_of_areas,
    progress_of_mark,
)
from showfloor.domain.stores import Area
from showfloor.storage import Workspace, open_workspace
from showfloor.storage.rollout_file import marks_stamp, read_marks
from showfloor.workflows.approved_plans import ApprovedPlan, approval_runs, approved_plan
from showfloor.workflows.plan_pages import (
    InstallationPlan,
    PlanRow,
    installations_of,
    kept_plans,
)
from showfloor.workflows.programme_overview import programme_state
from showfloor.workflows.store_pages import directory_version, store_directory

__all__ = ["AreaNow", "PlanRow", "Progress", "RolloutNow", "WaitingPlan", "rollout_now"]


@dataclass(frozen=True, slots=True)
class AreaNow:
    """An area of the plan that holds, with the weeks that it has now, and how far it is."""

    planned: InstallationPlan
    format_id: str
    start_week: date
    selling_week: date
    progress: Progress


@dataclass(frozen=True, slots=True)
class WaitingPlan:
    """A plan of the same programme that was kept after the approval; how it differs, in stores."""

    row: PlanRow
    moved: int
    """Stores with other weeks or another format."""
    added: int
    left_out: int


@dataclass(frozen=True, slots=True)
class RolloutNow:
    """The plan that holds. approved_at: None while no plan is approved, and the latest counts."""

    row: PlanRow
    approved_at: datetime | None
    areas: tuple[AreaNow, ...]
    waiting: WaitingPlan | None


def rollout_state(workspace: Workspace) -> Hashable:
    """Return what the rollout now follows from, beside the day: runs, ledger versions, marks."""
    return programme_state(workspace), marks_stamp(workspace.root)


def decisions_stamp(workspace: Workspace) -> Hashable:
    """Return what changes whenever kept approvals or marks do, whoever changed them."""
    return (*approval_runs(workspace), marks_stamp(workspace.root))


def rollout_now(workspace: Workspace, day: date) -> RolloutNow | None:
    """Return how far the plan that holds is on a day; None while there is none with areas to open.

    What stands is what was marked as done and what the ledger has; what was not marked is as far
    as its weeks say while nobody has approved a plan, and late where somebody has. It is found once
    a process while runs, versions, marks and the day are the same.
    """
    number = directory_version(workspace)
    return _found(workspace.root, rollout_state(workspace), number, day)


@functools.lru_cache(maxsize=4)
def _found(root: Path, _state: Hashable, _version: int, day: date) -> RolloutNow | None:
    workspace = open_workspace(root)
    plans = [row for row in kept_plans(workspace) if row.has_plan]
    approved = approved_plan(workspace)
    wanted = approved.plan_run if approved else next((row.run_id for row in plans), "")
    row = next((row for row in plans if row.run_id == wanted), None)
    if row is None:
        return None
    marks = _marks(workspace, row) if approved else {}
    standing = _standing(workspace, row.manufacturer_id)
    areas = tuple(
        _now(item, marks.get(item.store_id), standing, day)
        for item in installations_of(workspace, row.run_id)
    )
    return RolloutNow(
        row=row,
        approved_at=approved.approved_at if approved else None,
        areas=areas,
        waiting=_waiting(workspace, row, approved, plans) if approved else None,
    )


def _marks(workspace: Workspace, row: PlanRow) -> Mapping[str, InstallationMark]:
    return {
        mark.store_id: mark
        for mark in read_marks(workspace.root)
        if mark.programme_id == row.programme_id and mark.marked != Marked.CALLED_OFF
    }


def _standing(workspace: Workspace, manufacturer_id: str) -> Mapping[tuple[str, str], list[Area]]:
    """Return a manufacturer's areas in the ledger by store and format."""
    found: dict[tuple[str, str], list[Area]] = defaultdict(list)
    directory = store_directory(workspace)
    for area in directory.areas if directory else ():
        if area.manufacturer_id == manufacturer_id:
            found[area.store_id, area.format_id].append(area)
    return found


def _now(
    item: InstallationPlan,
    mark: InstallationMark | None,
    standing: Mapping[tuple[str, str], list[Area]],
    day: date,
) -> AreaNow:
    """Return how far an area is: the further of what the ledger has and what was marked."""
    form, start, selling = item.format_id, item.start_week, item.selling_week
    if mark is None:
        said = progress_by_weeks(start, selling, day)
    else:
        form, start, selling = mark.format_id, mark.start_week, mark.selling_week
        said = progress_of_mark(mark, day)
    found = progress_of_areas(standing.get((item.store_id, form), ()), day)
    order = list(Progress)
    furthest = next(one for one in order if one in (said, found))
    return AreaNow(item, form, start, selling, furthest)


def _waiting(
    workspace: Workspace, row: PlanRow, approved: ApprovedPlan, plans: list[PlanRow]
) -> WaitingPlan | None:
    since = f"{approved.approved_at.astimezone(UTC):%Y%m%d-%H%M%S-%f}"
    newest = next((one for one in plans if one.programme_id == row.programme_id), row)
    settled = {row.run_id, *approved.declined}
    if newest.run_id in settled or newest.run_id < since:
        return None
    before, after = _weeks(workspace, row.run_id), _weeks(workspace, newest.run_id)
    both = set(before).intersection(after)
    return WaitingPlan(
        newest,
        moved=len([store_id for store_id in both if before[store_id] != after[store_id]]),
        added=len(set(after).difference(before)),
        left_out=len(set(before).difference(after)),
    )


def _weeks(workspace: Workspace, run_id: str) -> Mapping[str, tuple[str, date]]:
    planned = installations_of(workspace, run_id)
    return {item.store_id: (item.format_id, item.start_week) for item in planned}
