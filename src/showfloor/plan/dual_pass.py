"""One pass over all stores at given prices: every store's or tree's best choice, and what it uses.

Trees of stores are cut into a fixed number of parts whose sums are added in order, so that the
result does not depend on how many threads work on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from showfloor.plan.compiled import lean
from showfloor.plan.dual_rows import Charges, DualRows, Usage, charge, slack, wave_worth
from showfloor.plan.forest import Forest, Trees, pair_loss, tell
from showfloor.plan.grid import Grid
from showfloor.plan.network import Bools, Floats

Places = npt.NDArray[np.int32]

IMPOSSIBLE = -1e30
"""Stands in for "no choice" of an obliged store without options, so that sums stay finite."""
PARTS = 8
ALONE = 500_000
"""Options up to which one thread is as fast as several."""
THREADS = 2


class Cells(NamedTuple):
    """What a pass reads of the grid; a tuple, so that a kernel can take it whole."""

    value: Floats
    capex: Floats
    region: Places
    length: Places
    obliged: Bools
    stratum: Places
    late_from: int
    """First selling week from which a store may be held."""
    other: Floats
    slot: Places
    begin: Places
    """[S, F] the first start week that is an option."""
    end: Places
    """[S, F] the week after the last one; `begin` where there is none."""
    listed: Places
    """[S] row of `Charges.listed` for stores that crew cuts list, else -1."""


def cells_of(grid: Grid, rows: DualRows) -> Cells:
    """Return what kernels read of a grid."""
    begin = np.zeros(grid.value.shape[:2], dtype=np.int32)
    end = np.zeros(grid.value.shape[:2], dtype=np.int32)
    _find_spans(grid.value, begin, end)
    listed = np.full(grid.stores, -1, dtype=np.int32)
    listed[rows.listed] = np.arange(len(rows.listed))
    return Cells(
        grid.value,
        grid.capex,
        grid.region,
        grid.length,
        grid.obliged,
        grid.stratum,
        grid.late_from,
        grid.other,
        rows.slot,
        begin,
        end,
        listed,
    )


@lean
def _find_spans(value: Floats, begin: Places, end: Places) -> None:
    """Write for every store and format between which weeks its options lie."""
    stores, formats, weeks = value.shape
    for store in range(stores):
        for form in range(formats):
            low, high = 0, weeks
            while low < weeks and value[store, form, low] == -np.inf:
                low += 1
            while high > low and value[store, form, high - 1] == -np.inf:
                high -= 1
            begin[store, form], end[store, form] = low, high


class Setting(NamedTuple):
    """The problem at given prices, as kernels take it."""

    cells: Cells
    charges: Charges
    trees: Trees


class Choice(NamedTuple):
    """What the stores choose [S]; -1 for no area."""

    selling: Places
    """First selling week."""
    form: Places


@lean
def reduced_row(cells: Cells, charges: Charges, store: int, row: Floats) -> float:
    """Write a store's best reduced value by first selling week [W]; return that of no area.

    What being held earns (where an optimised holdout may choose the store) is in both.
    """
    region, listed = cells.region[store], cells.listed[store]
    for week in range(len(row)):
        row[week] = IMPOSSIBLE
    for form in range(cells.value.shape[1]):
        low, high = cells.begin[store, form], cells.end[store, form]
        if low == high:
            continue
        # Slices of one length let the compiler work on several weeks at a time.
        capex, ahead = cells.capex[store, form], cells.length[form]
        value, charged = cells.value[store, form, low:high], charges.option[region, form, low:high]
        if listed >= 0:
            charged = charges.listed[listed, form, low:high]
        due, into = charges.budget[low:high], row[low + ahead : high + ahead]
        if charges.other[0] > 0:
            other, price = cells.other[store, form, low:high], charges.other[0]
            for week in range(len(into)):
                worth = value[week] - capex * due[week] - charged[week] + price * other[week]
                into[week] = max(into[week], worth)
        else:
            for week in range(len(into)):
                worth = value[week] - capex * due[week] - charged[week]
                into[week] = max(into[week], worth)
    slot = cells.slot[store]
    if slot >= 0:
        for week in range(len(row)):
            row[week] -= charges.selling[slot, week]
    none = IMPOSSIBLE if cells.obliged[store] else 0.0
    group = cells.stratum[store]
    if group >= 0:
        earned = max(0.0, -charges.stratum[group])
        none += earned
        for week in range(max(0, cells.late_from), len(row)):
            row[week] += earned
    return none


@lean
def charged_for(cells: Cells, charges: Charges, store: int, form: int, start: int) -> float:
    """Return what an option is charged beside budget, waves, pairs and holdout."""
    listed = cells.listed[store]
    charged: float = charges.option[cells.region[store], form, start]
    if listed >= 0:
        charged = charges.listed[listed, form, start]
    return charged


@lean
def _format_of(cells: Cells, charges: Charges, store: int, selling: int) -> int:
    """Return the format of the best option with this first selling week."""
    best, found = -np.inf, -1
    weeks = cells.value.shape[2]
    for form in range(cells.value.shape[1]):
        week = selling - cells.length[form]
        if 0 <= week < weeks:
            worth = cells.value[store, form, week]
            worth -= cells.capex[store, form] * charges.budget[week]
            worth -= charged_for(cells, charges, store, form, week)
            if charges.other[0] > 0:
                worth += charges.other[0] * cells.other[store, form, week]
            if worth > best:
                best, found = worth, form
    return found


class Part(NamedTuple):
    """Where one part of the trees writes what its stores' choices use."""

    first: int
    """Trees first .. last - 1."""
    last: int
    worth: Floats
    """[largest tree of the part, W] scratch."""
    none: Floats
    """[largest tree of the part] scratch."""
    message: Floats
    """[W] scratch."""
    areas: Floats
    spend: Floats
    held: Floats
    total: Floats
    """[2]: sum of best choices; sum of the chosen options' values to the other party."""


