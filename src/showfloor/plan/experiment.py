"""The experiment: which stores exchange their slots by lot, at a cost that no draw can exceed.

Cells are chosen from near-ties so that every draw keeps every rule: budgets and the other party's
value are charged with the worst draw of every cell, and a store is only drawn while its
neighbours with spillover stay as planned, so that the cost of each cell is exact.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from showfloor.domain.plan import DrawnStore
from showfloor.plan.experiment_types import DrawCost
from showfloor.plan.grid import Grid
from showfloor.plan.near_ties import (
    Choices,
    Exchanges,
    Ground,
    ground_of,
    in_or_out,
    objective_on,
    when,
)
from showfloor.plan.network import Bools, Floats, Ints

STORES_A_SLOT = 4
"""At most so many stores draw for one slot: no chance of an area is below a quarter."""
WEEKS_APART = 4
"""Starts that are exchanged lie at least so far apart; closer ones would tell nothing."""
WORTH_OF_WHEN = 0.1
"""What a store whose start is drawn may cost, relative to one whose area is drawn."""
LADDER = (0.5, 2.0, 8.0, 32.0, 128.0, math.inf)
"""Largest costs a store, in turn, as multiples of what is allowed a store with an option."""
PASSES = 4


@dataclass(slots=True)
class Cell:
    """Slots and the stores among which they are drawn."""

    planned: list[int]
    """Stores with a slot, in the order in which they came in."""
    takers: list[int] = field(default_factory=list)
    """Stores without one."""
    worst: float = 0.0
    """What the objective loses in the worst draw."""
    expected: float = 0.0
    paid: float = 0.0
    """Cells of one slot: the largest capex that the slot can need."""
    other_lost: float = 0.0
    """What the other party loses in its worst draw."""

    @property
    def stores(self) -> list[int]:
        """The stores among which the slots are drawn, each with the same chance."""
        return [*self.planned, *self.takers]


@dataclass(frozen=True, slots=True)
class Lottery:
    """The cells that were chosen, and what their worst draws cost together."""

    cells: tuple[Cell, ...]
    allowed: float
    worst: float
    expected: float


class _Chooser:
    """Takes exchanges into cells, as long as money, budgets and the other party allow it."""

    def __init__(self, ground: Ground, choices: Choices, allowed: float) -> None:
        self.ground, self.choices = ground, choices
        self.left = allowed * (1.0 - 1e-9)
        self.cells: dict[int, Cell] = {}
        self.open = ground.able.copy()
        chosen = np.flatnonzero(choices.format >= 0)
        form, start = choices.format[chosen], choices.start[chosen]
        capex = ground.capex[chosen, form]
        spent = [math.fsum(capex[start < end]) for end in ground.budget_end]
        self.room = ground.budget_limit - np.array(spent, dtype=np.float64)
        self.other_room = math.inf
        if ground.other_value.size:
            given = math.fsum(ground.other_value[chosen, form, start])
            self.other_room = given - ground.other_at_least

    def open_planned(self) -> Ints:
        """Return the planned stores that may still come into a cell."""
        return np.flatnonzero(self.open & (self.choices.format >= 0)).astype(np.int64)

    def growing(self) -> Ints:
        """Return planned stores for whose slot one store more may draw."""
        growing = [
            store
            for store, cell in self.cells.items()
            if len(cell.planned) == 1 and len(cell.stores) < STORES_A_SLOT
        ]
        return np.array(sorted(growing), dtype=np.int64)

    def free(self) -> Ints:
        """Return stores without an area that may still come into a cell."""
        return np.flatnonzero(self.open & (self.choices.format < 0)).astype(np.int64)

    def paid(self, planned: Ints) -> Floats:
        """Return [N]: the capex that each slot counts with so far."""
        own = self.ground.capex[planned, self.choices.format[planned]].copy()
        for row, store in enumerate(planned):
            if int(store) in self.cells:
                own[row] = self.cells[int(store)].paid
        return own

    def room_of(self, planned: Ints) -> Floats:
        """Return [N]: how much more capex each slot may need, by the tightest step."""
        start = self.choices.start[planned]
        room = np.full(len(planned), np.inf)
        for end, left in zip(self.ground.budget_end, self.room, strict=True):
            room = np.where(start < end, np.minimum(room, left), room)
        return room

    def draw_for_slot(self, exchange: tuple[int, int, float], most: float) -> bool:
        """Let a store draw for the slot of a planned one that has no cell yet."""
        return exchange[0] not in self.cells and self._draw(exchange, most)

    def grow(self, exchange: tuple[int, int, float], most: float) -> bool:
        """Let one store more draw for the slot of a cell."""
        return exchange[0] in self.cells and self._draw(exchange, most)

    def _draw(self, exchange: tuple[int, int, float], most: float) -> bool:
        """Let a store draw for a planned store's slot, if the worst draw allows it."""
        planned, taker, cost = exchange
        cell = self.cells.get(planned)
        if not self.open[taker] or (cell is None and not self.open[planned]):
            return False
        f, t = int(self.choices.format[planned]), int(self.choices.start[planned])
        ground = self.ground
        if cell is None:
            cell = Cell([planned], paid=float(ground.capex[planned, f]))
        elif len(cell.planned) > 1 or len(cell.stores) >= STORES_A_SLOT:
            return False
        added = 2 if planned not in self.cells else 1
        more = max(0.0, cost - cell.worst)
        capex = max(0.0, float(ground.capex[taker, f]) - cell.paid)
        counted = np.where(t < ground.budget_end, capex, 0.0)
        other = 0.0
        if ground.other_value.size:
            gap = float(ground.other_value[planned, f, t] - ground.other_value[taker, f, t])
            other = max(0.0, gap - cell.other_lost)
        if more > most * added or not self._affordable(more, counted, other):
            return False
        size = len(cell.stores)
        cell.expected = (cell.expected * size + cost) / (size + 1)
        cell.worst += more
        cell.paid += capex
        cell.other_lost += other
        cell.takers.append(taker)
        self.cells[planned] = cell
        self._take(planned, taker)
        return True

    def draw_for_starts(self, exchange: tuple[int, int, float], most: float) -> bool:
        """Let two planned stores draw for their two slots, if the worst draw allows it."""
        one, two, cost = exchange
        if not (self.open[one] and self.open[two]):
            return False
        ground, form, start = self.ground, self.choices.format, self.choices.start
        before = np.zeros(len(ground.budget_end))
        after = np.zeros(len(ground.budget_end))
        for store, slot in ((one, two), (two, one)):
            before += np.where(
                start[store] < ground.budget_end, ground.capex[store, form[store]], 0
            )
            after += np.where(start[slot] < ground.budget_end, ground.capex[store, form[slot]], 0)
        other = 0.0
        if ground.other_value.size:
            worth = ground.other_value
            other = float(
                worth[one, form[one], start[one]]
                + worth[two, form[two], start[two]]
                - worth[one, form[two], start[two]]
                - worth[two, form[one], start[one]]
            )
        more, lost = max(0.0, cost), max(0.0, other)
        counted = np.maximum(0.0, after - before)
        if more > 2.0 * most or not self._affordable(more, counted, lost):
            return False
        self.cells[one] = Cell([one, two], [], more, cost / 2.0, math.nan, lost)
        self._take(one, two)
        return True

    def _affordable(self, more: float, counted: Floats, other: float) -> bool:
        """Say whether it can be paid; if so, take it off what is left."""
        if more > self.left or other > self.other_room:
            return False
        if np.any((counted > 0) & (counted > self.room)):
            return False
        self.left -= more
        self.room = self.room - counted
        self.other_room -= other
        return True

    def _take(self, *stores: int) -> None:
        """Close the stores and their neighbours: these stay as planned from now on."""
        beside = self.ground.neighbours
        for store in stores:
            self.open[store] = False
            self.open[beside.other[beside.first[store] : beside.first[store + 1]]] = False


