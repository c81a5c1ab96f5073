"""Near-ties: stores that could exchange what a plan gives them, and what each exchange would cost.

Two kinds of exchange keep a region's slots (format and start week) as they are, and with them
crews, supply, pace and quotas: a store without an area takes the slot of one that has one ("in
or out"), or two planned stores change their slots ("when"). Both stores stand in one group, that
is in one region and of one kind.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from showfloor.plan.compiled import compiled
from showfloor.plan.grid import Grid, Places
from showfloor.plan.network import Bools, Floats, Ints

NEAREST = 6
"""Exchanges kept for one planned store in one pass."""


class Neighbours(NamedTuple):
    """Pairs with spillover by store: store s has the entries first[s] .. first[s + 1] - 1."""

    first: Ints
    """[S + 1]"""
    other: Ints
    """The store at the pair's other end."""
    pair: Ints
    """Row in `loss`."""
    loss: Floats
    """[P, H + 1] prefix sums over weeks of the pair's discounted weekly loss."""
    life: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What exchanges are judged by. S stores, F formats, T start weeks."""

    value: Floats
    """[S, F, T] what an option adds to the objective before losses to new neighbours; -inf where
    there is no such option."""
    other_value: Floats
    """[S, F, T] to the other party; empty where it must not reach anything."""
    capex: Floats
    """[S, F]"""
    length: Ints
    """[F] weeks of installation."""
    budget_end: Ints
    """[K] start weeks before which a budget step counts."""
    budget_limit: Floats
    """[K] cumulative."""
    other_at_least: float
    group: Ints
    """[S] number of the store's region and kind."""
    group_name: tuple[str, ...]
    able: Bools
    """[S] stores that may be drawn: no promise, no wave, no holdout, no standing area."""
    neighbours: Neighbours


