"""A better plan by exchanges alone: slots stay, stores change places while every rule is kept."""

from __future__ import annotations

import math

import numpy as np

from showfloor.plan.near_ties import Choices, Ground, in_or_out, when
from showfloor.plan.network import Bools, Floats

ROUNDS = 3
SMALLEST = 1e-6
"""Gains below this many euros are noise."""


def better_by_exchanges(ground: Ground, choices: Choices) -> Choices:
    """Return a plan that exchanges of slots within the ground's groups have made better.

    `choices` must keep every rule, and so does the result: slots stay in their region, and
    budgets and the other party's value are checked exchange by exchange. In one round no store
    and no neighbour of it is touched twice, so that every gain is exact.
    """
    now = Choices(choices.format.copy(), choices.start.copy())
    for _ in range(ROUNDS):
        state = _Round(ground, now)
        if not state.exchange():
            break
    return now


class _Round:
    """Exchanges that gain, applied to the plan in place, the largest gains first."""

    def __init__(self, ground: Ground, now: Choices) -> None:
        self.ground, self.now = ground, now
        self.open: Bools = ground.able.copy()
        chosen = np.flatnonzero(now.format >= 0)
        form, start = now.format[chosen], now.start[chosen]
        capex = ground.capex[chosen, form]
        spent = [math.fsum(capex[start < end]) for end in ground.budget_end]
        self.room: Floats = ground.budget_limit - np.array(spent, dtype=np.float64)
        self.other_room = math.inf
        if ground.other_value.size:
            given = math.fsum(ground.other_value[chosen, form, start])
            self.other_room = given - ground.other_at_least

    def exchange(self) -> bool:
        """Apply what gains; return whether anything did."""
        ground, now = self.ground, self.now
        planned = np.flatnonzero(ground.able & (now.format >= 0)).astype(np.int64)
        free = np.flatnonzero(ground.able & (now.format < 0)).astype(np.int64)
        room = np.full(len(planned), np.inf)
        for end, left in zip(ground.budget_end, self.room, strict=True):
            room = np.where(now.start[planned] < end, np.minimum(room, left), room)
        most = ground.capex[planned, now.format[planned]] + np.maximum(room, 0.0)
        found = (
            in_or_out(ground, now, planned, free, most),
            when(ground, now, planned, 1),
        )
        rows = sorted(
            (cost, int(a), int(b))
            for part in found
            for a, b, cost in zip(part.planned, part.taker, part.cost.tolist(), strict=True)
            if cost < -SMALLEST
        )
        return sum(self._apply(one, two) for _, one, two in rows) > 0

    def _apply(self, one: int, two: int) -> bool:
        if not (self.open[one] and self.open[two]):
            return False
        now = self.now
        slots = {one: (now.format[one], now.start[one]), two: (now.format[two], now.start[two])}
        more = self._spend(one, slots[two]) + self._spend(two, slots[one])
        more -= self._spend(one, slots[one]) + self._spend(two, slots[two])
        given = self._given(one, slots[two]) + self._given(two, slots[one])
        given -= self._given(one, slots[one]) + self._given(two, slots[two])
        if np.any((more > 0) & (more > self.room)) or -given > max(0.0, self.other_room):
            return False
        self.room = self.room - more
        self.other_room += given
        (now.format[one], now.start[one]) = slots[two]
        (now.format[two], now.start[two]) = slots[one]
        beside = self.ground.neighbours
        for store in (one, two):
            self.open[store] = False
            self.open[beside.other[beside.first[store] : beside.first[store + 1]]] = False
        return True

    def _spend(self, store: int, slot: tuple[int, int]) -> Floats:
        form, start = slot
        if form < 0:
            return np.zeros(len(self.ground.budget_end))
        capex = self.ground.capex[store, form]
        return np.where(start < self.ground.budget_end, capex, 0.0)

    def _given(self, store: int, slot: tuple[int, int]) -> float:
        form, start = slot
        if form < 0 or not self.ground.other_value.size:
            return 0.0
        return float(self.ground.other_value[store, form, start])
