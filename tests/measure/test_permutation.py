"""Permutation of who opened: exact by enumeration, within strata, by cohort."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from showfloor.measure.permutation import (
    FEWEST_ASSIGNMENTS,
    Exchange,
    assignments,
    exchange,
    permutation_test,
)


def two_sided(outcome, label, stratum=None):
    """The exchange of a difference of means of a column of numbers."""
    treated = (label == 0).sum()
    weights = np.array([[1.0 / treated], [-1.0 / (len(label) - treated)]])
    return exchange(np.asarray(outcome, dtype=float)[:, None], label, weights, 0.0, stratum)


def test_the_largest_of_nine_has_rank_one_and_p_one_in_nine():
    label = np.array([0, 1, 1, 1, 1, 1, 1, 1, 1])
    test = permutation_test(two_sided([9.0, 1, -1, 2, 0, 0.5, -2, 1.5, 1], label))
    assert test.exact
    assert test.rank == 1
    assert test.assignments == 9
    assert test.p_value == pytest.approx(1 / 9)


def studentised_by_hand(values, treated):
    """Difference of means over the pooled two-sample error."""
    inside = np.zeros(len(values), dtype=bool)
    inside[list(treated)] = True
    own, other = values[inside], values[~inside]
    pooled = ((own - own.mean()) ** 2).sum() + ((other - other.mean()) ** 2).sum()
    return (own.mean() - other.mean()) / math.sqrt(pooled)


@pytest.mark.parametrize("seed", range(4))
def test_two_treated_are_ranked_among_all_pairs_by_the_pooled_t(seed):
    values = np.random.default_rng(seed).normal(size=11)
    label = np.where(np.isin(np.arange(11), [2, 7]), 0, 1)
    pairs = list(itertools.combinations(range(11), 2))
    # The never treated's own part of the error is made from them alone: the order can differ a
    # little from the textbook's pooled t, so only clear differences are compared.
    ratios = np.abs([studentised_by_hand(values, pair) for pair in pairs])
    actual = abs(studentised_by_hand(values, (2, 7)))
    test = permutation_test(two_sided(values, label))
    assert test.assignments == len(pairs) == 55
    low, high = (ratios >= actual * 1.1).mean(), (ratios >= actual * 0.9).mean()
    assert low <= test.p_value <= high


def test_under_the_sharp_null_no_level_is_exceeded_by_any_design():
    # Every assignment in turn is the actual one: at most 5 % of them have p <= 0.05, exactly.
    values = np.random.default_rng(3).standard_t(3, size=12)
    p_values = []
    for pair in itertools.combinations(range(12), 2):
        label = np.where(np.isin(np.arange(12), pair), 0, 1)
        p_values.append(permutation_test(two_sided(values, label)).p_value)
    assert len(p_values) == 66
    for level in (0.05, 0.1, 0.5):
        assert np.mean(np.array(p_values) <= level + 1e-12) <= level
    assert min(p_values) == pytest.approx(1 / 66)


def test_labels_move_within_strata_only():
    # One treated in each of two strata of 3 and 4: 12 assignments instead of 21.
    label = np.array([0, 1, 1, 0, 1, 1, 1])
    stratum = np.array([0, 0, 0, 1, 1, 1, 1])
    values = np.array([5.0, 0.1, 0.2, 6.0, 0.0, 0.3, 0.4])
    test = permutation_test(two_sided(values, label, stratum))
    assert test.assignments == 12 < FEWEST_ASSIGNMENTS
    assert test.p_value == pytest.approx(1 / 12)
    assert permutation_test(two_sided(values, label)).assignments == 21


def test_cohorts_keep_their_sizes():
    # One unit in each of two cohorts and six never treated: 8 x 7 ordered assignments.
    score = np.random.default_rng(1).normal(size=(8, 3))
    given = Exchange(np.array([0, 1, 2, 2, 2, 2, 2, 2]), score, 0.0, np.zeros(8, dtype=np.int64))
    assert assignments(given) == 56
    assert permutation_test(given).draws == 56


def test_without_another_possible_assignment_there_is_no_p_value():
    label = np.array([0, 1, 1])
    test = permutation_test(two_sided([1.0, 2.0, 3.0], label, np.array([0, 1, 1])))
    assert math.isnan(test.p_value)
    assert "could have opened" in test.reason


def test_draws_come_near_the_enumeration_and_repeat_with_their_seed():
    values = np.random.default_rng(5).normal(size=40)
    label = np.where(np.arange(40) < 3, 0, 1)
    given = two_sided(values, label)
    every = permutation_test(given)
    drawn = permutation_test(given, draws=4999, seed=2, most=10)
    assert every.exact
    assert not drawn.exact
    # Three standard deviations of a binomial share of 4,999.
    spread = math.sqrt(every.p_value * (1 - every.p_value) / 4999)
    assert abs(drawn.p_value - every.p_value) < 3 * spread + 2 / 5000
    assert drawn == permutation_test(given, draws=4999, seed=2, most=10)


def test_the_mean_over_all_assignments_of_many_treated_is_drawn_without_replacement():
    values = np.arange(30.0)
    label = np.where(np.arange(30) < 12, 0, 1)
    test = permutation_test(two_sided(values, label), draws=999, seed=0)
    assert test.p_value == pytest.approx(0.001)
