"""One region's programme at common prices: rows over its near options, for a solver to decide.

Every store takes one option at most; crew rows of the hull, crew cuts and what pairs within the
region lose are the rows. Options that lose more than a width are left out: whoever takes one of
them is worth at most what prices prove of the region, less that width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import highspy
import numpy as np
import scipy.sparse as sp

from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.grid import Grid
from showfloor.plan.improve_chains import Candidates
from showfloor.plan.network import Floats, Ints
from showfloor.plan.regional import Columns, Regional, columns_at, crew_matrix, cut_matrix
from showfloor.plan.regional_rows import pair_intervals, pair_matrix
from showfloor.plan.solver import mixed_programme, new_solver

CUTS_KEPT = 200
"""In the solver's pool: with its usual 10,000 it takes twice as long, looking through them."""


@dataclass(frozen=True, slots=True)
class RegionalProgramme:
    """A region's rows over its near options: stores, crew rows, cuts, pairs, in this order."""

    region: int
    columns: Columns
    stores: Ints
    """[rows of stores]"""
    matrix: sp.csc_matrix
    """[rows, columns and a loss column a pair row]"""
    low: Floats
    high: Floats
    cost: Floats
    """What the solver keeps small: minus the columns' worth, and the losses."""
    fixed: float
    """Worth of no area, of the stores in the region that may go without."""


class Taken(NamedTuple):
    """Options [n] that stores take, stores rising."""

    store: Ints
    form: Ints
    start: Ints

    def among(self, listed: Columns | Candidates) -> Ints | None:
        """Return where they are in a list of options; None if one is left out."""
        if not len(self.store):
            return np.zeros(0, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.store, listed.store), len(self.store) - 1)
        found = np.flatnonzero(
            (self.store[at] == listed.store)
            & (self.form[at] == listed.form)
            & (self.start[at] == listed.start)
        )
        return found if len(found) == len(self.store) else None


@dataclass(frozen=True, slots=True)
class RegionalPlan:
    """The best found for a region."""

    form: Ints
    """[stores of the programme] -1 for no area"""
    start: Ints
    worth: float
    """At common prices."""
    bound: float
    """No choice within the programme is worth more."""

    def taken(self, programme: RegionalProgramme) -> Taken:
        """Return the choices by store."""
        at = np.flatnonzero(self.form >= 0)
        return Taken(programme.stores[at], self.form[at], self.start[at])


def build_programme(
    regional: Regional,
    near: Candidates,
    cuts: tuple[CrewCut, ...],
    *,
    region: int,
    width: float,
    known: Taken | None = None,
) -> RegionalProgramme:
    """Return the programme over a region's options that lose at most `width`, or that are known.

    Known choices, all near, are let in to begin with and so that there is always a plan.
    """
    grid = regional.dual.grid
    mine = grid.region[near.store] == region
    at = np.flatnonzero(mine & (near.loss <= width))
    inside = None if known is None else known.among(near)
    if inside is not None:
        at = np.union1d(at, inside)
    columns = columns_at(regional, near.store[at], near.form[at], near.start[at])
    stores, place = np.unique(columns.store, return_inverse=True)
    count = len(columns.store)
    crew, crew_rows = crew_matrix(regional.dual, region, columns)
    mine = tuple(cut for cut in cuts if cut.region == region)
    pairs = pair_intervals(grid, _pairs_among(grid, stores), columns)
    one = sp.csr_matrix((np.ones(count), (place, np.arange(count))), (len(stores), count))
    shares = pair_matrix(grid, pairs, columns)
    rows = sp.vstack([one, crew_rows, cut_matrix(grid, mine, columns), shares], format="csr")
    losses = len(pairs.amount)
    high = np.ones(rows.shape[0])
    limits = np.array([float(cut.limit) for cut in mine])
    limits = np.concatenate([regional.dual.rows.crew_rows.limit[crew], limits])
    high[len(stores) : len(high) - losses] = limits
    low = np.full(len(high), -np.inf)
    must = grid.obliged[stores] | (near.none[stores] > width)
    if known is not None:
        must &= np.isin(stores, known.store)
    low[: len(stores)][must] = 1.0
    loss = sp.vstack([sp.csr_matrix((len(high) - losses, losses)), -sp.identity(losses)])
    free = (grid.region == region) & ~grid.obliged & ~grid.fixed
    return RegionalProgramme(
        region=region,
        columns=columns,
        stores=stores,
        matrix=sp.hstack([rows, loss], format="csc"),
        low=low,
        high=high,
        cost=np.concatenate([-columns.worth, pairs.amount]),
        fixed=float(regional.none[free].sum()),
    )


def _pairs_among(grid: Grid, stores: Ints) -> Ints:
    """Return the rows of the grid's pairs between given stores."""
    inside = np.zeros(grid.stores, dtype=np.bool_)
    inside[stores] = True
    return np.flatnonzero(inside[grid.pair_a] & inside[grid.pair_b])


def solver_of(programme: RegionalProgramme, *, whole: bool) -> highspy.Highs:
    """Return a solver that holds the programme, with whole options or as its relaxation."""
    columns, options = programme.matrix.shape[1], len(programme.columns.store)
    solver = new_solver()
    solver.passModel(
        mixed_programme(
            programme.cost,
            programme.matrix,
            programme.low,
            programme.high,
            [whole and column < options for column in range(columns)],
            # Rows of stores hold fractions already; bounds of columns would take part of prices.
            most=1.0 if whole else np.inf,
        )
    )
    return solver


def decide(
    programme: RegionalProgramme, gap: float, seconds: float, begin: Ints | None = None
) -> RegionalPlan | None:
    """Return the region's best choices to a gap in currency; None where none was found.

    `begin` are places of columns that together keep the rows: solvers prove more, sooner, beside a
    good plan.
    """
    if not len(programme.columns.store):
        none = np.zeros(0, dtype=np.int64)
        return RegionalPlan(none, none, programme.fixed, programme.fixed)
    solver = solver_of(programme, whole=True)
    solver.setOptionValue("time_limit", max(seconds, 0.1))
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", gap)
    solver.setOptionValue("mip_feasibility_tolerance", 1e-7)
    solver.setOptionValue("mip_pool_soft_limit", CUTS_KEPT)
    if begin is not None:
        _begin(solver, programme, begin)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    columns = programme.columns
    taken = np.flatnonzero(np.array(solver.getSolution().col_value)[: len(columns.store)] > 0.5)
    form = np.full(len(programme.stores), -1, dtype=np.int64)
    start = np.full(len(programme.stores), -1, dtype=np.int64)
    at = np.searchsorted(programme.stores, columns.store[taken])
    form[at], start[at] = columns.form[taken], columns.start[taken]
    worth = programme.fixed - float(info.objective_function_value)
    bound = programme.fixed - float(info.mip_dual_bound)
    return RegionalPlan(form, start, worth, bound)


def _begin(solver: highspy.Highs, programme: RegionalProgramme, begin: Ints) -> None:
    """Give the solver a plan to begin with, each pair's loss with it."""
    taken, options = np.zeros(programme.matrix.shape[1]), len(programme.columns.store)
    taken[begin] = 1.0
    losses = len(taken) - options
    if losses:
        used = programme.matrix @ taken
        taken[options:] = np.maximum(0.0, used[-losses:] - programme.high[-losses:])
    solver.setSolution(len(taken), np.arange(len(taken), dtype=np.int32), taken)
