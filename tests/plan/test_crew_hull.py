"""Crew hulls against their integer points: tight, valid, and no point lost."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from showfloor.plan.crew_hull import hull_rows, largest_weighted_sum

day_numbers = st.lists(st.integers(1, 7), min_size=1, max_size=3, unique=True).map(
    lambda days: tuple(sorted(days))
)


def points(days, capacity):
    """Every way to fill the week, counted one by one."""
    ranges = [range(capacity // d + 1) for d in days]
    return [
        n
        for n in itertools.product(*ranges)
        if sum(d * k for d, k in zip(days, n, strict=True)) <= capacity
    ]


@settings(max_examples=60, deadline=None)
@given(day_numbers, st.integers(0, 18))
def test_the_rows_hold_for_exactly_the_integer_points_that_fit(days, capacity):
    rows = hull_rows(days, capacity)
    inside = set(points(days, capacity))
    for n in itertools.product(*(range(capacity // d + 2) for d in days)):
        keeps = all(np.dot(row.weights, n) <= row.limit for row in rows)
        assert keeps == (n in inside)


@settings(max_examples=60, deadline=None)
@given(day_numbers, st.integers(1, 18), st.integers(0, 10**6))
def test_the_best_point_of_the_rows_is_the_best_integer_point(days, capacity, seed):
    profit = np.random.default_rng(seed).uniform(0.1, 10.0, len(days))
    rows = hull_rows(days, capacity)
    relaxed = linprog(-profit, A_ub=[row.weights for row in rows], b_ub=[row.limit for row in rows])
    best = max(float(np.dot(profit, n)) for n in points(days, capacity))
    assert -relaxed.fun == pytest.approx(best, rel=1e-7)


@settings(max_examples=60, deadline=None)
@given(day_numbers, st.integers(0, 18))
def test_every_limit_is_the_largest_weighted_sum_of_any_point(days, capacity):
    for row in hull_rows(days, capacity):
        assert row.limit == max(int(np.dot(row.weights, n)) for n in points(days, capacity))


def test_two_and_three_day_crews_in_a_week_of_seven_days():
    # By hand: the corners are (3, 0), (2, 1), (0, 2); (2, 1)-(0, 2) gives n1 + 2 n2 <= 4 and
    # (3, 0)-(2, 1) gives n1 + n2 <= 3.
    rows = {(row.weights, row.limit) for row in hull_rows((2, 3), 7)}
    assert rows == {((1, 1), 3), ((1, 2), 4)}


def test_an_installation_longer_than_the_weeks_crew_days_is_ruled_out():
    rows = {(row.weights, row.limit) for row in hull_rows((2, 5), 4)}
    assert rows == {((1, 0), 2), ((0, 1), 0)}


def test_no_crew_days_leave_no_installation():
    assert all(row.limit == 0 for row in hull_rows((1, 2), 0))


def test_a_week_too_large_to_enumerate_keeps_the_plain_row():
    rows = hull_rows((1, 2, 3, 5), 500)
    assert [(row.weights, row.limit) for row in rows] == [((1, 2, 3, 5), 500)]


def test_the_knapsack_fills_a_week_like_a_hand_would():
    # Seven days: two of two days and one of three (4 + 3) weigh 1 + 1 + 2.
    assert largest_weighted_sum((2, 3), (1, 2), 7) == 4
    assert largest_weighted_sum((2, 3), (1, 1), 1) == 0
