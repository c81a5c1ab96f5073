"""Planning a rollout: which store gets which format in which week, with a bound that proves it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.domain.plan import Holding, PlanStatus, RolloutProblem
from showfloor.plan.answers import scarce_things, store_reasons
from showfloor.plan.bound import RecomputedBound, recompute_bound
from showfloor.plan.conflict import broken_obligations, smallest_conflict, surely_infeasible
from showfloor.plan.evaluation import planned_areas, worth_of
from showfloor.plan.experiment_run import Bounded, Drawn, drawn_plan
from showfloor.plan.grid import build_grid
from showfloor.plan.holdout import shortfalls
from showfloor.plan.model import Model, build_model
from showfloor.plan.near_ties import Choices
from showfloor.plan.network import Bools, build_network
from showfloor.plan.pricing import certificate_prices
from showfloor.plan.relaxation import solve_relaxation
from showfloor.plan.search import Found, search_plan
from showfloor.plan.types import PlanResult, Progress, RuleConflict

SOLVER_TIME_FOR_CONFLICT = 20.0
UNMET = 1e-6
"""Obligations that the relaxation leaves open, in areas, above which feasibility is asked first."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time spent and left, and whom to tell about progress."""

    limit: float
    tell: Callable[[Progress], None] | None
    began: float = field(default_factory=time.monotonic)

    def spent(self) -> float:
        """Return seconds since the start."""
        return time.monotonic() - self.began

    def left(self) -> float:
        """Return seconds until the limit; negative beyond it."""
        return self.limit - self.spent()

    def report(self, stage: str, objective: float = math.nan, bound: float = math.nan) -> None:
        """Tell what is being done, with the best plan and bound so far."""
        if self.tell is not None:
            self.tell(Progress(stage, self.spent(), objective, bound))


def plan_rollout(
    problem: RolloutProblem,
    *,
    seed: int = 0,
    time_limit: float = 60.0,
    gap: float = 1e-4,
    progress: Callable[[Progress], None] | None = None,
) -> PlanResult:
    """Return the best rollout plan found, with prices that prove how good it is.

    Status "optimal" means that the solver proved the plan within `gap` (relative to the bound) of
    the best; "feasible" that time ran out before; "infeasible" names a smallest set of rules in
    conflict; "no_plan_found" that time ran out without a plan. `time_limit` in seconds. The same
    problem and seed give the same plan as long as the time limit does not cut in.

    Raises ProgrammeError where the programme names something that the problem does not have.
    Method: docs/methods/plan.md.
    """
    clock = Clock(time_limit, progress)
    clock.report("options")
    model = build_model(build_network(problem), seed)
    broken = broken_obligations(model)
    if broken is not None:
        return _no_plan(model, clock, seed, "infeasible", conflict=broken)
    clock.report("bound")
    relaxed = solve_relaxation(model, clock.left)
    if relaxed.unmet > UNMET and surely_infeasible(model, clock.left()):
        return _infeasible(model, clock, seed)
    prices = certificate_prices(model, relaxed)
    recomputed = recompute_bound(model, prices)
    clock.report("plan", bound=recomputed.bound)
    found = search_plan(model, relaxed, gap, clock.left, clock.report)
    if found.infeasible:
        return _infeasible(model, clock, seed)
    if not found.found:
        return _no_plan(model, clock, seed, "no_plan_found", prices=prices, recomputed=recomputed)
    proof = _Proof(prices, recomputed, seed, gap)
    return _planned(model, clock, proof, found)


def _infeasible(model: Model, clock: Clock, seed: int) -> PlanResult:
    clock.report("conflict")
    conflict = smallest_conflict(model, SOLVER_TIME_FOR_CONFLICT)
    return _no_plan(model, clock, seed, "infeasible", conflict=conflict)


@dataclass(frozen=True, slots=True)
class _Proof:
    """The certificate's prices, the bound they prove, and what was asked."""

    prices: Prices
    recomputed: RecomputedBound
    seed: int
    gap: float


