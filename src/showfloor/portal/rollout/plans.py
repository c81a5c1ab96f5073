"""One plan: why this store, what is scarce, how sure, its state, and what can be decided."""

from __future__ import annotations

import math

from django.urls import reverse

from showfloor.portal.clock import moment_in_words
from showfloor.portal.figures.page import Link, Links, NotHereError, Page, PageForm, Plain
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.approving import PASSED, approval_of
from showfloor.portal.rollout.declining import declined_of
from showfloor.portal.rollout.models import Approval
from showfloor.portal.rollout.releasing import released_of
from showfloor.portal.rollout.sections import blocks_of, folded, linked, terms_of
from showfloor.portal.rollout.what_if_asking import asked_setting, what_ifs_asked
from showfloor.portal.walls.permissions import Right
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import (
    Block,
    CheckLine,
    CheckList,
    Definition,
    Definitions,
    Details,
    KeyFigure,
    KeyFigures,
    Paragraph,
)
from showfloor.present.sections.certainty_section import certainty_section
from showfloor.present.sections.limits import limits_section
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.prices import prices_section
from showfloor.present.sections.proof import proof_section
from showfloor.present.sections.replan_section import replan_section
from showfloor.present.sections.stores import stores_section
from showfloor.present.sections.timeline_section import timeline_section
from showfloor.present.sections.what_if_section import what_if_section
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.plan_pages import PlanRow, kept_plans, plan_row

SECTIONS = (
    stores_section,
    limits_section,
    prices_section,
    timeline_section,
    replan_section,
    what_if_section,
    certainty_section,
    proof_section,
)
COMPARED_WITH = 6
"""Other plans of the programme that a plan's page offers to compare with, the newest."""


def plan(visit: Visit, run_id: str) -> Page:
    """Return one plan: its answer, why this store and not that one, and what can be decided."""
    row = plan_row(workspace(), run_id)
    if row is None:
        raise NotHereError
    setting = asked_setting(visit, run_id)
    facts = plan_facts(setting)
    held = approval_of(row.programme_id)
    blocks: list[Block] = [Definitions(tuple(_state(visit, row, held)))]
    if facts is None or not facts.has_plan:
        blocks.append(Paragraph(visit.say("rollout.plan.conflict")))
        blocks += _conflict(visit, facts)
    else:
        blocks.insert(0, _key_figures(visit, row, facts))
        if row.is_replan:
            blocks.append(Paragraph(visit.say("rollout.difference.rest"), quiet=True))
        found = [linked(block, "store") for block in blocks_of(setting, SECTIONS)]
        blocks += [folded(visit, block) for block in found]
        blocks += _digests(visit, held, row)
        blocks.append(terms_of(visit, setting))
    return Page(
        "plan",
        visit.say("rollout.plan.question"),
        plan_title(visit, row),
        tuple(blocks),
        source=setting.source("plan", "verify", "learn"),
        figures=_figures(row, facts, held),
        forms=tuple(_forms(visit, row, held)),
        views=(_compare(visit, row), what_ifs_asked(visit, row)),
        trail=(Link(visit.say("rollout.plans.question"), reverse("plans")),),
    )


def plan_title(visit: Visit, row: PlanRow) -> str:
    """Return a plan's answer in a sentence."""
    if not row.has_plan:
        return visit.say("rollout.plan.title.none")
    return visit.say(
        "rollout.plan.title",
        n=row.areas,
        value=visit.language.money_short(row.objective),
        gap=visit.language.percent(row.gap, 3),
    )


def plan_name(visit: Visit, row: PlanRow) -> str:
    """Return how a plan is called in links: when it was made."""
    key = "rollout.plan.name.replan" if row.is_replan else "rollout.plan.name"
    return visit.say(key, moment=moment_in_words(visit.language, row.made_at))


def verdict_of(visit: Visit, row: PlanRow) -> str:
    """Return what a plan's check says, in words."""
    return visit.say(f"rollout.check.{row.verdict or 'none'}")


def _key_figures(visit: Visit, row: PlanRow, facts: PlanFacts) -> KeyFigures:
    say, language = visit.say, visit.language
    checked = verdict_of(visit, row)
    return KeyFigures(
        (
            KeyFigure(
                say("rollout.areas"),
                language.count(row.areas),
                say("rollout.areas.decides", shops=language.count(facts.shops)),
                "stores",
            ),
            KeyFigure(
                say("rollout.value"),
                language.money_short(row.objective),
                say("rollout.value.decides", party=facts.value_for()),
                "stores",
            ),
            KeyFigure(
                say("rollout.bound"),
                language.money_short(row.upper_bound),
                say("rollout.bound.decides"),
                "proof",
            ),
            KeyFigure(
                say("rollout.gap"),
                language.percent(row.gap, 3),
                say("rollout.gap.decides"),
                "proof",
            ),
            KeyFigure(say("rollout.check"), checked, say("rollout.check.decides"), "proof"),
        )
    )


