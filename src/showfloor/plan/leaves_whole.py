"""Prices of a whole programme beside a certificate whose leaves have prices of parts alone."""

from __future__ import annotations

import time

from showfloor.domain.certificate import Certificate, Prices
from showfloor.plan.dual_prices import named_prices
from showfloor.plan.dual_whole import price_whole
from showfloor.plan.grid import Grid

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
    end = time.monotonic() + SECONDS
    found = price_whole(grid, time_left=lambda: end - time.monotonic())
    return named_prices(found.dual, found.prices)
