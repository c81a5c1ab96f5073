"""Blocks of weeks cut anew for each priced pair, where its stores are likely to begin and end.

Two stores lose together from the later first selling week to the end of the earlier life. Prices
by block are as good as prices by week if blocks end exactly there; late passes show which weeks
these may be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.plan.dual_cuts import with_cuts
from showfloor.plan.dual_pass import DualPass
from showfloor.plan.dual_prices import weekly_shares
from showfloor.plan.dual_rows import build_dual_rows
from showfloor.plan.network import Floats, Ints

Places = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What late passes chose [n]."""

    store: Places
    selling: Places
    """First selling week."""
    share: Floats
    """How often."""


def cut_blocks(dual: DualPass, vector: Floats, chosen: Chosen) -> tuple[DualPass, Floats]:
    """Return the dual with blocks cut at likely weeks, and the prices [R] carried over."""
    grid, rows = dual.grid, dual.rows
    if not len(rows.outside):
        return dual, vector
    likely = _likely_weeks(dual, chosen)
    ends = np.array(
        [
            _ends(rows.block_end[row], likely[a] + likely[b], grid.life)
            for row, (a, b) in enumerate(
                zip(grid.pair_a[rows.outside], grid.pair_b[rows.outside], strict=True)
            )
        ]
    )
    cut = with_cuts(grid, build_dual_rows(grid, dual.forest.exact, ends), rows.cuts)
    carried = np.zeros(len(cut.limit))
    first = rows.span("theta").start
    carried[:first] = vector[:first]
    carried[cut.span("theta")] = _carried_shares(dual, vector, ends).ravel()
    carried[cut.span("cut")] = vector[rows.span("cut")]
    return DualPass(grid, cut, dual.forest), carried


def _likely_weeks(dual: DualPass, chosen: Chosen) -> list[list[tuple[float, int]]]:
    """Return by store (share, week) of the first selling weeks that late passes chose."""
    likely: list[list[tuple[float, int]]] = [[] for _ in range(dual.grid.stores)]
    for row in np.flatnonzero(dual.rows.slot[chosen.store] >= 0):
        likely[chosen.store[row]].append((float(chosen.share[row]), int(chosen.selling[row])))
    return likely


def _ends(before: Ints, likely: list[tuple[float, int]], life: int) -> Ints:
    """Return twice as many ends: the earlier ones, then likely weeks and a life later."""
    horizon, room = int(before[-1]), 2 * len(before)
    found = {int(end) for end in before}
    for _, week in sorted(likely, key=lambda item: (-item[0], item[1])):
        for end in (week, week + life):
            if 0 < end < horizon and len(found) < room:
                found.add(end)
    return np.array(sorted(found) + [horizon] * (room - len(found)), dtype=np.int64)


def _carried_shares(dual: DualPass, vector: Floats, ends: Ints) -> Floats:
    """Return [pairs, blocks]: the earlier shares' mean over each new block, by loss."""
    weekly = np.diff(dual.grid.pair_prefix[dual.rows.outside], axis=1)
    priced = weekly * weekly_shares(dual, vector)
    begins = np.concatenate([np.zeros((len(ends), 1), dtype=np.int64), ends[:, :-1]], axis=1)

    def within(amount: Floats) -> Floats:
        total = np.concatenate([np.zeros((len(ends), 1)), np.cumsum(amount, axis=1)], axis=1)
        summed: Floats = np.take_along_axis(total, ends, axis=1)
        summed -= np.take_along_axis(total, begins, axis=1)
        return summed

    loss = within(weekly)
    shares: Floats = np.where(loss > 0, within(priced) / np.where(loss > 0, loss, 1.0), 0.0)
    return shares
