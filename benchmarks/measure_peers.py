"""The claim that Showfloor measures rollouts as diff-diff does, faster by orders of magnitude.

From one data frame, with event study, groups and bands: Showfloor and diff-diff in turns, each run
in a process of its own on one thread, the same seed for both. Ratios are medians of paired runs.
That both found the same is checked in every pair. Then Showfloor alone, by number of stores, and
from a generated ledger (two threads for its queries).
Results: benchmarks/results/NAME.json, which docs/methods quote, .md and .svg.

    python benchmarks/measure_peers.py [--sample] [--pairs N]

Every finished run is on disk at once (NAME.part.jsonl): the same command goes on where it was
ended.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ledger_sales import generated_ledger
from measure_chart import chart
from measure_frames import Size

RESULTS = Path(__file__).parent / "results"
RUN = Path(__file__).parent / "measure_run.py"
LEDGER_RUN = Path(__file__).parent / "measure_ledger_run.py"
PACKAGES = ("showfloor", "diff-diff", "numpy", "scipy", "pandas", "numba")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
EFFECT, ERROR = 1e-7, 1e-6
FIRST_SEED = 1


@dataclass(frozen=True, slots=True)
class Case:
    """What is compared: a method, the rows' order, the size, and how many paired runs.

    at_least: the ratio of seconds that is claimed; None without a claim.
    """

    method: str
    order: str
    size: Size
    pairs: int
    at_least: float | None = None
    same_error: bool = True
    """Whether both state an analytic error; a bootstrap's varies."""


@dataclass(frozen=True, slots=True)
class Row:
    """Medians over a case's pairs: seconds, megabytes, and the peer's over ours."""

    case: Case
    ours: dict[str, float]
    theirs: dict[str, float]
    ratio_wall: float
    ratio_cpu: float
    ratio_added_memory: float
    """Peer's peak above what the process held before, over ours."""
    ratio_peak_memory: float
    seeds: tuple[int, ...]


LARGE = Size(10_000, 208, 12)
SMALL = Size(800, 78, 6)
FULL = (
    Case("callaway_santanna", "sorted", LARGE, 5, 20.0, same_error=False),
    Case("callaway_santanna", "shuffled", LARGE, 5, 8.0, same_error=False),
    Case("imputation", "sorted", LARGE, 2, 200.0),
)
SAMPLE = (
    Case("callaway_santanna", "sorted", SMALL, 3, same_error=False),
    Case("callaway_santanna", "shuffled", SMALL, 3, same_error=False),
    Case("imputation", "sorted", SMALL, 1),
)
ALONE = tuple(Size(stores, 208, 12) for stores in (1_000, 10_000, 30_000, 100_000))
ALONE_MISSING = tuple(Size(stores, 208, 12, 0.02) for stores in (1_000, 10_000, 30_000))
ALONE_RUNS = 2
LEDGER_RUNS = 3
LEDGERS = tuple(Size(stores, 208, 12) for stores in (1_000, 10_000, 100_000))
ALONE_SAMPLE = (SMALL, Size(800, 78, 6, 0.02))
LEDGERS_SAMPLE = (SMALL,)
METHODS = ("callaway_santanna", "imputation", "everything")


class Runs:
    """Runs of one benchmark, each made once and kept in a file until all are done."""

    def __init__(self, place: Path) -> None:
        self.place = place
        lines = place.read_text(encoding="utf-8").splitlines() if place.exists() else []
        self.known = {line["key"]: line["found"] for line in map(json.loads, lines)}

    def run(self, who: str, method: str, order: str, size: Size, seed: int) -> dict[str, Any]:
        """Return what one run took and found."""
        key = repr((who, method, order, size, seed))
        return self._once(key, lambda: run(who, method, order, size, seed))

    def ledger(self, size: Size) -> dict[str, Any]:
        """Return what a run from a generated ledger took and found."""
        return self._once(repr(("ledger", size)), lambda: run_from_ledger(size))

    def _once(self, key: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        if key not in self.known:
            self.known[key] = make()
            with self.place.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps({"key": key, "found": self.known[key]}) + "\n")
        found: dict[str, Any] = self.known[key]
        return found


