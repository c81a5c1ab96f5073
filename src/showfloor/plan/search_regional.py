"""The search for networks that fall apart into regions: annealing, regions decided, put together.

Annealed plans get most regions right and fail at different ones. A region at common prices is
decided exactly, but regions decided apart rarely fit together. Columns of both, one a region and
plan, are put together by a small programme, and annealing goes on from there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from showfloor.plan.improve import Cooling
from showfloor.plan.neighbourhood import Effort
from showfloor.plan.regional_refit import refit, vary
from showfloor.plan.regional_rounds import RegionalRounds
from showfloor.plan.search import Search
from showfloor.plan.search_merge import Ground, Plan, anneal_several, merge

FIRST = Cooling(chains=100, hot=0.01, cold=0.0001, rounds=16)
AGAIN = Cooling(chains=100, hot=0.004, cold=0.0001, rounds=16)
ANNEALINGS = 4
"""Plans a turn."""
TURNS = 16
IDLE = 3
"""Turns without a better plan or bound after which the search goes on in other ways."""
HARDLY = 2e-7
"""Share of the bound by which a turn must better plan or bound to count."""
COMBINED = 5e-7
"""Gap to which columns are put together, as a share of the bound."""
SECONDS = 5.0
"""For putting them together; it needs hundredths."""


MERGED = Effort(gap=0.0, nodes=50, seconds=20.0, trials=1)
MERGE_GAP = 2e-5
"""Gap to which a programme over all plans' options is solved, as a share of the bound."""
ROUNDS = 8
"""In which regions are decided, a turn."""


@dataclass(slots=True)
class RegionalSearch:
    """A search, and the rounds over its regions."""

    search: Search
    rounds: RegionalRounds
    plans: list[Plan] = field(default_factory=list)
    """The annealed plans of the turns so far."""

    def run(self) -> None:
        """Take turns until plan and bound are close, nothing moves, or time ends."""
        search, idle = self.search, 0
        if search.best is not None:
            self.rounds.pool.add_plan(search.best)
        for turn in range(TURNS):
            before, bound = search.objective, search.bound
            self._anneal(turn)
            if self._ends():
                return
            self._combine()
            if self._price():
                return
            self._refit(turn)
            if self._ends():
                return
            self._merge()
            if self._ends():
                return
            gained = max(search.objective - before, bound - search.bound)
            idle = 0 if gained > HARDLY * self.rounds.scale else idle + 1
            if idle >= IDLE:
                return

    def _refit(self, turn: int) -> None:
        """Put together what regions do at other prices, and groups of them beside the others."""
        search = self.search
        seed = 1000 * search.asked.seed + turn
        vary(self.rounds, seed, search.asked.stop)
        self._combine()
        if search.best is not None and not self._ends():
            refit(self.rounds, search.best, seed, search.asked.stop)
            self._combine()

    def _price(self) -> bool:
        """Decide regions and find prices anew while that helps; say whether the search ends."""
        rounds = self.rounds
        for _ in range(ROUNDS):
            if rounds.settled:
                return False
            self._decide()
            self._combine()
            if self._ends():
                return True
            rounds.price_anew()
        return False

    def _ends(self) -> bool:
        return self.search.close_enough() or self.search.asked.stop()

    def _ground(self) -> Ground:
        search = self.search
        return Ground(search.grid, search.field, search.scene.near, search.distance, search.cuts)

    def _anneal(self, turn: int) -> None:
        search = self.search
        first = 1000 * search.asked.seed + 100 * turn
        seeds = range(first, first + ANNEALINGS)
        cooling = FIRST if turn == 0 else AGAIN
        plans = anneal_several(self._ground(), search.best, cooling, seeds, search.asked.stop)
        for plan in plans:
            self.rounds.pool.add_plan(plan.choices)
        self.plans += plans
        search.take(max(plans, key=lambda plan: plan.worth))

    def _decide(self) -> None:
        bound = self.rounds.turn(self.search.asked.stop)
        self.search.bound = max(min(self.search.bound, bound), self.search.objective)
        self.search.tell()

    def _combine(self) -> None:
        """Go on from the best that columns give together, if it is better."""
        seconds = min(SECONDS, self.search.asked.time_left())
        found = self.rounds.pool.combined(COMBINED * self.rounds.scale, seconds)
        if found is not None and self.search.adopt_if_better(found) and self.search.best:
            self.rounds.pool.add_plan(self.search.best)

    def _merge(self) -> None:
        """Choose anew among the options of all plans; with pairs that would take too long."""
        search = self.search
        if len(search.grid.pair) or search.best is None or search.asked.stop():
            return
        seconds = min(MERGED.seconds, search.asked.time_left())
        effort = replace(MERGED, gap=MERGE_GAP * self.rounds.scale, seconds=seconds)
        plans = [*self.plans, Plan(search.best, search.objective)]
        if self.rounds.best is not None:
            plans.append(Plan(self.rounds.best.choices, -math.inf))
        found, _ = merge(self._ground(), plans, effort)
        search.take(found)
        self.rounds.pool.add_plan(found.choices)