@lean
def gather(at: Setting, low: int, high: int, part: Part) -> None:
    """Write for the stores of a tree what their branches are worth by first selling week.

    For places low .. high - 1 of the order, into the part's `worth` and `none`.
    """
    for place in range(low, high):
        row = part.worth[place - low]
        part.none[place - low] = reduced_row(at.cells, at.charges, at.trees.order[place], row)
    for place in range(high - 1, low, -1):
        prefix, above = at.trees.prefix[at.trees.edge[place]], at.trees.parent[place] - low
        row, none = part.worth[place - low], part.none[place - low]
        part.none[above] += tell(row, none, prefix, at.trees.life, part.message)
        for week in range(len(row)):
            part.worth[above, week] += part.message[week]


@lean
def _pass_part(at: Setting, part: Part, chosen: Choice) -> None:
    """Choose for the stores of a part, and sum what that uses."""
    for tree in range(part.first, part.last):
        low, high = at.trees.first[tree], at.trees.first[tree + 1]
        gather(at, low, high, part)
        for place in range(low, high):
            _choose(at, part, chosen, place, place - low)


@lean
def _best_week(worth: Floats, none: float) -> tuple[float, int]:
    """Return the best of `worth` and `none`, and its week (-1 for none)."""
    best, selling = none, -1
    for week in range(len(worth)):
        if worth[week] > best:
            best, selling = worth[week], week
    return best, selling


@lean
def _best_week_beside(worth: Floats, none: float, loss: Floats, life: int, above: int) -> int:
    """Return the best week beside a parent that first sells in week `above` (-1 for none)."""
    best, selling = none, -1
    for week in range(len(worth)):
        if worth[week] > best:
            less = worth[week] - pair_loss(loss, life, above, week)
            if less > best:
                best, selling = less, week
    return selling


