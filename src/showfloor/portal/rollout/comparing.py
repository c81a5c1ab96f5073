"""Two plans side by side: their figures, and each store's difference with its reason."""

from __future__ import annotations

from django.urls import reverse

from showfloor.errors import UsageError
from showfloor.portal.figures.page import Link, Links, NotHereError, Page
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.plans import plan_name, verdict_of
from showfloor.portal.rollout.sections import blocks_of, linked, terms_of
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Block, Paragraph
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.replan_section import replan_section, replan_title
from showfloor.present.sections.setting import setting_for
from showfloor.present.sections.timeline_section import timeline_section
from showfloor.present.tables import Cell, Column, Row, Shown, Table
from showfloor.workflows.plan_pages import PlanRow, compared_plans, plan_content, plan_row


def plan_difference(visit: Visit, before: str, after: str) -> Page:
    """Return how a later plan differs from an earlier one, store by store."""
    rows = [plan_row(workspace(), run_id) for run_id in (before, after)]
    try:
        content = compared_plans(workspace(), before, after)
    except UsageError as reason:
        raise NotHereError from reason
    earlier, later = rows
    setting = setting_for(content, visit.language)
    facts = plan_facts(setting)
    other = plan_facts(setting_for(plan_content(workspace(), before), visit.language))
    found = content.replan
    if earlier is None or later is None or facts is None or other is None or found is None:
        raise NotHereError
    section = replan_section(setting)
    blocks: list[Block] = [_side_by_side(visit, (earlier, other), (later, facts))]
    if not _same_start(other, facts):
        blocks.append(Paragraph(visit.say("rollout.difference.rest"), quiet=True))
    blocks.append(Paragraph(visit.say("rollout.difference.lead")))
    blocks += [linked(block, "store") for block in (section.blocks if section else ())]
    blocks += blocks_of(setting, (timeline_section,))
    blocks.append(terms_of(visit, setting))
    return Page(
        "plan-difference",
        visit.say("rollout.difference.question"),
        f"{replan_title(facts, found)}.",
        tuple(blocks),
        source=setting.source("plan"),
        figures={
            "before": before,
            "after": after,
            "stores": len(found.changes),
            "changed": found.departing,
            "value_difference": _gain(earlier, later) if _same_start(other, facts) else None,
        },
        views=(_turned(visit, earlier, later),),
        trail=(
            Link(visit.say("rollout.plans.question"), reverse("plans")),
            Link(plan_name(visit, later), reverse("plan", args=[after])),
        ),
    )


def _gain(earlier: PlanRow, later: PlanRow) -> float:
    return later.objective - earlier.objective


def _turned(visit: Visit, earlier: PlanRow, later: PlanRow) -> Links:
    """Return the links to each plan, to the comparison turned round, and to the message."""
    turned = reverse("plan-difference", args=[later.run_id, earlier.run_id])
    return Links(
        visit.say("rollout.difference.question"),
        (
            Link(visit.say("rollout.difference.before"), reverse("plan", args=[earlier.run_id])),
            Link(visit.say("rollout.difference.after"), reverse("plan", args=[later.run_id])),
            Link(visit.say("rollout.difference.turned"), turned),
            Link(visit.say("rollout.message.question"), reverse("message", args=[later.run_id])),
        ),
    )


def _side_by_side(
    visit: Visit, earlier: tuple[PlanRow, PlanFacts], later: tuple[PlanRow, PlanFacts]
) -> Table:
    say, unit = visit.say, visit.language.currency_symbol
    same = _same_start(earlier[1], later[1])
    rows = [
        Row((label, before, after, *((_difference(visit, before, after),) if same else ())))
        for label, before, after in (
            (
                say("rollout.plan.question"),
                plan_name(visit, earlier[0]),
                plan_name(visit, later[0]),
            ),
            (say("rollout.areas"), *_counts(visit, earlier[0].areas, later[0].areas)),
            (f"{say('rollout.value')} {unit}", *_money(visit, "objective", earlier, later)),
            (f"{say('rollout.bound')} {unit}", *_money(visit, "upper_bound", earlier, later)),
            (
                f"{say('rollout.capex')} {unit}",
                _shown(visit, earlier[1].plan.capex),
                _shown(visit, later[1].plan.capex),
            ),
            (
                f"{say('rollout.other')} {unit}",
                _shown(visit, earlier[1].plan.other_party_value),
                _shown(visit, later[1].plan.other_party_value),
            ),
            (
                say("rollout.gap"),
                Shown(earlier[0].gap, visit.language.percent(earlier[0].gap, 3)),
                Shown(later[0].gap, visit.language.percent(later[0].gap, 3)),
            ),
            (say("rollout.seed"), str(earlier[0].seed), str(later[0].seed)),
            (say("rollout.check"), verdict_of(visit, earlier[0]), verdict_of(visit, later[0])),
        )
    ]
    return Table(
        "side_by_side",
        say("rollout.difference.caption"),
        (
            Column("what", say("rollout.what")),
            Column("before", say("rollout.difference.before"), "number"),
            Column("after", say("rollout.difference.after"), "number"),
            *(
                (Column("difference", say("rollout.difference.question"), "number"),)
                if same
                else ()
            ),
        ),
        tuple(rows),
    )


def _same_start(earlier: PlanFacts, later: PlanFacts) -> bool:
    """Say whether both plans decide over the same weeks, so that their sums can be compared."""
    return earlier.problem.programme.start == later.problem.programme.start


def _counts(visit: Visit, before: int, after: int) -> tuple[Shown, Shown]:
    first, second = (Shown(float(n), visit.language.count(n)) for n in (before, after))
    return first, second


def _money(
    visit: Visit, name: str, earlier: tuple[PlanRow, PlanFacts], later: tuple[PlanRow, PlanFacts]
) -> tuple[Shown, Shown]:
    return _shown(visit, getattr(earlier[0], name)), _shown(visit, getattr(later[0], name))


def _shown(visit: Visit, value: float) -> Shown:
    known = value == value  # noqa: PLR0124  # NaN alone differs from itself
    return Shown(value, visit.language.number(value) if known else "–")


def _difference(visit: Visit, before: Cell, after: Cell) -> Cell:
    if not (isinstance(before, Shown) and isinstance(after, Shown)):
        return ""
    change = after.value - before.value
    if "%" in after.text:
        return Shown(change, visit.language.percent(change, 3, signed=True))
    if change != change:  # noqa: PLR0124  # NaN alone differs from itself
        return Shown(change, "–")
    return Shown(change, visit.language.number(change, signed=True))
