"""The overview of a programme: areas open, next installations, money, measured lift, what waits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse
from markupsafe import Markup

from showfloor.portal.clock import today
from showfloor.portal.figures.page import Page, Plain
from showfloor.portal.people.visit import Visit
from showfloor.portal.programmes.plan_now import (
    LINK,
    NEXT_WEEKS,
    AreasShown,
    waiting_links,
    waiting_says,
    which_plan,
)
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
from showfloor.present.sections.plan_facts import plan_facts
from showfloor.present.sections.setting import Setting, setting_for
from showfloor.present.tables import Column, Row, Table
from showfloor.present.types import ReportContent
from showfloor.workflows.programme_overview import programme_content
from showfloor.workflows.rollout_now import rollout_now
from showfloor.workflows.small_stores import groups_measured

NEXT_SHOWN = 10
"""Installations that the page shows; JSON and CSV hold all."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """What the page can say of the areas' measurement.

    missing: no measurement is shown. held_back: there is one, of so few people that it is not.
    """

    missing: bool
    held_back: bool

    @property
    def is_wanted(self) -> bool:
        """Whether the areas wait to be measured."""
        return self.missing and not self.held_back


def overview(visit: Visit) -> Page:
    """Return where the programme stands today: the plan that holds, and what waits beside it."""
    kept = programme_content(workspace())
    content = _without_few_staff(kept)
    measured = _Measured(content.areas is None, content.areas is not kept.areas)
    setting = setting_for(content, visit.language)
    facts, day = plan_facts(setting), today()
    now = rollout_now(workspace(), day)
    if facts is None or not facts.has_plan or now is None:
        return _without_a_plan(visit, setting)
    shown = AreasShown(facts, now, day)
    lift = _lift(content)
    title = visit.say(
        "programmes.overview.title" if now.approved_at else "programmes.overview.title.by_plan",
        name=setting.manufacturer(facts.problem.programme.manufacturer_id),
        n=len(shown.opened),
        planned=visit.language.count(len(now.areas)),
    )
    blocks: tuple[Block, ...] = (
        _key_figures(visit, shown, lift, measured),
        Heading(visit.say("programmes.decisions")),
        CheckList(_waiting(visit, content, shown, measured)),
        *_decision_links(visit, content, shown, measured),
        Heading(visit.say("programmes.next")),
        _next_table(visit, setting, shown),
        *_the_rest(visit, len(shown.coming) - NEXT_SHOWN),
    )
    return Page(
        "overview",
        visit.say("programmes.overview.question"),
        title,
        blocks,
        lead=f"{visit.say('programmes.overview.lead', day=visit.language.day(day))} "
        f"{which_plan(visit, now)}",
        source=setting.source("plan", "verify", "measure-areas"),
        figures=_figures(shown, lift),
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


def _lift(content: ReportContent) -> float:
    """Return the measured lift as a share, NaN where nothing was measured."""
    if content.areas is None:
        return float("nan")
    return content.areas.money.per_cent.estimate / 100.0


def _key_figures(visit: Visit, shown: AreasShown, lift: float, measured: _Measured) -> KeyFigures:
    language, say = visit.language, visit.say
    stores, facts = reverse("stores"), shown.facts
    value = facts.plan.value - facts.plan.spillover_loss
    earned = earned_of(facts.setting)
    lift_says = say("key.effect.missing") if earned is None else measured_figures(earned)[1].decides
    if measured.held_back:
        lift_says = say("programmes.lift.held_back")
    whence = reverse("measured") if visit.may(Right.SEE_MEASURED) else stores
    spent = shown.capex([*shown.opened, *shown.built])
    return KeyFigures(
        (
            KeyFigure(
                say("programmes.open" if shown.now.approved_at else "programmes.open.by_plan"),
                language.count(len(shown.opened)),
                say(
                    "programmes.open.decides",
                    planned=language.count(len(shown.now.areas)),
                    standing=language.count(len(shown.stood_before)),
                ),
                stores,
            ),
            KeyFigure(
                say("programmes.building"),
                language.count(len(shown.built)),
                say("programmes.building.decides"),
                "installations",
            ),
            KeyFigure(
                say("programmes.spent"),
                language.money_short(spent),
                say(
                    "programmes.spent.decides",
                    all=language.money_short(shown.capex(shown.now.areas)),
                ),
                "installations",
            ),
            KeyFigure(
                say("key.value.to", party=facts.value_for()),
                language.money_short(value),
                say(f"programmes.value.decides{'.rest' if shown.now.row.is_replan else ''}"),
                stores,
            ),
            KeyFigure(say("key.effect"), language.percent(lift, signed=True), lift_says, whence),
        )
    )


def _waiting(
    visit: Visit, content: ReportContent, shown: AreasShown, measured: _Measured
) -> tuple[CheckLine, ...]:
    """Return what needs a decision; where nothing does, one line says so."""
    say = visit.say
    found: list[tuple[Verdict, str, str]] = []
    now = shown.now
    if now.waiting is not None:
        whose = "" if visit.may(Right.APPROVE_PLANS) else ".others"
        title = say(f"programmes.wait.newer{whose}")
        found.append(("REVIEW", title, waiting_says(visit, now.waiting)))
    elif now.approved_at is None and now.row.verdict == "PASS":
        found.append(("REVIEW", *_said(visit, "programmes.wait.unapproved")))
    if shown.late:
        how = say("programmes.wait.late.how", n=len(shown.late))
        found.append(("REVIEW", say("programmes.wait.late", n=len(shown.late)), how))
    if content.verification is None:
        found.append(("REVIEW", *_said(visit, "programmes.wait.unverified")))
    elif not content.verification.passed:
        found.append(("FAIL", *_said(visit, "programmes.wait.broken")))
    if measured.is_wanted:
        found.append(("REVIEW", *_said(visit, "programmes.wait.unmeasured")))
    if not found:
        rest = ".held_back" if measured.held_back else ""
        how = say(f"programmes.wait.nothing.how{rest}")
        found.append(("PASS", say("programmes.wait.nothing"), how))
    return tuple(
        CheckLine(title, verdict, say(f"verdict.{verdict}"), how) for verdict, title, how in found
    )


def _said(visit: Visit, key: str) -> tuple[str, str]:
    return visit.say(key), visit.say(f"{key}.how")


def _decision_links(
    visit: Visit, content: ReportContent, shown: AreasShown, measured: _Measured
) -> tuple[Block, ...]:
    """Return where what waits is decided, for who may."""
    say, run_id = visit.say, shown.now.row.run_id
    links = list(waiting_links(visit, shown.now))
    if visit.may(Right.SEE_PLANS) and (
        shown.now.approved_at is None or content.verification is None
    ):
        links.append((reverse("plan", args=[run_id]), say("programmes.wait.plan")))
    if shown.late and visit.may(Right.INSTALL):
        links.append((reverse("installations"), say("programmes.wait.late.link")))
    if measured.is_wanted and visit.may(Right.SEE_RUNS) and visit.may(Right.SEE_MEASURED):
        links.append((reverse("runs"), say("programmes.wait.unmeasured.link")))
    shown_links = Markup(" · ").join(LINK.format(href, text) for href, text in links)
    return (Prose(Markup("<p>{}</p>").format(shown_links)),) if links else ()


def _next_table(visit: Visit, setting: Setting, shown: AreasShown) -> Table:
    say = visit.say
    rows = tuple(
        Row(
            (
                setting.store(area.planned.store_id),
                area.planned.store_id,
                setting.format(area.format_id),
                area.start_week,
                area.selling_week,
                say(f"programmes.progress.{area.progress}"),
                area.progress.value,
                shown.value(area),
            ),
            href=reverse("store", args=[area.planned.store_id]),
            reasons=(("value", say("programmes.value.earlier")),),
        )
        for area in shown.coming
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
            Column("progress_word", say("programmes.state")),
            Column("progress", "", data_only=True),
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


def _figures(shown: AreasShown, lift: float) -> dict[str, Plain]:
    plan, now = shown.facts.plan, shown.now
    waiting = now.waiting
    return {
        "plan": now.row.run_id,
        "is_approved": now.approved_at is not None,
        "plan_waiting": waiting.row.run_id if waiting else None,
        "areas_open": len(shown.opened),
        "areas_standing": len(shown.stood_before),
        "areas_in_installation": len(shown.built),
        "areas_late": len(shown.late),
        "areas_planned": len(now.areas),
        "installations_coming": len(shown.coming),
        "capex_begun": shown.capex([*shown.opened, *shown.built]),
        "capex_planned": shown.capex(now.areas),
        "value": plan.value - plan.spillover_loss,
        "measured_lift": lift,
    }
