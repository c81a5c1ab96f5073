"""The rows of a neighbourhood: what the rest of the plan leaves of every limit."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.crew_hull import hull_rows
from showfloor.plan.improve_field import NEVER, ROUNDING, Bools, Field, Floats, Ints, Standing


class Columns(NamedTuple):
    """The options of a neighbourhood [n], sorted by store."""

    store: Ints
    form: Ints
    start: Ints
    selling: Ints


@dataclass(slots=True)
class RowList:
    """Rows under way: entries, bounds, and how many continuous columns follow the options."""

    options: int
    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    entry: list[Floats] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    count: int = 0
    continuous_cost: list[float] = field(default_factory=list)

    def add(self, columns: Ints, entries: Floats, lower: float, upper: float) -> None:
        """Add one row."""
        self.row.append(np.full(len(columns), self.count, dtype=np.int64))
        self.column.append(columns)
        self.entry.append(entries)
        self.lower.append(np.array([lower]))
        self.upper.append(np.array([upper]))
        self.count += 1

    def add_block(
        self, rows: Ints, columns: Ints, entries: Floats, lower: Floats, upper: Floats
    ) -> None:
        """Add rows given by places `rows` counted from 0."""
        self.row.append(rows + self.count)
        self.column.append(columns)
        self.entry.append(entries)
        self.lower.append(lower)
        self.upper.append(upper)
        self.count += len(lower)

    def continuous(self, cost: float) -> int:
        """Add a continuous column in [0, 1] at a cost and return its place."""
        self.continuous_cost.append(cost)
        return self.options + len(self.continuous_cost) - 1

    def matrix(self) -> sp.csc_matrix:
        """Return all rows over the options and the continuous columns."""
        shape = (self.count, self.options + len(self.continuous_cost))
        if not self.row:
            return sp.csc_matrix(shape)
        places = (np.concatenate(self.row), np.concatenate(self.column))
        return sp.csc_matrix((np.concatenate(self.entry), places), shape)


def rows_of(
    on: Field,
    standing: Standing,
    stores: Ints,
    columns: Columns,
    *,
    must: Bools,
    cuts: tuple[CrewCut, ...] = (),
) -> RowList:
    """Return the rows of stores that have been lifted out of the plan; some must get an area.

    Crew cuts forbid no plan, but fractions that the solver would have to divide.
    """
    rows = RowList(len(columns.store))
    _store_rows(rows, stores, columns, must | on.obliged[stores])
    _crew_rows(rows, on, standing, columns)
    _cut_rows(rows, on, standing, columns, cuts)
    _total_rows(rows, on, standing, columns)
    _demand_rows(rows, on, standing, stores, columns)
    _wave_rows(rows, on, standing, stores, columns)
    _pair_rows(rows, on, stores, columns)
    return rows


def _store_rows(rows: RowList, stores: Ints, columns: Columns, must: Bools) -> None:
    place = np.searchsorted(stores, columns.store)
    lower = np.where(must, 1.0, -np.inf)
    span = np.arange(len(columns.store))
    rows.add_block(place, span, np.ones(len(span)), lower, np.ones(len(stores)))


def _crew_rows(rows: RowList, on: Field, standing: Standing, columns: Columns) -> None:
    days = np.unique(on.crew[on.crew > 0])
    weeks = on.capacity.shape[1]
    cells, used, column = [], [], []
    for offset in range(on.crew.shape[1]):
        need = on.crew[columns.form, offset]
        at = np.flatnonzero(need > 0)
        cells.append(on.region[columns.store[at]] * weeks + columns.start[at] + offset)
        used.append(need[at])
        column.append(at)
    cell, need, place = np.concatenate(cells), np.concatenate(used), np.concatenate(column)
    order = np.argsort(cell, kind="stable")
    cell, need, place = cell[order], need[order], place[order]
    edges = np.flatnonzero(np.diff(cell)) + 1
    for low, high in itertools.pairwise([0, *edges.tolist(), len(cell)] if len(cell) else []):
        region, week = divmod(int(cell[low]), weeks)
        capacity = int(on.capacity[region, week])
        left = capacity - int(standing.crew_used[region, week])
        if capacity >= NEVER or left >= _most(need[low:high], columns.store[place[low:high]]):
            continue
        own = np.searchsorted(days, need[low:high])
        for row in hull_rows(tuple(int(d) for d in days), left):
            weights = np.array(row.weights, dtype=np.float64)[own]
            kept = weights > 0
            rows.add(place[low:high][kept], weights[kept], -np.inf, float(row.limit))


def _most(need: Ints, store: Ints) -> int:
    """Return the most crew-days that the options could use together, one a store."""
    names, place = np.unique(store, return_inverse=True)
    most = np.zeros(len(names), dtype=np.int64)
    np.maximum.at(most, place, need)
    return int(most.sum())


def _cut_rows(
    rows: RowList, on: Field, standing: Standing, columns: Columns, cuts: tuple[CrewCut, ...]
) -> None:
    """Add what the rest of the plan leaves of crew cuts."""
    if not cuts:
        return
    shape = on.profit.shape
    planned = np.flatnonzero(standing.form >= 0)
    rest = Columns(planned, standing.form[planned], standing.start[planned], planned)
    for region in sorted({cut.region for cut in cuts}):
        own = np.flatnonzero(on.region[columns.store] == region)
        stays = np.flatnonzero(on.region[rest.store] == region)
        for cut in (cut for cut in cuts if cut.region == region):
            weight = _cut_weights(cut, columns, own, shape)
            left = float(cut.limit - _cut_weights(cut, rest, stays, shape).sum())
            used = weight > 0
            if used.any():
                rows.add(own[used], weight[used], -np.inf, left)


def _cut_weights(cut: CrewCut, columns: Columns, at: Ints, shape: tuple[int, ...]) -> Floats:
    """Return the weights [at] that a cut of their region gives to options at places `at`."""
    store, form, start = columns.store[at], columns.form[at], columns.start[at]
    free = cut.store < 0
    every = np.zeros(shape[1:])
    every[cut.form[free], cut.start[free]] = cut.weight[free]
    weight: Floats = np.where(np.isin(store, cut.store[~free]), 0.0, every[form, start])
    for entry in np.flatnonzero(~free):
        same = (store == cut.store[entry]) & (form == cut.form[entry])
        weight[same & (start == cut.start[entry])] = cut.weight[entry]
    return weight


def _total_rows(rows: RowList, on: Field, standing: Standing, columns: Columns) -> None:
    """Add budget, deliveries, pace and the stores that may sell early."""
    capex = on.capex[columns.store, columns.form]
    for step, end in enumerate(on.budget_end):
        at = np.flatnonzero(columns.start < end)
        left = on.budget_limit[step] - standing.budget_used[step]
        rows.add(at, capex[at], -np.inf, float(left + ROUNDING / 2))
    for step, end in enumerate(on.supply_end):
        at = np.flatnonzero((columns.form == on.supply_format[step]) & (columns.start < end))
        left = on.supply_limit[step] - standing.supply_used[step]
        rows.add(at, np.ones(len(at)), -np.inf, float(left))
    for step, last in enumerate(on.pace_last):
        at = np.flatnonzero(columns.selling <= last)
        left = on.pace_limit[step] - standing.pace_used[step]
        rows.add(at, np.ones(len(at)), -np.inf, float(left))
    early = ~on.late[columns.form, columns.start]
    stratum = on.stratum[columns.store]
    for group in np.unique(stratum[early & (stratum >= 0)]):
        at = np.flatnonzero(early & (stratum == group))
        left = on.early_limit[group] - standing.early_used[group]
        rows.add(at, np.ones(len(at)), -np.inf, float(left))


def _demand_rows(
    rows: RowList, on: Field, standing: Standing, stores: Ints, columns: Columns
) -> None:
    """Add quotas and the other party's value."""
    region = on.region[columns.store]
    for place in np.unique(on.region[stores]):
        lacking = on.quota_least[place] - standing.quota_used[place]
        if lacking > 0:
            at = np.flatnonzero(region == place)
            rows.add(at, np.ones(len(at)), float(lacking), np.inf)
    if len(on.other):
        worth = on.other[columns.store, columns.form, columns.start]
        lacking = float(on.other_least[0] - standing.other_used[0])
        rows.add(np.arange(len(columns.store)), worth, lacking, np.inf)


