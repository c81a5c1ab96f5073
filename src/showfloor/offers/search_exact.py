"""Parts with too many states: an integer programme over what happens to how many units.

One variable says for how many alike units a profile holds. All rules that join units are linear in
these numbers, so HiGHS (through SciPy) finds their least cost. Where bundles split an amount over
their units, the programme counts a cost that is never too high: its bound holds. Its answer is
turned into a plan by a sweep over the profiles that it uses; the plan's price is the exact one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from showfloor.offers.search_bounds import optimistic
from showfloor.offers.search_counters import (
    BundleCounter,
    CheapestCounter,
    EachCounter,
    StepsCounter,
)
from showfloor.offers.search_part import Layer, Part
from showfloor.offers.search_profiles import KindTable
from showfloor.offers.search_whole import WholeCounter

NODES = 5_000
"""Branches of the integer programme; a number, not a time, so that answers stay the same."""


@dataclass(frozen=True, slots=True)
class ExactAnswer:
    """A bound in cents that holds for every plan, and the part with only the profiles used."""

    at_least: float
    part: Part | None
    """None where no plan was found within the branches allowed."""


@dataclass(slots=True)
class _Programme:
    """Columns with costs and limits; rows as (column, factor) with their limits."""

    costs: list[float]
    most: list[float]
    rows: list[dict[int, float]]
    low: list[float]
    high: list[float]

    def column(self, cost: float, most: float) -> int:
        """Add a whole number from 0 to `most`."""
        self.costs.append(cost)
        self.most.append(most)
        return len(self.costs) - 1

    def row(self, terms: dict[int, float], low: float, high: float) -> None:
        """Add a rule."""
        self.rows.append(terms)
        self.low.append(low)
        self.high.append(high)


def exact_answer(part: Part) -> ExactAnswer:
    """Solve the integer programme of a part."""
    runs = _runs(part)
    programme = _Programme([], [], [], [], [])
    columns: list[list[int]] = []
    for layer, count in runs:
        own = [
            programme.column(optimistic(part, layer, number), count)
            for number in range(len(layer.table.profiles))
        ]
        programme.row(dict.fromkeys(own, 1.0), count, count)
        columns.append(own)
    _join(part, runs, columns, programme)
    found = _solve(programme)
    bound = -math.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
    if found.x is None:
        return ExactAnswer(bound, None)
    used = [
        [
            number
            for number, column in enumerate(own)
            if found.x[column] > 0.5 or not run.table.profiles[number].moves
        ]
        for (run, _), own in zip(runs, columns, strict=True)
    ]
    layers = [
        Layer(layer.unit, layer.shelf, _only(run.table, numbers))
        for (run, _), numbers, members in zip(runs, used, _members(part, runs), strict=True)
        for layer in members
    ]
    return ExactAnswer(bound, replace(part, layers=layers))


def _runs(part: Part) -> list[tuple[Layer, int]]:
    """Return alike units that follow each other: the first of them and how many."""
    found: list[tuple[Layer, int]] = []
    for layer in part.layers:
        if found and found[-1][0].table is layer.table:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((layer, 1))
    return found


def _members(part: Part, runs: list[tuple[Layer, int]]) -> list[list[Layer]]:
    found: list[list[Layer]] = []
    first = 0
    for _, count in runs:
        found.append(part.layers[first : first + count])
        first += count
    return found


def _only(table: KindTable, numbers: list[int]) -> KindTable:
    return KindTable([table.profiles[n] for n in numbers], table.base, table.takes)


def _join(
    part: Part, runs: list[tuple[Layer, int]], columns: list[list[int]], programme: _Programme
) -> None:
    """Add the rules of all counters."""
    moving: dict[tuple[int, int], list[list[int]]] = defaultdict(lambda: [[] for _ in runs])
    for run, (layer, _) in enumerate(runs):
        for number, profile in enumerate(layer.table.profiles):
            for place, mode in profile.moves:
                moving[place, mode][run].append(columns[run][number])
    for place, counter in enumerate(part.counters):
        modes = {way.mode: moving[place, way.mode] for way in counter.ways}
        if isinstance(counter, EachCounter):
            programme.row(_sum(modes[0], 1.0), 0, counter.most)
        elif isinstance(counter, CheapestCounter):
            _join_cheapest(counter, modes, programme)
        elif isinstance(counter, StepsCounter):
            _join_steps(counter, modes, programme)
        elif isinstance(counter, BundleCounter | WholeCounter):
            applications = programme.column(0.0, counter.most)
            for mode, by_run in modes.items():
                wanted = float(counter.wanted[mode])
                programme.row({**_sum(by_run, 1.0), applications: -wanted}, 0, 0)


def _join_cheapest(
    counter: CheapestCounter, modes: dict[int, list[list[int]]], programme: _Programme
) -> None:
    """Say how many may be cut: up to each run of units what those taken before have earned.

    With T taken and C cut so far, 0 <= rewarded x T - units x C <= rewarded x (units - rewarded),
    and 0 in the end.
    """
    rewarded = counter.units - counter.first_cut
    runs = len(modes[1])
    terms: dict[int, float] = {}
    for run in range(runs):
        for column in modes[1][run]:
            terms[column] = float(rewarded - counter.units)
        for column in modes[0][run] if 0 in modes else ():
            terms[column] = float(rewarded)
        if modes[1][run] or (0 in modes and modes[0][run]):
            programme.row(dict(terms), 0, rewarded * counter.first_cut)
    programme.row(terms, 0, 0)
    if counter.most:
        programme.row(dict.fromkeys(terms, 1.0), 0, counter.most * counter.units)


def _join_steps(
    counter: StepsCounter, modes: dict[int, list[list[int]]], programme: _Programme
) -> None:
    """Let one step hold, with as many units as it asks for and fewer than the next."""
    chosen: list[int] = []
    for mode, by_run in modes.items():
        taken = _sum(by_run, 1.0)
        holds = programme.column(0.0, 1.0)
        chosen.append(holds)
        programme.row({**taken, holds: -float(counter.steps[mode].from_units)}, 0, np.inf)
        most = sum(programme.most[column] for column in taken)
        if mode + 1 < len(counter.steps):
            most = counter.steps[mode + 1].from_units - 1
        programme.row({**taken, holds: -float(most)}, -np.inf, 0)
    programme.row(dict.fromkeys(chosen, 1.0), 0, 1)


def _sum(by_run: list[list[int]], factor: float) -> dict[int, float]:
    return {column: factor for columns in by_run for column in columns}


def _solve(programme: _Programme) -> Any:  # noqa: ANN401  # SciPy's result has no type
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    places = [(row, column) for row, terms in enumerate(programme.rows) for column in terms]
    factors = [factor for terms in programme.rows for factor in terms.values()]
    matrix = csr_array(
        (factors, tuple(np.array(places).T)), shape=(len(programme.rows), len(programme.costs))
    )
    return milp(
        np.array(programme.costs),
        integrality=np.ones(len(programme.costs)),
        bounds=Bounds(0, np.array(programme.most)),
        constraints=LinearConstraint(matrix, np.array(programme.low), np.array(programme.high)),
        options={"mip_rel_gap": 0.0, "node_limit": NODES},
    )
