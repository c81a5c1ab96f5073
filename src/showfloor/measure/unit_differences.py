"""Callaway and Sant'Anna unit by unit: for missing outcomes and clusters coarser than units.

Units are read in blocks of whole clusters, twice: once for the means of both sides of every
ATT(g, t), once for what each unit adds to each estimate. Time grows with units, memory does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.att_averages import Family, share_shift
from showfloor.measure.cohort_differences import base_times, compared_cohorts
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.resting import Resting

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_BLOCK = 256


@dataclass(frozen=True, slots=True)
class UnitCells:
    """ATT(g, t) of G treated cohorts at T times, and how to read units for it.

    code:     [U] place of each unit's cohort among the H cohorts; the treated ones come first.
    att:      [G, T], NaN where undefined. base: [G, T] place of the base time, -1 for none.
    own_mean, other_mean, own_count, other_count: [G, T] of the changes of both sides.
    compared: [G, H, T] whether cohort h is compared with.
    """

    code: Ints
    att: Floats
    base: Ints
    own_mean: Floats
    other_mean: Floats
    own_count: Floats
    other_count: Floats
    compared: Flags


def unit_cells(prepared: PreparedPanel, *, never: bool, anticipation: float) -> UnitCells:
    """Return ATT(g, t) of the units seen at both times. never: as in `cohort_cells`."""
    cohorts = np.append(prepared.cohorts, np.inf)
    code = np.searchsorted(cohorts, prepared.cohort)
    shape = (len(prepared.cohorts), len(prepared.times))
    base = np.array([base_times(prepared.times, float(g), anticipation) for g in prepared.cohorts])
    compared = np.array(
        [
            compared_cohorts(
                cohorts, prepared.times, i, base[i], never=never, anticipation=anticipation
            )
            for i in range(shape[0])
        ]
    )
    sums = np.zeros((len(cohorts), *shape))
    counts = np.zeros((len(cohorts), *shape))
    for rows in _blocks(code):
        h = int(code[rows[0]])
        block = prepared.outcome[rows]
        for i in range(shape[0]):
            if i == h or compared[i, h].any():
                change = _change(block, base[i])
                seen = np.isfinite(change)
                counts[h, i] += seen.sum(axis=0)
                sums[h, i] += np.where(seen, change, 0.0).sum(axis=0)
    place = np.arange(shape[0])
    own_count, own_sum = counts[place, place], sums[place, place]
    other_count = np.einsum("iht,hit->it", compared, counts)
    other_sum = np.einsum("iht,hit->it", compared, sums)
    own_mean = own_sum / np.maximum(own_count, 1.0)
    other_mean = other_sum / np.maximum(other_count, 1.0)
    usable = (own_count > 0.0) & (other_count > 0.0)
    att = np.where(usable, own_mean - other_mean, np.nan)
    return UnitCells(code, att, base, own_mean, other_mean, own_count, other_count, compared)


def unit_rests(
    prepared: PreparedPanel, cells: UnitCells, families: list[Family], joint: slice
) -> tuple[Resting, Floats]:
    """Return what the families' averages rest on, in order, and the covariance of those in `joint`.

    With clusters coarser than units, what they add to variances is not told apart by cohort.
    """
    sizes = np.bincount(prepared.cluster)
    alone = bool((sizes == 1).all())
    count = sum(len(family.keys) for family in families)
    groups = cells.compared.shape[1] if alone else 1
    parts, users = np.zeros((groups, count)), np.zeros((groups, count))
    treated: Ints = np.zeros(count, dtype=np.int64)
    compared: Ints = np.zeros(count, dtype=np.int64)
    covariance = np.zeros((joint.stop - joint.start, joint.stop - joint.start))
    share = np.bincount(cells.code, minlength=cells.compared.shape[1])[: len(cells.att)]
    units = len(cells.code)
    shift = np.concatenate(
        [share_shift(f, share / units, units, cells.compared.shape[1]) for f in families], axis=1
    )
    for rows in _blocks(cells.code) if alone else _cluster_blocks(prepared.cluster):
        influence, own, other = _influence(prepared, cells, families, rows, count)
        influence += shift[cells.code[rows]]
        if not alone:
            starts = np.flatnonzero(np.diff(prepared.cluster[rows], prepend=-1))
            influence = np.add.reduceat(influence, starts, axis=0)
            own = np.logical_or.reduceat(own, starts, axis=0)
            other = np.logical_or.reduceat(other, starts, axis=0)
        group = int(cells.code[rows[0]]) if alone else 0
        parts[group] += np.einsum("ik,ik->k", influence, influence)
        users[group] += (own | other).sum(axis=0)
        treated += own.sum(axis=0)
        compared += other.sum(axis=0)
        chosen = influence[:, joint]
        covariance += chosen.T @ chosen
    value = np.concatenate([family.value for family in families])
    return Resting(value, parts, users, treated, compared), covariance


def unit_cell_rests(prepared: PreparedPanel, cells: UnitCells) -> Resting:
    """Return what the defined ATT(g, t) rest on, cohort by cohort and time by time."""
    if prepared.clusters < len(prepared.cohort):
        return unit_rests(prepared, cells, [cell_family(cells.att)], slice(0, 0))[0]
    groups, defined = cells.compared.shape[1], np.isfinite(cells.att)
    squares = np.zeros((groups, *cells.att.shape))
    users = np.zeros_like(squares)
    for rows in _blocks(cells.code):
        h = int(cells.code[rows[0]])
        block = prepared.outcome[rows]
        for i in range(len(cells.att)):
            used = defined[i] if i == h else defined[i] & cells.compared[i, h]
            if not used.any():
                continue
            apart = _change(block, cells.base[i])
            apart -= cells.own_mean[i] if i == h else cells.other_mean[i]
            seen = np.isfinite(apart)
            apart[~seen] = 0.0
            number = cells.own_count[i] if i == h else cells.other_count[i]
            squares[h, i] += used * np.einsum("ut,ut->t", apart, apart) / np.maximum(number, 1) ** 2
            users[h, i] += used * np.count_nonzero(seen, axis=0)
    return Resting(
        value=cells.att[defined],
        parts=squares[:, defined],
        units=users[:, defined],
        treated=cells.own_count[defined].astype(np.int64),
        compared=cells.other_count[defined].astype(np.int64),
    )


def cell_family(att: Floats) -> Family:
    """Return the defined ATT(g, t) [G, T] as averages of one cell each, keyed by place."""
    defined = np.isfinite(att)
    keys = np.flatnonzero(defined)
    place = np.full(att.shape, -1)
    place[defined] = np.arange(len(keys))
    weight = defined.astype(np.float64)
    return Family(
        keys.astype(np.float64), place, weight, att[defined], np.zeros((len(keys), len(att)))
    )


def _influence(
    prepared: PreparedPanel, cells: UnitCells, families: list[Family], rows: Ints, count: int
) -> tuple[Floats, Flags, Flags]:
    """Return [B, K]: what each unit of a block adds to each estimate, and on which side it is."""
    block, code = prepared.outcome[rows], cells.code[rows]
    influence = np.zeros((len(rows), count))
    own, other = np.zeros(influence.shape, dtype=bool), np.zeros(influence.shape, dtype=bool)
    usable = np.isfinite(cells.att)
    for i in range(len(cells.att)):
        is_own = code == i
        beside = cells.compared[i][code] & usable[i]
        if not (is_own.any() or beside.any()):
            continue
        change = _change(block, cells.base[i])
        seen = np.isfinite(change)
        beside &= seen
        mine = is_own[:, None] & usable[i] & seen
        change[~seen] = 0.0
        adds = np.where(mine, (change - cells.own_mean[i]) / np.maximum(cells.own_count[i], 1), 0.0)
        adds -= np.where(
            beside, (change - cells.other_mean[i]) / np.maximum(cells.other_count[i], 1), 0.0
        )
        first = 0
        for family in families:
            _spread(influence, own, other, (family, i, first), (adds, mine, beside))
            first += len(family.keys)
    return influence, own, other


def _spread(
    influence: Floats,
    own: Flags,
    other: Flags,
    where: tuple[Family, int, int],
    given: tuple[Floats, Flags, Flags],
) -> None:
    """Add one cohort's influences on its cells to the averages that they belong to."""
    family, i, first = where
    adds, mine, beside = given
    time = np.flatnonzero(family.place[i] >= 0)
    if not len(time):
        return
    weight, place = family.weight[i, time], first + family.place[i, time]
    if place[0] == place[-1]:
        influence[:, place[0]] += adds[:, time] @ weight
        own[:, place[0]] |= mine[:, time].any(axis=1)
        other[:, place[0]] |= beside[:, time].any(axis=1)
        return
    at, since = _run(place), _run(time)
    influence[:, at] += adds[:, since] * weight
    own[:, at] |= mine[:, since]
    other[:, at] |= beside[:, since]


