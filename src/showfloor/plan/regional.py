"""A programme at given prices of what regions share: it falls apart into one programme a region.

Crews, crew cuts and neighbours concern one region (pairs across regions have prices). What is left
beside the prices of budget, deliveries, quotas, pace, the other party, waves and holdout is, region
by region, a programme of a hundred stores that a solver decides exactly. The sum of their values
bounds every plan, and better than prices of crews can: Geoffrion (1974), Lagrangean relaxation
whose subproblems keep their integrality.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from showfloor.plan.apart import within_regions
from showfloor.plan.construct import reduced_values
from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.dual_pass import DualPass
from showfloor.plan.grid import Grid
from showfloor.plan.network import Bools, Floats, Ints

OWN = ("crew", "cut")
"""Kinds of prices that concern one region each; prices of pairs within a region do as well."""


@dataclass(frozen=True, slots=True)
class Regional:
    """What a programme is made of at prices of what its regions share. R prices, S stores."""

    dual: DualPass
    prices: Floats
    """[R] all prices."""
    common: Floats
    """[R] the same, without those of one region: crew rows and cuts, pairs within it."""
    constant: float
    """What the shared limits are worth at their prices."""
    whole: Floats
    """[regions] what the prices bound each region's worth by; with `constant` the dual's bound."""
    none: Floats
    """[S] what a store's having no area is worth: 0 but where a holdout may choose it."""

    @property
    def bound(self) -> float:
        """What the prices prove without any solver."""
        return self.constant + float(self.whole.sum())


@dataclass(frozen=True, slots=True)
class Columns:
    """Options [n] of one region's stores, by store, and what they are worth at common prices."""

    store: Ints
    form: Ints
    start: Ints
    selling: Ints
    worth: Floats
    """Beside the store's having no area."""

    def taken(self, places: Ints) -> Columns:
        """Return the options at these places."""
        return Columns(
            self.store[places],
            self.form[places],
            self.start[places],
            self.selling[places],
            self.worth[places],
        )


def regional_at(dual: DualPass, prices: Floats) -> Regional:
    """Return how a programme falls apart at these prices [R].

    ValueError where the dual's forest joins stores of two regions.
    """
    within = within_regions(dual.grid)
    if np.any(dual.forest.exact & ~within):
        raise ValueError("the forest joins stores of two regions, which then are not apart")
    bound = dual.evaluate(prices).bound
    common = np.where(own_rows(dual), 0.0, prices)
    none = _worth_of_none(dual, prices)
    whole = _region_limits(dual, prices - common) + _chosen_worth(dual, prices, none)
    return Regional(dual, prices, common, bound - float(whole.sum()), whole, none)


def own_rows(dual: DualPass) -> Bools:
    """Return [R] which rows concern one region: crews, cuts, pairs within it."""
    rows = dual.rows
    own = np.zeros(len(rows.limit), dtype=np.bool_)
    for kind in OWN:
        own[rows.span(kind)] = True
    inside = within_regions(dual.grid)[rows.outside]
    own[rows.span("theta")] = np.repeat(inside, rows.block_end.shape[1])
    return own


def _worth_of_none(dual: DualPass, prices: Floats) -> Floats:
    """Return [S] what being held earns a store without an area."""
    none = np.zeros(dual.grid.stores)
    eligible = dual.grid.stratum >= 0
    earned = np.maximum(0.0, -prices[dual.rows.span("stratum")])
    none[eligible] = earned[dual.grid.stratum[eligible]]
    return none


def _region_limits(dual: DualPass, own: Floats) -> Floats:
    """Return [regions]: price x right side of the rows that concern one region."""
    grid, rows = dual.grid, dual.rows
    count = int(grid.region.max(initial=-1)) + 1
    paid = own * rows.limit
    total: Floats = np.bincount(
        rows.crew_rows.region, weights=paid[rows.span("crew")], minlength=count
    ).astype(np.float64)
    cuts = np.array([cut.region for cut in rows.cuts], dtype=np.int64)
    total += np.bincount(cuts, weights=paid[rows.span("cut")], minlength=count)
    pairs = paid[rows.span("theta")].reshape(rows.block_end.shape).sum(axis=1)
    region = grid.region[grid.pair_a[rows.outside]]
    total += np.bincount(region, weights=pairs, minlength=count)
    return total


