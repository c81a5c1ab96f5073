"""The ways out of an infeasible programme, each checked by a plan."""

from __future__ import annotations

import math

from showfloor.plan.types import WayOut
from showfloor.present.language import Language
from showfloor.present.sections.blocks import Block, Heading, Paragraph
from showfloor.present.sections.plan_facts import PlanFacts
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table


def ways_out_blocks(facts: PlanFacts) -> list[Block]:
    """Return the smallest changes that make a plan possible, the best plan first."""
    language, ways = facts.setting.language, facts.plan.ways_out
    heading = Heading(language.say("ways.heading"))
    if not ways:
        return [heading, Paragraph(language.say("ways.none"))]
    unit = language.currency_symbol
    columns = (
        Column("change", language.say("col.ways.change"), wide=True),
        Column("value", language.say("col.ways.value", unit=unit), "money"),
        Column("bound", language.say("col.ways.bound", unit=unit), "money"),
    )
    rows = tuple(
        Row(
            (_change(language, way), way.objective, way.upper_bound),
            reasons=tuple((key, language.say("ways.not_planned")) for key in ("value", "bound")),
        )
        for way in ways
    )
    planned = any(math.isfinite(way.objective) for way in ways)
    return [
        heading,
        Paragraph(language.say("ways.lead" if planned else "ways.lead.unplanned")),
        Table("ways_out", language.say("ways.table"), columns, rows),
    ]


def _change(language: Language, way: WayOut) -> str:
    said = [translated(remedy.says, language)[0] for remedy in way.remedies]
    if len(said) == 1:
        return said[0][:1].upper() + said[0][1:]
    return language.say("ways.together", changes="; ".join(said))
