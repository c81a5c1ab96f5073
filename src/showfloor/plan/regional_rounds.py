"""Rounds over regions: each is decided at common prices, then the prices are found anew.

A round decides every region's programme at the prices of what regions share; the values bound every
plan, and the choices join the pool of columns. The pool's relaxation then gives the next prices,
near the best so far: the boxstep method of Marsten, Hogan and Blankenship (1975).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from showfloor.plan.construct import near_candidates
from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.dual import Stage, ascend_some
from showfloor.plan.dual_pass import DualPass
from showfloor.plan.improve_chains import Candidates
from showfloor.plan.near_ties import Choices
from showfloor.plan.network import Floats
from showfloor.plan.regional import Regional, own_rows, regional_at
from showfloor.plan.regional_columns import ColumnPool
from showfloor.plan.regional_own import with_relaxed_prices
from showfloor.plan.regional_programme import (
    RegionalPlan,
    RegionalProgramme,
    Taken,
    build_programme,
    decide,
)
from showfloor.plan.search_merge import side_by_side

GAP = 5e-7
"""To which a region is decided, as a share of the whole bound."""
WIDTH = 6e-6
"""Share of the bound that options may lose at first; ten times as much at most a hundredfold."""
WIDEST = 6e-4
A_STORE = 4
"""Options a store that are let in at first, at least: with few a region cannot meet what it must,
and a solver works hardest where it can do nothing right."""
WIDER = 3.0
SPARE = 1.3
"""The next round's width, in what this round's needed."""
COLUMNS = 4000
"""Options of one region that are decided at most, where it has no pairs."""
PAIRED = 1000
"""The same where it has; pairs make programmes harder."""
MORE = 1.5
"""By which a region's grow where they were too few."""
BEGUN = 3
"""Known columns of a region of which the best that is near is begun with."""
SLIGHT = 1e-6
"""By which rounding may matter."""
OWN_PRICES = Stage(first=0.01, last=0.0002, factor=0.98, memory=0.9)
"""Steps by which prices of regions' own rows follow those of the shared rows."""
REACH = 0.02
"""How far prices may move in a round, as a share of each."""
FARTHEST = 0.2
FARTHER, NEARER = 2.0, 0.5
TRUSTED = 0.5
"""Share of what columns promise that a round must keep for prices to move farther next."""
SETTLED = 1.5e-6
"""Share of the bound by which other prices must promise to lower it."""
ZERO = 0.1
"""A price of 0 moves like one of so many median prices."""
SECONDS = 20.0
PATIENCE = 0.8
"""Share of the time left that one region may take; what is proven by then counts."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What is known of a region at the round's prices."""

    programme: RegionalProgramme
    plan: RegionalPlan | None
    width: float
    bound: float
    """No choices of the region are worth more at common prices."""
    limited: bool = False
    """Whether more options might prove more."""


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
        self.best: Round | None = None
        self.promised = 0.0
        """By how much the columns lower the bound at the prices to try next."""
        grid = dual.grid
        self.free = ~grid.obliged & ~grid.fixed
        regions = self.pool.regions
        self.width = np.full(regions, WIDTH * self.scale)
        paired = np.zeros(regions, dtype=np.bool_)
        paired[grid.region[grid.pair_a]] = True
        self.columns = np.where(paired, PAIRED, COLUMNS).astype(np.float64)
        self.order = np.argsort(-np.bincount(grid.region, minlength=regions), kind="stable")

    def turn(self, stop: Callable[[], bool]) -> float:
        """Decide every region, add what they choose to the pool, and return the round's bound."""
        regional = self._with_own_prices(stop)
        near = near_candidates(self.dual, regional.prices, WIDEST * self.scale)

        def work(region: int) -> Callable[[Callable[[], bool]], Decided]:
            return lambda go_on: self._decide(regional, near, region, go_on)

        found = side_by_side([work(int(region)) for region in self.order], stop)
        decided = tuple(found[place] for place in np.argsort(self.order, kind="stable"))
        turn = Round(regional, near, decided)
        for region, own in enumerate(decided):
            if own.limited:
                self.columns[region] *= MORE
            if own.plan is not None:
                self.pool.add(region, *own.plan.taken(own.programme))
                needed = SPARE * (regional.whole[region] - own.plan.worth)
                self.width[region] = max(WIDTH * self.scale / 2, min(needed, own.width))
        self._judge(turn)
        return turn.bound

    def _with_own_prices(self, stop: Callable[[], bool]) -> Regional:
        """Return the programme with prices of regions' own rows that follow the shared ones."""
        if len(self.dual.grid.pair):
            if self.best is not None:
                self.prices = ascend_some(self.dual, self.prices, own_rows(self.dual), OWN_PRICES)
            return regional_at(self.dual, self.prices)
        regional = regional_at(self.dual, self.prices)
        near = near_candidates(self.dual, regional.prices, WIDEST * self.scale)
        better = with_relaxed_prices(regional, near, self.cuts, self.width, stop)
        self.prices = better.prices
        return better

    def _judge(self, turn: Round) -> None:
        """Keep the better round, and look as far from it as the columns have proven right."""
        if self.best is None:
            self.best = turn
            return
        gained = self.best.bound - turn.bound
        self.reach *= FARTHER if gained > TRUSTED * self.promised else NEARER
        self.reach = min(self.reach, FARTHEST)
        if gained > 0:
            self.best = turn

    def _decide(
        self, regional: Regional, near: Candidates, region: int, go_on: Callable[[], bool]
    ) -> Decided:
        """Decide a region, among more options as long as what they lose may matter.

        What is better than a known column loses less at any store than that column does.
        """
        whole = float(regional.whole[region])
        loss = np.sort(near.loss[self.dual.grid.region[near.store] == region])
        most = int(self.columns[region])
        widest = float(loss[most]) if len(loss) > most else WIDEST * self.scale
        few = min(len(loss), A_STORE * int(np.count_nonzero(self.dual.grid.region == region)))
        some = float(loss[few - 1]) if few else 0.0
        known, needed = self._known(regional, near, region, whole)
        width = min(max(float(self.width[region]), some), widest, needed)
        while True:
            programme = build_programme(
                regional, near, self.cuts, region=region, width=width, known=known
            )
            if not go_on() or self.time_left() <= 0:
                return Decided(programme, None, width, whole, True)
            begin = None if known is None else known.among(programme.columns)
            seconds = min(SECONDS, PATIENCE * self.time_left())
            plan = decide(programme, GAP * self.scale, seconds, begin)
            if plan is not None:
                known, needed = plan.taken(programme), min(needed, whole - plan.worth)
            if width >= min(needed, widest):
                break
            width = min(width * WIDER if plan is None else needed, widest)
        if plan is None:
            return Decided(programme, None, width, whole, True)
        bound = min(whole, max(plan.bound, whole - width))
        return Decided(programme, plan, width, bound, bound > plan.bound)

    def _known(
        self, regional: Regional, near: Candidates, region: int, whole: float
    ) -> tuple[Taken | None, float]:
        """Return the best known choices of a region that are near, and what they lose."""
        free = self.free & (self.dual.grid.region == region)
        fixed = float(regional.none[free].sum())
        prices = regional.prices[self.pool.priced]
        for column in self.pool.best_of(region, prices, BEGUN):
            known = Taken(column.store, column.form, column.start)
            if known.among(near) is not None:
                worth = fixed + float(column.worth[1] - column.used @ prices)
                return known, (whole - worth) * (1.0 + SLIGHT) + SLIGHT
        return None, math.inf

    @property
    def settled(self) -> bool:
        """Whether columns promise hardly anything of other prices."""
        return self.best is not None and self.promised <= SETTLED * self.scale

    def price_anew(self) -> None:
        """Take the pool's prices near the best so far for the next round; needs all regions."""
        if self.best is None or not self.pool.complete:
            return
        centre = self.best.regional.prices
        own = centre[self.pool.priced]
        reach = self.reach * size_of(own)
        self.prices = centre.copy()
        moved = self.pool.prices_within(own, reach)
        self.promised = self.pool.bound_at(own) - self.pool.bound_at(moved)
        self.prices[self.pool.priced] = moved


def size_of(prices: Floats) -> Floats:
    """Return what prices are moved in units of: themselves, or a share of a typical one."""
    paid = prices[prices > 0]
    typical = float(np.median(paid)) if len(paid) else 0.0
    return np.where(prices > 0, prices, ZERO * typical)
