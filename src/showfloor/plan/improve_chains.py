"""Annealing by chains: a store moves, who is in its way moves on, and the holes are filled.

One chain gives a store another option, lifts the stores whose crew-days it needs (and, where a
total limit is full, one store that the prices hold to be marginal), places each of these where it
is worth most, and fills freed weeks by the most wanted stores. The whole chain is kept or undone by
its effect on the plan's value (Metropolis). Every plan in between keeps every limit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from showfloor.plan.compiled import inner, lean
from showfloor.plan.improve_field import (
    Bools,
    Field,
    Floats,
    Ints,
    Standing,
    fits,
    fits_crews,
    fits_totals,
    gain,
    lift,
    place,
)

Words = npt.NDArray[np.uint64]

LONGEST = 12
"""Stores that one chain may touch."""
TRIES = 6
"""Stores looked at for a hole or as the one to give way."""
REACH = 6.0
"""Options that lose more than so many temperatures against a store's present one are not tried."""


class Candidates(NamedTuple):
    """Options near their store's best [n], by store and by region and start week, nearest first."""

    first: Ints
    """[S + 1] spans of each store's options"""
    form: Ints
    start: Ints
    store: Ints
    loss: Floats
    """What the dual's bound loses if the option is forced"""
    none: Floats
    """[S] what it loses if the store gets no area"""
    cell_first: Ints
    """[R * T + 1] spans in `cell`"""
    cell: Ints
    """[n] places of options"""
    marginal: Ints
    """Stores, those first that the prices hold to be nearest to being in or out"""


class Part(NamedTuple):
    """What one thread may change."""

    stores: Ints
    """Stores with candidates that may move."""
    marginal: Ints
    movable: Bools
    """[S]"""


class Log(NamedTuple):
    """Stores that a chain has touched, and what they had before."""

    touched: Ints
    """[1] how many"""
    store: Ints
    form: Ints
    start: Ints
    loss: Floats


class Work(NamedTuple):
    """All that a chain reads and changes."""

    field: Field
    standing: Standing
    near: Candidates
    part: Part
    log: Log
    words: Words
    """[1] state of the random numbers"""
    reach: Floats
    """[1] currency by which a store may fall behind its present option in one chain"""


def empty_log() -> Log:
    """Return a log with room for one chain."""
    room = LONGEST + 1
    return Log(
        np.zeros(1, dtype=np.int64),
        np.zeros(room, dtype=np.int64),
        np.zeros(room, dtype=np.int64),
        np.zeros(room, dtype=np.int64),
        np.zeros(room),
    )


