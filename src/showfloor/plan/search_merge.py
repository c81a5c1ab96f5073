"""Merging plans: one programme over the options that several annealed plans take beats them all.

Annealings with different random numbers get most stores right and fail at different ones. The
options that any of them takes are few, a thousand or two for a thousand stores, so a mixed-integer
programme over all stores, begun at the best of the plans, chooses what is best in each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event
from typing import TypeVar

import numpy as np

from showfloor.plan.construct import Listed, adopt, candidates_of, construct
from showfloor.plan.crew_cuts import CrewCut
from showfloor.plan.grid import Grid, codes_of_options, options_of_codes
from showfloor.plan.improve import STORES_FOR_PARTS, Cooling, Scene, cool
from showfloor.plan.improve_chains import Candidates
from showfloor.plan.improve_field import (
    Field,
    Standing,
    empty_standing,
    fixed_selling_of,
    keeps_obligations,
    objective_of_standing,
)
from showfloor.plan.near_ties import Choices
from showfloor.plan.neighbourhood import Answer, Effort, choose_again
from showfloor.plan.network import Bools, Ints

THREADS = 2
POLL = 0.2
"""Seconds between two questions to whoever may stop the search."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan's choices and its objective; -inf where it misses an obligation."""

    choices: Choices
    worth: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What plans are annealed and merged on."""

    grid: Grid
    field: Field
    near: Candidates
    beyond: float
    """Currency that an option outside `near` loses at least."""
    cuts: tuple[CrewCut, ...] = ()

    def standing(self, near: Candidates, choices: Choices | None) -> Standing:
        """Return a plan with given choices as far as they fit."""
        return standing_of(self.grid, self.field, near, choices)

    def plan_of(self, standing: Standing) -> Plan:
        """Return a plan that stands, in arrays of its own."""
        choices = Choices(standing.form.copy(), standing.start.copy())
        if not keeps_obligations(self.field, standing):
            return Plan(choices, -math.inf)
        return Plan(choices, objective_of_standing(self.field, standing) + self.grid.constant)


def standing_of(grid: Grid, field: Field, near: Candidates, choices: Choices | None) -> Standing:
    """Return an empty plan, filled with given choices as far as they fit."""
    standing = empty_standing(field, fixed_selling_of(grid))
    standing.loss[:] = near.none
    if choices is not None:
        adopt(field, near, standing, choices.format, choices.start)
    return standing


def side_by_side(
    work: Sequence[Callable[[Callable[[], bool]], T]], stop: Callable[[], bool]
) -> list[T]:
    """Do several things on two threads and return what each gives, in order.

    Each is given a question whether to go on. `stop` is asked in the caller's thread alone; an
    exception there, an interrupt too, ends all work before it is passed on.
    """
    ended = Event()
    with ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(each, lambda: not ended.is_set()) for each in work]
        try:
            while wait(futures, timeout=POLL).not_done:
                if stop():
                    ended.set()
        except BaseException:
            ended.set()
            raise
    return [future.result() for future in futures]


def anneal_several(
    ground: Ground,
    first: Choices | None,
    cooling: Cooling,
    seeds: Sequence[int],
    stop: Callable[[], bool],
) -> list[Plan]:
    """Return one annealed plan a seed, each begun at `first`, filled up greedily.

    Which thread is faster changes nothing. Networks whose annealing uses two threads by itself
    are annealed one after the other.
    """
    begun = ground.standing(ground.near, first)
    construct(ground.grid, ground.field, ground.near, begun)

    def work(seed: int) -> Callable[[Callable[[], bool]], Plan]:
        own = begun._replace(**{name: getattr(begun, name).copy() for name in begun._fields})

        def anneal(go_on: Callable[[], bool]) -> Plan:
            cool(Scene(ground.field, own, ground.near), cooling, seed, go_on)
            return ground.plan_of(own)

        return anneal

    if ground.grid.stores >= STORES_FOR_PARTS:
        return [work(seed)(lambda: not stop()) for seed in seeds]
    return side_by_side([work(seed) for seed in seeds], stop)


def merge(
    ground: Ground, plans: Sequence[Plan], effort: Effort, also: Bools | None = None
) -> tuple[Plan, Answer]:
    """Return the best plan over the options that the plans take, never worse than the best of them.

    Every store may go without an area, unless it is obliged. `also` [n] says which options of
    `ground.near` are let in beside. The best of the plans must keep its obligations.
    """
    best = max(plans, key=lambda plan: plan.worth)
    union = _union(ground, plans, also)
    standing = ground.standing(union, best.choices)
    stores = np.flatnonzero(np.diff(union.first) > 0)
    answer = choose_again(
        Scene(ground.field, standing, union), stores, math.inf, effort, ground.cuts
    )
    merged = ground.plan_of(standing)
    return (merged if merged.worth > best.worth else best), answer


def _union(ground: Ground, plans: Sequence[Plan], also: Bools | None) -> Candidates:
    """Return the options that any of the plans takes, and others."""
    near, grid = ground.near, ground.grid
    taken = np.unique(np.concatenate([_codes_of(grid, plan.choices) for plan in plans]))
    codes = codes_of_options(grid, near.store, near.form, near.start)
    inside = np.isin(codes, taken)
    kept = np.flatnonzero(inside if also is None else inside | also)
    others = np.setdiff1d(taken, codes[kept])
    store, form, start = options_of_codes(grid, others)
    listed = Listed(
        np.concatenate([near.store[kept], store]),
        np.concatenate([near.form[kept], form]),
        np.concatenate([near.start[kept], start]),
        np.concatenate([near.loss[kept], np.full(len(others), ground.beyond)]),
    )
    return candidates_of(grid, listed, near.none)


def _codes_of(grid: Grid, choices: Choices) -> Ints:
    stores = np.flatnonzero(choices.format >= 0)
    return codes_of_options(grid, stores, choices.format[stores], choices.start[stores])
