"""The claim that twenty people at once wait less than 150 ms for a page, on two processors.

The portal as it is run: gunicorn with two workers, a real PostgreSQL with policies on every table,
1,000 stores and three years of generated sales; sessions of twenty partner managers. Two models of
how people ask, without a pause and with one. Then announcements beside Datasette, in turns. The
clients, the servers and the database share the machine's processors; what each spent, and what
others on the machine spent meanwhile, is told apart.

    python benchmarks/portal_bench.py --peers .venv-bench-portal/bin/python [--sample]

Results: benchmarks/results/portal.json, .md and .svg, which the docs quote.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from portal_cases import (
    CASES,
    CLIENTS,
    DATASETTE,
    LIMIT_SECONDS,
    MODELS,
    PORTAL,
    SEED,
    WORKERS,
)
from portal_chart import chart
from portal_datasette import PATH, Datasette, open_datasette
from portal_house import EXAMPLE, HERE, House, family, made_workspace, open_house, put_first
from portal_load import clients_of, loaded, strangers
from portal_sample import sample_workspace
from portal_table import table

RESULTS = HERE / "results"
PACKAGES = ("showfloor", "django", "gunicorn", "psycopg", "duckdb")


def under_load(house: House, for_seconds: float) -> list[dict[str, Any]]:
    """Return what each model of clients saw, all pages mixed."""
    people = house.people
    clients = clients_of(people["cookies"], CLIENTS)
    found = []
    for model in MODELS:
        run = loaded(
            [house.port],
            clients,
            people["cases"],
            for_seconds,
            processes=house.processes(),
            think_seconds=model.think_seconds,
            stores=people["stores"],
            seed=SEED,
        )
        _say(model.words, run)
        found.append({"model": model.name, "words": model.words} | run)
    return found


def beside_datasette(
    house: House, peer: Datasette, pairs: int, for_seconds: float
) -> dict[str, Any]:
    """Return announcements a second of both, in turns, with as many processes and clients each."""
    runs: dict[str, list[dict[str, Any]]] = {PORTAL: [], DATASETTE: []}
    for pair in range(pairs):
        for who in (PORTAL, DATASETTE) if pair % 2 else (DATASETTE, PORTAL):
            ours = who == PORTAL
            processes = (
                house.processes()
                if ours
                else {"datasette": [one for server in peer.processes for one in family(server)]}
            )
            run = loaded(
                [house.port] if ours else peer.ports,
                strangers(CLIENTS),
                ["news"],
                for_seconds,
                processes=processes,
                paths={} if ours else {"news": PATH},
                seed=pair,
            )
            _say(f"announcements, {who}", run)
            runs[who].append(run)
    return {"runs": runs, "ratios": _ratios(runs)}


def _ratios(runs: dict[str, list[dict[str, Any]]]) -> dict[str, float]:
    """Return medians over the pairs of ours divided by theirs."""

    def spent(run: dict[str, Any]) -> float:
        parts = run["processor_ms_an_answer"].items()
        return float(sum(value for name, value in parts if name != "clients"))

    pairs = list(zip(runs[PORTAL], runs[DATASETTE], strict=True))
    return {
        "a_second": statistics.median(a["a_second"] / b["a_second"] for a, b in pairs),
        "processor_ms": statistics.median(spent(a) / spent(b) for a, b in pairs),
    }


def warmed(house: House) -> None:
    """Let every worker make each page once, as it does after a start or an import."""
    people = house.people
    clients = clients_of(people["cookies"], 4)
    for case in people["cases"]:
        loaded([house.port], clients, [case], 2.0, processes={}, stores=people["stores"])


def facts(root: Path, peer: Datasette | None, stores: int) -> dict[str, Any]:
    """Return what was measured with."""
    versions = {name: importlib.metadata.version(name) for name in PACKAGES}
    sales = sum(file.stat().st_size for file in root.glob("ledger/tables/sales/**/*.parquet"))
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "versions": versions | ({"datasette": peer.version} if peer else {}),
        "workspace": EXAMPLE if stores > 100 else "sample",
        "stores": stores,
        "sales_mb": sales / 1e6,
        "clients": CLIENTS,
        "workers": WORKERS,
        "limit_ms": 1000.0 * LIMIT_SECONDS,
        "pages": {case.name: {"words": case.words, "asked": case.asked} for case in CASES},
    }


def main() -> None:
    """Measure, write the results, and fail where a request did."""
    args = arguments()
    folder = args.folder.absolute()
    root = sample_workspace(folder) if args.sample else made_workspace(folder)
    seconds, pairs = (2.0, 1) if args.sample else (args.seconds, args.pairs)
    with (
        tempfile.TemporaryDirectory(prefix="showfloor-datasette-") as place,
        open_house(root, workers=WORKERS, clients=CLIENTS) as house,
        open_datasette(args.peers, Path(place), WORKERS) as peer,
    ):
        warmed(house)
        document = facts(root, peer, len(house.people["stores"])) | {"put_first": args.put_first}
        if args.put_first:
            servers = [one for part in house.processes().values() for one in part]
            put_first([*servers, *peer.processes, os.getpid()])
        document["loads"] = under_load(house, seconds)
        document["news"] = beside_datasette(house, peer, pairs, seconds / 3.0)
    name = "sample.portal" if args.sample else "portal"
    _write(document, name)
    print((RESULTS / f"{name}.md").read_text(encoding="utf-8"))
    runs = [*document["loads"], *(run for of in document["news"]["runs"].values() for run in of)]
    errors = [error for run in runs for error in run["first_errors"]]
    if errors:
        sys.exit("\n".join(errors))


def arguments() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peers", required=True, help="a Python with Datasette")
    parser.add_argument("--sample", action="store_true", help="a few stores, a few seconds")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each load")
    parser.add_argument("--pairs", type=int, default=5, help="turns beside Datasette")
    parser.add_argument(
        "--put-first",
        action="store_true",
        help="before everybody else on the machine, as root; for short runs beside others' work",
    )
    parser.add_argument("--folder", type=Path, default=HERE.parent / "build" / "bench-portal")
    return parser.parse_args()


def _say(words: str, run: dict[str, Any]) -> None:
    worst = max((case["p95"] for case in run["cases"].values()), default=float("nan"))
    print(
        f"  {words}: {run['a_second']:.0f} a second, 95 % of the slowest page within "
        f"{worst:.0f} ms, {run['errors']} errors",
        file=sys.stderr,
        flush=True,
    )


def _write(document: dict[str, Any], name: str) -> None:
    text = json.dumps(document, indent=1, allow_nan=False, ensure_ascii=False)
    kept = {"json": text, "md": table(document), "svg": chart(document)}
    for kind, content in kept.items():
        (RESULTS / f"{name}.{kind}").write_text(content.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
