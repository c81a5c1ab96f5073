"""Neighbourhoods: some stores choose again together, exactly, while the rest of the plan stands.

The stores' near-best options and what the rest leaves of every limit make a small mixed-integer
programme for HiGHS. Crew limits enter as integer hulls of the days that are left, spillover by one
row a pair and interval of weeks between neighbouring first or last selling weeks, as in the core.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from showfloor.plan.compiled import lean
from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.improve import Scene
from showfloor.plan.improve_chains import Candidates
from showfloor.plan.improve_field import (
    Field,
    Floats,
    Ints,
    Standing,
    fits,
    gain,
    lift,
    place,
    profit_beside,
)
from showfloor.plan.neighbourhood_rows import Columns, RowList, rows_of
from showfloor.plan.solver import mixed_programme, new_solver

LEAST_GAIN = 1e-6
"""Currency; a plan that gains less is taken to be the same."""
EMPTY = {
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
}


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard a neighbourhood is searched: to a gap in currency, nodes, and seconds at most."""

    gap: float
    nodes: int
    seconds: float
    trials: int = 8
    """How often a column is branched on for trial before the solver trusts what it learned."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a neighbourhood's programme found."""

    gained: float
    """Currency; 0 where the plan stays as it was."""
    solved: bool
    """Whether nothing better than the asked gap is left in it."""
    bound: float
    """No choice of the stores among the options let in is worth more beside the rest (currency);
    -inf where there is none at all."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """An option or none for each of the stores: areas before or after."""

    store: Ints
    form: Ints
    start: Ints
    loss: Floats


def choose_again(
    scene: Scene, stores: Ints, width: float, effort: Effort, cuts: tuple[CrewCut, ...] = ()
) -> Answer:
    """Let the stores (rising) choose again; change the plan where that is worth more.

    Only options that lose at most `width` against their store's best are let in, and those that
    the stores have. The plan keeps every limit before and after. Crew cuts make the solver's work
    shorter and change no plan.
    """
    field, standing, near = scene
    before = _Chosen(
        stores, standing.form[stores], standing.start[stores], standing.loss[stores].copy()
    )
    worth = float(_lift_all(field, standing, stores))
    standing.loss[stores] = near.none[stores]
    options = _options_within(near, before, width)
    columns = Columns(
        near.store[options],
        near.form[options],
        near.start[options],
        near.start[options] + field.length[near.form[options]],
    )
    profit = np.zeros(len(options))
    _profits(field, standing, columns, profit)
    must = (near.none[stores] > width) & (before.form >= 0)
    rows = rows_of(field, standing, stores, columns, must=must, cuts=cuts)
    found, solved, bound = _solve(rows, profit, _places_of(columns, before), effort)
    if found is not None:
        after = _after(near, options, stores, found)
        gained = _place_all(field, standing, after) - worth
        if gained > LEAST_GAIN:
            standing.loss[stores] = after.loss
            return Answer(gained, solved, bound)
        _lift_all(field, standing, stores)
    _place_back(field, standing, before)
    standing.loss[stores] = before.loss
    return Answer(0.0, solved, bound)


def _options_within(near: Candidates, before: _Chosen, width: float) -> Ints:
    """Return the places of the candidates within a width, and of those that the stores have."""
    parts = []
    for index, store in enumerate(before.store):
        span = np.arange(near.first[store], near.first[store + 1])
        own = (near.form[span] == before.form[index]) & (near.start[span] == before.start[index])
        parts.append(span[(near.loss[span] <= width) | own])
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _places_of(columns: Columns, before: _Chosen) -> Ints:
    """Return the columns that the stores have now."""
    at = np.searchsorted(before.store, columns.store)
    same = (columns.form == before.form[at]) & (columns.start == before.start[at])
    return np.flatnonzero(same)


def _after(near: Candidates, options: Ints, stores: Ints, found: Ints) -> _Chosen:
    form = np.full(len(stores), -1, dtype=np.int64)
    start = np.full(len(stores), -1, dtype=np.int64)
    loss = near.none[stores].copy()
    taken = options[found]
    at = np.searchsorted(stores, near.store[taken])
    form[at], start[at] = near.form[taken], near.start[taken]
    loss[at] = near.loss[taken]
    return _Chosen(stores, form, start, loss)


@lean
def _lift_all(field: Field, standing: Standing, stores: Ints) -> float:
    """Take the stores' areas out of the plan and return what that costs."""
    worth = 0.0
    for store in stores:
        form, start = standing.form[store], standing.start[store]
        if form >= 0:
            lift(field, standing, store)
            worth += gain(field, standing, store, form, start)
    return worth


