"""Where the plan puts areas: the map where there are coordinates, and the table by region."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from showfloor.domain.stores import Store
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.effect_map import mostly_german
from showfloor.present.charts.map import Landmark, Place, State, map_figure
from showfloor.present.sections.blocks import Block, Empty, Paragraph, Section
from showfloor.present.sections.plan_facts import PlanFacts, plan_facts
from showfloor.present.sections.setting import Setting
from showfloor.present.sections.ways_out import ways_out_blocks
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table

LANDMARKS = (
    "Berlin",
    "Hamburg",
    "München",
    "Köln",
    "Frankfurt am Main",
    "Stuttgart",
    "Leipzig",
    "Dresden",
    "Nürnberg",
    "Hannover",
    "Bremen",
    "Rostock",
)
PLACED: tuple[Landmark, ...] = (
    Landmark("Berlin", 13.40, 52.52),
    Landmark("Hamburg", 9.99, 53.55),
    Landmark("München", 11.58, 48.14),
    Landmark("Köln", 6.96, 50.94),
    Landmark("Frankfurt am Main", 8.68, 50.11),
    Landmark("Stuttgart", 9.18, 48.78),
    Landmark("Leipzig", 12.37, 51.34),
    Landmark("Dresden", 13.74, 51.05),
    Landmark("Nürnberg", 11.08, 49.45),
    Landmark("Hannover", 9.73, 52.37),
)
"""Cities for a map whose stores are known by their coordinates alone."""
STATES: tuple[State, ...] = (
    "promised", "planned", "later", "standing", "holdout", "not_planned",
)  # fmt: skip


def map_section(setting: Setting) -> Section:
    """Answer where the areas go and what they are worth."""
    language, facts = setting.language, plan_facts(setting)
    question = language.say("map.question")
    if facts is None:
        return Section("map", question, language.say("plan.none"), (no_plan(setting),))
    if not facts.has_plan:
        return Section(
            "map", question, status_title(facts), tuple(_conflict(facts)), source=_source(setting)
        )
    blocks: list[Block] = []
    figure = _map(facts)
    if figure is not None:
        blocks.append(figure)
    else:
        blocks.append(Paragraph(language.say("map.no_coordinates"), quiet=True))
    blocks.append(_region_table(facts))
    blocks += _region_notes(facts)
    return Section(
        "map", question, map_title(facts), tuple(blocks), lead=_lead(facts), source=_source(setting)
    )


def no_plan(setting: Setting) -> Empty:
    """Return what stands where a plan will be."""
    language = setting.language
    return Empty(language.say("plan.empty.what"), language.say("plan.empty.how"), "showfloor plan")


def status_title(facts: PlanFacts) -> str:
    """Return why there is no plan, in a sentence."""
    return facts.setting.language.say(f"plan.status.{facts.plan.certificate.status}")


def _source(setting: Setting) -> str:
    return setting.source("plan", "verify")


def _conflict(facts: PlanFacts) -> list[Block]:
    language, conflict = facts.setting.language, facts.plan.conflict
    if conflict is None:
        return [Paragraph(language.say("plan.no_conflict"))]
    rows = tuple(Row((translated(rule, language)[0],)) for rule in conflict.rules)
    columns = (Column("rule", language.say("col.rule"), wide=True),)
    return [
        Paragraph(language.say("plan.conflict")),
        Table("conflict", language.say("plan.conflict.table"), columns, rows),
        *ways_out_blocks(facts),
    ]


def map_title(facts: PlanFacts) -> str:
    """Return the answer in a sentence: how many areas, where, worth how much to whom."""
    language, setting = facts.setting.language, facts.setting
    return language.say(
        "map.title",
        n=len(facts.plan.areas),
        name=setting.manufacturer(facts.problem.programme.manufacturer_id),
        value=language.money_short(facts.plan.value - facts.plan.spillover_loss),
        party=facts.value_for(),
    )


def _lead(facts: PlanFacts) -> str:
    language, plan = facts.setting.language, facts.plan
    parts = [
        language.say(
            "map.lead",
            stores=language.count(facts.shops),
            capex=language.money_short(plan.capex),
        )
    ]
    holdout = facts.problem.programme.holdout
    if holdout is not None and plan.holdout:
        parts.append(
            language.say(
                "map.held",
                held=language.count(len(plan.holdout)),
                day=language.day(holdout.no_sales_before),
                later=language.count(facts.held_then_planned),
            )
        )
    if math.isfinite(plan.other_party_value):
        other = "manufacturer" if facts.problem.programme.value_for == "retailer" else "retailer"
        if facts.problem.programme.value_for != "joint":
            parts.append(
                language.say(
                    "map.other",
                    party=language.say(f"party.{other}"),
                    value=language.money_short(plan.other_party_value),
                )
            )
    if plan.spillover_loss > 0:
        loss = language.money_short(plan.spillover_loss)
        parts.append(language.say("map.spillover", loss=loss))
    return " ".join(parts)


def _map(facts: PlanFacts) -> Figure | None:
    language = facts.setting.language
    places = [
        place for store in facts.problem.stores if (place := _place(facts, store)) is not None
    ]
    if not places:
        return None
    counts = Counter(place.state for place in places)
    words = Words(
        language.say("map.chart.title"),
        language.say(
            "map.chart.description",
            planned=language.count(counts["planned"] + counts["later"] + counts["promised"]),
            later=language.count(counts["later"]),
            standing=language.count(counts["standing"]),
            held=language.count(counts["holdout"]),
            rest=language.count(counts["not_planned"]),
        ),
        language.say("map.chart.caption", missing=facts.shops - len(places))
        if len(places) < facts.shops
        else language.say("map.chart.caption.all"),
    )
    state_words: dict[State, str] = {
        state: language.say(f"state.{state}", count=language.count(counts[state]))
        for state in STATES
    }
    return map_figure("map", places, landmarks_of(facts.problem.stores), state_words, words)


def _place(facts: PlanFacts, store: Store) -> Place | None:
    if store.longitude is None or store.latitude is None or store.kind == "online":
        return None
    language, area = facts.setting.language, facts.planned.get(store.store_id)
    state = facts.state(store.store_id)
    hint = store.name
    if area is not None:
        hint = language.say(
            "map.hint",
            name=store.name,
            format=facts.setting.format(area.format_id),
            week=language.week(area.selling_week),
            value=language.money(area.value),
        )
    value = area.value if area is not None else math.nan
    return Place(store.longitude, store.latitude, state, value, hint)


def landmarks_of(
    stores: Sequence[Store], within: Sequence[tuple[float, float]] = ()
) -> list[Landmark]:
    """Return the big cities that have a store, each at its stores' middle.

    within: longitudes and latitudes that are drawn; cities outside their frame are left out.
    """
    found: dict[str, list[Store]] = defaultdict(list)
    for store in stores:
        if store.city in LANDMARKS and store.latitude is not None and store.longitude is not None:
            found[store.city].append(store)
    landmarks = []
    for city in LANDMARKS:
        placed = found.get(city, [])
        if placed:
            longitude = sum(store.longitude or 0.0 for store in placed) / len(placed)
            latitude = sum(store.latitude or 0.0 for store in placed) / len(placed)
            landmarks.append(Landmark(city, longitude, latitude))
    return [mark for mark in landmarks if _inside(mark, within)][:10]


def cities_within(places: Sequence[tuple[float, float]]) -> list[Landmark]:
    """Return big German cities among these longitudes and latitudes, if nearly all are German."""
    if not mostly_german(places):
        return []
    return [mark for mark in PLACED if _inside(mark, places)]


def _inside(landmark: Landmark, within: Sequence[tuple[float, float]]) -> bool:
    if not within:
        return True
    easts, norths = [east for east, _ in within], [north for _, north in within]
    return min(easts) <= landmark.longitude <= max(easts) and min(
        norths
    ) <= landmark.latitude <= max(norths)


def _region_notes(facts: PlanFacts) -> list[Block]:
    """Return what the table's figures need to be read beside the title and the map."""
    language, notes = facts.setting.language, []
    if facts.plan.spillover_loss > 0:
        loss = language.money_short(facts.plan.spillover_loss)
        notes.append(language.say("region.loss", loss=loss))
    if facts.held_then_planned:
        notes.append(language.say("region.held"))
    return [Paragraph(" ".join(notes), quiet=True)] if notes else []


