"""Runs of Showfloor and its peers: each in a process of its own, each plan checked by `verify`.

A run that fails, hangs or eats all memory is a row that says why; the others go on.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from limits_in_use import Start, asked_for, limits_in_use
from peer_cases import CERTIFIED, Case, Solver, Turn
from peer_formulation import formulation
from peer_process import Patience, finished
from peer_tables import Tables, build_tables
from showfloor.domain.certificate import Certificate
from showfloor.verify import verify_plan

HERE = Path(__file__).parent
GAP = 1e-5
"""At which every solver may stop."""
GAPS = (1e-2, 1e-3, 2e-4, 1e-5)
"""Time to these gaps is reported."""
MEMORY_GB = 12.0
"""Of address space that a peer may use."""
HOLDOUT_SEED = 0
SAME = 1e-6
"""Relative difference up to which a solver's objective and ours are the same."""
PREPARING = 600.0
"""Seconds that a process may take until its clock starts: warming up, or building its model."""
GRACE = 30.0
"""Seconds, and half its limit, that a peer may go on beyond its limit; some do not look at it."""
VERIFYING = 300.0
"""Seconds that Showfloor's process may take beyond its limit, `verify` included."""
POINTS_KEPT = 150
RULES = (
    "eligibility", "freeze", "one_area_a_store", "budget", "crews", "supply", "promise", "wave",
    "holdout", "quota", "exclude", "value",
)  # fmt: skip
CERTIFICATE_HOLDS, PLAN_HOLDS = "PASS", "keeps every rule"
CONFIRMED = (CERTIFICATE_HOLDS, PLAN_HOLDS)
NO_PLAN, FAILED = "no plan", "failed: "
UNEXPECTED = (
    ArithmeticError, AssertionError, LookupError, MemoryError, OSError, RuntimeError, TypeError,
    ValueError,
)  # fmt: skip
Point = tuple[float, float, float | None, float | None]
"""Wall seconds, processor seconds, objective, bound."""
PricedPoint = tuple[float, float, float | None, float | None, float | None]
"""The same, and the bound that prices prove."""


@dataclass(slots=True)
class Workshop:
    """Where runs happen."""

    peers: Path
    """The Python of the environment that has the peers."""
    folder: Path
    """For files between processes."""
    ready: tuple[Case, Tables] | None = None
    """The last case that a peer was given."""

    def tables(self, case: Case) -> Tables:
        """Return what peers are given of a case, made once for neighbouring turns."""
        if self.ready is None or self.ready[0] != case:
            self.ready = (case, build_tables(case.problem(), HOLDOUT_SEED))
        return self.ready[1]


@dataclass(frozen=True, slots=True)
class Run:
    """What one solver reached on one instance. EUR, seconds, megabytes."""

    size: str
    stores: int
    formats: int
    weeks: int
    seed: int
    spillover: bool
    large: bool
    """Installations of 3 and 4 crew-days a week."""
    solver: str
    threads: int
    limit: float
    status: str
    objective: float | None
    """Recomputed by `verify`; None without a plan."""
    bound: float | None
    gap: float | None
    wall: float | None
    cpu: float | None
    build_seconds: float
    """Before the clock starts: a peer's model in its own terms. Showfloor's counts as solving."""
    memory_mb: float | None
    checked: str
    """What `verify` says: one of CONFIRMED, or what is wrong; NO_PLAN; or FAILED and why."""
    wall_to: dict[str, float | None]
    """Seconds until the gap was first so small, None where it never was."""
    cpu_to: dict[str, float | None]
    trace: tuple[Point, ...]


def gap_of(objective: float | None, bound: float | None) -> float:
    """Return (bound - objective) / max(1, |bound|), not below 0; infinite where one is unknown."""
    if objective is None or bound is None:
        return math.inf
    return max(0.0, (bound - objective) / max(1.0, abs(bound)))


def run_turn(turn: Turn, workshop: Workshop) -> tuple[Run, ...]:
    """Return a peer's run, or Showfloor's by both its bounds."""
    work = _run_peer if turn.solver.command else _run_showfloor
    try:
        return work(turn, workshop)
    except UNEXPECTED as error:
        return _failed(turn, f"{type(error).__name__}: {error}")


