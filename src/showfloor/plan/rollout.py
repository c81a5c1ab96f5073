"""Planning a rollout: which store gets which format in which week, with a bound that proves it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from showfloor.domain.certificate import Certificate, Leaf, Part
from showfloor.domain.plan import Holding, PlanStatus, RolloutProblem
from showfloor.plan.answers import decided, scarce_things, store_reasons
from showfloor.plan.apart import falls_apart
from showfloor.plan.bound import prove_bound
from showfloor.plan.compiled import compiling_seconds
from showfloor.plan.conflict import broken_obligations, meeting_obligations, smallest_conflict
from showfloor.plan.core_search import CoreSearch, plan_around_relaxation
from showfloor.plan.dual import DualResult
from showfloor.plan.dual_prices import named_prices
from showfloor.plan.dual_whole import is_small, price_whole
from showfloor.plan.early import Early
from showfloor.plan.evaluation import planned_areas, taken_options, worth_of
from showfloor.plan.experiment_run import Bounded as Priced
from showfloor.plan.experiment_run import drawn_plan
from showfloor.plan.grid import Grid, build_grid
from showfloor.plan.holdout import shortfalls
from showfloor.plan.leaves import Division, divide_plans
from showfloor.plan.model import Obliged, build_model
from showfloor.plan.near_ties import Choices
from showfloor.plan.network import Bools, build_network
from showfloor.plan.options import allowed_options
from showfloor.plan.previous import build_change
from showfloor.plan.regional_leaves import divide_regions
from showfloor.plan.replan_prices import Carried, carry_over
from showfloor.plan.search import Asked, Bounded, Found, chosen_holdout, priced_cuts
from showfloor.plan.search_driver import search_plan
from showfloor.plan.types import PlanResult, Progress, RuleConflict, WarmStart

SOLVER_TIME_FOR_CONFLICT = 20.0
KEPT = 0.2
"""Share of the time that is kept for dividing regions, at most so many seconds."""
MOST_KEPT = 3.0
DECIDED = 30_000_000
"""Cells up to which a programme without a plan is proven to have none."""
TELL_EVERY = 0.5
"""Seconds between two reports of the same stage."""


@dataclass(slots=True)
class Clock:
    """Time spent and left, and whom to tell about progress and ask whether to stop."""

    limit: float
    tell: Callable[[Progress], None] | None
    stopped: Callable[[], bool] | None = None
    began: float = field(default_factory=time.monotonic)
    said: tuple[str, float, float] = ("", -math.inf, math.nan)
    compiled: float = field(default_factory=compiling_seconds)
    certified: float = math.nan
    """The bound that prices prove so far."""
    worth: float = math.nan
    """Of the best plan told of so far."""

    def spent(self) -> float:
        """Return seconds since the start."""
        return time.monotonic() - self.began

    def left(self) -> float:
        """Return seconds until the limit, compiling left aside; negative beyond it."""
        return self.limit - self.spent() + compiling_seconds() - self.compiled

    def stop(self, kept: float = 0.0) -> bool:
        """Say whether to end: so little time left as is kept for what follows, or asked to."""
        return self.left() <= kept or (self.stopped is not None and self.stopped())

    def report(self, stage: str, objective: float = math.nan, bound: float = math.nan) -> None:
        """Tell what is being done, with the best plan and bound so far."""
        if not math.isnan(objective):
            # A way of searching that begins anew is behind the best plan for a while.
            objective = self.worth if stage != "done" and self.worth > objective else objective
            self.worth = objective
        if self.tell is not None:
            self.said = (stage, self.spent(), objective)
            self.tell(Progress(stage, self.spent(), objective, bound, self.certified))

    def priced(self, bound: float) -> None:
        """Remember what prices prove, and tell it while they are sought."""
        self.certified = bound
        self.remind("bound", self.worth, bound)

    def remind(self, stage: str, objective: float = math.nan, bound: float = math.nan) -> None:
        """Tell the same, but only when a plan is better or some time has passed."""
        before, at, worth = self.said
        better = not math.isnan(objective) and objective != worth
        if stage != before or better or self.spent() - at >= TELL_EVERY:
            self.report(stage, objective, bound)


def plan_rollout(
    problem: RolloutProblem,
    *,
    seed: int = 0,
    time_limit: float = 60.0,
    gap: float = 1e-4,
    progress: Callable[[Progress], None] | None = None,
    warm: WarmStart | None = None,
    stop: Callable[[], bool] | None = None,
) -> PlanResult:
    """Return the best rollout plan found, with prices that prove how good it is.

    Status "optimal" means that the solver proved the plan within `gap` (relative to the bound) of
    the best; "feasible" that time or effort ran out before; "infeasible" names a smallest set of
    rules in conflict; "no_plan_found" that time ran out without a plan. `time_limit` in seconds.
    `warm` is an earlier plan to start from. `stop` is asked about twice a second whether to end
    with what there is; KeyboardInterrupt while a plan is sought does the same. The same problem,
    seed and start give the same plan as long as nothing cuts the search short.

    Raises ProgrammeError where the programme names something that the problem does not have.
    Method: docs/methods/plan.md.
    """
    clock = Clock(time_limit, progress, stop)
    clock.report("options")
    network = build_network(problem)
    grid = build_grid(network, seed)
    broken = broken_obligations(Obliged(network, allowed_options(network), grid.obliged))
    if broken is not None:
        return _no_plan(grid, clock, seed, "infeasible", conflict=broken)
    clock.report("bound")
    kept = _kept_for_leaves(grid, time_limit)
    asked = Asked(seed, gap, lambda: clock.left() - kept, lambda: clock.stop(kept), clock.remind)
    first, bounded = _begun(grid, warm, asked, clock)
    found = search_plan(grid, bounded, asked, first)
    if not found.found:
        found, infeasible = _from_obligations(grid, bounded, asked)
        if infeasible:
            clock.report("conflict")
            model = build_model(network, seed, held=grid.held)
            conflict = smallest_conflict(model, SOLVER_TIME_FOR_CONFLICT)
            return _no_plan(grid, clock, seed, "infeasible", conflict=conflict)
    proof = _proof(grid, bounded, seed, gap)
    if not found.found:
        return _no_plan(grid, clock, seed, "no_plan_found", proof=proof)
    rest = Asked(seed, gap, clock.left, clock.stop, clock.remind)
    if found.round is not None:
        proof = _divided_by_region(grid, proof, found, rest)
    else:
        proof, found = _divided(grid, proof, found, rest)
    return _planned(grid, clock, proof, found)


def _kept_for_leaves(grid: Grid, time_limit: float) -> float:
    """Return the seconds in which regions are divided, after the search."""
    return min(MOST_KEPT, KEPT * time_limit) if falls_apart(grid) else 0.0


def _begun(
    grid: Grid, warm: WarmStart | None, asked: Asked, clock: Clock
) -> tuple[Choices | None, Bounded]:
    """Return a plan to start from, where there is one, and prices with what they prove."""
    first = _choices_of(grid, warm)
    carried = None
    if first is not None and warm is not None and warm.prices is not None:
        carried = carry_over(grid, warm.prices, first, asked)
        first, clock.certified = carried.choices, carried.priced.bound
    early = None if first is not None else Early(grid, asked)
    priced = _priced(grid, clock, warm, carried, early)
    clock.certified = priced.bound
    if first is None:
        found = (_around_relaxation(grid, asked.gap, clock), None if early is None else early.plan)
        first = _better(grid, *found)
    return first, Bounded(priced.dual, priced.prices, priced.bound, priced.shares)


def _priced(
    grid: Grid,
    clock: Clock,
    warm: WarmStart | None,
    carried: Carried | None,
    early: Early | None,
) -> DualResult:
    """Return prices of the dual, and the bound that they prove.

    They are sought no further than an earlier plan needs to be proven to the asked gap. A
    KeyboardInterrupt once there are coarse prices ends the whole run with these.
    """
    if carried is not None and carried.proven_by(carried.priced.bound):
        return carried.priced

    def stop() -> bool:
        return clock.stop() or (carried is not None and carried.proven_by(clock.certified))

    try:
        return price_whole(
            grid,
            time_left=clock.left,
            known=None if warm is None else warm.prices,
            stop=stop,
            tell=clock.priced,
            early=None if early is None else early.begin,
        )
    except KeyboardInterrupt:
        if early is None or early.priced is None:
            raise
        clock.stopped = lambda: True
        return early.priced


def _better(grid: Grid, one: Choices | None, other: Choices | None) -> Choices | None:
    """Return the plan that is worth more, or the only one."""
    if one is None or other is None:
        return other if one is None else one
    worth = (worth_of(grid, one).objective, worth_of(grid, other).objective)
    return one if worth[0] >= worth[1] else other


def _around_relaxation(grid: Grid, gap: float, clock: Clock) -> Choices | None:
    """Return a first plan from cores of the relaxation; a KeyboardInterrupt ends the whole run."""
    asked = CoreSearch(gap, clock.left, clock.stop, clock.remind)
    try:
        return plan_around_relaxation(grid, asked)
    except KeyboardInterrupt:
        clock.stopped = lambda: True
        return None


def _choices_of(grid: Grid, warm: WarmStart | None) -> Choices | None:
    """Return an earlier plan's areas as choices; what is no option any more is left out."""
    if warm is None or not warm.areas:
        return None
    network = grid.network
    form, start = np.full(grid.stores, -1), np.full(grid.stores, -1)
    place = {item.format_id: index for index, item in enumerate(network.formats)}
    for area in warm.areas:
        store, chosen = network.place.get(area.store_id), place.get(area.format_id)
        week = network.week_of(area.start_week)
        if store is None or chosen is None or not 0 <= week < grid.weeks:
            continue
        if np.isfinite(grid.value[store, chosen, week]):
            form[store], start[store] = chosen, week
    return Choices(form.astype(np.int64), start.astype(np.int64))