def _run(places: Ints) -> Ints | slice:
    """Return places as a slice where they follow each other: a view instead of a copy."""
    first, last = int(places[0]), int(places[-1])
    return slice(first, last + 1) if last - first + 1 == len(places) else places


def _change(block: Floats, base: Ints) -> Floats:
    """Return outcomes [B, T] less those at the base times [T]; NaN where there is none."""
    change: Floats = block - block[:, np.maximum(base, 0)]
    change[:, base < 0] = np.nan
    return change


def _blocks(code: Ints) -> Iterator[Ints]:
    """Yield rows of one cohort each, at most a block at a time."""
    order = np.argsort(code, kind="stable")
    for rows in np.split(order, np.cumsum(np.bincount(code))[:-1]):
        for first in range(0, len(rows), _BLOCK):
            yield rows[first : first + _BLOCK]


def _cluster_blocks(cluster: Ints) -> Iterator[Ints]:
    """Yield the rows of whole clusters, cluster by cluster, about a block at a time."""
    order = np.argsort(cluster, kind="stable")
    ends = np.cumsum(np.bincount(cluster))
    first = 0
    while first < len(order):
        after = int(np.searchsorted(ends, first + _BLOCK, side="right"))
        last = max(int(ends[max(after - 1, 0)]), int(ends[np.searchsorted(ends, first, "right")]))
        yield order[first:last]
        first = last
