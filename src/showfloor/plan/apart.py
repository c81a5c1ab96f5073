"""Which networks fall apart into regions that a solver can decide one by one."""

from __future__ import annotations

import numpy as np

from showfloor.plan.grid import Grid
from showfloor.plan.network import Bools

STORES = (300, 3000)
"""Stores, at least and below: fewer are decided together, more have regions that are too large."""
LARGEST = 400
"""Stores of one region at most."""


def falls_apart(grid: Grid) -> bool:
    """Say whether the plan is sought, and proven, region by region."""
    counts = np.bincount(grid.region)
    some = int(np.count_nonzero(counts)) > 1
    return STORES[0] <= grid.stores < STORES[1] and some and int(counts.max()) <= LARGEST


def within_regions(grid: Grid) -> Bools:
    """Return [P]: whether a pair's stores lie in one region."""
    same: Bools = grid.region[grid.pair_a] == grid.region[grid.pair_b]
    return same
