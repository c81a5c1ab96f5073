"""Rounds over regions: each is decided at common prices, then the prices are found anew.

A round decides every region's programme at the prices of what regions share; the values bound every
plan, and the choices join the pool of columns. The pool's relaxation then gives the next prices,
near the best so far: the boxstep method of Marsten, Hogan and Blankenship (1975).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from showfloor.plan.construct import near_candidates
from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.dual_pass import DualPass
from showfloor.plan.improve_chains import Candidates
from showfloor.plan.near_ties import Choices
from showfloor.plan.network import Floats
from showfloor.plan.regional import Regional, regional_at
from showfloor.plan.regional_columns import ColumnPool
from showfloor.plan.regional_programme import (
    RegionalPlan,
    RegionalProgramme,
    build_programme,
    decide,
)
from showfloor.plan.search_merge import side_by_side

GAP = 2e-6
"""To which a region is decided, as a share of the whole bound."""
WIDTH = 6e-6
"""Share of the bound that options may lose at first; ten times as much at most a hundredfold."""
WIDEST = 6e-4
A_STORE = 9
"""Options a store that are let in at first, at least: with few a region cannot meet what it must,
and a solver works hardest where it can do nothing right."""
WIDER = 3.0
SPARE = 1.3
"""The next round's width, in what this round's needed."""
COLUMNS = 1500
"""Options of one region that are decided at most, where it has no pairs."""
PAIRED = 800
"""The same where it has; pairs make programmes harder."""
MORE = 1.25
"""By which these grow from round to round."""
REACH = 0.02
"""How far prices may move in a round, as a share of each."""
ZERO = 0.1
"""A price of 0 moves like one of so many median prices."""
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Decided:
    """What is known of a region at the round's prices."""

    programme: RegionalProgramme
    plan: RegionalPlan | None
    width: float
    bound: float
    """No choices of the region are worth more at common prices."""


@dataclass(frozen=True, slots=True)
class Round:
    """The best round so far."""

    regional: Regional
    near: Candidates
    decided: tuple[Decided, ...]
    """By region."""

    @property
    def bound(self) -> float:
        """No plan is worth more, if the solver is right."""
        return self.regional.constant + sum(own.bound for own in self.decided)

    @property
    def choices(self) -> Choices:
        """What the regions chose, each by itself: together it may break what they share."""
        stores = self.regional.dual.grid.stores
        form, start = np.full(stores, -1), np.full(stores, -1)
        for own in self.decided:
            if own.plan is not None:
                form[own.programme.stores] = own.plan.form
                start[own.programme.stores] = own.plan.start
        return Choices(form.astype(np.int64), start.astype(np.int64))


class RegionalRounds:
    """The pool, the best prices, and how far to look from them."""

    def __init__(
        self,
        dual: DualPass,
        prices: Floats,
        cuts: tuple[CrewCut, ...],
        time_left: Callable[[], float],
    ) -> None:
        """Begin at the dual's prices."""
        self.dual, self.cuts, self.time_left = dual, cuts, time_left
        first = regional_at(dual, prices)
        self.scale = max(1.0, abs(first.bound))
        self.pool = ColumnPool(dual, first.common)
        self.prices, self.reach = prices, REACH
        self.most = MORE**-1
        self.best: Round | None = None
        grid = dual.grid
        regions = self.pool.regions
        self.width = np.full(regions, WIDTH * self.scale)
        paired = np.zeros(regions, dtype=np.bool_)
        paired[grid.region[grid.pair_a]] = True
        self.columns = np.where(paired, PAIRED, COLUMNS)
        self.order = np.argsort(-np.bincount(grid.region, minlength=regions), kind="stable")

    def turn(self, stop: Callable[[], bool]) -> float:
        """Decide every region, add what they choose to the pool, and return the round's bound."""
        self.most *= MORE
        regional = regional_at(self.dual, self.prices)
        near = near_candidates(self.dual, self.prices, WIDEST * self.scale)

        def work(region: int) -> Callable[[Callable[[], bool]], Decided]:
            return lambda go_on: self._decide(regional, near, region, go_on)

        found = side_by_side([work(int(region)) for region in self.order], stop)
        decided = tuple(found[place] for place in np.argsort(self.order, kind="stable"))
        turn = Round(regional, near, decided)
        for region, own in enumerate(decided):
            if own.plan is not None:
                some = own.plan.form >= 0
                stores = own.programme.stores[some]
                self.pool.add(region, stores, own.plan.form[some], own.plan.start[some])
                needed = SPARE * (regional.whole[region] - own.plan.worth)
                self.width[region] = max(WIDTH * self.scale / 2, min(needed, own.width))
        if self.best is None or turn.bound < self.best.bound:
            self.best = turn
        else:
            self.reach /= 2.0
        return turn.bound

    def _decide(
        self, regional: Regional, near: Candidates, region: int, go_on: Callable[[], bool]
    ) -> Decided:
        """Decide a region, among more options as long as what they lose may matter."""
        whole = float(regional.whole[region])
        loss = np.sort(near.loss[self.dual.grid.region[near.store] == region])
        most = int(self.most * self.columns[region])
        widest = float(loss[most]) if len(loss) > most else WIDEST * self.scale
        few = min(len(loss), A_STORE * int(np.count_nonzero(self.dual.grid.region == region)))
        some = float(loss[few - 1]) if few else 0.0
        width = min(max(float(self.width[region]), some), widest)
        while True:
            programme = build_programme(regional, near, self.cuts, region, width)
            if not go_on() or self.time_left() <= 0:
                return Decided(programme, None, width, whole)
            seconds = min(SECONDS, self.time_left())
            plan = decide(programme, GAP * self.scale, seconds)
            enough = plan is not None and whole - plan.worth <= width
            if enough or width >= widest:
                break
            width = min(width * WIDER, widest)
        if plan is None:
            return Decided(programme, None, width, whole)
        return Decided(programme, plan, width, min(whole, max(plan.bound, whole - width)))

    def price_anew(self) -> None:
        """Take the pool's prices near the best so far for the next round; needs all regions."""
        if self.best is None or not self.pool.complete:
            return
        centre = self.best.regional.prices
        own = centre[self.pool.priced]
        paid = own[own > 0]
        typical = float(np.median(paid)) if len(paid) else 0.0
        reach = self.reach * np.where(own > 0, own, ZERO * typical)
        self.prices = centre.copy()
        self.prices[self.pool.priced] = self.pool.prices_within(own, reach)
