"""Crew cuts that shares of options break: one for each window of weeks in which there is any.

Shares are how often late passes of the dual chose an option. In each region and window of two
neighbouring weeks with crews (one where it has no neighbour) the stores that take fractions of
options are listed, obliged ones first, since only a cut that knows them apart sees that they take
one option at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from showfloor.plan.crew_cuts import CrewCut, capacity_of, days_used, largest_sum
from showfloor.plan.crew_cuts_distance import Point, distance
from showfloor.plan.crew_cuts_fitting import Fitting, Weights, fitting_of, lift
from showfloor.plan.grid import Grid
from showfloor.plan.network import Floats, Ints

Places = npt.NDArray[np.int32]

LISTED = 8
"""Stores listed in a cut, at most."""
LEAST_SHARE = 0.02
"""Shares below this are left out of a window: noise of late passes."""
LEAST_BROKEN = 0.05
"""Installations by which the shares must break a cut."""
MOST_STATES = 625
"""Days left in two weeks, as combinations, up to which they are looked at together: above some 24
crew-days a week fractions matter little, and the search for cuts takes long."""
WHOLE = 60
"""Largest weight that is tried so that all are whole; else weights are rounded."""


class Shared(Protocol):
    """Options [n] with how often they were chosen."""

    @property
    def store(self) -> Places:
        """Their stores."""

    @property
    def form(self) -> Places:
        """Their formats."""

    @property
    def start(self) -> Places:
        """Their start weeks."""

    @property
    def share(self) -> Floats:
        """In how many of the passes each was chosen, as a share."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """Options [n] that were chosen more often than noise would have them."""

    store: Places
    form: Places
    start: Places
    share: Floats


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Distinct ways in which an installation works in a window of some weeks."""

    use: Ints
    """[kinds, weeks]"""
    of: Ints
    """[F, longest - 1 + weeks] kind by format and start, from the earliest that reaches the
    window; -1 where it works on none of the days."""
    ahead: int
    """Weeks before the window in which a start still reaches it."""


def violated_cuts(grid: Grid, shared: Shared) -> tuple[CrewCut, ...]:
    """Return the cuts that the shares break, region by region and week by week."""
    found: list[CrewCut] = []
    if not grid.capacity.size:
        return ()
    mine = shared.share >= LEAST_SHARE
    at = _Taken(shared.store[mine], shared.form[mine], shared.start[mine], shared.share[mine])
    region = grid.region[at.store]
    kinds = {weeks: _kinds(grid, weeks) for weeks in (1, 2)}
    for place in np.unique(region):
        own = np.flatnonzero(region == place)
        for first, weeks in _windows(grid.capacity[place]):
            inside = own[at.start[own] >= first - kinds[weeks].ahead]
            inside = inside[at.start[inside] < first + weeks]
            if len(inside):
                found += _in_window(grid, at, inside, (int(place), first), kinds[weeks])
    return tuple(found)


def _windows(capacity: Places) -> Iterator[tuple[int, int]]:
    """Yield first week and number of weeks: two with crews, or one in no such two."""
    days = capacity.tolist()
    both = [a * b > 0 and (a + 1) * (b + 1) <= MOST_STATES for a, b in pairwise(days)]
    for week, own in enumerate(days):
        if week < len(both) and both[week]:
            yield week, 2
        elif 0 < own < MOST_STATES and not (week > 0 and both[week - 1]):
            yield week, 1


def _kinds(grid: Grid, weeks: int) -> _Kinds:
    longest = grid.crew_days.shape[1]
    form = np.repeat(np.arange(len(grid.length)), longest - 1 + weeks)
    start = np.tile(np.arange(longest - 1 + weeks), len(grid.length))
    use = days_used(grid, longest - 1, weeks, form, start)
    distinct, of = np.unique(use, axis=0, return_inverse=True)
    working = distinct.any(axis=1)
    place = np.where(working, np.cumsum(working) - 1, -1)
    shape = (len(grid.length), longest - 1 + weeks)
    return _Kinds(distinct[working], place[of.reshape(-1)].reshape(shape), longest - 1)


