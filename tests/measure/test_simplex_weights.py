"""Weights on the simplex: the conditions that only the minimiser meets, and an outside solver."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import optimize

from showfloor.measure.simplex_weights import simplex_weights


def lost(design, target, ridge, weight):
    return float(((design @ weight - target) ** 2).sum() + ridge * weight @ weight)


def test_two_columns_by_hand():
    # w^2 + (1 - w - 1/2)^2 + (w^2 + (1 - w)^2) / 2 has the
    # derivative 2 w - 2 (1/2 - w) + w - (1 - w) = 6 w - 2, so w = 1/3
    found = simplex_weights(np.eye(2), np.array([0.0, 0.5]), 0.5)
    assert found == pytest.approx([1.0 / 3.0, 2.0 / 3.0], abs=1e-12)


def test_a_target_beyond_all_columns_takes_the_nearest_alone():
    design = np.array([[0.0, 1.0, 2.0]])
    assert simplex_weights(design, np.array([5.0]), 0.0).tolist() == [0.0, 0.0, 1.0]


@settings(max_examples=60, deadline=None)
@example(rows=1, columns=2, ridge=0.0, seed=1)  # the columns depend on each other
@given(
    rows=st.integers(1, 30),
    columns=st.integers(1, 40),
    ridge=st.sampled_from([0.0, 1e-9, 1e-2, 1.0, 50.0]),
    seed=st.integers(0, 10_000),
)
def test_no_weight_can_be_moved_with_gain(rows, columns, ridge, seed):
    rng = np.random.default_rng(seed)
    design = rng.normal(size=(rows, columns)) + 5.0 * rng.normal(size=(rows, 1))
    target = design @ rng.dirichlet(np.full(columns, 0.3)) + 0.3 * rng.normal(size=rows)
    weight = simplex_weights(design, target, ridge)
    slope = design.T @ (design @ weight - target) + ridge * weight
    scale = (design**2).sum(axis=0).max() + target @ target + ridge
    assert weight.min() >= 0.0
    assert weight.sum() == pytest.approx(1.0, abs=1e-12)
    assert weight @ slope - slope.min() <= 1e-9 * scale  # bounds what is lost against the best


@pytest.mark.parametrize("ridge", [0.1, 3.0])
def test_an_outside_solver_finds_nothing_better(ridge):
    rng = np.random.default_rng(2)
    design = rng.normal(size=(12, 9))
    target = design[:, :3].mean(axis=1) + 0.5 * rng.normal(size=12)
    ours = simplex_weights(design, target, ridge)
    theirs = optimize.minimize(
        lambda w: lost(design, target, ridge, w),
        np.full(9, 1.0 / 9.0),
        bounds=[(0.0, 1.0)] * 9,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1.0},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 1000},
    )
    assert lost(design, target, ridge, ours) <= theirs.fun + 1e-10
    assert ours == pytest.approx(theirs.x, abs=1e-5)


def test_equal_columns_without_a_ridge_are_no_obstacle():
    column = np.array([[1.0], [2.0], [3.0]])
    weight = simplex_weights(np.repeat(column, 4, axis=1), column[:, 0] + 1.0, 0.0)
    assert weight.sum() == pytest.approx(1.0)