def _from_obligations(grid: Grid, bounded: Bounded, asked: Asked) -> tuple[Found, bool]:
    """Return the search from a plan that a solver finds for the obligations alone.

    The second is whether it is proven that there is none.
    """
    if grid.value.size > DECIDED:
        return search_plan(grid, bounded, asked), False
    model = build_model(grid.network, 0, held=grid.held)
    met = meeting_obligations(model, max(asked.time_left(), SOLVER_TIME_FOR_CONFLICT))
    form, start = np.full(grid.stores, -1), np.full(grid.stores, -1)
    taken = model.options.take(met.chosen)
    form[taken.store], start[taken.store] = taken.format, taken.start
    first = Choices(form.astype(np.int64), start.astype(np.int64))
    return search_plan(grid, bounded, asked, first), met.proven_empty


@dataclass(frozen=True, slots=True)
class _Proof:
    """Prices of the whole and the bound they prove, leaves that prove more, what was asked."""

    leaf: Leaf
    bounded: Bounded
    upper_bound: float
    best: float
    """Sum of the stores' best choices in the bound; stores joined in trees together."""
    seed: int
    gap: float
    leaves: tuple[Leaf, ...]
    certified: float
    """The largest bound of `leaves`, less what parts gain."""
    parts: tuple[Part, ...] = ()


