"""Leaves for larger networks: obliged stores decided one after the other, priced without an LP.

A store that must get an area, beside others that must, can make the relaxation mix two of its
formats where whole crews allow only one. Then one split on that store's format lowers the bound by
more than any price: each side is the same dual with fewer options at that store.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from showfloor.domain.certificate import Leaf, Split
from showfloor.plan.bound import prove_bound
from showfloor.plan.dual import COARSE, DualResult, ascend
from showfloor.plan.dual_pass import DualPass
from showfloor.plan.dual_prices import named_prices
from showfloor.plan.grid import Grid
from showfloor.plan.leaves_prices import charging_more
from showfloor.plan.network import Bools, Floats

MOST_CELLS = 5_000_000
"""Options, allowed or not, up to which a side is priced in about a second."""
MOST_LEAVES = 6
TRIED = 3
"""Splits of a part that are priced before the best is taken."""
LEAST_SPREAD = 1e-6
"""Expected change of a store's value by its mix, as a share of the bound, below which no split is
worth a try."""
LEAST_GAIN = 1e-5
"""Share of the bound that a split must lower its part by."""
DECISIVE = 20.0
"""Price of a split as a multiple of the largest value: so high that no store departs from it."""


@dataclass(frozen=True, slots=True)
class _Part:
    path: tuple[Split, ...]
    grid: Grid
    found: DualResult

    @property
    def bound(self) -> float:
        return self.found.bound


@dataclass(frozen=True, slots=True)
class DividedByStore:
    """Leaves in the order of the tree, and the largest bound, recomputed and rounded outward."""

    leaves: tuple[Leaf, ...]
    bound: float


def divide_by_store(
    grid: Grid, found: DualResult, stop: Callable[[], bool]
) -> DividedByStore | None:
    """Return leaves that split on formats of obliged stores; None where no split helps.

    `found` are prices of the whole. The part with the largest bound is divided while a split
    lowers it by LEAST_GAIN, up to MOST_LEAVES leaves.
    """
    if not grid.obliged.any() or grid.value.size > MOST_CELLS:
        return None
    parts = [_Part((), grid, found)]
    while len(parts) < MOST_LEAVES and not stop():
        place = int(np.argmax([part.bound for part in parts]))
        sides = _best_division(parts[place], stop)
        if sides is None:
            break
        parts[place : place + 1] = sides
    if len(parts) < 2:
        return None
    leaves = tuple(_leaf(part) for part in parts)
    bounds = [prove_bound(grid, leaf) for leaf in leaves]
    if not all(math.isfinite(bound) for bound in bounds):
        return None
    return DividedByStore(leaves, max(bounds))


def _best_division(part: _Part, stop: Callable[[], bool]) -> tuple[_Part, _Part] | None:
    """Return the two sides whose larger bound is least; None where none gains enough."""
    best: tuple[_Part, _Part] | None = None
    most = part.bound - LEAST_GAIN * max(1.0, abs(part.bound))
    for store, form in _mixed(part)[:TRIED]:
        if stop():
            break
        sides = (_side(part, store, form, at_most=True), _side(part, store, form, at_most=False))
        larger = max(side.bound for side in sides)
        if larger < most:
            best, most = sides, larger
    return best


def _mixed(part: _Part) -> list[tuple[int, int]]:
    """Return obliged stores with a format to split on, the largest mix of values first."""
    grid, shares = part.grid, part.found.shares
    mine = grid.obliged[shares.store]
    store, form = shares.store[mine], shares.form[mine]
    value = grid.value[store, form, shares.start[mine]]
    weight = np.zeros((grid.stores, len(grid.length)))
    worth = np.zeros_like(weight)
    np.add.at(weight, (store, form), shares.share[mine])
    np.add.at(worth, (store, form), shares.share[mine] * value)
    mean = np.divide(worth, weight, out=np.zeros_like(worth), where=weight > 0)
    overall = worth.sum(axis=1, keepdims=True)
    spread = (weight * np.abs(mean - overall)).sum(axis=1)
    least = LEAST_SPREAD * max(1.0, abs(part.bound))
    order = [int(s) for s in np.argsort(-spread, kind="stable") if spread[s] > least]
    return [(s, int(np.argmax(weight[s] * np.abs(mean[s] - overall[s])))) for s in order]


def _side(part: _Part, store: int, form: int, *, at_most: bool) -> _Part:
    """Return one side: the store takes the format, or none of its options."""
    grid, found = part.grid, part.found
    value: Floats = grid.value.copy()
    formats: Bools = np.arange(len(grid.length)) == form
    value[store, formats if at_most else ~formats] = -np.inf
    own = replace(grid, value=value)
    split = Split(
        store_id=grid.network.stores[store].store_id,
        region="",
        format_id=grid.network.formats[form].format_id,
        from_week=0,
        to_week=grid.weeks,
        count=0,
        at_most=at_most,
    )
    dual = DualPass(own, found.dual.rows, found.dual.forest)
    priced = ascend(dual, start=found.prices, stages=(COARSE,))
    return _Part((*part.path, split), own, priced)


def _leaf(part: _Part) -> Leaf:
    """Return a part's prices with a price for every split that nobody pays or forgoes."""
    grid = part.grid
    finite = np.abs(grid.value[np.isfinite(grid.value)])
    decisive = DECISIVE * max(1.0, float(finite.max(initial=1.0)))
    earned = decisive * sum(not split.at_most for split in part.path)
    prices = charging_more(named_prices(part.found.dual, part.found.prices), earned)
    return Leaf(replace(prices, split=np.full(len(part.path), decisive)), part.path)
