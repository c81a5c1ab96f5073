"""Tolls on the rules that join units, one set a counter; see search_bounds.py for their use.

A toll is paid by a unit for being taken in a mode; it may differ by the unit's kind. Over each
permitted plan the tolls of a counter, less those of all applications allowed where these are
limited, add up to nothing or less.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from showfloor.offers.search_counters import (
    BundleCounter,
    CheapestCounter,
    Counter,
    EachCounter,
)
from showfloor.offers.search_whole import WholeCounter

Floats = NDArray[np.float64]


class Tolls(Protocol):
    """The tolls of one counter."""

    modes: int
    values: Floats

    def paid(self) -> Floats:
        """Return what a unit pays, by mode and kind."""
        ...

    def allowed(self) -> float:
        """Return the tolls of all applications allowed, 0 without a limit."""
        ...

    def slope(self, taken: Floats) -> Floats:
        """Return how the bound grows by value; taken: units by mode and kind."""
        ...

    def project(self) -> None:
        """Put values that are not permitted back."""
        ...

    def held(self, state: Any, kind: int) -> float:  # noqa: ANN401  # a state is its counter's own
        """Return what a state's units paid for applications still to come; kind: of the next."""
        ...


class BundleTolls:
    """One toll a slot; those of an application add up to 0, or to at least 0 where limited."""

    def __init__(self, wanted: list[int], most: int | None, kinds: int) -> None:
        self.modes = len(wanted)
        self.wanted = np.array(wanted, dtype=np.float64)
        self.most = most
        self.kinds = kinds
        self.values: Floats = np.zeros(self.modes)

    def paid(self) -> Floats:
        """Return the same toll for all kinds."""
        return np.repeat(self.values[:, None], self.kinds, axis=1)

    def allowed(self) -> float:
        """Return the limit's tolls."""
        return 0.0 if self.most is None else float(self.most * (self.values @ self.wanted))

    def slope(self, taken: Floats) -> Floats:
        """Return the units by slot, along the tolls that are permitted."""
        found: Floats = taken.sum(axis=1)
        if self.most is not None:
            return found - self.wanted * self.most
        return found - self.wanted * (found @ self.wanted) / (self.wanted @ self.wanted)

    def project(self) -> None:
        """Let an application's tolls add up to 0, or to no less."""
        total = float(self.values @ self.wanted)
        if self.most is None or total < 0.0:
            self.values = self.values - self.wanted * total / (self.wanted @ self.wanted)

    def held(self, state: Any, kind: int) -> float:  # noqa: ANN401, ARG002
        """Return what waiting units paid, and applications that a limit counts."""
        if not state:
            return 0.0
        values = self.values.tolist()
        if len(values) == 1 and len(state) == 1:
            return float(values[0] * state[0])
        if isinstance(state[0], tuple):
            done, waiting = state[0][0], [len(queue) for queue in state[1:]]
        else:
            done, waiting = state[0], state[1:]
        whole = done * float(self.values @ self.wanted) if done else 0.0
        return float(whole + sum(v * n for v, n in zip(values, waiting, strict=True)))


class CheapestTolls:
    """Tolls that fall along the canonical order: no cut comes before the units that earn it.

    Up to each kind, units x cut <= rewarded x taken; in the end both sides are equal. So a cut
    unit pays (units - rewarded) and one that is only taken gets `rewarded` times a toll that does
    not rise from kind to kind. Where applications are limited, each unit pays its part of one more.
    """

    def __init__(self, counter: CheapestCounter, kinds: int) -> None:
        self.modes = 2
        self.units = counter.units
        self.first_cut = counter.first_cut
        rewarded = counter.units - counter.first_cut
        self.weights = np.array([-rewarded, counter.first_cut], dtype=np.float64)
        self.most = counter.most or None
        self.values: Floats = np.zeros(kinds + 2)
        """The limit's toll, the toll of the end, and by how much it falls after each kind."""

    def _along(self) -> Floats:
        falls = self.values[2:]
        found: Floats = self.values[1] + np.cumsum(falls[::-1])[::-1]
        return found

    def paid(self) -> Floats:
        """Return the tolls of both modes."""
        paid: Floats = self.weights[:, None] * self._along()[None, :]
        found: Floats = paid + self.values[0] / self.units
        return found

    def allowed(self) -> float:
        """Return the limit's tolls."""
        return 0.0 if self.most is None else float(self.most * self.values[0])

    def slope(self, taken: Floats) -> Floats:
        """Return the imbalance up to each kind, that of the end, and the applications too many."""
        balance = self.weights @ taken
        limit = 0.0 if self.most is None else float(taken.sum()) / self.units - self.most
        return np.concatenate([[limit, float(balance.sum())], np.cumsum(balance)])

    def project(self) -> None:
        """Let no toll rise, and none be paid for a limit that there is not."""
        self.values[2:] = np.maximum(self.values[2:], 0.0)
        self.values[0] = 0.0 if self.most is None else max(0.0, self.values[0])

    def held(self, state: Any, kind: int) -> float:  # noqa: ANN401
        """Return the imbalance of an unfinished application at the next kind's toll."""
        if not state:
            return 0.0
        done, more = divmod(state[0], self.units)
        cut = max(0, more - self.first_cut)
        balance = self.weights[0] * (more - cut) + self.weights[1] * cut
        along = self._along()
        found = balance * (along[kind] if kind < len(along) else self.values[1])
        return float(found + self.values[0] * (done + more / self.units))


def tolls_of(counter: Counter | WholeCounter, kinds: int) -> Tolls | None:
    """Return a counter's tolls; quantity steps have none."""
    if isinstance(counter, EachCounter):
        return BundleTolls([1], counter.most, kinds)
    if isinstance(counter, CheapestCounter):
        return CheapestTolls(counter, kinds)
    if isinstance(counter, BundleCounter | WholeCounter):
        most = counter.most if counter.limited else None
        return BundleTolls(counter.wanted, most, kinds)
    return None
