"""The claim that Showfloor plans thousands of shops, with a proof, where general solvers do not.

Showfloor, HiGHS (plain and on the crews' hulls), SCIP and CP-SAT on the same generated instances
in one run, in turns, each in a process of its own, with two threads (SCIP has one). Every peer gets
the formulation that suits it best (docs/how-to/run-the-benchmarks.md). `verify` checks all plans.

    python benchmarks/plan_peers.py --peers .venv-bench/bin/python [--full] [--only small,medium]

Every finished run is on disk at once (NAME.part.jsonl): the same command goes on where it was
ended.
Results: benchmarks/results/plan_peers.json (with traces), .csv (one row a run), .md (the table),
.svg (the chart).
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
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from peer_cases import FULL, QUICK, SOLVERS, THREADS, Part, Turn, in_turns
from peer_chart import chart
from peer_claims import claims, judged
from peer_kept import KeptRuns, digest_of_code
from peer_runs import CONFIRMED, FAILED, GAP, NO_PLAN, Run, Workshop, binding, run_turn
from peer_table import markdown, summaries, table, write_csv

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("showfloor", "highspy", "numba", "numpy", "scipy")


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


def write_results(runs: Sequence[Run], facts: dict[str, Any], name: str) -> None:
    """Write data, table and chart of all runs."""
    document = facts | {
        "claims": claims(judged(runs)),
        "runs": [dataclasses.asdict(run) for run in runs],
    }
    text = json.dumps(document, indent=1, allow_nan=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    write_csv(RESULTS / f"{name}.csv", runs)
    (RESULTS / f"{name}.md").write_text(report(runs, facts, name), encoding="utf-8")
    (RESULTS / f"{name}.svg").write_text(chart(runs), encoding="utf-8")


def report(runs: Sequence[Run], facts: dict[str, Any], name: str) -> str:
    """Return the table and the claims in Markdown, with what they were measured on."""
    made = [f"{package} {number}" for package, number in facts["versions"].items()]
    said = "\n".join(f"- {line}" for line in claims(judged(runs)))
    return f"""# Showfloor and its peers

Measured on {facts["date"]}, {facts["cores"]} processors, {THREADS} threads a solver, Python
{facts["python"]}, {", ".join(made)}. Medians over the seeds; seconds are wall (processor, all
threads) since the problem was in memory; – is never.

{markdown(summaries(runs))}

{said}

Made by `make bench-plan`; what is compared and how: [Run the
benchmarks](../../docs/how-to/run-the-benchmarks.md). With every run's trace:
[{name}.json]({name}.json), as a chart: [{name}.svg]({name}.svg).
"""


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


class Teller:
    """Says on standard error what a run found and what is left."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self.left = list(turns)
        self.count = len(turns)
        self.began = time.monotonic()

    def __call__(self, turn: Turn, runs: Sequence[Run], *, kept: bool) -> None:
        """Tell of one turn."""
        self.left.remove(turn)
        limits = sum(other.limit for other in self.left) / 60
        for run in runs:
            gap = "no gap" if run.gap is None else f"gap {run.gap:.1e}"
            took = "" if run.wall is None else f" after {run.wall:.1f} s"
            says = (
                f"{run.solver}, {gap}{took} ({run.checked}{', kept from before' if kept else ''})"
            )
            self.say(f"{turn.case.name}: {says}")
        self.say(
            f"[{self.count - len(self.left)}/{self.count}] {len(self.left)} left, {limits:.0f} "
            "minutes if all take their limit"
        )

    def say(self, line: str) -> None:
        """Print a line with the seconds since the start."""
        print(f"{time.monotonic() - self.began:6.0f} s  {line}", file=sys.stderr, flush=True)


def run_turns(turns: Sequence[Turn], kept: KeptRuns, peers: Path) -> dict[str, list[str]]:
    """Run what is not kept yet; return how full the limits of one instance of each kind are."""
    tell = Teller(turns)
    if len(kept):
        tell.say(f"goes on with {len(kept)} finished runs of {kept.path.name}")
    if kept.set_aside:
        tell.say(f"{kept.set_aside} kept runs were of other code or versions: begins anew")
    limits: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(peers, Path(folder))
        for turn in turns:
            before = kept.of(turn)
            runs = before or run_turn(turn, workshop)
            if before is None:
                kept.add(turn, runs)
            tell(turn, runs, kept=before is not None)
            kind = f"{turn.case.size}, {'large' if turn.case.large else 'mixed'}"
            if kind not in limits and turn.solver == SOLVERS[0] and before is None:
                limits[kind] = binding(turn.case, Path(folder))
    return limits


def main() -> None:
    """Run everything, print the table, and keep the result as data."""
    words = asked()
    made_with = {
        "cores": os.cpu_count(),
        "threads": THREADS,
        "gap_asked": GAP,
        "python": platform.python_version(),
        "versions": versions(words.peers),
        "code": digest_of_code(),
    }
    kept = KeptRuns(RESULTS / f"{words.name}.part.jsonl", made_with)
    resumed = len(kept)
    turns = list(in_turns(chosen_parts(words)))
    limits = run_turns(turns, kept, words.peers)
    runs = [run for turn in turns for run in kept.of(turn) or ()]
    facts: dict[str, Any] = {
        "claim": "thousands of shops planned with a proof, beside general solvers",
        "date": datetime.now(UTC).date().isoformat(),
        "runs_kept_from_an_ended_command": resumed,
    }
    write_results(runs, facts | made_with | {"limits": limits}, words.name)
    kept.forget()
    print("\n".join(line for lines in limits.values() for line in lines))
    print(f"\n{table(summaries(runs))}\n")
    print("\n".join(claims(judged(runs))))
    print(f"kept as {RESULTS.parent.name}/{RESULTS.name}/{words.name}.json, .csv, .md and .svg")
    fine = (*CONFIRMED, NO_PLAN)
    wrong = [r for r in runs if r.checked not in fine and not r.checked.startswith(FAILED)]
    for run in wrong:
        print(f"a plan is wrong: {run.solver}: {run.checked}")
    if any(run.solver.startswith(SOLVERS[0].name) for run in wrong):
        sys.exit("a plan of Showfloor's is wrong")


if __name__ == "__main__":
    main()
