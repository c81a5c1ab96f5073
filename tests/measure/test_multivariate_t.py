"""Joint critical values against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from showfloor.measure.multivariate_t import joint_reaches

DRAWS = 40_000


@pytest.mark.parametrize("df", [2.5, 6.0, np.inf])
def test_one_estimate_has_students_own_quantile(df):
    found = joint_reaches(np.eye(1), np.array([df]), draws=DRAWS, seed=0)
    expected = stats.norm.ppf(0.975) if np.isinf(df) else stats.t.ppf(0.975, df)
    assert found[0] == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize("df", [5.0, np.inf])
def test_independent_estimates_have_sidaks_quantile(df):
    # With independent ratios the joint level is the product: 0.95 ** (1 / 8) each.
    found = joint_reaches(np.eye(8), np.full(8, df), draws=DRAWS, seed=1)
    tail = (1.0 + 0.95**0.125) / 2.0
    expected = stats.norm.ppf(tail) if np.isinf(df) else stats.t.ppf(tail, df)
    np.testing.assert_allclose(found, expected, rtol=0.03)


def test_equal_normal_estimates_need_one_quantile_only():
    found = joint_reaches(np.ones((6, 6)), np.full(6, np.inf), draws=DRAWS, seed=2)
    np.testing.assert_allclose(found, stats.norm.ppf(0.975), rtol=0.02)


def test_estimates_share_the_tail_so_the_thin_one_pays_most():
    df = np.array([3.0, 40.0, 40.0])
    found = joint_reaches(np.eye(3), df, draws=DRAWS, seed=3)
    tails = 2.0 * stats.t.sf(found, df)
    np.testing.assert_allclose(tails, 1.0 - 0.95 ** (1 / 3), rtol=0.15)
    assert found[0] > 1.5 * found[1]


def test_the_same_seed_gives_the_same_band():
    given = (np.eye(3), np.array([4.0, 5.0, 6.0]))
    np.testing.assert_array_equal(
        joint_reaches(*given, draws=999, seed=7), joint_reaches(*given, draws=999, seed=7)
    )
