"""One measured run of the benchmark of measuring, in a process of its own; prints JSON.

python benchmarks/measure_run.py showfloor imputation --stores 1000 --weeks 104 --cohorts 6
"""

from __future__ import annotations

import argparse
import json
import math
import re
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from measure_frames import COLUMNS, Size, drawn_frame

if TYPE_CHECKING:
    from showfloor.measure.types import Estimate

DRAWS = 999
STATUS = Path("/proc/self/status")


def main() -> None:
    """Draw the frame, warm up on a small one, run once, and say what it took."""
    asked = arguments()
    work = JOBS[asked.who, asked.method]
    work(drawn_frame(Size(60, 12, 2, asked.missing), 1))
    size = Size(asked.stores, asked.weeks, asked.cohorts, asked.missing)
    frame = drawn_frame(size, asked.seed, shuffled=asked.order == "shuffled")
    before = memory("VmRSS")
    forget_peak()
    wall, cpu = time.perf_counter(), time.process_time()
    found = work(frame)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = memory("VmHWM")
    taken = {"wall": wall, "cpu": cpu, "peak_mb": peak, "added_mb": peak - before}
    print(json.dumps(taken | {"found": found}))


def showfloor_differences(frame: pd.DataFrame) -> dict[str, float | None]:
    """Callaway and Sant'Anna with every aggregation and a band of 999 draws, from the frame."""
    from showfloor.measure import callaway_santanna, panel_from_frame

    found = callaway_santanna(panel_from_frame(frame, **COLUMNS), draws=DRAWS, seed=1)
    return of(found.simple, found.event)


def showfloor_imputation(frame: pd.DataFrame) -> dict[str, float | None]:
    """Imputation with every horizon, cohorts, pre-trend test and a band, from the frame."""
    from showfloor.measure import imputation, panel_from_frame

    found = imputation(panel_from_frame(frame, **COLUMNS), draws=DRAWS, seed=1)
    return of(found.overall, found.event)


def showfloor_everything(frame: pd.DataFrame) -> dict[str, float | None]:
    """Both estimators with small-sample errors, bands and checks: what a user gets unasked."""
    from showfloor.measure import measure_frame

    found = measure_frame(frame, **COLUMNS, draws=DRAWS, seed=1).imputation
    return of(found.overall, found.event)


def diff_diff_differences(frame: pd.DataFrame) -> dict[str, float | None]:
    """The same by diff-diff, its band from a multiplier bootstrap of 999 draws."""
    import diff_diff

    found = fitted(diff_diff.CallawaySantAnna(n_bootstrap=DRAWS, seed=1), frame)
    return named(found.overall_att, found.overall_se, found.event_study_effects)


def diff_diff_imputation(frame: pd.DataFrame) -> dict[str, float | None]:
    """The same by diff-diff, without a bootstrap, and so without a band."""
    import diff_diff

    found = fitted(diff_diff.ImputationDiD(), frame)
    return named(found.overall_att, found.overall_se, found.event_study_effects)


class Fits(Protocol):
    """An estimator of diff-diff."""

    def fit(self, data: pd.DataFrame, **named: str) -> Any: ...  # noqa: ANN401  # many kinds


def fitted(estimator: Fits, frame: pd.DataFrame) -> Any:  # noqa: ANN401  # the peer's results
    """Return the peer's result with all aggregations; its warnings are not its time."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return estimator.fit(
            frame,
            outcome="outcome",
            unit="unit",
            time="time",
            first_treat="first",
            aggregate="all",
        )


def of(overall: Estimate, event: Mapping[float, Estimate]) -> dict[str, float | None]:
    """Return our figures that the peer's are compared with."""
    cells = {e: {"effect": effect.estimate} for e, effect in event.items()}
    return named(overall.estimate, overall.se, cells)


def named(effect: float, se: float, event: Mapping[float, Any]) -> dict[str, float | None]:
    """Return the overall effect and error, and the effects at event times 0, 1 and 5."""
    found = {"effect": effect, "se": se}
    found |= {f"event {e}": event[e]["effect"] for e in (0, 1, 5) if e in event}
    return {k: float(v) if math.isfinite(v) else None for k, v in found.items()}


def memory(field: str) -> float:
    """Return a field of this process's status in megabytes."""
    said = re.search(rf"{field}:\s+(\d+) kB", STATUS.read_text())
    return float(said[1]) / 1000.0 if said else math.nan


def forget_peak() -> None:
    """Let the peak of memory begin anew, so that drawing the frame does not count."""
    Path("/proc/self/clear_refs").write_text("5")


JOBS: dict[tuple[str, str], Callable[[pd.DataFrame], dict[str, float | None]]] = {
    ("showfloor", "callaway_santanna"): showfloor_differences,
    ("showfloor", "imputation"): showfloor_imputation,
    ("showfloor", "everything"): showfloor_everything,
    ("diff-diff", "callaway_santanna"): diff_diff_differences,
    ("diff-diff", "imputation"): diff_diff_imputation,
}


def arguments() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("who", choices=sorted({who for who, _ in JOBS}))
    parser.add_argument("method", choices=sorted({method for _, method in JOBS}))
    parser.add_argument("--order", default="sorted", choices=["sorted", "shuffled"])
    parser.add_argument("--stores", type=int, required=True)
    parser.add_argument("--weeks", type=int, required=True)
    parser.add_argument("--cohorts", type=int, required=True)
    parser.add_argument("--missing", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
