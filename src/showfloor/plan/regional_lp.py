"""The relaxation of one region at common prices, with rows for splits switched on and off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp

from showfloor.domain.certificate import Split
from showfloor.plan.bound import counted
from showfloor.plan.network import Bools, Floats, Ints
from showfloor.plan.regional import Columns, Regional, crew_matrix
from showfloor.plan.regional_bound import OwnPrices, RegionalBound, SplitSide
from showfloor.plan.regional_rows import pair_intervals, pair_matrix
from showfloor.plan.solver import mixed_programme, new_solver
from showfloor.plan.split_candidates import Candidate, candidates

ROUNDS = 12
"""Times that options are let in for one part."""
A_STORE = 3
"""Options that a store may let in at a time."""
CLOSE = 1e-8
"""Relative distance of bound and relaxation that is left."""
LEAST = 1e-4
"""Currency by which an option must be worth more to be let in."""
TRIED = 40
"""Simplex steps that looking at one side of a split may take."""
SHORT = 10.0
"""Penalty for what an obligation or a side "at least" lacks, in typical values of an option."""

Path = tuple[tuple[int, bool], ...]
"""Numbers of splits in the order of the path, each with its side: True for at most."""


@dataclass(frozen=True, slots=True)
class RegionalPart:
    """Own prices that bound a part of a region's plans."""

    own: OwnPrices
    split_price: Floats
    """[splits of the path]"""
    bound: float
    """Over all options of the region's stores, rounded outward."""
    value: float
    """Of the relaxation over the options let in."""


@dataclass(frozen=True, slots=True)
class _Named:
    """Options under the names that splits are looked for by."""

    store: Ints
    format: Ints
    start: Ints


