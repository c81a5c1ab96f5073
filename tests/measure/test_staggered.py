"""Measuring a staggered rollout as a whole: truth found, checks, JSON, speed."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from showfloor.measure import measure_staggered, panel_of, result_json

NEVER = math.nan


def rollout(seed: int, *, drift: float = 0.0, stores: int = 120, weeks: int = 30):
    """Six waves, 40 % never; every treated week gains 2; `drift` a week for the treated only."""
    rng = np.random.default_rng(seed)
    cohort = rng.permutation(np.resize([10.0, 12.0, 15.0, 18.0, 20.0, 22.0], stores))
    cohort[rng.random(stores) < 0.4] = NEVER
    time = np.arange(weeks, dtype=float)
    outcome = rng.normal(size=(stores, 1)) * 3 + rng.normal(size=weeks)
    outcome = outcome + rng.normal(size=(stores, weeks))
    outcome += 2.0 * (time >= np.where(np.isnan(cohort), np.inf, cohort)[:, None])
    outcome += drift * time * np.isfinite(cohort)[:, None]
    return panel_of([f"s{i}" for i in range(stores)], time, outcome, cohort)


def test_a_known_effect_is_found_within_four_standard_errors():
    result = measure_staggered(rollout(7))
    for effect in (result.imputation.overall, result.callaway_santanna.simple):
        assert abs(effect.estimate - 2.0) < 4 * effect.se
        assert effect.low < effect.estimate < effect.high
    assert {c.name: c.verdict for c in result.checks}["before the opening"] == "PASS"


def test_a_drift_before_the_opening_is_noticed():
    checks = measure_staggered(rollout(8, drift=0.2)).checks
    assert {c.name: c.verdict for c in checks}["before the opening"] == "REVIEW"


@pytest.fixture(scope="module")
def many():
    """120 measured rollouts whose truth is 2 and that have no drift."""
    return [measure_staggered(rollout(1000 + s, stores=60, weeks=24)) for s in range(120)]


def test_the_pretrend_test_errs_about_five_times_in_a_hundred(many):
    # Under no drift p is uniform: 120 draws give at most 15 below 0.05 but for 1 in 1,000.
    assert 0 < sum(result.imputation.pretrend_p < 0.05 for result in many) <= 15


def test_intervals_cover_the_truth_about_as_often_as_they_say(many):
    # 95 % of 120 draws; fewer than 105 happens once in 10,000 if that is true.
    for pick in (lambda r: r.imputation.overall, lambda r: r.callaway_santanna.simple):
        assert sum(pick(result).low <= 2.0 <= pick(result).high for result in many) >= 105


def test_the_json_is_the_documented_shape_and_holds_no_nan():
    panel = rollout(9, stores=24)
    document = result_json(measure_staggered(panel))
    text = json.dumps(document, allow_nan=False)
    assert json.loads(text) == document
    assert set(document) == {"panel", "errors", "callaway_santanna", "imputation", "checks"}
    assert set(document["callaway_santanna"]) == {
        "simple",
        "group",
        "group_overall",
        "event",
        "event_overall",
        "calendar",
        "event_band",
    }
    assert set(document["imputation"]) == {"overall", "event", "group", "event_band"}
    band = document["imputation"]["event_band"]
    assert set(band) == {"low", "high", "critical", "df", "draws", "seed", "reason", "pooled"}
    assert set(document["imputation"]["overall"]) == {
        "estimate",
        "se",
        "df",
        "low",
        "high",
        "reason",
        "method",
        "treated",
        "verdict",
        "p_value",
    }
    assert "10" in document["callaway_santanna"]["group"]
    thin = document["callaway_santanna"]["group"]["10"]
    assert thin["se"] is None
    assert "interval needs at least 4" in thin["reason"]
    assert document["errors"] == "small_sample"


@pytest.mark.parametrize("number", [3, 5, 8])
def test_the_verdict_on_treated_units_follows_their_number(number):
    rng = np.random.default_rng(number)
    cohort = np.full(40, NEVER)
    cohort[:number] = 6.0
    panel = panel_of([str(i) for i in range(40)], range(12), rng.normal(size=(40, 12)), cohort)
    verdict = {c.name: c.verdict for c in measure_staggered(panel).checks}["treated units"]
    assert verdict == {3: "FAIL", 5: "REVIEW", 8: "PASS"}[number]