def _failed(turn: Turn, why: str, trace: Sequence[Point] = ()) -> tuple[Run, ...]:
    """Return rows that say why there is no result; what was seen until then stays in the trace."""
    solvers = [turn.solver] if turn.solver.command else [turn.solver, Solver(CERTIFIED, "")]
    said = FAILED + why
    return tuple(_run(turn, solver, trace, status=said, checked=said) for solver in solvers)


def binding(case: Case, work: Path) -> list[str]:
    """Say of an instance how full its limits are by Showfloor's plan, and what shops would ask."""
    path = work / "showfloor.json"
    if not path.exists():
        return []
    problem = case.problem()
    areas = json.loads(path.read_text(encoding="utf-8"))["areas"]
    planned: list[Start] = [(s, f, date.fromisoformat(start)) for s, f, start in areas]
    used = limits_in_use(problem, planned)
    asked: list[float | None] = [None] * len(used)
    if case.size != "national":
        wanted = asked_for(build_tables(problem, HOLDOUT_SEED))
        asked = [item.used for item in limits_in_use(problem, wanted)]
    share = len(planned) / len(problem.stores)
    said = [f"{case.name}: areas in {share:.0%} of the shops"]
    for item, want in zip(used, asked, strict=True):
        wish = "" if want is None else f"; asked for at first {want:.1f} times what there is"
        said.append(
            f"  {item.kind}: {item.full} of {item.limits} limits full, {item.used:.0%} used{wish}"
        )
    return said


def _trace(path: Path) -> list[tuple[Any, ...]]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(json.loads(line)) for line in lines if line.endswith("]")]


def _clear(result: Path) -> None:
    for suffix in (".json", ".trace", ".started"):
        result.with_suffix(suffix).unlink(missing_ok=True)


def _run_peer(turn: Turn, workshop: Workshop) -> tuple[Run, ...]:
    began = time.perf_counter()
    solver, limit = turn.solver, turn.limit
    model, result = workshop.folder / "formulation.npz", workshop.folder / "peer.json"
    _clear(result)
    tables = workshop.tables(turn.case)
    formulation(tables, solver.form).save(model)
    built = time.perf_counter() - began
    words = [workshop.peers, HERE / "peer_solve.py", solver.command, model, result, limit, GAP]
    patience = Patience(PREPARING, limit + GRACE + 0.5 * limit)
    why = finished([*words, solver.threads, MEMORY_GB], result, patience)
    trace: list[Point] = _trace(result.with_suffix(".trace"))
    if why:
        return _failed(turn, why, trace)
    found = json.loads(result.read_text(encoding="utf-8"))
    objective, checked = None, NO_PLAN
    if found["chosen"] is not None:
        claimed = trace[-1][2] if trace else None
        objective, checked = _check(tables, np.array(found["chosen"], dtype=np.int64), claimed)
    run = _run(
        turn,
        solver,
        trace,
        status=found["status"],
        checked=checked,
        objective=objective,
        bound=trace[-1][3] if trace else None,
        build_seconds=built + found["build_seconds"],
        memory_mb=found["memory_mb"],
    )
    return (run,)


def _check(tables: Tables, chosen: np.ndarray, claimed: float | None) -> tuple[float, str]:
    """Return the plan's objective as `verify` recomputes it, and what is wrong with the plan."""
    claim = Certificate(
        status="feasible",
        objective=math.nan if claimed is None else claimed,
        upper_bound=math.nan,
        solver_bound=math.inf,
        gap=math.nan,
        seconds=0.0,
        seed=HOLDOUT_SEED,
        trading_days=tables.problem.trading_days.weekdays,
    )
    verdict = verify_plan(tables.problem, tables.areas(chosen), tables.held, claim)
    broken = [f"{f.rule}, {f.where}: {f.says}" for f in verdict.findings if f.rule in RULES]
    if broken:
        return verdict.objective, f"breaks a rule: {broken[0]}"
    if claimed is None or abs(verdict.objective - claimed) > SAME * max(1.0, abs(claimed)):
        return verdict.objective, f"claims {claimed}, is worth {verdict.objective:.2f}"
    return verdict.objective, PLAN_HOLDS


