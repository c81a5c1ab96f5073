"""Showfloor in a process of its own, as its peers have one: plans an instance and writes the trace.

    python showfloor_solve.py CASE.json RESULT.json

The problem is in memory and the compiled parts have run once, on another instance, before the clock
starts (RESULT.started); everything after that, the planner's own model included, is counted.
RESULT.trace has a line for every report of progress: [wall seconds, processor seconds of all
threads, objective, bound, bound that prices prove].
"""

from __future__ import annotations

import json
import math
import sys
import time
from pathlib import Path

from peer_solve import peak_memory_mb
from showfloor.domain.plan import RolloutProblem
from showfloor.plan import Progress, plan_rollout
from showfloor.simulate import PLANNING_SIZES, planning_instance
from showfloor.verify import verify_plan

COMPILING_SECONDS = 120.0
"""For a small instance, solved to its end in less than a second once everything is compiled."""
WARM_UP_SHOPS, WARM_UP_SECONDS, WARM_UP_SEED = 2_000, 10.0, 1_000
"""At most, for an instance like the case's, in case larger ones need other parts."""


def problem_of(case: dict[str, int], seed: int, stores: int) -> RolloutProblem:
    """Return the case's instance, or one like it with another seed or fewer shops."""
    return planning_instance(
        stores,
        case["formats"],
        case["weeks"],
        seed,
        freeze=True,
        spillover=bool(case["spillover"]),
        large_installations=bool(case["large"]),
    )


def warm_up(case: dict[str, int]) -> None:
    """Plan two other instances, so that nothing is compiled while the clock runs."""
    small = planning_instance(
        *PLANNING_SIZES["small"], WARM_UP_SEED, spillover=bool(case["spillover"])
    )
    plan_rollout(small, time_limit=COMPILING_SECONDS, gap=case["gap"])
    like = problem_of(case, case["seed"] + WARM_UP_SEED, min(case["stores"], WARM_UP_SHOPS))
    plan_rollout(like, time_limit=WARM_UP_SECONDS, gap=case["gap"])


def known(value: float) -> float | None:
    """Return a number, or None where it is undefined."""
    return value if math.isfinite(value) else None


def main() -> None:
    """Warm up, plan, verify, and write what was found."""
    case = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    path = Path(sys.argv[2])
    warm_up(case)
    problem = problem_of(case, case["seed"], case["stores"])
    with path.with_suffix(".trace").open("w", encoding="utf-8") as file:
        path.with_suffix(".started").touch()
        wall, cpu = time.perf_counter(), time.process_time()

        def note(found: Progress) -> None:
            spent = [time.perf_counter() - wall, time.process_time() - cpu]
            figures = [known(found.objective), known(found.bound), known(found.certified)]
            file.write(json.dumps([*spent, *figures]) + "\n")
            file.flush()

        planned = plan_rollout(problem, time_limit=case["limit"], gap=case["gap"], progress=note)
        spent = [time.perf_counter() - wall, time.process_time() - cpu]
    memory = peak_memory_mb()
    proof = planned.certificate
    verdict = verify_plan(problem, planned.areas, planned.holdout, proof)
    result = {
        "status": proof.status,
        "objective": known(proof.objective),
        "upper_bound": known(proof.upper_bound),
        "solver_bound": known(proof.solver_bound),
        "spent": spent,
        "memory_mb": memory,
        "verified": verdict.passed,
        "verify_seconds": verdict.seconds,
        "findings": [f"{f.rule}, {f.where}: {f.says}" for f in verdict.findings[:5]],
        "areas": [
            [area.store_id, area.format_id, area.start_week.isoformat()] for area in planned.areas
        ],
    }
    path.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
