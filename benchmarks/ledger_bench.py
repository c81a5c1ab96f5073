"""The claim that the ledger takes and answers a hundred million lines on one machine.

Showfloor, a careful DuckDB query on the lines themselves, Polars and openretailscience in turns,
each run in a process of its own; every answer is compared before its time counts. Then the import
of a CSV file beside DuckDB's bare copy, and the load of one more day. Figures are medians, ratios
medians of paired runs. Results: benchmarks/results/NAME.json, .md and .svg, which the docs quote.

    python benchmarks/ledger_bench.py --peers .venv-bench-ledger/bin/python
        [--lines 1000000 10000000] [--pairs 5] [--folder build/bench-ledger] [--name ledger]

Every finished run is on disk at once (NAME.part.jsonl): the same command goes on where it was
ended. The generated files stay in the folder until --clean.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kept_runs import KeptRuns, digest_of
from ledger_cases import (
    DAY,
    DUCKDB,
    IMPORT,
    QUESTIONS,
    SHOWFLOOR,
    Data,
    Question,
    data_of,
)
from ledger_chart import chart
from ledger_data import bytes_in, made
from ledger_table import table

HERE = Path(__file__).parent
RESULTS = HERE / "results"
MEASURED = (
    "benchmarks/ledger_*.py",
    "src/showfloor/simulate/benchmark_sales*.py",
    "src/showfloor/standing/*.py",
    "src/showfloor/storage/*.py",
)
"""The code that decides what a run does, but for what shows it."""
SHOWN = ("ledger_chart.py", "ledger_table.py", "ledger_bench.py")
PACKAGES = ("showfloor", "duckdb", "deltalake", "numpy", "pyarrow")
FIELDS = ("wall", "cpu", "peak_mb")


@dataclass(frozen=True, slots=True)
class Bench:
    """What one call of the benchmark uses."""

    runs: KeptRuns[dict[str, Any]]
    peers: str
    """The Python that has Polars and openretailscience."""
    pairs: int


def asked(bench: Bench, data: Data, question: Question) -> dict[str, Any]:
    """Ask everyone in turns, the order turning by one each time; compare the answers."""
    everyone = (SHOWFLOOR, *question.peers)
    found: dict[str, list[dict[str, Any]]] = {who: [] for who in everyone}
    for pair in range(bench.pairs):
        turn = pair % len(everyone)
        answers: dict[str, list[Any]] = {}
        for who in (*everyone[turn:], *everyone[:turn]):
            key = repr((data.lines, question.name, who, pair))
            run = bench.runs.once(key, lambda who=who: _answered(bench, data, question, who))
            found[who].append(run)
            answers[who] = run["answer"]
        wrong = [who for who in everyone if answers[who] != answers[DUCKDB]]
        if wrong:
            raise RuntimeError(f"{question.name}: {', '.join(wrong)} answered otherwise: {answers}")
    return _summed(data, question, found)


def _answered(bench: Bench, data: Data, question: Question, who: str) -> dict[str, Any]:
    python = sys.executable if who in (SHOWFLOOR, DUCKDB) else bench.peers
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.json"
        words = [who, question.name, str(data.lines), str(data.folder.parent), str(rows)]
        run = said([python, str(HERE / "ledger_run.py"), *words])
        answer = json.loads(rows.read_text(encoding="utf-8"))
    _say(data, question, who, run)
    return run | {"answer": _digest(answer)}


def _digest(rows: list[list[Any]]) -> list[Any]:
    """Return what answers are compared by: number of rows, sums of the columns, and a digest."""
    sums = [
        sum(column) if all(isinstance(value, int) for value in column) else None
        for column in zip(*rows, strict=True)
    ]
    return [len(rows), sums, hashlib.sha256(json.dumps(rows).encode()).hexdigest()]


def taken_in(bench: Bench, data: Data) -> list[dict[str, Any]]:
    """Import the CSV file and copy it barely, in turns; then load one more day."""
    everyone = {SHOWFLOOR: "import", IMPORT.peers[0]: "copy"}
    found: dict[str, list[dict[str, Any]]] = {who: [] for who in everyone}
    for pair in range(bench.pairs):
        order = list(everyone.items())
        for who, what in order if pair % 2 else reversed(order):
            key = repr((data.lines, what, pair))
            run = bench.runs.once(key, lambda what=what, who=who: _intake(data, what, who))
            found[who].append(run)
    days = [
        bench.runs.once(repr((data.lines, "day", pair)), lambda: _intake(data, "day", SHOWFLOOR))
        for pair in range(bench.pairs)
    ]
    return [_summed(data, IMPORT, found), _summed(data, DAY, {SHOWFLOOR: days})]


def _intake(data: Data, what: str, who: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=data.folder) as work:
        words = [what, str(data.lines), str(data.folder.parent), work]
        run = said([sys.executable, str(HERE / "ledger_intake_run.py"), *words])
    _say(data, DAY if what == "day" else IMPORT, who, run)
    return run


def _summed(
    data: Data, question: Question, found: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    """Return medians by who answered, and ratios of ours to each peer's, pair by pair."""
    ours = found[SHOWFLOOR]
    answers = {
        who: {field: statistics.median(run[field] for run in runs) for field in FIELDS}
        | {"greatest_peak_mb": max(run["peak_mb"] for run in runs)}
        for who, runs in found.items()
    }
    ratios = {
        who: {
            field: statistics.median(
                own[field] / run[field] for own, run in zip(ours, runs, strict=True)
            )
            for field in FIELDS
        }
        for who, runs in found.items()
        if who != SHOWFLOOR
    }
    more = {
        name: ours[0][name]
        for name in ("rows_in", "accepted", "quarantined", "written_mb", "kept_files", "steps")
        if name in ours[0]
    }
    return {
        "lines": data.lines,
        "question": question.name,
        "words": question.words,
        "runs": len(ours),
        "at_most": question.at_most,
        "seconds": question.seconds,
        "answers": answers,
        "ratios": ratios,
    } | more


