"""A first plan at coarse prices, before better ones are sought: within a per cent at once.

Coarse prices are found in a quarter of the time that good ones take, and already say well which
shops should have what. Whoever waits sees a plan with a certified bound, and the search begins
there.
"""

from __future__ import annotations

from showfloor.plan.dual import DualResult
from showfloor.plan.grid import Grid
from showfloor.plan.improve import Cooling
from showfloor.plan.near_ties import Choices
from showfloor.plan.search import Asked, Bounded, Search

SHORT = Cooling(chains=50, hot=0.01, cold=0.0002, rounds=8)


def early_plan(grid: Grid, priced: DualResult, asked: Asked) -> Choices | None:
    """Return a plan that a short annealing at these prices finds; None where none keeps the rules.

    `asked.tell` hears of it.
    """
    search = Search(grid, Bounded(priced.dual, priced.prices, priced.bound, priced.shares), asked)
    search.begin(None)
    if search.best is None or asked.stop():
        return search.best
    search.cool(SHORT, 0)
    return search.best
