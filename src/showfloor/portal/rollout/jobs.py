"""What the background does for the rollout: check a plan, plan again, what if."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from showfloor.portal.walls.permissions import Right
from showfloor.portal.work.begun_again import kept_since_asked
from showfloor.portal.work.kinds import Asked, Kind, Outcome
from showfloor.portal.workspace import workspace
from showfloor.workflows.plan_pages import SOLVED, verify_plan_run
from showfloor.workflows.planning import PlanAsked
from showfloor.workflows.progress import Report
from showfloor.workflows.replanning import ReplanAsked, run_replan
from showfloor.workflows.scenarios import run_what_if
from showfloor.workflows.what_ifs import Scenario, what_if_kept_since

SECONDS = 20.0
"""How long a re-plan is looked for; the best that was found by then is kept with its bound."""
WHAT_IF_SECONDS, WHAT_IF_GAP = 10.0, 5e-4
"""How long and how exactly each scenario's plan is looked for: enough to tell most apart."""


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


def what_if(asked: Asked, report: Report) -> Outcome:
    """Plan scenarios beside a plan; begun again after they were kept, it plans nothing twice."""
    run_id = str(asked.parameters["run_id"])
    scenarios = [
        Scenario(str(name), tuple(str(text) for text in changes))
        for name, changes in asked.parameters["scenarios"]
    ]
    since = kept_since_asked(asked.job_id)
    made = None if since is None else what_if_kept_since(workspace(), run_id, scenarios, since)
    if made is None:
        how = PlanAsked(int(asked.parameters["seed"]), WHAT_IF_SECONDS, WHAT_IF_GAP)
        names = [scenario.name for scenario in scenarios]
        told = _by_scenario(names, report)
        kept = run_what_if(workspace(), scenarios, how, last_run=run_id, report=told)
        made = kept.record.run_id
    address = reverse("what-if", args=[run_id, made])
    return Outcome("rollout.whatif.done", {"n": len(scenarios)}, href=address, run_id=made)


def _by_scenario(names: list[str], report: Report) -> Report:
    """Return a report that says how many scenarios are done, as each step names its own."""

    def tell(step: str, _share: float) -> None:
        place = next((at for at, name in enumerate(names) if step.startswith(f"{name}: ")), 0)
        report(step.removeprefix(f"{names[place]}: "), place / len(names))

    return tell


KINDS = (
    Kind("rollout.verify", Right.PLAN, check),
    Kind("rollout.replan", Right.PLAN, plan_again),
    Kind("rollout.whatif", Right.PLAN, what_if),
)
