"""The map of stores with filters by region, kind and state, and the list of the same stores."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from django.urls import reverse

from showfloor.portal.clock import today
from showfloor.portal.figures.page import Links, Page
from showfloor.portal.figures.rows import as_asked, chosen
from showfloor.portal.maps.states import MARKS, Placed, State, placed
from showfloor.portal.people.visit import Visit
from showfloor.portal.workspace import workspace
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.map import Place, map_figure
from showfloor.present.sections.blocks import Block, Empty, Paragraph
from showfloor.present.sections.map_section import cities_within, landmarks_of
from showfloor.present.sections.plan_facts import plan_facts
from showfloor.present.sections.setting import setting_for
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.programme_overview import programme_content
from showfloor.workflows.rollout_now import rollout_now
from showfloor.workflows.store_pages import StoreDirectory, store_directory

ROWS_A_PAGE = 25
"""So few that the list stays near the map."""


def store_map(visit: Visit) -> Page:
    """Return the map of the stores that the address asks for, and their list."""
    found = store_directory(workspace())
    say = visit.say
    question = say("maps.question")
    if found is None:
        empty = Empty(say("maps.empty"), say("maps.empty.how"), "showfloor import")
        return Page("map", question, say("maps.none"), (empty,))
    every = _every(visit, found)
    kept, views = _chosen(visit, every)
    counts = Counter(one.state for one in kept)
    long = as_asked(visit, _table(visit, kept), rows_a_page=ROWS_A_PAGE)
    return Page(
        "map",
        question,
        _title(visit, len(kept), counts),
        (_picture(visit, kept, counts), long.table),
        lead=say("maps.lead", day=visit.language.day(today())),
        source=say("source.ledger", version=found.version),
        figures={"stores": len(kept), **{state.value: counts[state] for state in State}},
        views=(*views, long.parts),
    )


def _title(visit: Visit, stores: int, counts: Counter[State]) -> str:
    """Return how many areas are open; where one state was chosen, how many stores are in it."""
    say = visit.say
    asked = visit.asked.get("state", "")
    if asked in set(State):
        return say("maps.title.state", n=stores, state=say(f"maps.state.{asked}"))
    return say("maps.title", n=counts[State.OPEN], stores=visit.language.count(stores))


def _every(visit: Visit, found: StoreDirectory) -> list[Placed]:
    """Return every store with its state, by the ledger and the plan that holds."""
    facts = plan_facts(setting_for(programme_content(workspace()), visit.language))
    now = rollout_now(workspace(), today())
    planned = {area.planned.store_id: area for area in now.areas} if now is not None else {}
    held = facts.held if facts is not None and now is not None else frozenset()
    return placed(found.stores, found.areas, planned, held, today())


def _values(visit: Visit) -> Mapping[str, float]:
    """Return what each area of the plan that holds is worth, by store."""
    facts = plan_facts(setting_for(programme_content(workspace()), visit.language))
    planned = facts.planned if facts is not None and facts.has_plan else {}
    return {store_id: area.value for store_id, area in planned.items()}


def _chosen(visit: Visit, every: Sequence[Placed]) -> tuple[list[Placed], tuple[Links, ...]]:
    """Return the stores that the filters leave, and the filters."""
    say, language = visit.say, visit.language
    regions = {one.store.region for one in every if one.store.region}
    kinds = {one.store.kind for one in every}
    state, by_state = chosen(
        visit,
        "state",
        {state.value: say(f"maps.state.{state.value}") for state in State},
        label=say("maps.state"),
    )
    region, by_region = chosen(
        visit,
        "region",
        {code: language.term("region", code) for code in sorted(regions)},
        label=say("maps.region"),
    )
    kind, by_kind = chosen(
        visit,
        "kind",
        {str(code): language.term("kind", code) for code in sorted(kinds)},
        label=say("maps.kind"),
    )
    kept = [
        one
        for one in every
        if state in ("", one.state.value)
        and region in ("", one.store.region)
        and kind in ("", one.store.kind)
    ]
    return kept, (by_state, by_region, by_kind)


def _picture(visit: Visit, kept: Sequence[Placed], counts: Counter[State]) -> Block:
    """Return the map; a sentence where no store of the choice says where it lies."""
    values = _values(visit)
    places = [place for one in kept if (place := _place(visit, one, values)) is not None]
    if not places:
        return Paragraph(visit.say("maps.unplaced"), quiet=True)
    say, language = visit.say, visit.language
    shown = {
        MARKS[state]: say(
            "maps.key", state=say(f"maps.state.{state.value}"), n=language.count(counts[state])
        )
        for state in State
    }
    unplaced = len(kept) - len(places)
    words = Words(
        say("maps.chart.title"),
        say("maps.chart.description", n=len(places), open=language.count(counts[State.OPEN])),
        say("maps.chart.caption.some", n=unplaced) if unplaced else say("maps.chart.caption"),
    )
    where = [(place.longitude, place.latitude) for place in places]
    marks = landmarks_of([one.store for one in kept], where) or cities_within(where)
    figure: Figure = map_figure("stores", places, marks, shown, words)
    return figure


def _place(visit: Visit, one: Placed, values: Mapping[str, float]) -> Place | None:
    store = one.store
    if store.longitude is None or store.latitude is None:
        return None
    value = values.get(store.store_id, math.nan) if one.state is State.PLANNED else math.nan
    hint = visit.say("maps.hint", name=store.name, state=visit.say(f"maps.state.{one.state}"))
    return Place(store.longitude, store.latitude, MARKS[one.state], value, hint)


def _table(visit: Visit, kept: Sequence[Placed]) -> Table:
    say, language = visit.say, visit.language
    order = {state: place for place, state in enumerate(State)}
    rows = tuple(
        Row(
            (
                one.store.name,
                one.store.store_id,
                one.store.city or "",
                language.term("region", one.store.region) if one.store.region else "",
                language.term("kind", one.store.kind),
                say(f"maps.state.{one.state}"),
                one.state.value,
                language.term("format", one.planned.format_id) if one.planned else "",
                one.planned.selling_week if one.planned else None,
                one.store.latitude,
                one.store.longitude,
            ),
            href=reverse("store", args=[one.store.store_id]),
            reasons=(("selling_week", say("maps.unplanned")),),
        )
        for one in sorted(kept, key=lambda one: (order[one.state], one.store.name))
    )
    return Table(
        "stores",
        say("maps.caption") if rows else say("maps.caption.none"),
        (
            Column("name", say("maps.store")),
            Column("store_id", "", data_only=True),
            Column("city", say("maps.city")),
            Column("region", say("maps.region")),
            Column("kind", say("maps.kind")),
            Column("state_word", say("maps.state")),
            Column("state", "", data_only=True),
            Column("format", say("maps.format")),
            Column("selling_week", say("maps.selling"), "week"),
            Column("latitude", "", data_only=True),
            Column("longitude", "", data_only=True),
        ),
        rows,
    )