def _state(visit: Visit, row: PlanRow, held: Approval | None) -> list[Definition]:
    """Return what has become of a plan: approved, released; its check is among the key figures."""
    say = visit.say
    facts = [
        ("rollout.check", "" if row.has_plan else verdict_of(visit, row)),
        ("rollout.approved", _approved(visit, row, held)),
        ("rollout.declined", _declined(visit, row, held)),
        ("rollout.released", _released(visit, row, held)),
        ("rollout.seed", "" if row.seed is None else str(row.seed)),
        ("rollout.run", row.run_id),
    ]
    return [Definition(key, say(key), text) for key, text in facts if text]


def _approved(visit: Visit, row: PlanRow, held: Approval | None) -> str:
    if held is None:
        return visit.say("rollout.approved.nobody")
    key = "rollout.approved.this" if held.run_id == row.run_id else "rollout.approved.other"
    at = moment_in_words(visit.language, held.approved_at)
    return visit.say(key, who=held.approved_by_name, moment=at)


def _declined(visit: Visit, row: PlanRow, held: Approval | None) -> str:
    told = declined_of(row.run_id)
    if told is None or (held is not None and held.run_id == row.run_id):
        return ""
    at = moment_in_words(visit.language, told.declined_at)
    return visit.say("rollout.declined.by", who=told.declined_by_name, moment=at)


def _released(visit: Visit, row: PlanRow, held: Approval | None) -> str:
    if held is None or held.run_id != row.run_id:
        return ""
    told = released_of(row.programme_id)
    if told is None or told.approval != held.pk:
        return visit.say("rollout.released.not")
    at = moment_in_words(visit.language, told.released_at)
    return visit.say("rollout.released.as", number=str(told.number), moment=at)


def _forms(visit: Visit, row: PlanRow, held: Approval | None) -> list[PageForm]:
    """Return what can be done with a plan next: one step at a time."""
    is_held = held is not None and held.run_id == row.run_id
    forms: list[PageForm] = []
    if row.has_plan and row.verdict != PASSED and visit.may(Right.PLAN):
        forms.append(_form(visit, row, "verify"))
    if row.verdict == PASSED and not is_held and visit.may(Right.APPROVE_PLANS):
        key = "approve.instead" if held is not None else "approve"
        forms.append(_form(visit, row, key, address="approve"))
    is_newer = held is not None and not is_held and row.made_at > held.approved_at
    if is_newer and visit.may(Right.APPROVE_PLANS) and declined_of(row.run_id) is None:
        forms.append(_form(visit, row, "decline"))
    if held is not None and is_held and visit.may(Right.APPROVE_PLANS):
        told = released_of(row.programme_id)
        if told is None or told.approval != held.pk:
            forms.append(_form(visit, row, "release"))
            forms.append(_form(visit, row, "take-back", is_destructive=True))
    return forms


def _form(
    visit: Visit, row: PlanRow, key: str, address: str = "", *, is_destructive: bool = False
) -> PageForm:
    return PageForm(
        reverse(f"plan-{address or key}", args=[row.run_id]),
        visit.say(f"rollout.{key}.button"),
        title=visit.say(f"rollout.{key}.title"),
        explains=visit.say(f"rollout.{key}.explains"),
        is_destructive=is_destructive,
        place="after" if is_destructive else "before",
    )


def _compare(visit: Visit, row: PlanRow) -> Links:
    others = [
        other
        for other in kept_plans(workspace())
        if other.programme_id == row.programme_id and other.has_plan and other != row
    ]
    links = [
        Link(plan_name(visit, other), reverse("plan-difference", args=[other.run_id, row.run_id]))
        for other in others[:COMPARED_WITH]
    ]
    return Links(visit.say("rollout.compare_with"), tuple(links) if row.has_plan else ())


def _conflict(visit: Visit, facts: PlanFacts | None) -> list[Block]:
    """Return which rules cannot hold together, where the programme is impossible."""
    rules = facts.plan.certificate.conflict if facts is not None else ()
    lines = tuple(_line(visit, rule) for rule in rules)
    return [CheckList(lines)] if lines else []


def _line(visit: Visit, rule: str) -> CheckLine:
    said, is_english = translated(rule, visit.language)
    return CheckLine("", "FAIL", visit.say("verdict.FAIL"), said, quoted=is_english)


def _digests(visit: Visit, held: Approval | None, row: PlanRow) -> list[Block]:
    """Return the digests that the approval states, folded; they are what was decided on."""
    if held is None or held.run_id != row.run_id or not isinstance(held.digests, dict):
        return []
    rows = tuple(Row((name, str(held.digests[name]))) for name in sorted(held.digests))
    say = visit.say
    table = Table(
        "approved_files",
        say("rollout.digests.caption"),
        (Column("file", say("rollout.file")), Column("sha256", "SHA-256", wide=True)),
        rows,
        long=True,
    )
    return [Details(say("rollout.digests"), (table,))]


def _figures(row: PlanRow, facts: PlanFacts | None, held: Approval | None) -> dict[str, Plain]:
    return {
        "run": row.run_id,
        "programme": row.programme_id,
        "status": row.status,
        "areas": row.areas,
        "objective": row.objective,
        "upper_bound": row.upper_bound,
        "gap": row.gap,
        "seed": row.seed,
        "check": row.verdict,
        "capex": facts.plan.capex if facts is not None else math.nan,
        "is_approved": held is not None and held.run_id == row.run_id,
        "is_declined": declined_of(row.run_id) is not None,
    }
