"""Absorbing two effects gives what dense least squares with all the dummies gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.measure.absorption import two_effects


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000), rows=st.integers(3, 60), a=st.integers(1, 9), b=st.integers(1, 9)
)
def test_residuals_are_those_of_least_squares_on_all_dummies(seed, rows, a, b):
    rng = np.random.default_rng(seed)
    effect_a, effect_b = rng.integers(0, a, rows), rng.integers(0, b, rows)
    values, weights = rng.normal(size=(rows, 2)), rng.uniform(0.1, 3.0, rows)
    dummies = np.column_stack([np.eye(a)[effect_a], np.eye(b)[effect_b]])
    root = np.sqrt(weights)[:, None]
    slopes = np.linalg.lstsq(dummies * root, values * root, rcond=None)[0]
    found = two_effects(effect_a, effect_b).residuals(values, weights)
    np.testing.assert_allclose(found, values - dummies @ slopes, atol=1e-9)


def test_pairs_that_share_no_store_or_week_are_components_of_their_own():
    effects = two_effects(np.array([0, 0, 1, 1, 7, 8]), np.array([3, 4, 3, 4, 9, 9]))
    assert effects.components == 2
    assert (effects.a_levels, effects.b_levels) == (4, 3)
