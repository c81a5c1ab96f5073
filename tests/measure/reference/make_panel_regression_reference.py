"""Draws the panels of panel_regression.csv and estimates them with pyfixest 0.60.0.

Kinds: separated rows, single rows, regressors that are nearly or quite collinear, unbalanced
panels, weights, exposure, three effects, errors by two ways, workers who change firms (sparse).
Run in an environment of its own that has pyfixest; the tests read only what it writes here.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyfixest
from pyfixest.demeaners import LsmrDemeaner

HERE = Path(__file__).parent
EXACT = LsmrDemeaner(fixef_atol=1e-12, fixef_btol=1e-12, fixef_maxiter=100_000)
X = "shown + mailed"
KINDS = ("plain", "unbalanced", "separated", "single", "near", "sparse")
CASES = {
    "plain": (
        {"effects": ["store", "week"], "cluster": ["store"]},
        {"effects": ["store", "week"], "cluster": ["region", "week"]},
        {"effects": ["store", "week"], "cluster": ["store"], "weights": "weight"},
        {"effects": ["store", "week"], "cluster": ["store"], "exposure": "days"},
        {"effects": ["store", "week", "format"], "cluster": ["store"]},
    ),
    "unbalanced": (
        {"effects": ["store", "week"], "cluster": ["week"]},
        {"effects": ["store", "week"], "cluster": ["store", "week"], "weights": "weight"},
        {"effects": ["store", "week", "format"], "cluster": ["region"], "exposure": "days"},
    ),
    "separated": ({"effects": ["store", "week"], "cluster": ["store"]},),
    "single": (
        {"effects": ["store", "week"], "cluster": ["store"]},
        {"effects": ["store", "week", "format"], "cluster": ["store"]},
    ),
    "near": ({"effects": ["store", "week"], "cluster": ["store"]},),
    "sparse": (
        {"effects": ["store", "week"], "cluster": ["store"]},
        {"effects": ["store", "week", "format"], "cluster": ["region"]},
    ),
}


def drawn(kind: str) -> pd.DataFrame:
    rng = np.random.default_rng(1000 + KINDS.index(kind))
    stores, weeks = (70, 40) if kind == "sparse" else (18, 12)
    store, week = (a.ravel() for a in np.meshgrid(np.arange(stores), np.arange(weeks)))
    frame = pd.DataFrame({"store": store, "week": week, "region": store % 7})
    count = len(frame)
    frame["format"] = rng.integers(0, 4, count)
    frame["shown"] = rng.random(count) * (rng.random(count) < 0.4)
    frame["mailed"] = (rng.random(count) < 0.25).astype(float)
    if kind == "near":
        frame["mailed"] = frame["shown"] + 1e-3 * rng.normal(size=count)
    frame["weight"] = rng.uniform(0.3, 3.0, count)
    frame["days"] = rng.integers(1, 7, count)
    frame = frame.round({"shown": 6, "mailed": 6, "weight": 6})
    level = rng.normal(size=stores)[store] + rng.normal(size=weeks)[week] / 2
    mean = np.exp(level - 0.3 + 0.4 * frame["shown"] - 0.1 * frame["mailed"]) * frame["days"] / 4
    frame["y"] = rng.poisson(mean)
    keep = rng.random(count) < {"plain": 1.1, "sparse": 0.09}.get(kind, 0.8)
    if kind == "separated":
        frame["mailed"] = np.where((store % 3 == 0) & (week == 5), 1.0, 0.0)
        frame.loc[frame["mailed"] > 0, "y"] = 0
        frame.loc[store == 4, "y"] = 0
    if kind == "single":
        keep &= (store > 2) | (week == store)
    return frame[keep].reset_index(drop=True)


def telling(frame: pd.DataFrame, effects: list[str]) -> pd.DataFrame:
    """Without effects that have only zeros or one row, repeatedly: pyfixest looks only once."""
    while True:
        groups = [frame.groupby(effect)["y"] for effect in effects]
        kept = np.logical_and.reduce(
            [(g.transform("size") > 1) & (g.transform("sum") > 0) for g in groups]
        )
        if kept.all():
            return frame
        frame = frame[kept].reset_index(drop=True)


def estimated(frame: pd.DataFrame, case: dict[str, object], *, poisson: bool) -> dict[str, object]:
    frame = frame.assign(log_days=np.log(frame["days"]))
    formula = f"y ~ {X} | {' + '.join(case['effects'])}"
    shared = {"vcov": {"CRV1": " + ".join(case["cluster"])}, "weights": case.get("weights")}
    if poisson:
        frame = telling(frame, case["effects"])
        fit = pyfixest.fepois(
            formula,
            frame,
            **shared,
            offset="log_days" if "exposure" in case else None,
            iwls_tol=1e-12,
            iwls_maxiter=200,
            separation_check=["fe", "ir"] if (frame["mailed"] * frame["y"]).sum() == 0 else ["fe"],
            demeaner=EXACT,
        )
    else:
        fit = pyfixest.feols(formula, frame, **shared, demeaner=EXACT)
    return {
        "rows": int(fit._N),
        "coefficients": fit.coef().to_dict(),
        "errors": fit.se().to_dict(),
        "degrees": float(fit._df_t),
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    frames, results = [], []
    for kind, cases in CASES.items():
        frame = drawn(kind)
        frames.append(frame.assign(kind=KINDS.index(kind)))
        for case in cases:
            for poisson in (True, False):
                if "exposure" in case and not poisson:
                    continue
                found = estimated(frame, case, poisson=poisson)
                results.append({"kind": kind, "poisson": poisson, **case, **found})
    pd.concat(frames).to_csv(HERE / "panel_regression.csv", index=False)
    (HERE / "panel_regression_pyfixest.json").write_text(json.dumps(results, indent=1) + "\n")
