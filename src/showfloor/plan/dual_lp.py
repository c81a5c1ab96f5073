"""From a small programme's relaxation, solved as an LP, to a start for the dual's steps.

First-order steps stop a little above the least bound; with few stores the LP's own multipliers are
exact. Pairs of the forest leave their thetas behind: counted exactly they bound at least as well.
"""

from __future__ import annotations

import numpy as np

from showfloor.plan.dual_pass import DualPass
from showfloor.plan.model import Model
from showfloor.plan.network import Floats
from showfloor.plan.relaxation import Relaxation

EXACT_OPTIONS = 20_000
"""Options up to which the dual starts from the relaxation solved as an LP."""


def start_from_relaxation(dual: DualPass, model: Model, relaxed: Relaxation) -> Floats:
    """Return the relaxation's multipliers as the dual's price vector [R]."""
    rows, own = dual.rows, model.rows
    vector = np.zeros(len(rows.limit))
    for kind, span in (
        ("budget", own.budget),
        ("crew", own.crew),
        ("supply", own.supply),
        ("quota", own.quota),
        ("pace", own.pace),
        ("other", own.other),
        ("wave", own.wave),
    ):
        vector[rows.span(kind)] = relaxed.prices[span]
    vector[rows.span("stratum")] = relaxed.stratum_price
    vector[rows.span("theta")] = _shares(dual, model, relaxed).ravel()
    return np.clip(vector, rows.floor, rows.ceiling)


def _shares(dual: DualPass, model: Model, relaxed: Relaxation) -> Floats:
    """Return [pairs outside the forest, blocks]: what share of the loss the cuts price."""
    grid, rows = dual.grid, dual.rows
    priced = np.zeros_like(model.pairs.loss)
    np.add.at(priced, relaxed.cuts.pair, relaxed.cuts.loss * relaxed.cut_prices[:, None])
    row_of = {int(place): row for row, place in enumerate(model.pairs.pair)}
    mine = np.array([row_of[int(place)] for place in grid.pair[rows.outside]], dtype=np.int64)
    summed = np.concatenate([np.zeros((len(mine), 1)), np.cumsum(priced[mine], axis=1)], axis=1)
    ends = np.concatenate([np.zeros((len(mine), 1), dtype=np.int64), rows.block_end], axis=1)
    by_block = np.diff(np.take_along_axis(summed, ends, axis=1), axis=1)
    total = rows.table.theta_total
    return np.where(total > 0, by_block / np.where(total > 0, total, 1.0), 0.0)
