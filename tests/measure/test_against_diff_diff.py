"""Both staggered estimators against an independent implementation, over drawn panels."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import diff_diff
    import pandas as pd

from showfloor.domain.panels import Panel
from showfloor.measure import callaway_santanna, imputation
from showfloor.measure.types import Estimate

EFFECT, ERROR = 1e-8, 1e-6
CONTROL = {"never": "never_treated", "not_yet": "not_yet_treated"}


def frame_of(panel: Panel) -> pd.DataFrame:
    rows, columns = np.nonzero(np.isfinite(panel.outcome))
    cohort = np.where(np.isnan(panel.cohort), 0.0, panel.cohort)
    return pd.DataFrame(
        {
            "unit": rows,
            "time": panel.times[columns].astype(int) + 100,
            "outcome": panel.outcome[rows, columns],
            "first": np.where(cohort > 0.0, cohort + 100, 0).astype(int)[rows],
        }
    )


def fitted(estimator, panel: Panel):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return estimator.fit(
            frame_of(panel),
            outcome="outcome",
            unit="unit",
            time="time",
            first_treat="first",
            aggregate="all",
        )


def agrees(ours: Estimate, effect: float, se: float) -> None:
    assert ours.estimate == pytest.approx(effect, abs=EFFECT)
    assert ours.se == pytest.approx(se, rel=ERROR)


@pytest.mark.parametrize("anticipation", [0, 1])
@pytest.mark.parametrize("comparison", ["never", "not_yet"])
@pytest.mark.parametrize("seed", range(6))
def test_callaway_santanna_agrees_with_diff_diff(drawn_panel, seed, comparison, anticipation):
    panel = drawn_panel(seed, times=9)
    theirs = fitted(
        diff_diff.CallawaySantAnna(control_group=CONTROL[comparison], anticipation=anticipation),
        panel,
    )
    ours = callaway_santanna(panel, comparison=comparison, anticipation=anticipation)
    for (g, t), cell in theirs.group_time_effects.items():
        if t >= g or anticipation == 0:
            agrees(ours.att[g - 100.0, t - 100.0], cell["effect"], cell["se"])
    if anticipation == 0:  # theirs also averages over the times of anticipation, did's do not
        agrees(ours.simple, theirs.overall_att, theirs.overall_se)
        for g, cell in theirs.group_effects.items():
            agrees(ours.group[g - 100.0], cell["effect"], cell["se"])
    for e, cell in theirs.event_study_effects.items():
        if e >= 0 or anticipation == 0:
            agrees(ours.event[float(e)], cell["effect"], cell["se"])


@pytest.mark.parametrize("missing", [0.0, 0.1])
@pytest.mark.parametrize("anticipation", [0, 1])
@pytest.mark.parametrize("seed", range(6))
def test_imputation_agrees_with_diff_diff(drawn_panel, seed, anticipation, missing):
    panel = drawn_panel(seed + 50, times=9, missing=missing)
    theirs = fitted(diff_diff.ImputationDiD(anticipation=anticipation), panel)
    ours = imputation(panel, anticipation=anticipation)
    if anticipation == 0:  # theirs also averages over the times of anticipation
        agrees(ours.overall, theirs.overall_att, theirs.overall_se)
    for e, cell in theirs.event_study_effects.items():
        if e >= 0 and cell["n_obs"]:
            agrees(ours.event[float(e)], cell["effect"], cell["se"])
