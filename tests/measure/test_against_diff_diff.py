"""Both staggered estimators against an independent implementation, over drawn panels.

Normally a sample of 24 panels; `make test-measure-full` (SHOWFLOOR_PANELS=200) runs all of them.
"""

from __future__ import annotations

import math
import os
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
PANELS = range(int(os.environ.get("SHOWFLOOR_PANELS", "24")))
FEWEST = 4
"""Below as many treated units we state no error."""


def kind_of(seed: int) -> tuple[str, int, float]:
    """Comparison, anticipation and share of missing outcomes: every combination in turn."""
    return ("never", "not_yet")[seed % 2], seed // 2 % 2, (0.0, 0.08)[seed // 4 % 2]


def drawn(seed: int) -> Panel:
    """30 to 80 units over 6 to 10 times, two to four waves, outcomes that remember."""
    rng = np.random.default_rng(10_000 + seed)
    units, times = int(rng.integers(30, 81)), int(rng.integers(6, 11))
    waves = rng.choice(np.arange(2, times), int(rng.integers(2, 5)), replace=False)
    cohort = np.where(rng.random(units) < rng.uniform(0.2, 0.6), np.nan, rng.choice(waves, units))
    cohort[:6] = np.nan
    for k, wave in enumerate(waves):
        cohort[6 + 5 * k : 11 + 5 * k] = wave
    noise = rng.normal(size=(units, times))
    outcome = 10.0 + 5.0 * rng.normal(size=(units, 1)) + 3.0 * rng.normal(size=times) + noise
    outcome[:, 1:] += rng.uniform(0.0, 0.9) * noise[:, :-1]
    since = np.arange(times) - np.where(np.isnan(cohort), np.inf, cohort)[:, None]
    outcome += (
        (since >= 0.0) * (1.0 + 0.3 * np.maximum(since, 0.0)) * rng.normal(1, 0.5, (units, 1))
    )
    outcome[rng.random(outcome.shape) < kind_of(seed)[2]] = np.nan
    return Panel(tuple(f"u{i:03d}" for i in range(units)), np.arange(times) * 1.0, outcome, cohort)


def frame_of(panel: Panel) -> pd.DataFrame:
    rows, columns = np.nonzero(np.isfinite(panel.outcome))
    cohort = np.where(np.isnan(panel.cohort), 0.0, panel.cohort)
    return pd.DataFrame(
        {
            "unit": rows,
            "time": panel.times[columns].astype(int) + 100,
            "outcome": panel.outcome[rows, columns],
            "first": np.where(cohort > 0.0, cohort + 100, 0).astype(int)[rows],
            "cluster": rows // 3,
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
    if math.isnan(ours.se):
        assert "an interval needs at least" in ours.reason
    else:
        assert ours.se == pytest.approx(se, rel=ERROR)


@pytest.mark.parametrize("seed", PANELS)
def test_callaway_santanna_agrees_with_diff_diff(seed):
    comparison, anticipation, missing = kind_of(seed)
    panel = drawn(seed)
    theirs = fitted(
        diff_diff.CallawaySantAnna(control_group=CONTROL[comparison], anticipation=anticipation),
        panel,
    )
    ours = callaway_santanna(panel, comparison=comparison, anticipation=anticipation)
    later = {}
    for (g, t), cell in theirs.group_time_effects.items():
        if math.isnan(cell["effect"]):
            assert (g - 100.0, t - 100.0) not in ours.att
        elif t >= g or anticipation == 0:
            agrees(ours.att[g - 100.0, t - 100.0], cell["effect"], cell["se"])
            if t >= g:
                later[g - 100.0, t - 100.0] = cell["effect"]
    assert set(later) == {(g, t) for g, t in ours.att if t >= g}
    if anticipation == 0:  # theirs also averages over the times of anticipation, did's do not
        for g, cell in theirs.group_effects.items():
            agrees(ours.group[g - 100.0], cell["effect"], cell["se"])
    if anticipation == 0 and not missing:
        agrees(ours.simple, theirs.overall_att, theirs.overall_se)
    for e, cell in theirs.event_study_effects.items():
        if not missing and (e >= 0 or anticipation == 0):
            agrees(ours.event[float(e)], cell["effect"], cell["se"])
    averages_by_share(ours, panel, later)


def averages_by_share(ours, panel: Panel, cells: dict[tuple[float, float], float]) -> None:
    """Our averages are theirs of single cells, weighted by all units of each cohort.

    Where outcomes are missing theirs weigh a cell by the units seen in it instead.
    """
    share = {g: np.sum(panel.cohort == g) for g, _ in cells}

    def average(chosen: list[tuple[float, float]]) -> float:
        return sum(share[g] * cells[g, t] for g, t in chosen) / sum(share[g] for g, _ in chosen)

    assert ours.simple.estimate == pytest.approx(average(list(cells)), abs=EFFECT)
    for e, effect in ours.event.items():
        if e >= 0.0:
            chosen = [(g, t) for g, t in cells if t - g == e]
            assert effect.estimate == pytest.approx(average(chosen), abs=EFFECT)
    for t, effect in ours.calendar.items():
        chosen = [cell for cell in cells if cell[1] == t]
        assert effect.estimate == pytest.approx(average(chosen), abs=EFFECT)


@pytest.mark.parametrize("seed", PANELS)
def test_imputation_agrees_with_diff_diff(seed):
    _, anticipation, _ = kind_of(seed)
    panel = drawn(seed)
    theirs = fitted(diff_diff.ImputationDiD(anticipation=anticipation), panel)
    ours = imputation(panel, anticipation=anticipation)
    if anticipation == 0:  # theirs also averages over the times of anticipation
        agrees(ours.overall, theirs.overall_att, theirs.overall_se)
        for g, cell in theirs.group_effects.items():
            agrees(ours.group[g - 100.0], cell["effect"], cell["se"])
    for e, cell in theirs.event_study_effects.items():
        if e >= 0 and cell["n_obs"]:
            agrees(ours.event[float(e)], cell["effect"], cell["se"])


def test_coarser_clusters_differ_from_diff_diff_by_its_small_sample_factor_alone():
    # Theirs multiplies by the square root of C / (C - 1) once clusters are given, not before.
    panel = drawn(0)
    cluster = np.arange(len(panel.units)) // 3
    grouped = Panel(panel.units, panel.times, panel.outcome, panel.cohort, cluster)
    count = len(np.unique(cluster))
    theirs = fitted(diff_diff.CallawaySantAnna(cluster="cluster"), panel)
    ours = callaway_santanna(grouped)
    factor = math.sqrt(count / (count - 1))
    assert ours.simple.se * factor == pytest.approx(theirs.overall_se, rel=ERROR)
    for e, cell in theirs.event_study_effects.items():
        if math.isfinite(ours.event[float(e)].se):
            assert ours.event[float(e)].se * factor == pytest.approx(cell["se"], rel=ERROR)
    theirs = fitted(diff_diff.ImputationDiD(cluster="cluster"), panel)
    assert imputation(grouped).overall.se == pytest.approx(theirs.overall_se, rel=ERROR)
