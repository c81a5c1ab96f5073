"""The claim that crew limits as integer hulls tighten the planner's bound, with a peer beside it.

On generated programmes, and on the same with installations of which only one fits into most weeks,
the same relaxation is solved twice: with one plain row a region and week (sum of crew-days <=
capacity, over fractions) and with the hull's rows. Both bounds are compared with the planner's best
plan. The peer is HiGHS alone on the whole plain programme. The result goes to
benchmarks/results/crew_hull.json, which docs/methods/plan.md quotes.

    python benchmarks/crew_hull.py
"""

from __future__ import annotations

import dataclasses
import importlib.metadata
import json
import math
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import highspy
import numpy as np

from showfloor.domain.plan import RolloutProblem
from showfloor.plan import plan_rollout
from showfloor.plan.evaluation import keeps_limits, objective_of
from showfloor.plan.model import Model, build_model
from showfloor.plan.network import Network, build_network
from showfloor.plan.relaxation import solve_relaxation
from showfloor.plan.rules import (
    CrewRows,
    build_rows,
    crew_capacity,
    distinct_days,
    region_index,
)
from showfloor.plan.solver import new_solver
from showfloor.simulate import planning_instance
from whole_programme import for_highs, whole_programme

SIZES = ((1000, 4, 30, 1), (1000, 4, 30, 2), (1000, 4, 30, 3), (450, 3, 26, 1))
"""Stores, formats, weeks, seed."""
PEER_ON = (450, 3, 26, 1)
AS_GENERATED = "as generated"
LARGE = "large installations"
KINDS = (AS_GENERATED, LARGE)
LARGE_CREW_DAYS = {"wall": (4,), "shop-in-shop": (4, 3), "table": (3,), "island": (3, 4)}
"""Most regions have five crew-days a week: one such installation, and a plain row takes 1.67."""
PEER_SECONDS = 60.0
PLAN_SECONDS = 25.0
RELAXATION_SECONDS = 240.0
GAP = 1e-4
RESULT = Path(__file__).parent / "results" / "crew_hull.json"
PACKAGES = ("showfloor", "highspy", "numpy", "scipy")

T = TypeVar("T")
Size = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of wall time, and of processor time of all threads of this process."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One programme. Errors and gaps are shares of the best plan's value or of the bound."""

    kind: str
    stores: int
    formats: int
    weeks: int
    seed: int
    options: int
    plain_rows: int
    hull_rows: int
    plain_bound: float
    hull_bound: float
    certified_bound: float
    solver_bound: float
    objective: float
    plan_status: str
    plain_error: float
    """(plain bound - best plan) / best plan."""
    hull_error: float
    certified_gap: float
    solver_gap: float
    """How much of the errors may be the plan's own distance from the best."""
    plain_spent: Spent
    hull_spent: Spent
    plan_spent: Spent


@dataclass(frozen=True, slots=True)
class PeerResult:
    """HiGHS alone on the whole plain programme, stopped at the time limit."""

    kind: str
    stores: int
    formats: int
    weeks: int
    seed: int
    limit_seconds: float
    status: str
    columns: int
    rows: int
    objective: float | None
    """Of its best plan, recomputed by the planner's own evaluation; None where it found none."""
    bound: float | None
    gap: float | None
    """(bound - objective) / bound."""
    spent: Spent


def timed(work: Callable[[], T]) -> tuple[T, Spent]:
    """Return what `work` returns, and what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, Spent(time.perf_counter() - wall, time.process_time() - cpu)


def problem_of(kind: str, size: Size) -> RolloutProblem:
    """Return a generated programme, or the same with large installations.

    Large installations would break what the generator promised, so that kind has no promises,
    waves and quotas; a plan always exists.
    """
    problem = planning_instance(*size, crews_in_turns=False)
    if kind == AS_GENERATED:
        return problem
    formats = tuple(
        dataclasses.replace(item, crew_days=LARGE_CREW_DAYS[item.format_id])
        for item in problem.programme.formats
    )
    programme = dataclasses.replace(
        problem.programme, formats=formats, promises=(), waves=(), quotas=()
    )
    return dataclasses.replace(problem, programme=programme)


def plain_crew_rows(network: Network) -> CrewRows:
    """Return one row a region and week: the sum of crew-days is at most the capacity."""
    capacity, days = crew_capacity(network), np.array(distinct_days(network), dtype=np.int64)
    if capacity is None:
        raise ValueError("the programme limits no crews, so there is nothing to compare")
    used = np.unique(region_index(network))
    region, week = np.meshgrid(used, np.arange(capacity.shape[1]), indexing="ij")
    weights = np.tile(days.astype(np.float64), (region.size, 1))
    limit = capacity[used].astype(np.float64).ravel()
    return CrewRows(days, region.ravel(), week.ravel(), weights, limit)


def with_plain_rows(model: Model) -> Model:
    """Return the same programme with plain crew rows in place of the hulls'."""
    plain = plain_crew_rows(model.network)
    rows = build_rows(model.network, model.options, model.other_values, crew_rows=plain)
    return dataclasses.replace(model, rows=rows)


