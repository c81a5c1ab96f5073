"""Runs of Showfloor and its peers: each in a process of its own, each plan checked by `verify`."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from limits_in_use import Start, asked_for, limits_in_use
from peer_formulation import Form, formulation
from peer_tables import Tables, build_tables
from showfloor.domain.certificate import Certificate
from showfloor.domain.plan import RolloutProblem
from showfloor.simulate import PLANNING_SIZES, planning_instance
from showfloor.verify import verify_plan

HERE = Path(__file__).parent
GAP = 1e-5
"""At which every solver may stop."""
GAPS = (1e-2, 1e-3, 2e-4, 1e-5)
"""Time to these gaps is reported."""
THREADS = 2
MEMORY_GB = 12.0
"""Of address space that a peer may use."""
HOLDOUT_SEED = 0
SAME = 1e-6
"""Relative difference up to which a solver's objective and ours are the same."""
PATIENCE = 180.0
"""Seconds beyond its limit (some solvers do not look at the clock) after which a run is ended."""
PREPARING = 420.0
"""Seconds that Showfloor's process may take besides: warming up, making the problem, verifying."""
POINTS_KEPT = 150
RULES = (
    "eligibility", "freeze", "one_area_a_store", "budget", "crews", "supply", "promise", "wave",
    "holdout", "quota", "exclude", "value",
)  # fmt: skip
CERTIFICATE_HOLDS, PLAN_HOLDS = "PASS", "keeps every rule"
CONFIRMED = (CERTIFICATE_HOLDS, PLAN_HOLDS)
NO_PLAN, OUT_OF_MEMORY, OVERRUN = "no plan", "out of memory", "ended long after its limit"
Point = tuple[float, float, float | None, float | None]
"""Wall seconds, processor seconds, objective, bound."""


@dataclass(frozen=True, slots=True)
class Solver:
    """One row of the comparison."""

    name: str
    command: str
    """In peer_solve.py; empty for Showfloor."""
    form: Form = "plain"
    threads: int = THREADS


SOLVERS = (
    Solver("Showfloor", ""),
    Solver("HiGHS, plain", "highs", "plain"),
    Solver("HiGHS, hull", "highs", "hull"),
    Solver("SCIP, hull", "scip", "hull", threads=1),
    Solver("CP-SAT, hull", "cp-sat", "hull"),
)
CERTIFIED = "Showfloor, certified"
"""The same run as Showfloor's, judged by the bound that can be recomputed from prices alone."""


@dataclass(frozen=True, slots=True)
class Case:
    """One instance."""

    size: str
    seed: int
    spillover: bool

    @property
    def shape(self) -> tuple[int, int, int]:
        """Stores, formats, weeks."""
        return PLANNING_SIZES[self.size]

    def problem(self) -> RolloutProblem:
        """Return the instance, freezes included."""
        return planning_instance(*self.shape, self.seed, freeze=True, spillover=self.spillover)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where runs happen."""

    peers: Path
    """The Python of the environment that has the peers."""
    folder: Path
    """For files between processes."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one solver reached on one instance. EUR, seconds, megabytes."""

    size: str
    stores: int
    formats: int
    weeks: int
    seed: int
    spillover: bool
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
    """What `verify` says: one of CONFIRMED, or what is wrong; or why there is no plan."""
    wall_to: dict[str, float | None]
    """Seconds until the gap was first so small, None where it never was."""
    cpu_to: dict[str, float | None]
    trace: tuple[Point, ...]


def gap_of(objective: float | None, bound: float | None) -> float:
    """Return (bound - objective) / max(1, |bound|), not below 0; infinite where one is unknown."""
    if objective is None or bound is None:
        return math.inf
    return max(0.0, (bound - objective) / max(1.0, abs(bound)))


def run_all(
    case: Case, solvers: Sequence[Solver], limit: float, workshop: Workshop
) -> Iterator[Run]:
    """Yield the runs of some solvers on one case, one after the other."""
    problem = case.problem()
    peers = [solver for solver in solvers if solver.command]
    tables = build_tables(problem, HOLDOUT_SEED) if peers else None
    for solver in solvers:
        if solver.command and tables is not None:
            yield _run_peer(case, tables, solver, limit, workshop)
        elif not solver.command:
            yield from _run_showfloor(case, solver, limit, workshop.folder)


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
    said = [f"{case.size}, seed {case.seed}: areas in {share:.0%} of the shops"]
    for item, want in zip(used, asked, strict=True):
        wish = "" if want is None else f"; asked for at first {want:.1f} times what there is"
        said.append(
            f"  {item.kind}: {item.full} of {item.limits} limits full, {item.used:.0%} used{wish}"
        )
    return said


