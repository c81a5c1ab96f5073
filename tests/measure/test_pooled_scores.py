"""Variance from pooled scores: by hand, against full matrices, and unbiased where it must be."""

from __future__ import annotations

import numpy as np
import pytest

from showfloor.measure.pooled_scores import ScoreGroups, pooled_error, pools_of


def groups(number, own, noise, shared, pool):
    given = [np.asarray(column, dtype=float) for column in (number, own, noise, shared)]
    return ScoreGroups(*given, np.asarray(pool))


def test_one_cohort_of_equal_units_is_the_sample_variance():
    # Scores 1, 2, 6 of a cohort of three: 3 / 2 x sum of squared deviations 14 = 21; df 2.
    error = pooled_error(groups([3], [1 / 3], [5.0], [0.0], [0]))
    assert error.factor[0] == pytest.approx(1.5)
    assert error.df == pytest.approx(2.0)
    assert error.variance(np.array([3.0]), np.array([14.0])) == pytest.approx(21.0)


def test_two_single_units_see_the_noise_in_their_difference():
    # Equal weights: scores 1 and 4, deviations 1.5 each, factor 2: 2 x 2 x 2.25 = 9; df 1.
    error = pooled_error(groups([1, 1], [0.5, 0.5], [1.0, 1.0], [0.0, 0.0], [0, 0]))
    assert error.variance(np.array([1.0, 4.0]), np.zeros(2)) == pytest.approx(9.0)
    assert error.df == pytest.approx(1.0)


def test_compared_units_alone_are_a_sample_too():
    # Four units measured from their own mean: factor 4 / 3 and 3 degrees of freedom.
    error = pooled_error(groups([4], [0.0], [2.0], [0.25], [-1]))
    assert error.factor[0] == pytest.approx(4 / 3)
    assert error.df == pytest.approx(3.0)


@pytest.mark.parametrize("seed", range(5))
def test_trace_and_norm_are_those_of_the_scores_covariance(seed):
    # Dense: the deviations' covariance under the working model, scaled; Satterthwaite from it.
    rng = np.random.default_rng(seed)
    own = rng.uniform(0.1, 1.0, size=7)
    noise = rng.uniform(0.2, 2.0, size=7)
    pool = np.array([0, 0, 0, 1, 1, 1, 1])
    error = pooled_error(groups(np.ones(7), own, noise, np.zeros(7), pool))
    taken = np.eye(7)
    for one in (0, 1):
        inside = np.flatnonzero(pool == one)
        taken[np.ix_(inside, inside)] -= np.outer(own[inside], np.ones(len(inside))) / sum(
            own[inside]
        )
    root = np.sqrt(error.factor)
    covariance = root[:, None] * (taken * noise @ taken.T) * root
    np.testing.assert_allclose(np.diagonal(covariance), noise)  # unbiased, unit by unit
    norm = sum((covariance[np.ix_(pool == p, pool == p)] ** 2).sum() for p in (0, 1))
    assert error.df == pytest.approx(noise.sum() ** 2 / norm)


def test_a_single_unit_alone_in_its_pool_shows_nothing():
    error = pooled_error(groups([1], [1.0], [1.0], [0.0], [0]))
    assert error.factor[0] == 0.0
    assert np.isnan(error.df)


def test_single_units_are_pooled_and_others_stand_alone():
    own = np.array([0.1, 0.1, 0.1, 0.1, 0.0])
    np.testing.assert_array_equal(pools_of(np.array([3, 1, 2, 1, 9.0]), own), [0, 2, 1, 2, -1])


def test_a_lone_single_unit_joins_its_neighbour_in_time():
    own = np.array([0.1, 0.1, 0.1, 0.0])
    found = pools_of(np.array([3, 2, 1, 9.0]), own)
    assert found[1] == found[2]
    assert found[0] != found[1]
    assert found[3] == -1
