"""Prices of a whole programme beside a certificate whose leaves have prices of parts alone."""

from __future__ import annotations

import time

import numpy as np

from showfloor.domain.certificate import Certificate, Prices
from showfloor.plan.dual import COARSE, WARM, ascend, build_dual, polish
from showfloor.plan.dual_lp import EXACT_OPTIONS, start_from_relaxation
from showfloor.plan.dual_prices import named_prices
from showfloor.plan.dual_tighten import tighten
from showfloor.plan.grid import Grid
from showfloor.plan.model import build_model
from showfloor.plan.relaxation import solve_relaxation

POLISHED = 5_000_000
"""Cells of stores, formats and weeks up to which they are polished by small steps."""
SECONDS = 20.0
"""For the relaxation; it needs less than one."""


def prices_of_whole(grid: Grid, certificate: Certificate) -> Prices:
    """Return prices that bound every plan and do not lean on a split.

    A single leaf has them; beside several leaves they are found anew, as the planner finds them
    where it starts from nothing. ValueError without a leaf.
    """
    if not certificate.leaves:
        raise ValueError("a certificate without leaves has no prices")
    if len(certificate.leaves) == 1:
        return certificate.leaves[0].prices
    dual = build_dual(grid)
    start, stage = None, COARSE
    small = int(np.isfinite(grid.value).sum()) <= EXACT_OPTIONS
    if small:
        end = time.monotonic() + SECONDS
        model = build_model(grid.network, 0, held=grid.held)
        relaxed = solve_relaxation(model, lambda: end - time.monotonic())
        start, stage = start_from_relaxation(dual, model, relaxed), WARM
    found = ascend(dual, start=start, stages=(stage,))
    if grid.value.size <= POLISHED:
        found = polish(found) if small else tighten(found)
    return named_prices(found.dual, found.prices)
