"""What promises, waves, quotas, the holdout and other rules cost: certified intervals.

The cost of a rule is what the best plan without it is worth more than the best plan with it. The
best plan with it lies between the objective and the bound of the plan's certificate. For the best
plan without it there are two answers:

- quick: the certificate's prices bound it as well (weak duality holds for any prices), so the cost
  is at most that bound less the objective;
- planned: a plan without the rule, with a certificate of its own, gives both ends.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.domain.plan import Holding, RolloutProblem
from showfloor.domain.programme import Programme
from showfloor.plan.bound import prove_bound
from showfloor.plan.droppable import (
    holdout_words,
    other_words,
    pace_words,
    promise_words,
    wave_words,
)
from showfloor.plan.freezes import freeze_words
from showfloor.plan.grid import Grid, build_grid
from showfloor.plan.leaves_whole import prices_of_whole
from showfloor.plan.network import build_network
from showfloor.plan.types import PlanResult

Kind = Literal["promise", "wave", "quota", "other", "holdout", "freeze", "pace"]


@dataclass(frozen=True, slots=True)
class ObligationCost:
    """What one rule costs the chosen party, in currency of week 0.

    The rule costs at least `low` and at most `high`; both from certificates. Leaving out a rule
    never costs anything by itself, but without it more stores may have to be held for comparison:
    then `low` may be negative, and NaN where nothing was planned.
    """

    kind: Kind
    rule: str
    """In the programme's words."""
    low: float
    high: float
    planned: bool
    """Whether a plan without the rule was made; else only the quick bound is known."""


@dataclass(frozen=True, slots=True)
class ObligationsFound:
    """What the obligations of a plan cost, the dearest first."""

    costs: tuple[ObligationCost, ...]
    plan_run: str | None = None


@dataclass(frozen=True, slots=True)
class _Without:
    kind: Kind
    rule: str
    programme: Programme
    prices: Callable[[Prices], Prices]


def obligation_costs(
    problem: RolloutProblem,
    proof: Certificate,
    holdout: Sequence[Holding],
    *,
    plan: Callable[[RolloutProblem], PlanResult] | None = None,
    planned: int = 5,
    seconds: float = 60.0,
) -> tuple[ObligationCost, ...]:
    """Return what each obligation of a planned programme costs, the dearest first.

    With `plan`, the `planned` rules whose quick bound is highest are left out in turn and planned
    anew, as long as `seconds` last. `proof` and `holdout` are the plan's. Empty where there is no
    plan.
    """
    if not math.isfinite(proof.objective) or not proof.leaves:
        return ()
    deadline = time.monotonic() + seconds
    found = []
    with_it = build_grid(build_network(problem), proof.seed)
    whole = prices_of_whole(with_it, proof)
    for item in _obligations(_holding(problem.programme, holdout)):
        if time.monotonic() > deadline:
            break
        without = replace(problem, programme=item.programme)
        grid = build_grid(build_network(without), proof.seed)
        prices = _by_stratum(item.prices(whole), grid)
        high = prove_bound(grid, Leaf(prices)) - proof.objective
        low = 0.0 if _holds_no_more(grid, with_it) else math.nan
        found.append((item, ObligationCost(item.kind, item.rule, low, high, planned=False)))
    found.sort(key=lambda pair: (-pair[1].high, pair[1].rule))
    costs = [cost for _, cost in found]
    if plan is not None:
        for place, (item, cost) in enumerate(found[:planned]):
            if time.monotonic() > deadline:
                break
            costs[place] = _planned_cost(problem, proof, plan, item, cost)
    return tuple(sorted(costs, key=lambda cost: (not cost.planned, -cost.high, cost.rule)))


def _planned_cost(
    problem: RolloutProblem,
    with_it: Certificate,
    plan: Callable[[RolloutProblem], PlanResult],
    item: _Without,
    quick: ObligationCost,
) -> ObligationCost:
    proof = plan(replace(problem, programme=item.programme)).certificate
    if not math.isfinite(proof.objective):
        return quick
    low = proof.objective - with_it.upper_bound
    high = proof.upper_bound - with_it.objective
    if not math.isnan(quick.low):
        low = max(quick.low, low)
    return ObligationCost(item.kind, item.rule, low, min(high, quick.high), planned=True)


