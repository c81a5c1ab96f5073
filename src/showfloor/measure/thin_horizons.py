"""Event times that rest on few treated units are pooled before a band is laid over all of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def pooled_horizons(times: Floats, treated: Ints, fewest: int) -> tuple[tuple[int, ...], ...]:
    """Return the places of the event times that go together, in their order.

    times: [E] event times, rising. treated: [E] treated units that each rests on. From either end
    (the longest after, the earliest before treatment), event times with fewer than `fewest` units
    join the nearest one that has as many; before and after treatment stay apart. Where no event
    time of a side has as many, the side is one pool.
    """
    before = np.flatnonzero(times < 0.0)
    after = np.flatnonzero(times >= 0.0)
    return (*_tail(before[::-1], treated, fewest)[::-1], *_tail(after, treated, fewest))


def _tail(places: Ints, treated: Ints, fewest: int) -> list[tuple[int, ...]]:
    """Return the pools of one side, from treatment outward."""
    pools: list[list[int]] = []
    waiting: list[int] = []
    for place in places.tolist():
        waiting.append(place)
        if treated[place] >= fewest:
            pools.append(waiting)
            waiting = []
    if waiting and pools:
        pools[-1].extend(waiting)
    elif waiting:
        pools.append(waiting)
    return [tuple(sorted(pool)) for pool in pools]


def averages(pools: tuple[tuple[int, ...], ...], weight: Floats) -> Floats:
    """Return [P, E]: each pool as the average of its event times by `weight` [E] > 0."""
    rows = np.zeros((len(pools), len(weight)))
    for row, pool in zip(rows, pools, strict=True):
        places = list(pool)
        row[places] = weight[places] / weight[places].sum()
    return rows
