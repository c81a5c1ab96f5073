"""The list of plans: what was kept, with its value, bound, gap and check, and what is approved."""

from __future__ import annotations

from django.urls import reverse

from showfloor.portal.figures.page import Page
from showfloor.portal.figures.rows import as_asked
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.approving import PASSED, approvals
from showfloor.portal.rollout.models import Approval
from showfloor.portal.rollout.moments import moment
from showfloor.portal.rollout.plans import plan_name, verdict_of
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Empty
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.plan_pages import PlanRow, kept_plans


def plans(visit: Visit) -> Page:
    """Return every kept plan: its value, bound, gap, seed, and what has become of it."""
    found, held = kept_plans(workspace()), approvals()
    say = visit.say
    if not found:
        empty = Empty(say("rollout.plans.empty"), say("rollout.plans.how"), "showfloor plan")
        return Page("plans", say("rollout.plans.question"), say("rollout.plans.none"), (empty,))
    long = as_asked(visit, _table(visit, found, held))
    waiting = [row for row in found if row.verdict == PASSED and row.run_id not in held]
    approved = next((row for row in found if row.run_id in held), None)
    said = (
        say("rollout.plans.title.none", n=len(found))
        if approved is None
        else say(
            "rollout.plans.title",
            n=len(found),
            day=visit.language.day(moment(held[approved.run_id].approved_at)),
            who=held[approved.run_id].approved_by_name,
        )
    )
    return Page(
        "plans",
        say("rollout.plans.question"),
        said,
        (long.table,),
        lead=say("rollout.plans.lead"),
        views=(long.parts,),
        figures={"plans": len(found), "approved": len(held), "checked_and_open": len(waiting)},
    )


def _table(visit: Visit, found: tuple[PlanRow, ...], held: dict[str, Approval]) -> Table:
    say, unit = visit.say, visit.language.currency_symbol
    rows = tuple(
        Row(
            (
                plan_name(visit, row),
                row.run_id,
                row.programme_id,
                row.areas if row.has_plan else None,
                row.objective,
                row.upper_bound,
                row.gap,
                "" if row.seed is None else str(row.seed),
                verdict_of(visit, row),
                say("rollout.approved.yes") if row.run_id in held else "",
            ),
            href=reverse("plan", args=[row.run_id]),
            mark="focus" if row.run_id in held else "",
            reasons=tuple(
                (key, say("rollout.plan.title.none")) for key in ("areas", "value", "bound", "gap")
            ),
        )
        for row in found
    )
    return Table(
        "plans",
        say("rollout.plans.caption"),
        (
            Column("plan", say("rollout.plan.question")),
            Column("run_id", "", data_only=True),
            Column("programme", say("rollout.programme")),
            Column("areas", say("rollout.areas"), "count"),
            Column("value", f"{say('rollout.value')} {unit}", "money"),
            Column("bound", f"{say('rollout.bound')} {unit}", "money"),
            Column("gap", f"{say('rollout.gap')} %", "percent", decimals=3),
            Column("seed", say("rollout.seed")),
            Column("check", say("rollout.check")),
            Column("approved", say("rollout.approved")),
        ),
        rows,
    )