def _wave_rows(
    rows: RowList, on: Field, standing: Standing, stores: Ints, columns: Columns
) -> None:
    """Add the waves' order among the stores and against the others.

    Y_store(week) is whether a store sells by a week; z is 1 where a later store sells by then.
    """
    waves = len(on.wave_release)
    free = np.zeros(len(on.region), dtype=np.bool_)
    free[stores] = True
    for wave in range(waves - 1):
        own = on.wave_store[on.wave_first[wave] : on.wave_first[wave + 1]]
        later = on.wave_store[on.wave_first[wave + 1] : on.wave_first[waves]]
        if not free[own].any() and not free[later].any():
            continue
        own_sells = standing.selling[own[~free[own]]].max(initial=-NEVER)
        later_sells = standing.selling[later[~free[later]]]
        held = later_sells[later_sells < on.wave_release[wave]]
        needed = int(held.min(initial=NEVER))
        for store in own[free[own]]:
            # A free store of the wave sells no later than the others that wait for it.
            at = np.flatnonzero((columns.store == store) & (columns.selling > needed))
            rows.add(at, np.ones(len(at)), -np.inf, 0.0)
        for store in later[free[later]]:
            mine = (columns.store == store) & (columns.selling < on.wave_release[wave])
            at = np.flatnonzero(mine & (columns.selling < own_sells))
            rows.add(at, np.ones(len(at)), -np.inf, 0.0)
        free_own, free_later = own[free[own]], later[free[later]]
        _free_wave_rows(rows, columns, free_own, free_later, int(on.wave_release[wave]))