class RegionalLp:
    """One solver for all parts of a region; every split that was ever used is a row of its own.

    It begins with likely options and lets in others as prices ask for them; then it is built anew,
    since pairs lose by intervals between the weeks of the options that are in.
    """

    def __init__(
        self, regional: Regional, region: int, bounded: RegionalBound, likely: Columns
    ) -> None:
        """Build the relaxation over the likely options; what obligations lack is charged."""
        self.grid, self.bounded = regional.dual.grid, bounded
        self.crews = regional.dual.rows.crew_rows
        at, form, start = np.nonzero(np.isfinite(bounded.worth))
        worth = bounded.worth[at, form, start] - regional.none[bounded.stores[at]]
        self.at: Ints = at
        """[n] place of the option's store among the region's."""
        selling = start + self.grid.length[form]
        self.options = Columns(bounded.stores[at], form, start, selling, worth)
        self.crew, crew_rows = crew_matrix(regional.dual, region, self.options)
        cut_rows = sp.csr_matrix(bounded.cut_weight[:, at, form, start])
        self.fixed_rows = sp.vstack([crew_rows, cut_rows], format="csr")
        self.none = float(regional.none[bounded.stores[np.isfinite(bounded.none)]].sum())
        self.splits: list[Split] = []
        self.counted: list[Bools] = []
        self.known: dict[Split, int] = {}
        self.path: Path = ()
        self.runs = 0
        self._build(np.flatnonzero(np.isin(self._codes(self.options), self._codes(likely))))

    def _codes(self, columns: Columns) -> Ints:
        formats, weeks = self.bounded.worth.shape[1:]
        codes: Ints = (columns.store * formats + columns.form) * weeks + columns.start
        return codes

    def _build(self, active: Ints) -> None:
        """Pass the relaxation over these options, rising, to a new solver."""
        grid, bounded, options = self.grid, self.bounded, self.options
        self.active = active
        inside = options.taken(active)
        self.named = _Named(inside.store, inside.form, inside.start)
        self.pairs = pair_intervals(grid, bounded.inner, inside)
        shares = pair_matrix(grid, self.pairs, options)
        self.matrix = sp.vstack([self.fixed_rows, shares], format="csc")
        stores, losses = len(bounded.stores), len(self.pairs.pair)
        self.crew_at, self.cut_at = stores, stores + len(self.crew)
        self.pair_at = self.cut_at + len(bounded.cuts)
        self.rows = self.pair_at + losses
        must = np.flatnonzero(~np.isfinite(bounded.none))
        self.short = losses + len(must)
        self.frame = self.short + 1
        limits = [np.ones(stores), self.crews.limit[self.crew], bounded.cut_limit]
        high = np.concatenate([*limits, np.ones(losses), np.full(len(self.splits), np.inf)])
        low = np.full(len(high), -np.inf)
        low[must] = 1.0
        penalty = SHORT * max(1.0, float(np.abs(options.worth).max(initial=1.0)))
        cost = np.concatenate(
            [self.pairs.amount, np.full(len(must) + 1, penalty), -options.worth[active]]
        )
        frame = sp.csc_matrix(
            (
                np.concatenate([-np.ones(losses), np.ones(len(must))]),
                (
                    np.concatenate([np.arange(losses) + self.pair_at, must]),
                    np.arange(losses + len(must)),
                ),
            ),
            (len(high), self.frame),
        )
        matrix = sp.hstack([frame, self._columns(active)], format="csc")
        self._pass(matrix, cost, low, high)
        path, self.path = self.path, ()
        self.switch(path)

    def _columns(self, places: Ints) -> sp.csc_matrix:
        """Return options' columns over all rows: stores, own rows, pairs, splits."""
        count, options = len(places), self.options
        top = sp.csc_matrix(
            (np.ones(count), (self.at[places], np.arange(count))), (self.crew_at, count)
        )
        sides = [
            own[self.at[places], options.form[places], options.start[places]]
            for own in self.counted
        ]
        split = sp.csc_matrix(np.array(sides, dtype=np.float64).reshape(len(sides), count))
        return sp.vstack([top, self.matrix[:, places], split], format="csc")

    def _pass(self, matrix: sp.csc_matrix, cost: Floats, low: Floats, high: Floats) -> None:
        self.solver = new_solver()
        self.solver.setOptionValue("solver", "simplex")
        none_whole = [False] * len(cost)
        self.solver.passModel(mixed_programme(cost, matrix, low, high, none_whole, most=np.inf))

    def candidates(self, primal: Floats) -> list[Candidate]:
        """Return splits whose count at the columns' shares [n] is no whole number."""
        return candidates(self.grid.network, self.named, primal)

    def row_of(self, split: Split) -> int:
        """Return the split's number; its row is added if it is new (switched off)."""
        if split not in self.known:
            self.known[split] = len(self.splits)
            own = self._counted(split)
            at = self.at[self.active]
            columns = np.flatnonzero(own[at, self.named.format, self.named.start])
            columns = (columns + self.frame).astype(np.int32)
            self.splits.append(split)
            self.counted.append(own)
            self.solver.addRow(-np.inf, np.inf, len(columns), columns, np.ones(len(columns)))
        return self.known[split]

    def _counted(self, split: Split) -> Bools:
        """Return which options [stores of the region, F, T] a split counts."""
        stores, options = counted(self.grid, split)
        found: Bools = stores[self.bounded.stores][:, None, None] & (options > 0)
        return found

    def switch(self, path: Path) -> None:
        """Switch the sides of a path on and all others off."""
        wanted = dict(path)
        for row, _ in self.path:
            if row not in wanted:
                self._bound(row, None)
        for row, at_most in path:
            self._bound(row, at_most)
        self.path = path

    def _bound(self, row: int, at_most: bool | None) -> None:
        count = float(self.splits[row].count)
        low, high = -np.inf, np.inf
        if at_most is not None:
            low, high = (low, count) if at_most else (count + 1.0, high)
        place = self.rows + row
        self.solver.changeRowBounds(place, low, high)
        # A unit short helps a side "at least"; a side "at most" must not count it.
        self.solver.changeCoeff(place, self.short, 1.0 if at_most is False else 0.0)

    def solved(self, path: Path, go_on: Callable[[], bool] = lambda: True) -> RegionalPart:
        """Return own prices that bound the part, and the bound; the best of all rounds.

        `go_on` is asked before every round but the first.
        """
        self.switch(path)
        best = self._solved_once()
        for _ in range(ROUNDS):
            if not go_on() or self._is_close() or not self._let_in_attractive():
                break
            part = self._solved_once()
            if part.bound < best.bound:
                best = part
        return best

    def _solved_once(self) -> RegionalPart:
        self.solver.run()
        self.runs += 1
        self.dual = -np.array(self.solver.getSolution().row_dual)
        own = self._own(np.maximum(self.dual[: self.rows], 0.0))
        price = self._split_prices()
        sides = tuple(
            SplitSide(
                self.counted[row],
                float(self.splits[row].count + (0 if at_most else 1)),
                at_most,
                float(paid),
            )
            for paid, (row, at_most) in zip(price, self.path, strict=True)
        )
        self.last = RegionalPart(own, price, self.bounded.bound(own, sides), self._value())
        return self.last

    def _is_close(self) -> bool:
        """Say whether the bound over all options is the relaxation's value over those let in."""
        return self.last.bound <= self.last.value + CLOSE * max(1.0, abs(self.last.value))

    def _value(self) -> float:
        return self.none - float(self.solver.getInfo().objective_function_value)

    def _split_prices(self) -> Floats:
        signed = [
            self.dual[self.rows + row] * (1.0 if at_most else -1.0) for row, at_most in self.path
        ]
        return np.maximum(np.array(signed, dtype=np.float64), 0.0)

    def _let_in_attractive(self) -> int:
        """Let in the options that prices make worth more than their store's choice."""
        options, dual = self.options, self.dual
        reduced = options.worth - self.matrix.T @ dual[self.crew_at : self.rows]
        reduced -= dual[: self.crew_at][self.at]
        for row, _ in self.path:
            reduced -= (
                dual[self.rows + row] * self.counted[row][self.at, options.form, options.start]
            )
        reduced[self.active] = -np.inf
        places = np.flatnonzero(reduced > LEAST)
        order = places[np.lexsort((-reduced[places], self.at[places]))]
        owner = self.at[order]
        rank = np.arange(len(order)) - np.searchsorted(owner, owner)
        chosen = order[rank < A_STORE]
        if len(chosen):
            self._build(np.sort(np.concatenate([self.active, chosen])))
        return len(chosen)

    def _own(self, dual: Floats) -> OwnPrices:
        """Return the rows' prices; intervals become prices by week of pairs outside the forest."""
        pairs, bounded = self.pairs, self.bounded
        theta = np.zeros((len(bounded.pairs), self.grid.network.horizon))
        row_of = {int(pair): row for row, pair in enumerate(bounded.pairs)}
        paid = dual[self.pair_at :]
        for at in np.flatnonzero(paid > 0):
            row = row_of.get(int(pairs.pair[at]))
            if row is not None:
                weeks = slice(int(pairs.begin[at]), int(pairs.end[at]))
                loss = np.diff(self.grid.pair_prefix[pairs.pair[at]])[weeks]
                theta[row, weeks] += min(1.0, float(paid[at] / pairs.amount[at])) * loss
        crew = dual[self.crew_at : self.cut_at]
        return OwnPrices(
            crew=self.crew[crew > 0],
            crew_price=crew[crew > 0],
            cut_price=dual[self.cut_at : self.pair_at].copy(),
            theta=theta,
        )

    def shares(self, path: Path) -> tuple[Floats, float]:
        """Return the shares of the options let in [n] in a part's relaxation, and its value."""
        self.switch(path)
        self.solver.run()
        self.runs += 1
        values = np.array(self.solver.getSolution().col_value)
        return values[self.frame :], self._value()

    def tried(self, row: int, at_most: bool) -> float:
        """Return what the value falls to, at least, on one side of a split.

        Looks a few simplex steps far from the solution at hand, which is put back afterwards.
        """
        basis = self.solver.getBasis()
        self._bound(row, at_most)
        self.solver.setOptionValue("simplex_iteration_limit", TRIED)
        self.solver.run()
        self.runs += 1
        value = self._value()
        self.solver.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf)
        self._bound(row, None)
        self.solver.setBasis(basis)
        return value
