"""The applications that a bundle with a split amount can have, by the runs of alike units in them.

What each unit of such an application gets depends on all of its units. So the integer programme
(search_exact.py) counts applications by what they are made of; then each unit's price is exact.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, groupby, permutations, product

from showfloor.offers.search_whole import WholeCounter

MOST = 1_500
"""Applications of one bundle, unlike each other, up to which they are counted one by one."""
ALIKE = 4
"""Alike units in one application up to which it is tried which slot each of them is in."""

Place = tuple[int, int, int]
"""A run of alike units, the slot that takes one of them, and its part of the amount in cents."""


@dataclass(frozen=True, slots=True)
class Application:
    """One way to make an application."""

    runs: tuple[tuple[int, ...], ...]
    """By slot the runs that its units are of, in canonical order."""
    places: tuple[tuple[Place, int], ...]
    """How many units are at each place."""


def applications_of(
    counter: WholeCounter,
    matching: Sequence[Sequence[int]],
    shelves: Sequence[int],
    counts: Sequence[int],
) -> list[Application] | None:
    """Return all applications of a bundle, None where they are too many.

    matching: by slot the runs whose units it can take. shelves, counts: by run the shelf price in
    cents and how many units there are.
    """
    by_slot: list[list[tuple[int, ...]]] = []
    size = 1
    for runs, wanted in zip(matching, counter.wanted, strict=True):
        found: list[tuple[int, ...]] = []
        for taken in combinations_with_replacement(runs, wanted):
            found.append(taken)
            if len(found) > MOST:
                return None
        by_slot.append(found)
        size *= len(found)
    if size > MOST:
        return None
    applications: list[Application] = []
    for made in product(*by_slot):
        members = sorted((run, slot) for slot, taken in enumerate(made) for run in taken)
        tally = Tally(run for run, _ in members)
        if any(number > counts[run] for run, number in tally.items()):
            continue
        if max(tally.values()) > ALIKE:
            return None
        parts = counter.parts([shelves[run] for run, _ in members])
        if parts is not None:
            applications.extend(Application(made, places) for places in _orders(members, parts))
    return applications


def _orders(
    members: list[tuple[int, int]], parts: list[int]
) -> list[tuple[tuple[Place, int], ...]]:
    """Return who gets which part; alike units may be in their slots in any order."""
    by_run: list[list[tuple[Place, ...]]] = []
    at = 0
    for run, group in groupby(members, key=lambda member: member[0]):
        slots = [slot for _, slot in group]
        own = parts[at : at + len(slots)]
        at += len(slots)
        orders = {
            tuple(sorted((run, slot, part) for slot, part in zip(order, own, strict=True)))
            for order in permutations(slots)
        }
        by_run.append(sorted(orders))
    return [
        tuple(sorted(Tally(place for places in one for place in places).items()))
        for one in product(*by_run)
    ]


def cross(one: Application, other: Application) -> bool:
    """Say whether no plan has both: applications take the units of each slot in canonical order."""
    return not (_before(one, other) or _before(other, one))


def _before(one: Application, other: Application) -> bool:
    return all(own[-1] <= others[0] for own, others in zip(one.runs, other.runs, strict=True))
