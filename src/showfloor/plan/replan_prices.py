"""An earlier plan with its prices: what both are worth today, before better prices are sought.

One pass of the dual at known prices gives a valid bound, and the earlier plan, as far as it still
fits and filled up greedily, a plan. Where little has changed they are already as close as is asked,
and the hundreds of passes that better prices need can be left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from showfloor.domain.certificate import Prices
from showfloor.plan.crew_cuts import cuts_of
from showfloor.plan.dual import DualResult, ascend, build_dual
from showfloor.plan.dual_prices import price_vector
from showfloor.plan.grid import Grid
from showfloor.plan.near_ties import Choices
from showfloor.plan.search import Asked, Bounded, Search


@dataclass(frozen=True, slots=True)
class Carried:
    """What an earlier plan and its prices give in today's programme."""

    priced: DualResult
    """At the earlier prices, as far as they have a row today."""
    choices: Choices
    """The earlier plan as far as it fits, filled up."""
    objective: float
    """-inf where the choices break an obligation."""
    gap: float
    """Relative gap that is asked for."""

    def proven_by(self, bound: float) -> bool:
        """Say whether a bound proves the plan to the asked gap; False for NaN."""
        return bound - self.objective <= self.gap * max(1.0, abs(bound))


def carry_over(grid: Grid, prices: Prices, first: Choices, asked: Asked) -> Carried:
    """Return what earlier choices and prices are worth in the grid's programme."""
    dual = build_dual(grid, cuts_of(grid, prices)[0])
    priced = ascend(dual, start=price_vector(dual, prices), stages=())
    search = Search(grid, Bounded(dual, priced.prices, priced.bound), asked)
    search.begin(first)
    choices = first if search.best is None else search.best
    worth = -math.inf if search.best is None else search.objective
    return Carried(priced, choices, worth, asked.gap)
