"""The whole programme as rows and columns for other solvers, plain or with the crews' hulls.

One 0/1 column an option. A wave's order goes by one column z a week; a pair's loss by columns S of
its two stores, one for each stretch of weeks in which nothing begins or ends, tied to the options
that begin and end there, so that an option has two entries here and not a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import scipy.sparse as sp

from peer_tables import Floats, Ints, Tables
from showfloor.plan.crew_hull import hull_rows

Form = Literal["plain", "hull"]
NONE = -np.inf


@dataclass(frozen=True, slots=True)
class Formulation:
    """Minimise `cost` over columns in [0, 1] with lower <= matrix x <= upper.

    Every entry and side is a whole number: areas, crew-days, cents. The first `options` columns
    are the tables' options in order; all others may be continuous, and are 0/1 in some best plan.
    """

    matrix: sp.csc_matrix
    lower: Floats
    upper: Floats
    scale: Floats
    """[rows] by which a solver in floating point may divide its row."""
    cost: Floats
    """EUR a column."""
    options: int

    def save(self, path: Path) -> None:
        """Write the programme as arrays, for a process that knows nothing of Showfloor."""
        np.savez(
            path,
            data=self.matrix.data,
            indices=self.matrix.indices,
            indptr=self.matrix.indptr,
            shape=np.array(self.matrix.shape),
            lower=self.lower,
            upper=self.upper,
            scale=self.scale,
            cost=self.cost,
            options=np.array(self.options),
        )


@dataclass(slots=True)
class _Rows:
    """Rows under construction, as triplets."""

    rows: list[Ints] = field(default_factory=list)
    columns: list[Ints] = field(default_factory=list)
    entries: list[Floats] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    scale: list[float] = field(default_factory=list)

    def add(
        self, columns: Ints, entries: Floats | float, lower: float, upper: float, scale: float = 1.0
    ) -> None:
        """Add one row."""
        self.rows.append(np.full(len(columns), len(self.lower), dtype=np.int64))
        self.columns.append(columns)
        self.entries.append(np.broadcast_to(np.asarray(entries, dtype=np.float64), len(columns)))
        self.lower.append(lower)
        self.upper.append(upper)
        self.scale.append(scale)

    def add_block(
        self, rows: Ints, columns: Ints, entries: Floats, sides: tuple[Floats, Floats]
    ) -> None:
        """Add many rows; `rows` counts from 0 within the block."""
        self.rows.append(rows + len(self.lower))
        self.columns.append(columns)
        self.entries.append(entries)
        self.lower += sides[0].tolist()
        self.upper += sides[1].tolist()
        self.scale += [1.0] * len(sides[0])


def formulation(tables: Tables, form: Form) -> Formulation:
    """Return the programme; `form` says whether crews are plain sums or their integer hulls."""
    rows = _Rows()
    _one_area_a_store(tables, rows)
    _budget(tables, rows)
    _crews(tables, rows, form)
    _supply(tables, rows)
    _quotas(tables, rows)
    columns = _waves(tables, rows, len(tables.store))
    loss_at, losses = _spillover(tables, rows, columns)
    count = loss_at + len(losses)
    cost = np.zeros(count)
    cost[: len(tables.store)] = -tables.value
    cost[loss_at:] = losses
    places = (np.concatenate(rows.rows), np.concatenate(rows.columns))
    matrix = sp.csc_matrix((np.concatenate(rows.entries), places), (len(rows.lower), count))
    matrix.sum_duplicates()
    return Formulation(
        matrix,
        np.array(rows.lower),
        np.array(rows.upper),
        np.array(rows.scale),
        cost,
        len(tables.store),
    )


def _one_area_a_store(tables: Tables, rows: _Rows) -> None:
    stores = np.arange(len(tables.stores))
    first = np.searchsorted(tables.store, stores)
    last = np.searchsorted(tables.store, stores, side="right")
    for store in stores[(last > first) | tables.obliged]:
        must = 1.0 if tables.obliged[store] else NONE
        rows.add(np.arange(first[store], last[store]), 1.0, must, 1.0)


def _week(tables: Tables, day: date) -> int:
    return (day - tables.programme.start).days // 7


def _budget(tables: Tables, rows: _Rows) -> None:
    steps, amount = tables.programme.budget, 0
    for number, step in enumerate(steps):
        amount += round(100 * step.amount)
        last = len(steps) - 1 == number
        counted = tables.start <= (tables.programme.weeks if last else _week(tables, step.through))
        columns = np.flatnonzero(counted)
        rows.add(columns, tables.cents[columns].astype(np.float64), NONE, float(amount), 1e5)


def _crews(tables: Tables, rows: _Rows, form: Form) -> None:
    programme = tables.programme
    if programme.crews is None:
        return
    capacity = {crew.region: crew.crew_days for crew in programme.crews}
    names = sorted({store.region or "" for store in tables.stores})
    region = np.array([names.index(s.region or "") for s in tables.stores])[tables.store]
    days = tuple(sorted({d for item in programme.formats for d in item.crew_days if d > 0}))
    longest = max(item.weeks_to_install for item in programme.formats)
    by_week = np.zeros((len(programme.formats), longest), dtype=np.int64)
    for number, item in enumerate(programme.formats):
        by_week[number, : item.weeks_to_install] = item.crew_days
    order = np.lexsort((tables.start, region))
    key = (region * (programme.weeks + longest) + tables.start)[order]
    for place, name in enumerate(names):
        limits = capacity.get(name, (0,) * programme.crew_weeks) if name else (0,) * 10**4
        for week in range(programme.crew_weeks):
            low = np.searchsorted(key, place * (programme.weeks + longest) + week - longest + 1)
            high = np.searchsorted(key, place * (programme.weeks + longest) + week, side="right")
            columns = order[low:high]
            used = by_week[tables.format[columns], week - tables.start[columns]]
            columns, used = columns[used > 0], used[used > 0]
            for weights, limit in _crew_rows(days, limits[week], form):
                entries = np.array([0.0, *weights])[np.searchsorted(days, used) + 1]
                rows.add(columns[entries > 0], entries[entries > 0], NONE, float(limit))


def _crew_rows(days: tuple[int, ...], limit: int, form: Form) -> list[tuple[tuple[int, ...], int]]:
    if form == "plain":
        return [(days, limit)]
    return [(row.weights, row.limit) for row in hull_rows(days, limit)]


def _supply(tables: Tables, rows: _Rows) -> None:
    steps = tables.programme.supply
    for number, step in enumerate(steps):
        later = [s.week for s in steps[number + 1 :] if s.format_id == step.format_id]
        end = _week(tables, min(later)) if later else tables.programme.weeks
        form = [item.format_id for item in tables.programme.formats].index(step.format_id)
        columns = np.flatnonzero((tables.format == form) & (tables.start < end))
        rows.add(columns, 1.0, NONE, float(step.units))


def _quotas(tables: Tables, rows: _Rows) -> None:
    region = np.array([store.region or "" for store in tables.stores])[tables.store]
    for quota in tables.programme.quotas:
        rows.add(np.flatnonzero(region == quota.region), 1.0, float(quota.at_least), np.inf)


def _waves(tables: Tables, rows: _Rows, column: int) -> int:
    """Add Y_later(week) <= z(week) <= Y_own(week); return the next free column."""
    programme = tables.programme
    place = {store.store_id: n for n, store in enumerate(tables.stores)}
    last = int(tables.selling.max(initial=0))
    for number, wave in enumerate(programme.waves[:-1]):
        end = last + 1 if wave.release_on is None else min(_week(tables, wave.release_on), last + 1)
        later = [s for other in programme.waves[number + 1 :] for s in other.store_ids]
        for week in range(max(0, end)):
            for names, side in ((wave.store_ids, -1.0), (later, 1.0)):
                for name in names:
                    own = np.arange(*np.searchsorted(tables.store, [place[name], place[name] + 1]))
                    own = own[tables.selling[own] <= week]
                    entries = np.append(np.full(len(own), side), -side)
                    rows.add(np.append(own, column), entries, NONE, 0.0)
            column += 1
    return column


def _spillover(tables: Tables, rows: _Rows, column: int) -> tuple[int, Floats]:
    """Add the stores' states and the pairs' losses; return the losses' first column and sizes."""
    if not len(tables.pairs):
        return column, np.zeros(0)
    life = tables.programme.area_life_weeks
    possible = np.zeros(len(tables.stores), dtype=np.bool_)
    possible[tables.store] = True
    both = possible[tables.pairs].all(axis=1)
    pairs, losses = tables.pairs[both], tables.losses[both]
    edges = np.unique(np.concatenate([tables.selling, tables.selling + life]))
    total = np.concatenate([np.zeros((len(pairs), 1)), np.cumsum(losses, axis=1)], axis=1)
    amount = np.diff(total[:, edges], axis=1)
    stretches = len(edges) - 1
    place = np.full(len(tables.stores), -1, dtype=np.int64)
    paired = np.unique(pairs)
    place[paired] = np.arange(len(paired))
    states = len(paired) * stretches
    _states(tables, rows, place, edges, column)
    pair, stretch = np.nonzero(amount > 0)
    loss_at = column + states
    count = len(pair)
    sides = [column + place[pairs[pair, side]] * stretches + stretch for side in (0, 1)]
    rows.add_block(
        np.tile(np.arange(count), 3),
        np.concatenate([*sides, loss_at + np.arange(count)]),
        np.repeat([1.0, 1.0, -1.0], count),
        (np.full(count, NONE), np.ones(count)),
    )
    return loss_at, amount[pair, stretch]


def _states(tables: Tables, rows: _Rows, place: Ints, edges: Ints, column: int) -> None:
    """Tie each state to the one before: S(k) - S(k-1) - what begins + what ends = 0."""
    life, stretches = tables.programme.area_life_weeks, len(edges) - 1
    states = int(place.max() + 1) * stretches
    own = np.flatnonzero(place[tables.store] >= 0)
    base = place[tables.store[own]] * stretches
    begins = np.searchsorted(edges, tables.selling[own])
    ends = np.searchsorted(edges, tables.selling[own] + life)
    ending = ends < stretches
    row = np.arange(states)
    follows = row % stretches > 0
    rows.add_block(
        np.concatenate([row, row[follows], base + begins, (base + ends)[ending]]),
        np.concatenate([column + row, column + row[follows] - 1, own, own[ending]]),
        np.repeat(
            [1.0, -1.0, -1.0, 1.0], [states, int(follows.sum()), len(own), int(ending.sum())]
        ),
        (np.zeros(states), np.zeros(states)),
    )
