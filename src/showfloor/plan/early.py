"""A first plan at coarse prices, before better ones are sought: within a per cent at once.

Coarse prices are found in a quarter of the time that good ones take, and already say well which
shops should have what. Whoever waits sees a plan with a certified bound, and the search begins
there.
"""

from __future__ import annotations

from dataclasses import dataclass

from showfloor.plan.dual import DualResult
from showfloor.plan.grid import Grid
from showfloor.plan.improve import Cooling
from showfloor.plan.near_ties import Choices
from showfloor.plan.search import Asked, Bounded, Search

SHORT = Cooling(chains=50, hot=0.01, cold=0.0002, rounds=8)


@dataclass(slots=True)
class Early:
    """Coarse prices and the plan that a short annealing at them finds, as far as it came."""

    grid: Grid
    asked: Asked
    """Hears of the plan."""
    priced: DualResult | None = None
    search: Search | None = None

    def begin(self, priced: DualResult) -> None:
        """Take these prices, and look for a plan at them."""
        self.priced = priced
        bounded = Bounded(priced.dual, priced.prices, priced.bound, priced.shares)
        self.search = Search(self.grid, bounded, self.asked)
        self.search.begin(None)
        if self.search.best is not None and not self.asked.stop():
            self.search.cool(SHORT, 0)

    @property
    def plan(self) -> Choices | None:
        """The best plan that keeps the rules; None without one."""
        return None if self.search is None else self.search.best
