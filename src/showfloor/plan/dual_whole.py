"""Prices of a whole programme, by the way that fits its size.

The planner begins with them, and answers beside a certificate of several leaves find them again.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.plan.crew_cuts import cuts_of
from showfloor.plan.dual import COARSE, WARM, DualResult, ascend, build_dual, polish
from showfloor.plan.dual_lp import EXACT_OPTIONS, start_from_relaxation
from showfloor.plan.dual_prices import price_vector
from showfloor.plan.dual_tighten import tighten
from showfloor.plan.grid import Grid
from showfloor.plan.model import build_model
from showfloor.plan.relaxation import solve_relaxation

POLISHED = 5_000_000
"""Cells of stores, formats and weeks up to which coarse prices are made better."""


def is_small(grid: Grid) -> bool:
    """Say whether the options are few enough for programmes over all of them."""
    return int(np.isfinite(grid.value).sum()) <= EXACT_OPTIONS


def price_whole(
    grid: Grid,
    *,
    time_left: Callable[[], float],
    known: Prices | None = None,
    stop: Callable[[], bool] | None = None,
    tell: Callable[[float], None] | None = None,
    early: Callable[[DualResult], None] | None = None,
) -> DualResult:
    """Return prices of the dual of a whole programme.

    Small programmes start from the LP's prices, others from nothing; `known` are prices of a
    similar programme to start from instead. `time_left` in seconds is asked by the LP, `stop`
    before every pass; `tell` hears the best bound now and then, `early` gets coarse prices where
    better ones are sought after them.
    """
    dual = build_dual(grid, () if known is None else cuts_of(grid, known)[0])
    small, start, stages = is_small(grid), None, (COARSE,)
    if known is not None:
        start, stages = price_vector(dual, known), (WARM,)
    elif small:
        model = build_model(grid.network, 0, held=grid.held)
        start = start_from_relaxation(dual, model, solve_relaxation(model, time_left))
        stages = (WARM,)
    found = ascend(dual, start=start, stages=stages, stop=stop, tell=tell)
    if grid.value.size > POLISHED or (stop is not None and stop()):
        return found
    if not small:
        if early is not None and known is None:
            early(found)
        return tighten(found, stop=stop, tell=tell)
    # The LP's prices are as good as small steps make them.
    return found if known is None else polish(found, stop=stop, tell=tell)
