"""What will be measurable: the smallest effect that a plan lets one see, and what finer costs."""

from __future__ import annotations

import math

from showfloor.measure.design_types import DesignFound, Detectable
from showfloor.present.charts.detectability import DetectableLine, detectable_figure
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.language import Language
from showfloor.present.sections.blocks import Block, Details, Heading, Paragraph, Section
from showfloor.present.sections.design_frontier import (
    effect_axis,
    effect_places,
    effect_text,
    frontier_blocks,
    outcome_word,
)
from showfloor.present.sections.design_stores import stores_blocks, stores_title, tested_blocks
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table


def design_section(setting: Setting) -> Section | None:
    """Answer which effect the plan lets one see, by when, and what a finer one would cost."""
    language, found = setting.language, setting.content.design
    if found is None:
        return None
    blocks: list[Block] = []
    if any(math.isfinite(week.mde) for week in found.design.by_week):
        blocks.append(_weeks_figure(language, found))
    if len(found.points) > 1:
        blocks += frontier_blocks(language, found)
    if found.stores is not None:
        blocks += stores_blocks(language, found, found.stores)
    if found.design.held_out is not None:
        blocks += tested_blocks(language, found.design.held_out)
    blocks += [
        Details(language.say("design.weeks.open"), (_weeks_table(language, found),)),
        Details(language.say("design.noise.open"), _noise(language, found)),
        Heading(language.say("design.assumptions")),
        Paragraph(language.say(f"design.assumption.{found.design.scale}"), quiet=True),
        Paragraph(language.say("design.assumption.future"), quiet=True),
    ]
    blocks += [Paragraph(translated(note, language)[0], quiet=True) for note in found.design.notes]
    return Section(
        "design",
        language.say("design.question"),
        design_title(language, found),
        tuple(blocks),
        lead=_lead(language, found),
        source=setting.source(*_runs(found)),
    )


def _runs(found: DesignFound) -> tuple[str, ...]:
    """Return the kinds of runs behind a design: a plan's, or that of stores and dates."""
    return ("plan", "design") if found.stores is None else ("design-stores",)


def design_title(language: Language, found: DesignFound) -> str:
    """Return the answer in a sentence."""
    at, day = found.design.at, language.day(found.on)
    outcome = outcome_word(language, found)
    if found.stores is not None and (said := stores_title(language, found, found.stores)):
        return said
    if not math.isfinite(at.mde) and (found.met is None or found.stores is not None):
        reason = translated(at.reason, language)[0]
        return language.say("design.title.unknown", day=day, reason=reason)
    mde, limit = effect_text(language, at.mde), effect_text(language, found.mde_at_most)
    if found.met is None:
        share = found.design.relative_mde
        if found.design.scale == "per_cent" and math.isfinite(share):
            said = language.percent(share)
            return language.say(
                "design.title.per_cent", day=day, share=said, mde=mde, outcome=outcome
            )
        said = ""
        if math.isfinite(share):
            said = language.say("design.title.share", share=language.percent(share))
        return language.say("design.title", day=day, mde=mde, outcome=outcome, share=said)
    point = found.point
    key = "design.title.unmet" if not found.met else "design.title.met.free"
    price = ""
    if found.met and point is not None and point.strength > 0.0:
        key, price = "design.title.met", language.money_short(point.price)
    return language.say(key, day=day, mde=mde, limit=limit, outcome=outcome, price=price)


def _lead(language: Language, found: DesignFound) -> str:
    at, design = found.design.at, found.design
    return language.say(
        "design.lead.one" if at.treated == 1 else "design.lead",
        treated=language.count(at.treated),
        compared=language.count(at.compared),
        store_weeks=language.count(at.store_weeks),
        se=effect_text(language, at.se),
        stores=language.count(design.stores),
        weeks=language.count(design.history_weeks),
    )


def _weeks_figure(language: Language, found: DesignFound) -> Figure:
    weeks = found.design.by_week
    outcome = outcome_word(language, found)
    known = [week for week in weeks if math.isfinite(week.mde)]
    limit = effect_text(language, found.mde_at_most)
    words = Words(
        language.say("design.chart"),
        language.say(
            "design.chart.description",
            first=effect_text(language, known[0].mde),
            begin=language.day(known[0].on),
            last=effect_text(language, known[-1].mde),
            end=language.day(known[-1].on),
        ),
        language.say("design.chart.caption", outcome=outcome),
    )
    line = DetectableLine(
        mondays=tuple(week.on for week in weeks),
        values=tuple(week.mde for week in weeks),
        limit=found.mde_at_most,
        label=f"{effect_text(language, known[-1].mde)} {outcome}",
        limit_label=language.say("design.chart.limit", limit=limit),
        week_text=language.week_short,
        month_text=language.day_and_month,
        value_axis=effect_axis(language),
    )
    return detectable_figure("design-weeks", line, words)


def _weeks_table(language: Language, found: DesignFound) -> Table:
    weeks, level = found.design.by_week, found.design.level
    places = effect_places([week.mde for week in weeks])
    columns = (
        Column("on", language.say("design.col.week"), "week"),
        Column("treated", language.say("design.col.treated"), "count"),
        Column("compared", language.say("design.col.compared"), "count"),
        Column("store_weeks", language.say("design.col.store_weeks"), "count"),
        Column("se", language.say("design.col.se"), "number", places),
        Column("mde", language.say("design.col.mde"), "number", places),
        Column("relative", language.say("design.col.relative"), "percent"),
    )
    rows = [_week_row(language, week, level) for week in weeks]
    return Table("design_by_week", language.say("design.weeks.table"), columns, tuple(rows))


def _week_row(language: Language, week: Detectable, level: float) -> Row:
    relative = week.mde / level if level > 0.0 else math.nan
    reason = translated(week.reason, language)[0]
    return Row(
        (week.on, week.treated, week.compared, week.store_weeks, week.se, week.mde, relative),
        reasons=tuple((key, reason) for key in ("se", "mde", "relative")) if reason else (),
    )


def _noise(language: Language, found: DesignFound) -> tuple[Block, ...]:
    rows = found.design.semivariogram
    places = effect_places([fitted for _, _, fitted in rows])
    columns = (
        Column("lag", language.say("design.col.lag"), "count"),
        Column("seen", language.say("design.col.seen"), "number", places),
        Column("fitted", language.say("design.col.fitted"), "number", places),
    )
    beyond = (("seen", language.say("design.beyond")),)
    table = Table(
        "design_noise",
        language.say("design.noise.table"),
        columns,
        tuple(
            Row((lag, seen, fitted), reasons=() if math.isfinite(seen) else beyond)
            for lag, seen, fitted in rows
        ),
    )
    share = language.percent(found.design.reliability, 0)
    return (table, Paragraph(language.say("design.noise.note", share=share), quiet=True))
