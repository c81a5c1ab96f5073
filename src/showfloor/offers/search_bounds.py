"""What a plan of a part costs at least: prices on the rules that join units, by their duals.

Each application of a bundle takes of every slot its share. A toll on each slot, such that the tolls
of an application add up to nothing, changes the cost of no permitted plan; but then every unit may
choose for itself, and the sum of their choices is a bound. Tolls are found by subgradient steps
after Polyak (1969), as Held and Karp (1971) used them. A limit on applications has a toll of at
least 0 for each, less the toll of all that are allowed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from showfloor.offers.search_counters import (
    BundleCounter,
    CheapestCounter,
    Counter,
    EachCounter,
)
from showfloor.offers.search_part import Layer, Part, State
from showfloor.offers.search_whole import WholeCounter, least_along

ROUNDS = 80
PATIENCE = 6

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tolls:
    """Where a counter's tolls are: one a mode, with how many units an application takes of it."""

    first: int
    wanted: tuple[int, ...]
    most: int | None
    """Applications, where they are limited."""


class Bounds:
    """Bounds on the ends of states, from one set of tolls."""

    def __init__(self, part: Part, tolls: list[Tolls | None], values: Floats) -> None:
        self.part = part
        self.tolls = tolls
        self.values = values.tolist()
        least = {
            id(layer.table): min(
                optimistic(part, layer, number) + self._tolls_of(layer, number)
                for number in range(len(layer.table.profiles))
            )
            for layer in part.layers
        }
        self.rest = [0.0]
        for layer in reversed(part.layers):
            self.rest.append(self.rest[-1] + least[id(layer.table)])
        self.rest.reverse()
        self.open_limits = self._limits()
        self.root = self.rest[0] - self.open_limits[0]

    def least(self, done: int, state: State, cents: int) -> float:
        """Return a sum of prices that no end of this state is below."""
        found = cents + self.rest[done] - self.open_limits[done]
        for place, tolls in enumerate(self.tolls):
            if tolls is not None and state[place]:
                found += self._paid(self.part.counters[place], tolls, state[place])
        for unit, number, known in state[-1]:
            layer = self.part.layers[unit]
            chain = layer.table.profiles[number].chain
            shares = shares_of(self.part, layer)
            found += least_along(layer.shelf, chain, dict(known), shares)
        return found

    def _paid(self, counter: Counter | WholeCounter, tolls: Tolls, state: State) -> float:
        """Return the tolls of what the state holds."""
        values = self.values[tolls.first : tolls.first + len(tolls.wanted)]
        whole = sum(v * w for v, w in zip(values, tolls.wanted, strict=True))
        if isinstance(counter, EachCounter):
            return float(values[0] * state[0])
        if isinstance(counter, CheapestCounter):
            done, more = divmod(state[0], counter.units)
            free = min(more, counter.first_cut)
            return float(done * whole + free * values[0] + (more - free) * values[1])
        if isinstance(counter, WholeCounter):
            waiting = sum(v * len(q) for v, q in zip(values, state[1:], strict=True))
            return float(state[0][0] * whole + waiting)
        waiting = sum(v * count for v, count in zip(values, state[1:], strict=True))
        return float(state[0] * whole + waiting)

    def _limits(self) -> list[float]:
        """Return by layers done the tolls of all applications allowed, of counters not closed."""
        of_counter = [
            0.0
            if tolls is None or tolls.most is None
            else tolls.most
            * sum(self.values[tolls.first + m] * wanted for m, wanted in enumerate(tolls.wanted))
            for tolls in self.tolls
        ]
        found = [sum(of_counter)]
        for closing in self.part.closings:
            found.append(found[-1] - sum(of_counter[place] for place in closing))
        return found

    def _tolls_of(self, layer: Layer, number: int) -> float:
        found = 0.0
        for place, mode in layer.table.profiles[number].moves:
            tolls = self.tolls[place]
            if tolls is not None:
                found += self.values[tolls.first + mode]
        return found


def bounds_of(part: Part, known: int) -> Bounds:
    """Find good tolls; known: the sum of prices of a permitted plan, in cents."""
    tolls, size = _layout(part)
    table = _Table(part, tolls, size)
    values = np.zeros(size + 1)
    best, best_values, step, waited = -np.inf, values.copy(), 1.0, 0
    for _ in range(ROUNDS):
        bound, taken = table.bound(values, tolls)
        if bound > best + 1e-9:
            best, best_values, waited = bound, values.copy(), 0
        else:
            waited += 1
            if waited >= PATIENCE:
                step, waited, values = step / 2, 0, best_values.copy()
                continue
        slope = _slope(taken, tolls)
        length = float(slope @ slope)
        if length < 1e-12 or known - best < 0.5:
            break
        values = values + step * max(known - bound, 1.0) / length * slope
        _project(values, tolls)
    return Bounds(part, tolls, best_values)


