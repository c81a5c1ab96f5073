"""How a re-plan differs from the plan before, store by store, each change with its reason."""

from __future__ import annotations

from collections import Counter
from datetime import date

from showfloor.plan.replan_difference import ReplanFound, StoreChange
from showfloor.present.charts.bars import PlainBar, plain_bars
from showfloor.present.charts.drawing import Words
from showfloor.present.sections.blocks import Block, Details, Paragraph, Section
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table

KINDS = ("committed", "kept", "moved", "format", "dropped", "new")
UNCHANGED = frozenset({"committed", "kept"})


def replan_section(setting: Setting) -> Section | None:
    """Answer what became of the last plan; None where the plan is no re-plan."""
    language, facts, found = setting.language, plan_facts(setting), setting.content.replan
    if facts is None or found is None or not facts.has_plan:
        return None
    changed = [row for row in found.changes if row.change not in UNCHANGED]
    blocks: list[Block] = [_figure(facts, found)]
    blocks += [Paragraph(_sentence(facts, note)) for note in found.notes]
    if changed:
        blocks.append(_table(facts, "replan_changes", "replan.table", changed))
    same = [row for row in found.changes if row.change in UNCHANGED]
    if same:
        table = _table(facts, "replan_unchanged", "replan.table.same", same)
        blocks.append(Details(language.say("replan.same.open", n=len(same)), (table,)))
    cost = language.money(found.change_cost, 2)
    return Section(
        "replan",
        language.say("replan.question"),
        replan_title(facts, found),
        tuple(blocks),
        lead=language.say("replan.lead", day=language.day(found.start), cost=cost),
        source=setting.source("plan", "replan"),
    )


def replan_title(facts: PlanFacts, found: ReplanFound) -> str:
    """Return the answer in a sentence: how many areas stay, and how many change."""
    language = facts.setting.language
    changed = sum(row.change not in UNCHANGED for row in found.changes)
    same = language.count(len(found.changes) - changed)
    if not changed:
        return language.say("replan.title.none", same=same)
    return language.say("replan.title", n=changed, same=same)


def _figure(facts: PlanFacts, found: ReplanFound) -> Block:
    language = facts.setting.language
    counts: Counter[str] = Counter(row.change for row in found.changes)
    bars = [
        PlainBar(
            language.say(f"replan.kind.{kind}"),
            float(counts[kind]),
            language.count(counts[kind]),
        )
        for kind in KINDS
    ]
    words = Words(
        language.say("replan.chart.title"),
        language.say("replan.chart.description", n=len(found.changes)),
        language.say("replan.chart.caption"),
    )
    return plain_bars("replan", bars, words)


def _table(facts: PlanFacts, name: str, caption: str, rows: list[StoreChange]) -> Table:
    language, unit = facts.setting.language, facts.setting.language.currency_symbol
    columns = (
        Column("store_id", "", data_only=True),
        Column("store", language.say("col.store")),
        Column("change", language.say("col.replan.change")),
        Column("before", language.say("col.replan.before")),
        Column("after", language.say("col.replan.after")),
        Column("weeks", language.say("col.replan.weeks"), "count"),
        Column("value", language.say("col.replan.gain", unit=unit), "money"),
        Column("why", language.say("col.why"), wide=True),
    )
    return Table(
        name, language.say(caption), columns, tuple(_row(facts, row) for row in rows), long=True
    )


def _row(facts: PlanFacts, row: StoreChange) -> Row:
    setting = facts.setting
    none = setting.language.say("replan.no_value")
    gain = row.value_after - row.value_before
    return Row(
        (
            row.store_id,
            setting.store(row.store_id),
            setting.language.say(f"replan.kind.{row.change}"),
            _area(facts, row.before_format_id, row.before_start_week),
            _area(facts, row.after_format_id, row.after_start_week),
            row.weeks,
            gain,
            _sentence(facts, row.because),
        ),
        reasons=(("value", none), ("weeks", setting.language.say("replan.no_weeks"))),
    )


def _area(facts: PlanFacts, format_id: str | None, week: date | None) -> str:
    language = facts.setting.language
    if format_id is None or week is None:
        return language.say("replan.nothing")
    return language.say(
        "replan.area", format=facts.setting.format(format_id), week=language.day(week)
    )


def _sentence(facts: PlanFacts, sentence: str) -> str:
    text = translated(sentence, facts.setting.language)[0]
    return text[:1].upper() + text[1:]
