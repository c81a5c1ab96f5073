"""How far each store is today, by the ledger's areas and the latest plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from showfloor.domain.plan import PlannedArea
from showfloor.domain.stores import Area, Store
from showfloor.present.charts.map import State as Mark


class State(StrEnum):
    """What a store's dot says, from the furthest to the least."""

    OPEN = "open"
    BUILDING = "building"
    PLANNED = "planned"
    HELD = "held"
    NONE = "none"


MARKS: Mapping[State, Mark] = MappingProxyType(
    {
        State.OPEN: "standing",
        State.BUILDING: "promised",
        State.PLANNED: "planned",
        State.HELD: "holdout",
        State.NONE: "not_planned",
    }
)
"""The map's marks: each state has a shape of its own."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A store with its state today, and the planned area that it has or gets."""

    store: Store
    state: State
    planned: PlannedArea | None = None


def placed(
    stores: Sequence[Store],
    areas: Sequence[Area],
    planned: Mapping[str, PlannedArea],
    held: frozenset[str],
    day: date,
) -> list[Placed]:
    """Return every store but the online shop, in order; planned and held: of the latest plan."""
    standing = {area.store_id: State.OPEN for area in areas if _sells(area, day)}
    for area in areas:
        if area.installed_from <= day < area.selling_from:
            standing.setdefault(area.store_id, State.BUILDING)
    found = []
    for store in stores:
        if store.kind == "online":
            continue
        area_of = planned.get(store.store_id)
        state = standing.get(store.store_id) or _by_plan(
            area_of, day, is_held=store.store_id in held
        )
        found.append(Placed(store, state, area_of))
    return found


def _sells(area: Area, day: date) -> bool:
    return area.selling_from <= day and (area.selling_to is None or day < area.selling_to)


def _by_plan(area: PlannedArea | None, day: date, *, is_held: bool) -> State:
    if area is not None:
        if area.selling_week <= day:
            return State.OPEN
        return State.BUILDING if area.start_week <= day else State.PLANNED
    return State.HELD if is_held else State.NONE
