"""The relaxation of one part of all plans: the hull LP with the sides of splits as rows.

One solver serves all parts. Every split that was ever used is a row of its own; a part switches
those of its path on, so that the solver goes on from where it stands. A column `short` lets sides
"at least" go unmet at a penalty: a part without any plan then has prices that prove a low bound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from showfloor.domain.certificate import Split
from showfloor.plan.model import Model
from showfloor.plan.network import Bools, Floats, Ints
from showfloor.plan.relaxation import Master, Relaxation
from showfloor.plan.rules import regions_of
from showfloor.plan.spillover import cut_matrix
from showfloor.plan.split_candidates import Candidate, candidates

SHORT = 0.25
"""Penalty for a unit that a side "at least" is short of, in penalties of an unmet obligation."""
RAISES = 4
"""How often penalties may be made ten times as high, where too little is charged for no plan."""
UNMET = 1e-7
"""What an obligation or side lacks at most where it is met."""
TRIED = 60
"""Simplex steps that looking at one side of a split may take."""
ROUNDS = 12
"""Times that columns and cuts are let in for one part."""

Path = tuple[tuple[int, bool], ...]
"""Rows of splits in the order of the path, each with its side: True for at most."""


@dataclass(frozen=True, slots=True)
class Part:
    """The relaxation of one part of all plans, solved; its arrays by option are left out."""

    relaxed: Relaxation
    split_price: Floats
    """[splits of the path]"""

    @property
    def bound(self) -> float:
        """No plan of the part is worth more; over all options."""
        return self.relaxed.bound


class BranchLp(Master):
    """The hull LP with rows for splits that can be switched on and off."""

    def __init__(self, model: Model, relaxed: Relaxation, first: Ints) -> None:
        """Start from a solved relaxation's cuts and the options `first`."""
        cuts = relaxed.cuts
        matrix, limit = cut_matrix(model.network, model.pairs, model.options, cuts)
        full = sp.vstack([model.rows.matrix, matrix], format="csr")
        rules = len(model.rows.limit)
        self.cut_at = np.arange(rules, rules + len(cuts))
        self.split_at: list[int] = []
        self.splits: list[Split] = []
        """By number of its row, the side "at most"."""
        self.known: dict[Split, int] = {}
        self.active_path: Path = ()
        self.raised = 0
        super().__init__(model, full, np.concatenate([model.rows.limit, limit]), cuts)
        self.solver.setOptionValue("solver", "simplex")
        self.add_options(first)

    def _frame_columns(self) -> tuple[list[sp.csc_matrix], list[Floats], list[Floats]]:
        blocks, costs, uppers = super()._frame_columns()
        rows = self.limits_at + len(self.limit)
        blocks.append(sp.csc_matrix((rows, 1)))
        costs.append(np.array([SHORT * self.penalty]))
        uppers.append(np.array([np.inf]))
        return blocks, costs, uppers

    def candidates(self, primal: Floats) -> list[Candidate]:
        """Return splits whose count at the options' shares [n] is no whole number."""
        return candidates(self.model.network, self.model.options, primal)

    def row_of(self, split: Split) -> int:
        """Return the number of the split's row, which is added if it is new (switched off)."""
        if split not in self.known:
            self.known[split] = len(self.splits)
            self._add_split(split)
        return self.known[split]

    def _add_split(self, split: Split) -> None:
        counted = counted_options(self.model, split).astype(np.float64)
        self.split_at.append(self.matrix.shape[0])
        self.splits.append(split)
        self.matrix = sp.vstack([self.matrix, sp.csr_matrix(counted[None, :])], format="csc")
        self.limit = np.append(self.limit, 0.0)
        columns = np.flatnonzero(counted[self.active]) + self.frame_columns
        columns = columns.astype(np.int32)
        self.solver.addRow(-np.inf, np.inf, len(columns), columns, np.ones(len(columns)))

    def switch(self, path: Path) -> None:
        """Switch the sides of a path on and all others off."""
        wanted = dict(path)
        for row, _ in self.active_path:
            if row not in wanted:
                self._bound(row, None)
        for row, at_most in path:
            self._bound(row, at_most)
        self.active_path = path

    def _bound(self, row: int, at_most: bool | None) -> None:
        count = float(self.splits[row].count)
        low, high, limit = -np.inf, np.inf, 0.0
        if at_most is not None:
            low, high, limit = (low, count, count) if at_most else (count + 1.0, high, count + 1.0)
        self.limit[self.split_at[row]] = limit
        place = self.limits_at + self.split_at[row]
        self.solver.changeRowBounds(place, low, high)
        # A unit short helps a side "at least"; a side "at most" must not count it.
        self.solver.changeCoeff(place, self.frame_columns - 1, 1.0 if at_most is False else 0.0)

    def solved(self, path: Path, cutoff: float, seconds: float) -> Part:
        """Return the part's relaxation; below the cutoff no more columns and cuts are looked for.

        The best bound of all rounds is kept: each is valid.
        """
        self.switch(path)
        best = self._solved_rounds(cutoff, seconds)
        while best.bound > cutoff and self.last.unmet > UNMET and self.raised < RAISES:
            self._raise_penalties()
            part = self._solved_rounds(cutoff, seconds)
            if part.bound < best.bound:
                best = part
        return best

    def _raise_penalties(self) -> None:
        """Charge ten times as much for what is unmet, in this and all later parts."""
        self.raised += 1
        lp = self.solver.getLp()
        for column in range(self.unmet_at, self.frame_columns):
            self.solver.changeColCost(column, 10.0 * lp.col_cost_[column])

    def _solved_rounds(self, cutoff: float, seconds: float) -> Part:
        best = self._solved_once(1, seconds)
        for rounds in range(2, ROUNDS + 1):
            added, cut = self.add_attractive(self.last), self.add_cuts(self.last)
            if best.bound <= cutoff or (not added and not cut):
                break
            part = self._solved_once(rounds, seconds)
            if part.bound < best.bound:
                best = part
        return best

    def _solved_once(self, rounds: int, seconds: float) -> Part:
        self.solve(seconds)
        self.last = self.priced(rounds)
        none = np.zeros(0)
        slim = replace(self.last, reduced=none, best=none, primal=none)
        return Part(slim, self._split_prices())

    def shares(self, path: Path, seconds: float) -> tuple[Floats, float]:
        """Return the options' shares [n] in a part's relaxation, and the LP's value."""
        self.switch(path)
        value = self.solve(seconds)
        shares = np.zeros(len(self.model.options))
        shares[self.active] = np.array(self.solver.getSolution().col_value)[self.frame_columns :]
        return shares, value

    def _split_prices(self) -> Floats:
        prices = [abs(self.signed[self.split_at[row]]) for row, _ in self.active_path]
        return np.array(prices, dtype=np.float64)

    def priced(self, rounds: int) -> Relaxation:
        """Return the bound at the LP's prices over all options, let in or not."""
        solution = self.solver.getSolution()
        dual = -np.array(solution.row_dual)
        value = np.array(solution.col_value)
        prices = np.maximum(dual[self.limits_at :], 0.0)
        prices[self.split_at] = 0.0
        for row, at_most in self.active_path:
            own = dual[self.limits_at + self.split_at[row]]
            prices[self.split_at[row]] = max(own, 0.0) if at_most else min(own, 0.0)
        cut_prices = self._clipped_cut_prices(prices[self.cut_at])
        prices[self.cut_at] = cut_prices
        self.signed = prices
        return self.relaxation_at(prices, cut_prices, dual, value, rounds)

    def add_cuts(self, found: Relaxation) -> int:
        """Add a cut for every pair whose loss the LP underestimates."""
        before = self.matrix.shape[0]
        added = super().add_cuts(found)
        self.cut_at = np.concatenate([self.cut_at, np.arange(before, before + added)])
        return added

    def tried(self, row: int, at_most: bool) -> float:
        """Return what the LP's value falls to, at least, on one side of a split.

        Looks a few simplex steps far from the solution at hand, which is put back afterwards.
        """
        basis = self.solver.getBasis()
        self._bound(row, at_most)
        self.solver.setOptionValue("simplex_iteration_limit", TRIED)
        self.solver.run()
        value = -float(self.solver.getInfo().objective_function_value)
        self.solver.setOptionValue("simplex_iteration_limit", 2147483647)
        self._bound(row, None)
        self.solver.setBasis(basis)
        return value + self.model.change.constant


def counted_options(model: Model, split: Split) -> Bools:
    """Return [n]: which of the model's options a split counts."""
    options, network = model.options, model.network
    stores = np.zeros(len(network.stores), dtype=np.bool_)
    if split.store_id:
        stores[network.place[split.store_id]] = True
    else:
        names = regions_of(network)
        region = np.array([names.index(store.region or "") for store in network.stores])
        stores = region == names.index(split.region)
    counted: Bools = stores[options.store]
    counted &= (options.start >= split.from_week) & (options.start < split.to_week)
    if split.format_id:
        ids = [item.format_id for item in network.formats]
        counted &= options.format == ids.index(split.format_id)
    return counted
