"""The core: a mixed-integer programme over the options that can still be in a better plan.

An option whose reduced value lies more than `distance` below its store's best choice cannot be in
any plan worth more than bound - distance, because the prices charge every other choice fully.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp

from showfloor.plan.model import Model
from showfloor.plan.network import Bools, Floats, Ints
from showfloor.plan.relaxation import Relaxation
from showfloor.plan.solver import mixed_programme, new_solver


@dataclass(frozen=True, slots=True)
class Core:
    """Places of the options let in, and the stores that must take one of them."""

    options: Ints
    must: Bools
    """[S]"""
    outside_bound: float
    """No plan with an option outside, or without a store in `must`, is worth more than this;
    -inf where the core is the whole problem."""

    @property
    def is_whole(self) -> bool:
        """Whether every option is in the core."""
        return self.outside_bound == -np.inf


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search a core: to a relative gap, or until so many nodes are done."""

    gap: float
    nodes: int | None = None
    to_end: bool = True


@dataclass(frozen=True, slots=True)
class Selection:
    """What the solver chose [areas] and held [S], and its bound over the core."""

    chosen: Ints
    held: Bools
    found: bool
    proven_empty: bool
    bound: float


def core_within(model: Model, relaxed: Relaxation, distance: float) -> Core:
    """Return the core of all options within a distance of their store's best choice."""
    reduced = relaxed.reduced
    if model.optimised:
        # A held store may take a late option and earns the stratum's price by being held.
        price = relaxed.stratum_price[model.stratum_of[model.options.store]]
        eligible = model.stratum_of[model.options.store] >= 0
        reduced = np.where(eligible & model.late, np.maximum(reduced, reduced - price), reduced)
    loss = relaxed.best[model.options.store] - reduced
    without = np.zeros(len(relaxed.best))
    if model.optimised:
        own = np.where(model.stratum_of >= 0, relaxed.stratum_price[model.stratum_of], 0.0)
        without = np.maximum(0.0, -own)
    must = model.obliged | (relaxed.best - without > distance)
    inside = np.flatnonzero(loss <= distance)
    outside = relaxed.bound - distance
    if len(inside) == len(model.options) and np.array_equal(must, model.obliged):
        outside = -np.inf
    return Core(inside, must, outside)


def solve_core(
    model: Model,
    core: Core,
    *,
    seconds: float,
    effort: Effort,
    start: Selection | None = None,
) -> Selection:
    """Return the best plan found over the core; it keeps every rule."""
    programme = _CoreProgramme(model, core)
    if programme.matrix.shape[1] == 0:
        return programme.read_empty()
    solver = new_solver()
    solver.setOptionValue("time_limit", max(seconds, 0.1))
    solver.setOptionValue("mip_rel_gap", effort.gap)
    if effort.nodes is not None:
        solver.setOptionValue("mip_max_nodes", effort.nodes)
    solver.setOptionValue("mip_abs_gap", 1e-3)
    solver.setOptionValue("mip_feasibility_tolerance", 1e-7)
    programme.pass_to(solver)
    if start is not None and start.found:
        programme.pass_start(solver, start)
    solver.run()
    return programme.read(solver)


