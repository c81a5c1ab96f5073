"""All that can happen to one unit: by whom it is taken in each group, and what it costs then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from showfloor.offers.compiled_versions import Version, after_cut
from showfloor.offers.engine_units import Kind
from showfloor.offers.search_counters import Counter, Way
from showfloor.offers.search_whole import Link, WholeCounter
from showfloor.offers.types import Cut

Take = tuple[int, int]
"""Who takes a unit in a group: the version's number and the slot."""
Move = tuple[int, int]
"""What it does to a counter: the counter's place and the mode."""


@dataclass(frozen=True, slots=True)
class Counters:
    """The counters of linked offers, and which of them is a version's, by its number."""

    all: Sequence[Counter | WholeCounter]
    places: dict[int, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way in which one offer can take a unit of a kind."""

    version: Version
    digit: int
    """Place among those who may take it in this group: by rank, then by slot."""
    way: Way
    counter: int
    """-1: the unit stands for itself."""
    link: Link
    points: int
    floor: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What may happen to one unit."""

    price: int
    """0 while it hangs on parts."""
    points: int
    """Of the applications that are this unit alone."""
    code: int
    """Marks of all groups as one number; smaller marks are smaller numbers."""
    moves: tuple[Move, ...]
    chain: tuple[Link, ...]
    """All cuts, where some hang on parts; otherwise empty."""


@dataclass(frozen=True, slots=True)
class KindTable:
    """The profiles of a kind's units that can be in a best plan."""

    profiles: list[Profile]
    base: int
    """Codes are below it."""
    takes: list[list[Take]]
    """By group that matters here: who takes the unit, by digit; nobody is the last digit."""

    def decode(self, code: int) -> list[Take]:
        """Return who takes the unit, in the order of the groups."""
        found: list[Take] = []
        for takes in reversed(self.takes):
            code, digit = divmod(code, len(takes) + 1)
            if digit < len(takes):
                found.append(takes[digit])
        found.reverse()
        return found


def table_of(
    kind: Kind,
    by_group: dict[int, list[tuple[Version, int]]],
    counters: Counters,
    most_offers: int | None,
) -> KindTable:
    """List what can happen to a kind's units.

    by_group: who may take one, as (version, slot) by rank and slot.
    """
    groups = sorted(by_group)
    choices: list[list[Choice]] = []
    for group in groups:
        found: list[Choice] = []
        for digit, (version, slot) in enumerate(by_group[group]):
            found.extend(_choices(kind, version, slot, digit, counters))
        choices.append(found)
    takes = [[(version.number, slot) for version, slot in by_group[group]] for group in groups]
    base = 1
    for taken in takes:
        base *= len(taken) + 1
    most = len(groups) if most_offers is None else most_offers
    profiles = _profiles(kind, choices, [len(taken) for taken in takes], most)
    return KindTable(profiles, base, takes)


def best_alone(
    kind: Kind, by_group: dict[int, list[tuple[Version, int]]], most_offers: int | None
) -> tuple[int, int, list[Take]]:
    """Return price, points and takers of a unit that nothing links to others."""
    most = len(by_group) if most_offers is None else most_offers
    beginnings: list[_Alone] = [(kind.shelf, 0, (), ())]
    for group in sorted(by_group):
        last = len(by_group[group])
        longer = [
            (price, points, (*marks, last), taken) for price, points, marks, taken in beginnings
        ]
        for digit, (version, _) in enumerate(by_group[group]):
            cut: Cut = version.reward.cut  # type: ignore[union-attr]  # only EachUnit is alone
            floor = kind.floor_for(version)
            for price, points, marks, taken in beginnings:
                if len(taken) < most and all(may_share(version, other) for other in taken):
                    longer.append(
                        (
                            after_cut(cut, price, floor),
                            points + version.points,
                            (*marks, digit),
                            (*taken, version),
                        )
                    )
        beginnings = longer
    price, points, _, taken = min(beginnings, key=_worth)
    return price, points, [(version.number, 0) for version in taken]


_Alone = tuple[int, int, tuple[int, ...], tuple[Version, ...]]
"""Price, points, marks and takers so far."""


def _worth(end: _Alone) -> tuple[int, int, tuple[int, ...]]:
    return end[:3]


def _choices(
    kind: Kind,
    version: Version,
    slot: int,
    digit: int,
    counters: Counters,
) -> list[Choice]:
    place = counters.places.get(version.number, -1)
    floor = kind.floor_for(version)
    if place < 0:
        cut: Cut = version.reward.cut  # type: ignore[union-attr]  # only EachUnit has no counter
        way = Way(0, 0, cut)
        return [Choice(version, digit, way, -1, Link(-1, cut, floor), version.points, floor)]
    counter = counters.all[place]
    part = place if isinstance(counter, WholeCounter) else -1
    return [
        Choice(version, digit, way, place, Link(part, way.cut, floor), 0, floor)
        for way in counter.ways
        if way.slot == slot
    ]


def _profiles(
    kind: Kind, choices: list[list[Choice]], counts: list[int], most: int
) -> list[Profile]:
    """Go through the groups; of profiles that move the counters alike keep the best."""
    beginnings: list[_Beginning] = [(kind.shelf, 0, 0, (), (), ())]
    for place, found in enumerate(choices):
        count = counts[place]
        longer: list[_Beginning] = []
        for price, points, shorter, moves, chain, taken in beginnings:
            code = shorter * (count + 1)
            longer.append((price, points, code + count, moves, chain, taken))
            if len(taken) >= most:
                continue
            for choice in found:
                version = choice.version
                if taken and not all(may_share(version, other) for other in taken):
                    continue
                longer.append(
                    (
                        after_cut(choice.way.cut, price, choice.floor),
                        points + choice.points,
                        code + choice.digit,
                        moves
                        if choice.counter < 0
                        else (*moves, (choice.counter, choice.way.mode)),
                        (*chain, choice.link),
                        (*taken, version),
                    )
                )
        beginnings = longer
    return _best(beginnings)


_Beginning = tuple[int, int, int, tuple[Move, ...], tuple[Link, ...], tuple[Version, ...]]
"""Price, points and code so far; moves, cuts and offers that take the unit."""


def _best(ends: list[_Beginning]) -> list[Profile]:
    best: dict[tuple[tuple[Move, ...], tuple[Link, ...]], tuple[int, int, int]] = {}
    for price, points, code, moves, chain, _ in ends:
        hangs = bool(moves) and any(link.place >= 0 for link in chain)
        key = (moves, chain if hangs else ())
        worth = (0 if hangs else price, points, code)
        known = best.get(key)
        if known is None or worth < known:
            best[key] = worth
    return [Profile(*worth, moves, chain) for (moves, chain), worth in best.items()]


def may_share(one: Version, other: Version) -> bool:
    """Say whether two offers may take the same unit."""
    return not (
        one.alone_on_unit
        or other.alone_on_unit
        or other.group in one.not_with
        or one.group in other.not_with
    )