def compared(kind: str, size: Size) -> Comparison:
    """Solve both relaxations of one programme, and plan it."""
    stores, formats, weeks, seed = size
    problem = problem_of(kind, size)
    hull = build_model(build_network(problem), seed)
    plain = with_plain_rows(hull)
    plain_found, plain_spent = timed(lambda: relaxation_bound(plain))
    hull_found, hull_spent = timed(lambda: relaxation_bound(hull))
    planned, plan_spent = timed(
        lambda: plan_rollout(problem, seed=seed, time_limit=PLAN_SECONDS, gap=GAP)
    )
    proof = planned.certificate
    return Comparison(
        kind=kind,
        stores=stores,
        formats=formats,
        weeks=weeks,
        seed=seed,
        options=len(hull.options),
        plain_rows=len(plain.rows.crew_rows.limit),
        hull_rows=len(hull.rows.crew_rows.limit),
        plain_bound=plain_found,
        hull_bound=hull_found,
        certified_bound=proof.upper_bound,
        solver_bound=proof.solver_bound,
        objective=proof.objective,
        plan_status=proof.status,
        plain_error=(plain_found - proof.objective) / proof.objective,
        hull_error=(hull_found - proof.objective) / proof.objective,
        certified_gap=proof.gap,
        solver_gap=(proof.solver_bound - proof.objective) / abs(proof.solver_bound),
        plain_spent=plain_spent,
        hull_spent=hull_spent,
        plan_spent=plan_spent,
    )


def relaxation_bound(model: Model) -> float:
    """Return the relaxation's bound over all options; ValueError where time ended early."""
    end = time.monotonic() + RELAXATION_SECONDS
    found = solve_relaxation(model, lambda: end - time.monotonic())
    if time.monotonic() > end:
        raise ValueError(f"the relaxation took longer than {RELAXATION_SECONDS} s")
    return found.bound


def peer(kind: str, size: Size) -> PeerResult:
    """Give HiGHS the whole plain programme, and PEER_SECONDS."""
    stores, formats, weeks, seed = size
    model = with_plain_rows(build_model(build_network(problem_of(kind, size)), seed))
    programme = whole_programme(model)
    solver = new_solver()
    solver.setOptionValue("time_limit", PEER_SECONDS)
    solver.setOptionValue("mip_rel_gap", GAP)
    solver.passModel(for_highs(programme))
    _, spent = timed(solver.run)
    info = solver.getInfo()
    objective: float | None = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        value = np.array(solver.getSolution().col_value)[: programme.whole]
        chosen = np.flatnonzero(value > 0.5)
        if not keeps_limits(model, chosen):
            raise ValueError("the peer's plan breaks a rule, so its programme is not ours")
        objective = objective_of(model, chosen)
    bound = -float(info.mip_dual_bound)
    known = bound if math.isfinite(bound) else None
    gap = None if known is None or objective is None else (known - objective) / abs(known)
    return PeerResult(
        kind=kind,
        stores=stores,
        formats=formats,
        weeks=weeks,
        seed=seed,
        limit_seconds=PEER_SECONDS,
        status=str(solver.modelStatusToString(solver.getModelStatus())),
        columns=int(programme.matrix.shape[1]),
        rows=int(programme.matrix.shape[0]),
        objective=objective,
        bound=known,
        gap=gap,
        spent=spent,
    )


def report(comparisons: list[Comparison], peers: list[PeerResult]) -> str:
    """Return the table that is printed."""
    spent = " | ".join(f"{part} s (CPU)" for part in ("plain", "hull", "plan"))
    lines = [
        "stores x formats x weeks, seed | error plain | error hull | certified gap | solver gap | "
        + spent
    ]
    for item in comparisons:
        times = " | ".join(
            f"{spent.wall:.1f} ({spent.cpu:.1f})"
            for spent in (item.plain_spent, item.hull_spent, item.plan_spent)
        )
        lines.append(
            f"{_named(item)} | {item.plain_error:.3%} | {item.hull_error:.4%} | "
            f"{item.certified_gap:.4%} | {item.solver_gap:.4%} | {times}"
        )
    for found in peers:
        gap = "no gap" if found.gap is None else f"gap {found.gap:.3%}"
        lines.append(
            f"HiGHS alone, plain rows, {_named(found)}: {gap} after {found.spent.wall:.0f} s "
            f"({found.spent.cpu:.0f} CPU), best plan {found.objective}, bound {found.bound}, "
            f"{found.status}"
        )
    return "\n".join(lines)


def _named(item: Comparison | PeerResult) -> str:
    return f"{item.kind}, {item.stores} x {item.formats} x {item.weeks}, {item.seed}"


def main() -> None:
    """Run everything, print the table, and keep the result as data."""
    comparisons = [compared(kind, size) for kind in KINDS for size in SIZES]
    peers = [peer(kind, PEER_ON) for kind in KINDS]
    print(report(comparisons, peers))
    document = {
        "claim": "hull rows in place of plain crew rows tighten the planner's bound",
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "gap_asked": GAP,
        "plan_seconds_at_most": PLAN_SECONDS,
        "comparisons": [dataclasses.asdict(item) for item in comparisons],
        "peers": [dataclasses.asdict(found) for found in peers],
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(f"kept as {RESULT.parent.name}/{RESULT.name}")


if __name__ == "__main__":
    main()
