"""Draws the panel of poisson_panel.csv and estimates it with pyfixest 0.60.0 (fepois).

Run in an environment of its own that has pyfixest; the tests read only what it writes here.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyfixest

HERE = Path(__file__).parent


def drawn() -> pd.DataFrame:
    rng = np.random.default_rng(20170102)
    pair, store, week = (a.ravel() for a in np.meshgrid(*map(np.arange, (8, 14, 9)), indexing="ij"))
    shown = rng.random(len(pair)) * (rng.random(len(pair)) < 0.4)
    mailed = (rng.random(len(pair)) < 0.2).astype(float)
    level = rng.normal(size=(8, 14))[pair, store] + rng.normal(size=(8, 9))[pair, week] / 2
    units = rng.poisson(np.exp(level - 0.5 + 0.4 * shown - 0.1 * mailed))
    frame = pd.DataFrame(
        {"pair": pair, "store": store, "week": week, "shown": shown, "mailed": mailed, "y": units}
    )
    frame = frame[rng.random(len(frame)) > 0.1].reset_index(drop=True)
    frame["pair_store"] = frame["pair"] * 14 + frame["store"]
    frame["pair_week"] = frame["pair"] * 9 + frame["week"]
    return frame.round({"shown": 6})


def estimated(frame: pd.DataFrame, cluster: str) -> dict[str, object]:
    fit = pyfixest.fepois(
        "y ~ shown + mailed | pair_store + pair_week",
        frame,
        vcov={"CRV1": cluster},
        iwls_tol=1e-12,
        fixef_tol=1e-12,
    )
    return {
        "rows": int(fit._N),
        "coefficients": fit.coef().to_dict(),
        "errors": fit.se().to_dict(),
    }


if __name__ == "__main__":
    frame = drawn()
    frame.to_csv(HERE / "poisson_panel.csv", index=False)
    results = {cluster: estimated(frame, cluster) for cluster in ("store", "pair_store", "week")}
    (HERE / "poisson_pyfixest.json").write_text(json.dumps(results, indent=1) + "\n")