def _proof(grid: Grid, bounded: Bounded, seed: int, gap: float) -> _Proof:
    dual, prices = bounded.dual, bounded.prices
    dual.evaluate(prices)
    best = math.fsum(float(part.total[0]) for part in dual.parts)
    leaf = Leaf(named_prices(dual, prices))
    upper_bound = prove_bound(grid, leaf)
    return _Proof(leaf, bounded, upper_bound, best, seed, gap, (leaf,), upper_bound)


def _divided(grid: Grid, proof: _Proof, found: Found, asked: Asked) -> tuple[_Proof, Found]:
    """Return the proof with leaves, where prices of the whole prove less than was asked."""
    worth = worth_of(grid, found.choices).objective
    short = proof.upper_bound - worth > proof.gap * max(1.0, abs(proof.upper_bound))
    if not short or not is_small(grid):
        return proof, found

    def tell(objective: float, bound: float) -> None:
        asked.tell("leaves", objective, max(objective, min(bound, found.bound)))

    division = Division(proof.gap, asked.time_left, asked.stop, tell)
    try:
        divided = divide_plans(grid, proof.bounded.dual, worth, division)
    except KeyboardInterrupt:
        return proof, found
    if divided is None or not divided.bound < proof.certified:
        return proof, found
    proof = replace(proof, leaves=divided.leaves, certified=divided.bound)
    if divided.better is not None:
        held = chosen_holdout(grid, divided.better)
        found = replace(found, choices=divided.better, held=held)
    return proof, replace(found, bound=min(found.bound, divided.bound))