def run(who: str, method: str, order: str, size: Size, seed: int) -> dict[str, Any]:
    """Return what a process of its own took and found."""
    words = [sys.executable, str(RUN), who, method, "--order", order, "--seed", str(seed)]
    words += ["--stores", str(size.stores), "--weeks", str(size.weeks)]
    words += ["--cohorts", str(size.cohorts), "--missing", str(size.missing)]
    found = said(words)
    print(f"  {who} {method} {order} {size.stores}: {found['wall']:.3f} s", file=sys.stderr)
    return found


def run_from_ledger(size: Size) -> dict[str, Any]:
    """Return the median of three runs from a ledger that is made for them and deleted after."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = generated_ledger(Path(folder), size.stores, size.weeks)
        words = [sys.executable, str(LEDGER_RUN), str(workspace.root)]
        taken = sorted((said(words) for _ in range(LEDGER_RUNS)), key=lambda run: run["read_wall"])
    found = taken[LEDGER_RUNS // 2]
    print(f"  ledger {size.stores}: {found['read_wall']:.3f} s to read", file=sys.stderr)
    return found


def said(words: Sequence[str]) -> dict[str, Any]:
    """Return the JSON that a command's last line holds; RuntimeError where it failed."""
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, env=os.environ | ONE_THREAD
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compared(case: Case, runs: Runs) -> Row:
    """Run a case's pairs in turns, the first of a pair alternating."""
    ours, theirs = [], []
    seeds = tuple(FIRST_SEED + k for k in range(case.pairs))
    for k, seed in enumerate(seeds):
        order = ("showfloor", "diff-diff") if k % 2 else ("diff-diff", "showfloor")
        pair = {who: runs.run(who, case.method, case.order, case.size, seed) for who in order}
        check_same(pair["showfloor"]["found"], pair["diff-diff"]["found"], case)
        ours.append(pair["showfloor"])
        theirs.append(pair["diff-diff"])

    def ratio(field: str) -> float:
        pairs = zip(theirs, ours, strict=True)
        return statistics.median(t[field] / max(o[field], 1e-9) for t, o in pairs)

    return Row(
        case=case,
        ours=medians(ours),
        theirs=medians(theirs),
        ratio_wall=ratio("wall"),
        ratio_cpu=ratio("cpu"),
        ratio_added_memory=ratio("added_mb"),
        ratio_peak_memory=ratio("peak_mb"),
        seeds=seeds,
    )


