"""The Lagrangian dual: given prices of all limits, every store chooses alone; that bounds any plan."""

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
        price = np.where(eligible, stratum_price[model.stratum_of], 0.0)
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


def ascend_dual(
    model: Model,
    matrix: sp.csr_matrix,
    z_matrix: sp.csr_matrix,
    limit: Floats,
    cut_count: int,
    passes: int = 400,
) -> DualStart:
    """Lower the dual bound by Adam steps in units of typical prices; the last rows are cuts.

    Source: Kingma and Ba (2015) for the steps; the dual of each pass is a valid bound by itself.
    """
    columns = matrix.T.tocsr()
    z_columns = z_matrix.T.tocsr()
    rows = matrix.shape[0]
    unit = _price_units(model, matrix)
    ceiling = np.full(rows, np.inf)
    unit[rows - cut_count :] = 1.0
    ceiling[rows - cut_count :] = 1.0
    stratum_unit = np.full(len(model.keep), _typical_value(model))
    units = np.concatenate([unit, stratum_unit])
    floor = np.concatenate([np.zeros(rows), np.full(len(stratum_unit), -np.inf)])
    ceiling = np.concatenate([ceiling, np.full(len(stratum_unit), np.inf)])
    prices, first, second = np.zeros(len(units)), np.zeros(len(units)), np.zeros(len(units))
    best_bound, best_prices = np.inf, prices
    frequency = np.zeros(len(model.options))
    counted = passes // 4
    for step in range(passes):
        reduced = model.profit - columns @ prices[:rows]
        choices = store_choices(model, reduced, prices[rows:])
        z_worth = -(z_columns @ prices[:rows])
        bound = _dual_value(model, limit, prices, rows, choices, z_worth)
        if bound < best_bound:
            best_bound, best_prices = bound, prices.copy()
        chosen = choices.choice[choices.choice >= 0]
        if step >= passes - counted:
            frequency[chosen] += 1.0 / counted
        used = columns[chosen].sum(axis=0)
        slack = limit - np.asarray(used).ravel() - z_matrix @ (z_worth > 0)
        missing = (
            model.keep
            - np.bincount(model.stratum_of[choices.held], minlength=len(model.keep))[
                : len(model.keep)
            ]
        )
        gradient = np.concatenate([slack, missing]) * units
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        rate = 0.15 * 0.02 ** (step / passes)
        correction = np.sqrt(1 - 0.99 ** (step + 1)) / (1 - 0.9 ** (step + 1))
        move = first * correction / (np.sqrt(second) + 1e-12)
        prices = np.clip(prices - rate * units * move, floor, ceiling)
    reduced = model.profit - columns @ best_prices[:rows]
    return DualStart(best_prices[:rows], best_prices[rows:], float(best_bound), reduced, frequency)


def _dual_value(
    model: Model,
    limit: Floats,
    prices: Floats,
    rows: int,
    choices: StoreChoices,
    z_worth: Floats,
) -> float:
    priced_limits = float(limit @ prices[:rows]) + float(model.keep @ prices[rows:])
    return priced_limits + float(choices.best.sum()) + float(np.maximum(z_worth, 0.0).sum())


def _typical_value(model: Model) -> float:
    positive = model.profit[model.profit > 0]
    return float(np.median(positive)) if len(positive) else 1.0


def _price_units(model: Model, matrix: sp.csr_matrix) -> Floats:
    """Return [rows] a typical price: a typical value by the row's typical coefficient."""
    size = np.asarray(abs(matrix).sum(axis=1)).ravel()
    entries = np.maximum(np.diff(matrix.indptr), 1)
    typical = np.where(size > 0, size / entries, 1.0)
    return 0.3 * _typical_value(model) / typical