def _chosen_worth(dual: DualPass, prices: Floats, none: Floats) -> Floats:
    """Return [regions]: what the choices that the dual has just made are worth at all prices."""
    grid = dual.grid
    selling = dual.choice.selling.astype(np.int64)
    store = np.flatnonzero(selling >= 0)
    form = dual.choice.form[store].astype(np.int64)
    worth = np.where(grid.obliged | grid.fixed, 0.0, none)
    worth[store] = reduced_values(dual, prices, store, form, selling[store] - grid.length[form])
    count = int(grid.region.max(initial=-1)) + 1
    total: Floats = np.bincount(grid.region, weights=worth, minlength=count).astype(np.float64)
    edges, lost = lost_by_pairs(grid, selling, np.flatnonzero(dual.forest.exact))
    total -= np.bincount(grid.region[grid.pair_a[edges]], weights=lost, minlength=count)
    return total


def lost_by_pairs(grid: Grid, selling: Ints, pairs: Ints) -> tuple[Ints, Floats]:
    """Return which of the pairs (rows of the grid's) lose, and what.

    `selling` [S] first selling weeks, -1 without an area.
    """
    a, b = selling[grid.pair_a[pairs]], selling[grid.pair_b[pairs]]
    both = (a >= 0) & (b >= 0) & (np.abs(a - b) < grid.life)
    losing, low, high = pairs[both], np.minimum(a, b)[both], np.maximum(a, b)[both]
    lost = grid.pair_prefix[losing, low + grid.life] - grid.pair_prefix[losing, high]
    return losing, lost


def columns_at(regional: Regional, store: Ints, form: Ints, start: Ints) -> Columns:
    """Return options with their worth at common prices, beside that of no area."""
    dual = regional.dual
    worth = reduced_values(dual, regional.common, store, form, start) - regional.none[store]
    return Columns(store, form, start, start + dual.grid.length[form], worth)


def crew_matrix(dual: DualPass, region: int, columns: Columns) -> tuple[Ints, sp.csr_matrix]:
    """Return the places of a region's crew rows that the columns use, and their entries."""
    grid, crews = dual.grid, dual.rows.crew_rows
    own = np.flatnonzero(crews.region == region)
    rows, places, entries = [], [], []
    for offset in range(grid.crew_days.shape[1]):
        days = grid.crew_days[columns.form, offset]
        at = np.flatnonzero(days > 0)
        kind = np.searchsorted(crews.days, days[at])
        row, nth = np.nonzero(crews.week[own][:, None] == (columns.start[at] + offset)[None, :])
        rows.append(row)
        places.append(at[nth])
        entries.append(crews.weights[own[row], kind[nth]])
    table = (np.concatenate(rows), np.concatenate(places))
    matrix = sp.csr_matrix((np.concatenate(entries), table), (len(own), len(columns.store)))
    matrix.eliminate_zeros()
    used = np.flatnonzero(np.diff(matrix.indptr) > 0)
    return own[used], matrix[used]


def cut_matrix(grid: Grid, cuts: tuple[CrewCut, ...], columns: Columns) -> sp.csr_matrix:
    """Return the weights that crew cuts of the columns' region give them, a row a cut."""
    shape = (len(grid.length), grid.weeks)
    weights = np.zeros((len(cuts), len(columns.store)))
    for row, cut in enumerate(cuts):
        free = cut.store < 0
        every = np.zeros(shape)
        every[cut.form[free], cut.start[free]] = cut.weight[free]
        listed = np.isin(columns.store, cut.store[~free])
        weights[row] = np.where(listed, 0.0, every[columns.form, columns.start])
        for entry in np.flatnonzero(~free):
            same = (columns.store == cut.store[entry]) & (columns.form == cut.form[entry])
            weights[row, same & (columns.start == cut.start[entry])] = cut.weight[entry]
    return sp.csr_matrix(weights)
