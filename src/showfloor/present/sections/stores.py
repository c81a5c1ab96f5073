"""Every store of the plan: what it gets and why, and why the others get nothing now."""

from __future__ import annotations

import math

from showfloor.domain.plan import PlannedArea
from showfloor.domain.stores import Store
from showfloor.plan.types import StoreReason
from showfloor.present.sections.blocks import Block, Details, Paragraph, Section
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.setting import Setting
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table


def stores_section(setting: Setting) -> Section | None:
    """Answer which stores get an area, what each is worth, and why."""
    language, facts = setting.language, plan_facts(setting)
    question = language.say("stores.question")
    if facts is None or not facts.has_plan:
        return None
    rest = [s for s in facts.problem.stores if s.store_id not in facts.planned]
    blocks: list[Block] = []
    if facts.plan.areas:
        blocks.append(_planned_table(facts))
    if rest:
        folded = language.say("stores.rest", n=len(rest))
        blocks.append(Details(folded, (_rest_table(facts, rest),)))
    blocks += [Paragraph(sentence, quiet=True) for sentence in _shortfalls(facts)]
    return Section(
        "stores",
        question,
        stores_title(facts),
        tuple(blocks),
        lead=language.say("stores.lead"),
        source=setting.source("plan"),
    )


def stores_title(facts: PlanFacts) -> str:
    """Return the answer in a sentence: the most valuable store, and how many follow."""
    language = facts.setting.language
    if not facts.plan.areas:
        return language.say("stores.title.nothing")
    best = max(facts.plan.areas, key=lambda area: (area.value, area.store_id))
    key = "stores.title" if len(facts.plan.areas) > 1 else "stores.title.only"
    return language.say(
        key,
        name=facts.setting.store(best.store_id),
        value=language.money_short(best.value),
        n=len(facts.plan.areas) - 1,
    )


def _shortfalls(facts: PlanFacts) -> list[str]:
    language = facts.setting.language
    if not facts.plan.holdout_shortfalls:
        return []
    return [language.say("stores.shortfalls", n=len(facts.plan.holdout_shortfalls))]


def why_planned(facts: PlanFacts, reason: StoreReason | None) -> str:
    """Return why a store is in the plan: what obliges it, and what it earns beyond its prices."""
    language = facts.setting.language
    if reason is None:
        return language.say("why.unknown")
    parts = [rule_words(facts, rule) for rule in reason.because]
    if math.isfinite(reason.best_reduced_value):
        beyond = language.money(abs(reason.best_reduced_value))
        parts.append(
            language.say(
                "why.beyond" if reason.best_reduced_value >= 0 else "why.short", value=beyond
            )
        )
    if not parts:
        return language.say("why.chosen")
    text = "; ".join(parts)
    return text[0].upper() + text[1:]


def rule_words(facts: PlanFacts, rule: str) -> str:
    """Return a rule that obliges or forbids, in the report's language."""
    language = facts.setting.language
    word, _, rest = rule.partition(" ")
    if word == "quota":
        rest = facts.setting.region(rest)
    if language.knows(f"rule.{word}"):
        return language.say(f"rule.{word}", rest=rest).strip()
    return translated(rule, language)[0]


def why_not(facts: PlanFacts, store: Store, reason: StoreReason | None) -> str:
    """Return why a store gets no area, with what would change that."""
    language = facts.setting.language
    if store.kind == "online":
        return language.say("why.online")
    if reason is None:
        return language.say("why.unknown")
    if reason.verdict == "never_allowed" and reason.because:
        text = "; ".join(rule_words(facts, rule) for rule in reason.because)
        return text[0].upper() + text[1:]
    text = language.say(f"why.{reason.verdict}")
    if reason.verdict == "outbid" and math.isfinite(reason.margin_to_flip):
        text += " " + language.say("why.flip", value=language.money(abs(reason.margin_to_flip)))
    rules = [rule_words(facts, rule) for rule in reason.because if rule != reason.verdict]
    if rules:
        text += f" ({'; '.join(rules)})"
    return text


