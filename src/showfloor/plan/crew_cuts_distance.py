"""How far shares of installations lie outside what whole crews allow, and the row that shows it.

The distance is the least sum of amounts by which shares must shrink to become a mix of sets of
installations that fit. It is a linear programme over all such sets; its multipliers are the weights
of a valid row that the shares break by the distance. The simplex method solves it; sets enter one
by one, each found by a dynamic programme over the days left in each week. Source: Boyd (1994),
Fenchel cutting planes for integer programs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from showfloor.plan.compiled import compiled, inner
from showfloor.plan.crew_cuts_fitting import Fitting, Weights, fits
from showfloor.plan.network import Floats, Ints

LEAST = 0.01
"""Distance, in installations, below which no row is sought."""
PIVOTS = 400
EXACT = 1e-9
FITTING = 1e-7
"""What a set may be worth beyond the limit when no better one is sought."""


class Point(NamedTuple):
    """Shares of installations [n] above 0 in a window; each store and kind once."""

    group: Ints
    """Listed store, -1 for all others together."""
    kind: Ints
    share: Floats
    groups: int


class _Best(NamedTuple):
    """The largest sum of weights by state, store after store, and what was taken there."""

    weights: Weights
    sums: Floats
    """[groups + 1, states]"""
    taken: Ints
    """[groups + 1, states] kind, -1 for none; of all others together -1 - week: a day unused."""
    free_place: Ints
    """[kinds] which share a weight belongs to, -1 for none."""
    own_place: Ints
    """[groups, kinds]"""


class _Basis(NamedTuple):
    """Rows: each share = mix of sets + what is cut off - what is added; the mix sums to 1."""

    inverse: Floats
    """[n + 1, n + 1]"""
    amount: Floats
    """[n + 1] of the column that is basic in each row."""
    cost: Floats
    """[n + 1] 1 for what is cut off."""
    multiplier: Floats
    """[n + 1]"""
    move: Floats
    """[n + 1] scratch."""


@compiled
def distance(on: Fitting, of: Point, weight: Floats) -> float:
    """Return the distance of the shares from what fits; write the row's weights [n], at most 1.

    0 where it is below LEAST or was not found in PIVOTS steps. The row's limit is the largest sum
    of weights that fits.
    """
    count = len(of.share)
    best = _nothing_yet(on, of)
    basis = _Basis(
        np.eye(count + 1),
        np.append(of.share, 1.0),
        np.append(np.ones(count), 0.0),
        np.zeros(count + 1),
        np.zeros(count + 1),
    )
    column, multiplier = np.zeros(count + 1), basis.multiplier
    for _ in range(PIVOTS):
        far = _price_rows(basis)
        if far < LEAST:
            return 0.0
        price = _entering_slack(multiplier, column)
        if price < 0.0:
            _spread(of, multiplier, best)
            found = _best_set(on, best, column)
            if found + multiplier[count] <= FITTING:
                weight[:] = np.maximum(multiplier[:count], 0.0)
                return far
            price = 0.0
        if not _pivot(basis, column, price):
            return 0.0
    return 0.0


@compiled
def _nothing_yet(on: Fitting, of: Point) -> _Best:
    kinds, states = len(on.back), len(on.days)
    best = _Best(
        Weights(np.zeros(kinds), np.zeros((of.groups, kinds))),
        np.zeros((of.groups + 1, states)),
        np.full((of.groups + 1, states), -1, np.int64),
        np.full(kinds, -1, np.int64),
        np.full((of.groups, kinds), -1, np.int64),
    )
    for place in range(len(of.share)):
        if of.group[place] < 0:
            best.free_place[of.kind[place]] = place
        else:
            best.own_place[of.group[place], of.kind[place]] = place
    return best


@inner
def _entering_slack(multiplier: Floats, column: Floats) -> float:
    """Write the column of what is cut off or added where that pays; return its cost, else -1.

    That is where a multiplier lies above 1 or below 0.
    """
    count = len(multiplier) - 1
    entering, worst, price = -1, -EXACT, -1.0
    for place in range(count):
        if multiplier[place] < worst:
            entering, worst, price = place, multiplier[place], 0.0
        if 1.0 - multiplier[place] < worst:
            entering, worst, price = place, 1.0 - multiplier[place], 1.0
    column[:] = 0.0
    if entering >= 0:
        column[entering] = 1.0 if price > 0.0 else -1.0
    return price


@inner
def _spread(of: Point, multiplier: Floats, best: _Best) -> None:
    """Write the shares' multipliers as weights of kinds and of stores' kinds."""
    for place in range(len(of.share)):
        worth = max(0.0, multiplier[place])
        if of.group[place] < 0:
            best.weights.free[of.kind[place]] = worth
        else:
            best.weights.own[of.group[place], of.kind[place]] = worth


@inner
def _best_set(on: Fitting, best: _Best, column: Floats) -> float:
    """Write the column of the set with the largest sum of weights; return that sum."""
    _fill_others(on, best)
    _fill_listed(on, best)
    groups, state = len(best.own_place), len(on.days) - 1
    found: float = best.sums[groups, state]
    for group in range(groups - 1, -1, -1):
        kind = best.taken[group + 1, state]
        if kind >= 0:
            column[best.own_place[group, kind]] += 1.0
            state -= on.back[kind]
    while state > 0:
        kind = best.taken[0, state]
        if kind >= 0:
            column[best.free_place[kind]] += 1.0
            state -= on.back[kind]
        else:
            state -= on.stride[-1 - kind]
    column[-1] = 1.0
    return found


@inner
def _fill_others(on: Fitting, best: _Best) -> None:
    """Write by state what all others together are worth, and what they take there."""
    free = best.weights.free
    for state in range(1, len(on.days)):
        most, taken = -1.0, 0
        for week in range(on.days.shape[1]):
            if on.days[state, week] > 0 and best.sums[0, state - on.stride[week]] > most:
                most, taken = best.sums[0, state - on.stride[week]], -1 - week
        for kind in range(len(free)):
            if free[kind] > 0 and fits(on, state, kind):
                more = best.sums[0, state - on.back[kind]] + free[kind]
                if more > most:
                    most, taken = more, kind
        best.sums[0, state], best.taken[0, state] = most, taken


@inner
def _fill_listed(on: Fitting, best: _Best) -> None:
    """Add the listed stores, one after the other."""
    own = best.weights.own
    for group in range(len(own)):
        for state in range(len(on.days)):
            most, taken = best.sums[group, state], -1
            for kind in range(len(on.back)):
                if own[group, kind] > 0 and fits(on, state, kind):
                    more = best.sums[group, state - on.back[kind]] + own[group, kind]
                    if more > most:
                        most, taken = more, kind
            best.sums[group + 1, state], best.taken[group + 1, state] = most, taken


@inner
def _pivot(basis: _Basis, column: Floats, price: float) -> bool:
    """Let a column in for the one that becomes 0 first; say whether there is one."""
    rows = len(column)
    for row in range(rows):
        basis.move[row] = 0.0
        for place in range(rows):
            basis.move[row] += basis.inverse[row, place] * column[place]
    leaving, ratio = -1, np.inf
    for row in range(rows):
        if basis.move[row] > EXACT and basis.amount[row] / basis.move[row] < ratio:
            leaving, ratio = row, basis.amount[row] / basis.move[row]
    if leaving < 0:
        return False
    for place in range(rows):
        basis.inverse[leaving, place] /= basis.move[leaving]
    for row in range(rows):
        if row != leaving:
            basis.amount[row] -= ratio * basis.move[row]
            for place in range(rows):
                basis.inverse[row, place] -= basis.move[row] * basis.inverse[leaving, place]
    basis.amount[leaving], basis.cost[leaving] = ratio, price
    return True


@inner
def _price_rows(basis: _Basis) -> float:
    """Write the multipliers of all rows; return the sum that is cut off."""
    far: float = 0.0
    for place in range(len(basis.cost)):
        far += basis.cost[place] * basis.amount[place]
        basis.multiplier[place] = 0.0
        for row in range(len(basis.cost)):
            basis.multiplier[place] += basis.cost[row] * basis.inverse[row, place]
    return far
