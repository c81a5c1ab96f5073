"""Prices for drawn margins: from the certificate's as a start, re-tuned by a few passes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.plan.dual_pass import DualPass
from showfloor.plan.dual_rows import DualRows
from showfloor.plan.grid import Grid
from showfloor.plan.network import Floats
from showfloor.plan.rules import regions_of

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


def price_vector(grid: Grid, rows: DualRows, prices: Prices) -> Floats:
    """Return a certificate's prices in the order of the dual's rows; 0 where it has none."""
    vector = np.zeros(len(rows.limit))
    for kind, given in (
        ("budget", prices.budget),
        ("supply", prices.supply),
        ("quota", prices.quota),
        ("pace", prices.pace),
        ("other", prices.other),
    ):
        if len(given):
            vector[rows.span(kind)] = given
    vector[rows.span("crew")] = _crew_prices(grid, rows, prices)
    vector[rows.span("wave")] = _wave_prices(grid, rows, prices)
    strata = {group.name: index for index, group in enumerate(grid.strata)}
    stratum = vector[rows.span("stratum")]
    for name, price in zip(prices.holdout_stratum, prices.holdout, strict=True):
        stratum[strata[str(name)]] = price
    vector[rows.span("theta")] = _theta_shares(grid, rows, prices)
    return np.clip(vector, rows.floor, rows.ceiling)


def _crew_prices(grid: Grid, rows: DualRows, prices: Prices) -> Floats:
    names = regions_of(grid.network)
    given: dict[tuple[str, int, tuple[float, ...]], float] = {}
    for row, price in enumerate(prices.crew_price):
        weights = tuple(float(weight) for weight in prices.crew_weights[row])
        given[str(prices.crew_region[row]), int(prices.crew_week[row]), weights] = float(price)
    crews = rows.crew_rows
    found = [
        given.get((names[region], int(week), tuple(float(w) for w in weights)), 0.0)
        for region, week, weights in zip(crews.region, crews.week, crews.weights, strict=True)
    ]
    return np.array(found, dtype=np.float64)


def _wave_prices(grid: Grid, rows: DualRows, prices: Prices) -> Floats:
    given = {
        (int(wave), int(week), grid.network.place[str(store)], int(side)): float(price)
        for wave, week, store, side, price in zip(
            prices.wave_of,
            prices.wave_week,
            prices.wave_store,
            prices.wave_side,
            prices.wave_price,
            strict=True,
        )
    }
    waves = rows.wave_rows
    keys = zip(waves.wave, waves.week, waves.store, waves.side, strict=True)
    found = [given.get((int(k), int(w), int(s), int(side)), 0.0) for k, w, s, side in keys]
    return np.array(found, dtype=np.float64)


def _theta_shares(grid: Grid, rows: DualRows, prices: Prices) -> Floats:
    """Return by pair outside the forest and block of weeks the share of the loss that is priced."""
    blocks = len(rows.block_end)
    place = {int(pair): row for row, pair in enumerate(grid.pair[rows.outside])}
    priced = np.zeros((len(rows.outside), blocks))
    for pair, week, price in zip(
        prices.spillover_pair, prices.spillover_week, prices.spillover_price, strict=True
    ):
        if int(pair) in place:
            block = int(np.searchsorted(rows.block_end, week, side="right"))
            priced[place[int(pair)], min(block, blocks - 1)] += price
    total = rows.table.theta_total
    shares: Floats = np.divide(priced, total, out=np.zeros_like(priced), where=total > 0)
    return shares.ravel()


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
