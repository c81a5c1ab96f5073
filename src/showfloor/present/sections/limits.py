"""What the plan spends against its limits: budget, crews, fixtures."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

from showfloor.domain.calendars import monday_of_week
from showfloor.plan.types import ScarceThing
from showfloor.present.charts.budget import BudgetLines, budget_figure
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.sections.blocks import Block, Heading, Paragraph, Section
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.setting import Setting
from showfloor.present.tables import Column, Row, Table


def limits_section(setting: Setting) -> Section | None:
    """Answer how much of the budget, the crews and the fixtures the plan uses."""
    language, facts = setting.language, plan_facts(setting)
    question = language.say("limits.question")
    if facts is None or not facts.has_plan:
        return None
    blocks: list[Block] = [_budget_figure(facts)]
    if facts.problem.programme.budget:
        blocks.append(_budget_table(facts))
    else:
        blocks.append(Paragraph(language.say("budget.free"), quiet=True))
    crews = facts.problem.programme.crews
    blocks.append(Heading(language.say("crews.heading")))
    if crews is None:
        blocks.append(Paragraph(language.say("crews.free")))
    else:
        blocks.append(_crew_table(facts))
    if facts.of_kind("supply"):
        blocks += [Heading(language.say("supply.heading")), _supply_table(facts)]
    blocks += [Heading(language.say("formats.heading")), _format_table(facts)]
    return Section(
        "limits", question, limits_title(facts), tuple(blocks), source=setting.source("plan")
    )


def limits_title(facts: PlanFacts) -> str:
    """Return the answer in a sentence: money spent of money allowed."""
    language = facts.setting.language
    spent = language.money_short(facts.plan.capex)
    allowed = math.fsum(step.amount for step in facts.problem.programme.budget)
    if not allowed:
        return language.say("limits.title.free", spent=spent)
    return language.say(
        "limits.title",
        spent=spent,
        allowed=language.money_short(allowed),
        share=language.percent(facts.plan.capex / allowed, 0),
    )


def _budget_figure(facts: PlanFacts) -> Figure:
    language, programme = facts.setting.language, facts.problem.programme
    by_week: dict[int, list[float]] = defaultdict(list)
    for area in facts.plan.areas:
        by_week[facts.week_of(area.start_week)].append(facts.capex(area))
    last = max(by_week, default=0) + 1
    weeks = range(max(min(programme.weeks, last + 2), 2))
    mondays = tuple(monday_of_week(week, programme.start) for week in weeks)
    spent, paid = [], []
    for week in weeks:
        paid += by_week.get(week, [])
        spent.append(math.fsum(paid))
    allowed = []
    if programme.budget:
        for monday in mondays:
            amounts = [step.amount for step in programme.budget]
            reached = next(
                (place for place, step in enumerate(programme.budget) if monday <= step.through),
                len(amounts) - 1,
            )
            allowed.append(math.fsum(amounts[: reached + 1]))
    lines = BudgetLines(
        mondays,
        tuple(spent),
        tuple(allowed),
        language.say("budget.spent"),
        language.say("budget.allowed"),
        language.week_short,
        language.day_and_month,
        language.money_axis,
    )
    words = Words(
        language.say("budget.chart.title"),
        language.say("budget.chart.description", spent=language.money(spent[-1], 2)),
        language.say("budget.chart.caption"),
    )
    return budget_figure("budget", lines, words)


def _budget_table(facts: PlanFacts) -> Table:
    language, programme = facts.setting.language, facts.problem.programme
    rows = []
    allowed = 0.0
    for step in programme.budget:
        allowed = math.fsum((allowed, step.amount))
        spent = math.fsum(
            facts.capex(area) for area in facts.plan.areas if area.start_week <= step.through
        )
        if step is programme.budget[-1]:
            spent = math.fsum(facts.capex(area) for area in facts.plan.areas)
        used = spent / allowed if allowed > 0 else math.nan
        rows.append(Row((language.day(step.through), allowed, spent, allowed - spent, used)))
    unit = language.currency_symbol
    columns = (
        Column("through", language.say("col.through")),
        Column("allowed", language.say("col.allowed", unit=unit), "cents"),
        Column("spent", language.say("col.spent", unit=unit), "cents"),
        Column("left", language.say("col.left", unit=unit), "cents"),
        Column("used", language.say("col.used"), "percent"),
    )
    return Table("budget", language.say("budget.table"), columns, tuple(rows))


def _crew_table(facts: PlanFacts) -> Table:
    setting, language = facts.setting, facts.setting.language
    weeks = len(facts.mondays())
    use = facts.crew_use()
    areas = Counter(facts.region_of(area.store_id) for area in facts.plan.areas)
    rows = []
    for crew in sorted(facts.problem.programme.crews or (), key=lambda c: -areas[c.region]):
        days = crew.crew_days[:weeks]
        used = sum(amount for (region, _), amount in use.items() if region == crew.region)
        full = sum(
            1
            for week, limit in enumerate(days)
            if limit and use.get((crew.region, week), 0) >= limit
        )
        share = used / sum(days) if sum(days) else math.nan
        rows.append(
            Row((setting.region(crew.region), areas[crew.region], used, sum(days), share, full))
        )
    used_all = sum(use.values())
    days_all = sum(sum(crew.crew_days[:weeks]) for crew in facts.problem.programme.crews or ())
    columns = (
        Column("region", language.say("col.region")),
        Column("areas", language.say("col.planned"), "count"),
        Column("crew_days", language.say("col.crew_days"), "count"),
        Column("crew_limit", language.say("col.crew_limit"), "count"),
        Column("used", language.say("col.used"), "percent"),
        Column("full_weeks", language.say("col.full_weeks"), "count"),
    )
    total = (
        language.say("total"),
        sum(areas.values()),
        used_all,
        days_all,
        used_all / days_all if days_all else math.nan,
        None,
    )
    caption = language.say("crews.table", weeks=weeks)
    return Table("crews", caption, columns, tuple(rows), total)


def _supply_table(facts: PlanFacts) -> Table:
    language = facts.setting.language
    rows = tuple(_supply_row(facts, thing) for thing in facts.of_kind("supply"))
    columns = (
        Column("format", language.say("col.format")),
        Column("week", language.say("col.from_week"), "week"),
        Column("delivered", language.say("col.delivered"), "count"),
        Column("used", language.say("col.used_count"), "count"),
    )
    return Table("supply", language.say("supply.table"), columns, rows)


def _supply_row(facts: PlanFacts, thing: ScarceThing) -> Row:
    return Row((facts.setting.format(thing.name), thing.week, thing.limit, thing.used))


def _format_table(facts: PlanFacts) -> Table:
    setting, language = facts.setting, facts.setting.language
    rows = []
    for item in facts.problem.programme.formats:
        areas = [area for area in facts.plan.areas if area.format_id == item.format_id]
        cells = (
            setting.format(item.format_id),
            item.footprint_m2,
            item.capex,
            item.manufacturer_pays,
            len(areas),
            math.fsum(area.value for area in areas),
            math.fsum(facts.capex(area) for area in areas),
        )
        rows.append(Row(cells))
    unit = language.currency_symbol
    columns = (
        Column("format", language.say("col.format")),
        Column("footprint", language.say("col.footprint"), "number", 1),
        Column("capex_each", language.say("col.capex_each", unit=unit), "money"),
        Column("manufacturer_pays", language.say("col.manufacturer_pays"), "percent", 0),
        Column("areas", language.say("col.planned"), "count"),
        Column("value", language.say("col.value", unit=unit), "money"),
        Column("capex", language.say("col.capex", unit=unit), "money"),
    )
    total = (
        language.say("total"),
        None,
        None,
        None,
        len(facts.plan.areas),
        math.fsum(area.value for area in facts.plan.areas),
        math.fsum(facts.capex(area) for area in facts.plan.areas),
    )
    return Table("plan_by_format", language.say("formats.table"), columns, tuple(rows), total)