@lean
def _choose(at: Setting, part: Part, chosen: Choice, place: int, within: int) -> None:
    """Take the best choice of a store given its parent's, and count what it uses."""
    store, parent = at.trees.order[place], at.trees.parent[place]
    above = chosen.selling[at.trees.order[parent]] if parent >= 0 else -1
    if above < 0:
        best, selling = _best_week(part.worth[within], part.none[within])
        if parent < 0:
            part.total[0] += best
    else:
        prefix = at.trees.prefix[at.trees.edge[place]]
        selling = _best_week_beside(
            part.worth[within], part.none[within], prefix, at.trees.life, above
        )
    group = at.cells.stratum[store]
    late = selling < 0 or selling >= at.cells.late_from
    if group >= 0 and at.charges.stratum[group] < 0 and late:
        part.held[group] += 1.0
    form = -1
    if selling >= 0:
        form = _format_of(at.cells, at.charges, store, selling)
        start = selling - at.cells.length[form]
        part.areas[at.cells.region[store], form, start] += 1.0
        part.spend[start] += at.cells.capex[store, form]
        if at.cells.other.size > 0:
            part.total[1] += at.cells.other[store, form, start]
    chosen.selling[store], chosen.form[store] = selling, form


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The dual at some prices."""

    bound: float
    """Without outward rounding."""
    slack: Floats
    """[R] what is left of each limit: a subgradient."""
    selling: Places
    """[S] first selling week that each store chooses; -1 for no area."""
    form: Places
    """[S]"""


class DualPass:
    """The grid with its rows, forest and working arrays, ready to be evaluated again and again."""

    def __init__(self, grid: Grid, rows: DualRows, forest: Forest) -> None:
        """Cut the trees into parts of about equal size."""
        self.grid, self.rows, self.forest = grid, rows, forest
        self.cells = cells_of(grid, rows)
        stores, formats, weeks = grid.value.shape
        regions = int(grid.region.max(initial=-1)) + 1
        self.charges = Charges(
            np.zeros(weeks),
            np.zeros((regions, formats, weeks)),
            np.zeros((rows.slots, grid.selling_weeks)),
            np.zeros(1),
            np.zeros(len(grid.stratum_keep)),
            np.zeros((len(rows.listed), formats, weeks)),
        )
        self.choice = Choice(np.full(stores, -1, np.int32), np.full(stores, -1, np.int32))
        self.parts = self._cut((regions, formats, weeks))
        self.slotted = np.flatnonzero(rows.slot >= 0)
        self.pool: ThreadPoolExecutor | None = None
        self.working = Lock()
        """Held by threads that work side by side while they use the arrays of `charges`."""

    def _cut(self, shape: tuple[int, int, int]) -> list[Part]:
        first = self.forest.trees.first
        sizes = np.diff(first)
        ends = np.searchsorted(first, np.linspace(0, first[-1], PARTS + 1)[1:])
        parts, begin = [], 0
        for end in np.unique(ends):
            largest = int(sizes[begin:end].max(initial=1))
            parts.append(
                Part(
                    begin,
                    int(end),
                    np.zeros((largest, self.grid.selling_weeks)),
                    np.zeros(largest),
                    np.zeros(self.grid.selling_weeks),
                    np.zeros(shape),
                    np.zeros(shape[2]),
                    np.zeros(len(self.grid.stratum_keep)),
                    np.zeros(2),
                )
            )
            begin = int(end)
        return parts

    @contextmanager
    def threads(self) -> Iterator[None]:
        """Work with several threads inside the block, where that is faster."""
        if self.grid.value.size < ALONE:
            yield
            return
        with ThreadPoolExecutor(THREADS) as pool:
            self.pool = pool
            try:
                yield
            finally:
                self.pool = None

    def each_part(self, work: Callable[[Part], None]) -> None:
        """Do the same work on every part."""
        if self.pool is None:
            for part in self.parts:
                work(part)
        else:
            list(self.pool.map(work, self.parts))

    def at(self, prices: Floats) -> Setting:
        """Return the problem at these prices; valid until the next call."""
        charge(self.rows.table, prices, self.charges)
        return Setting(self.cells, self.charges, self.forest.trees)

    def evaluate(self, prices: Floats) -> Evaluation:
        """Return the dual bound at these prices, a subgradient, and the stores' choices."""
        setting = self.at(prices)
        for part in self.parts:
            for sums in (part.areas, part.spend, part.held, part.total):
                sums[:] = 0.0
        self.each_part(lambda part: _pass_part(setting, part, self.choice))
        rows = self.rows
        used = Usage(
            _sum([part.areas for part in self.parts]),
            _sum([part.spend for part in self.parts]),
            float(sum(part.total[1] for part in self.parts)),
            _sum([part.held for part in self.parts]),
            self.choice.selling[self.slotted],
            self.choice.form[rows.listed],
            self.choice.selling[rows.listed] - self.grid.length[self.choice.form[rows.listed]],
        )
        left = np.empty_like(rows.limit)
        slack(rows.table, prices, rows.limit, used, left)
        bound = self.grid.constant + float(rows.limit @ prices)
        bound += float(sum(part.total[0] for part in self.parts))
        bound += float(np.maximum(wave_worth(rows.table, prices), 0.0).sum())
        bound += self.fixed_waves(prices)
        return Evaluation(bound, left, self.choice.selling, self.choice.form)

    def fixed_waves(self, prices: Floats) -> float:
        """Return what areas that stand already pay for their waves' order."""
        table = self.rows.table
        return -float((table.wave_fixed * table.wave_side) @ prices[self.rows.span("wave")])


def _sum(parts: list[Floats]) -> Floats:
    total = parts[0].copy()
    for part in parts[1:]:
        total += part
    return total
