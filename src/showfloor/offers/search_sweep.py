"""The sweep over a part's units: all states where they are few, otherwise the most hopeful ones.

Where states are left out, the least that any of them could have come to is kept. If that is more
than the best end found, nothing was lost and the plan is proven; if not, the sweep is made again,
wider, until it is proven or the effort is spent.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

from showfloor.offers.search_bounds import Bounds, bounds_of
from showfloor.offers.search_exact import exact_answer
from showfloor.offers.search_part import Part, Settling, State, decode
from showfloor.offers.search_profiles import Take

FEW = 256
"""States after a unit up to which all are kept at once."""
WIDTHS = (32, 256, 2_048, 16_384, 131_072)
EXACT_BEFORE = 32
"""The width before which the integer programme is asked."""
SETTLING = 256
"""The width up to which points and marks are looked for where the least sum is proven already, and
nothing that follows depends on them."""
SMALL = 8
"""Units of a part up to which they are looked for in any case."""
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class PartPlan:
    """The best plan found for a part: cents, points, and who takes each unit of its layers."""

    price: int
    points: int
    takes: list[list[Take]]
    proven: bool
    """That no plan has a smaller sum of prices."""
    unique: bool
    """That it is the best by points and marks too."""
    at_least: int
    """No plan for this part has a smaller sum of prices."""
    effort: int


def best_of_part(part: Part, effort: int, *, strictly: bool = False) -> PartPlan:
    """Return the best plan of a part; effort: transitions that may be tried.

    strictly: go on for points and marks where the least sum is proven already.
    """
    steps = Settling(part)
    states: dict[State, int] = {part.start: 0}
    scale = 1
    for place in range(len(part.layers)):
        states, scale = steps.over(place, states, scale)
        if len(states) > FEW:
            return _widening(part, steps, effort, strictly=strictly)
    price, points, takes = decode(part, min(states.values()), scale)
    return PartPlan(price, points, takes, True, True, price, steps.done)


@dataclass(slots=True)
class _Found:
    """The best end so far and the least that any state left out could have come to."""

    value: int
    scale: int
    price: int
    dropped: float


def _widening(part: Part, steps: Settling, effort: int, *, strictly: bool) -> PartPlan:
    best = _Found(*_take_nothing(part), 0.0)
    bounds: Bounds | None = None
    programme_bound = -math.inf
    strictly = strictly or len(part.layers) <= SMALL
    for width in WIDTHS:
        if width == EXACT_BEFORE:
            exact = exact_answer(part, effort - steps.done)
            steps.done += exact.effort
            programme_bound = max(programme_bound, exact.at_least)
            if exact.value is not None and exact.value < best.value:
                best.value = exact.value
                best.price = exact.value // (part.points_scale * best.scale)
                bounds = None
        settled = _cents_above(programme_bound) >= best.price
        if width > SETTLING and settled and not strictly:
            break
        if bounds is None:
            bounds = bounds_of(part, best.price)
            programme_bound = max(programme_bound, bounds.root)
        if _improve(best, _sweep(steps, bounds, best, width=width, effort=effort)):
            bounds = None
        if _cents_above(best.dropped) > best.price or steps.done >= effort:
            break
    price, points, takes = decode(part, best.value, best.scale)
    at_least = int(min(price, max(_cents_above(max(best.dropped, programme_bound)), 0)))
    unique = _cents_above(best.dropped) > price
    return PartPlan(price, points, takes, at_least >= price, unique, at_least, steps.done)


def _improve(best: _Found, found: _Found) -> bool:
    """Take over what a sweep found; say whether its plan is better."""
    best.dropped = max(best.dropped, found.dropped)
    better = found.value < best.value
    if better:
        best.value, best.price = found.value, found.price
    return better


def _sweep(steps: Settling, bounds: Bounds, best: _Found, *, width: int, effort: int) -> _Found:
    """Go over all units keeping `width` states, none that must end dearer than the best."""
    part = steps.part
    states: dict[State, int] = {part.start: 0}
    scale, dropped = 1, math.inf
    for place in range(len(part.layers)):
        if steps.done > effort:
            width = WIDTHS[0]
        states, scale = steps.over(place, states, scale)
        per_cent = part.points_scale * scale
        least = bounds.least(place + 1, states, per_cent)
        states = {s: v for s, v in states.items() if _cents_above(least[s]) <= best.price}
        if len(states) > width:
            kept = _hopeful(part, states, least, width)
            left_out = (least[state] for state in states if state not in kept)
            dropped = min(dropped, min(left_out, default=math.inf))
            states = kept
        if not states:
            return _Found(best.value, best.scale, best.price, dropped)
    value = min(states.values())
    return _Found(value, scale, value // (part.points_scale * scale), dropped)


def _hopeful(
    part: Part, states: dict[State, int], least: dict[State, float], width: int
) -> dict[State, int]:
    """Keep half by the least that they can come to, and half by how much they leave unfinished.

    States that began many applications look cheap and may never be able to finish them; so for
    each number of unfinished offers the cheapest are kept.
    """
    by_hope = heapq.nsmallest(width // 2, states, key=least.__getitem__)
    starts = part.start
    levels: dict[int, list[State]] = {}
    for state in states:
        unfinished = sum(own != start for own, start in zip(state, starts, strict=True))
        levels.setdefault(unfinished, []).append(state)
    quota = max(1, width // (2 * len(levels)))
    for level in levels.values():
        by_hope.extend(heapq.nsmallest(quota, level, key=least.__getitem__))
    return {state: states[state] for state in by_hope}


def _take_nothing(part: Part) -> tuple[int, int, int]:
    """Return the value, scale and price of the plan in which no counter moves."""
    value, scale = 0, 1
    for layer in part.layers:
        base = layer.table.base
        scale *= base
        free = next(p for p in layer.table.profiles if not p.moves)
        worth = free.price * part.points_scale + free.points
        value = value * base + worth * scale + free.code
    return value, scale, value // (part.points_scale * scale)


def _cents_above(bound: float) -> float:
    """Round a bound up to whole cents, but for what floating point may have added to it."""
    safe = bound - ROUNDING - 1e-11 * abs(bound)
    return math.ceil(safe) if math.isfinite(safe) else bound
