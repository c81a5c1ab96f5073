"""Plans cut into regions and put together anew: columns, one a region and plan, chosen by a solver.

What regions share are a few dozen rows (budget, deliveries, quotas, pace, the other party's value,
early sales), so the best choice of one column for each region is a small programme, and its
relaxation tells what the shared rows are worth: Dantzig and Wolfe (1960).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp

from showfloor.plan.apart import within_regions
from showfloor.plan.construct import reduced_values
from showfloor.plan.dual_pass import DualPass
from showfloor.plan.grid import Grid
from showfloor.plan.near_ties import Choices
from showfloor.plan.neighbourhood_rows import overlaps
from showfloor.plan.network import Floats, Ints
from showfloor.plan.regional import lost_by_pairs
from showfloor.plan.solver import mixed_programme, new_solver

PRICED = ("budget", "supply", "quota", "pace", "other")
"""Kinds of shared rows whose prices are found anew; others keep those of the dual."""
SLACK = 1e-6
"""By which sums of cents may pass a limit."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one region does in one plan. G priced shared rows, E strata of an optimised holdout."""

    region: int
    store: Ints
    form: Ints
    start: Ints
    worth: Floats
    """[2] worth with what pairs within the region lose; the same less prices that stay."""
    used: Floats
    """[G] of the priced shared rows, in their order and sign."""
    early: Floats
    """[E] stores that a holdout may choose and that sell too early for it."""


class ColumnPool:
    """All columns met so far, none twice."""

    def __init__(self, dual: DualPass, prices: Floats) -> None:
        """Keep the prices [R] of shared rows that are not found anew; the others do not matter."""
        self.dual = dual
        rows = dual.rows
        self.priced = np.concatenate(
            [np.arange(rows.span(kind).start, rows.span(kind).stop) for kind in PRICED]
        )
        """[G] their places in the price vector."""
        self.limit = rows.limit[self.priced]
        self.staying = prices.copy()
        self.staying[self.priced] = 0.0
        self.columns: list[Column] = []
        self.known: set[tuple[int, bytes, bytes, bytes]] = set()
        self.regions = int(dual.grid.region.max(initial=-1)) + 1
        grid = dual.grid
        self.obliged = [
            np.flatnonzero(grid.obliged & (grid.region == place)) for place in range(self.regions)
        ]
        self.across = np.flatnonzero(~within_regions(grid))
        eligible = np.bincount(
            grid.stratum[grid.stratum >= 0], minlength=len(grid.stratum_keep)
        ).astype(np.float64)
        self.early_limit: Floats = eligible - grid.stratum_keep

    def add_plan(self, choices: Choices) -> None:
        """Add each region's part of a plan."""
        store = np.flatnonzero(choices.format >= 0)
        region = self.dual.grid.region[store]
        for place in range(self.regions):
            own = store[region == place]
            self.add(place, own, choices.format[own], choices.start[own])

    def add(self, region: int, store: Ints, form: Ints, start: Ints) -> None:
        """Add one region's choices [n], stores rising, if they are new.

        Choices that leave an obliged store of the region without an area are left out.
        """
        obliged = self.obliged[region]
        if not np.isin(obliged, store).all():
            return
        key = (region, store.tobytes(), form.tobytes(), start.tobytes())
        if key in self.known:
            return
        self.known.add(key)
        self.columns.append(self._column(region, store, form, start))

    def _column(self, region: int, store: Ints, form: Ints, start: Ints) -> Column:
        grid = self.dual.grid
        lost = _lost_within(grid, store, start + grid.length[form])
        worth = float(grid.value[store, form, start].sum()) - lost
        priced = float(reduced_values(self.dual, self.staying, store, form, start).sum()) - lost
        return Column(
            region,
            store,
            form,
            start,
            np.array([worth, priced - self._held(store)]),
            shared_use(grid, store, form, start),
            _early(grid, store, form, start),
        )

    def _held(self, store: Ints) -> float:
        """Return what being held would have earned the stores without an area."""
        group = self.dual.grid.stratum[store]
        earned = np.maximum(0.0, -self.staying[self.dual.rows.span("stratum")])
        return float(earned[group[group >= 0]].sum())

    @property
    def complete(self) -> bool:
        """Whether every region has a column."""
        return len({column.region for column in self.columns}) == self.regions

    def prices_within(self, centre: Floats, reach: Floats) -> Floats:
        """Return prices [G] at which the columns bound least, at most `reach` from a centre."""
        count, rows = len(self.columns), len(self.limit)
        used = np.array([column.used for column in self.columns]).T.reshape(rows, count)
        over, under = -np.eye(rows), np.eye(rows)
        solver = self._solver(
            np.hstack([used, over, under]),
            np.concatenate(
                [
                    -np.array([column.worth[1] for column in self.columns]),
                    centre + reach,
                    -np.maximum(0.0, centre - reach),
                ]
            ),
            self.limit,
        )
        solver.run()
        paid = -np.array(solver.getSolution().row_dual)[:rows]
        prices: Floats = np.clip(paid, np.maximum(0.0, centre - reach), centre + reach)
        return prices

    def best_of(self, region: int, prices: Floats, count: int) -> list[Column]:
        """Return the columns of a region that are worth most at prices [G], the best first."""
        own = [column for column in self.columns if column.region == region]
        own.sort(key=lambda column: float(column.used @ prices - column.worth[1]))
        return own[:count]

    def bound_at(self, prices: Floats) -> float:
        """Return what columns alone would bound at prices [G], but for what the others add."""
        best = np.full(self.regions, -np.inf)
        for column in self.columns:
            worth = float(column.worth[1] - column.used @ prices)
            best[column.region] = max(best[column.region], worth)
        return float(best.sum() + self.limit @ prices)

    def combined(self, gap: float, seconds: float) -> Choices | None:
        """Return the best plan that takes one column of each region, to a gap in currency.

        None where none fits.
        """
        if not self.complete:
            return None
        count = len(self.columns)
        used = np.array([np.append(column.used, column.early) for column in self.columns]).T
        losses, pair_rows = self._across()
        cost = np.concatenate([-np.array([column.worth[0] for column in self.columns]), losses])
        rows = np.zeros((len(used) + len(losses), count + len(losses)))
        rows[: len(used), :count] = used
        rows[len(used) :, :count] = pair_rows
        rows[len(used) :, count:] = -np.eye(len(losses))
        limit = np.concatenate([self.limit + SLACK, self.early_limit, np.ones(len(losses))])
        solver = self._solver(rows, cost, limit, whole=count)
        solver.setOptionValue("time_limit", max(seconds, 0.1))
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", gap)
        solver.run()
        status = solver.getInfo().primal_solution_status
        if status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        taken = np.flatnonzero(np.array(solver.getSolution().col_value)[:count] > 0.5)
        return self._plan_of([self.columns[place] for place in taken])

    def _plan_of(self, columns: Iterable[Column]) -> Choices:
        form = np.full(self.dual.grid.stores, -1, dtype=np.int64)
        start = np.full(self.dual.grid.stores, -1, dtype=np.int64)
        for column in columns:
            form[column.store], start[column.store] = column.form, column.start
        return Choices(form, start)

    def _across(self) -> tuple[Floats, Floats]:
        """Return what pairs across regions lose by interval [k], and who takes part [k, columns].

        Columns of either store's region that sell throughout the interval take part.
        """
        grid, count = self.dual.grid, len(self.columns)
        region = np.array([column.region for column in self.columns])
        amounts: list[float] = []
        members: list[Floats] = []
        for pair in self.across:
            a, b = int(grid.pair_a[pair]), int(grid.pair_b[pair])
            selling = np.array(
                [self._selling(c, a if c.region == grid.region[a] else b) for c in self.columns]
            )
            at_a = np.flatnonzero((region == grid.region[a]) & (selling >= 0))
            at_b = np.flatnonzero((region == grid.region[b]) & (selling >= 0))
            if not len(at_a) or not len(at_b):
                continue
            total = grid.pair_prefix[pair]
            for begin, end, both in overlaps(selling, at_a, at_b, grid.life):
                amount = float(total[end] - total[begin])
                if amount > 0:
                    amounts.append(amount)
                    members.append(np.isin(np.arange(count), both).astype(np.float64))
        return np.array(amounts), np.array(members).reshape(len(amounts), count)

    def _selling(self, column: Column, store: int) -> int:
        """Return a store's first selling week in a column; -1 without an area."""
        at = int(np.searchsorted(column.store, store))
        if at == len(column.store) or column.store[at] != store:
            return -1
        return int(column.start[at] + self.dual.grid.length[column.form[at]])

    def _solver(
        self, rows: Floats, cost: Floats, limit: Floats, *, whole: int = 0
    ) -> highspy.Highs:
        """Return a solver with the rows, and one that takes one column of each region."""
        one = np.zeros((self.regions, rows.shape[1]))
        one[[column.region for column in self.columns], np.arange(len(self.columns))] = 1.0
        matrix = sp.csc_matrix(np.vstack([rows, one]))
        low = np.concatenate([np.full(len(limit), -np.inf), np.ones(self.regions)])
        high = np.concatenate([limit, np.ones(self.regions)])
        kinds = [column < whole for column in range(matrix.shape[1])]
        solver = new_solver()
        solver.passModel(mixed_programme(cost, matrix, low, high, kinds, most=np.inf))
        return solver


