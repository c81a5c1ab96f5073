"""The claim that Poisson with two absorbed effects is at least three times as fast as pyfixest.

Both estimate the same drawn panel, 10,000 stores x 200 weeks, store and week effects, five
regressors, errors clustered by store, each in a process of its own that first warms up on a small
panel. pyfixest runs with each of its backends once; the fastest is then run in pairs with ours.
The result goes to benchmarks/results/measure_poisson.json, which docs/methods/poisson.md quotes.

    python benchmarks/measure_poisson.py --peers PYTHON   (a python that has pyfixest and numba)
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

RESULT = Path(__file__).parent / "results" / "measure_poisson.json"
NAMES = ("shown", "mailed", "weather", "price", "opened")
TRUTH = (0.3, -0.1, 0.05, 0.1, 0.1)
STORES, WEEKS, WARM_STORES = 10_000, 200, 100
BACKENDS = ("rust", "numba", "within")
OURS = "showfloor"
CLAIM = 3.0


def drawn(stores: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return counts [n], regressors [n, 5], store [n] and week [n], sorted by store."""
    rng = np.random.default_rng(20260101)
    store, week = np.repeat(np.arange(stores), WEEKS), np.tile(np.arange(WEEKS), stores)
    count = len(store)
    columns = np.empty((count, len(NAMES)))
    columns[:, 0] = rng.random(count) * (rng.random(count) < 0.2)
    columns[:, 1] = rng.random(count) < 0.1
    columns[:, 2] = rng.normal(size=count)
    columns[:, 3] = rng.random(count)
    columns[:, 4] = np.repeat(rng.integers(20, WEEKS - 20, stores), WEEKS) <= week
    level = 0.8 * rng.normal(size=stores)[store] + 0.3 * np.sin(week / 8) + 0.5
    return rng.poisson(np.exp(level + columns @ TRUTH)).astype(float), columns, store, week


def ours(stores: int) -> dict[str, object]:
    from showfloor.measure import fit_poisson

    units, columns, store, week = drawn(stores)
    began = time.perf_counter(), time.process_time()
    fit = fit_poisson(units, columns, NAMES, effect_a=store, effect_b=week, clusters=store)
    spent = time.perf_counter() - began[0], time.process_time() - began[1]
    found = [fit.estimates[name] for name in NAMES]
    return measured(spent, [e.estimate for e in found], [e.se for e in found])


def theirs(stores: int, backend: str) -> dict[str, object]:
    import pandas as pd
    import pyfixest
    from pyfixest.demeaners import LsmrDemeaner, MapDemeaner

    units, columns, store, week = drawn(stores)
    frame = pd.DataFrame(columns, columns=list(NAMES)).assign(y=units, store=store, week=week)
    del units, columns
    demeaner = LsmrDemeaner() if backend == "within" else MapDemeaner(backend=backend)
    formula = f"y ~ {' + '.join(NAMES)} | store + week"
    began = time.perf_counter(), time.process_time()
    fit = pyfixest.fepois(
        formula, frame, vcov={"CRV1": "store"}, demeaner=demeaner, copy_data=False, lean=False
    )
    spent = time.perf_counter() - began[0], time.process_time() - began[1]
    return measured(spent, fit.coef().tolist(), fit.se().tolist())


def measured(
    spent: tuple[float, float], estimates: list[float], errors: list[float]
) -> dict[str, object]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "wall": spent[0],
        "cpu": spent[1],
        "peak_mb": peak,
        "estimates": estimates,
        "errors": errors,
    }


def one_run(python: str, side: str, stores: int) -> dict[str, object]:
    """Run one side in a process of its own and return what it measured."""
    command = [python, "-W", "ignore", __file__, "--side", side, "--stores", str(stores)]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    done = subprocess.run(
        command, env={**os.environ, **threads}, capture_output=True, text=True, check=True
    )
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    print(f"{side:10} {stores:6} stores  wall {found['wall']:7.2f}  cpu {found['cpu']:6.2f}")
    return found


def compared(peers: str, pairs: int) -> dict[str, object]:
    backends = {backend: one_run(peers, backend, STORES) for backend in BACKENDS}
    best = min(backends, key=lambda backend: backends[backend]["wall"])
    runs = []
    for _ in range(pairs):
        mine, other = one_run(sys.executable, OURS, STORES), one_run(peers, best, STORES)
        runs.append({"ours": mine, "peer": other})
    scaled = {stores: one_run(sys.executable, OURS, stores) for stores in (2_500, 5_000, STORES)}
    ratios = {
        clock: statistics.median(run["peer"][clock] / run["ours"][clock] for run in runs)
        for clock in ("wall", "cpu", "peak_mb")
    }
    last = runs[-1]
    return {
        "rows": STORES * WEEKS,
        "backend": best,
        "backends": {name: kept(run) for name, run in backends.items()},
        "pairs": [{side: kept(run) for side, run in pair.items()} for pair in runs],
        "ratios": ratios,
        "claimed": CLAIM,
        "held": min(ratios["wall"], ratios["cpu"]) >= CLAIM,
        "ours_by_rows": {stores * WEEKS: kept(run) for stores, run in scaled.items()},
        "largest_difference": {
            what: float(np.abs(np.subtract(last["ours"][what], last["peer"][what])).max())
            for what in ("estimates", "errors")
        },
        "machine": {"processors": os.cpu_count(), "python": platform.python_version()},
    }


def kept(run: dict[str, object]) -> dict[str, object]:
    return {key: round(float(run[key]), 3) for key in ("wall", "cpu", "peak_mb")}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--peers", help="a python with pyfixest and numba")
    options.add_argument("--pairs", type=int, default=3)
    options.add_argument("--side", choices=(OURS, *BACKENDS))
    options.add_argument("--stores", type=int, default=STORES)
    given = options.parse_args()
    if given.side:
        for stores in (WARM_STORES, given.stores):
            found = ours(stores) if given.side == OURS else theirs(stores, given.side)
        print(json.dumps(found))
        return
    if not given.peers:
        options.error("--peers is needed")
    result = compared(given.peers, given.pairs)
    RESULT.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result["ratios"]), "held" if result["held"] else "NOT held")


if __name__ == "__main__":
    main()