def _in_window(
    grid: Grid, at: _Taken, inside: Ints, where: tuple[int, int], kinds: _Kinds
) -> Iterator[CrewCut]:
    """Yield the cut that the shares break in a window, if there is any."""
    region, first = where
    capacity = grid.capacity[region, first : first + kinds.use.shape[1]].astype(np.int64)
    kind = kinds.of[at.form[inside], at.start[inside] - first + kinds.ahead]
    inside, kind = inside[kind >= 0], kind[kind >= 0]
    share = at.share[inside]
    if not len(inside) or (share > 1.0 - LEAST_SHARE).all():
        return
    on = fitting_of(capacity, kinds.use)
    if on is None:
        return
    stores, group_of = np.unique(at.store[inside], return_inverse=True)
    by_kind = np.zeros((len(stores), len(kinds.use)))
    np.add.at(by_kind, (group_of, kind), share)
    listed = _listed(grid, stores, by_kind)
    weights = _broken(on, by_kind, listed)
    if weights is not None:
        cut = _cut_of(grid, where, kinds, stores[listed], weights)
        if cut is not None:
            yield cut


def _listed(grid: Grid, stores: Places, by_kind: Floats) -> Ints:
    """Return the rows of stores to be listed, in their order: obliged, then most fractional."""
    fraction = np.minimum(by_kind, 1.0 - by_kind).max(axis=1)
    some = fraction > LEAST_SHARE
    order = np.lexsort((stores, -fraction, ~(grid.obliged[stores] & some)))
    return np.sort(order[:LISTED])


def _broken(on: Fitting, by_kind: Floats, listed: Ints) -> Weights | None:
    """Return whole weights of a row that shares [stores, kinds] break; None where none is."""
    others = np.ones(len(by_kind), dtype=np.bool_)
    others[listed] = False
    of_others, of_listed = by_kind[others].sum(axis=0), by_kind[listed]
    group, kind = np.nonzero(of_listed)
    free_kind = np.flatnonzero(of_others)
    point = Point(
        np.concatenate([group, np.full(len(free_kind), -1)]).astype(np.int64),
        np.concatenate([kind, free_kind]).astype(np.int64),
        np.concatenate([of_listed[group, kind], of_others[free_kind]]),
        len(listed),
    )
    weight = np.zeros(len(point.share))
    if distance(on, point, weight) <= 0.0:
        return None
    whole = _whole(weight)
    own, free = np.zeros(of_listed.shape), np.zeros(len(of_others))
    own[group, kind], free[free_kind] = whole[: len(group)], whole[len(group) :]
    weights = Weights(free, own)
    beyond = -lift(on, weights)
    beyond += float((own * of_listed).sum() + free @ of_others)
    largest = max(own.max(initial=0.0), free.max(initial=0.0))
    return weights if beyond >= LEAST_BROKEN * largest > 0.0 else None


def _whole(weight: Floats) -> Floats:
    """Return weights in [0, 1] as whole numbers in the same proportions, or nearly so."""
    for multiplier in range(1, WHOLE + 1):
        scaled = weight * multiplier
        whole = np.rint(scaled)
        if np.abs(scaled - whole).max() < 1e-6 * multiplier:
            return whole
    rounded: Floats = np.rint(weight * WHOLE)
    return rounded


def _cut_of(
    grid: Grid, where: tuple[int, int], kinds: _Kinds, stores: Places, weights: Weights
) -> CrewCut | None:
    """Return the row as a cut with an entry for every option that has a weight.

    Stores whose options all have the weights of those that are not listed are not listed either.
    """
    region, first = where
    starts = first - kinds.ahead + np.arange(kinds.of.shape[1])
    valid = (starts >= 0) & (starts < grid.weeks)
    works = (kinds.of >= 0) & valid[None, :]
    rows: list[Ints] = []
    every = np.where(works, weights.free[kinds.of], 0.0)
    for store, own in zip(stores.tolist(), weights.own, strict=True):
        able = works.copy()
        able[:, valid] &= np.isfinite(grid.value[store][:, starts[valid]])
        weight = np.where(able, own[kinds.of], 0.0)
        if (weight[able] != every[able]).any():
            rows.append(_entries_of(store, weight, starts))
    rows.append(_entries_of(-1, every, starts))
    store, form, start, whole = np.ascontiguousarray(np.concatenate(rows).T)
    cut = CrewCut(region, first, kinds.use.shape[1], 0, store, form, start, whole)
    limit = largest_sum(grid, cut, capacity_of(grid, cut))
    return None if limit is None else replace(cut, limit=limit)


def _entries_of(store: int, weight: Floats, starts: Ints) -> Ints:
    """Return [n, 4]: store, format, start, weight; one entry of weight 0 lists a store without."""
    form, offset = np.nonzero(weight)
    if not len(form) and store >= 0:
        form, offset = np.zeros(1, np.int64), np.flatnonzero(starts >= 0)[:1]
    entries = np.empty((len(form), 4), dtype=np.int64)
    entries[:, 0], entries[:, 1], entries[:, 2] = store, form, starts[offset]
    entries[:, 3] = weight[form, offset]
    return entries
