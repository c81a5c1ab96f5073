"""What a plan of a part costs at least: by tolls on the rules that join units.

Each application of a bundle takes of every slot its share. A toll on each slot, such that the tolls
of an application add up to nothing, changes the cost of no permitted plan; but then every unit may
choose for itself, and the sum of their choices is a bound. Tolls are found by subgradient steps
after Polyak (1969), as Held and Karp (1971) used them.
"""

from __future__ import annotations

import numpy as np

from showfloor.offers.search_part import Layer, Part, State
from showfloor.offers.search_tolls import Floats, Tolls, tolls_of
from showfloor.offers.search_whole import WholeCounter, least_along

ROUNDS = 150
PATIENCE = 6


class Bounds:
    """Bounds on the ends of states, from one set of tolls."""

    def __init__(self, part: Part, table: _Table) -> None:
        self.part = part
        self.tolls = table.tolls
        self.kinds = [*table.kind_of, table.kinds]
        least = table.least().tolist()
        rest = [0.0]
        for kind in reversed(self.kinds[:-1]):
            rest.append(rest[-1] + least[kind])
        rest.reverse()
        allowed = [0.0 if tolls is None else tolls.allowed() for tolls in self.tolls]
        limits = [sum(allowed)]
        for closing in part.closings:
            limits.append(limits[-1] - sum(allowed[place] for place in closing))
        self.ahead = [more - limit for more, limit in zip(rest, limits, strict=True)]
        self.root = self.ahead[0]

    def least(self, done: int, states: dict[State, int], per_cent: int) -> dict[State, float]:
        """Return for each state a sum of prices that none of its ends is below.

        done: units settled. per_cent: what a cent counts in the states' values.
        """
        kind = self.kinds[done]
        held: list[dict[object, float]] = [{} for _ in self.tolls]
        open_units: dict[object, float] = {(): 0.0}
        ahead = self.ahead[done]
        found: dict[State, float] = {}
        for state, value in states.items():
            bound = ahead + value // per_cent
            for place, tolls in enumerate(self.tolls):
                own = state[place]
                if own and tolls is not None:
                    more = held[place].get(own)
                    if more is None:
                        more = held[place][own] = tolls.held(own, kind)
                    bound += more
            waiting = open_units.get(state[-1])
            if waiting is None:
                waiting = open_units[state[-1]] = self._waiting(state)
            found[state] = bound + waiting
        return found

    def _waiting(self, state: State) -> float:
        """Return what the units whose price hangs on parts cost at least."""
        found = 0.0
        for unit, number, known in state[-1]:
            layer = self.part.layers[unit]
            chain = layer.table.profiles[number].chain
            found += least_along(layer.shelf, chain, dict(known), shares_of(self.part, layer))
        return found


def bounds_of(part: Part, known: int) -> Bounds:
    """Find good tolls; known: the sum of prices of a permitted plan, in cents."""
    table = _Table(part)
    best, best_values, step, waited = -np.inf, table.values(), 1.0, 0
    for _ in range(ROUNDS):
        bound, slopes = table.bound()
        if bound > best + 1e-6:
            best, best_values, waited = bound, table.values(), 0
        else:
            waited += 1
            if waited >= PATIENCE:
                step, waited = step / 2, 0
                table.set(best_values)
                bound, slopes = table.bound()
        length = sum(float(slope @ slope) for slope in slopes)
        if length < 1e-12 or known - best < 0.5:
            break
        stride = step * max(known - bound, 1.0) / length
        table.move([stride * slope for slope in slopes])
    table.set(best_values)
    return Bounds(part, table)


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

    def __init__(self, part: Part) -> None:
        firsts: list[Layer] = []
        counts: list[int] = []
        self.kind_of: list[int] = []
        """By layer; units of a kind that do not follow each other count as two kinds."""
        for layer in part.layers:
            if not firsts or firsts[-1].table is not layer.table:
                firsts.append(layer)
                counts.append(0)
            counts[-1] += 1
            self.kind_of.append(len(firsts) - 1)
        self.kinds = len(firsts)
        self.tolls: list[Tolls | None] = [tolls_of(c, self.kinds) for c in part.counters]
        self.rows: list[int] = []
        size = 0
        for tolls in self.tolls:
            self.rows.append(size)
            size += 0 if tolls is None else tolls.modes
        self.size = size
        prices: list[float] = []
        paid: list[list[int]] = []
        starts: list[int] = []
        for kind, layer in enumerate(firsts):
            starts.append(len(prices))
            for number, profile in enumerate(layer.table.profiles):
                prices.append(optimistic(part, layer, number))
                paid.append(
                    [
                        (self.rows[place] + mode) * self.kinds + kind
                        for place, mode in profile.moves
                        if self.tolls[place] is not None
                    ]
                )
        width = max(1, *(len(places) for places in paid))
        nowhere = size * self.kinds
        self.paid = np.array([p + [nowhere] * (width - len(p)) for p in paid])
        self.prices = np.array(prices)
        self.starts = np.array(starts)
        self.units = np.array(counts, dtype=np.float64)
        self.owner = np.repeat(np.arange(len(starts)), np.diff([*starts, len(prices)]))

    def costs(self) -> Floats:
        """Return each profile's price and tolls."""
        flat = [tolls.paid().ravel() for tolls in self.tolls if tolls is not None]
        costs: Floats = self.prices + np.concatenate([*flat, [0.0]])[self.paid].sum(axis=1)
        return costs

    def least(self) -> Floats:
        """Return what a unit of each kind costs at least, with its tolls."""
        found: Floats = np.minimum.reduceat(self.costs(), self.starts)
        return found

    def bound(self) -> tuple[float, list[Floats]]:
        """Return the bound at these tolls, and its slope by counter that has tolls."""
        costs = self.costs()
        least = np.minimum.reduceat(costs, self.starts)
        lowest = np.flatnonzero(costs == least[self.owner])
        owners, first = np.unique(self.owner[lowest], return_index=True)
        taken = np.zeros(self.size * self.kinds + 1)
        np.add.at(taken, self.paid[lowest[first]], self.units[owners][:, None])
        by_row = taken[:-1].reshape(self.size, self.kinds)
        found = float(least @ self.units)
        slopes: list[Floats] = []
        for row, tolls in zip(self.rows, self.tolls, strict=True):
            if tolls is not None:
                found -= tolls.allowed()
                slopes.append(tolls.slope(by_row[row : row + tolls.modes]))
        return found, slopes

    def values(self) -> list[Floats]:
        """Return all tolls."""
        return [tolls.values.copy() for tolls in self.tolls if tolls is not None]

    def set(self, values: list[Floats]) -> None:
        """Take these tolls."""
        for tolls, own in zip((t for t in self.tolls if t is not None), values, strict=True):
            tolls.values = own.copy()

    def move(self, strides: list[Floats]) -> None:
        """Go along the slopes, and back to what is permitted."""
        for tolls, own in zip((t for t in self.tolls if t is not None), strides, strict=True):
            tolls.values = tolls.values + own
            tolls.project()
