"""How far options are from being chosen: the bound less the best bound with the option forced.

In a tree of spillover pairs the rest of the tree answers the forced option, so distances are
max-marginals: messages go up to the root, then down again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from showfloor.plan.compiled import lean
from showfloor.plan.dual_pass import (
    IMPOSSIBLE,
    Cells,
    DualPass,
    Part,
    Setting,
    charged_for,
    gather,
    reduced_row,
)
from showfloor.plan.dual_rows import Charges
from showfloor.plan.forest import tell
from showfloor.plan.network import Floats

Places = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class NearBest:
    """Options [n] within a distance of their store's best choice, by store, format, start."""

    store: Places
    form: Places
    start: Places
    loss: Floats
    """What the bound loses if the option is forced; >= 0 but for rounding."""
    none: Floats
    """[S] what the bound loses if the store gets no area; huge for an obliged store."""


@dataclass(frozen=True, slots=True)
class StoreStand:
    """How every store [S] stands at some prices."""

    form: Places
    """Its best option; -1 where it has none."""
    start: Places
    reduced: Floats
    """That option's value after all prices (without the spillover counted in trees); NaN where
    the store has no option."""
    loss: Floats
    """What the bound loses if that option is forced; inf where the store has none."""
    none_loss: Floats
    """What the bound loses if the store gets no area; huge for an obliged store."""


class _List(NamedTuple):
    """Where a part writes its near options, if there is room."""

    store: Places
    form: Places
    start: Places
    loss: Floats
    none: Floats
    """[S]"""


class _Stand(NamedTuple):
    form: Places
    start: Places
    reduced: Floats
    loss: Floats
    none_loss: Floats
    asked_form: Places
    """[S] an option whose loss is asked; -1 for no area."""
    asked_start: Places
    asked_loss: Floats


class _Scratch(NamedTuple):
    row: Floats
    above: Floats
    down: Floats


@lean
def _spread(at: Setting, low: int, high: int, part: Part, scratch: _Scratch) -> float:
    """Turn the branch values of a tree into max-marginals; return the tree's best."""
    best: float = part.none[0]
    for week in range(part.worth.shape[1]):
        best = max(best, part.worth[0, week])
    for place in range(low + 1, high):
        within, above = place - low, at.trees.parent[place] - low
        prefix, life = at.trees.prefix[at.trees.edge[place]], at.trees.life
        row = part.worth[within]
        free = part.none[above] - tell(row, part.none[within], prefix, life, part.message)
        for week in range(len(row)):
            scratch.above[week] = part.worth[above, week] - part.message[week]
        part.none[within] += tell(scratch.above, free, prefix, life, scratch.down)
        for week in range(len(row)):
            row[week] += scratch.down[week]
    return best


@lean
def _own_charge(cells: Cells, charges: Charges, store: int, week: int) -> float:
    """Return what a store pays or earns for first selling in a week, whatever the format."""
    charged: float = 0.0
    slot, group = cells.slot[store], cells.stratum[store]
    if slot >= 0:
        charged = charges.selling[slot, week]
    if group >= 0 and week >= cells.late_from:
        charged -= max(0.0, -charges.stratum[group])
    return charged


@lean
def reduced_value(cells: Cells, charges: Charges, store: int, form: int, start: int) -> float:
    """Return an option's value after all prices, with what being held earns."""
    worth: float = (
        cells.value[store, form, start] - cells.capex[store, form] * charges.budget[start]
    )
    worth -= charged_for(cells, charges, store, form, start)
    if charges.other[0] > 0:
        worth += charges.other[0] * cells.other[store, form, start]
    return worth - _own_charge(cells, charges, store, start + cells.length[form])


@lean
def _list_part(at: Setting, part: Part, scratch: _Scratch, distance: float, into: _List) -> int:
    """Write the options of a part within the distance; return how many there are."""
    count, room = 0, len(into.store)
    formats, weeks = at.cells.value.shape[1], at.cells.value.shape[2]
    for tree in range(part.first, part.last):
        low, high = at.trees.first[tree], at.trees.first[tree + 1]
        gather(at, low, high, part)
        best = _spread(at, low, high, part, scratch)
        for place in range(low, high):
            store, total = at.trees.order[place], part.worth[place - low]
            into.none[store] = best - part.none[place - low]
            reduced_row(at.cells, at.charges, store, scratch.row)
            for form in range(formats):
                ahead = at.cells.length[form]
                for start in range(weeks):
                    selling = start + ahead
                    if best - total[selling] > distance or scratch.row[selling] <= IMPOSSIBLE / 2:
                        continue
                    own = reduced_value(at.cells, at.charges, store, form, start)
                    loss = best - (total[selling] - scratch.row[selling] + own)
                    if loss <= distance:
                        if count < room:
                            into.store[count], into.form[count] = store, form
                            into.start[count], into.loss[count] = start, loss
                        count += 1
    return count


