"""The claim that a hundred million lines of sales are repriced under new offers in minutes.

Runs `showfloor offers simulate` in a process of its own on a year of generated sales, and holds a
sample of the lines against the engine of baskets, each line priced as a basket of its own: by month
and offer both must say the same lines, applications and cents.
Results: benchmarks/results/NAME.json and .md, which the docs quote.

    python benchmarks/repricing_bench.py [--lines 100000000] [--offers 200] [--sample 2000]
        [--folder build/bench-repricing] [--name repricing] [--clean]

The folder takes about 1 GB for a hundred million lines; it stays until --clean.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from repricing_data import AT_END, FIRST_DAY, TO_DAY, Data, made, write_offers
from repricing_sample import held
from showfloor.workflows.offer_checks import ground_of_workspace

HERE = Path(__file__).parent
RESULTS = HERE / "results"
PACKAGES = ("showfloor", "duckdb", "numpy", "pyarrow")


def main() -> int:
    """Make the data, measure, hold the sample, keep the result; 1 where the sample differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lines", type=int, default=100_000_000)
    parser.add_argument("--offers", type=int, default=200)
    parser.add_argument("--sample", type=int, default=2_000, help="lines of each month")
    parser.add_argument("--folder", type=Path, default=HERE.parent / "build" / "bench-repricing")
    parser.add_argument("--name", default="repricing")
    parser.add_argument("--clean", action="store_true")
    asked = parser.parse_args()
    data = Data(asked.folder.absolute(), asked.lines)
    data.workspace.parent.mkdir(parents=True, exist_ok=True)
    workspace = made(data)
    stated = data.workspace.with_name(f"offers-{asked.offers}.toml")
    write_offers(workspace, stated, asked.offers)
    ground = ground_of_workspace(workspace, stated, AT_END)
    run = repriced(data, stated)
    document = {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "versions": {
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in PACKAGES},
        },
        "offers": asked.offers,
        "stores": len(ground.network.places),
        "products": len(ground.book.products),
        **run,
        "sample": held(workspace, ground.book, ground.network.places, asked.sample),
    }
    RESULTS.mkdir(exist_ok=True)
    kept = {"json": json.dumps(document, indent=1), "md": table(document)}
    for kind, content in kept.items():
        (RESULTS / f"{asked.name}.{kind}").write_text(f"{content}\n", encoding="utf-8")
    print(kept["md"])
    if asked.clean:
        shutil.rmtree(data.workspace.parent)
    return int(bool(document["sample"]["differ"]))


def repriced(data: Data, stated: Path) -> dict[str, Any]:
    """Run the command; return what it said, its seconds, and its greatest memory."""
    command = [str(Path(sys.executable).with_name("showfloor")), "offers", "simulate"]
    command += ["--offers", str(stated)]
    command += ["--from", f"{FIRST_DAY}", "--to", f"{TO_DAY}", "--json"]
    command += ["--workspace", str(data.workspace)]
    answer = data.workspace.with_name("answer.json")
    began = time.perf_counter()
    with answer.open("wb") as out:
        process = subprocess.Popen(command, stdout=out)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    found = json.loads(answer.read_text(encoding="utf-8"))
    costs = found["offers"]
    return {
        "lines": found["lines"],
        "not_sales": found["left_out"]["not_sales"],
        "revenue_cents": found["revenue"],
        "discount_cents": found["discount"],
        "offers_applied": sum(cost["lines"] > 0 for cost in costs),
        "applications": sum(cost["applications"] for cost in costs),
        "wall_s": time.perf_counter() - began,
        "cpu_s": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
    }


def table(document: dict[str, Any]) -> str:
    """Return the result as Markdown."""
    versions = ", ".join(f"{name} {version}" for name, version in document["versions"].items())
    sample = document["sample"]
    said = "none differs" if not sample["differ"] else f"DIFFERENT: {', '.join(sample['differ'])}"
    what = f"{document['lines']:,} generated lines of one year, {document['stores']:,} stores, "
    what += f"{document['products']:,} products, {document['offers']} offers of every kind that "
    what += "hold all year; `showfloor offers simulate`, in a process of its own."
    return "\n".join(
        [
            f"Measured on {document['date']} with {document['cores']} processors: {versions}.",
            "",
            what,
            "",
            "| | |",
            "| --- | --- |",
            f"| processor seconds | {document['cpu_s']:.0f} |",
            f"| seconds by the clock | {document['wall_s']:.0f} |",
            f"| lines a processor second | {document['lines'] / document['cpu_s']:,.0f} |",
            f"| greatest memory of the process | {document['peak_mb']:,.0f} MB |",
            f"| offers that were applied | {document['offers_applied']} |",
            f"| applications | {document['applications']:,} |",
            f"| lines held against the engine, each as a basket | {sample['lines']:,} |",
            f"| of them with an offer | {sample['reduced']:,} |",
            f"| months and offers that differ | {said} |",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
