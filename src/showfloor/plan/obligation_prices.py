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
from showfloor.plan.grid import Grid, build_grid
from showfloor.plan.leaves_whole import prices_of_whole
from showfloor.plan.network import build_network
from showfloor.plan.obligations_left_out import Kind, Without, each_left_out
from showfloor.plan.types import PlanResult


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
    left: Literal["", "plan", "price"] = ""
    """What was asked for and not reached: the plan without the rule, or even the quick bound, in
    which case both ends are NaN; "" where nothing was left out."""


@dataclass(frozen=True, slots=True)
class ObligationsFound:
    """What the obligations of a plan cost, the dearest first."""

    costs: tuple[ObligationCost, ...]
    plan_run: str | None = None

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Rules whose cost was not reached, in the programme's words."""
        return tuple(cost.rule for cost in self.costs if cost.left == "price")

    @property
    def unplanned(self) -> tuple[str, ...]:
        """Rules that were to be planned without and were not, so that only the prices speak."""
        return tuple(cost.rule for cost in self.costs if cost.left == "plan")


@dataclass(frozen=True, slots=True)
class ObligationEffort:
    """How long and how far to look for what obligations cost, and whom to tell and ask."""

    plan: Callable[[RolloutProblem, float], PlanResult] | None = None
    """Plans a problem within so many seconds; None: only quick bounds."""
    planned: int = 5
    """So many of the dearest by their quick bound are planned anew without the rule."""
    seconds: float = math.inf
    """For everything together."""
    plan_seconds: float = math.inf
    """For each plan at most."""
    stop: Callable[[], bool] | None = None
    """Asked before every rule whether to end with what there is."""
    tell: Callable[[str, float], None] | None = None
    """Hears what is priced and how many are left, and the share that is done."""


def obligation_costs(
    problem: RolloutProblem,
    proof: Certificate,
    holdout: Sequence[Holding],
    effort: ObligationEffort | None = None,
) -> tuple[ObligationCost, ...]:
    """Return what each obligation of a planned programme costs, the dearest first.

    With a way to plan, the rules whose quick bound is highest are left out in turn and planned
    anew. `proof` and `holdout` are the plan's. Empty where there is no plan. Every obligation is
    listed: what time, or whoever asked to stop, left out says so in `left`. A KeyboardInterrupt
    ends the work with what there is.
    """
    if not math.isfinite(proof.objective) or not proof.leaves:
        return ()
    return _Pricing(problem, proof, holdout, effort or ObligationEffort()).run()


class _Pricing:
    """The obligations of one plan, and what is known of each so far."""

    def __init__(
        self,
        problem: RolloutProblem,
        proof: Certificate,
        holdout: Sequence[Holding],
        effort: ObligationEffort,
    ) -> None:
        """List the obligations, none of them priced."""
        self.problem, self.proof, self.effort = problem, proof, effort
        self.deadline = time.monotonic() + effort.seconds
        self.items = each_left_out(_holding(problem.programme, holdout))
        self.costs = [
            ObligationCost(item.kind, item.rule, math.nan, math.nan, planned=False, left="price")
            for item in self.items
        ]
        self.done = 0

    def run(self) -> tuple[ObligationCost, ...]:
        """Price the obligations, plan without the dearest, and return them all in order."""
        try:
            self._price()
            self._plan()
        except KeyboardInterrupt:
            self._tell("stopped")
        return tuple(sorted(self.costs, key=_place))

    def _ends(self) -> bool:
        stop = self.effort.stop
        return time.monotonic() > self.deadline or (stop is not None and stop())

    @property
    def _all(self) -> int:
        """Rules to price, and plans to make of them."""
        plans = min(self.effort.planned, len(self.items)) if self.effort.plan else 0
        return len(self.items) + plans

    def _tell(self, doing: str) -> None:
        if self.effort.tell is not None:
            left = self._all - self.done
            self.effort.tell(f"{doing}, {left} left", self.done / max(1, self._all))

    def _price(self) -> None:
        """Bound every rule's cost by the certificate's prices."""
        if not self.items or self._ends():
            return
        with_it = build_grid(build_network(self.problem), self.proof.seed)
        whole = prices_of_whole(with_it, self.proof)
        for place, item in enumerate(self.items):
            if self._ends():
                return
            self._tell(f"pricing {item.rule}")
            without = replace(self.problem, programme=item.programme)
            grid = build_grid(build_network(without), self.proof.seed)
            prices = _by_stratum(item.prices(whole), grid)
            high = prove_bound(grid, Leaf(prices)) - self.proof.objective
            low = 0.0 if _holds_no_more(grid, with_it) else math.nan
            self.costs[place] = ObligationCost(item.kind, item.rule, low, high, planned=False)
            self.done += 1

    def _plan(self) -> None:
        """Plan without the dearest of the priced rules."""
        plan = self.effort.plan
        if plan is None:
            return
        priced = [place for place, cost in enumerate(self.costs) if not cost.left]
        priced.sort(key=lambda place: (-self.costs[place].high, self.costs[place].rule))
        asked = priced[: self.effort.planned]
        for place in asked:
            self.costs[place] = replace(self.costs[place], left="plan")
        for place in asked:
            if self._ends():
                return
            self._tell(f"planning without {self.items[place].rule}")
            self.costs[place] = self._planned(plan, self.items[place], self.costs[place])
            self.done += 1

    def _planned(
        self,
        plan: Callable[[RolloutProblem, float], PlanResult],
        item: Without,
        quick: ObligationCost,
    ) -> ObligationCost:
        freed = replace(self.problem, programme=item.programme)
        left = max(0.1, self.deadline - time.monotonic())
        proof = plan(freed, min(left, self.effort.plan_seconds)).certificate
        if not math.isfinite(proof.objective):
            return quick
        low = proof.objective - self.proof.upper_bound
        high = proof.upper_bound - self.proof.objective
        if not math.isnan(quick.low):
            low = max(quick.low, low)
        return ObligationCost(item.kind, item.rule, low, min(high, quick.high), planned=True)


def _place(cost: ObligationCost) -> tuple[bool, bool, float, str]:
    """Return where a cost stands: planned ones first, then the dearest, unknown ones last."""
    unknown = math.isnan(cost.high)
    return (not cost.planned, unknown, 0.0 if unknown else -cost.high, cost.rule)


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
