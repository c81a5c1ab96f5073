"""When the areas come: installations by week and region, and how full the crews are."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date

from showfloor.domain.programme import Wave
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.legend import Key
from showfloor.present.charts.timeline import RegionLane, WeekAxis, timeline
from showfloor.present.sections.blocks import Block, Details, Heading, Section
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.setting import Setting
from showfloor.present.tables import Column, Row, Table


def timeline_section(setting: Setting) -> Section | None:
    """Answer when the areas open, and whether crews hold them up."""
    language, facts = setting.language, plan_facts(setting)
    question = language.say("timeline.question")
    if facts is None or not facts.has_plan:
        return None
    if not facts.plan.areas:
        return Section("timeline", question, language.say("timeline.nothing"), ())
    blocks: list[Block] = [_figure(facts)]
    if facts.problem.programme.waves:
        blocks += [Heading(language.say("waves.heading")), _wave_table(facts)]
    blocks.append(Details(language.say("timeline.table.open"), (_week_table(facts),)))
    return Section(
        "timeline",
        question,
        timeline_title(facts),
        tuple(blocks),
        lead=_lead(facts),
        source=setting.source("plan"),
    )


def timeline_title(facts: PlanFacts) -> str:
    """Return the answer in a sentence: first and last opening, and the middle one."""
    language = facts.setting.language
    weeks = sorted(area.selling_week for area in facts.plan.areas)
    if len(weeks) == 1:
        return language.say("timeline.title.one", day=language.day(weeks[0]))
    return language.say(
        "timeline.title",
        first=language.day(weeks[0]),
        half=language.day(weeks[(len(weeks) - 1) // 2]),
        last=language.day(weeks[-1]),
    )


def _limits(facts: PlanFacts) -> dict[str, tuple[int, ...]] | None:
    crews = facts.problem.programme.crews
    return None if crews is None else {crew.region: crew.crew_days for crew in crews}


def _lead(facts: PlanFacts) -> str:
    language, limits = facts.setting.language, _limits(facts)
    if limits is None:
        return language.say("timeline.lead.free")
    use = facts.crew_use()
    full = sum(
        1
        for (region, week), used in use.items()
        if week < len(limits.get(region, ())) and used >= limits[region][week]
    )
    return language.say(
        "timeline.lead" if full else "timeline.lead.never",
        days=language.count(sum(use.values())),
        full=language.count(full),
    )


def _lanes(facts: PlanFacts, mondays: tuple[date, ...]) -> list[RegionLane]:
    setting, use, limits = facts.setting, facts.crew_use(), _limits(facts)
    starts: Counter[tuple[str, int]] = Counter()
    totals: Counter[str] = Counter()
    for area in facts.plan.areas:
        region = facts.region_of(area.store_id)
        starts[region, facts.week_of(area.start_week)] += 1
        totals[region] += 1
    lanes = []
    for region in sorted(totals, key=lambda code: (-totals[code], code)):
        weeks = range(len(mondays))
        limit: tuple[float, ...] = ()
        if limits is not None:
            days = limits.get(region, ())
            limit = tuple(float(days[week]) if week < len(days) else 0.0 for week in weeks)
        lanes.append(
            RegionLane(
                setting.region(region),
                tuple(starts[region, week] for week in weeks),
                tuple(float(use.get((region, week), 0)) for week in weeks),
                limit,
                str(totals[region]),
            )
        )
    return lanes


def _figure(facts: PlanFacts) -> Figure:
    language, mondays = facts.setting.language, facts.mondays()
    lanes = _lanes(facts, mondays)

    def hint(label: str, monday: date, starts: int, used: float, limit: float) -> str:
        return language.say(
            "timeline.hint" if math.isfinite(limit) else "timeline.hint.free",
            region=label,
            week=language.week(monday),
            starts=starts,
            used=language.count(used),
            limit=language.count(limit),
        )

    axis = WeekAxis(
        mondays, language.week_short, language.day_and_month, language.say("timeline.all"), hint
    )
    keys = [Key("band", "fill-used", language.say("timeline.key.used"))]
    if _limits(facts) is not None:
        keys.append(Key("band", "fill-full", language.say("timeline.key.full")))
        keys.append(Key("band", "ground", language.say("timeline.key.limit")))
    words = Words(
        language.say("timeline.chart.title"),
        language.say("timeline.chart.description", regions=len(lanes), weeks=len(mondays)),
        language.say("timeline.chart.caption"),
    )
    return timeline("timeline", lanes, axis, keys, words)


def _wave_table(facts: PlanFacts) -> Table:
    setting, language = facts.setting, facts.setting.language
    columns = (
        Column("wave", language.say("col.wave")),
        Column("stores", language.say("col.stores"), "count"),
        Column("first", language.say("col.first_opening"), "week"),
        Column("last", language.say("col.last_opening"), "week"),
        Column("release_on", language.say("col.release"), "week"),
        Column("names", language.say("col.store_names"), wide=True),
    )
    rows = tuple(_wave_row(facts, setting, wave) for wave in facts.problem.programme.waves)
    return Table("waves", language.say("waves.table"), columns, rows)


def _wave_row(facts: PlanFacts, setting: Setting, wave: Wave) -> Row:
    weeks = sorted(
        facts.planned[store_id].selling_week
        for store_id in wave.store_ids
        if store_id in facts.planned
    )
    names = [setting.store(store_id) for store_id in wave.store_ids]
    shown = names[:8]
    if len(names) > len(shown):
        shown.append(setting.language.say("more", n=len(names) - len(shown)))
    cells = (
        wave.name,
        len(wave.store_ids),
        weeks[0] if weeks else None,
        weeks[-1] if weeks else None,
        wave.release_on,
        ", ".join(shown),
    )
    reasons = [("release_on", setting.language.say("waves.no_release"))]
    if not weeks:
        standing = setting.language.say("waves.standing")
        reasons += [("first", standing), ("last", standing)]
    return Row(cells, reasons=tuple(reasons))


def _week_table(facts: PlanFacts) -> Table:
    language, limits = facts.setting.language, _limits(facts)
    use = facts.crew_use()
    starts = Counter(area.start_week for area in facts.plan.areas)
    sells = Counter(area.selling_week for area in facts.plan.areas)
    rows = []
    for week, monday in enumerate(facts.mondays()):
        used = sum(days for (_, at), days in use.items() if at == week)
        limit: float = math.nan
        if limits is not None:
            limit = float(sum(days[week] for days in limits.values() if week < len(days)))
        rows.append(Row((monday, starts[monday], sells[monday], used, limit)))
    free = language.say("crews.free")
    rows = [
        Row(row.cells, reasons=(("crew_limit", free),) if limits is None else ()) for row in rows
    ]
    columns = (
        Column("week", language.say("col.week"), "week"),
        Column("starts", language.say("col.starts"), "count"),
        Column("openings", language.say("col.openings"), "count"),
        Column("crew_days", language.say("col.crew_days"), "count"),
        Column("crew_limit", language.say("col.crew_limit"), "count"),
    )
    return Table("timeline", language.say("timeline.table"), columns, tuple(rows), long=True)
