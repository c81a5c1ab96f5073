"""The first plan: obliged stores, wave by wave, then every store's best that still fits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from showfloor.plan.compiled import lean
from showfloor.plan.grid import Grid
from showfloor.plan.improve_chains import Candidates
from showfloor.plan.improve_field import Field, Floats, Ints, Standing, fits, place

NOT_AN_OPTION = 1e15
"""Loss of having no area for a store that must get one."""


@dataclass(frozen=True, slots=True)
class NearBest:
    """Options near their store's best at the dual's prices [n], in any order.

    `loss` is how much the bound falls where the option is forced (currency, >= 0); `none` [S] the
    same for no area, and at obliged stores of no meaning.
    """

    store: Ints
    form: Ints
    start: Ints
    loss: Floats
    none: Floats


def candidates_of(grid: Grid, nearest: NearBest) -> Candidates:
    """Return the options by store and by region and start week, nearest first."""
    order = np.lexsort((nearest.start, nearest.form, nearest.loss, nearest.store))
    store = nearest.store[order].astype(np.int64)
    form = nearest.form[order].astype(np.int64)
    start = nearest.start[order].astype(np.int64)
    loss = np.ascontiguousarray(nearest.loss[order], dtype=np.float64)
    first = np.searchsorted(store, np.arange(grid.stores + 1)).astype(np.int64)
    cell = grid.region[store].astype(np.int64) * grid.weeks + start
    by_cell = np.lexsort((store, loss, cell))
    regions = int(grid.region.max(initial=-1)) + 1
    cell_first = np.searchsorted(cell[by_cell], np.arange(regions * grid.weeks + 1))
    none = np.where(grid.obliged, NOT_AN_OPTION, nearest.none)
    able = np.flatnonzero(first[1:] > first[:-1])
    lead = np.abs(none[able] - loss[first[able]])
    return Candidates(
        first=first,
        form=form,
        start=start,
        store=store,
        loss=loss,
        none=none,
        cell_first=cell_first.astype(np.int64),
        cell=by_cell.astype(np.int64),
        marginal=able[np.argsort(lead, kind="stable")].astype(np.int64),
    )


def construct(grid: Grid, field: Field, near: Candidates, standing: Standing) -> None:
    """Fill an empty plan greedily; obligations that do not fit are left open."""
    wave = np.where(grid.wave >= 0, grid.wave, len(grid.wave_end))
    options = np.diff(near.first)
    # What comes first: waves in order, then promises with the fewest options, then the surest.
    few = np.where(grid.obliged, options, 0)
    order = np.lexsort((-near.none, few, ~grid.obliged, wave))
    standing.loss[:] = near.none
    _fill_in_order(field, near, standing, order[options[order] > 0].astype(np.int64))


@lean
def _fill_in_order(field: Field, near: Candidates, standing: Standing, order: Ints) -> None:
    for store in order:
        for at in range(near.first[store], near.first[store + 1]):
            if near.loss[at] > near.none[store]:
                break
            if fits(field, standing, store, near.form[at], near.start[at]):
                place(field, standing, store, near.form[at], near.start[at])
                standing.loss[store] = near.loss[at]
                break
