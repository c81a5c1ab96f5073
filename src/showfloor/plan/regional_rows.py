"""What pairs within a region lose, as rows of a relaxation: by intervals between likely weeks.

An interval's loss is at least its amount times (the share that one store sells through, plus the
other's, less one): two shares of an interval overlap by at least that. Between the weeks in which
likely options begin and end the shares are 0 or 1, and nothing is lost by that.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from showfloor.plan.grid import Grid
from showfloor.plan.network import Floats, Ints
from showfloor.plan.regional import Columns

EVEN = 4
"""Intervals of a pair of which a store has no likely option."""


class PairTable(NamedTuple):
    """Intervals of weeks of pairs [k], and what a pair loses in all of one."""

    pair: Ints
    begin: Ints
    end: Ints
    amount: Floats


def pair_intervals(grid: Grid, pairs: Ints, likely: Columns) -> PairTable:
    """Return intervals for pairs (rows of the grid's), from where options begin and end."""
    first = np.searchsorted(likely.store, np.arange(grid.stores + 1))
    table: list[tuple[int, int, int]] = []
    horizon = grid.pair_prefix.shape[1] - 1
    even = np.linspace(0, horizon, EVEN + 1).astype(np.int64)
    for pair in pairs.tolist():
        spans = [
            likely.selling[first[store] : first[store + 1]]
            for store in (grid.pair_a[pair], grid.pair_b[pair])
        ]
        ends = even
        if len(spans[0]) and len(spans[1]):
            sells = np.concatenate(spans)
            low = max(int(spans[0].min()), int(spans[1].min()))
            high = min(int(spans[0].max()), int(spans[1].max())) + grid.life
            ends = np.unique(np.concatenate([sells, sells + grid.life]))
            ends = ends[(ends >= low) & (ends <= high)]
        table += [(pair, int(a), int(b)) for a, b in itertools.pairwise(ends)]
    columns = np.array(table, dtype=np.int64).reshape(len(table), 3).T
    amount = grid.pair_prefix[columns[0], columns[2]] - grid.pair_prefix[columns[0], columns[1]]
    some = amount > 0
    return PairTable(columns[0][some], columns[1][some], columns[2][some], amount[some])


def pair_matrix(grid: Grid, table: PairTable, options: Columns) -> sp.csr_matrix:
    """Return the share of every interval's loss that options sell through, a row each."""
    first = np.searchsorted(options.store, np.arange(grid.stores + 1))
    rows, columns, shares = [], [], []
    none = np.zeros(0, dtype=np.int64)
    begins = np.flatnonzero(np.diff(table.pair, prepend=-1))
    for low, high in itertools.pairwise([*begins.tolist(), len(table.pair)]):
        pair = int(table.pair[low])
        total = grid.pair_prefix[pair]
        ends = np.stack([table.begin[low:high], table.end[low:high]])[:, :, None]
        for store in (grid.pair_a[pair], grid.pair_b[pair]):
            span = np.arange(first[store], first[store + 1])
            from_week = np.clip(options.selling[span][None, :], ends[0], ends[1])
            to_week = np.clip(options.selling[span][None, :] + grid.life, ends[0], ends[1])
            share = (total[to_week] - total[from_week]) / table.amount[low:high, None]
            row, column = np.nonzero(share > 0)
            rows.append(row + low)
            columns.append(span[column])
            shares.append(share[row, column])
    shape = (len(table.pair), len(options.store))
    places = (np.concatenate([none, *rows]), np.concatenate([none, *columns]))
    return sp.csr_matrix((np.concatenate([np.zeros(0), *shares]), places), shape)
