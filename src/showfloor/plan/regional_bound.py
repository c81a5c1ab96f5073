"""What prices of a region's own rows prove of it, beside common prices: recomputed store by store.

The same sums as `bound.prove_bound`, over the stores of one region alone and without names, so that
a leaf of a region costs a millisecond.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from showfloor.plan.construct import reduced_values
from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.forest import best_of_trees, forest_of
from showfloor.plan.network import Bools, Floats, Ints
from showfloor.plan.regional import Columns, Regional, cut_matrix

ROUNDING = 1e-9
"""Share of the sum of all terms' sizes that is added, so that noise never lowers a bound."""


@dataclass(frozen=True, slots=True)
class OwnPrices:
    """Prices of one region's own rows."""

    crew: Ints
    """[n] places of crew rows among the dual's."""
    crew_price: Floats
    cut_price: Floats
    """[cuts of the region]"""
    theta: Floats
    """[pairs priced in the region, H] by pair and week, at most the pair's loss in the week."""


@dataclass(frozen=True, slots=True)
class SplitSide:
    """A side of a split, with its price."""

    counted: Bools
    """[stores of the region, F, T]"""
    limit: float
    """At most so many, or at least."""
    at_most: bool
    price: float


class RegionalBound:
    """One region at common prices, ready to be bounded at any prices of its own rows."""

    def __init__(self, regional: Regional, region: int, cuts: tuple[CrewCut, ...]) -> None:
        """Charge all options of the region's stores the common prices."""
        dual = regional.dual
        grid = dual.grid
        self.grid, self.crews, self.cuts = grid, dual.rows.crew_rows, cuts
        self.region = region
        self.stores: Ints = np.flatnonzero((grid.region == region) & ~grid.fixed)
        at, form, start = np.nonzero(np.isfinite(grid.value[self.stores]))
        self.worth = np.full((len(self.stores), *grid.value.shape[1:]), -np.inf)
        self.worth[at, form, start] = reduced_values(
            dual, regional.common, self.stores[at], form, start
        )
        self.none = np.where(grid.obliged[self.stores], -np.inf, regional.none[self.stores])
        self._weigh_cuts(at, form, start)
        self._plant(dual.forest.exact)

    def _weigh_cuts(self, at: Ints, form: Ints, start: Ints) -> None:
        """Keep what each cut weighs each option [cuts, stores, F, T]."""
        self.cut_limit = np.array([float(cut.limit) for cut in self.cuts])
        self.cut_weight = np.zeros((len(self.cuts), *self.worth.shape))
        if self.cuts:
            store = self.stores[at]
            columns = Columns(store, form, start, start, np.zeros(len(at)))
            weights = cut_matrix(self.grid, self.cuts, columns).toarray()
            self.cut_weight[:, at, form, start] = weights

    def _plant(self, exact: Bools) -> None:
        """Keep the trees of exact pairs among the stores, and the pairs that have prices."""
        grid = self.grid
        place = np.full(grid.stores, -1, dtype=np.int32)
        place[self.stores] = np.arange(len(self.stores))
        mine = np.flatnonzero((place[grid.pair_a] >= 0) & (place[grid.pair_b] >= 0))
        ends = (place[grid.pair_a[mine]], place[grid.pair_b[mine]])
        prefix = grid.pair_prefix[mine]
        self.trees = forest_of(len(self.stores), ends, exact[mine], prefix, grid.life).trees
        self.inner: Ints = mine
        """Rows of the grid's pairs within the region."""
        self.pairs: Ints = mine[~exact[mine]]
        """Rows of the grid's pairs that own prices charge."""
        self.pair_a, self.pair_b = place[grid.pair_a[self.pairs]], place[grid.pair_b[self.pairs]]

    def bound(self, own: OwnPrices, sides: tuple[SplitSide, ...] = ()) -> float:
        """Return what the prices prove, rounded outward; -inf where an obliged store has nothing.

        At all prices >= 0, thetas within the pairs' losses.
        """
        grid = self.grid
        reduced = self.worth - self._crew_charges(own)
        if len(self.cuts) and own.cut_price.any():
            reduced -= np.tensordot(own.cut_price, self.cut_weight, axes=1)
        terms = [
            *(own.crew_price * self.crews.limit[own.crew]),
            *(own.cut_price * self.cut_limit),
            float(own.theta.sum()),
        ]
        for side in sides:
            paid = side.price if side.at_most else -side.price
            reduced -= paid * side.counted
            terms.append(paid * side.limit)
        worth = np.full((len(self.stores), grid.selling_weeks), -np.inf)
        for form, ahead in enumerate(grid.length):
            into = worth[:, ahead : ahead + grid.weeks]
            np.maximum(into, reduced[:, form], out=into)
        self._charge_pairs(own.theta, worth)
        best = np.zeros(len(self.trees.first) - 1)
        none = self.none.copy()
        best_of_trees(self.trees, worth, none, np.zeros(worth.shape[1]), best)
        terms += best.tolist()
        if not all(math.isfinite(term) for term in terms):
            return -math.inf
        total = math.fsum(terms) + ROUNDING * math.fsum(abs(term) for term in terms)
        return float(np.nextafter(total, np.inf))

    def _crew_charges(self, own: OwnPrices) -> Floats:
        """Return [F, T] what crew rows charge an option."""
        grid, crews = self.grid, self.crews
        weeks = grid.weeks + grid.crew_days.shape[1]
        by_week = np.zeros((weeks, max(1, len(crews.days))))
        if len(own.crew):
            paid = crews.weights[own.crew] * own.crew_price[:, None]
            np.add.at(by_week, crews.week[own.crew], paid)
        charged = np.zeros(self.worth.shape[1:])
        for form, days in enumerate(grid.crew_days):
            for offset, number in enumerate(days):
                if number > 0 and len(crews.days):
                    kind = int(np.searchsorted(crews.days, number))
                    charged[form] += by_week[offset : offset + grid.weeks, kind]
        return charged

    def _charge_pairs(self, theta: Floats, worth: Floats) -> None:
        """Take from [stores, W] what priced pairs charge by first selling week."""
        if not theta.size:
            return
        total = np.concatenate([np.zeros((len(theta), 1)), np.cumsum(theta, axis=1)], axis=1)
        selling = np.arange(worth.shape[1])
        last = np.minimum(selling + self.grid.life, theta.shape[1])
        charged = total[:, last] - total[:, np.minimum(selling, theta.shape[1])]
        np.subtract.at(worth, self.pair_a, charged)
        np.subtract.at(worth, self.pair_b, charged)