def _share_column(facts: PlanFacts) -> tuple[Column, ...]:
    """Return the column of shares of draws, where margins were drawn."""
    drawn = facts.plan.uncertainty
    if drawn is None or drawn.reason:
        return ()
    return (Column("share", facts.setting.language.say("col.sure.share"), "percent", 0),)


def _share(facts: PlanFacts, store_id: str) -> tuple[float, ...]:
    """Return the store's share of draws as the cell of that column."""
    return tuple(facts.shares[store_id] for _ in _share_column(facts))


def _planned_table(facts: PlanFacts) -> Table:
    language = facts.setting.language
    unit = language.currency_symbol
    columns = (
        Column("store_id", "", data_only=True),
        Column("store", language.say("col.store")),
        Column("city", language.say("col.city")),
        Column("region", language.say("col.region")),
        Column("format_id", "", data_only=True),
        Column("format", language.say("col.format")),
        Column("start_week", language.say("col.start"), "week"),
        Column("selling_week", language.say("col.selling"), "week"),
        Column("value", language.say("col.value", unit=unit), "money"),
        Column("capex", language.say("col.capex", unit=unit), "money"),
        *_share_column(facts),
        Column("why", language.say("col.why"), wide=True),
    )
    ordered = sorted(facts.plan.areas, key=lambda area: (-area.value, area.store_id))
    rows = tuple(_planned_row(facts, area) for area in ordered)
    total = (
        None,
        language.say("total"),
        None,
        None,
        None,
        None,
        None,
        None,
        math.fsum(area.value for area in facts.plan.areas),
        math.fsum(facts.capex(area) for area in facts.plan.areas),
        *(None for _ in _share_column(facts)),
        None,
    )
    return Table("planned_stores", language.say("stores.table"), columns, rows, total, long=True)


def _planned_row(facts: PlanFacts, area: PlannedArea) -> Row:
    setting, store = facts.setting, facts.store_of(area.store_id)
    city = store.city if store is not None else None
    reason = facts.reasons.get(area.store_id)
    cells = (
        area.store_id,
        setting.store(area.store_id),
        city,
        setting.region(store.region if store is not None else None),
        area.format_id,
        setting.format(area.format_id),
        area.start_week,
        area.selling_week,
        area.value,
        facts.capex(area),
        *_share(facts, area.store_id),
        why_planned(facts, reason),
    )
    unknown = (("city", setting.language.say("why.no_city")),) if city is None else ()
    return Row(cells, anchor=f"store-{area.store_id}", reasons=unknown)


def _rest_table(facts: PlanFacts, rest: list[Store]) -> Table:
    language, setting = facts.setting.language, facts.setting
    columns = (
        Column("store_id", "", data_only=True),
        Column("verdict", "", data_only=True),
        Column("store", language.say("col.store")),
        Column("city", language.say("col.city")),
        Column("region", language.say("col.region")),
        Column("kind", language.say("col.kind")),
        Column("best_format", language.say("col.best_format")),
        Column(
            "best_value", language.say("col.best_value", unit=language.currency_symbol), "money"
        ),
        *_share_column(facts),
        Column("why", language.say("col.why"), wide=True),
    )
    no_option, no_city = language.say("why.no_value"), language.say("why.no_city")
    rows = []
    for store in rest:
        reason = facts.reasons.get(store.store_id)
        value = reason.best_value if reason is not None else math.nan
        form = setting.format(reason.best_format_id) if reason is not None else ""
        verdict = reason.verdict if reason is not None else None
        cells = (
            store.store_id,
            verdict,
            store.name,
            store.city,
            setting.region(store.region),
            setting.kind(store.kind),
            form or None,
            value,
            *_share(facts, store.store_id),
            why_not(facts, store, reason),
        )
        reasons = (
            ("best_value", no_option),
            ("best_format", no_option),
            ("city", no_city),
            ("share", language.say("why.no_share")),
        )
        rows.append(Row(cells, anchor=f"store-{store.store_id}", reasons=reasons))
    caption = language.say("stores.rest.table")
    return Table("other_stores", caption, columns, tuple(rows), long=True)
