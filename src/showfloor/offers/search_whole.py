"""Bundles with an amount or a highest price for the whole: their units share one cut."""

from __future__ import annotations

from dataclasses import dataclass

from showfloor.offers.cents import split
from showfloor.offers.compiled_versions import after_cut
from showfloor.offers.engine_applicable import Candidate
from showfloor.offers.search_counters import Way
from showfloor.offers.types import Bundle, Cut

Queues = tuple[tuple[int, ...], ...]
"""First, as one number, the whole applications, if limited; then each slot's waiting units."""


@dataclass(frozen=True, slots=True)
class Link:
    """One cut of a unit; `place` is the counter that will say its part, or -1."""

    place: int
    cut: Cut
    floor: int


class WholeCounter:
    """A bundle whose price or amount is split over the units of each application."""

    def __init__(self, candidate: Candidate, reward: Bundle) -> None:
        self.version = candidate.version
        self.whole = reward.whole
        self.wanted = [slot.units for slot in reward.slots]
        possible = min(candidate.matched(s) // units for s, units in enumerate(self.wanted))
        self.limited = candidate.most < possible
        self.most = min(candidate.most, possible)
        self.ways = [Way(place, place, reward.whole) for place in range(len(self.wanted))]
        self.start: Queues = ((0,), *(() for _ in self.wanted))

    def take(
        self, state: Queues, slot: int, unit: int
    ) -> tuple[Queues, int, tuple[int, ...]] | None:
        """Return the next state, the applications begun, and the units of one that is whole now."""
        queues = list(state)
        begun = int(slot == 0 and len(queues[1]) % self.wanted[0] == 0)
        queues[slot + 1] = (*queues[slot + 1], unit)
        if len(queues[slot + 1]) > (self.most - queues[0][0]) * self.wanted[slot]:
            return None
        if any(len(queues[s + 1]) < units for s, units in enumerate(self.wanted)):
            return tuple(queues), begun, ()
        whole: list[int] = []
        for s, units in enumerate(self.wanted):
            whole.extend(queues[s + 1][:units])
            queues[s + 1] = queues[s + 1][units:]
        queues[0] = (queues[0][0] + int(self.limited),)
        return tuple(queues), begun, tuple(sorted(whole))

    def closed(self, state: Queues) -> bool:
        """Say whether no unit waits for others."""
        return not any(state[1:])

    def parts(self, shelves: list[int]) -> list[int] | None:
        """Return each unit's part of an application; None where the bundle cuts nothing.

        An application that cuts nothing only counts against its plan, so no best plan has one.
        """
        return parts_of(self.whole, shelves)


def parts_of(whole: Cut, shelves: list[int]) -> list[int] | None:
    """Split a bundle's amount or highest price over shelf prices in canonical order."""
    total = sum(shelves)
    if whole.kind == "amount":
        return split(min(whole.value, total), shelves)
    return None if whole.value >= total else split(whole.value, shelves)


def is_whole(candidate: Candidate) -> bool:
    """Say whether an offer is such a bundle."""
    reward = candidate.version.reward
    return isinstance(reward, Bundle) and reward.whole.kind in {"amount", "at_most"}


def price_along(shelf: int, chain: tuple[Link, ...], parts: dict[int, int]) -> int:
    """Return what a chain of cuts makes of a shelf price; parts: by counter, all of the chain's."""
    price = shelf
    for link in chain:
        cut = link.cut
        if link.place >= 0:
            cut = Cut(cut.kind, parts[link.place])
        price = after_cut(cut, price, link.floor)
    return price


def least_along(
    shelf: int, chain: tuple[Link, ...], parts: dict[int, int], shares: dict[int, float]
) -> float:
    """Return a number below which no unit's price falls while some parts are open.

    shares: by counter, what its cut can save on one such unit, so that the shares of an
    application add up to at least what it saves. A cut saves no more on a lower price, so
    savings on the price without the open cuts and the shares together are enough.
    """
    price, saved = shelf, 0.0
    for link in chain:
        if link.place < 0:
            price = after_cut(link.cut, price, link.floor)
        elif link.place in parts:
            price = after_cut(Cut(link.cut.kind, parts[link.place]), price, link.floor)
        else:
            saved += shares[link.place]
    return price - saved
