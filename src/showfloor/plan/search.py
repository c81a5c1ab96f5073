"""The search for a plan: cores of near-best options around the relaxation, widened until proven."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from showfloor.plan.core import Effort, Selection, core_within, solve_core
from showfloor.plan.evaluation import keeps_limits, objective_of
from showfloor.plan.model import Model
from showfloor.plan.network import Bools, Ints
from showfloor.plan.relaxation import Relaxation

STAGES = ((1e-6, 3.0, 100), (3e-6, 0.8, 30), (3e-5, 0.8, 100))
"""First cores: distance as a share of the bound, gap as a multiple of the asked one, nodes.

Small cores give good plans within seconds. Effort is counted in nodes, not seconds, so that the
same problem gives the same plan on a busy machine."""
WIDE = 1e-4
"""Distance of the first core that is searched to the end, as a share of the bound."""


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
    best: Selection | None = None
    value, bound, infeasible = -math.inf, relaxed.bound, False
    scale = max(1.0, abs(relaxed.bound))
    for distance, effort in _stages(gap):
        width = distance * scale
        if best is not None and effort.to_end:
            # A core as wide as the remaining gap holds every better plan there can be.
            width = min(width, 1.0001 * (relaxed.bound - value) + 1e-6)
        core = core_within(model, relaxed, width)
        found = solve_core(model, core, seconds=time_left(), effort=effort, start=best)
        if found.found and keeps_limits(model, found.chosen):
            worth = objective_of(model, found.chosen)
            if worth > value:
                best, value = found, worth
        bound = min(bound, max(found.bound, core.outside_bound, value))
        report("plan", value if best is not None else math.nan, bound)
        infeasible = core.is_whole and found.proven_empty
        if best is not None and bound - value <= gap * max(1.0, abs(bound)):
            break
        if time_left() <= 0 or core.is_whole:
            break
    if best is None:
        nothing = np.zeros(len(model.network.stores), dtype=np.bool_)
        none = np.zeros(0, dtype=np.int64)
        return Found(none, nothing, found=False, infeasible=infeasible, bound=bound)
    return Found(best.chosen, best.held, found=True, infeasible=False, bound=bound)


def _stages(gap: float) -> Iterator[tuple[float, Effort]]:
    """Yield distances and efforts: the first stages, then ever wider cores searched to the end."""
    for distance, factor, nodes in STAGES:
        yield distance, Effort(factor * gap, nodes, to_end=False)
    distance = WIDE
    while True:
        yield distance, Effort(0.8 * gap, None, to_end=True)
        distance *= 10.0
