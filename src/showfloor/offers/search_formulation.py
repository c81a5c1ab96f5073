"""The integer programme of a part: profiles of alike units and applications as whole numbers."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from showfloor.offers.search_applications import Application, applications_of, cross
from showfloor.offers.search_bounds import shares_of
from showfloor.offers.search_counters import (
    BundleCounter,
    CheapestCounter,
    EachCounter,
    StepsCounter,
)
from showfloor.offers.search_part import Layer, Part
from showfloor.offers.search_profiles import Move
from showfloor.offers.search_whole import WholeCounter, least_along, price_along

COLUMNS = 12_000
"""Profiles with parts up to which parts are told apart."""


@dataclass(frozen=True, slots=True)
class Run:
    """Alike units that follow each other: the first of them, and all their layers."""

    layer: Layer
    places: tuple[int, ...]


@dataclass(slots=True)
class Programme:
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


@dataclass(frozen=True, slots=True)
class Held:
    """A profile with its parts known, as a column: by counter the parts, in cents."""

    column: int
    number: int
    moves: tuple[Move, ...]
    parts: tuple[tuple[int, int], ...]


class Formulation:
    """The programme of a part whose units are grouped into runs."""

    def __init__(self, part: Part, runs: list[Run]) -> None:
        self.part = part
        self.runs = runs
        self.programme = Programme([], [], [], [], [])
        self.made: dict[int, list[tuple[Application, int]]] = {}
        """By counter the applications of bundles with parts, and their columns."""
        self.switches: dict[int, int] = {}
        """By an application's column the column that says whether there is any of it."""
        self.solution: Any = None
        self._applications()
        self.held = [self._held(run, place) for place, run in enumerate(runs)]
        self._join()

    def _applications(self) -> None:
        """Find the applications of bundles with parts, where there are not too many columns."""
        matching: dict[Move, list[int]] = defaultdict(list)
        for place, run in enumerate(self.runs):
            for move in {move for p in run.layer.table.profiles for move in p.moves}:
                matching[move].append(place)
        shelves = [run.layer.shelf for run in self.runs]
        counts = [len(run.places) for run in self.runs]
        for place, counter in enumerate(self.part.counters):
            if isinstance(counter, WholeCounter):
                slots = [matching[place, slot] for slot in range(len(counter.wanted))]
                found = applications_of(counter, slots, shelves, counts)
                if found is not None:
                    self.made[place] = [(one, -1) for one in found]
        self.parts: dict[tuple[int, int, int], list[int]] = {}
        for place, made in self.made.items():
            known: dict[tuple[int, int], set[int]] = defaultdict(set)
            for application, _ in made:
                for (own, slot, share), _ in application.places:
                    known[own, slot].add(share)
            for (own, slot), shares in known.items():
                self.parts[place, own, slot] = sorted(shares)
        while self.made and self._size() > COLUMNS:
            del self.made[max(self.made, key=lambda place: len(self.made[place]))]

    def _size(self) -> int:
        return sum(
            math.prod(len(choices) for choices in self._choices(place, profile.moves))
            for place, run in enumerate(self.runs)
            for profile in run.layer.table.profiles
            if profile.chain
        )

    def _choices(self, run: int, moves: tuple[Move, ...]) -> list[list[tuple[int, int]]]:
        """Return for each move to a bundle with known parts the parts that it can bring."""
        return [
            [(place, share) for share in self.parts.get((place, run, slot), ())]
            for place, slot in moves
            if place in self.made
        ]

    def _held(self, run: Run, place: int) -> list[Held]:
        """Add the columns of a run; of profiles that move and get the same keep the cheapest."""
        best: dict[tuple[Any, Any], tuple[float, int]] = {}
        shares = shares_of(self.part, run.layer)
        shelf = run.layer.shelf
        for number, profile in enumerate(run.layer.table.profiles):
            for parts in product(*self._choices(place, profile.moves)):
                price: float = profile.price
                known = dict(parts)
                if profile.chain and all(x.place < 0 or x.place in known for x in profile.chain):
                    price = price_along(shelf, profile.chain, known)
                elif profile.chain:
                    price = least_along(shelf, profile.chain, known, shares)
                key = (tuple(sorted(profile.moves)), parts)
                if key not in best or price < best[key][0]:
                    best[key] = (price, number)
        count = len(run.places)
        found = [
            Held(self.programme.column(price, count), number, moves, parts)
            for (moves, parts), (price, number) in best.items()
        ]
        self.programme.row(dict.fromkeys((held.column for held in found), 1.0), count, count)
        return found

    def _join(self) -> None:
        """Add the rules of all counters."""
        moving: dict[Move, list[list[int]]] = defaultdict(lambda: [[] for _ in self.runs])
        for run, found in enumerate(self.held):
            for held in found:
                for move in held.moves:
                    moving[move][run].append(held.column)
        for place, counter in enumerate(self.part.counters):
            modes = {way.mode: moving[place, way.mode] for way in counter.ways}
            if isinstance(counter, EachCounter):
                self.programme.row(_sum(modes[0], 1.0), 0, counter.most)
            elif isinstance(counter, CheapestCounter):
                _join_cheapest(counter, modes, self.programme)
            elif isinstance(counter, StepsCounter):
                _join_steps(counter, modes, self.programme)
            elif isinstance(counter, WholeCounter) and place in self.made:
                self._join_made(place, counter.most)
            elif isinstance(counter, BundleCounter | WholeCounter):
                applications = self.programme.column(0.0, counter.most)
                for mode, by_run in modes.items():
                    wanted = float(counter.wanted[mode])
                    self.programme.row({**_sum(by_run, 1.0), applications: -wanted}, 0, 0)

    def _join_made(self, place: int, most: int) -> None:
        """Let units have the parts that applications give."""
        rows: dict[tuple[int, int, int], dict[int, float]] = defaultdict(dict)
        for run, found in enumerate(self.held):
            for held in found:
                share = dict(held.parts).get(place)
                if share is not None:
                    slot = dict(held.moves)[place]
                    rows[run, slot, share][held.column] = 1.0
        made = [(one, self.programme.column(0.0, most)) for one, _ in self.made[place]]
        for application, column in made:
            for key, number in application.places:
                rows[key][column] = -float(number)
        for key in sorted(rows):
            self.programme.row(rows[key], 0, 0)
        self.programme.row(dict.fromkeys((column for _, column in made), 1.0), 0, most)
        self.made[place] = made

    def solve(self, nodes: int) -> tuple[float, list[list[int]] | None]:
        """Return a bound in cents, and by run the profiles that the best answer found uses."""
        found = _solve(self.programme, nodes)
        bound = -math.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
        self.solution = found.x
        if found.x is None:
            return bound, None
        return bound, [
            sorted({held.number for held in run if found.x[held.column] > 0.5}) for run in self.held
        ]

    def forbid_crossings(self) -> bool:
        """Add rules against pairs of applications that no plan has; say whether there were any."""
        added = False
        for place, made in self.made.items():
            used = [(one, column) for one, column in made if self.solution[column] > 0.5]
            for (one, first), (other, second) in combinations(used, 2):
                if cross(one, other):
                    most = self.part.counters[place].most  # type: ignore[union-attr]
                    switches = (self._switch(first, most), self._switch(second, most))
                    self.programme.row(dict.fromkeys(switches, 1.0), 0, 1)
                    added = True
        return added

    def _switch(self, column: int, most: int) -> int:
        if column not in self.switches:
            switch = self.switches[column] = self.programme.column(0.0, 1.0)
            self.programme.row({column: 1.0, switch: -float(most)}, -np.inf, 0)
        return self.switches[column]


def _join_cheapest(
    counter: CheapestCounter, modes: dict[int, list[list[int]]], programme: Programme
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
    counter: StepsCounter, modes: dict[int, list[list[int]]], programme: Programme
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


def _solve(programme: Programme, nodes: int) -> Any:  # noqa: ANN401  # SciPy's result has no type
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
        options={"mip_rel_gap": 0.0, "node_limit": nodes},
    )
