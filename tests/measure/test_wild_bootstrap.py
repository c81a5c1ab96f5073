"""The wild bootstrap with the null imposed: refusals, a plain loop beside it, size and seeds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from showfloor.measure import measure_staggered, panel_of
from showfloor.measure.bootstrapped_effect import bootstrapped_effect
from showfloor.measure.wild_bootstrap import ScoreSample, wild_bootstrap


def sample(own, other):
    """Scores of a difference of means."""
    own, other = np.asarray(own, float), np.asarray(other, float)
    estimate = own.mean() - other.mean()
    residual = np.concatenate([(own - own.mean()) / len(own), -(other - other.mean()) / len(other)])
    squared = np.concatenate(
        [np.full(len(own), len(own) ** -2.0), np.full(len(other), len(other) ** -2.0)]
    )
    group = np.repeat([0, 1], [len(own), len(other)])
    return ScoreSample(estimate, residual, squared / squared.sum(), group, len(own), len(other))


@pytest.mark.parametrize(("treated", "compared"), [(9, 40), (40, 9)])
def test_fewer_than_ten_on_a_side_are_refused_with_the_reason(treated, compared):
    rng = np.random.default_rng(0)
    found = wild_bootstrap(sample(rng.normal(size=treated), rng.normal(size=compared)))
    assert math.isnan(found.p_value)
    assert math.isnan(found.low)
    assert "needs 10 of each" in found.reason


def test_imposing_the_null_is_least_squares_without_the_effect():
    # Without the effect both sides have one mean: null residuals are deviations from it.
    rng = np.random.default_rng(1)
    own, other = rng.normal(1.0, 1.0, 12), rng.normal(size=15)
    given = sample(own, other)
    together = np.concatenate([own, other])
    weights = np.repeat([1 / 12, -1 / 15], [12, 15])
    expected = weights * (together - together.mean())
    np.testing.assert_allclose(given.residual + given.share * given.estimate, expected)


@pytest.mark.parametrize("signs", ["webb", "rademacher"])
def test_the_p_value_is_near_welchs_on_well_behaved_samples(signs):
    rng = np.random.default_rng(2)
    for shift in (0.0, 0.5, 0.8):
        own, other = rng.normal(shift, 1.0, 30), rng.normal(size=40)
        found = wild_bootstrap(sample(own, other), signs=signs, draws=9999, seed=1)
        welch = stats.ttest_ind(own, other, equal_var=False)
        assert found.p_value == pytest.approx(welch.pvalue, abs=0.03)
        interval = welch.confidence_interval()
        assert found.low == pytest.approx(interval.low, abs=0.1)
        assert found.high == pytest.approx(interval.high, abs=0.1)


def test_the_same_seed_gives_the_same_numbers():
    rng = np.random.default_rng(3)
    given = sample(rng.normal(size=11), rng.normal(size=12))
    assert wild_bootstrap(given, seed=4, draws=199) == wild_bootstrap(given, seed=4, draws=199)


def test_a_cohort_of_one_is_refused():
    rng = np.random.default_rng(4)
    given = sample(rng.normal(size=12), rng.normal(size=12))
    alone = np.where(np.arange(24) == 0, 7, given.group)
    odd = ScoreSample(given.estimate, given.residual, given.share, alone, 12, 12)
    assert "single unit" in wild_bootstrap(odd).reason


def drawn_rollout(seed, effect, missing=0.0):
    rng = np.random.default_rng(seed)
    cohort = np.repeat([3.0, 5.0, np.nan], [8, 8, 24])
    outcome = rng.normal(size=(40, 1)) + rng.normal(size=(40, 8))
    outcome += effect * (np.arange(8) >= np.where(np.isnan(cohort), np.inf, cohort)[:, None])
    outcome[rng.random(outcome.shape) < missing] = np.nan
    return panel_of([str(i) for i in range(40)], range(8), outcome, cohort)


@pytest.mark.parametrize("missing", [0.0, 0.05])
def test_a_panels_interval_is_about_the_small_sample_one(missing):
    panel = drawn_rollout(0, 0.5, missing)
    cr2 = measure_staggered(panel).imputation.overall
    found = bootstrapped_effect(panel, seed=1)
    assert (found.low + found.high) / 2 == pytest.approx(cr2.estimate, abs=1e-9)
    assert found.high - found.low == pytest.approx(cr2.high - cr2.low, rel=0.1)


def test_no_effect_is_rarely_rejected_and_a_large_one_always():
    # 60 panels without an effect: at most 9 below 5 % but for 1 in 1,000.
    rejected = [
        bootstrapped_effect(drawn_rollout(s, 0.0), draws=199).p_value < 0.05 for s in range(60)
    ]
    assert sum(rejected) <= 9
    assert bootstrapped_effect(drawn_rollout(0, 3.0), draws=199).p_value == pytest.approx(1 / 200)
