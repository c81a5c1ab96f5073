"""How far each store is today, by the ledger's areas and the plan that holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from showfloor.domain.installations import Progress, progress_of_areas
from showfloor.domain.stores import Area, Store
from showfloor.present.charts.map import State as Mark
from showfloor.workflows.rollout_now import AreaNow


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


BY_PROGRESS: Mapping[Progress, State] = MappingProxyType(
    {
        Progress.OPEN: State.OPEN,
        Progress.BUILDING: State.BUILDING,
        Progress.LATE: State.PLANNED,
        Progress.PLANNED: State.PLANNED,
    }
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A store with its state today, and the area of the plan that it has or gets."""

    store: Store
    state: State
    planned: AreaNow | None = None


def placed(
    stores: Sequence[Store],
    areas: Sequence[Area],
    planned: Mapping[str, AreaNow],
    held: frozenset[str],
    day: date,
) -> list[Placed]:
    """Return every store but the online shop, in order.

    areas: the ledger's, of any manufacturer. planned, held: of the plan that holds.
    """
    standing: dict[str, list[Area]] = defaultdict(list)
    for area in areas:
        standing[area.store_id].append(area)
    found = []
    for store in stores:
        if store.kind == "online":
            continue
        area_of = planned.get(store.store_id)
        stands = progress_of_areas(standing.get(store.store_id, ()), day)
        state = _by_plan(area_of, is_held=store.store_id in held)
        found.append(Placed(store, BY_PROGRESS[stands] if stands else state, area_of))
    return found


def _by_plan(area: AreaNow | None, *, is_held: bool) -> State:
    if area is not None:
        return BY_PROGRESS[area.progress]
    return State.HELD if is_held else State.NONE
