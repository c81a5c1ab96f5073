"""Covariates against independent implementations over drawn panels.

diff-diff for regression and weighting; moderndid's port of DRDID for the doubly robust estimator,
because diff-diff divides the comparison units' weighted sum by the number of treated units where
DRDID (as in Sant'Anna and Zhao) divides by the sum of the weights.
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import diff_diff
    import pandas as pd
    from moderndid.drdid.estimators.drdid_panel import drdid_panel

from showfloor.domain.panels import Panel
from showfloor.measure import covariate_adjustment
from showfloor.measure.types import Estimate

EFFECT, ERROR = 1e-8, 1e-6
COMPARED = {"never": "never_treated", "not_yet": "not_yet_treated"}
METHOD = {"regression": "reg", "weighting": "ipw"}


def covariates_of(panel: Panel, seed: int, count: int = 2) -> np.ndarray:
    """Covariates that lean a little towards early cohorts, so that they matter."""
    rng = np.random.default_rng(seed)
    lean = np.where(np.isnan(panel.cohort), 0.0, 0.3)
    return rng.normal(size=(len(panel.units), count)) + lean[:, None]


def fitted(panel: Panel, values: np.ndarray, method: str, comparison: str, anticipation: int):
    rows, columns = np.nonzero(np.isfinite(panel.outcome))
    cohort = np.where(np.isnan(panel.cohort), 0.0, panel.cohort)
    frame = pd.DataFrame(
        {
            "unit": rows,
            "time": panel.times[columns].astype(int) + 100,
            "outcome": panel.outcome[rows, columns],
            "first": np.where(cohort > 0.0, cohort + 100, 0).astype(int)[rows],
            **{f"x{k}": values[rows, k] for k in range(values.shape[1])},
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return diff_diff.CallawaySantAnna(
            estimation_method=METHOD[method],
            control_group=COMPARED[comparison],
            anticipation=anticipation,
            pscore_trim=1e-9,
        ).fit(
            frame,
            outcome="outcome",
            unit="unit",
            time="time",
            first_treat="first",
            covariates=[f"x{k}" for k in range(values.shape[1])],
            aggregate="all",
        )


def agrees(ours: Estimate, effect: float, se: float) -> None:
    assert ours.estimate == pytest.approx(effect, abs=EFFECT)
    assert ours.se == pytest.approx(se, rel=ERROR)


@pytest.mark.parametrize("missing", [0.0, 0.08])
@pytest.mark.parametrize("anticipation", [0, 1])
@pytest.mark.parametrize("comparison", ["never", "not_yet"])
@pytest.mark.parametrize("control", ["regression", "weighting"])
@pytest.mark.parametrize("seed", range(3))
def test_regression_and_weighting_agree_with_diff_diff(
    drawn_panel, seed, control, comparison, anticipation, missing
):
    panel = drawn_panel(seed + 100, units=150, times=7, missing=missing)
    values = covariates_of(panel, seed)
    theirs = fitted(panel, values, control, comparison, anticipation)
    ours = covariate_adjustment(
        panel,
        values,
        control=control,
        comparison=comparison,
        anticipation=anticipation,
        draws=99,
    ).effects
    compared = 0
    for (g, t), cell in theirs.group_time_effects.items():
        if t >= g or anticipation == 0:
            mine = ours.att[g - 100.0, t - 100.0]
            if np.isfinite(mine.estimate) and np.isfinite(mine.se):
                agrees(mine, cell["effect"], cell["se"])
                compared += 1
    assert compared >= 6
    if anticipation == 0 and missing == 0.0:  # theirs also averages over times of anticipation
        agrees(ours.simple, theirs.overall_att, theirs.overall_se)
        for g, cell in theirs.group_effects.items():
            agrees(ours.group[g - 100.0], cell["effect"], cell["se"])
        for e, cell in theirs.event_study_effects.items():
            agrees(ours.event[float(e)], cell["effect"], cell["se"])


@pytest.mark.parametrize("seed", range(10))
def test_the_doubly_robust_cells_agree_with_the_port_of_drdid(drawn_panel, seed):
    panel = drawn_panel(seed + 200, units=150, times=7)
    values = covariates_of(panel, seed)
    ours = covariate_adjustment(panel, values, draws=99).effects
    never = np.isnan(panel.cohort)
    for (g, t), cell in ours.att.items():
        base = int(t - 1 if t < g else g - 1)
        rows = never | (panel.cohort == g)
        constant = np.ones((int(rows.sum()), 1))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = drdid_panel(
                y1=panel.outcome[rows, int(t)],
                y0=panel.outcome[rows, base],
                d=(panel.cohort[rows] == g).astype(float),
                covariates=np.concatenate([constant, values[rows]], axis=1),
                influence_func=True,
            )
        number = int(rows.sum())
        influence = np.asarray(theirs.att_inf_func).ravel()
        agrees(cell, theirs.att, np.sqrt(influence @ influence) / number)