def choose_cells(ground: Ground, choices: Choices, allowed: float) -> Lottery:
    """Return cells with as many stores as the allowed cost reaches, nearest ties first.

    `allowed` is currency that the worst draw of all cells together may cost. Every store is in at
    most one cell. Cheap exchanges are taken before dear ones, stores whose area is drawn before
    stores whose start is drawn.
    """
    chooser = _Chooser(ground, choices, allowed)
    share = allowed / max(1, _with_option(ground))
    for step in LADDER:
        most = step * share
        _draw_for_slots(chooser, chooser.open_planned, chooser.draw_for_slot, most)
        _draw_for_slots(chooser, chooser.growing, chooser.grow, most)
        for _ in range(PASSES):
            found = when(ground, choices, chooser.open_planned(), WEEKS_APART)
            if not _accepted(found, chooser.draw_for_starts, most * WORTH_OF_WHEN):
                break
    cells = tuple(chooser.cells[store] for store in sorted(chooser.cells))
    return Lottery(
        cells,
        allowed,
        worst=math.fsum(cell.worst for cell in cells),
        expected=math.fsum(cell.expected for cell in cells),
    )


def _draw_for_slots(
    chooser: _Chooser,
    seekers: Callable[[], Ints],
    accept: Callable[[tuple[int, int, float], float], bool],
    most: float,
) -> None:
    """Let free stores draw for the seekers' slots until no exchange is accepted any more."""
    for _ in range(PASSES):
        planned = seekers()
        most_capex = chooser.paid(planned) + chooser.room_of(planned)
        found = in_or_out(chooser.ground, chooser.choices, planned, chooser.free(), most_capex)
        if not _accepted(found, accept, most):
            break