def _region_table(facts: PlanFacts) -> Table:
    setting, language = facts.setting, facts.setting.language
    stores: Counter[str] = Counter()
    held: Counter[str] = Counter()
    states: dict[str, Counter[str]] = defaultdict(Counter)
    values: dict[str, list[float]] = defaultdict(list)
    capex: dict[str, list[float]] = defaultdict(list)
    for store in facts.problem.stores:
        if store.kind == "online":
            continue
        region = store.region or ""
        stores[region] += 1
        states[region][facts.state(store.store_id)] += 1
        held[region] += store.store_id in facts.held
        area = facts.planned.get(store.store_id)
        if area is not None:
            values[region].append(area.value)
            capex[region].append(facts.capex(area))
    columns = (
        Column("region", language.say("col.region")),
        Column("stores", language.say("col.stores"), "count"),
        Column("planned", language.say("col.planned"), "count"),
        Column("standing", language.say("col.standing"), "count"),
        Column("holdout", language.say("col.holdout"), "count"),
        Column("value", language.say("col.value", unit=language.currency_symbol), "money"),
        Column("capex", language.say("col.capex", unit=language.currency_symbol), "money"),
    )
    rows = []
    for region in sorted(stores, key=lambda code: -math.fsum(values[code])):
        count = states[region]
        cells = (
            setting.region(region),
            stores[region],
            count["planned"] + count["later"] + count["promised"],
            count["standing"],
            held[region],
            math.fsum(values[region]),
            math.fsum(capex[region]),
        )
        rows.append(Row(cells))
    total = (
        language.say("total"),
        sum(stores.values()),
        len(facts.plan.areas),
        sum(c["standing"] for c in states.values()),
        sum(held.values()),
        math.fsum(v for group in values.values() for v in group),
        math.fsum(v for group in capex.values() for v in group),
    )
    return Table("plan_by_region", language.say("region.table"), columns, tuple(rows), total)
