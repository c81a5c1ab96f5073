"""The planner's peer: one whole programme for HiGHS alone, written so that it can do its best."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp

from showfloor.plan.model import Model
from showfloor.plan.network import Floats, Ints


@dataclass(frozen=True, slots=True)
class WholeProgramme:
    """The whole programme for a solver: options [n] 0/1, z, then S and losses, all in [0, 1].

    Rows matrix [R, n + z + S + loss] with lower and upper sides; `cost` is to be minimised. A store
    in a pair has a variable S for each stretch of weeks, tied to its options by one equation, so
    that a pair's row has three entries and not two hundred: loss >= S_a + S_b - 1.
    """

    matrix: sp.csc_matrix
    lower: Floats
    upper: Floats
    cost: Floats
    whole: int
    """The first so many columns are 0/1."""


def whole_programme(model: Model) -> WholeProgramme:
    """Return the programme with the model's rows, exact for 0/1 options (no optimised holdout)."""
    if model.optimised:
        raise ValueError("the peer's programme knows no optimised holdout")
    options, rows, stores = model.options, model.rows, len(model.network.stores)
    count, z_count = len(options), model.rows.z_matrix.shape[1]
    by_store = sp.csr_matrix((np.ones(count), (options.store, np.arange(count))), (stores, count))
    state, tied, loss = _states(model)
    pair_rows = tied.shape[0]
    matrix = sp.bmat(
        [
            [by_store, None, None, None],
            [rows.matrix, rows.z_matrix, None, None],
            [state, None, -sp.identity(state.shape[0]), None],
            [None, None, tied, -sp.identity(pair_rows)],
        ],
        format="csc",
    )
    obliged = np.where(model.obliged, 1.0, -np.inf)
    limits, states = len(rows.limit), state.shape[0]
    lower = [obliged, np.full(limits, -np.inf), np.zeros(states), np.full(pair_rows, -np.inf)]
    upper = [np.ones(stores), rows.limit, np.zeros(states), np.ones(pair_rows)]
    cost = [-model.profit, np.zeros(z_count + states), loss]
    return WholeProgramme(
        matrix, np.concatenate(lower), np.concatenate(upper), np.concatenate(cost), count
    )


def _states(model: Model) -> tuple[sp.csr_matrix, sp.csr_matrix, Floats]:
    """Return [S, n] which options make a store sell, [pair rows, S], and each row's loss.

    Between two neighbouring weeks in which any option begins or ends to sell nothing changes, so
    each such stretch of weeks is one state of a store and one row of a pair.
    """
    options, pairs = model.options, model.pairs
    life = model.network.programme.area_life_weeks
    edges = np.unique(np.concatenate([options.selling, options.selling + life]))
    total = np.concatenate([np.zeros((len(pairs), 1)), np.cumsum(pairs.loss, axis=1)], axis=1)
    chosen = np.flatnonzero(pairs.fixed == 0)
    amount = total[chosen][:, edges[1:]] - total[chosen][:, edges[:-1]]
    in_pair = np.unique(np.concatenate([pairs.store_a[chosen], pairs.store_b[chosen]]))
    stretches = len(edges) - 1
    place = np.full(len(model.network.stores), -1, dtype=np.int64)
    place[in_pair] = np.arange(len(in_pair))
    own = np.flatnonzero(place[options.store] >= 0)
    alive_rows: list[Ints] = []
    alive_columns: list[Ints] = []
    for stretch, begin in enumerate(edges[:-1]):
        selling = options.selling[own]
        alive = own[(selling <= begin) & (begin < selling + life)]
        alive_rows.append(place[options.store[alive]] * stretches + stretch)
        alive_columns.append(alive)
    row, column = np.concatenate(alive_rows), np.concatenate(alive_columns)
    shape = (len(in_pair) * stretches, len(options))
    state = sp.csr_matrix((np.ones(len(row)), (row, column)), shape)
    index, week_stretch = np.nonzero(amount > 0)
    rows = np.arange(len(index))
    sides = [
        place[side[chosen[index]]] * stretches + week_stretch
        for side in (pairs.store_a, pairs.store_b)
    ]
    tied = sp.csr_matrix(
        (np.ones(2 * len(rows)), (np.concatenate([rows, rows]), np.concatenate(sides))),
        (len(rows), shape[0]),
    )
    return state, tied, amount[index, week_stretch]


def for_highs(programme: WholeProgramme) -> highspy.HighsLp:
    """Return the programme as HiGHS takes it."""
    lp = highspy.HighsLp()
    rows, columns = programme.matrix.shape
    lp.num_col_, lp.num_row_ = columns, rows
    lp.col_cost_ = programme.cost
    lp.col_lower_, lp.col_upper_ = np.zeros(columns), np.ones(columns)
    lp.row_lower_, lp.row_upper_ = programme.lower, programme.upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = programme.matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = programme.matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = programme.matrix.data
    continuous = columns - programme.whole
    lp.integrality_ = [highspy.HighsVarType.kInteger] * programme.whole + [
        highspy.HighsVarType.kContinuous
    ] * continuous
    return lp
