"""A part of a basket: units that offers link, settled one by one with all states kept that matter.

The units are gone through in canonical order. Two beginnings that leave all counters alike have
the same future, so only the better is kept: by price, then points, then marks, which are one whole
number. So the best end is the best plan, and exactly the one that docs/methods/offer-pricing.md
names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from showfloor.offers.search_counters import START, Counter
from showfloor.offers.search_profiles import KindTable, Profile, Take
from showfloor.offers.search_whole import WholeCounter, price_along

State = tuple[Any, ...]
"""A state of every counter; last, the units whose price hangs on parts (`Open`)."""
Open = tuple[int, int, tuple[tuple[int, int], ...]]
"""A layer, its profile's place, and the parts known so far by counter."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One unit: its place in the basket, its shelf price, and what can happen to it."""

    unit: int
    shelf: int
    table: KindTable


@dataclass(frozen=True, slots=True)
class Part:
    """Linked units in canonical order with the counters of the offers that link them."""

    layers: list[Layer]
    counters: Sequence[Counter | WholeCounter]
    closings: list[list[int]]
    """By layer the counters that no later unit moves."""
    points_scale: int
    """More than the points of any plan."""

    @property
    def start(self) -> State:
        """Return the state before the first unit."""
        return (*(begin(counter) for counter in self.counters), ())


def begin(counter: Counter | WholeCounter) -> Any:  # noqa: ANN401  # a state is its counter's own
    """Return a counter's first state, which is also that of a counter that is done with."""
    return counter.start if isinstance(counter, WholeCounter) else START


def part_of(layers: list[Layer], counters: Sequence[Counter | WholeCounter]) -> Part:
    """Find for each counter its last unit."""
    last = [0] * len(counters)
    moved: dict[int, set[int]] = {}
    for place, layer in enumerate(layers):
        key = id(layer.table)
        if key not in moved:
            moved[key] = {move[0] for profile in layer.table.profiles for move in profile.moves}
        for counter in moved[key]:
            last[counter] = place
    closings: list[list[int]] = [[] for _ in layers]
    for counter, place in enumerate(last):
        closings[place].append(counter)
    groups = max(len(layer.table.takes) for layer in layers)
    return Part(layers, counters, closings, 1000 * len(layers) * groups + 1)


class Settling:
    """Carries all states over one unit; remembers what each counter made of each state."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.whole = {
            place
            for place, counter in enumerate(part.counters)
            if isinstance(counter, WholeCounter)
        }
        self.known: dict[tuple[int, Any, int], Any] = {}
        self.worth = [counter.version.points for counter in part.counters]
        self.done = 0
        """Transitions tried so far: the effort."""

    def over(
        self, place: int, states: dict[State, int], scale: int
    ) -> tuple[dict[State, int], int]:
        """Return the states after a unit, each with its best value, and the new scale of marks."""
        layer = self.part.layers[place]
        base = layer.table.base
        scale *= base
        points_scale = self.part.points_scale
        rows = [
            ((p.price * points_scale + p.points) * scale + p.code, number, p)
            for number, p in enumerate(layer.table.profiles)
        ]
        self.done += len(rows) * len(states)
        found: dict[State, int] = {}
        for state, value in states.items():
            shifted = value * base
            for addend, number, profile in rows:
                new, extra = state, 0
                if profile.moves:
                    moved = self._move(place, number, profile, state)
                    if moved is None:
                        continue
                    new, extra = moved
                total = shifted + addend + extra * scale
                known = found.get(new)
                if known is None or total < known:
                    found[new] = total
        closings = self.part.closings[place]
        return (self._close(found, closings) if closings else found), scale

    def _move(
        self, place: int, number: int, profile: Profile, state: State
    ) -> tuple[State, int] | None:
        """Return the state after a unit was taken so, and what it adds to points and price."""
        new, extra = list(state), 0
        if profile.chain:
            new[-1] = (*state[-1], (place, number, ()))
        for counter, mode in profile.moves:
            if counter in self.whole:
                added = self._take_whole(counter, mode, place, new)
                if added is None:
                    return None
                extra += added
                continue
            key = (counter, new[counter], mode)
            if key in self.known:
                step = self.known[key]
            else:
                step = self.known[key] = self.part.counters[counter].step(  # type: ignore[union-attr]
                    new[counter], mode
                )
            if step is None:
                return None
            new[counter] = step[0]
            if step[1]:
                extra += self.worth[counter]
        return tuple(new), extra

    def _take_whole(self, place: int, slot: int, layer: int, new: list[Any]) -> int | None:
        """Queue the unit; where an application is whole now, say its parts and their prices."""
        counter = self.part.counters[place]
        assert isinstance(counter, WholeCounter)
        taken = counter.take(new[place], slot, layer)
        if taken is None:
            return None
        new[place], begun, whole = taken
        extra = begun * self.worth[place]
        if not whole:
            return extra
        parts = counter.parts([self.part.layers[unit].shelf for unit in whole])
        if parts is None:
            return None
        given = dict(zip(whole, parts, strict=True))
        still_open: list[Open] = []
        for unit, number, known in new[-1]:
            if unit not in given:
                still_open.append((unit, number, known))
                continue
            by_counter = (*known, (place, given[unit]))
            chain = self.part.layers[unit].table.profiles[number].chain
            if len(by_counter) < sum(link.place >= 0 for link in chain):
                still_open.append((unit, number, by_counter))
            else:
                price = price_along(self.part.layers[unit].shelf, chain, dict(by_counter))
                extra += price * self.part.points_scale
        new[-1] = tuple(still_open)
        return extra

    def _close(self, states: dict[State, int], closings: list[int]) -> dict[State, int]:
        """Keep the states in which these counters are whole, and forget the counters."""
        found: dict[State, int] = {}
        counters = self.part.counters
        starts = {place: begin(counters[place]) for place in closings}
        for state, value in states.items():
            if all(counters[place].closed(state[place]) for place in closings):
                new = list(state)
                for place in closings:
                    new[place] = starts[place]
                key = tuple(new)
                known = found.get(key)
                if known is None or value < known:
                    found[key] = value
        return found


def decode(part: Part, value: int, scale: int) -> tuple[int, int, list[list[Take]]]:
    """Return an end's sum of prices, its points, and who takes each unit."""
    worth, marks = divmod(value, scale)
    price, points = divmod(worth, part.points_scale)
    takes: list[list[Take]] = []
    for layer in reversed(part.layers):
        marks, code = divmod(marks, layer.table.base)
        takes.append(layer.table.decode(code))
    takes.reverse()
    return price, points, takes