def _free_wave_rows(rows: RowList, columns: Columns, own: Ints, later: Ints, release: int) -> None:
    if not len(own) or not len(later):
        return
    sells = columns.selling[np.isin(columns.store, later)]
    for week in np.unique(sells[sells < release]):
        level = rows.continuous(0.0)
        for store, side in [*((s, -1.0) for s in own), *((s, 1.0) for s in later)]:
            at = np.flatnonzero((columns.store == store) & (columns.selling <= week))
            entries = np.append(np.full(len(at), side), -side)
            rows.add(np.append(at, level), entries, -np.inf, 0.0)


def _pair_rows(rows: RowList, on: Field, stores: Ints, columns: Columns) -> None:
    """Add what pairs of the stores lose: one row a pair and interval of weeks."""
    first = np.searchsorted(columns.store, stores)
    last = np.searchsorted(columns.store, stores, side="right")
    place = {int(store): index for index, store in enumerate(stores)}
    for a in stores:
        for entry in range(on.pair_first[a], on.pair_first[a + 1]):
            b = int(on.pair_partner[entry])
            if b < a or b not in place:
                continue
            at_a = np.arange(first[place[int(a)]], last[place[int(a)]])
            at_b = np.arange(first[place[b]], last[place[b]])
            if len(at_a) and len(at_b):
                total = on.pair_total[on.pair_place[entry]]
                for begin, end, both in overlaps(columns.selling, at_a, at_b, on.life):
                    amount = float(total[end] - total[begin])
                    if amount > 0:
                        loss = rows.continuous(amount)
                        entries = np.append(np.ones(len(both)), -1.0)
                        rows.add(np.append(both, loss), entries, -np.inf, 1.0)


def overlaps(selling: Ints, at_a: Ints, at_b: Ints, life: int) -> Iterator[tuple[int, int, Ints]]:
    """Yield intervals of weeks, and the options of both stores that sell throughout each.

    `selling` [n] first selling week by option; `at_a` and `at_b` are the two stores' options.
    """
    edges = np.concatenate([selling[at_a], selling[at_b]])
    edges = np.unique(np.concatenate([edges, edges + life]))
    sells_a, sells_b = selling[at_a], selling[at_b]
    for begin, end in itertools.pairwise(edges.tolist()):
        alive_a = at_a[(sells_a <= begin) & (begin < sells_a + life)]
        alive_b = at_b[(sells_b <= begin) & (begin < sells_b + life)]
        if len(alive_a) and len(alive_b):
            yield begin, end, np.concatenate([alive_a, alive_b])
