"""A first plan for a middling programme: ever wider cores around its relaxation, solved whole.

Where the relaxation can be solved as an LP within a second, its basis says exactly which options
tie at today's prices; a mixed-integer programme over those and the next few finds which near-ties
fill the limits that all regions share, which annealing finds late.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from showfloor.plan.core import Effort, Selection, core_within, solve_core
from showfloor.plan.evaluation import keeps_limits, objective_of
from showfloor.plan.grid import Grid
from showfloor.plan.model import Model, build_model
from showfloor.plan.near_ties import Choices
from showfloor.plan.relaxation import solve_relaxation

FEWEST_OPTIONS = 3_000
"""Below so many one programme over all near options decides sooner."""
MOST_OPTIONS = 50_000
"""Above so many the LP and its cores take longer than merged annealings."""
STAGES = ((1e-6, 3.0, 100), (3e-6, 0.8, 30), (3e-5, 0.8, 100))
"""Cores: distance as a share of the bound, gap as a multiple of the asked one, nodes."""
SECONDS_A_CORE = 15.0


@dataclass(frozen=True, slots=True)
class CoreSearch:
    """What is asked of the cores, and whom they ask and tell while they work."""

    gap: float
    time_left: Callable[[], float]
    stop: Callable[[], bool]
    tell: Callable[[str, float, float], None]


def plan_around_relaxation(grid: Grid, asked: CoreSearch) -> Choices | None:
    """Return the best plan of the cores; None where none was found or the size does not suit."""
    options = int(np.isfinite(grid.value).sum())
    if not FEWEST_OPTIONS < options <= MOST_OPTIONS or asked.stop():
        return None
    model = build_model(grid.network, 0, held=grid.held)
    relaxed = solve_relaxation(model, asked.time_left)
    scale = max(1.0, abs(relaxed.bound))
    best: Selection | None = None
    value = -math.inf
    for distance, multiple, nodes in STAGES:
        core = core_within(model, relaxed, distance * scale)
        effort = Effort(multiple * asked.gap, nodes, to_end=False)
        seconds = min(SECONDS_A_CORE, asked.time_left())
        found = solve_core(model, core, seconds=seconds, effort=effort, start=best)
        if found.found and keeps_limits(model, found.chosen):
            worth = objective_of(model, found.chosen)
            if worth > value:
                best, value = found, worth
        # What the model counts has no constant of an earlier plan; only the order matters here.
        asked.tell("plan", math.nan, relaxed.bound + grid.constant)
        if relaxed.bound - value <= asked.gap * scale or asked.stop():
            break
    return None if best is None else _choices(grid, model, best)


def _choices(grid: Grid, model: Model, found: Selection) -> Choices:
    form = np.full(grid.stores, -1, dtype=np.int64)
    start = np.full(grid.stores, -1, dtype=np.int64)
    taken = model.options.take(found.chosen)
    form[taken.store], start[taken.store] = taken.format, taken.start
    return Choices(form, start)
