"""What a store pays for the first selling week of its option, at one leaf's prices.

Waves, pace, spillover prices, the exact loss to a partner whose area is fixed, and the cost of
change depend on nothing else of an option.
"""

from __future__ import annotations

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.verify.arrays import Flags, Floats, Ints
from showfloor.verify.facts import Facts
from showfloor.verify.limits import pace_limits
from showfloor.verify.spillovers import Spillovers

ROWS = 8192
"""Stores a block, so that all weeks of the horizon need little memory at a time."""


def pay_by_week(
    facts: Facts, spillovers: Spillovers, prices: Prices, tables: tuple[Floats, ...]
) -> float:
    """Take the prices by first selling week off [S, V] tables; return the sum of their sizes."""
    size = 0.0
    pace = _pace_price(facts, prices)
    if pace.any():
        for table in tables:
            np.subtract(table, pace, out=table)
        size += float(pace.max()) * len(facts.problem.stores)
    size += _pay_waves(facts, prices, tables)
    size += _pay_thetas(facts, spillovers, prices, tables)
    return size + _pay_fixed_partners(facts, spillovers, prices, tables)


def _pace_price(facts: Facts, prices: Prices) -> Floats:
    """Return [V] the price of selling first in each week."""
    price = np.zeros(facts.selling_weeks)
    if len(prices.pace):
        for limit, amount in zip(pace_limits(facts), prices.pace, strict=True):
            price[: max(limit.week + 1, 0)] += amount
    return price


def _pay_waves(facts: Facts, prices: Prices, tables: tuple[Floats, ...]) -> float:
    """Take off side x price of the wave rows by whose week the store sells."""
    names, place = np.unique(prices.wave_store, return_inverse=True)
    free = np.array([str(name) not in facts.fixed for name in names], dtype=np.bool_)
    counted = (prices.wave_week >= 0) & free[place.reshape(-1)] if len(names) else free
    if not counted.any():
        return 0.0
    paid = np.zeros((len(names), facts.selling_weeks))
    weeks = np.minimum(prices.wave_week[counted], facts.selling_weeks - 1)
    signed = prices.wave_side[counted] * prices.wave_price[counted]
    np.add.at(paid, (place.reshape(-1)[counted], weeks), signed)
    later = np.cumsum(paid[:, ::-1], axis=1)[:, ::-1]
    rows = np.array([facts.row[str(name)] for name in names[free]], dtype=np.int64)
    for table in tables:
        table[rows] -= later[free]
    return float(np.abs(paid).sum())


def _pay_thetas(
    facts: Facts, spillovers: Spillovers, prices: Prices, tables: tuple[Floats, ...]
) -> float:
    """Take off the spillover prices of the weeks of the counted life, at both ends of a pair."""
    if not len(prices.spillover_price):
        return 0.0
    for ends in (spillovers.row_a, spillovers.row_b):
        rows = ends[prices.spillover_pair]
        order = np.argsort(rows, kind="stable")
        order = order[~spillovers.fixed[rows[order]]]
        pay_thetas_of(facts, prices, rows, order, tables)
    return 2.0 * float(prices.spillover_price.sum())


def pay_thetas_of(
    facts: Facts, prices: Prices, rows: Ints, order: Ints, tables: tuple[Floats, ...]
) -> None:
    """Take off the prices of the spillover rows in `order`, which brings equal stores together.

    `rows` [spillover rows] are the tables' rows that pay.
    """
    stores, starts = np.unique(rows[order], return_index=True)
    bounds = np.append(starts, len(order))
    for first in range(0, len(stores), ROWS):
        some = stores[first : first + ROWS]
        part = order[bounds[first] : bounds[first + len(some)]]
        theta = np.zeros((len(some), facts.horizon))
        places = np.searchsorted(some, rows[part]), prices.spillover_week[part]
        np.add.at(theta, places, prices.spillover_price[part])
        paid = sums_over_life(facts, theta)
        for table in tables:
            table[some] -= paid


def sums_over_life(facts: Facts, by_week: Floats) -> Floats:
    """Return [n, V] the sum of [n, W] amounts over the counted life by first selling week."""
    sums = prefix_sums(by_week)
    life, weeks = facts.programme.area_life_weeks, facts.selling_weeks
    paid: Floats = sums[:, life : life + weeks] - sums[:, :weeks]
    return paid


def prefix_sums(by_week: Floats) -> Floats:
    """Return [n, W + 1] the sum of the weeks before each week."""
    sums = np.zeros((len(by_week), by_week.shape[1] + 1))
    np.cumsum(by_week, axis=1, out=sums[:, 1:])
    return sums


def _pay_fixed_partners(
    facts: Facts, spillovers: Spillovers, prices: Prices, tables: tuple[Floats, ...]
) -> float:
    """Take off the exact loss to a partner whose area is fixed."""
    pairs = prices.spillover_exact
    fixed_a = spillovers.fixed[spillovers.row_a[pairs]]
    fixed_b = spillovers.fixed[spillovers.row_b[pairs]]
    size = 0.0
    for pair in pairs[fixed_a ^ fixed_b].tolist():
        free, paid, lost = lost_to_fixed(facts, spillovers, pair)
        for table in tables:
            table[free] -= paid
        size += lost
    return size


def lost_to_fixed(facts: Facts, spillovers: Spillovers, pair: int) -> tuple[int, Floats, float]:
    """Return the row without a fixed area, [V] what it loses to the other, and the most of that.

    Exactly one store of the pair has a fixed area.
    """
    of_a = bool(spillovers.fixed[spillovers.row_a[pair]])
    free, partner = _ends(spillovers, pair, of_a)
    lost = np.where(_selling(facts, spillovers, partner), spillovers.loss[pair], 0.0)
    return free, sums_over_life(facts, lost[None, :])[0], float(lost.sum())


def _ends(spillovers: Spillovers, pair: int, of_a: bool) -> tuple[int, int]:
    """Return the rows of the free store and of the one with a fixed area."""
    a, b = int(spillovers.row_a[pair]), int(spillovers.row_b[pair])
    return (b, a) if of_a else (a, b)


def _selling(facts: Facts, spillovers: Spillovers, row: int) -> Flags:
    return spillovers.selling[facts.problem.stores[row].store_id]


def tree_pairs(spillovers: Spillovers, pairs: Ints) -> Ints:
    """Return the exact pairs of two stores without a fixed area: the edges of the forest."""
    fixed = spillovers.fixed
    edges: Ints = pairs[~fixed[spillovers.row_a[pairs]] & ~fixed[spillovers.row_b[pairs]]]
    return edges