def _planned(model: Model, clock: Clock, proof: _Proof, found: Found) -> PlanResult:
    prices, recomputed = proof.prices, proof.recomputed
    held = model.held | found.held
    drawn = _draw(model, proof, found, held)
    chosen = model.options.places(drawn.choices.format, drawn.choices.start)
    worth = worth_of(model, chosen)
    upper = max(recomputed.bound, float(np.nextafter(worth.objective, math.inf)))
    solver_bound = max(min(found.bound, upper), worth.objective)
    solver_gap = (solver_bound - worth.objective) / max(1.0, abs(solver_bound))
    status: PlanStatus = "optimal" if solver_gap <= proof.gap else "feasible"
    clock.report("done", worth.objective, solver_bound)
    result = PlanResult(
        certificate=Certificate(
            status=status,
            objective=worth.objective,
            upper_bound=recomputed.bound,
            solver_bound=solver_bound,
            gap=(recomputed.bound - worth.objective) / max(1.0, abs(recomputed.bound)),
            seconds=clock.spent(),
            seed=proof.seed,
            leaves=(Leaf(prices),),
            trading_days=model.network.problem.trading_days.weekdays,
            change_cost=model.change.cost,
        ),
        areas=planned_areas(model, chosen),
        holdout=_holdings(model, held),
        holdout_shortfalls=shortfalls(model.network, model.strata),
        reasons=store_reasons(model, recomputed, chosen, held),
        scarce=scarce_things(model, prices, chosen),
        value=worth.value,
        spillover_loss=worth.spillover_loss,
        other_party_value=worth.other_party_value,
        capex=worth.capex,
        change_cost=worth.change_cost,
        departing=worth.departing,
    )
    return drawn.told(result)


def _draw(model: Model, proof: _Proof, found: Found, held: Bools) -> Drawn:
    """Draw among the plan's near-ties, where the programme asks for it; price the plan."""
    grid = build_grid(model.network, proof.seed, held=model.held)
    form = np.full(grid.stores, -1, dtype=np.int64)
    start = np.full(grid.stores, -1, dtype=np.int64)
    taken = model.options.take(found.chosen)
    form[taken.store], start[taken.store] = taken.format, taken.start
    best = math.fsum(proof.recomputed.best[~grid.fixed])
    bounded = Bounded(Leaf(proof.prices), proof.recomputed.bound, best)
    return drawn_plan(grid, Choices(form, start), held, bounded, proof.seed)


def _holdings(model: Model, held: Bools) -> tuple[Holding, ...]:
    """Return the held stores with their strata, sorted by store_id."""
    return tuple(
        sorted(
            (
                Holding(model.network.stores[store].store_id, group.name)
                for group in model.strata
                for store in group.eligible
                if held[store]
            ),
            key=lambda holding: holding.store_id,
        )
    )


def _no_plan(
    model: Model,
    clock: Clock,
    seed: int,
    status: PlanStatus,
    *,
    prices: Prices | None = None,
    recomputed: RecomputedBound | None = None,
    conflict: RuleConflict | None = None,
) -> PlanResult:
    """Return a result without areas: nothing found in time, or nothing possible."""
    nan = math.nan
    bound = nan if recomputed is None else recomputed.bound
    clock.report("done", bound=bound)
    return PlanResult(
        certificate=Certificate(
            status=status,
            objective=nan,
            upper_bound=bound,
            solver_bound=bound,
            gap=nan,
            seconds=clock.spent(),
            seed=seed,
            leaves=() if prices is None else (Leaf(prices),),
            trading_days=model.network.problem.trading_days.weekdays,
            change_cost=model.change.cost,
        ),
        areas=(),
        holdout=_holdings(model, model.held),
        holdout_shortfalls=shortfalls(model.network, model.strata),
        reasons=(),
        scarce=(),
        value=nan,
        spillover_loss=nan,
        other_party_value=nan,
        capex=nan,
        conflict=conflict,
    )
