"""Options near the best at the dual's prices, and a first plan made of them.

Obliged stores come first, wave by wave, then every store's best option that still fits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from showfloor.plan.compiled import lean
from showfloor.plan.dual_marginals import (
    NearBest,
    StoreStand,
    near_best,
    reduced_value,
    store_stands,
)
from showfloor.plan.dual_pass import DualPass, Setting
from showfloor.plan.grid import Grid
from showfloor.plan.improve_chains import Candidates
from showfloor.plan.improve_field import Field, Floats, Ints, Standing, fits, place

NOT_AN_OPTION = 1e15
"""Loss of having no area for a store that must get one."""


def near_candidates(dual: DualPass, prices: Floats, distance: float) -> Candidates:
    """Return the options within a distance (currency), and what no search can do without.

    These are every option of an obliged store, and the best option of every other store.
    """
    grid = dual.grid
    near = near_best(dual, prices, distance)
    none = np.full(grid.stores, -1, dtype=np.int32)
    stand, _ = store_stands(dual, prices, none, none)
    counted = np.bincount(near.store, minlength=grid.stores)
    lone = np.flatnonzero((counted == 0) & (stand.form >= 0) & ~grid.obliged)
    store, form, start, loss = _obliged_options(dual, prices, near, stand)
    return candidates_of(
        grid,
        Listed(
            np.concatenate([near.store, lone, store]),
            np.concatenate([near.form, stand.form[lone], form]),
            np.concatenate([near.start, stand.start[lone], start]),
            np.maximum(np.concatenate([near.loss, stand.loss[lone], loss]), 0.0),
        ),
        np.maximum(stand.none_loss, 0.0),
    )


def _obliged_options(
    dual: DualPass, prices: Floats, near: NearBest, stand: StoreStand
) -> tuple[Ints, Ints, Ints, Floats]:
    """Return the options of obliged stores that are not near; their losses leave trees aside."""
    grid = dual.grid
    obliged = np.flatnonzero(grid.obliged)
    if not len(obliged):
        return (np.zeros(0, dtype=np.int64),) * 3 + (np.zeros(0),)
    known = np.zeros((len(obliged), *grid.value.shape[1:]), dtype=np.bool_)
    row = np.full(grid.stores, -1, dtype=np.int64)
    row[obliged] = np.arange(len(obliged))
    mine = row[near.store] >= 0
    known[row[near.store[mine]], near.form[mine], near.start[mine]] = True
    at, form, start = np.nonzero(np.isfinite(grid.value[obliged]) & ~known)
    store = obliged[at]
    reduced = reduced_values(dual, prices, store, form, start)
    loss = stand.loss[store] + stand.reduced[store] - reduced
    return store, form.astype(np.int64), start.astype(np.int64), loss


def reduced_values(dual: DualPass, prices: Floats, store: Ints, form: Ints, start: Ints) -> Floats:
    """Return options' values [n] after all prices, without the spillover counted in trees.

    Several threads may ask at a time.
    """
    reduced = np.zeros(len(store))
    stores, forms = np.ascontiguousarray(store), np.ascontiguousarray(form)
    with dual.working:
        _reduced_values(dual.at(prices), stores, forms, np.ascontiguousarray(start), reduced)
    return reduced


@lean
def _reduced_values(at: Setting, store: Ints, form: Ints, start: Ints, into: Floats) -> None:
    for place_of in range(len(store)):
        into[place_of] = reduced_value(
            at.cells, at.charges, store[place_of], form[place_of], start[place_of]
        )


class Listed(NamedTuple):
    """Options [n] in any order; `loss` is what the dual's bound loses if one is forced."""

    store: Ints
    form: Ints
    start: Ints
    loss: Floats


def candidates_of(grid: Grid, nearest: Listed, none_loss: Floats) -> Candidates:
    """Return the options by store and by region and start week, nearest first.

    `none_loss` [S] is the same for no area; at obliged stores it has no meaning.
    """
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
    none = np.where(grid.obliged, NOT_AN_OPTION, none_loss)
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


def adopt(field: Field, near: Candidates, standing: Standing, form: Ints, start: Ints) -> None:
    """Fill an empty plan with given choices [S] (-1: none) as far as they fit, wave by wave.

    Within a wave obliged stores come first, then those that lose most without an area, so that the
    least is lost where limits have become tighter.
    """
    wave = np.full(len(form), len(field.wave_release), dtype=np.int64)
    for index in range(len(field.wave_release)):
        wave[field.wave_store[field.wave_first[index] : field.wave_first[index + 1]]] = index
    chosen = np.flatnonzero(form >= 0)
    standing.loss[:] = near.none
    order = chosen[np.lexsort((-near.none[chosen], wave[chosen]))]
    _adopt_in_order(field, near, standing, order, (form.astype(np.int64), start.astype(np.int64)))


@lean
def _adopt_in_order(
    field: Field, near: Candidates, standing: Standing, order: Ints, choice: tuple[Ints, Ints]
) -> None:
    for store in order:
        form, start = choice[0][store], choice[1][store]
        if not fits(field, standing, store, form, start):
            continue
        place(field, standing, store, form, start)
        standing.loss[store] = 0.0
        for at in range(near.first[store], near.first[store + 1]):
            if near.form[at] == form and near.start[at] == start:
                standing.loss[store] = near.loss[at]


def construct(grid: Grid, field: Field, near: Candidates, standing: Standing) -> None:
    """Fill a plan greedily where stores have no area; obligations that do not fit stay open."""
    wave = np.where(grid.wave >= 0, grid.wave, len(grid.wave_end))
    options = np.diff(near.first)
    # What comes first: waves in order, then promises with the fewest options, then the surest.
    few = np.where(grid.obliged, options, 0)
    order = np.lexsort((-near.none, few, ~grid.obliged, wave))
    without = standing.form < 0
    standing.loss[without] = near.none[without]
    _fill_in_order(field, near, standing, order[options[order] > 0].astype(np.int64))


@lean
def _fill_in_order(field: Field, near: Candidates, standing: Standing, order: Ints) -> None:
    for store in order:
        if standing.form[store] >= 0:
            continue
        for at in range(near.first[store], near.first[store + 1]):
            if near.loss[at] > near.none[store]:
                break
            if fits(field, standing, store, near.form[at], near.start[at]):
                place(field, standing, store, near.form[at], near.start[at])
                standing.loss[store] = near.loss[at]
                break