class _CoreProgramme:
    """Columns: options, z, held, losses. Rows: stores, held, strata, limits, pair intervals."""

    def __init__(self, model: Model, core: Core) -> None:
        self.model = model
        self.core = core
        self.options = model.options.take(core.options)
        self.count = len(core.options)
        self.eligible = np.flatnonzero(model.stratum_of >= 0)
        z_count = model.rows.z_matrix.shape[1]
        self.held_at = self.count + z_count
        pairs, loss = _interval_rows(model, core)
        self.loss = loss
        blocks, lower, upper = self._rules(z_count)
        width = self.held_at + len(self.eligible)
        top = sp.hstack(
            [sp.vstack(blocks, format="csr"), sp.csr_matrix((len(lower), len(loss)))], format="csr"
        )
        bottom = sp.hstack(
            [pairs, sp.csr_matrix((len(loss), width - self.count)), -sp.identity(len(loss))],
            format="csr",
        )
        self.matrix = sp.vstack([top, bottom], format="csr")
        self.row_lower = np.concatenate([lower, np.full(len(loss), -np.inf)])
        self.row_upper = np.concatenate([upper, np.ones(len(loss))])

    def _rules(self, z_count: int) -> tuple[list[sp.csr_matrix], Floats, Floats]:
        """Return the rows of stores, held stores, strata and limits over options, z and held."""
        model, stores = self.model, len(self.model.network.stores)
        span = np.arange(self.count)
        ones = np.ones(self.count)
        by_store = sp.csr_matrix((ones, (self.options.store, span)), (stores, self.count))
        e_count = len(self.eligible)
        early = ~model.late[self.core.options]
        held_rows = sp.csr_matrix(
            (ones[early], (self.options.store[early], span[early])), (stores, self.count)
        )[self.eligible]
        stratum = sp.csr_matrix(
            (np.ones(e_count), (model.stratum_of[self.eligible], np.arange(e_count))),
            (len(model.keep), e_count),
        )
        limits = model.rows.matrix.tocsc()[:, self.core.options]
        blocks = [
            sp.hstack([by_store, sp.csr_matrix((stores, z_count + e_count))]),
            sp.hstack([held_rows, sp.csr_matrix((e_count, z_count)), sp.identity(e_count)]),
            sp.hstack([sp.csr_matrix((len(model.keep), self.count + z_count)), stratum]),
            sp.hstack(
                [limits, model.rows.z_matrix, sp.csr_matrix((limits.shape[0], e_count))],
            ),
        ]
        lower = np.concatenate(
            [
                np.where(self.core.must, 1.0, -np.inf),
                np.full(e_count, -np.inf),
                model.keep,
                np.full(limits.shape[0], -np.inf),
            ]
        )
        upper = np.concatenate([np.ones(stores), np.ones(e_count), model.keep, model.rows.limit])
        return blocks, lower, upper

    def pass_to(self, solver: highspy.Highs) -> None:
        """Hand the whole programme over in one call."""
        profit = self.model.profit[self.core.options]
        z_count, held = self.held_at - self.count, len(self.eligible)
        cost = np.concatenate([-profit, np.zeros(z_count + held), self.loss])
        by_column = self.matrix.tocsc()
        by_column.eliminate_zeros()
        whole = [True] * self.count + [False] * z_count + [True] * held + [False] * len(self.loss)
        lp = mixed_programme(cost, by_column, self.row_lower, self.row_upper, whole)
        lp.offset_ = -self.model.change.constant
        solver.passModel(lp)

    def pass_start(self, solver: highspy.Highs, start: Selection) -> None:
        """Offer the best plan so far, where all of it lies in the core."""
        place = np.searchsorted(self.core.options, start.chosen)
        place = np.minimum(place, max(self.count - 1, 0))
        if not np.array_equal(self.core.options[place], start.chosen):
            return
        value = np.zeros(self.held_at + len(self.eligible))
        value[place] = 1.0
        value[self.held_at :] = start.held[self.eligible]
        whole = np.concatenate([np.arange(self.count), np.arange(self.held_at, len(value))])
        solver.setSolution(len(whole), whole.astype(np.int32), value[whole])

    def read_empty(self) -> Selection:
        """Return the empty plan, where there is nothing to choose from and nothing is asked."""
        worth = self.model.change.constant
        kept = bool(np.all(self.row_lower <= 0) and np.all(self.row_upper >= 0))
        nothing = np.zeros(len(self.model.network.stores), dtype=np.bool_)
        none = np.zeros(0, dtype=np.int64)
        return Selection(none, nothing, found=kept, proven_empty=not kept, bound=worth)

    def read(self, solver: highspy.Highs) -> Selection:
        """Return what the solver found."""
        info = solver.getInfo()
        held = np.zeros(len(self.model.network.stores), dtype=np.bool_)
        status = solver.getModelStatus()
        empty = status in {
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        }
        bound = -float(info.mip_dual_bound) if not empty else -np.inf
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Selection(
                self.core.options[:0], held, found=False, proven_empty=empty, bound=bound
            )
        value = np.array(solver.getSolution().col_value)
        chosen = self.core.options[value[: self.count] > 0.5]
        held[self.eligible] = value[self.held_at : self.held_at + len(self.eligible)] > 0.5
        return Selection(chosen, held, found=True, proven_empty=False, bound=bound)


def _interval_rows(model: Model, core: Core) -> tuple[sp.csr_matrix, Floats]:
    """Return rows sum of options alive at a + at b - loss <= 1, one a pair and interval.

    Between two neighbouring first or last selling weeks of a pair's core options nothing changes,
    so the weeks between share one row; its loss is the sum over them.
    """
    options, pairs = model.options, model.pairs
    life = model.network.programme.area_life_weeks
    total = np.concatenate([np.zeros((len(pairs), 1)), np.cumsum(pairs.loss, axis=1)], axis=1)
    store = options.store[core.options]
    selling = options.selling[core.options]
    every = np.arange(len(model.network.stores))
    first, last = np.searchsorted(store, every), np.searchsorted(store, every, side="right")
    rows: list[Ints] = []
    loss: list[float] = []
    for index in np.flatnonzero(pairs.fixed == 0):
        a, b = pairs.store_a[index], pairs.store_b[index]
        at_a, at_b = np.arange(first[a], last[a]), np.arange(first[b], last[b])
        if not len(at_a) or not len(at_b):
            continue
        edges = np.concatenate([selling[at_a], selling[at_b]])
        edges = np.unique(np.concatenate([edges, edges + life]))
        for begin, end in itertools.pairwise(edges):
            alive_a = at_a[(selling[at_a] <= begin) & (begin < selling[at_a] + life)]
            alive_b = at_b[(selling[at_b] <= begin) & (begin < selling[at_b] + life)]
            amount = total[index, end] - total[index, begin]
            if len(alive_a) and len(alive_b) and amount > 0:
                rows.append(np.concatenate([alive_a, alive_b]))
                loss.append(float(amount))
    lengths = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    matrix = sp.csr_matrix(
        (np.ones(len(columns)), columns, lengths), (len(rows), len(core.options))
    )
    return matrix, np.array(loss)