def ground_of(grid: Grid, held: Bools, *, by_kind: bool = True) -> Ground:
    """Return what exchanges are judged by; `held` [S] are the stores of the holdout.

    Groups are regions, with `by_kind` divided by the kind of store.
    """
    names = [
        f"{store.region or '(none)'} | {store.kind}" if by_kind else store.region or "(none)"
        for store in grid.network.stores
    ]
    group_name = tuple(sorted(set(names)))
    place = {name: index for index, name in enumerate(group_name)}
    has_option = np.isfinite(grid.value.max(axis=(1, 2), initial=-np.inf))
    return Ground(
        value=grid.value,
        other_value=grid.other,
        capex=grid.capex,
        length=grid.length.astype(np.int64),
        budget_end=grid.budget_end.astype(np.int64),
        budget_limit=grid.budget_amount,
        other_at_least=grid.other_at_least,
        group=np.array([place[name] for name in names], dtype=np.int64),
        group_name=group_name,
        able=has_option & ~(held | grid.held | grid.obliged | grid.fixed),
        neighbours=neighbours_of(
            grid.stores, grid.pair_a, grid.pair_b, grid.pair_prefix, grid.life
        ),
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """A plan: each store's format and start week [S], -1 for no area."""

    format: Ints
    start: Ints

    def selling(self, length: Ints) -> Ints:
        """Return [S] the first selling week; -1 for no area."""
        return np.where(self.format >= 0, self.start + length[self.format], -1).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Exchanges:
    """Possible exchanges as parallel arrays: `planned` gives its slot, `taker` may take it."""

    planned: Ints
    taker: Ints
    cost: Floats
    """What the objective loses if the exchange happens; negative: it gains."""


def neighbours_of(
    stores: int, pair_a: Places, pair_b: Places, loss: Floats, life: int
) -> Neighbours:
    """Return the pairs by store, from both ends [P] and prefix sums of their losses."""
    ends = np.concatenate([pair_a, pair_b]).astype(np.int64)
    others = np.concatenate([pair_b, pair_a]).astype(np.int64)
    pairs = np.tile(np.arange(len(pair_a), dtype=np.int64), 2)
    order = np.lexsort((pairs, ends))
    first = np.searchsorted(ends[order], np.arange(stores + 1)).astype(np.int64)
    prefix = np.ascontiguousarray(loss, dtype=np.float64)
    return Neighbours(first, others[order], pairs[order], prefix, life)


class Slots(NamedTuple):
    """What a plan gives the stores [S]: format, start week, first selling week; -1 for none."""

    format: Ints
    start: Ints
    selling: Ints


class Scene(NamedTuple):
    """What the kernels look at: options' values [S, F, T], capex [S, F], the plan, the pairs."""

    value: Floats
    capex: Floats
    slots: Slots
    beside: Neighbours


class Nearest(NamedTuple):
    """The cheapest exchanges of each planned store [N, NEAREST], the cheapest first."""

    cost: Floats
    taker: Ints


class Members(NamedTuple):
    """Stores by group: group g has store[first[g]] .. store[first[g + 1] - 1]."""

    store: Ints
    first: Ints
    group: Ints
    """[S] the group of every store."""


@compiled
def loss_beside(store: int, selling: int, slots: Slots, beside: Neighbours) -> float:
    """Return what a store selling from a week on loses together with its planned neighbours."""
    total = 0.0
    for entry in range(beside.first[store], beside.first[store + 1]):
        begins = slots.selling[beside.other[entry]]
        if begins < 0:
            continue
        late, ends = max(begins, selling), min(begins, selling) + beside.life
        if ends > late:
            prefix = beside.loss[beside.pair[entry]]
            total += max(0.0, prefix[ends] - prefix[late])
    return total


@compiled
def joined(store: int, partner: int, beside: Neighbours) -> bool:
    """Say whether two stores are a pair with spillover."""
    for entry in range(beside.first[store], beside.first[store + 1]):
        if beside.other[entry] == partner:
            return True
    return False


@compiled
def _keep_nearest(costs: Floats, takers: Ints, kept: int, cost: float, taker: int) -> int:
    """Put an exchange into its place among the nearest so far; return how many there are."""
    width = len(costs)
    if kept == width and cost >= costs[width - 1]:
        return kept
    place = min(kept, width - 1)
    while place > 0 and costs[place - 1] > cost:
        costs[place] = costs[place - 1]
        takers[place] = takers[place - 1]
        place -= 1
    costs[place] = cost
    takers[place] = taker
    return min(kept + 1, width)


@compiled
def _in_or_out(
    planned: Ints, most_capex: Floats, free: Members, scene: Scene, nearest: Nearest
) -> None:
    slots, beside = scene.slots, scene.beside
    for row in range(len(planned)):
        store = planned[row]
        f, t, week = slots.format[store], slots.start[store], slots.selling[store]
        own = scene.value[store, f, t] - loss_beside(store, week, slots, beside)
        group, kept = free.group[store], 0
        for at in range(free.first[group], free.first[group + 1]):
            taker = free.store[at]
            worth = scene.value[taker, f, t]
            if worth == -np.inf or scene.capex[taker, f] > most_capex[row]:
                continue
            if joined(taker, store, beside):
                continue
            cost = own - worth + loss_beside(taker, week, slots, beside)
            kept = _keep_nearest(nearest.cost[row], nearest.taker[row], kept, cost, taker)


@compiled
def _when(planned: Ints, apart: int, members: Members, scene: Scene, nearest: Nearest) -> None:
    slots, beside = scene.slots, scene.beside
    for row in range(len(planned)):
        store = planned[row]
        f, t, week = slots.format[store], slots.start[store], slots.selling[store]
        own = scene.value[store, f, t] - loss_beside(store, week, slots, beside)
        group, kept = members.group[store], 0
        for at in range(members.first[group], members.first[group + 1]):
            taker = members.store[at]
            g, u, then = slots.format[taker], slots.start[taker], slots.selling[taker]
            there, here = scene.value[taker, f, t], scene.value[store, g, u]
            if taker <= store or abs(u - t) < apart or min(there, here) == -np.inf:
                continue
            if joined(taker, store, beside):
                continue
            now = own + scene.value[taker, g, u] - loss_beside(taker, then, slots, beside)
            there -= loss_beside(taker, week, slots, beside)
            here -= loss_beside(store, then, slots, beside)
            cost = now - there - here
            kept = _keep_nearest(nearest.cost[row], nearest.taker[row], kept, cost, taker)


def in_or_out(
    ground: Ground, choices: Choices, planned: Ints, free: Ints, most_capex: Floats
) -> Exchanges:
    """Return the cheapest exchanges of planned stores with free ones of their group.

    `planned` [N] are the stores whose slot may be taken, `free` those without an area that may
    take one if their capex is not above `most_capex` [N]. Neighbours with spillover keep what the
    plan gives them.
    """
    nearest = _nothing_yet(len(planned))
    _in_or_out(planned, most_capex, _members(ground, free), _scene(ground, choices), nearest)
    return _found(planned, nearest)


def when(ground: Ground, choices: Choices, planned: Ints, weeks_apart: int) -> Exchanges:
    """Return the cheapest exchanges of slots between planned stores of one group.

    Their start weeks lie at least `weeks_apart` weeks apart.
    """
    nearest = _nothing_yet(len(planned))
    _when(planned, weeks_apart, _members(ground, planned), _scene(ground, choices), nearest)
    return _found(planned, nearest)


def objective_on(ground: Ground, choices: Choices) -> float:
    """Return what a plan is worth: its options' values less the losses of its pairs."""
    chosen = np.flatnonzero(choices.format >= 0)
    slots = _scene(ground, choices).slots
    values = ground.value[chosen, choices.format[chosen], choices.start[chosen]]
    # Every pair is met from both of its ends.
    lost = [
        loss_beside(int(s), int(slots.selling[s]), slots, ground.neighbours) / 2.0 for s in chosen
    ]
    return math.fsum(values) - math.fsum(lost)


def _scene(ground: Ground, choices: Choices) -> Scene:
    slots = Slots(choices.format, choices.start, choices.selling(ground.length))
    return Scene(ground.value, ground.capex, slots, ground.neighbours)


def _nothing_yet(rows: int) -> Nearest:
    return Nearest(np.full((rows, NEAREST), np.inf), np.full((rows, NEAREST), -1, dtype=np.int64))


def _members(ground: Ground, stores: Ints) -> Members:
    order = np.argsort(ground.group[stores], kind="stable")
    member = stores[order].astype(np.int64)
    first = np.searchsorted(ground.group[member], np.arange(len(ground.group_name) + 1))
    return Members(member, first.astype(np.int64), ground.group)


def _found(planned: Ints, nearest: Nearest) -> Exchanges:
    """Return the exchanges found, the nearest tie first."""
    row, place = np.nonzero(nearest.taker >= 0)
    cost, taker, giver = nearest.cost[row, place], nearest.taker[row, place], planned[row]
    order = np.lexsort((taker, giver, np.abs(cost), np.maximum(cost, 0.0)))
    return Exchanges(giver[order], taker[order], cost[order])