def shared_use(grid: Grid, store: Ints, form: Ints, start: Ints) -> Floats:
    """Return what choices [n] together use of the priced shared rows [G], signs as there."""
    used: Floats = option_use(grid, store, form, start).sum(axis=1)
    return used


def option_use(grid: Grid, store: Ints, form: Ints, start: Ints) -> Floats:
    """Return [G, n] what each option uses of budget, supply, quota, pace and other rows."""
    capex = grid.capex[store, form]
    selling = start + grid.length[form]
    supply = zip(grid.supply_format, grid.supply_end, strict=True)
    rows = [
        *(np.where(start < end, capex, 0.0) for end in grid.budget_end),
        *((form == own) & (start < end) for own, end in supply),
        *(-1.0 * (grid.region[store] == place) for place in grid.quota_region),
        *(selling <= week for week in grid.pace_week),
        *([-grid.other[store, form, start]] if grid.other.size else []),
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(store))


def _early(grid: Grid, store: Ints, form: Ints, start: Ints) -> Floats:
    group = grid.stratum[store]
    early = (group >= 0) & ~grid.late[form, start]
    found: Floats = np.bincount(group[early], minlength=len(grid.stratum_keep)).astype(np.float64)
    return found


def _lost_within(grid: Grid, store: Ints, selling: Ints) -> float:
    """Return what pairs of the given stores lose."""
    sells = np.full(grid.stores, -1, dtype=np.int64)
    sells[store] = selling
    return float(lost_by_pairs(grid, sells, np.arange(len(grid.pair)))[1].sum())