def _divided_by_region(grid: Grid, proof: _Proof, found: Found, asked: Asked) -> _Proof:
    """Return the proof at the best round's prices, with parts where regions were divided."""
    if found.round is None or asked.stop():
        return proof
    cuts = priced_cuts(proof.bounded)
    gap = proof.gap * max(1.0, abs(proof.upper_bound))
    try:
        asked.tell("leaves", worth_of(grid, found.choices).objective, found.bound)
        divided = divide_regions(found.round, cuts, gap, asked.stop)
    except KeyboardInterrupt:
        return proof
    bounded = replace(proof.bounded, prices=divided.prices, bound=divided.regional.bound)
    better = _proof(grid, bounded, proof.seed, proof.gap)
    certified = better.certified - divided.gained
    if certified >= proof.certified:
        return proof
    return replace(better, certified=certified, parts=divided.parts)


def _planned(grid: Grid, clock: Clock, proof: _Proof, found: Found) -> PlanResult:
    held = grid.held | found.held
    priced = Priced(proof.leaf, proof.upper_bound, proof.best, proof.certified)
    drawn = drawn_plan(grid, found.choices, held, priced, proof.seed)
    choices = drawn.choices
    worth = worth_of(grid, choices)
    upper = max(proof.certified, float(np.nextafter(worth.objective, math.inf)))
    solver_bound = max(min(found.bound, upper), worth.objective)
    solver_gap = (solver_bound - worth.objective) / max(1.0, abs(solver_bound))
    status: PlanStatus = "optimal" if solver_gap <= proof.gap else "feasible"
    of = decided(grid, proof.bounded, found, choices, held)
    result = PlanResult(
        certificate=Certificate(
            status=status,
            objective=worth.objective,
            upper_bound=proof.certified,
            solver_bound=solver_bound,
            gap=(proof.certified - worth.objective) / max(1.0, abs(proof.certified)),
            seconds=clock.spent(),
            seed=proof.seed,
            leaves=proof.leaves,
            parts=proof.parts,
            trading_days=grid.network.problem.trading_days.weekdays,
            change_cost=build_change(grid.network).cost,
        ),
        areas=planned_areas(grid, choices),
        holdout=_holdings(grid, held),
        holdout_shortfalls=shortfalls(grid.network, grid.strata),
        reasons=store_reasons(of),
        scarce=scarce_things(grid, proof.leaf.prices, taken_options(grid, choices)),
        value=worth.value,
        spillover_loss=worth.spillover_loss,
        other_party_value=worth.other_party_value,
        capex=worth.capex,
        change_cost=worth.change_cost,
        departing=worth.departing,
    )
    clock.certified = proof.certified
    clock.report("done", worth.objective, solver_bound)
    return drawn.told(result)


def _holdings(grid: Grid, held: Bools) -> tuple[Holding, ...]:
    """Return the held stores with their strata, sorted by store_id."""
    return tuple(
        sorted(
            (
                Holding(grid.network.stores[store].store_id, group.name)
                for group in grid.strata
                for store in group.eligible
                if held[store]
            ),
            key=lambda holding: holding.store_id,
        )
    )


def _no_plan(
    grid: Grid,
    clock: Clock,
    seed: int,
    status: PlanStatus,
    *,
    proof: _Proof | None = None,
    conflict: RuleConflict | None = None,
) -> PlanResult:
    """Return a result without areas: nothing found in time, or nothing possible."""
    nan = math.nan
    bound = nan if proof is None else proof.upper_bound
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
            leaves=() if proof is None else (proof.leaf,),
            trading_days=grid.network.problem.trading_days.weekdays,
            change_cost=build_change(grid.network).cost,
        ),
        areas=(),
        holdout=_holdings(grid, grid.held),
        holdout_shortfalls=shortfalls(grid.network, grid.strata),
        reasons=(),
        scarce=(),
        value=nan,
        spillover_loss=nan,
        other_party_value=nan,
        capex=nan,
        conflict=conflict,
    )
