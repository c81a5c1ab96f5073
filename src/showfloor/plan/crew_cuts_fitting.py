"""What whole crews hold in a window of weeks: the largest sums of weights that fit.

A dynamic programme over the days left in each week. A listed store takes at most one installation,
all others together any number of any kind.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from showfloor.plan.compiled import compiled, inner, lean
from showfloor.plan.network import Floats, Ints

LARGEST_STATES = 20_000
"""Days left in each week of a window, as combinations, up to which windows are looked at."""


class Fitting(NamedTuple):
    """What fits into a window: days left by state, and how kinds of installations use them."""

    days: Ints
    """[states, weeks] days left; nothing in the first state, the whole window in the last."""
    stride: Ints
    """[weeks] a day fewer in a week is so many states earlier."""
    use: Ints
    """[kinds, weeks]"""
    back: Ints
    """[kinds] how many states earlier one installation leads."""


class Weights(NamedTuple):
    """Weights >= 0 of kinds of installations."""

    free: Floats
    """[kinds] at every store that is not listed."""
    own: Floats
    """[listed stores, kinds]"""


def fitting_of(capacity: Ints, use: Ints) -> Fitting | None:
    """Return the states of crew-days [weeks] and how kinds [kinds, weeks] lead from one to another.

    None where there are more than LARGEST_STATES.
    """
    sizes = capacity.astype(np.int64) + 1
    if np.prod(sizes.astype(np.float64)) > LARGEST_STATES:
        return None
    stride = np.append(np.cumprod(sizes[::-1])[-2::-1], 1).astype(np.int64)
    state = np.arange(int(np.prod(sizes)))
    days = np.ascontiguousarray(state[:, None] // stride % sizes)
    return Fitting(days, stride, np.ascontiguousarray(use), use @ stride)


@inner
def fits(on: Fitting, state: int, kind: int) -> bool:
    """Say whether an installation of a kind fits into the days that a state has left."""
    short = 0
    for week in range(on.days.shape[1]):
        short += on.use[kind, week] > on.days[state, week]
    return short == 0


@lean
def largest_sums(on: Fitting, weights: Weights, without: int, sums: Floats) -> None:
    """Write the largest sum of weights by state [states], one listed store left out (-1: none).

    Whole weights keep the sums exact. Kinds that use no day count where a listed store has them.
    """
    _sums_of_others(on, weights.free, sums)
    for group in range(len(weights.own)):
        if group == without:
            continue
        for state in range(len(sums) - 1, -1, -1):
            most = sums[state]
            for kind in range(len(on.back)):
                if weights.own[group, kind] > 0 and fits(on, state, kind):
                    most = max(most, sums[state - on.back[kind]] + weights.own[group, kind])
            sums[state] = most


@inner
def _sums_of_others(on: Fitting, free: Floats, sums: Floats) -> None:
    for state in range(len(sums)):
        most = 0.0
        for week in range(on.days.shape[1]):
            if on.days[state, week] > 0:
                most = max(most, sums[state - on.stride[week]])
        for kind in range(len(on.back)):
            if free[kind] > 0 and on.back[kind] > 0 and fits(on, state, kind):
                most = max(most, sums[state - on.back[kind]] + free[kind])
        sums[state] = most


@compiled
def lift(on: Fitting, weights: Weights) -> float:
    """Raise whole weights as far as their largest sum allows, in place; return that sum.

    Kinds at stores that are not listed come first, then store by store. Afterwards no single
    weight could be larger; kinds that never fit have weight 0.
    """
    sums = np.zeros(len(on.days))
    full = len(on.days) - 1
    largest_sums(on, weights, -1, sums)
    limit: float = sums[full]
    for kind in range(len(on.back)):
        before = weights.free[kind]
        weights.free[kind] = 0.0
        largest_sums(on, weights, -1, sums)
        most, state, number = np.inf, full, 0
        while on.back[kind] > 0 and fits(on, state, kind):
            state -= on.back[kind]
            number += 1
            most = min(most, np.floor((limit - sums[state]) / number))
        weights.free[kind] = max(before, most) if number else 0.0
    for group in range(len(weights.own)):
        largest_sums(on, weights, group, sums)
        for kind in range(len(on.back)):
            room = limit - sums[full - on.back[kind]] if fits(on, full, kind) else 0.0
            weights.own[group, kind] = max(0.0, room)
    return limit
