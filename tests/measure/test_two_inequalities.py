"""The test of two normal means, against known distributions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from showfloor.measure.two_inequalities import FIRST_STAGE, least_favourable, not_rejected


def test_the_critical_value_of_independent_means_is_that_of_a_squared_probability():
    found = least_favourable(np.zeros(1), 0.05)[0]
    assert found == pytest.approx(stats.norm.ppf(np.sqrt(0.95)), abs=1e-10)


def test_opposite_means_need_the_two_sided_value_and_equal_ones_the_one_sided():
    low, high = least_favourable(np.array([1.0, -1.0]), 0.05)
    assert low == pytest.approx(1.6448536269514722, abs=1e-9)
    assert high == pytest.approx(1.959963984540054, abs=1e-9)


@pytest.mark.parametrize("correlation", [-0.9, 0.3])
def test_the_critical_value_agrees_with_the_bivariate_normal(correlation):
    found = least_favourable(np.array([correlation]), 0.005)[0]
    joint = stats.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]])
    assert joint.cdf([found, found]) == pytest.approx(0.995, abs=1e-6)


@pytest.mark.parametrize("correlation", [-1.0, -0.5, 0.0, 0.8])
@pytest.mark.parametrize("second_mean", [0.0, -1.0, -20.0])
def test_a_true_hypothesis_falls_five_times_in_a_hundred_at_most(correlation, second_mean):
    # 20,000 draws: more than 5.6 % would be four standard errors above 5 %.
    rng = np.random.default_rng(3)
    first = rng.standard_normal(20_000)
    other = rng.standard_normal(20_000)
    second = correlation * first + np.sqrt(1 - correlation**2) * other + second_mean
    ratio = np.stack([first, second], axis=-1)[None]
    critical = least_favourable(np.array([correlation]), FIRST_STAGE * 0.05)
    kept = not_rejected(ratio, np.array([correlation]), critical, 0.05)
    assert 1.0 - kept.mean() < 0.056


def test_where_only_one_mean_matters_the_test_is_nearly_as_sharp_as_a_one_sided_one():
    # At the boundary with the other mean far below, the hybrid has size near 5 %.
    first = np.random.default_rng(4).standard_normal(20_000)
    ratio = np.stack([first, np.full(20_000, -50.0)], axis=-1)[None]
    critical = least_favourable(np.zeros(1), FIRST_STAGE * 0.05)
    rejected = 1.0 - not_rejected(ratio, np.zeros(1), critical, 0.05).mean()
    assert 0.044 < rejected < 0.056


def test_a_mean_far_above_zero_is_rejected_without_overflow():
    ratio = np.array([[[40.0, -300.0], [-300.0, 40.0], [-5.0, -5.0]]])
    critical = least_favourable(np.zeros(1), 0.005)
    kept = not_rejected(ratio, np.zeros(1), critical, 0.05)
    assert kept.tolist() == [[False, False, True]]
