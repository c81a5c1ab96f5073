"""The Lagrangian dual: at given prices of all limits every store chooses alone; a valid bound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from showfloor.plan.model import Model
from showfloor.plan.network import Bools, Floats, Ints

IMPOSSIBLE = -1e30
"""Stands in for "no choice" of an obliged store without options, so that sums stay finite."""


@dataclass(frozen=True, slots=True)
class StoreChoices:
    """What every store would choose at given prices [S]; places of options, -1 for none."""

    best: Floats
    choice: Ints
    held: Bools
    """Stores that an optimised holdout would hold at these prices."""


def store_choices(model: Model, reduced: Floats, stratum_price: Floats) -> StoreChoices:
    """Return each store's best choice by reduced values [n] and prices of strata."""
    best, choice = _best_of(model, reduced, np.where(model.obliged, IMPOSSIBLE, 0.0))
    held = np.zeros(len(best), dtype=np.bool_)
    if model.optimised:
        eligible = model.stratum_of >= 0
        price = np.zeros(len(best))
        price[eligible] = stratum_price[model.stratum_of[eligible]]
        late = np.where(model.late, reduced, IMPOSSIBLE)
        late_best, late_choice = _best_of(model, late, np.zeros(len(best)))
        held = eligible & (late_best - price > best)
        best = np.where(held, late_best - price, best)
        choice = np.where(held, late_choice, choice)
    return StoreChoices(best, choice, held)


def _best_of(model: Model, reduced: Floats, without: Floats) -> tuple[Floats, Ints]:
    """Return [S] the best reduced value, or that of no area, and which option it is (-1: none)."""
    best = without.copy()
    choice = np.full(len(best), -1, dtype=np.int64)
    stores = np.flatnonzero(model.last > model.first)
    if len(stores):
        top = np.maximum.reduceat(reduced, model.first[stores])
        owner = np.searchsorted(stores, model.options.store)
        at_top = np.flatnonzero(reduced >= top[owner])
        where = np.full(len(stores), len(reduced), dtype=np.int64)
        np.minimum.at(where, owner[at_top], at_top)
        wins = top > best[stores]
        best[stores[wins]] = top[wins]
        choice[stores[wins]] = where[wins]
    return best, choice


@dataclass(frozen=True, slots=True)
class DualStart:
    """Prices found by first-order steps, and which options they made attractive."""

    prices: Floats
    """[rows + cuts]"""
    stratum_price: Floats
    bound: float
    reduced: Floats
    """[n] at these prices."""
    frequency: Floats
    """[n] share of the last passes in which the option was its store's choice."""


@dataclass(frozen=True, slots=True)
class PricedRows:
    """Rows matrix x + z_matrix z <= limit that carry prices; the last `cuts` of them are cuts."""

    matrix: sp.csr_matrix
    z_matrix: sp.csr_matrix
    limit: Floats
    cuts: int


PASSES = 400


def ascend_dual(model: Model, rows: PricedRows) -> DualStart:
    """Lower the dual bound by Adam steps in units of typical prices.

    Source: Kingma and Ba (2015) for the steps; the dual of each pass is a valid bound by itself.
    """
    columns, z_columns = rows.matrix.T.tocsr(), rows.z_matrix.T.tocsr()
    count = rows.matrix.shape[0]
    units, floor, ceiling = _units_and_limits(model, rows)
    prices, first, second = np.zeros(len(units)), np.zeros(len(units)), np.zeros(len(units))
    best_bound, best_prices = np.inf, prices
    frequency = np.zeros(len(model.options))
    for step in range(PASSES):
        reduced = model.profit - columns @ prices[:count]
        choices = store_choices(model, reduced, prices[count:])
        z_worth = -(z_columns @ prices[:count])
        bound = float(rows.limit @ prices[:count]) + float(model.keep @ prices[count:])
        bound += float(choices.best.sum()) + float(np.maximum(z_worth, 0.0).sum())
        bound += model.change.constant
        if bound < best_bound:
            best_bound, best_prices = bound, prices.copy()
        chosen = choices.choice[choices.choice >= 0]
        if step >= PASSES - PASSES // 4:
            frequency[chosen] += 4.0 / PASSES
        used = np.asarray(columns[chosen].sum(axis=0)).ravel()
        slack = rows.limit - used - rows.z_matrix @ (z_worth > 0)
        gradient = np.concatenate([slack, _missing(model, choices)]) * units
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        rate = 0.15 * 0.02 ** (step / PASSES)
        correction = np.sqrt(1 - 0.99 ** (step + 1)) / (1 - 0.9 ** (step + 1))
        move = first * correction / (np.sqrt(second) + 1e-12)
        prices = np.clip(prices - rate * units * move, floor, ceiling)
    reduced = model.profit - columns @ best_prices[:count]
    return DualStart(
        best_prices[:count], best_prices[count:], float(best_bound), reduced, frequency
    )


def _units_and_limits(model: Model, rows: PricedRows) -> tuple[Floats, Floats, Floats]:
    """Return typical prices, and the least and largest prices that are valid."""
    count, free = rows.matrix.shape[0], len(model.keep)
    unit, ceiling = _price_units(model, rows.matrix), np.full(count, np.inf)
    unit[count - rows.cuts :] = 1.0
    ceiling[count - rows.cuts :] = 1.0
    return (
        np.concatenate([unit, np.full(free, _typical_value(model))]),
        np.concatenate([np.zeros(count), np.full(free, -np.inf)]),
        np.concatenate([ceiling, np.full(free, np.inf)]),
    )


def _missing(model: Model, choices: StoreChoices) -> Floats:
    """Return by stratum how many more stores an optimised holdout should hold."""
    strata = len(model.keep)
    if not strata:
        return model.keep
    held: Floats = model.keep - np.bincount(model.stratum_of[choices.held], minlength=strata)
    return held


def _typical_value(model: Model) -> float:
    positive = model.profit[model.profit > 0]
    return float(np.median(positive)) if len(positive) else 1.0


def _price_units(model: Model, matrix: sp.csr_matrix) -> Floats:
    """Return [rows] a typical price: a typical value by the row's typical coefficient."""
    size = np.asarray(abs(matrix).sum(axis=1)).ravel()
    entries = np.maximum(np.diff(matrix.indptr), 1)
    typical = np.where(size > 0, size / entries, 1.0)
    return 0.3 * _typical_value(model) / typical
