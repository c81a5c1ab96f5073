"""The search for a plan: cores of near-best options around the relaxation, widened until proven."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from showfloor.plan.core import Selection, core_within, solve_core
from showfloor.plan.evaluation import keeps_limits, objective_of
from showfloor.plan.model import Model
from showfloor.plan.network import Bools, Ints
from showfloor.plan.relaxation import Relaxation

FIRST_DISTANCE = 3e-5
"""Share of the bound within which options are let into the first core."""
WIDENING = 8.0


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan found, the bound that the solver claims, or that there is no plan."""

    chosen: Ints
    held: Bools
    found: bool
    infeasible: bool
    bound: float


def search_plan(
    model: Model,
    relaxed: Relaxation,
    gap: float,
    time_left: Callable[[], float],
    report: Callable[[str, float, float], None],
) -> Found:
    """Return the best plan found within the time, proven to `gap` where time allows."""
    scale = max(1.0, abs(relaxed.bound))
    distance = FIRST_DISTANCE * scale
    best: Selection | None = None
    value, bound = -math.inf, relaxed.bound
    while True:
        core = core_within(model, relaxed, distance)
        whole = core.outside_bound == -math.inf
        found = solve_core(model, core, seconds=time_left(), gap=0.3 * gap, start=best)
        if found.found and keeps_limits(model, found.chosen):
            worth = objective_of(model, found.chosen)
            if worth > value:
                best, value = found, worth
        bound = min(bound, max(found.bound, core.outside_bound))
        report("plan", value if best else math.nan, bound)
        if best is not None and bound - value <= gap * max(1.0, abs(bound)):
            break
        if time_left() <= 0 or whole:
            break
        wanted = relaxed.bound - value if best is not None else WIDENING * distance
        distance = max(1.0001 * wanted, 2.0 * distance)
    empty = np.zeros(0, dtype=np.int64)
    if best is None:
        nothing = np.zeros(len(model.network.stores), dtype=np.bool_)
        return Found(empty, nothing, found=False, infeasible=found.proven_empty and whole, bound=bound)
    return Found(best.chosen, best.held, found=True, infeasible=False, bound=bound)