def _environment() -> dict[str, str]:
    """Two threads for whoever can use them, one for linear algebra underneath."""
    found = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    found["NUMBA_NUM_THREADS"] = str(THREADS)
    return found


def _process(words: Sequence[str | Path], limit: float) -> str:
    """Run a process to its end or until patience ends; return "" or why it gave no result."""
    why = ""
    try:
        done = subprocess.run(
            [str(word) for word in words],
            env=_environment(),
            timeout=limit + PATIENCE,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            memory = done.returncode < 0 or any("memory" in line.lower() for line in lines[-3:])
            why = OUT_OF_MEMORY if memory else "; ".join(lines[-1:]) or "ended without a word"
    except subprocess.TimeoutExpired:
        why = OVERRUN
    return why


def _trace(path: Path) -> list[Point]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(json.loads(line)) for line in lines if line.endswith("]")]


def _run_peer(case: Case, tables: Tables, solver: Solver, limit: float, workshop: Workshop) -> Run:
    began = time.perf_counter()
    work = workshop.folder
    model, result = work / "formulation.npz", work / "peer.json"
    result.unlink(missing_ok=True)
    result.with_suffix(".trace").unlink(missing_ok=True)
    formulation(tables, solver.form).save(model)
    built = time.perf_counter() - began
    words = [HERE / "peer_solve.py", solver.command, model, result, limit, GAP]
    why = _process([workshop.peers, *map(str, words), str(solver.threads), str(MEMORY_GB)], limit)
    trace = _trace(result.with_suffix(".trace"))
    found = json.loads(result.read_text(encoding="utf-8")) if result.exists() else {}
    claimed = trace[-1][2] if trace else None
    objective, checked = None, why or NO_PLAN
    if found.get("chosen") is not None:
        objective, checked = _check(tables, np.array(found["chosen"], dtype=np.int64), claimed)
    return _run(
        case,
        solver,
        limit,
        trace,
        status=why or found["status"],
        objective=objective,
        bound=trace[-1][3] if trace else None,
        build_seconds=built + found.get("build_seconds", 0.0),
        memory_mb=found.get("memory_mb"),
        checked=checked,
    )


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


def _run_showfloor(case: Case, solver: Solver, limit: float, work: Path) -> Iterator[Run]:
    """Yield the run by its solver's bound, and the same by the bound from prices."""
    stores, formats, weeks = case.shape
    asked = {
        "stores": stores, "formats": formats, "weeks": weeks, "seed": case.seed,
        "spillover": case.spillover, "limit": limit, "gap": GAP,
    }  # fmt: skip
    source, result = work / "case.json", work / "showfloor.json"
    source.write_text(json.dumps(asked), encoding="utf-8")
    result.unlink(missing_ok=True)
    result.with_suffix(".trace").unlink(missing_ok=True)
    words = [sys.executable, HERE / "showfloor_solve.py", source, result]
    why = _process(words, limit + PREPARING)
    trace = _trace(result.with_suffix(".trace"))
    found = json.loads(result.read_text(encoding="utf-8")) if result.exists() else {}
    upper, best = found.get("upper_bound"), found.get("objective")
    checked = why or _verdict(found)
    last = [(*found["spent"], best, found["solver_bound"])] if found else []
    proven = [(w, c, o, b if b is None or upper is None else max(b, upper)) for w, c, o, b in trace]
    certified = [(*found["spent"], best, upper)] if found else []
    for row, points, bound in (
        (solver, trace + last, found.get("solver_bound")),
        (Solver(CERTIFIED, ""), proven + certified, upper),
    ):
        yield _run(
            case,
            row,
            limit,
            points,
            status=why or found["status"],
            objective=best,
            bound=bound,
            build_seconds=0.0,
            memory_mb=found.get("memory_mb"),
            checked=checked,
        )


def _verdict(found: dict[str, Any]) -> str:
    if found["objective"] is None:
        return NO_PLAN
    return CERTIFICATE_HOLDS if found["verified"] else "; ".join(found["findings"])


def _run(
    case: Case,
    solver: Solver,
    limit: float,
    trace: Sequence[Point],
    *,
    status: str,
    objective: float | None,
    bound: float | None,
    build_seconds: float,
    memory_mb: float | None,
    checked: str,
) -> Run:
    stores, formats, weeks = case.shape
    gap = gap_of(objective, bound)
    reached = {f"{g:g}": next((p for p in trace if gap_of(p[2], p[3]) <= g), None) for g in GAPS}
    return Run(
        size=case.size,
        stores=stores,
        formats=formats,
        weeks=weeks,
        seed=case.seed,
        spillover=case.spillover,
        solver=solver.name,
        threads=solver.threads,
        limit=limit,
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