def said(words: Sequence[str]) -> dict[str, Any]:
    """Return the JSON that a command's last line holds; RuntimeError where it failed."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} failed:\n{done.stderr[-4000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _say(data: Data, question: Question, who: str, run: dict[str, Any]) -> None:
    took = f"{run['wall']:.2f} s ({run['cpu']:.2f} cpu), {run['peak_mb']:.0f} MB"
    print(f"  {data.lines:,} {question.name}: {who} {took}", file=sys.stderr, flush=True)


def facts(bench: Bench) -> dict[str, Any]:
    """Return what was measured with."""
    asking = "import importlib.metadata as m, json; print(json.dumps([m.version(n) for n in "
    names = ("polars", "openretailscience")
    done = subprocess.run(
        [bench.peers, "-c", f"{asking}{names!r}]))"], capture_output=True, text=True, check=True
    )
    theirs = dict(zip(names, json.loads(done.stdout), strict=True))
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES} | theirs,
    }


def arguments() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peers", required=True, help="a Python with Polars, openretailscience")
    parser.add_argument("--lines", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--pairs", type=int, default=5, help="runs of each, in turns")
    parser.add_argument("--folder", type=Path, default=HERE.parent / "build" / "bench-ledger")
    parser.add_argument("--name", default="ledger", help="results are NAME.json, .md and .svg")
    parser.add_argument("--no-intake", action="store_true", help="ask questions only")
    parser.add_argument("--clean", action="store_true", help="remove each size's files at its end")
    return parser.parse_args()


def main() -> None:
    """Measure size by size; write the results after each question: none waits for a larger one."""
    args = arguments()
    made_with = {"code": digest_of(MEASURED, SHOWN), "cores": os.cpu_count()}
    runs: KeptRuns[dict[str, Any]] = KeptRuns(RESULTS / f"{args.name}.part.jsonl", made_with)
    if runs.set_aside:
        print(f"  {runs.set_aside} runs of other code are not used", file=sys.stderr)
    bench = Bench(runs, args.peers, args.pairs)
    document = facts(bench) | {"sizes": [], "results": []}
    for lines in sorted(args.lines):
        data = made(data_of(args.folder.absolute(), lines), csv=not args.no_intake)
        document["sizes"].append({"lines": lines, "megabytes": _megabytes(data)})
        for question in QUESTIONS:
            document["results"].append(asked(bench, data, question))
            _written(document, args.name)
        if not args.no_intake:
            document["results"] += taken_in(bench, data)
            _written(document, args.name)
        if args.clean:
            shutil.rmtree(data.folder)
    runs.forget()
    print((RESULTS / f"{args.name}.md").read_text(encoding="utf-8"))


def _megabytes(data: Data) -> dict[str, float]:
    folders = {"raw": data.raw, "csv": data.csv, "ledger": data.workspace}
    return {name: bytes_in(path) / 1e6 for name, path in folders.items() if path.exists()}


def _written(document: dict[str, Any], name: str) -> None:
    text = json.dumps(document, indent=1, allow_nan=False, ensure_ascii=False)
    kept = {"json": text, "md": table(document), "svg": chart(document)}
    for kind, content in kept.items():
        (RESULTS / f"{name}.{kind}").write_text(content.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
