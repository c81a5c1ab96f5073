"""What each scarce thing is worth: one more euro, crew-day, fixture or area."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from showfloor.plan.types import ScarceThing
from showfloor.present.charts.bars import PlainBar, plain_bars
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.language import Language
from showfloor.present.sections.blocks import Block, Details, Paragraph, Section
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.setting import Setting
from showfloor.present.tables import Column, Row, Table

WORTH_SHOWING = 0.00005
"""Prices that round to zero at four decimals count as none."""
SHOWN_BARS = 12


def prices_section(setting: Setting) -> Section | None:
    """Answer what would be worth most to have more of."""
    language, facts = setting.language, plan_facts(setting)
    question = language.say("prices.question")
    if facts is None or not facts.has_plan:
        return None
    priced = [thing for thing in facts.plan.scarce if abs(thing.price) > WORTH_SHOWING]
    blocks: list[Block] = []
    figure = _crew_figure(facts, priced)
    if figure is not None:
        blocks.append(figure)
    if priced:
        blocks.append(_summary_table(facts, priced))
        blocks.append(
            Details(language.say("prices.all", n=len(priced)), (_price_table(facts, priced),))
        )
    blocks.append(Paragraph(language.say("prices.note"), quiet=True))
    return Section(
        "prices",
        question,
        prices_title(facts, priced),
        tuple(blocks),
        lead=language.say("prices.lead"),
        source=setting.source("plan"),
    )


def prices_title(facts: PlanFacts, priced: list[ScarceThing]) -> str:
    """Return the answer in a sentence: the dearest money and the dearest crew."""
    language = facts.setting.language
    budget = max((t for t in priced if t.kind == "budget"), key=lambda t: t.price, default=None)
    crew = max((t for t in priced if t.kind == "crews"), key=lambda t: t.price, default=None)
    parts = []
    if budget is not None:
        unit, worth = language.money(1), language.money(budget.price, 2)
        parts.append(language.say("prices.title.budget", unit=unit, price=worth))
    if crew is not None:
        parts.append(
            language.say(
                "prices.title.crews",
                region=facts.setting.region(crew.name),
                price=_price(language, crew.price),
            )
        )
    return "; ".join(parts) if parts else language.say("prices.title.none")


def _price(language: Language, price: float) -> str:
    """Return a price with cents where whole currency would hide it."""
    return language.money(price, 0 if price >= 100 else 2)


def thing_name(facts: PlanFacts, thing: ScarceThing) -> str:
    """Return what is scarce, in words."""
    language, setting = facts.setting.language, facts.setting
    match thing.kind:
        case "budget":
            word = thing.name.removeprefix("through ").strip()
            try:
                word = language.day(date.fromisoformat(word))
            except ValueError:
                word = thing.name
            return language.say("thing.budget", day=word)
        case "crews":
            return language.say("thing.crews", region=setting.region(thing.name))
        case "supply":
            return language.say("thing.supply", format=setting.format(thing.name))
        case "pace" if thing.week is not None:
            return language.say("thing.pace", day=language.day(thing.week))
        case "other":
            return language.say("thing.other", party=language.say(f"party.{thing.name}"))
        case _:
            return language.say("thing.quota", region=setting.region(thing.name))


def _crew_figure(facts: PlanFacts, priced: list[ScarceThing]) -> Figure | None:
    language = facts.setting.language
    dearest: dict[str, ScarceThing] = {}
    for thing in priced:
        if thing.kind == "crews" and (
            thing.name not in dearest or thing.price > dearest[thing.name].price
        ):
            dearest[thing.name] = thing
    if not dearest:
        return None
    chosen = sorted(dearest.values(), key=lambda thing: -thing.price)[:SHOWN_BARS]
    bars = [
        PlainBar(
            facts.setting.region(thing.name),
            max(thing.price, 0.0),
            _price(language, thing.price)
            + (f" · {language.week_short(thing.week)}" if thing.week else ""),
        )
        for thing in chosen
    ]
    words = Words(
        language.say("prices.chart.title"),
        language.say("prices.chart.description", n=len(bars), region=bars[0].label),
        language.say("prices.chart.caption"),
    )
    return plain_bars("prices", bars, words)


def _summary_table(facts: PlanFacts, priced: list[ScarceThing]) -> Table:
    """Return one row a scarce thing: its dearest week, and in how many weeks it has a price."""
    language = facts.setting.language
    groups: dict[tuple[str, str], list[ScarceThing]] = defaultdict(list)
    for thing in facts.plan.scarce:
        if thing.kind == "budget" or thing in priced:
            groups[thing.kind, thing.name].append(thing)
    order = {"budget": 0, "supply": 1, "pace": 2, "quota": 3, "other": 4, "crews": 5}
    rows = []
    for key, things in sorted(
        groups.items(), key=lambda item: (order[item[0][0]], -max(t.price for t in item[1]))
    ):
        dearest = max(things, key=lambda thing: thing.price)
        active = sum(1 for thing in things if abs(thing.price) > WORTH_SHOWING)
        unit = language.say(f"unit.of.{key[0]}", symbol=language.currency_symbol)
        weekly = dearest.kind != "budget" and dearest.week is not None
        week, weeks = (dearest.week, active) if weekly else (None, None)
        cells = (thing_name(facts, dearest), unit, dearest.price, week, weeks)
        whole = language.say("prices.no_week")
        rows.append(Row(cells, reasons=(("week", whole), ("weeks", whole))))
    columns = (
        Column("thing", language.say("col.thing")),
        Column("unit", language.say("col.one_more")),
        Column("price", language.say("col.price", unit=language.currency_symbol), "cents"),
        Column("week", language.say("col.dearest_week"), "week"),
        Column("weeks", language.say("col.priced_weeks"), "count"),
    )
    return Table("price_summary", language.say("prices.table"), columns, tuple(rows))


def _price_table(facts: PlanFacts, priced: list[ScarceThing]) -> Table:
    language = facts.setting.language
    rows = tuple(
        Row((thing_name(facts, thing), thing.week, thing.limit, thing.used, thing.price))
        for thing in sorted(priced, key=lambda t: (t.kind, t.name, t.week or date.min))
    )
    columns = (
        Column("thing", language.say("col.thing")),
        Column("week", language.say("col.week"), "week"),
        Column("limit", language.say("col.limit"), "number", 0),
        Column("used", language.say("col.used_count"), "number", 0),
        Column("price", language.say("col.price", unit=language.currency_symbol), "price"),
    )
    return Table("prices", language.say("prices.table.all"), columns, rows, long=True)