def _holding(programme: Programme, holdout: Sequence[Holding]) -> Programme:
    """Return the programme with the plan's comparison stores named, so that they stay."""
    if programme.holdout is None or programme.holdout.draw != "random":
        return programme
    named = tuple(held.store_id for held in holdout)
    return replace(programme, holdout=replace(programme.holdout, stores=named))


def _is_chosen(grid: Grid) -> bool:
    """Say whether the planner chooses the comparison stores."""
    holdout = grid.network.programme.holdout
    return holdout is not None and holdout.draw == "optimised" and bool(grid.strata)


def _holds_no_more(grid: Grid, before: Grid) -> bool:
    """Say whether every plan of `before` is one of `grid` as far as the holdout goes."""
    keep = {group.name: group.keep for group in before.strata}
    if _is_chosen(grid):
        return all(group.keep <= keep.get(group.name, 0) for group in grid.strata)
    return not bool(np.any(grid.held & ~before.held))


def _by_stratum(prices: Prices, grid: Grid) -> Prices:
    """Return the prices with those of an optimised holdout in the order of the grid's strata."""
    if not _is_chosen(grid):
        return prices
    known = {
        str(name): float(price)
        for name, price in zip(prices.holdout_stratum, prices.holdout, strict=True)
    }
    names = [group.name for group in grid.strata]
    return replace(
        prices,
        holdout_stratum=np.array(names, dtype=np.str_),
        holdout=np.array([known.get(name, 0.0) for name in names], dtype=np.float64),
    )


def _same(prices: Prices) -> Prices:
    return prices


def _obligations(programme: Programme) -> list[_Without]:
    """Return the programme without each of its obligations, and the prices that go with it."""
    found = [
        _Without(
            "promise",
            promise_words(promise),
            replace(programme, promises=tuple(p for p in programme.promises if p != promise)),
            _same,
        )
        for promise in programme.promises
    ]
    found += [_without_wave(programme, place) for place in range(len(programme.waves))]
    found += [_without_quota(programme, place) for place in range(len(programme.quotas))]
    found += [_without_pace(programme, place) for place in range(len(programme.pace))]
    found += [
        _Without(
            "freeze",
            freeze_words(freeze),
            replace(programme, freezes=tuple(f for f in programme.freezes if f != freeze)),
            _same,
        )
        for freeze in dict.fromkeys(programme.freezes)
    ]
    if programme.other_at_least is not None:
        found.append(
            _Without(
                "other",
                other_words(programme),
                replace(programme, other_at_least=None),
                lambda prices: replace(prices, other=prices.other[:0]),
            )
        )
    if programme.holdout is not None:
        found.append(
            _Without(
                "holdout",
                holdout_words(programme.holdout),
                replace(programme, holdout=None),
                lambda prices: replace(
                    prices, holdout=prices.holdout[:0], holdout_stratum=prices.holdout_stratum[:0]
                ),
            )
        )
    return found


def _without_wave(programme: Programme, place: int) -> _Without:
    wave = programme.waves[place]

    def prices(given: Prices) -> Prices:
        # Stores of the wave that is left out have no rows any more, in its own or another's.
        own = np.isin(given.wave_store, np.array(wave.store_ids, dtype=np.str_))
        kept = ~own & (given.wave_of != place)
        waves = given.wave_of[kept]
        return replace(
            given,
            wave_of=np.where(waves > place, waves - 1, waves),
            wave_week=given.wave_week[kept],
            wave_store=given.wave_store[kept],
            wave_side=given.wave_side[kept],
            wave_price=given.wave_price[kept],
        )

    left = tuple(item for index, item in enumerate(programme.waves) if index != place)
    return _Without("wave", wave_words(wave), replace(programme, waves=left), prices)


def _without_quota(programme: Programme, place: int) -> _Without:
    quota = programme.quotas[place]
    left = tuple(item for index, item in enumerate(programme.quotas) if index != place)
    return _Without(
        "quota",
        f"quota {quota.region}: at least {quota.at_least}",
        replace(programme, quotas=left),
        lambda prices: replace(prices, quota=np.delete(prices.quota, place)),
    )


def _without_pace(programme: Programme, place: int) -> _Without:
    left = tuple(item for index, item in enumerate(programme.pace) if index != place)
    return _Without(
        "pace",
        pace_words(programme.pace[place]),
        replace(programme, pace=left),
        lambda prices: replace(prices, pace=np.delete(prices.pace, place)),
    )
