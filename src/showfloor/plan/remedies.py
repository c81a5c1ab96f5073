"""Ways out of an infeasible programme: each rule in conflict loosened by as little as is needed.

A rule is loosened by whole steps (a week, an area, a crew-day, a unit of currency). The least
number of steps is found by bisection; each question is a small 0/1 programme over the stores that
obligations need, answered by a plan that keeps every rule. Method: docs/methods/infeasible.md.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from showfloor.domain.plan import RolloutProblem
from showfloor.plan.conflict import broken_obligations, meeting_obligations, smallest_conflict
from showfloor.plan.evaluation import keeps_limits
from showfloor.plan.model import Model, build_model
from showfloor.plan.network import build_network
from showfloor.plan.remedies_of_limits import crews_by_week, limits, with_more_days
from showfloor.plan.remedies_of_rules import Loosening, obligations
from showfloor.plan.types import PlanResult, Remedy, RuleConflict, WayOut

PAIRS_TRIED = 12
"""So many pairs of rules are tried where none helps alone."""
MOST_TOGETHER = 10
"""So many rules at most change together."""


@dataclass(slots=True)
class _Questions:
    """Asks whether a plan exists, as long as there is time."""

    seed: int
    deadline: float

    def time_left(self) -> float:
        return self.deadline - time.monotonic()

    def possible(self, problem: RolloutProblem) -> bool:
        """Say whether a plan that keeps every rule was found; False too where time ran out."""
        if self.time_left() <= 0:
            return False
        model = build_model(build_network(problem), self.seed)
        if broken_obligations(model) is not None:
            return False
        found = meeting_obligations(model, self.time_left())
        return found.found and keeps_limits(model, found.chosen)


def ways_out(
    problem: RolloutProblem,
    conflict: RuleConflict,
    *,
    seed: int = 0,
    seconds: float = 20.0,
    plan: Callable[[RolloutProblem], PlanResult] | None = None,
) -> tuple[WayOut, ...]:
    """Return the smallest single changes that make a plan possible, each found possible.

    Where no rule of the conflict helps alone, pairs: one rule as far as it goes with one of the
    conflict that then remains, both brought back to what is needed. Where pairs do not help either,
    one set of changes, one for each conflict that comes up. `seconds` limits the questions.
    With `plan` every way out is planned, and they come best plan first; else in the order of the
    conflict. Empty where nothing was found in time.
    """
    questions = _Questions(seed, time.monotonic() + seconds)
    model = build_model(build_network(problem), seed)
    found = [_least(problem, item, questions) for item in _loosenings(model, conflict)]
    ways = [_Way((alone[0],), alone[1]) for alone in found if alone is not None]
    ways = [_only_where_needed(problem, way, questions) for way in _without_repeats(ways)]
    if not ways:
        ways = _pairs(problem, model, conflict, questions)
    if not ways:
        ways = _together(problem, conflict, questions)
    planned = [way.planned(plan) for way in _without_repeats(ways)]
    if plan is not None:
        planned.sort(key=lambda way: -way.objective if math.isfinite(way.objective) else math.inf)
    return tuple(planned)


def with_ways_out(
    problem: RolloutProblem,
    result: PlanResult,
    *,
    plan: Callable[[RolloutProblem], PlanResult] | None = None,
    seconds: float = 20.0,
) -> PlanResult:
    """Return an infeasible result with its ways out; any other result as it is."""
    if result.certificate.status != "infeasible" or result.conflict is None:
        return result
    seed = result.certificate.seed
    found = ways_out(problem, result.conflict, seed=seed, seconds=seconds, plan=plan)
    return replace(result, ways_out=found)


@dataclass(frozen=True, slots=True)
class _Way:
    """Remedies, and the problem under them."""

    remedies: tuple[Remedy, ...]
    problem: RolloutProblem

    def planned(self, plan: Callable[[RolloutProblem], PlanResult] | None) -> WayOut:
        if plan is None:
            return WayOut(self.remedies, math.nan, math.nan)
        proof = plan(self.problem).certificate
        return WayOut(self.remedies, proof.objective, proof.upper_bound)


def _only_where_needed(problem: RolloutProblem, way: _Way, questions: _Questions) -> _Way:
    """Return more crews in every week as more crews in the weeks that need them."""
    if len(way.remedies) != 1 or not _whole(way.remedies[0]):
        return way
    region, most = way.remedies[0].name, int(way.remedies[0].amount)
    network = build_network(problem)
    extra = dict.fromkeys(range(problem.programme.crew_weeks), most)
    # Halves of the weeks are freed first, from the end, then single weeks and days.
    width = len(extra)
    while width >= 1:
        for first in range(0, len(extra), width):
            span = range(first, min(first + width, len(extra)))
            if not any(extra[week] for week in span):
                continue
            fewer = {**extra, **dict.fromkeys(span, 0)}
            if questions.possible(with_more_days(problem, region, fewer)):
                extra = fewer
        width //= 2
    for week in [week for week, days in extra.items() if days]:
        while extra[week] > 1 and questions.possible(
            with_more_days(problem, region, {**extra, week: extra[week] - 1})
        ):
            extra[week] -= 1
    needed = {week: days for week, days in extra.items() if days}
    if not needed or len(needed) == len(extra):
        return way
    remedy = crews_by_week(region, needed, network.monday)
    return _Way((remedy,), with_more_days(problem, region, needed))


def _loosenings(model: Model, conflict: RuleConflict) -> list[Loosening]:
    words = set(conflict.rules)
    programme = model.network.programme
    return [*obligations(programme, words), *limits(model, words)]


def _least(
    problem: RolloutProblem, loosening: Loosening, questions: _Questions
) -> tuple[Remedy, RolloutProblem] | None:
    """Return the least steps of a loosening that make a plan possible; None where none does."""
    if not questions.possible(loosening.apply(problem, loosening.most)):
        return None
    low, high = 0, loosening.most
    # Small steps are likeliest, so look for an upper end by doubling before halving.
    step = 1
    while step < high:
        if questions.possible(loosening.apply(problem, step)):
            high = step
            break
        low, step = step, 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        if questions.possible(loosening.apply(problem, middle)):
            high = middle
        else:
            low = middle
    return loosening.remedy(high), loosening.apply(problem, high)


def _pairs(
    problem: RolloutProblem, model: Model, conflict: RuleConflict, questions: _Questions
) -> list[_Way]:
    """Return pairs of remedies that help together."""
    ways: list[_Way] = []
    tried = 0
    for first in _loosenings(model, conflict):
        loosened = first.apply(problem, first.most)
        other = build_model(build_network(loosened), questions.seed)
        remaining = broken_obligations(other)
        if remaining is None and questions.time_left() > 0:
            remaining = smallest_conflict(other, max(1.0, questions.time_left() / 4))
        if remaining is None:
            continue
        for second in _loosenings(other, remaining):
            tried += 1
            if tried > PAIRS_TRIED or questions.time_left() <= 0:
                return ways
            way = _least_pair(problem, first, second, questions)
            if way is not None:
                ways.append(way)
    return ways


def _together(problem: RolloutProblem, conflict: RuleConflict, questions: _Questions) -> list[_Way]:
    """Return one set of remedies that help together, one for each conflict on the way."""
    chosen: list[Loosening] = []
    current, remaining = problem, conflict
    while len(chosen) < MOST_TOGETHER and questions.time_left() > 0:
        model = build_model(build_network(current), questions.seed)
        step = _next_step(model, remaining, questions)
        if step is None:
            return []
        chosen.append(step[0])
        current = step[0].apply(current, step[0].most)
        if step[1] is None:
            return _brought_back(problem, chosen, questions)
        remaining = step[1]
    return []


def _next_step(
    model: Model, conflict: RuleConflict, questions: _Questions
) -> tuple[Loosening, RuleConflict | None] | None:
    """Return a loosening that ends this conflict, and the conflict that then remains, if any."""
    for loosening in _loosenings(model, conflict):
        loosened = loosening.apply(model.network.problem, loosening.most)
        if questions.possible(loosened):
            return loosening, None
        if questions.time_left() <= 0:
            return None
        other = build_model(build_network(loosened), questions.seed)
        remaining = broken_obligations(other) or smallest_conflict(
            other, max(1.0, questions.time_left() / 4)
        )
        if set(remaining.rules) != set(conflict.rules):
            return loosening, remaining
    return None


def _brought_back(
    problem: RolloutProblem, chosen: list[Loosening], questions: _Questions
) -> list[_Way]:
    """Return the way on which each loosening in turn is brought back to what is needed."""
    steps = [loosening.most for loosening in chosen]
    remedies: list[Remedy] = []
    result = problem
    for place, loosening in enumerate(chosen):
        others = problem
        for index, other in enumerate(chosen):
            if index != place:
                others = other.apply(others, steps[index])
        found = _least(others, loosening, questions)
        if found is None:
            return []
        steps[place] = int(found[0].amount)
        remedies.append(found[0])
        result = found[1]
    return [_Way(tuple(remedies), result)]


def _least_pair(
    problem: RolloutProblem, first: Loosening, second: Loosening, questions: _Questions
) -> _Way | None:
    found = _least(first.apply(problem, first.most), second, questions)
    if found is None:
        return None
    steps = int(found[0].amount)
    again = _least(second.apply(problem, steps), first, questions)
    if again is None:
        return None
    return _Way((again[0], found[0]), again[1])


def _whole(remedy: Remedy) -> bool:
    """Say whether a remedy asks for more crews in every week."""
    return remedy.kind == "crews" and remedy.says.endswith("in every week")


def _without_repeats(ways: list[_Way]) -> list[_Way]:
    """Return ways that say different things, the smaller change of a rule instead of the larger.

    So no "without X" beside a later X, and no more crews in every week where one week is enough.
    """
    seen: set[tuple[str, ...]] = set()
    kept = []
    single = [way.remedies[0] for way in ways if len(way.remedies) == 1]
    eased = {(remedy.kind, remedy.name) for remedy in single if remedy.unit}
    crews = {remedy.name for remedy in single if remedy.kind == "crews" and not _whole(remedy)}
    for way in ways:
        if any(_whole(remedy) and remedy.name in crews for remedy in way.remedies):
            continue
        says = tuple(remedy.says for remedy in way.remedies)
        alone = len(way.remedies) == 1 and not way.remedies[0].unit
        larger = alone and says[0].startswith("without ")
        if says in seen or (larger and (way.remedies[0].kind, way.remedies[0].name) in eased):
            continue
        seen.add(says)
        kept.append(way)
    return kept
