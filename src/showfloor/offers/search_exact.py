"""Parts with too many states: an integer programme over what happens to how many units.

One variable says for how many alike units a profile holds. All rules that join units are linear in
these numbers, so HiGHS (through SciPy) finds their least cost. Bundles that split an amount over
their units are counted by what their applications are made of (search_applications.py), so that
each unit's price is exact. What is not linear, the order of units, is left out at first: the bound
holds all the same. The answer is carried out by a sweep over the profiles that it uses; where that
is dearer than the bound, the rules that were broken are added and the programme is solved again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from showfloor.offers.search_formulation import Formulation, Run
from showfloor.offers.search_part import Layer, Part, Settling, State
from showfloor.offers.search_profiles import KindTable

NODES = 2_000
"""Branches of one integer programme; a number, not a time, so that answers stay the same."""
ROUNDS = 8
"""Programmes solved for one part."""
PROGRAMME = 10_000
"""Transitions that one programme counts as."""
SINGLES = 150
"""Units up to which alike ones are told apart, where their order matters."""
WIDTH = 4_096
"""States kept while an answer is carried out."""


@dataclass(frozen=True, slots=True)
class ExactAnswer:
    """A bound in cents that holds for every plan, and the best plan that was met."""

    at_least: float
    value: int | None
    """As a sweep says it: price, points and marks in one; None where no plan was found."""
    scale: int
    effort: int


def exact_answer(part: Part, allowed: int) -> ExactAnswer:
    """Solve the integer programme of a part until what it finds is a plan, or for some rounds.

    allowed: transitions that may be tried.
    """
    at_least, scale, effort = -math.inf, 1, 0
    best: int | None = None
    if allowed < PROGRAMME:
        return ExactAnswer(at_least, best, scale, effort)
    formulation = Formulation(part, runs_of(part))
    for _ in range(ROUNDS):
        if effort + PROGRAMME > allowed:
            break
        effort += PROGRAMME
        bound, used = formulation.solve(NODES)
        at_least = max(at_least, bound)
        if used is None:
            break
        steps = Settling(part)
        value, scale = carried_out(part, steps, formulation.runs, used)
        effort += steps.done
        if value is not None and (best is None or value < best):
            best = value
        if best is not None and best // (part.points_scale * scale) <= at_least + 0.5:
            break
        if not formulation.forbid_crossings():
            singles = [Run(layer, (place,)) for place, layer in enumerate(part.layers)]
            if len(singles) == len(formulation.runs) or len(singles) > SINGLES:
                break
            formulation = Formulation(part, singles)
    return ExactAnswer(at_least, best, scale, effort)


def runs_of(part: Part) -> list[Run]:
    """Return alike units that follow each other."""
    found: list[Run] = []
    for place, layer in enumerate(part.layers):
        if found and found[-1].layer.table is layer.table:
            found[-1] = Run(found[-1].layer, (*found[-1].places, place))
        else:
            found.append(Run(layer, (place,)))
    return found


def carried_out(
    part: Part, steps: Settling, runs: list[Run], used: list[list[int]]
) -> tuple[int | None, int]:
    """Return the best value of a plan with these profiles only, and the scale of its marks."""
    layers: list[Layer] = list(part.layers)
    for run, numbers in zip(runs, used, strict=True):
        table = run.layer.table
        only = KindTable([table.profiles[n] for n in numbers], table.base, table.takes)
        for place in run.places:
            layers[place] = replace(layers[place], table=only)
    steps.part = replace(part, layers=layers)
    states: dict[State, int] = {part.start: 0}
    scale = 1
    for place in range(len(layers)):
        states, scale = steps.over(place, states, scale)
        if len(states) > WIDTH:
            states = dict(sorted(states.items(), key=lambda item: item[1])[:WIDTH])
    return min(states.values(), default=None), scale
