"""One peer in a process of its own: solves a saved formulation and writes its trace as it goes.

    python peer_solve.py SOLVER FORMULATION.npz RESULT.json SECONDS GAP THREADS MEMORY_GB

Needs numpy, scipy and the solver, nothing of Showfloor. Every new bound or plan becomes a line of
RESULT.trace: [wall seconds, processor seconds of all threads, objective, bound], null for unknown.
RESULT.started is made when the solver has its model and the clock starts.
"""

from __future__ import annotations

import json
import math
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import highspy
    import pyscipopt
    from highspy import cb
    from ortools.sat.python import cp_model

Model = dict[str, npt.NDArray[Any]]
"""The arrays of a saved formulation."""
Floats = npt.NDArray[np.float64]
AT_MOST_EVERY = 0.2
"""Seconds between two lines of the trace, unless there is a new plan."""
EUR_IN_COST = 1e3
"""Solvers in floating point count thousands of euros."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the solver may use, and where to write."""

    seconds: float
    gap: float
    threads: int
    tell: Trace


class Trace:
    """Lines of the trace, written at once so that they survive a process that is ended."""

    def __init__(self, file: IO[str], started: Path) -> None:
        self.file = file
        self.started = started
        self.began = (time.perf_counter(), time.process_time())
        self.last = (-math.inf, math.nan, math.nan)

    def start(self) -> None:
        """Set the clocks to zero: the solver has its model."""
        self.started.touch()
        self.began = (time.perf_counter(), time.process_time())

    def __call__(self, objective: float, bound: float, *, end: bool = False) -> None:
        """Write what is known now, if it is new."""
        now = time.perf_counter() - self.began[0]
        objective = objective if abs(objective) < 1e18 else math.nan
        bound = bound if abs(bound) < 1e18 else math.nan
        before, had, bounded = self.last
        same = _equal(objective, had)
        if not end and same and (now - before < AT_MOST_EVERY or _equal(bound, bounded)):
            return
        self.last = (now, objective, bound)
        line = [now, time.process_time() - self.began[1], _known(objective), _known(bound)]
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()


