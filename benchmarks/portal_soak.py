"""The claim that the portal runs for half an hour of reading, imports and plans without growing.

Twenty people read, one sends files and has plans made, a worker does that; memory of every part is
sampled. Everything is on a copy of the workspace. Results: benchmarks/results/portal_soak.json and
.md.

    python benchmarks/portal_soak.py --minutes 30
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from portal_bench import RESULTS, facts, warmed
from portal_cases import CLIENTS, MODELS, SEED, WORKERS
from portal_desk import Desk
from portal_house import HERE, House, family, made_workspace, memory_mb, open_house
from portal_load import clients_of, loaded

ROUND_SECONDS = 30.0
WARM = 0.2
"""Share of the time in which memory may grow: pages and tables are read for the first time."""
GROWS_AT_MOST = 1.10
"""Median memory of the last quarter over that of the quarter after the warm part."""
ONLINE = "online"


def soaked(house: House, worker: int, minutes: float) -> dict[str, Any]:
    """Let everybody work for so many minutes; return rounds, samples of memory and errors."""
    people, model = house.people, MODELS[1]
    desk = Desk(
        f"http://127.0.0.1:{house.port}", people["cookies"][0], ONLINE, _product(house.root)
    )
    ends = threading.Event()
    writer = threading.Thread(target=desk.work_until, args=(ends,), daemon=True)
    writer.start()
    rounds, samples, began = [], [], time.monotonic()
    while time.monotonic() - began < 60.0 * minutes:
        run = loaded(
            [house.port],
            clients_of(people["cookies"], CLIENTS),
            people["cases"],
            ROUND_SECONDS,
            processes=house.processes(),
            think_seconds=model.think_seconds,
            stores=people["stores"],
            seed=f"{SEED} {len(rounds)}",
        )
        rounds.append({key: run[key] for key in ("answers", "errors", "first_errors", "cases")})
        parts = house.processes() | {"worker": family(worker)[:1]}
        sample = {name: sum(memory_mb(found)) for name, found in parts.items()}
        samples.append({"minute": (time.monotonic() - began) / 60.0} | sample)
        told = ", ".join(f"{name} {value:.0f}" for name, value in samples[-1].items())
        print(
            f"  {told}, {run['errors']} errors", *run["first_errors"], file=sys.stderr, flush=True
        )
    ends.set()
    writer.join(timeout=600.0)
    return {
        "minutes": minutes,
        "rounds": rounds,
        "samples": samples,
        "work": {name: len(seconds) for name, seconds in desk.seconds.items()},
        "work_errors": desk.errors,
        "growth": {name: growth([one[name] for one in samples]) for name in parts},
    }


def growth(memory: list[float]) -> float:
    """Return the last quarter's median over that of the quarter after the warm part."""
    kept = memory[int(WARM * len(memory)) :]
    quarter = max(1, len(kept) // 4)
    return statistics.median(kept[-quarter:]) / statistics.median(kept[:quarter])


def _product(root: Path) -> str:
    table = pq.read_table(root / "incoming" / "products.parquet", columns=["product_id"])
    return str(table.column(0)[0])


def said(document: dict[str, Any]) -> str:
    """Return the result as Markdown."""
    found = document["soak"]
    answers = sum(one["answers"] for one in found["rounds"])
    errors = sum(one["errors"] for one in found["rounds"]) + len(found["work_errors"])
    work = ", ".join(f"{count} times {name}" for name, count in found["work"].items())
    head = (
        f"Measured on {document['date']} with {document['cores']} processors: "
        f"{found['minutes']:g} minutes, {document['clients']} readers, {answers:,} answers, "
        f"in the background {work}; {errors} errors."
    )
    lines = [
        head,
        "",
        "| part | MB at first | MB at the end | last quarter over the one after warming up |",
        "| --- | --- | --- | --- |",
    ]
    first, last = found["samples"][0], found["samples"][-1]
    for name, grown in found["growth"].items():
        lines.append(f"| {name} | {first[name]:.0f} | {last[name]:.0f} | {grown:.2f} |")
    return "\n".join(lines)


def main() -> None:
    """Soak a copy of the workspace, write the results, fail where something did."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--folder", type=Path, default=HERE.parent / "build" / "bench-portal")
    args = parser.parse_args()
    folder = args.folder.absolute()
    root = folder / "soak"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(made_workspace(folder), root, ignore=shutil.ignore_patterns("portal"))
    with ExitStack() as stack:
        house = stack.enter_context(open_house(root, workers=WORKERS, clients=CLIENTS))
        words = [sys.executable, "-m", "showfloor.portal", "worker", "--workspace", str(root)]
        worker = stack.enter_context(subprocess.Popen(words, env=house.environment))
        stack.callback(worker.terminate)
        document = facts(root, None, len(house.people["stores"]))
        warmed(house)
        document["soak"] = soaked(house, worker.pid, args.minutes)
    shutil.rmtree(root, ignore_errors=True)
    text = json.dumps(document, indent=1, allow_nan=False, ensure_ascii=False)
    (RESULTS / "portal_soak.json").write_text(text + "\n", encoding="utf-8")
    (RESULTS / "portal_soak.md").write_text(said(document) + "\n", encoding="utf-8")
    print(said(document))
    sys.exit(_failed(document["soak"]))


def _failed(found: dict[str, Any]) -> str | None:
    errors = [error for one in found["rounds"] for error in one["first_errors"]]
    errors += found["work_errors"]
    errors += [
        f"{name} grew {grown:.2f} times"
        for name, grown in found["growth"].items()
        if grown > GROWS_AT_MOST
    ]
    return "\n".join(errors) or None


if __name__ == "__main__":
    main()
