"""The overview of a programme: areas open, next installations, money, measured lift, what waits."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from markupsafe import Markup

from showfloor.domain.plan import PlannedArea
from showfloor.portal.clock import today
from showfloor.portal.figures.page import Page, Plain
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Right
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import (
    Block,
    CheckLine,
    CheckList,
    Empty,
    Heading,
    KeyFigure,
    KeyFigures,
    Prose,
    Verdict,
)
from showfloor.present.sections.earned import key_figures as measured_figures
from showfloor.present.sections.earned_setting import earned_of
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.setting import Setting, setting_for
from showfloor.present.tables import Column, Row, Table
from showfloor.present.types import ReportContent
from showfloor.workflows.programme_overview import programme_content
from showfloor.workflows.small_stores import groups_measured

NEXT_WEEKS = 8
NEXT_SHOWN = 10
"""Installations that the page shows; JSON and CSV hold all."""


def overview(visit: Visit) -> Page:
    """Return where the programme stands today."""
    content = _without_few_staff(programme_content(workspace()))
    setting = setting_for(content, visit.language)
    facts = plan_facts(setting)
    if facts is None or not facts.has_plan:
        return _without_a_plan(visit, setting)
    day = today()
    opened = [area for area in facts.plan.areas if area.selling_week <= day]
    built = [area for area in facts.plan.areas if area.start_week <= day < area.selling_week]
    coming = _coming(facts, day)
    lift = _lift(content)
    title = visit.say(
        "programmes.overview.title",
        name=setting.manufacturer(facts.problem.programme.manufacturer_id),
        n=len(opened),
        planned=visit.language.count(len(facts.plan.areas)),
    )
    blocks: tuple[Block, ...] = (
        _key_figures(visit, facts, opened, built, lift),
        Heading(visit.say("programmes.decisions")),
        CheckList(_waiting(visit, content)),
        Heading(visit.say("programmes.next")),
        _next_table(visit, setting, coming),
        *_the_rest(visit, len(coming) - NEXT_SHOWN),
    )
    return Page(
        "overview",
        visit.say("programmes.overview.question"),
        title,
        blocks,
        lead=visit.say("programmes.overview.lead", day=visit.language.day(day)),
        source=setting.source("plan", "verify", "measure-areas"),
        figures=_figures(facts, opened, built, coming, lift),
    )


def _without_few_staff(content: ReportContent) -> ReportContent:
    """Return the content without a measurement of one or two stores, few people in one of them."""
    if content.areas is None:
        return content
    groups = groups_measured(workspace(), settings.PORTAL.staff_at_least, content.areas)
    return content if groups.is_total_shown else replace(content, areas=None)


def _without_a_plan(visit: Visit, setting: Setting) -> Page:
    return Page(
        "overview",
        visit.say("programmes.overview.question"),
        visit.say("programmes.overview.none"),
        (
            Empty(
                visit.say("programmes.overview.empty"),
                visit.say("programmes.overview.how"),
                "showfloor plan",
            ),
        ),
        source=setting.source(),
    )


def _coming(facts: PlanFacts, day: date) -> list[PlannedArea]:
    """Return the areas whose installation begins within the next weeks, or runs now."""
    until = day + timedelta(weeks=NEXT_WEEKS)
    found = [a for a in facts.plan.areas if day < a.selling_week and a.start_week < until]
    return sorted(found, key=lambda area: (area.start_week, area.store_id))


def _lift(content: ReportContent) -> float:
    """Return the measured lift as a share, NaN where nothing was measured."""
    if content.areas is None:
        return float("nan")
    return content.areas.money.per_cent.estimate / 100.0


def _key_figures(
    visit: Visit,
    facts: PlanFacts,
    opened: list[PlannedArea],
    built: list[PlannedArea],
    lift: float,
) -> KeyFigures:
    language, say = visit.language, visit.say
    stores = reverse("stores")
    capex = math.fsum(facts.capex(area) for area in opened + built)
    value = facts.plan.value - facts.plan.spillover_loss
    earned = earned_of(facts.setting)
    lift_says = say("key.effect.missing") if earned is None else measured_figures(earned)[1].decides
    measured = reverse("measured") if visit.may(Right.SEE_MEASURED) else stores
    return KeyFigures(
        (
            KeyFigure(
                say("programmes.open"),
                language.count(len(opened)),
                say(
                    "programmes.open.decides",
                    planned=language.count(len(facts.plan.areas)),
                    standing=language.count(len(facts.standing)),
                ),
                stores,
            ),
            KeyFigure(
                say("programmes.building"),
                language.count(len(built)),
                say("programmes.building.decides"),
                "installations",
            ),
            KeyFigure(
                say("programmes.spent"),
                language.money_short(capex),
                say("programmes.spent.decides", all=language.money_short(facts.plan.capex)),
                "installations",
            ),
            KeyFigure(
                say("key.value.to", party=facts.value_for()),
                language.money_short(value),
                say("programmes.value.decides"),
                stores,
            ),
            KeyFigure(say("key.effect"), language.percent(lift, signed=True), lift_says, measured),
        )
    )


def _waiting(visit: Visit, content: ReportContent) -> tuple[CheckLine, ...]:
    """Return what needs a decision; where nothing does, one line says so."""
    found: list[tuple[Verdict, str]] = []
    if content.verification is None:
        found.append(("REVIEW", "programmes.wait.unverified"))
    elif not content.verification.passed:
        found.append(("FAIL", "programmes.wait.broken"))
    if content.areas is None:
        found.append(("REVIEW", "programmes.wait.unmeasured"))
    if not found:
        found.append(("PASS", "programmes.wait.nothing"))
    return tuple(
        CheckLine(visit.say(key), verdict, visit.say(f"verdict.{verdict}"), visit.say(f"{key}.how"))
        for verdict, key in found
    )


def _next_table(visit: Visit, setting: Setting, coming: list[PlannedArea]) -> Table:
    say = visit.say
    rows = tuple(
        Row(
            (
                setting.store(area.store_id),
                area.store_id,
                setting.format(area.format_id),
                area.start_week,
                area.selling_week,
                area.value,
            ),
            href=reverse("store", args=[area.store_id]),
        )
        for area in coming
    )
    return Table(
        "installations",
        say("programmes.next.caption", weeks=NEXT_WEEKS) if rows else say("programmes.next.none"),
        (
            Column("store", say("programmes.store")),
            Column("store_id", "", data_only=True),
            Column("format", say("programmes.format")),
            Column("start_week", say("programmes.start"), "week"),
            Column("selling_week", say("programmes.selling"), "week"),
            Column("value", f"{say('programmes.value')} {visit.language.currency_symbol}", "money"),
        ),
        rows,
        shown_rows=NEXT_SHOWN,
    )


def _the_rest(visit: Visit, more: int) -> tuple[Block, ...]:
    """Return the link to all installations where the page shows but the next ones."""
    if more <= 0:
        return ()
    link = Markup('<p><a href="{}">{}</a></p>')
    return (Prose(link.format(reverse("timeline"), visit.say("programmes.next.more", n=more))),)


def _figures(
    facts: PlanFacts,
    opened: list[PlannedArea],
    built: list[PlannedArea],
    coming: list[PlannedArea],
    lift: float,
) -> dict[str, Plain]:
    return {
        "areas_open_by_plan": len(opened),
        "areas_standing": len(facts.standing),
        "areas_in_installation": len(built),
        "areas_planned": len(facts.plan.areas),
        "installations_coming": len(coming),
        "capex_begun": math.fsum(facts.capex(area) for area in opened + built),
        "capex_planned": facts.plan.capex,
        "value": facts.plan.value - facts.plan.spillover_loss,
        "measured_lift": lift,
    }