@inner
def random_below(words: Words, bound: int) -> int:
    """Return a whole number in [0, bound) and step the generator (xorshift64*, Vigna 2016)."""
    word = words[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    words[0] = word
    mixed = (word * np.uint64(2685821657736338717)) >> np.uint64(33)
    return int(np.int64(mixed) % np.int64(bound))


@inner
def random_unit(words: Words) -> float:
    """Return a number in [0, 1)."""
    return random_below(words, 1 << 30) / float(1 << 30)


@inner
def _near_first(words: Words, count: int) -> int:
    """Return a place in [0, count), small ones more often."""
    unit = random_unit(words)
    return int(unit * unit * count)


@inner
def _logged(log: Log, store: int) -> bool:
    found = False
    for at in range(log.touched[0]):
        found = found or log.store[at] == store
    return found


@inner
def _note(work: Work, store: int) -> None:
    """Remember what a store has."""
    log, standing = work.log, work.standing
    at = log.touched[0]
    log.store[at] = store
    log.form[at] = standing.form[store]
    log.start[at] = standing.start[store]
    log.loss[at] = standing.loss[store]
    log.touched[0] = at + 1


@inner
def _undo(work: Work) -> None:
    """Give every touched store back what it had."""
    field, standing, log = work.field, work.standing, work.log
    for at in range(log.touched[0]):
        if standing.form[log.store[at]] >= 0:
            lift(field, standing, log.store[at])
    for at in range(log.touched[0]):
        if log.form[at] >= 0:
            place(field, standing, log.store[at], log.form[at], log.start[at])
        standing.loss[log.store[at]] = log.loss[at]


@inner
def _put(work: Work, at: int) -> float:
    """Place a candidate, remember its loss and return what it gains."""
    store, form, start = work.near.store[at], work.near.form[at], work.near.start[at]
    worth = gain(work.field, work.standing, store, form, start)
    place(work.field, work.standing, store, form, start)
    work.standing.loss[store] = work.near.loss[at]
    return worth


@inner
def _take(work: Work, store: int) -> float:
    """Lift a store's area and return what that costs."""
    form, start = work.standing.form[store], work.standing.start[store]
    lift(work.field, work.standing, store)
    work.standing.loss[store] = work.near.none[store]
    return gain(work.field, work.standing, store, form, start)


@inner
def _worker(work: Work, region: int, week: int) -> int:
    """Return a random movable store whose installation needs crews in the week, or -1."""
    field, standing = work.field, work.standing
    found, seen = -1, 0
    for offset in range(field.crew.shape[1]):
        start = week - offset
        if start < 0 or start >= standing.head.shape[1]:
            continue
        store = standing.head[region, start]
        while store >= 0:
            busy = field.crew[standing.form[store], offset] > 0
            if busy and work.part.movable[store] and not _logged(work.log, store):
                seen += 1
                if random_below(work.words, seen) == 0:
                    found = store
            store = standing.following[store]
    return found


@inner
def _free_crews(work: Work, at: int) -> tuple[bool, float]:
    """Lift stores until the crews suffice; return whether they do, and what was lost."""
    field, used = work.field, work.standing.crew_used
    form, start = work.near.form[at], work.near.start[at]
    region, cost = field.region[work.near.store[at]], 0.0
    for offset in range(field.length[form]):
        need, week = field.crew[form, offset], start + offset
        while need > 0 and used[region, week] + need > field.capacity[region, week]:
            victim = -1
            if work.log.touched[0] < LONGEST - 2:
                victim = _worker(work, region, week)
            if victim < 0:
                return False, cost
            _note(work, victim)
            cost += _take(work, victim)
    return True, cost


@inner
def _free_totals(work: Work) -> tuple[bool, float]:
    """Lift one planned store that is nearly out; return whether there was one, and its cost."""
    marginal = work.part.marginal
    if len(marginal) == 0 or work.log.touched[0] >= LONGEST - 2:
        return False, 0.0
    for _ in range(TRIES):
        store = marginal[_near_first(work.words, len(marginal))]
        if work.standing.form[store] >= 0 and not _logged(work.log, store):
            _note(work, store)
            return True, _take(work, store)
    return False, 0.0


@inner
def _best_place(work: Work, store: int) -> int:
    """Return the option of most worth that fits a store now; -1 if none is worth having."""
    near, field, standing = work.near, work.field, work.standing
    best, found = 0.0, -1
    for at in range(near.first[store], near.first[store + 1]):
        form, start = near.form[at], near.start[at]
        if not fits_crews(field, standing, store, form, start):
            continue
        worth = gain(field, standing, store, form, start)
        if worth > best and fits_totals(field, standing, store, form, start):
            best, found = worth, at
    return found


@inner
def _worth_moving(work: Work, at: int) -> float:
    """Return what a store gains by a candidate over what it has; -inf if it does not fit."""
    near, field, standing = work.near, work.field, work.standing
    store, form, start = near.store[at], near.form[at], near.start[at]
    old_form, old_start = standing.form[store], standing.start[store]
    lost, worth = 0.0, -np.inf
    if old_form >= 0:
        lift(field, standing, store)
        lost = gain(field, standing, store, old_form, old_start)
    if fits(field, standing, store, form, start):
        worth = gain(field, standing, store, form, start) - lost
    if old_form >= 0:
        place(field, standing, store, old_form, old_start)
    return worth


@inner
def _fill(work: Work, region: int, week: int) -> float:
    """Try some wanted stores for a freed week; place the one that gains most; return the gain."""
    near, standing = work.near, work.standing
    cell = region * standing.head.shape[1] + week
    low, count = near.cell_first[cell], near.cell_first[cell + 1] - near.cell_first[cell]
    best, found = 1e-9, -1
    if count == 0 or work.log.touched[0] >= LONGEST:
        return 0.0
    for _ in range(TRIES):
        at = near.cell[low + _near_first(work.words, count)]
        store = near.store[at]
        if near.loss[at] - standing.loss[store] > work.reach[0]:
            continue
        if not work.part.movable[store] or _logged(work.log, store):
            continue
        if standing.form[store] == near.form[at] and standing.start[store] == near.start[at]:
            continue
        worth = _worth_moving(work, at)
        if worth > best:
            best, found = worth, at
    if found < 0:
        return 0.0
    store, lost = near.store[found], 0.0
    _note(work, store)
    if standing.form[store] >= 0:
        lost = _take(work, store)
    return _put(work, found) - lost


@inner
def _settle(work: Work) -> float:
    """Place the lifted stores where they are worth most, then fill what has been freed."""
    log, worth = work.log, 0.0
    for at in range(1, log.touched[0]):
        found = _best_place(work, log.store[at])
        if found >= 0:
            worth += _put(work, found)
    at = 0
    while at < log.touched[0] and at < LONGEST:
        if log.form[at] >= 0:
            worth += _fill(work, work.field.region[log.store[at]], log.start[at])
        at += 1
    return worth


@inner
def _chain(work: Work, at: int) -> tuple[bool, float]:
    """Give a store a candidate and settle the rest; return whether it fits, and the gain."""
    near, standing = work.near, work.standing
    store, form, start = near.store[at], near.form[at], near.start[at]
    worth = 0.0
    work.log.touched[0] = 0
    _note(work, store)
    if standing.form[store] >= 0:
        worth -= _take(work, store)
    able, cost = _free_crews(work, at)
    worth -= cost
    if able and not fits_totals(work.field, standing, store, form, start):
        able, cost = _free_totals(work)
        worth -= cost
        able = able and fits_totals(work.field, standing, store, form, start)
    if able:
        worth += _put(work, at)
        worth += _settle(work)
    return able, worth


@lean
def anneal(work: Work, chains: int, hot: float, cold: float) -> float:
    """Run chains while the temperature (currency) falls from `hot` to `cold`; return the gain.

    Gains include the penalties of unmet obligations.
    """
    near, part = work.near, work.part
    total, temperature, block = 0.0, hot, 1000
    fall = (cold / hot) ** (block / max(chains, 1))
    work.reach[0] = REACH * hot
    if len(part.stores) == 0:
        return total
    for chain in range(chains):
        if chain % block == block - 1:
            temperature *= fall
            work.reach[0] = REACH * temperature
        store = part.stores[random_below(work.words, len(part.stores))]
        count = near.first[store + 1] - near.first[store]
        at = near.first[store] + _near_first(work.words, count)
        if near.loss[at] - work.standing.loss[store] > work.reach[0]:
            continue
        same_form = near.form[at] == work.standing.form[store]
        if same_form and near.start[at] == work.standing.start[store]:
            continue
        able, worth = _chain(work, at)
        if able and (worth >= 0.0 or random_unit(work.words) < np.exp(worth / temperature)):
            total += worth
        else:
            _undo(work)
    return total
