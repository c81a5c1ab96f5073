"""Prices of a whole programme beside a certificate whose leaves have prices of parts alone."""

from __future__ import annotations

import time

from showfloor.domain.certificate import Certificate, Prices
from showfloor.plan.dual import WARM, ascend, build_dual, polish
from showfloor.plan.dual_lp import start_from_relaxation
from showfloor.plan.dual_prices import named_prices
from showfloor.plan.grid import Grid
from showfloor.plan.model import build_model
from showfloor.plan.relaxation import solve_relaxation

SECONDS = 20.0
"""For the relaxation of a network that is small enough to have leaves; it needs less than one."""


def prices_of_whole(grid: Grid, certificate: Certificate) -> Prices:
    """Return prices that bound every plan and do not lean on a split.

    A single leaf has them; beside several leaves they are found anew, as the planner finds them
    where it starts from nothing. ValueError without a leaf.
    """
    if not certificate.leaves:
        raise ValueError("a certificate without leaves has no prices")
    if len(certificate.leaves) == 1:
        return certificate.leaves[0].prices
    end = time.monotonic() + SECONDS
    dual, model = build_dual(grid), build_model(grid.network, 0, held=grid.held)
    relaxed = solve_relaxation(model, lambda: end - time.monotonic())
    found = polish(ascend(dual, start=start_from_relaxation(dual, model, relaxed), stages=(WARM,)))
    return named_prices(found.dual, found.prices)
