"""The hull relaxation by column generation: only attractive options enter the solver's LP."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from showfloor.plan.lagrangian import DualStart, PricedRows, ascend_dual, store_choices
from showfloor.plan.model import Model
from showfloor.plan.network import Floats, Ints
from showfloor.plan.solver import new_solver
from showfloor.plan.spillover import Cuts, cut_matrix, first_cuts, violated_cuts

COLUMNS_A_STORE = 12
ROUNDS = 60
PRECISION = 2e-6
"""Column generation ends when its bound is within this share of the relaxation's value."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Prices of rows [R], cuts [C] and strata, and every option's reduced value [n]."""

    prices: Floats
    cuts: Cuts
    cut_prices: Floats
    stratum_price: Floats
    bound: float
    """Lagrangian value at these prices, over all options: valid whether or not the LP converged."""
    reduced: Floats
    best: Floats
    """[S] the best choice's reduced value."""
    primal: Floats
    """[n] the LP's shares."""
    unmet: float
    """Sum of obligations that the LP could not meet; above 0 the programme may be infeasible."""
    rounds: int


def solve_relaxation(model: Model, time_left: Callable[[], float]) -> Relaxation:
    """Return prices of the hull relaxation with spillover and wave rows in it."""
    cuts = first_cuts(model.network, model.pairs, model.options)
    matrix, limit = cut_matrix(model.network, model.pairs, model.options, cuts)
    full = sp.vstack([model.rows.matrix, matrix], format="csr")
    z_full = sp.vstack(
        [model.rows.z_matrix, sp.csr_matrix((len(cuts), model.rows.z_matrix.shape[1]))],
        format="csr",
    )
    full_limit = np.concatenate([model.rows.limit, limit])
    start = ascend_dual(model, PricedRows(full, z_full, full_limit, len(cuts)))
    master = Master(model, full, full_limit, cuts)
    master.add_options(_first_columns(model, start.reduced, start.frequency))
    best = _from_start(model, start, cuts)
    for rounds in range(1, ROUNDS + 1):
        value = master.solve(time_left())
        found = master.priced(rounds)
        if found.bound < best.bound:
            best = found
        added = master.add_attractive(found)
        cut = master.add_cuts(found)
        gap = best.bound - value
        if (not added and not cut) or time_left() <= 0:
            break
        if not cut and gap <= PRECISION * max(1.0, abs(best.bound)):
            break
    return best


def _from_start(model: Model, start: DualStart, cuts: Cuts) -> Relaxation:
    """Return the first-order prices as a relaxation, in case there is no time for the LP."""
    split = len(start.prices) - len(cuts)
    return Relaxation(
        prices=start.prices[:split],
        cuts=cuts,
        cut_prices=start.prices[split:],
        stratum_price=start.stratum_price,
        bound=start.bound,
        reduced=start.reduced,
        best=store_choices(model, start.reduced, start.stratum_price).best,
        primal=start.frequency,
        unmet=math.nan,
        rounds=0,
    )


def _first_columns(model: Model, reduced: Floats, frequency: Floats) -> Ints:
    """Return the most attractive options of every store, about COLUMNS_A_STORE for each."""
    order = np.lexsort((-reduced, model.options.store))
    rank = np.arange(len(order)) - model.first[model.options.store[order]]
    by_store = order[rank < 3]
    best = store_choices(model, reduced, np.zeros(len(model.keep))).best
    distance = best[model.options.store] - reduced
    count = min(len(distance), COLUMNS_A_STORE * len(model.network.stores))
    nearest = np.argsort(distance, kind="stable")[:count]
    return np.unique(np.concatenate([by_store, nearest, np.flatnonzero(frequency > 0)]))


