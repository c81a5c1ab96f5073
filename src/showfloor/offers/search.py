"""The best plan for a basket: its parts found, each settled by itself, and put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from showfloor.offers.compiled_versions import Version
from showfloor.offers.engine_applicable import Candidate
from showfloor.offers.engine_units import Kind, Units
from showfloor.offers.search_counters import Counter, counter_of
from showfloor.offers.search_part import Layer, part_of
from showfloor.offers.search_profiles import Counters, Take, best_alone, table_of
from showfloor.offers.search_sweep import best_of_part
from showfloor.offers.search_whole import WholeCounter, is_whole
from showfloor.offers.types import Bundle

EFFORT = 400_000
"""What may be tried for one plan: transitions of the sweeps, a programme counted as 10,000.

Hardly any basket comes near. Where the limit is reached it takes seconds, since programmes do.
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who takes each unit, by place in canonical order, and what that costs."""

    takes: list[list[Take]]
    price: int
    points: int
    proven: bool
    at_least: int


@dataclass(frozen=True, slots=True)
class _Linked:
    """Kinds that offers link, with these offers' counters."""

    kinds: list[Kind]
    counters: list[Counter | WholeCounter]


def best_plan(
    units: Units,
    offers: Sequence[Candidate],
    most_offers: int | None,
    *,
    effort: int = EFFORT,
    strictly: bool = False,
) -> Plan:
    """Return the cheapest permitted plan of these offers, unique by the rules of the page.

    offers: in the order of rank, each able to form an application. most_offers: how many may take
    one unit, None for no limit. strictly: call a plan proven only if its points and marks are too.
    """
    takes: list[list[Take]] = [[] for _ in units.kind_of]
    if not offers:
        return Plan(takes, units.shelf, 0, True, units.shelf)
    by_kind = _by_kind(units, offers)
    parts, alone = _parts(units, offers)
    price, points, at_least, proven = 0, 0, 0, True
    for kind in alone:
        choices = by_kind[kind.place]
        if not choices:
            price += kind.shelf * len(kind.units)
            at_least += kind.shelf * len(kind.units)
            continue
        each, worth, taken = best_alone(kind, choices, most_offers)
        for unit in kind.units:
            takes[unit] = taken
        price += each * len(kind.units)
        at_least += each * len(kind.units)
        points += worth * len(kind.units)
    for linked in parts:
        part = part_of(_layers(linked, by_kind, most_offers), linked.counters)
        found = best_of_part(part, effort, strictly=strictly)
        effort = max(0, effort - found.effort)
        for layer, taken in zip(part.layers, found.takes, strict=True):
            takes[layer.unit] = taken
        price += found.price
        points += found.points
        at_least += found.at_least
        proven = proven and found.proven and (found.unique or not strictly)
    return Plan(takes, price, points, proven, at_least)


def _by_kind(
    units: Units, offers: Sequence[Candidate]
) -> list[dict[int, list[tuple[Version, int]]]]:
    """Return for each kind who may take one of its units, by group, in the order of rank."""
    found: list[dict[int, list[tuple[Version, int]]]] = [{} for _ in units.kinds]
    for candidate in offers:
        version = candidate.version
        for slot, kinds in enumerate(candidate.kinds):
            for kind in kinds:
                found[kind.place].setdefault(version.group, []).append((version, slot))
    return found


def _parts(units: Units, offers: Sequence[Candidate]) -> tuple[list[_Linked], list[Kind]]:
    """Return the parts that can be settled one by one, and the kinds whose units are alone."""
    above = list(range(len(units.kinds)))

    def root(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    counters: list[tuple[int, Counter | WholeCounter]] = []
    linked = set[int]()
    for candidate in offers:
        counter = _counter(candidate)
        if counter is None:
            continue
        places = [kind.place for kinds in candidate.kinds for kind in kinds]
        for place in places[1:]:
            above[root(place)] = root(places[0])
        linked.update(places)
        counters.append((places[0], counter))
    parts: dict[int, _Linked] = {}
    alone: list[Kind] = []
    for kind in units.kinds:
        if kind.place not in linked:
            alone.append(kind)
            continue
        parts.setdefault(root(kind.place), _Linked([], [])).kinds.append(kind)
    for place, counter in counters:
        parts[root(place)].counters.append(counter)
    return list(parts.values()), alone


def _counter(candidate: Candidate) -> Counter | WholeCounter | None:
    reward = candidate.version.reward
    if is_whole(candidate) and isinstance(reward, Bundle):
        return WholeCounter(candidate, reward)
    return counter_of(candidate)


def _layers(
    linked: _Linked,
    by_kind: list[dict[int, list[tuple[Version, int]]]],
    most_offers: int | None,
) -> list[Layer]:
    """Return the part's units in canonical order with what can happen to each."""
    places = {counter.version.number: n for n, counter in enumerate(linked.counters)}
    counters = Counters(linked.counters, places)
    layers: list[Layer] = []
    for kind in linked.kinds:
        table = table_of(kind, by_kind[kind.place], counters, most_offers)
        layers.extend(Layer(unit, kind.shelf, table) for unit in kind.units)
    layers.sort(key=lambda layer: layer.unit)
    return layers
