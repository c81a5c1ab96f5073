"""Spillover: what pairs of stores lose while both sell, exactly, as cuts for the relaxation.

For a pair and a week the loss is at least theta (S_a + S_b - 1) with S = 1 where the store is in
its counted life. A cut sums such rows over the weeks in which the relaxation's stores overlap.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from showfloor.plan.network import Floats, Ints, Network
from showfloor.plan.options import OptionSet


@dataclass(frozen=True, slots=True)
class PairTable:
    """Pairs that can lose something by new areas [P]; `loss` [P, H] discounted by week."""

    pair: Ints
    """Place in the programme's list."""
    store_a: Ints
    store_b: Ints
    loss: Floats
    fixed: Ints
    """1 where one store of the pair has a fixed area, else 0."""

    def __len__(self) -> int:
        return len(self.pair)


def build_pairs(network: Network) -> PairTable:
    """Return the pairs with a weekly loss; `store_b` is the one with the fixed area, if any.

    A pair of two fixed areas is not charged. With a fixed partner, the loss is 0 in weeks in which
    that area does not sell, so that the new area alone decides.
    """
    rows: list[tuple[int, int, int, int]] = []
    losses: list[Floats] = []
    for index, pair in enumerate(network.programme.spillover):
        a, b = network.place[pair.store_a], network.place[pair.store_b]
        if (a in network.fixed and b in network.fixed) or pair.loss_per_week == 0:
            continue
        if a in network.fixed:
            a, b = b, a
        share = np.minimum(network.open_share[a], network.open_share[b])
        loss = pair.loss_per_week * network.discount * share
        if b in network.fixed:
            loss = loss * network.sells(b)
        rows.append((index, a, b, int(b in network.fixed)))
        losses.append(loss)
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 4)
    loss_by_week = np.array(losses).reshape(len(rows), network.horizon)
    return PairTable(table[:, 0], table[:, 1], table[:, 2], loss_by_week, table[:, 3])


def within_life(weekly: Floats, life: int, selling: Ints) -> Floats:
    """Return the sum of `weekly` [..., H] over the counted life from each first selling week."""
    zero = np.zeros((*weekly.shape[:-1], 1))
    total = np.concatenate([zero, np.cumsum(weekly, axis=-1)], axis=-1)
    summed: Floats = total[..., selling + life] - total[..., selling]
    return summed


def loss_to_fixed_partners(network: Network, pairs: PairTable, options: OptionSet) -> Floats:
    """Return [n]: what each option loses to neighbours whose area is already there."""
    weekly = np.zeros((len(network.stores), network.horizon))
    mask = pairs.fixed == 1
    np.add.at(weekly, pairs.store_a[mask], pairs.loss[mask])
    return charge(weekly, options, network.programme.area_life_weeks)


def charge(weekly: Floats, options: OptionSet, life: int) -> Floats:
    """Return [n]: the sum of each option's store's row of `weekly` [S, H] over its life."""
    total = np.concatenate([np.zeros((len(weekly), 1)), np.cumsum(weekly, axis=1)], axis=1)
    return np.asarray(
        total[options.store, options.selling + life] - total[options.store, options.selling]
    )


def selling_shares(network: Network, options: OptionSet, chosen: Floats) -> Floats:
    """Return [S, H]: how much of each store is in its counted life by week, for shares [n]."""
    life = network.programme.area_life_weeks
    change = np.zeros((len(network.stores), network.horizon + 1))
    np.add.at(change, (options.store, options.selling), chosen)
    np.add.at(change, (options.store, options.selling + life), -chosen)
    return np.cumsum(change, axis=1)[:, :-1]


def pair_losses(network: Network, pairs: PairTable, options: OptionSet, chosen: Ints) -> Floats:
    """Return [P]: the exact loss of each pair under chosen options."""
    sells = selling_shares(network, options.take(chosen), np.ones(len(chosen))) > 0.5
    both = sells[pairs.store_a] & (sells[pairs.store_b] | (pairs.fixed[:, None] == 1))
    return np.array([math.fsum(loss[mask]) for loss, mask in zip(pairs.loss, both, strict=True)])


@dataclass(frozen=True, slots=True)
class Cuts:
    """Cuts [C]: loss of `pair` >= sum over `weeks` of loss x (S_a + S_b - 1)."""

    pair: Ints
    """Row in the PairTable."""
    loss: Floats
    """[C, H] the pair's loss in the cut's weeks, 0 in the others."""

    def __len__(self) -> int:
        return len(self.pair)


def first_cuts(network: Network, pairs: PairTable, options: OptionSet) -> Cuts:
    """Return a cut over all weeks for every pair of two stores that both have options."""
    possible = np.zeros(len(network.stores), dtype=np.bool_)
    possible[options.store] = True
    usable = possible[pairs.store_a] & possible[pairs.store_b] & (pairs.fixed == 0)
    rows = np.flatnonzero(usable)
    return Cuts(rows, pairs.loss[rows])


def violated_cuts(
    network: Network, pairs: PairTable, options: OptionSet, chosen: Floats, losses: Floats
) -> Cuts:
    """Return cuts for pairs whose loss at `chosen` [n] exceeds the assumed `losses` [P]."""
    sells = selling_shares(network, options, chosen)
    excess = sells[pairs.store_a] + sells[pairs.store_b] - 1.0
    weeks = (excess > 1e-9) & (pairs.fixed[:, None] == 0)
    true_loss = np.sum(np.where(weeks, pairs.loss * excess, 0.0), axis=1)
    rows = np.flatnonzero(true_loss > losses + 1e-3 + 1e-6 * true_loss)
    return Cuts(rows, np.where(weeks[rows], pairs.loss[rows], 0.0))


def cut_matrix(
    network: Network, pairs: PairTable, options: OptionSet, cuts: Cuts
) -> tuple[sp.csr_matrix, Floats]:
    """Return the cuts as rows [C, n] and right sides: row x - loss <= right side."""
    first = np.searchsorted(options.store, np.arange(len(network.stores)))
    last = np.searchsorted(options.store, np.arange(len(network.stores)), side="right")
    life = network.programme.area_life_weeks
    rows, columns, entries = [], [], []
    for row, (pair, loss) in enumerate(zip(cuts.pair, cuts.loss, strict=True)):
        for store in (pairs.store_a[pair], pairs.store_b[pair]):
            place = np.arange(first[store], last[store])
            rows.append(np.full(len(place), row))
            columns.append(place)
            entries.append(within_life(loss, life, options.selling[place]))
    shape = (len(cuts), len(options))
    if not rows:
        return sp.csr_matrix(shape), np.zeros(0)
    matrix = sp.csr_matrix(
        (np.concatenate(entries), (np.concatenate(rows), np.concatenate(columns))), shape=shape
    )
    return matrix, cuts.loss.sum(axis=1)
