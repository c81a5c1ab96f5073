"""What the background does for the rollout: check a plan, and plan again after slips."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from showfloor.portal.walls.permissions import Right
from showfloor.portal.work.kinds import Asked, Kind, Outcome
from showfloor.portal.workspace import workspace
from showfloor.workflows.plan_pages import SOLVED, verify_plan_run
from showfloor.workflows.planning import PlanAsked
from showfloor.workflows.progress import Report
from showfloor.workflows.replanning import ReplanAsked, run_replan

SECONDS = 20.0
"""How long a re-plan is looked for; the best that was found by then is kept with its bound."""


def check(asked: Asked, _report: Report) -> Outcome:
    """Check a kept plan from its own files."""
    run_id = str(asked.parameters["run_id"])
    kept = verify_plan_run(workspace(), run_id)
    return Outcome(
        f"rollout.verify.done.{kept.result.status}",
        href=reverse("plan", args=[run_id]),
        run_id=kept.record.run_id,
    )


def plan_again(asked: Asked, report: Report) -> Outcome:
    """Plan the rest of an approved plan anew, with what has slipped, and check the result.

    Begun again it finds another plan of the same problem; the first stays among the kept ones.
    """
    before = str(asked.parameters["run_id"])
    slipped = tuple(
        (str(store), date.fromisoformat(day)) for store, day in asked.parameters["slipped"]
    )
    what = ReplanAsked(
        today=date.fromisoformat(asked.parameters["today"]),
        change_cost=float(asked.parameters["change_cost"]),
        slipped=slipped,
    )
    how = PlanAsked(seed=int(asked.parameters["seed"]), time_limit=SECONDS)
    kept, compared = run_replan(workspace(), how, what, last_run=before, report=report)
    run_id = kept.record.run_id
    if kept.result.certificate.status not in SOLVED:
        return Outcome("rollout.replan.none", href=reverse("plan", args=[run_id]), run_id=run_id)
    verify_plan_run(workspace(), run_id)
    return Outcome(
        "rollout.replan.done",
        {"n": compared.result.departing},
        href=reverse("plan-difference", args=[before, run_id]),
        run_id=run_id,
    )


KINDS = (
    Kind("rollout.verify", Right.PLAN, check),
    Kind("rollout.replan", Right.PLAN, plan_again),
)
