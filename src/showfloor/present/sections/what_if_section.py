"""What would be otherwise: scenarios beside the plan, and what each obligation costs."""

from __future__ import annotations

import math

from showfloor.plan.obligation_prices import ObligationCost, ObligationsFound
from showfloor.plan.scenarios import Comparison, Outcome
from showfloor.present.charts.drawing import Words
from showfloor.present.charts.intervals import IntervalRow, interval_rows
from showfloor.present.language import Language
from showfloor.present.sections.blocks import Block, Heading, Paragraph, Section
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table


def what_if_section(setting: Setting) -> Section | None:
    """Answer what other circumstances would be worth; None where nobody asked."""
    language, facts = setting.language, plan_facts(setting)
    comparison, obligations = setting.content.comparison, setting.content.obligations
    if facts is None or not facts.has_plan or (comparison is None and obligations is None):
        return None
    blocks: list[Block] = []
    title = language.say("whatif.title.obligations")
    if comparison is not None:
        title = what_if_title(language, comparison)
        blocks += _scenarios(facts, comparison)
    if obligations is not None:
        blocks += _obligations(facts, obligations)
    return Section(
        "whatif",
        language.say("whatif.question"),
        title,
        tuple(blocks),
        lead=language.say("whatif.lead"),
        source=setting.source("plan", "what-if", "obligations"),
    )


def what_if_title(language: Language, comparison: Comparison) -> str:
    """Return the answer in a sentence: the scenario that is surely worth most."""
    better = [row for row in comparison.outcomes if row.verdict == "better"]
    if not better:
        return language.say("whatif.title.none")
    best = max(better, key=lambda row: row.difference_low)
    return language.say(
        "whatif.title", name=best.name, low=language.money_short(best.difference_low)
    )


def _between(language: Language, low: float, high: float) -> str:
    if not (math.isfinite(low) and math.isfinite(high)):
        return language.say("whatif.unknown")
    return language.say(
        "whatif.between",
        low=language.money(low, signed=True),
        high=language.money(high, signed=True),
    )


def _scenarios(facts: PlanFacts, comparison: Comparison) -> list[Block]:
    language = facts.setting.language
    base, rest = comparison.outcomes[0], comparison.outcomes[1:]
    rows = [
        IntervalRow(
            outcome.name,
            outcome.objective - base.objective,
            outcome.difference_low,
            outcome.difference_high,
            language.say(f"whatif.verdict.{outcome.verdict}"),
            hue="accent" if outcome.verdict in {"better", "worse"} else "ink",
            unknown=language.say("whatif.verdict.impossible"),
        )
        for outcome in rest
    ]
    words = Words(
        language.say("whatif.chart.title"),
        language.say("whatif.chart.description", n=len(rest)),
        language.say("whatif.chart.caption"),
    )
    blocks: list[Block] = [interval_rows("whatif", rows, language.money_short, words)]
    blocks.append(_scenario_table(facts, comparison))
    for outcome in rest:
        if outcome.conflict:
            rules = [translated(rule, language)[0] for rule in outcome.conflict]
            said = language.say("whatif.conflict", name=outcome.name, rules="; ".join(rules))
            blocks.append(Paragraph(said))
    return blocks


def _scenario_table(facts: PlanFacts, comparison: Comparison) -> Table:
    language, unit = facts.setting.language, facts.setting.language.currency_symbol
    columns = (
        Column("scenario", language.say("col.whatif.scenario"), wide=True),
        Column("value", language.say("col.whatif.value", unit=unit), "money"),
        Column("bound", language.say("col.whatif.bound", unit=unit), "money"),
        Column("areas", language.say("col.whatif.areas"), "count"),
        Column("differs", language.say("col.whatif.differs"), "count"),
        Column("other", language.say("col.whatif.party", unit=unit), "money"),
        Column("difference", language.say("col.whatif.difference"), wide=True),
        Column("verdict", language.say("col.whatif.verdict")),
    )
    rows = tuple(
        Row(
            (
                _name(language, outcome),
                outcome.objective,
                outcome.upper_bound,
                outcome.areas,
                len(outcome.stores),
                outcome.other_party_value,
                ""
                if outcome.verdict == "as it is"
                else _between(language, outcome.difference_low, outcome.difference_high),
                language.say(f"whatif.verdict.{outcome.verdict}"),
            ),
            reasons=tuple(
                (key, language.say("whatif.unknown")) for key in ("value", "bound", "other")
            ),
        )
        for outcome in comparison.outcomes
    )
    return Table("what_if", language.say("whatif.table"), columns, rows)


def _name(language: Language, outcome: Outcome) -> str:
    return language.say("whatif.as_it_is") if outcome.verdict == "as it is" else outcome.name


def _obligations(facts: PlanFacts, found: ObligationsFound) -> list[Block]:
    language, unit = facts.setting.language, facts.setting.language.currency_symbol
    heading = Heading(language.say("obligations.heading"))
    if not found.costs:
        return [heading, Paragraph(language.say("obligations.none"))]
    columns = (
        Column("rule", language.say("col.rule"), wide=True),
        Column("low", language.say("col.obligations.low", unit=unit), "money"),
        Column("high", language.say("col.obligations.high", unit=unit), "money"),
        Column("known_from", language.say("col.obligations.from")),
    )
    rows = tuple(
        Row(
            (
                translated(cost.rule, language)[0],
                cost.low,
                cost.high,
                language.say(f"obligations.{_known_from(cost)}"),
            ),
            reasons=(
                ("low", language.say("whatif.unknown")),
                ("high", language.say("whatif.unknown")),
            ),
        )
        for cost in found.costs
    )
    caption = language.say("obligations.table")
    blocks: list[Block] = [heading]
    if found.unpriced:
        said = language.say("obligations.left", n=len(found.unpriced), all=len(found.costs))
        blocks.append(Paragraph(said))
    return [*blocks, Table("obligations", caption, columns, rows, long=True)]


def _known_from(cost: ObligationCost) -> str:
    """Return which words say how a cost is known, or what was not reached."""
    if cost.left:
        return "unpriced" if cost.left == "price" else "unplanned"
    return "planned" if cost.planned else "quick"
