"""Prices for drawn margins: re-tuned by a few passes of the dual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from showfloor.plan.dual_pass import DualPass
from showfloor.plan.network import Floats

FIRST_STEP = 0.25
LAST_STEP = 0.008
"""Steps in units of typical prices, falling geometrically."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """The best bound of a few passes, its prices, and how often each store was chosen."""

    bound: float
    prices: Floats
    chosen: Floats
    """[S] share of the later half of the passes in which the store chose an area."""


def tune(work: DualPass, start: Floats, unit: Floats, passes: int) -> Tuned:
    """Lower the dual bound from `start` by Adam steps (Kingma and Ba 2015) in `unit`s.

    Every pass gives a valid bound by itself; the lowest is returned.
    """
    rows, prices = work.rows, start.copy()
    first, second = np.zeros(len(prices)), np.zeros(len(prices))
    best, best_prices = np.inf, prices
    chosen = np.zeros(work.grid.stores)
    late = passes // 2
    for step in range(passes):
        found = work.evaluate(prices)
        if found.bound < best:
            best, best_prices = found.bound, prices.copy()
        if step >= late:
            chosen += (found.selling >= 0) / (passes - late)
        gradient = found.slack * unit
        first = 0.8 * first + 0.2 * gradient
        second = 0.95 * second + 0.05 * gradient**2
        rate = FIRST_STEP * (LAST_STEP / FIRST_STEP) ** (step / passes)
        level = np.sqrt(1 - 0.95 ** (step + 1)) / (1 - 0.8 ** (step + 1))
        move = first * level / (np.sqrt(second) + 1e-12)
        prices = np.clip(prices - rate * unit * move, rows.floor, rows.ceiling)
    return Tuned(float(best), best_prices, chosen)
