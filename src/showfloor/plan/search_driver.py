"""The search from its first plan to its end: which ways of improving a plan follow one another."""

from __future__ import annotations

import math

import numpy as np

from showfloor.plan.apart import falls_apart
from showfloor.plan.grid import Grid
from showfloor.plan.near_ties import Choices
from showfloor.plan.regional_rounds import RegionalRounds
from showfloor.plan.search import (
    AGAIN,
    FIRST,
    GENERATIONS,
    LONG,
    PHASES,
    SOON,
    SURE,
    TOGETHER,
    WHOLE,
    Asked,
    Bounded,
    Found,
    Search,
    chosen_holdout,
)
from showfloor.plan.search_regional import RegionalSearch


def search_plan(
    grid: Grid,
    bounded: Bounded,
    asked: Asked,
    first: Choices | None = None,
    certified: float = math.inf,
) -> Found:
    """Return the best plan found, proven to the asked gap where effort and time allow.

    `first` is a plan to start from, as far as it keeps the rules; `certified` a bound that is
    known beside that of the prices. A KeyboardInterrupt ends the
    search with the best plan so far.
    """
    search = Search(grid, bounded, asked)
    search.bound = min(search.bound, certified)
    rounds = None
    if falls_apart(grid):
        rounds = RegionalRounds(bounded.dual, bounded.prices, search.cuts, asked.time_left)
    try:
        _run(search, first, rounds)
    except KeyboardInterrupt:
        asked.tell("stopped", search.objective, search.bound)
    none = np.full(grid.stores, -1, dtype=np.int64)
    best = Choices(none, none) if search.best is None else search.best
    return Found(
        choices=best,
        held=chosen_holdout(grid, best),
        found=search.best is not None,
        bound=search.bound,
        near=search.near,
        distance=search.distance,
        round=None if rounds is None else rounds.best,
    )


def _run(search: Search, first: Choices | None, rounds: RegionalRounds | None) -> None:
    search.begin(first)
    if search.close_enough():
        return
    if rounds is not None:
        RegionalSearch(search, rounds).run()
    elif search.merges():
        for generation in range(len(GENERATIONS)):
            search.merge(generation)
            search.prove(*SOON[generation])
            if search.close_enough() or search.asked.stop():
                return
    else:
        search.cool(FIRST, 0)
        search.prove(SURE)
    if search.close_enough() or search.asked.stop():
        return
    search.together(*TOGETHER[0])
    search.prove(SURE)
    if search.close_enough() or search.asked.stop():
        return
    search.cool(LONG, 1)
    for phase in range(PHASES):
        if search.close_enough() or search.asked.stop():
            return
        search.neighbourhoods(1.0 + phase)
        search.together(*TOGETHER[1 + phase % 3])
        search.cool(AGAIN, 2 + phase)
        search.prove(SURE)
    search.prove(WHOLE)
