"""One measured run from a generated ledger, in a process of its own; prints JSON.

python benchmarks/measure_ledger_run.py WORKSPACE
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from ledger_sales import MANUFACTURER
from measure_run import DRAWS, forget_peak, memory
from showfloor.measure import measure_staggered, panel_of
from showfloor.storage import open_workspace
from showfloor.workflows.measuring_sales import sales_panel


def main() -> None:
    """Warm up on a small panel, then read the ledger, measure, and say what each took."""
    rng = np.random.default_rng(1)
    cohort = np.where(np.arange(60) % 2 == 0, np.nan, 6.0)
    measure_staggered(
        panel_of([str(i) for i in range(60)], range(12), rng.normal(size=(60, 12)), cohort)
    )
    workspace = open_workspace(Path(sys.argv[1]))
    before = memory("VmRSS")
    forget_peak()
    clocks = [(time.perf_counter(), time.process_time())]
    panel = sales_panel(workspace, MANUFACTURER)
    clocks.append((time.perf_counter(), time.process_time()))
    read_peak = memory("VmHWM")
    found = measure_staggered(panel, draws=DRAWS, seed=1).imputation
    clocks.append((time.perf_counter(), time.process_time()))
    taken = {
        f"{step}_{clock}": clocks[place + 1][which] - clocks[place][which]
        for place, step in enumerate(("read", "measure"))
        for which, clock in enumerate(("wall", "cpu"))
    }
    peaks = {"before_mb": before, "read_peak_mb": read_peak, "peak_mb": memory("VmHWM")}
    overall = {"effect": found.overall.estimate, "se": found.overall.se}
    print(json.dumps({"stores": len(panel.units)} | taken | peaks | overall))


if __name__ == "__main__":
    main()
