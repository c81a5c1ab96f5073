"""What was left to chance: which stores drew lots, and what that costs at most."""

from __future__ import annotations

from showfloor.domain.plan import DrawnStore
from showfloor.plan.experiment_types import DrawCost
from showfloor.present.sections.blocks import Block, Details, Paragraph, Section
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.plan_price import plan_price_blocks
from showfloor.present.sections.setting import Setting
from showfloor.present.tables import Column, Row, Table


def draw_section(setting: Setting) -> Section | None:
    """Answer which stores drew lots and what it costs; None where nothing was to be drawn."""
    language, facts = setting.language, plan_facts(setting)
    if facts is None or not facts.has_plan or facts.plan.draw_cost is None:
        return None
    cost = facts.plan.draw_cost
    blocks: list[Block] = [_cost_table(facts, cost)]
    if facts.plan.drawn:
        start = cost.stores - cost.stores_in_or_out
        words = {
            "in_or_out": language.count(cost.stores_in_or_out),
            "start": language.count(start),
        }
        blocks.append(Paragraph(language.say("draw.reach", **words), quiet=True))
        folded = language.say("draw.stores", n=cost.stores)
        blocks.append(Details(folded, (_drawn_table(facts),)))
    blocks += plan_price_blocks(facts)
    return Section(
        "draw",
        language.say("draw.question"),
        draw_title(facts, cost),
        tuple(blocks),
        lead=language.say("draw.lead"),
        source=setting.source("plan"),
    )


def draw_title(facts: PlanFacts, cost: DrawCost) -> str:
    """Return the answer in a sentence: how many drew, and the worst cost."""
    language = facts.setting.language
    if not cost.stores:
        return language.say("draw.title.none")
    return language.say(
        "draw.title",
        n=cost.stores,
        all=language.count(cost.stores_with_option),
        worst=language.money_short(cost.worst),
    )


def _cost_table(facts: PlanFacts, cost: DrawCost) -> Table:
    language, unit = facts.setting.language, facts.setting.language.currency_symbol
    bound = max(1.0, abs(facts.plan.certificate.upper_bound))
    rows = tuple(
        Row((language.say(f"draw.{name}"), amount, amount / bound))
        for name, amount in (
            ("allowed", cost.allowed),
            ("worst", cost.worst),
            ("expected", cost.expected),
            ("realised", cost.realised),
        )
    )
    columns = (
        Column("what", language.say("col.what")),
        Column("amount", language.say("col.draw.amount", unit=unit), "cents"),
        Column("of_bound", language.say("col.draw.of_bound"), "percent", 3),
    )
    return Table("draw_cost", language.say("draw.table"), columns, rows)


def _drawn_table(facts: PlanFacts) -> Table:
    language = facts.setting.language
    columns = (
        Column("cell", language.say("col.draw.cell")),
        Column("store_id", "", data_only=True),
        Column("store", language.say("col.store")),
        Column("format_before", language.say("col.draw.before")),
        Column("start_before", language.say("col.draw.before_week"), "week"),
        Column("format_drawn", language.say("col.draw.after")),
        Column("start_drawn", language.say("col.draw.after_week"), "week"),
        Column("chance", language.say("col.draw.chance"), "percent", 0),
    )
    rows = tuple(_drawn_row(facts, drawn) for drawn in facts.plan.drawn)
    return Table("drawn_stores", language.say("draw.stores.table"), columns, rows, long=True)


def _drawn_row(facts: PlanFacts, drawn: DrawnStore) -> Row:
    setting = facts.setting
    none = setting.language.say("draw.none")
    cells = (
        drawn.cell,
        drawn.store_id,
        setting.store(drawn.store_id),
        setting.format(drawn.planned_format_id) or none,
        drawn.planned_start_week,
        setting.format(drawn.format_id) or none,
        drawn.start_week,
        drawn.probability,
    )
    return Row(cells, reasons=(("start_before", none), ("start_drawn", none)))
