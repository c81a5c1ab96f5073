"""The claim that Showfloor plans thousands of shops, with a proof, where general solvers do not.

Showfloor, HiGHS (plain and on the crews' hulls), SCIP and CP-SAT on the same generated instances
in one run, in turns, each in a process of its own, with two threads (SCIP has one). Every peer gets
the formulation that suits it best (docs/how-to/run-the-benchmarks.md). `verify` checks all plans.

    python benchmarks/plan_peers.py --peers .venv-bench/bin/python [--full] [--only small,medium]

Results: benchmarks/results/plan_peers.json (with traces), .csv (one row a run), .svg (the chart).
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from peer_chart import chart
from peer_runs import (
    CONFIRMED,
    GAP,
    NO_PLAN,
    OUT_OF_MEMORY,
    OVERRUN,
    SOLVERS,
    THREADS,
    Case,
    Run,
    Solver,
    Workshop,
    binding,
    run_all,
)
from peer_table import claims, summaries, table, write_csv

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("showfloor", "highspy", "numba", "numpy", "scipy")
OURS, PEERS = SOLVERS[:1], SOLVERS[1:]


@dataclass(frozen=True, slots=True)
class Part:
    """Some solvers on some instances of a size, each with so many seconds."""

    size: str
    seeds: tuple[int, ...]
    solvers: tuple[Solver, ...]
    limit: float
    spillover: tuple[bool, ...] = (False, True)


FIVE = (1, 2, 3, 4, 5)
QUICK = (
    Part("small", FIVE, SOLVERS, 10.0),
    Part("medium", FIVE, OURS, 15.0),
    Part("medium", (1,), PEERS, 60.0),
    Part("large", (1,), OURS, 60.0),
    Part("national", (1,), OURS, 120.0, (True,)),
)
FULL = (
    Part("small", FIVE, SOLVERS, 60.0),
    Part("medium", FIVE, OURS, 60.0),
    Part("medium", FIVE, PEERS, 600.0),
    Part("large", FIVE, OURS, 300.0),
    Part("large", (1,), PEERS, 600.0),
    Part("national", (1, 2), OURS, 900.0),
)


def in_turns(parts: tuple[Part, ...]) -> Iterator[tuple[Case, tuple[Solver, ...], float]]:
    """Yield the cases size by size and seed by seed, the solvers of each in another order."""
    sizes = dict.fromkeys(part.size for part in parts)
    for size in sizes:
        own = [part for part in parts if part.size == size]
        for seed in sorted({seed for part in own for seed in part.seeds}):
            for spillover in (False, True):
                for part in own:
                    if seed not in part.seeds or spillover not in part.spillover:
                        continue
                    first = (seed + spillover) % len(part.solvers)
                    turned = (*part.solvers[first:], *part.solvers[:first])
                    yield Case(size, seed, spillover), turned, part.limit


def versions(peers: Path) -> dict[str, str]:
    """Return the versions of Showfloor's packages here, and of the peers' in their environment."""
    found = {name: importlib.metadata.version(name) for name in PACKAGES}
    ask = (
        "import importlib.metadata as m, json;"
        "print(json.dumps({n: m.version(n) for n in ('highspy', 'pyscipopt', 'ortools')}))"
    )
    words = [str(peers), "-c", ask]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return found | {f"peer {name}": number for name, number in json.loads(said).items()}


def keep(runs: list[Run], facts: dict[str, object], name: str) -> None:
    """Write what is known so far, so that a run that is stopped keeps it."""
    RESULTS.mkdir(exist_ok=True)
    document = facts | {"runs": [dataclasses.asdict(run) for run in runs]}
    text = json.dumps(document, indent=1, allow_nan=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    write_csv(RESULTS / f"{name}.csv", runs)
    (RESULTS / f"{name}.svg").write_text(chart(runs), encoding="utf-8")


def asked() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--peers", type=Path, required=True, help="Python with the peers")
    parser.add_argument("--full", action="store_true", help="long limits, five seeds: hours")
    parser.add_argument("--only", help="sizes, separated by commas")
    parser.add_argument("--seeds", type=int, help="at most so many seeds a part")
    parser.add_argument("--limit", type=float, help="at most so many seconds a run")
    parser.add_argument("--name", default="plan_peers", help="of the result files")
    return parser.parse_args()


def chosen_parts(words: argparse.Namespace) -> tuple[Part, ...]:
    """Return the parts that the command line asks for."""
    parts = FULL if words.full else QUICK
    sizes = words.only.split(",") if words.only else [part.size for part in parts]
    return tuple(
        dataclasses.replace(
            part,
            seeds=part.seeds[: words.seeds],
            limit=min(part.limit, words.limit or part.limit),
        )
        for part in parts
        if part.size in sizes
    )


def main() -> None:
    """Run everything, print the table, and keep the result as data after every case."""
    words = asked()
    facts: dict[str, object] = {
        "claim": "thousands of shops planned with a proof, beside general solvers",
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "threads": THREADS,
        "gap_asked": GAP,
        "python": platform.python_version(),
        "versions": versions(words.peers),
    }
    runs: list[Run] = []
    limits: dict[str, list[str]] = {}
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(words.peers, Path(folder))
        for case, solvers, limit in in_turns(chosen_parts(words)):
            for run in run_all(case, solvers, limit, workshop):
                runs.append(run)
                spent = time.monotonic() - began
                gap = "no gap" if run.gap is None else f"gap {run.gap:.1e}"
                took = "" if run.wall is None else f" after {run.wall:.1f} s"
                where = f"{case.size}, seed {case.seed}, {'with' if case.spillover else 'without'}"
                print(
                    f"{spent:6.0f} s  {where} spillover: {run.solver}, {gap}{took} ({run.checked})",
                    file=sys.stderr,
                )
            if case.size not in limits and OURS[0] in solvers:
                limits[case.size] = binding(case, Path(folder))
            keep(runs, facts | {"limits": limits}, words.name)
    print("\n".join(line for lines in limits.values() for line in lines))
    found = summaries(runs)
    print(f"\n{table(found)}\n")
    print("\n".join(claims(found)))
    print(f"kept as {RESULTS.parent.name}/{RESULTS.name}/{words.name}.json, .csv and .svg")
    wrong = [
        run for run in runs if run.checked not in (*CONFIRMED, NO_PLAN, OUT_OF_MEMORY, OVERRUN)
    ]
    if wrong:
        sys.exit(f"{len(wrong)} runs went wrong, the first: {wrong[0].solver}: {wrong[0].checked}")


if __name__ == "__main__":
    main()