class Master:
    """The LP over the options that have been let in so far, kept warm between rounds."""

    def __init__(self, model: Model, matrix: sp.csr_matrix, limit: Floats, cuts: Cuts) -> None:
        """Build the rows and the columns that are no options."""
        self.model = model
        self.matrix = matrix.tocsc()
        self.limit = limit
        self.cuts = cuts
        self.active = np.zeros(0, dtype=np.int64)
        self.penalty = 20.0 * max(1.0, float(np.abs(model.profit).max(initial=1.0)))
        stores = len(model.network.stores)
        self.rows_before = 2 * stores if model.optimised else stores
        self.strata_at = self.rows_before
        self.limits_at = self.strata_at + len(model.keep)
        self.solver = new_solver()
        self._pass_frame()

    def _pass_frame(self) -> None:
        """Pass all rows, and the columns z, held, loss and unmet."""
        model, stores = self.model, len(self.model.network.stores)
        lower = np.full(stores, -np.inf)
        lower[model.obliged] = 1.0
        early_upper = np.ones(stores if model.optimised else 0)
        upper = np.concatenate([np.ones(stores), early_upper, model.keep, self.limit])
        lower = np.concatenate(
            [
                lower,
                np.full(len(early_upper), -np.inf),
                model.keep,
                np.full(len(self.limit), -np.inf),
            ]
        )
        empty = np.zeros(0, dtype=np.int32)
        self.solver.addRows(
            len(upper), lower, upper, 0, np.zeros(len(upper), dtype=np.int32), empty, np.zeros(0)
        )
        blocks, costs, uppers = self._frame_columns()
        frame = sp.hstack(blocks, format="csc") if blocks else sp.csc_matrix((len(upper), 0))
        self.frame_columns = frame.shape[1]
        self._add_columns(frame, np.concatenate(costs), np.concatenate(uppers))

    def _frame_columns(self) -> tuple[list[sp.csc_matrix], list[Floats], list[Floats]]:
        model, rows = self.model, self.limits_at + len(self.limit)
        z = model.rows.z_matrix.tocoo()
        z_block = sp.csc_matrix((z.data, (z.row + self.limits_at, z.col)), (rows, z.shape[1]))
        eligible = np.flatnonzero(model.stratum_of >= 0)
        span = np.arange(len(eligible))
        stores = len(model.network.stores)
        held = sp.csc_matrix(
            (
                np.ones(2 * len(eligible)),
                (
                    np.concatenate(
                        [eligible + stores, model.stratum_of[eligible] + self.strata_at]
                    ),
                    np.concatenate([span, span]),
                ),
            ),
            (rows, len(eligible)),
        )
        cut_rows = np.arange(len(self.cuts)) + rows - len(self.cuts)
        loss = sp.csc_matrix(
            (-np.ones(len(self.cuts)), (cut_rows, self.cuts.pair)), (rows, len(model.pairs))
        )
        unmet_rows, unmet_sign = self._unmet()
        unmet = sp.csc_matrix(
            (unmet_sign, (unmet_rows, np.arange(len(unmet_rows)))), (rows, len(unmet_rows))
        )
        self.loss_at = z.shape[1] + len(eligible)
        self.unmet_at = self.loss_at + len(model.pairs)
        costs = [
            np.zeros(self.loss_at),
            np.ones(len(model.pairs)),
            np.full(len(unmet_rows), self.penalty),
        ]
        uppers = [
            np.ones(self.loss_at),
            np.full(len(model.pairs) + len(unmet_rows), np.inf),
        ]
        return [z_block, held, loss, unmet], costs, uppers

    def _unmet(self) -> tuple[Ints, Floats]:
        """Return the rows that an obligation may leave unmet at a penalty, and their entries."""
        model, rows = self.model, self.model.rows
        obliged = np.flatnonzero(model.obliged)
        quota = np.arange(rows.quota.start, rows.quota.stop) + self.limits_at
        other = np.arange(rows.other.start, rows.other.stop) + self.limits_at
        waves = np.arange(rows.wave.start, rows.wave.stop) + self.limits_at
        waves = waves[rows.wave_rows.side < 0] if model.network.fixed else waves[:0]
        signs = [
            np.ones(len(obliged)),
            -np.ones(len(quota)),
            np.full(len(other), -self._typical_other_value()),
            -np.ones(len(waves)),
        ]
        return np.concatenate([obliged, quota, other, waves]), np.concatenate(signs)

    def _typical_other_value(self) -> float:
        """Return what an area is worth to the other party, so that unmet is counted in areas."""
        values = np.abs(self.model.rows.matrix[self.model.rows.other].data)
        values = values[values > 0]
        return float(np.median(values)) if len(values) else 1.0

    def _add_columns(self, block: sp.csc_matrix, costs: Floats, upper: Floats) -> None:
        self.solver.addCols(
            block.shape[1],
            costs,
            np.zeros(block.shape[1]),
            upper,
            block.nnz,
            block.indptr[:-1].astype(np.int32),
            block.indices.astype(np.int32),
            block.data.astype(np.float64),
        )

    def option_columns(self, places: Ints) -> sp.csc_matrix:
        """Return the options' columns over all rows of the LP."""
        model, count = self.model, len(places)
        stores = model.options.store[places]
        span = np.arange(count)
        rows, columns = [stores], [span]
        if model.optimised:
            early = ~model.late[places] & (model.stratum_of[stores] >= 0)
            rows.append(stores[early] + len(model.network.stores))
            columns.append(span[early])
        row, column = np.concatenate(rows), np.concatenate(columns)
        top = sp.csc_matrix((np.ones(len(row)), (row, column)), (self.limits_at, count))
        return sp.vstack([top, self.matrix[:, places]], format="csc")

    def add_options(self, places: Ints) -> None:
        """Let options into the LP."""
        self._add_columns(
            self.option_columns(places), -self.model.profit[places], np.full(len(places), np.inf)
        )
        self.active = np.concatenate([self.active, places])

    def solve(self, seconds: float) -> float:
        """Solve the LP and return its value; obligations it could not meet are charged."""
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + max(seconds, 0.1))
        self.solver.run()
        value = -float(self.solver.getInfo().objective_function_value)
        return value + self.model.change.constant

    def priced(self, rounds: int) -> Relaxation:
        """Return the bound at the LP's prices over all options, let in or not."""
        solution = self.solver.getSolution()
        dual = -np.array(solution.row_dual)
        value = np.array(solution.col_value)
        prices = np.maximum(dual[self.limits_at :], 0.0)
        split = len(prices) - len(self.cuts)
        cut_prices = self._clipped_cut_prices(prices[split:])
        prices[split:] = cut_prices
        return self.relaxation_at(prices, cut_prices, dual, value, rounds)

    def relaxation_at(
        self, prices: Floats, cut_prices: Floats, dual: Floats, value: Floats, rounds: int
    ) -> Relaxation:
        """Return the bound at prices of all limits [rules, then cuts and what else has a row].

        `dual` [rows] and `value` [columns] are the LP's.
        """
        model, rules = self.model, len(self.model.rows.limit)
        stratum_price = dual[self.strata_at : self.limits_at]
        reduced = model.profit - self.matrix.T @ prices
        best = store_choices(model, reduced, stratum_price).best
        z_worth = -(model.rows.z_matrix.T @ prices[:rules])
        bound = float(self.limit @ prices) + float(model.keep @ stratum_price)
        bound += float(best.sum()) + float(np.maximum(z_worth, 0.0).sum())
        bound += model.change.constant
        primal = np.zeros(len(model.options))
        primal[self.active] = value[self.frame_columns :]
        self.losses = value[self.loss_at : self.unmet_at]
        self.row_price = dual[: self.rows_before]
        return Relaxation(
            prices=prices[:rules],
            cuts=self.cuts,
            cut_prices=cut_prices,
            stratum_price=stratum_price,
            bound=bound,
            reduced=reduced,
            best=best,
            primal=primal,
            unmet=float(value[self.unmet_at : self.frame_columns].sum()),
            rounds=rounds,
        )

    def _clipped_cut_prices(self, prices: Floats) -> Floats:
        """Return the cuts' prices, scaled so that those of one pair sum to at most 1."""
        total = np.bincount(self.cuts.pair, weights=prices, minlength=len(self.model.pairs))
        scaled: Floats = prices / np.maximum(1.0, total)[self.cuts.pair]
        return scaled

    def add_attractive(self, found: Relaxation) -> int:
        """Let in the options that the LP's prices make worth more than their store's choice."""
        model = self.model
        stores = len(model.network.stores)
        worth = found.reduced - self.row_price[model.options.store]
        if model.optimised:
            early = ~model.late & (model.stratum_of[model.options.store] >= 0)
            worth = worth - np.where(early, self.row_price[stores:][model.options.store], 0.0)
        outside = np.ones(len(worth), dtype=np.bool_)
        outside[self.active] = False
        tolerance = 1e-6 * max(1.0, self.penalty / 20.0)
        candidates = np.flatnonzero(outside & (worth > tolerance))
        if len(candidates) > 4 * stores:
            order = np.lexsort((-worth[candidates], model.options.store[candidates]))
            candidates = candidates[order]
            owner = model.options.store[candidates]
            rank = np.arange(len(candidates)) - np.searchsorted(owner, owner)
            candidates = candidates[rank < 4]
        if len(candidates):
            self.add_options(np.sort(candidates))
        return len(candidates)

    def add_cuts(self, found: Relaxation) -> int:
        """Add a cut for every pair whose loss the LP underestimates."""
        model = self.model
        new = violated_cuts(model.network, model.pairs, model.options, found.primal, self.losses)
        if not len(new):
            return 0
        matrix, limit = cut_matrix(model.network, model.pairs, model.options, new)
        loss = sp.csr_matrix(
            (-np.ones(len(new)), (np.arange(len(new)), new.pair + self.loss_at)),
            (len(new), self.frame_columns),
        )
        block = sp.hstack([loss, matrix.tocsc()[:, self.active]], format="csr")
        self.solver.addRows(
            len(new),
            np.full(len(new), -np.inf),
            limit,
            block.nnz,
            block.indptr[:-1].astype(np.int32),
            block.indices.astype(np.int32),
            block.data.astype(np.float64),
        )
        self.matrix = sp.vstack([self.matrix, matrix], format="csc")
        self.limit = np.concatenate([self.limit, limit])
        self.cuts = Cuts(
            np.concatenate([self.cuts.pair, new.pair]), np.vstack([self.cuts.loss, new.loss])
        )
        return len(new)
