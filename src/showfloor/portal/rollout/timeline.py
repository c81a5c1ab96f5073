"""The timeline: installations of the approved plan by week and region, and how full crews are."""

from __future__ import annotations

from django.urls import reverse

from showfloor.portal.figures.page import Link, Links, Page
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.approving import approvals
from showfloor.portal.rollout.plans import plan_name
from showfloor.portal.rollout.sections import terms_of
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Block, Empty, Paragraph
from showfloor.present.sections.setting import setting_for
from showfloor.present.sections.timeline_section import timeline_section
from showfloor.workflows.plan_pages import PlanRow, kept_plans, plan_content

PLAN = "plan"


def timeline(visit: Visit) -> Page:
    """Return when areas open: of the approved plan, or of the latest while none is approved."""
    found, held = [row for row in kept_plans(workspace()) if row.has_plan], approvals()
    say = visit.say
    row = _chosen(visit, found, set(held))
    section = None
    if row is not None:
        setting = setting_for(plan_content(workspace(), row.run_id), visit.language)
        section = timeline_section(setting)
    if row is None or section is None:
        empty = Empty(say("rollout.timeline.empty"), say("rollout.plans.how"), "showfloor plan")
        return Page(
            "timeline", say("rollout.timeline.question"), say("rollout.plans.none"), (empty,)
        )
    is_held = row.run_id in held
    lead = (Paragraph(section.lead),) if section.lead else ()
    blocks: list[Block] = [*lead, *section.blocks]
    if not is_held:
        blocks.insert(0, Paragraph(say("rollout.timeline.not_approved")))
    return Page(
        "timeline",
        say("rollout.timeline.question"),
        f"{section.title}.",
        (*blocks, terms_of(visit, setting)),
        source=section.source,
        figures={"run": row.run_id, "is_approved": is_held, "areas": row.areas},
        views=(Links(say("rollout.plan.question"), _links(visit, row)),),
    )


def _chosen(visit: Visit, found: list[PlanRow], held: set[str]) -> PlanRow | None:
    asked = visit.asked.get(PLAN, "")
    ordered = sorted(found, key=lambda row: (row.run_id != asked, row.run_id not in held))
    return ordered[0] if ordered else None


def _links(visit: Visit, row: PlanRow) -> tuple[Link, ...]:
    return (Link(plan_name(visit, row), reverse("plan", args=[row.run_id])),)