def _run_showfloor(turn: Turn, workshop: Workshop) -> tuple[Run, ...]:
    """Return the run by its solver's bound, and the same by the bound from prices."""
    case, limit, work = turn.case, turn.limit, workshop.folder
    stores, formats, weeks = case.shape
    asked = {
        "stores": stores, "formats": formats, "weeks": weeks, "seed": case.seed,
        "spillover": case.spillover, "large": case.large, "limit": limit, "gap": GAP,
    }  # fmt: skip
    source, result = work / "case.json", work / "showfloor.json"
    _clear(result)
    source.write_text(json.dumps(asked), encoding="utf-8")
    words = [sys.executable, HERE / "showfloor_solve.py", source, result]
    why = finished(words, result, Patience(PREPARING, limit + VERIFYING))
    traced: list[PricedPoint] = _trace(result.with_suffix(".trace"))
    seen: list[Point] = [point[:4] for point in traced]
    if why:
        return _failed(turn, why, seen)
    found = json.loads(result.read_text(encoding="utf-8"))
    best, upper, claimed = found["objective"], found["upper_bound"], found["solver_bound"]
    wall, cpu = found["spent"]
    checked = NO_PLAN if best is None else CERTIFICATE_HOLDS
    if best is not None and not found["verified"]:
        checked = "; ".join(found["findings"])
    certified = [*certified_points(traced, upper), (wall, cpu, best, upper)]
    return tuple(
        _run(
            turn,
            row,
            points,
            status=found["status"],
            checked=checked,
            objective=best,
            bound=bound,
            memory_mb=found["memory_mb"],
        )
        for row, points, bound in (
            (turn.solver, [*seen, (wall, cpu, best, claimed)], claimed),
            (Solver(CERTIFIED, ""), certified, upper),
        )
    )


def certified_points(traced: Sequence[PricedPoint], upper: float | None) -> list[Point]:
    """Return the trace with the bound that prices proved by then, never below the final one.

    While they are sought, prices' bounds are not yet rounded outward. Leaves and parts prove more
    than the prices of the whole only when they are done, at the run's end.
    """
    least = -math.inf if upper is None else upper
    return [
        (wall, cpu, objective, None if proven is None else max(proven, least))
        for wall, cpu, objective, _, proven in traced
    ]


def _run(
    turn: Turn,
    solver: Solver,
    trace: Sequence[Point],
    *,
    status: str,
    checked: str,
    objective: float | None = None,
    bound: float | None = None,
    build_seconds: float = 0.0,
    memory_mb: float | None = None,
) -> Run:
    case = turn.case
    stores, formats, weeks = case.shape
    objective, bound = _known(objective), _known(bound)
    gap = gap_of(objective, bound)
    reached = {f"{g:g}": next((p for p in trace if gap_of(p[2], p[3]) <= g), None) for g in GAPS}
    return Run(
        size=case.size,
        stores=stores,
        formats=formats,
        weeks=weeks,
        seed=case.seed,
        spillover=case.spillover,
        large=case.large,
        solver=solver.name,
        threads=solver.threads,
        limit=turn.limit,
        status=status,
        objective=objective,
        bound=bound,
        gap=gap if math.isfinite(gap) else None,
        wall=trace[-1][0] if trace else None,
        cpu=trace[-1][1] if trace else None,
        build_seconds=build_seconds,
        memory_mb=memory_mb,
        checked=checked,
        wall_to={name: None if point is None else point[0] for name, point in reached.items()},
        cpu_to={name: None if point is None else point[1] for name, point in reached.items()},
        trace=thinned(trace),
    )


def _known(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def thinned(trace: Sequence[Point]) -> tuple[Point, ...]:
    """Return at most about POINTS_KEPT points: where the gap fell most, and the last."""
    kept: list[Point] = []
    smallest = math.inf
    step = 10 ** (9 / POINTS_KEPT)
    for point in trace:
        gap = max(gap_of(point[2], point[3]), 1e-9)
        if gap * step < smallest:
            kept.append(point)
            smallest = gap
    return (*kept, *trace[-1:]) if not kept or kept[-1] != trace[-1] else tuple(kept)