def shares_of(part: Part, layer: Layer) -> dict[int, float]:
    """Return for each bundle with parts what it can save on a unit of this layer, on average."""
    found: dict[int, float] = {}
    for place, counter in enumerate(part.counters):
        if isinstance(counter, WholeCounter):
            share = counter.whole.value / sum(counter.wanted)
            found[place] = share if counter.whole.kind == "amount" else layer.shelf - share
    return found


def optimistic(part: Part, layer: Layer, number: int) -> float:
    """Return a profile's price, or where it hangs on parts what its chain is at least."""
    profile = layer.table.profiles[number]
    if not profile.chain:
        return profile.price
    return least_along(layer.shelf, profile.chain, {}, shares_of(part, layer))


class _Table:
    """All profiles of all kinds as arrays: prices, the tolls they pay, and how many units."""

    def __init__(self, part: Part, tolls: list[Tolls | None], size: int) -> None:
        counts: dict[int, int] = {}
        firsts: dict[int, Layer] = {}
        for layer in part.layers:
            counts[id(layer.table)] = counts.get(id(layer.table), 0) + 1
            firsts.setdefault(id(layer.table), layer)
        prices: list[float] = []
        paid: list[list[int]] = []
        starts: list[int] = []
        for layer in firsts.values():
            starts.append(len(prices))
            for number, profile in enumerate(layer.table.profiles):
                prices.append(optimistic(part, layer, number))
                places = [
                    toll.first + mode
                    for place, mode in profile.moves
                    if (toll := tolls[place]) is not None
                ]
                paid.append(places)
        width = max(1, *(len(places) for places in paid))
        self.size = size
        self.paid = np.array([p + [size] * (width - len(p)) for p in paid])
        self.prices = np.array(prices)
        self.starts = np.array(starts)
        self.units = np.array([counts[key] for key in firsts], dtype=np.float64)
        self.owner = np.repeat(np.arange(len(starts)), np.diff([*starts, len(prices)]))

    def bound(self, values: Floats, tolls: list[Tolls | None]) -> tuple[float, Floats]:
        """Return the bound at these tolls, and how many units paid each."""
        costs = self.prices + values[self.paid].sum(axis=1)
        least = np.minimum.reduceat(costs, self.starts)
        chosen_from = np.flatnonzero(costs == least[self.owner])
        owners, first = np.unique(self.owner[chosen_from], return_index=True)
        chosen = chosen_from[first]
        taken = np.zeros(self.size + 1)
        np.add.at(taken, self.paid[chosen], self.units[owners][:, None])
        found = float(least @ self.units)
        for toll in tolls:
            if toll is not None and toll.most is not None:
                own = values[toll.first : toll.first + len(toll.wanted)]
                found -= toll.most * float(own @ np.array(toll.wanted))
        return found, taken


def _layout(part: Part) -> tuple[list[Tolls | None], int]:
    found: list[Tolls | None] = []
    size = 0
    for counter in part.counters:
        wanted, most = _joined(counter)
        found.append(Tolls(size, wanted, most) if wanted else None)
        size += len(wanted)
    return found, size


def _joined(counter: Counter | WholeCounter) -> tuple[tuple[int, ...], int | None]:
    """Return what an application takes by mode, and how many there may be; steps pay no tolls."""
    if isinstance(counter, EachCounter):
        return (1,), counter.most
    if isinstance(counter, CheapestCounter):
        wanted = (counter.first_cut, counter.units - counter.first_cut)
        return wanted, counter.most or None
    if isinstance(counter, BundleCounter | WholeCounter):
        return tuple(counter.wanted), counter.most if counter.limited else None
    return (), None


def _slope(taken: Floats, tolls: list[Tolls | None]) -> Floats:
    """Return the direction in which the bound grows, on the tolls that are permitted."""
    slope = np.zeros_like(taken)
    for toll in tolls:
        if toll is None:
            continue
        span = slice(toll.first, toll.first + len(toll.wanted))
        wanted = np.array(toll.wanted, dtype=np.float64)
        slope[span] = taken[span]
        if toll.most is None:
            slope[span] -= wanted * (slope[span] @ wanted) / (wanted @ wanted)
        else:
            slope[span] -= wanted * toll.most
    return slope


def _project(values: Floats, tolls: list[Tolls | None]) -> None:
    """Put tolls of an application that add up to less than nothing back to nothing."""
    for toll in tolls:
        if toll is None:
            continue
        span = slice(toll.first, toll.first + len(toll.wanted))
        wanted = np.array(toll.wanted, dtype=np.float64)
        total = float(values[span] @ wanted)
        if toll.most is None or total < 0:
            values[span] -= wanted * total / (wanted @ wanted)
