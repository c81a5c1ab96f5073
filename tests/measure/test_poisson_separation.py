"""Separated rows are those that a linear programme finds from the definition."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from showfloor.measure import fit_poisson

DRAWS = 100


def drawn(seed: int):
    """Sparse counts, and two regressors that are rarely not zero."""
    rng = np.random.default_rng(seed)
    store, week = (a.ravel() for a in np.meshgrid(np.arange(7), np.arange(6)))
    columns = np.column_stack(
        [rng.random(42) < 0.07, (rng.random(42) < 0.07) * rng.normal(size=42)]
    )
    return rng.poisson(0.6, 42).astype(float), columns.astype(float), store, week


def separated_by_programme(units, columns, store, week) -> np.ndarray:
    """Rows where some combination of everything is positive that is 0 where units sold, never < 0.

    Largest sum of s with 0 <= s <= 1 and s <= z = columns x c on zero rows, z = 0 on the others.
    """
    everything = np.column_stack([columns, np.eye(7)[store], np.eye(6)[week]])
    zero = units == 0
    number, width = int(zero.sum()), everything.shape[1]
    found = linprog(
        np.concatenate([np.zeros(width), -np.ones(number)]),
        A_ub=np.hstack([-everything[zero], np.eye(number)]),
        b_ub=np.zeros(number),
        A_eq=np.hstack([everything[~zero], np.zeros(((~zero).sum(), number))]),
        b_eq=np.zeros(int((~zero).sum())),
        bounds=[(None, None)] * width + [(0.0, 1.0)] * number,
    )
    assert found.status == 0
    rows = np.zeros(len(units), dtype=bool)
    rows[zero] = found.x[width:] > 0.5
    return rows


@pytest.mark.parametrize("first", range(0, DRAWS, 50))
def test_rows_left_out_are_those_that_the_programme_finds(first):
    by_regressors = 0
    for seed in range(first, first + 50):
        units, columns, store, week = drawn(seed)
        fit = fit_poisson(
            units, columns, ("often", "seldom"), effect_a=store, effect_b=week, clusters=store
        )
        expected = separated_by_programme(units, columns, store, week)
        assert fit.rows_dropped - fit.rows_single == int(expected.sum()), seed
        assert fit.converged, seed
        by_regressors += fit.rows_separated
    assert by_regressors > 0