def medians(runs: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return the median of each measured field."""
    fields = ("wall", "cpu", "peak_mb", "added_mb")
    return {field: statistics.median(taken[field] for taken in runs) for field in fields}


def check_same(ours: dict[str, float], theirs: dict[str, float], case: Case) -> None:
    """Refuse a pair that did not find the same; a bootstrapped error is left out."""
    for name, value in ours.items():
        if name == "se" and not case.same_error:
            continue
        allowed = ERROR * abs(value) if name == "se" else EFFECT
        if abs(theirs[name] - value) > allowed:
            raise RuntimeError(f"{case.method}: {name} is {value} here and {theirs[name]} there")


def alone(sizes: Sequence[Size], times: int, runs: Runs) -> list[dict[str, Any]]:
    """Return our own seconds and memory by number of stores."""
    rows = []
    for size in sizes:
        for method in METHODS:
            seeds = range(FIRST_SEED, FIRST_SEED + times)
            found = [runs.run("showfloor", method, "sorted", size, seed) for seed in seeds]
            facts = {"method": method, "runs": times} | dataclasses.asdict(size)
            rows.append(facts | medians(found))
    return rows


def from_ledger(sizes: Sequence[Size], runs: Runs) -> list[dict[str, Any]]:
    """Return seconds and memory from generated ledgers."""
    return [dataclasses.asdict(size) | runs.ledger(size) for size in sizes]


def table(
    rows: Sequence[Row], own: Sequence[dict[str, Any]], ledgers: Sequence[dict[str, Any]] = ()
) -> str:
    """Return the tables in Markdown."""
    head = ["method", "rows", "stores x weeks", "Showfloor s (cpu)", "diff-diff s (cpu)"]
    head += ["times faster (cpu)", "claimed", "peak MB (added)", "peer's"]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in rows:
        case, ours, theirs = row.case, row.ours, row.theirs
        lines.append(
            f"| {case.method} | {case.order} | {case.size.stores} x {case.size.weeks} "
            f"| {seconds(ours)} | {seconds(theirs)} | {row.ratio_wall:.1f} ({row.ratio_cpu:.1f}) "
            f"| {case.at_least or '–'} | {megabytes(ours)} | {megabytes(theirs)} |"
        )
    lines += ["", "| method | stores x weeks | missing | s (cpu) | peak MB (added) |"]
    lines.append("| --- | --- | --- | --- | --- |")
    lines += [
        f"| {row['method']} | {row['stores']} x {row['weeks']} | {row['missing']:.0%} "
        f"| {seconds(row)} | {megabytes(row)} |"
        for row in own
    ]
    lines += ["", "| from the ledger | read s (cpu) | measure s (cpu) | peak MB, before |"]
    lines.append("| --- | --- | --- | --- |")
    lines += [
        f"| {row['stores']} x {row['weeks']} | {row['read_wall']:.2f} ({row['read_cpu']:.2f}) "
        f"| {row['measure_wall']:.2f} ({row['measure_cpu']:.2f}) "
        f"| {row['peak_mb']:.0f}, {row['before_mb']:.0f} |"
        for row in ledgers
    ]
    return "\n".join(lines)


def seconds(taken: dict[str, Any]) -> str:
    """Return wall seconds, and processor seconds in brackets."""
    return f"{taken['wall']:.3f} ({taken['cpu']:.3f})"


def megabytes(taken: dict[str, Any]) -> str:
    """Return the peak, and in brackets what it was above the process with its frame."""
    return f"{taken['peak_mb']:.0f} ({taken['added_mb']:.0f})"


def main() -> None:
    """Run all cases, print the tables, keep the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sample", action="store_true", help="a small size, under a minute")
    parser.add_argument("--pairs", type=int, help="at most so many paired runs a case")
    asked = parser.parse_args()
    name = "sample.measure" if asked.sample else "measure_peers"
    runs = Runs(RESULTS / f"{name}.part.jsonl")
    cases, most = (SAMPLE if asked.sample else FULL), asked.pairs or max(c.pairs for c in FULL)
    limited = [dataclasses.replace(case, pairs=min(case.pairs, most)) for case in cases]
    rows = [compared(case, runs) for case in limited]
    if asked.sample:
        sizes, times, ledgers = ALONE_SAMPLE, 1, LEDGERS_SAMPLE
    else:
        sizes, times, ledgers = (*ALONE, *ALONE_MISSING), min(ALONE_RUNS, most), LEDGERS
    own = alone(sizes, times, runs)
    read = from_ledger(ledgers, runs)
    facts = {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "threads": 1,
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
    }
    shown = [dataclasses.asdict(row) for row in rows]
    document = facts | {"compared": shown, "alone": own, "ledger": read}
    text = json.dumps(document, indent=1, allow_nan=False)
    kept = {"json": text, "md": table(rows, own, read), "svg": chart(shown, own)}
    for kind, content in kept.items():
        (RESULTS / f"{name}.{kind}").write_text(content.rstrip() + "\n", encoding="utf-8")
    runs.place.unlink()
    print(kept["md"])


if __name__ == "__main__":
    main()
