"""Plan runs as other workflows take them up: the latest or a named one, and a folder's files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from showfloor.plan.types import PlanResult
from showfloor.storage import Workspace
from showfloor.workflows.approved_plans import plan_in_force
from showfloor.workflows.keeping import Kept, needed, result_of


def plan_of_run(workspace: Workspace, run_id: str | None) -> Kept[PlanResult]:
    """Return a plan run by its name, or the latest; WorkspaceError where there is none."""
    if run_id is None:
        return needed(workspace, "plan", PlanResult, "plan")
    return result_of(workspace, workspace.runs.read(run_id), PlanResult)


def plan_to_continue(workspace: Workspace, run_id: str | None) -> Kept[PlanResult]:
    """Return the plan that is carried out: a named one, or the one that holds.

    The approved plan holds, the latest while none is approved; WorkspaceError where there is none.
    """
    held = plan_in_force(workspace) if run_id is None else None
    return held or plan_of_run(workspace, run_id)


def files_in(folder: Path) -> Mapping[str, Path]:
    """Return every file under a folder by its name from there, as a run keeps them."""
    return {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