def _equal(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def highs(model: Model, asked: Asked) -> tuple[str, Floats | None]:
    """Solve with HiGHS."""
    from highspy import cb

    solver = _highs_model(model)
    solver.setOptionValue("threads", asked.threads)
    solver.setOptionValue("time_limit", asked.seconds)
    solver.setOptionValue("mip_rel_gap", asked.gap)
    asked.tell.start()

    def note(_kind: int, _says: str, found: cb.HighsCallbackOutput, *_rest: object) -> None:
        asked.tell(-EUR_IN_COST * found.mip_primal_bound, -EUR_IN_COST * found.mip_dual_bound)

    solver.setCallback(note, None)
    for kind in ("MipImprovingSolution", "MipLogging", "MipInterrupt"):
        solver.startCallback(getattr(cb.HighsCallbackType, f"kCallback{kind}"))
    solver.run()
    info = solver.getInfo()
    found = None
    if info.primal_solution_status == 2:
        found = np.array(solver.getSolution().col_value)
    objective = -EUR_IN_COST * info.objective_function_value if found is not None else math.nan
    asked.tell(objective, -EUR_IN_COST * info.mip_dual_bound, end=True)
    return str(solver.modelStatusToString(solver.getModelStatus())), found


def _highs_model(model: Model) -> highspy.Highs:
    import highspy

    rows, columns = (int(n) for n in model["shape"])
    scale = model["scale"]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns, rows
    lp.col_cost_ = model["cost"] / EUR_IN_COST
    lp.col_lower_, lp.col_upper_ = np.zeros(columns), np.ones(columns)
    lp.row_lower_, lp.row_upper_ = model["lower"] / scale, model["upper"] / scale
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = model["indptr"].astype(np.int32)
    lp.a_matrix_.index_ = model["indices"].astype(np.int32)
    lp.a_matrix_.value_ = model["data"] / scale[model["indices"]]
    whole = int(model["options"])
    kinds = [highspy.HighsVarType.kInteger] * whole
    lp.integrality_ = kinds + [highspy.HighsVarType.kContinuous] * (columns - whole)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(lp)
    return solver


def scip(model: Model, asked: Asked) -> tuple[str, Floats | None]:
    """Solve with SCIP, which has one thread; the model goes by an MPS file that HiGHS writes."""
    import pyscipopt

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model.mps")
        _highs_model(model).writeModel(path)
        solver = pyscipopt.Model()
        solver.hideOutput()
        solver.readProblem(path)
    kinds = pyscipopt.SCIP_EVENTTYPE

    class Notes(pyscipopt.Eventhdlr):
        """Notes every better plan and bound."""

        def eventinit(self) -> None:
            for kind in (kinds.BESTSOLFOUND, kinds.DUALBOUNDIMPROVED, kinds.NODESOLVED):
                self.model.catchEvent(kind, self)

        def eventexit(self) -> None:
            for kind in (kinds.BESTSOLFOUND, kinds.DUALBOUNDIMPROVED, kinds.NODESOLVED):
                self.model.dropEvent(kind, self)

        def eventexec(self, _event: pyscipopt.scip.Event) -> None:
            note()

    def note(*, end: bool = False) -> None:
        primal, dual = solver.getPrimalbound(), solver.getDualbound()
        asked.tell(-EUR_IN_COST * primal, -EUR_IN_COST * dual, end=end)

    notes = Notes()
    solver.includeEventhdlr(notes, "notes", "notes every better plan and bound")
    solver.setParam("limits/time", asked.seconds)
    solver.setParam("limits/gap", asked.gap)
    asked.tell.start()
    solver.optimize()
    note(end=True)
    if solver.getNSols() == 0:
        return str(solver.getStatus()), None
    best = solver.getBestSol()
    found = np.zeros(len(model["cost"]))
    for variable in solver.getVars():
        found[int(variable.name.removeprefix("t_").removeprefix("c"))] = best[variable]
    return str(solver.getStatus()), found


def cp_sat(model: Model, asked: Asked) -> tuple[str, Floats | None]:
    """Solve with CP-SAT; every column is 0/1 and every number whole, money in cents.

    With its own choice of two workers it lacks one that uses the whole linear relaxation, and its
    bound on the small size stays 25 % away; the two named here prove the optimum in seconds.
    """
    from ortools.sat.python import cp_model

    problem = _cp_model(model)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = asked.threads
    solver.parameters.linearization_level = 2
    solver.parameters.subsolvers.extend(["max_lp", "default_lp"])
    solver.parameters.max_time_in_seconds = asked.seconds
    solver.parameters.relative_gap_limit = asked.gap
    state = [math.nan, math.nan]

    class Notes(cp_model.CpSolverSolutionCallback):
        """Notes every better plan."""

        def on_solution_callback(self) -> None:
            state[0], state[1] = -self.objective_value / 100, -self.best_objective_bound / 100
            asked.tell(*state)

    def note_bound(bound: float) -> None:
        state[1] = -bound / 100
        asked.tell(*state)

    solver.best_bound_callback = note_bound
    asked.tell.start()
    status = solver.solve(problem, Notes())
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        asked.tell(math.nan, state[1], end=True)
        return str(solver.status_name(status)), None
    asked.tell(-solver.objective_value / 100, -solver.best_objective_bound / 100, end=True)
    return str(solver.status_name(status)), np.array(
        solver.response_proto.solution, dtype=np.float64
    )


def _cp_model(model: Model) -> cp_model.CpModel:
    """Return the model; at-most-one rows and clauses are said as such."""
    import scipy.sparse as sp
    from ortools.sat.python import cp_model

    problem = cp_model.CpModel()
    count = len(model["cost"])
    x = [problem.new_bool_var("") for _ in range(count)]
    parts = (model["data"], model["indices"], model["indptr"])
    matrix = sp.csc_matrix(parts, tuple(int(n) for n in model["shape"])).tocsr()
    for row in range(matrix.shape[0]):
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        entries = matrix.data[span].astype(np.int64).tolist()
        own = [x[place] for place in matrix.indices[span]]
        lower, upper = model["lower"][row], model["upper"][row]
        if upper == 1 and all(entry == 1 for entry in entries):
            (problem.add_exactly_one if lower == 1 else problem.add_at_most_one)(own)
        elif upper == 1 and sorted(entries) == [-1, 1, 1]:
            problem.add_bool_or([v if e < 0 else ~v for v, e in zip(own, entries, strict=True)])
        else:
            total = cp_model.LinearExpr.weighted_sum(own, entries)
            if math.isfinite(lower):
                problem.add(total >= int(lower)) if lower != upper else problem.add(
                    total == int(lower)
                )
            if math.isfinite(upper) and lower != upper:
                problem.add(total <= int(upper))
    cents = np.rint(100 * model["cost"]).astype(np.int64)
    used = np.flatnonzero(cents)
    problem.minimize(cp_model.LinearExpr.weighted_sum([x[n] for n in used], cents[used].tolist()))
    return problem


SOLVERS: dict[str, Callable[[Model, Asked], tuple[str, Floats | None]]] = {
    "highs": highs,
    "scip": scip,
    "cp-sat": cp_sat,
}


def peak_memory_mb() -> float:
    """Return the most memory that this process has held since its program began."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


def main() -> None:
    """Read the formulation, solve it, and write status, plan, memory and seconds."""
    name, source, target, seconds, gap, threads, memory = sys.argv[1:]
    most = int(float(memory) * 2**30)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    began = time.perf_counter()
    with np.load(source) as file:
        model = {key: file[key] for key in file.files}
    path = Path(target)
    with path.with_suffix(".trace").open("w", encoding="utf-8") as file:
        trace = Trace(file, path.with_suffix(".started"))
        asked = Asked(float(seconds), float(gap), int(threads), trace)
        status, found = SOLVERS[name](model, asked)
    chosen = [] if found is None else np.flatnonzero(found[: int(model["options"])] > 0.5).tolist()
    result = {
        "status": status,
        "chosen": None if found is None else chosen,
        "build_seconds": trace.began[0] - began,
        "memory_mb": peak_memory_mb(),
    }
    path.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
