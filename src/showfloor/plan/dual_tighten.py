"""Prices of crew cuts: rounds of looking for cuts that shares break, and of steps with them.

The crew rows of the hull know only how many installations share a week. The relaxation mixes
options of several stores there as whole crews do not allow, most where stores must get an area;
cuts that know stores apart, and neighbouring weeks together, take most of that away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.crew_cuts_violated import violated_cuts
from showfloor.plan.dual import DualResult, Stage, ascend, polish, recut
from showfloor.plan.dual_cuts import with_cuts
from showfloor.plan.dual_pass import DualPass

ROUNDS = 2
"""A third lowered the bound by a few millionths."""
WITH_CUTS = Stage(first=1.0, last=0.0005, factor=0.99, memory=0.97)
"""Steps after a round of cuts, from the prices before it."""


def tighten(
    found: DualResult,
    *,
    stop: Callable[[], bool] | None = None,
    tell: Callable[[float], None] | None = None,
) -> DualResult:
    """Return better prices from prices found, crew cuts that late passes break among them.

    In place of `polish`, which it is where no cut is broken. The result's `dual` is another one
    than before. `stop` and `tell` as in `ascend`.
    """
    first = True
    for _ in range(ROUNDS):
        if stop is not None and stop():
            break
        fresh = _fresh(found)
        if not fresh:
            return polish(found, stop=stop, tell=tell) if first else found
        dual, prices = recut(found) if first else (found.dual, found.prices)
        first = False
        start = _with_fresh(replace(found, dual=dual, prices=prices), fresh)
        better = ascend(start.dual, start=start.prices, stages=(WITH_CUTS,), stop=stop, tell=tell)
        found = better if better.bound < found.bound else found
    return found


def _fresh(found: DualResult) -> tuple[CrewCut, ...]:
    """Return the cuts that the shares break and the dual does not have."""
    known = {cut.key for cut in found.dual.rows.cuts}
    broken = violated_cuts(found.dual.grid, found.shares)
    return tuple(cut for cut in broken if cut.key not in known)


def _with_fresh(found: DualResult, fresh: tuple[CrewCut, ...]) -> DualResult:
    """Return the same with cuts added at price 0, and without the cuts that have no price."""
    dual, span = found.dual, found.dual.rows.span("cut")
    paid = found.prices[span] > 0
    kept = tuple(cut for cut, own in zip(dual.rows.cuts, paid, strict=True) if own)
    rows = with_cuts(dual.grid, dual.rows, (*kept, *fresh))
    prices = np.concatenate(
        [found.prices[: span.start], found.prices[span][paid], np.zeros(len(fresh))]
    )
    return replace(found, dual=DualPass(dual.grid, rows, dual.forest), prices=prices)
