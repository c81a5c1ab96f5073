"""What if: plans under changed circumstances side by side, with what is certain about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Literal

from showfloor.domain.plan import PlannedArea, RolloutProblem
from showfloor.plan.scenario_words import changed_by
from showfloor.plan.types import PlanResult

Verdict = Literal["as it is", "better", "worse", "undecided", "impossible"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A name, and changes in words (docs/how-to/compare-what-ifs.md)."""

    name: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many areas a format or region gets in the plan as it is and in the scenario."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ScarcePrice:
    """The highest price of one kind of limit: currency a euro, crew-day, fixture or area."""

    kind: str
    name: str
    price: float


@dataclass(frozen=True, slots=True)
class ChangedStore:
    """A store that a scenario treats differently; None for no area."""

    store_id: str
    before_format_id: str | None
    before_start_week: date | None
    after_format_id: str | None
    after_start_week: date | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scenario's plan. Money in week 0 currency; NaN where there is no plan."""

    name: str
    changes: tuple[str, ...]
    status: str
    objective: float
    upper_bound: float
    gap: float
    areas: int
    capex: float
    other_party_value: float
    difference_low: float
    """The best plan under the scenario is worth at least so much more than the best as it is."""
    difference_high: float
    verdict: Verdict
    """Undecided where the certified difference may have either sign."""
    formats: tuple[Count, ...]
    regions: tuple[Count, ...]
    prices: tuple[ScarcePrice, ...]
    stores: tuple[ChangedStore, ...]
    conflict: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scenarios beside the plan as it is; `outcomes` begins with that."""

    outcomes: tuple[Outcome, ...]


def scenario_problem(problem: RolloutProblem, scenario: Scenario) -> RolloutProblem:
    """Return the problem under a scenario's changes, one after the other.

    Raises UsageError where a change is not understood or names what is not there.
    """
    return reduce(changed_by, scenario.changes, problem)


def compare_scenarios(
    problem: RolloutProblem,
    base: PlanResult,
    scenarios: Sequence[tuple[Scenario, PlanResult]],
) -> Comparison:
    """Return the plan as it is and every scenario's, with certified differences.

    The best plan as it is lies between its objective and its bound, and so does a scenario's best;
    so the difference of the two lies between objective - bound and bound - objective.
    """
    as_it_is = Scenario("as it is", ())
    every = [(as_it_is, base), *scenarios]
    return Comparison(tuple(_outcome(problem, base, name, result) for name, result in every))


def _outcome(
    problem: RolloutProblem, base: PlanResult, scenario: Scenario, result: PlanResult
) -> Outcome:
    proof, before = result.certificate, base.certificate
    same = result is base
    low = 0.0 if same else proof.objective - before.upper_bound
    high = 0.0 if same else proof.upper_bound - before.objective
    region = {store.store_id: store.region or "" for store in problem.stores}
    planned = proof.status in {"optimal", "feasible"}
    return Outcome(
        name=scenario.name,
        changes=scenario.changes,
        status=proof.status,
        objective=proof.objective,
        upper_bound=proof.upper_bound,
        gap=proof.gap,
        areas=len(result.areas),
        capex=result.capex,
        other_party_value=result.other_party_value,
        difference_low=low,
        difference_high=high,
        verdict="as it is" if same else _verdict(result, low, high),
        formats=_counts(
            [area.format_id for area in base.areas], [area.format_id for area in result.areas]
        )
        if planned
        else (),
        regions=_counts(
            [region[area.store_id] for area in base.areas],
            [region[area.store_id] for area in result.areas],
        )
        if planned
        else (),
        prices=_highest_prices(result),
        stores=changed_stores(base.areas, result.areas) if planned else (),
        conflict=() if result.conflict is None else result.conflict.rules,
    )


def _verdict(result: PlanResult, low: float, high: float) -> Verdict:
    if result.certificate.status == "infeasible":
        return "impossible"
    if low > 0:
        return "better"
    return "worse" if high < 0 else "undecided"


def _counts(before: Iterable[str], after: Iterable[str]) -> tuple[Count, ...]:
    old, new = Counter(before), Counter(after)
    return tuple(Count(name, old[name], new[name]) for name in sorted({*old, *new}))


def _highest_prices(result: PlanResult) -> tuple[ScarcePrice, ...]:
    found: dict[str, ScarcePrice] = {}
    for thing in result.scarce:
        if thing.kind not in found or thing.price > found[thing.kind].price:
            found[thing.kind] = ScarcePrice(thing.kind, thing.name, thing.price)
    return tuple(found.values())


def changed_stores(
    before: Sequence[PlannedArea], after: Sequence[PlannedArea]
) -> tuple[ChangedStore, ...]:
    """Return the stores whose decision differs, sorted by store_id."""
    old = {area.store_id: (area.format_id, area.start_week) for area in before}
    new = {area.store_id: (area.format_id, area.start_week) for area in after}
    nothing = (None, None)
    return tuple(
        ChangedStore(store_id, *old.get(store_id, nothing), *new.get(store_id, nothing))
        for store_id in sorted({*old, *new})
        if old.get(store_id) != new.get(store_id)
    )