@lean
def _stand_part(at: Setting, part: Part, scratch: _Scratch, into: _Stand) -> None:
    """Write how the stores of a part stand."""
    formats, weeks = at.cells.value.shape[1], at.cells.value.shape[2]
    for tree in range(part.first, part.last):
        low, high = at.trees.first[tree], at.trees.first[tree + 1]
        gather(at, low, high, part)
        best = _spread(at, low, high, part, scratch)
        for place in range(low, high):
            store, total = at.trees.order[place], part.worth[place - low]
            reduced_row(at.cells, at.charges, store, scratch.row)
            into.none_loss[store] = best - part.none[place - low]
            into.form[store], into.start[store] = -1, -1
            into.reduced[store], into.loss[store] = np.nan, np.inf
            for form in range(formats):
                for start in range(weeks):
                    selling = start + at.cells.length[form]
                    if scratch.row[selling] <= IMPOSSIBLE / 2:
                        continue
                    if best - total[selling] >= into.loss[store]:
                        continue
                    own = reduced_value(at.cells, at.charges, store, form, start)
                    loss = best - (total[selling] - scratch.row[selling] + own)
                    if loss < into.loss[store]:
                        into.form[store], into.start[store] = form, start
                        into.reduced[store], into.loss[store] = own, loss
            asked, start = into.asked_form[store], into.asked_start[store]
            into.asked_loss[store] = into.none_loss[store]
            if asked >= 0:
                selling = start + at.cells.length[asked]
                own = reduced_value(at.cells, at.charges, store, asked, start)
                rest = total[selling] - scratch.row[selling]
                into.asked_loss[store] = best - (rest + own)


def _scratch(dual: DualPass) -> _Scratch:
    weeks = dual.grid.selling_weeks
    return _Scratch(np.zeros(weeks), np.zeros(weeks), np.zeros(weeks))


def near_best(dual: DualPass, prices: Floats, distance: float) -> NearBest:
    """Return the options that lose at most `distance` (currency) if they are forced."""
    setting = dual.at(prices)
    found: list[_List] = []

    none = np.zeros(dual.grid.stores)
    for part in dual.parts:
        scratch = _scratch(dual)
        room = _room(4 * (part.last - part.first) + 64, none)
        count = _list_part(setting, part, scratch, distance, room)
        if count > len(room.store):
            room = _room(count, none)
            _list_part(setting, part, scratch, distance, room)
        own = (room.store[:count], room.form[:count], room.start[:count], room.loss[:count])
        found.append(_List(*own, none))
    store = np.concatenate([own.store for own in found])
    form = np.concatenate([own.form for own in found])
    start = np.concatenate([own.start for own in found])
    loss = np.concatenate([own.loss for own in found])
    order = np.lexsort((start, form, store))
    return NearBest(store[order], form[order], start[order], loss[order], none)


def _room(count: int, none: Floats) -> _List:
    return _List(
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
        np.zeros(count),
        none,
    )


def store_stands(
    dual: DualPass, prices: Floats, form: Places, start: Places
) -> tuple[StoreStand, Floats]:
    """Return how every store stands, and what forcing its given choice loses [S].

    `form`, `start` [S]: a choice for each store, -1 for no area.
    """
    stores = dual.grid.stores
    stand = _Stand(
        form=np.full(stores, -1, np.int32),
        start=np.full(stores, -1, np.int32),
        reduced=np.full(stores, np.nan),
        loss=np.full(stores, np.inf),
        none_loss=np.full(stores, np.nan),
        asked_form=form,
        asked_start=start,
        asked_loss=np.full(stores, np.nan),
    )
    setting = dual.at(prices)
    dual.each_part(lambda part: _stand_part(setting, part, _scratch(dual), stand))
    own = StoreStand(stand.form, stand.start, stand.reduced, stand.loss, stand.none_loss)
    return own, stand.asked_loss
