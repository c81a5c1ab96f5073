"""Crew cuts among the dual's rows: what they charge stores that they list, and all others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.dual_rows import DualRows
from showfloor.plan.grid import Grid
from showfloor.plan.network import Floats, Ints


def with_cuts(grid: Grid, rows: DualRows, cuts: tuple[CrewCut, ...]) -> DualRows:
    """Return the rows with these crew cuts in place of those that they have."""
    end = rows.span("cut").start
    limit = np.array([float(cut.limit) for cut in cuts])
    listed = np.unique(np.concatenate([_listed(cut) for cut in cuts] or [_nothing()]))
    parts = [_entries(grid, cut, place, listed) for place, cut in enumerate(cuts)]
    table = np.concatenate(parts or [np.zeros((0, 6))])
    entry = table[:, :5].astype(np.int32)
    first = rows.table.first.copy()
    first[10] = end + len(cuts)
    return replace(
        rows,
        table=rows.table._replace(
            entry_cut=np.ascontiguousarray(entry[:, 0]),
            entry_slot=np.ascontiguousarray(entry[:, 1]),
            entry_region=np.ascontiguousarray(entry[:, 2]),
            entry_form=np.ascontiguousarray(entry[:, 3]),
            entry_start=np.ascontiguousarray(entry[:, 4]),
            entry_weight=np.ascontiguousarray(table[:, 5]),
            listed_region=grid.region[listed],
            first=first,
        ),
        limit=np.concatenate([rows.limit[:end], limit]),
        floor=np.concatenate([rows.floor[:end], np.zeros(len(cuts))]),
        ceiling=np.concatenate([rows.ceiling[:end], np.full(len(cuts), np.inf)]),
        cuts=cuts,
        listed=listed.astype(np.int32),
    )


def _nothing() -> Ints:
    return np.zeros(0, dtype=np.int64)


def _listed(cut: CrewCut) -> Ints:
    return np.unique(cut.store[cut.store >= 0])


def _entries(grid: Grid, cut: CrewCut, place: int, listed: Ints) -> Floats:
    """Return [n, 6]: cut, slot, region, format, start, weight; slot -1 for every store.

    A listed store's weights are what it has more than the others have, where it has options.
    """
    free = cut.store < 0
    every = np.zeros((len(grid.length), grid.weeks))
    every[cut.form[free], cut.start[free]] = cut.weight[free]
    found = [_rows_of(cut, place, -1, every)]
    for store in _listed(cut):
        mine = cut.store == store
        more = -every
        more[cut.form[mine], cut.start[mine]] += cut.weight[mine]
        more[~np.isfinite(grid.value[store])] = 0.0
        found.append(_rows_of(cut, place, int(np.searchsorted(listed, store)), more))
    return np.concatenate(found)


def _rows_of(cut: CrewCut, place: int, slot: int, weight: Floats) -> Floats:
    form, start = np.nonzero(weight)
    rows = np.empty((len(form), 6))
    rows[:, 0], rows[:, 1], rows[:, 2] = place, slot, cut.region
    rows[:, 3], rows[:, 4], rows[:, 5] = form, start, weight[form, start]
    return rows