@lean
def _profits(field: Field, standing: Standing, columns: Columns, profit: Floats) -> None:
    for at in range(len(columns.store)):
        store, form, start = columns.store[at], columns.form[at], columns.start[at]
        profit[at] = profit_beside(field, standing, store, form, start)


def _place_all(field: Field, standing: Standing, chosen: _Chosen) -> float:
    """Place the areas, wave by wave, as far as they fit; return their worth, -inf if one does not.

    The areas that do not fit are left out.
    """
    wave = np.full(len(field.region), len(field.wave_release), dtype=np.int64)
    for index in range(len(field.wave_release)):
        wave[field.wave_store[field.wave_first[index] : field.wave_first[index + 1]]] = index
    order = np.argsort(wave[chosen.store], kind="stable")
    return float(
        _place_each(field, standing, chosen.store[order], chosen.form[order], chosen.start[order])
    )


@lean
def _place_each(field: Field, standing: Standing, store: Ints, form: Ints, start: Ints) -> float:
    worth = 0.0
    for at in range(len(store)):
        if form[at] < 0:
            continue
        if not fits(field, standing, store[at], form[at], start[at]):
            return -np.inf
        worth += gain(field, standing, store[at], form[at], start[at])
        place(field, standing, store[at], form[at], start[at])
    return worth


def _place_back(field: Field, standing: Standing, before: _Chosen) -> None:
    """Give lifted stores back what they had."""
    _put_back(field, standing, before.store, before.form, before.start)


@lean
def _put_back(field: Field, standing: Standing, store: Ints, form: Ints, start: Ints) -> None:
    for at in range(len(store)):
        if form[at] >= 0:
            place(field, standing, store[at], form[at], start[at])


def _solve(
    rows: RowList, profit: Floats, now: Ints, effort: Effort
) -> tuple[Ints | None, bool, float]:
    """Return the chosen columns (None: none found), whether it is solved, and its bound."""
    if not len(profit):
        kept = all(low[0] <= 0.0 for low in rows.lower if len(low)) or not rows.count
        return (np.zeros(0, dtype=np.int64) if kept else None), True, 0.0 if kept else -np.inf
    solver = new_solver()
    solver.setOptionValue("time_limit", max(effort.seconds, 0.1))
    solver.setOptionValue("mip_max_nodes", effort.nodes)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", effort.gap)
    solver.setOptionValue("mip_feasibility_tolerance", 1e-7)
    solver.setOptionValue("mip_pscost_minreliable", effort.trials)
    solver.passModel(_model_of(rows, profit))
    values = np.zeros(len(profit))
    values[now] = 1.0
    solver.setSolution(len(values), np.arange(len(values), dtype=np.int32), values)
    solver.run()
    info, status = solver.getInfo(), solver.getModelStatus()
    if status in EMPTY:
        return None, True, -np.inf
    solved = status == highspy.HighsModelStatus.kOptimal
    bound = -float(info.mip_dual_bound)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None, solved, bound
    found = np.array(solver.getSolution().col_value)[: len(profit)]
    return np.flatnonzero(found > 0.5), solved, bound


def _model_of(rows: RowList, profit: Floats) -> highspy.HighsLp:
    cost = np.concatenate([-profit, np.array(rows.continuous_cost, dtype=np.float64)])
    whole = [True] * len(profit) + [False] * len(rows.continuous_cost)
    lower, upper = np.concatenate(rows.lower), np.concatenate(rows.upper)
    return mixed_programme(cost, rows.matrix(), lower, upper, whole)
