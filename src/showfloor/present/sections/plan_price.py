"""The exact price of a plan: what it is short of its upper bound, term by term."""

from __future__ import annotations

from dataclasses import fields

from showfloor.plan.experiment_types import PlanPrice
from showfloor.present.sections.blocks import Block, Heading, Paragraph
from showfloor.present.sections.plan_facts import PlanFacts
from showfloor.present.tables import Cell, Column, Row, Table

NO_TERMS = frozenset({"bound", "objective"})
SMALLEST = 0.005
"""A term below half a cent is not shown."""


def plan_price_blocks(facts: PlanFacts) -> list[Block]:
    """Return the heading and table of the plan's price, and of that before a draw; or nothing."""
    language, price = facts.setting.language, facts.plan.price
    if price is None:
        return []
    return [
        Heading(language.say("draw.price")),
        Paragraph(language.say("draw.price.lead")),
        _table(facts, price, facts.plan.price_before_draw),
    ]


def _table(facts: PlanFacts, price: PlanPrice, before: PlanPrice | None) -> Table:
    language, unit = facts.setting.language, facts.setting.language.currency_symbol
    prices = (price,) if before is None else (before, price)
    names = [item.name for item in fields(PlanPrice) if item.name not in NO_TERMS]
    rows = tuple(
        Row((language.say(f"draw.price.{name}"), *(getattr(one, name) for one in prices)))
        for name in names
        if max(abs(getattr(one, name)) for one in prices) >= SMALLEST
    )
    columns = (
        Column("term", language.say("col.what"), wide=True),
        Column("before", language.say("col.draw.price.before", unit=unit), "cents"),
        Column("after", language.say("col.draw.price.after", unit=unit), "cents"),
    )
    shown = columns if before is not None else (columns[0], columns[2])
    total: tuple[Cell, ...] = (language.say("total"), *(one.total for one in prices))
    return Table("plan_price", language.say("draw.price.table"), shown, rows, total)
