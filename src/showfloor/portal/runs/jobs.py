"""What the worker does for runs: a plan, its check, and a measurement."""

from __future__ import annotations

from django.urls import reverse

from showfloor.portal.walls.permissions import Right
from showfloor.portal.work.begun_again import kept_since_asked
from showfloor.portal.work.kinds import Asked, Kind, Outcome
from showfloor.portal.workspace import workspace
from showfloor.workflows.kept_runs import kept_since
from showfloor.workflows.measuring_areas import AREAS, AreasAsked, run_areas
from showfloor.workflows.planning import PlanAsked, run_plan, run_verify
from showfloor.workflows.progress import Report

PLAN, MEASURE = "runs.plan", "runs.measure"


def plan(asked: Asked, report: Report) -> Outcome:
    """Plan from what was learned last, and check the plan; a plan is kept whole or not at all.

    Begun again after its plan was kept, it makes no second one.
    """
    seed, seconds = int(asked.parameters["seed"]), float(asked.parameters["seconds"])
    made = _made_before(asked, "plan", seed)
    if made is None:
        settings = PlanAsked(seed=seed, time_limit=seconds)
        made = run_plan(workspace(), settings, report=report).record.run_id
    report("verifying", 0.95)
    checked = run_verify(workspace())
    said = "runs.planned" if checked.result.passed else "runs.planned.broken"
    return Outcome(said, {"run": made}, reverse("run", args=[made]), made)


def measure(asked: Asked, report: Report) -> Outcome:
    """Measure what the areas earned; begun again after it was kept, it measures nothing twice."""
    made = _made_before(asked, AREAS, 0)
    if made is None:
        made = run_areas(workspace(), AreasAsked(), report=report).record.run_id
    return Outcome("runs.measured", {"run": made}, reverse("run", args=[made]), made)


def _made_before(asked: Asked, kind: str, seed: int) -> str | None:
    """Return the run that this very job kept before its worker was killed, or None."""
    since = kept_since_asked(asked.job_id)
    return None if since is None else kept_since(workspace(), kind, seed, since)


KINDS = (Kind(PLAN, Right.PLAN, plan), Kind(MEASURE, Right.SEE_MEASURED, measure))