def _with_option(ground: Ground) -> int:
    return int(np.isfinite(ground.value.max(axis=(1, 2), initial=-np.inf)).sum())


def _accepted(
    found: Exchanges, accept: Callable[[tuple[int, int, float], float], bool], most: float
) -> bool:
    rows = zip(found.planned.tolist(), found.taker.tolist(), found.cost.tolist(), strict=True)
    return sum(accept(row, most) for row in rows) > 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """The plan after the draw, every drawn store, and what it all costs."""

    choices: Choices
    drawn: tuple[DrawnStore, ...]
    """Sorted by cell and store_id."""
    cost: DrawCost


def draw_near_ties(
    grid: Grid, choices: Choices, held: Bools, *, upper_bound: float, seed: int
) -> Drawing | None:
    """Return the plan with its near-ties drawn; None where the programme asks for no draw.

    `choices` must keep every rule; `held` [S] are the stores of the holdout, which are never
    drawn. Whatever the seed draws, the plan keeps every rule, and its objective falls by no more
    than cost_at_most x max(1, |upper_bound|). The same plan and seed give the same draw.
    Method: docs/methods/experiment.md.
    """
    experiment = grid.network.programme.experiment
    if experiment is None or experiment.cost_at_most is None or math.isnan(upper_bound):
        return None
    network, ground = grid.network, ground_of(grid, held)
    allowed = experiment.cost_at_most * max(1.0, abs(upper_bound))
    lottery = choose_cells(ground, choices, allowed)
    names = Names(
        [store.store_id for store in network.stores],
        [form.format_id for form in network.formats],
        network.monday,
    )
    after, drawn = draw(ground, choices, lottery, names, seed)
    before = objective_on(ground, choices)
    return Drawing(
        after,
        drawn,
        DrawCost(
            allowed=allowed,
            worst=lottery.worst,
            expected=lottery.expected,
            realised=before - objective_on(ground, after),
            objective_before=before + grid.constant,
            cells=len(lottery.cells),
            stores=len(drawn),
            stores_in_or_out=sum(len(c.stores) for c in lottery.cells if c.takers),
            stores_with_option=_with_option(ground),
        ),
    )


@dataclass(frozen=True, slots=True)
class Names:
    """What the draw calls stores, formats and weeks."""

    store_ids: Sequence[str]
    format_ids: Sequence[str]
    monday: Callable[[int], date]


def draw(
    ground: Ground, choices: Choices, lottery: Lottery, names: Names, seed: int
) -> tuple[Choices, tuple[DrawnStore, ...]]:
    """Return the plan after the draw, and every drawn store, sorted by cell and store_id.

    The stores of a cell stand in the order of the SHA-256 of "{seed}:{cell}:{store_id}"; its
    slots, in the order of start week and format id, go to the first of them.
    """
    form, start = choices.format.copy(), choices.start.copy()
    drawn: list[DrawnStore] = []
    for name, cell in _named(ground, lottery):
        stores = sorted(cell.stores, key=names.store_ids.__getitem__)
        lots = sorted((_lot(seed, name, names.store_ids[store]), store) for store in stores)
        slots = sorted(
            (int(choices.start[s]), names.format_ids[choices.format[s]], int(choices.format[s]))
            for s in cell.planned
        )
        form[stores], start[stores] = -1, -1
        for (_, store), (week, _, kind) in zip(lots, slots, strict=False):
            form[store], start[store] = kind, week
        chances = Counter((int(form[s]), int(start[s])) for s in stores)
        for store in stores:
            got = int(form[store]), int(start[store])
            had = int(choices.format[store]), int(choices.start[store])
            before, after = _said(names, had), _said(names, got)
            chance = chances[got] / len(stores)
            drawn.append(DrawnStore(name, names.store_ids[store], *before, *after, chance))
    return Choices(form, start), tuple(sorted(drawn, key=lambda d: (d.cell, d.store_id)))


def _said(names: Names, slot: tuple[int, int]) -> tuple[str | None, date | None]:
    form, week = slot
    return (None, None) if form < 0 else (names.format_ids[form], names.monday(week))


def _lot(seed: int, cell: str, store_id: str) -> str:
    return hashlib.sha256(f"{seed}:{cell}:{store_id}".encode()).hexdigest()


def _named(ground: Ground, lottery: Lottery) -> list[tuple[str, Cell]]:
    """Return the cells with their names: region, kind, and a number within both."""
    width = len(str(len(lottery.cells)))
    numbers: Counter[int] = Counter()
    named = []
    for cell in lottery.cells:
        group = int(ground.group[cell.planned[0]])
        numbers[group] += 1
        named.append((f"{ground.group_name[group]} | {numbers[group]:0{width}d}", cell))
    return named
