"""CR2 in closed form against full matrices and against diff-diff's port of clubSandwich."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from diff_diff.linalg import _compute_cr2_bm_contrast_dof, compute_robust_vcov

from showfloor.measure import imputation, panel_of
from showfloor.measure.cohort_moments import cohort_moments
from showfloor.measure.panels import prepare
from showfloor.measure.small_sample_errors import balanced_imputation


def panel(sizes, firsts, never, times, seed, *, drift=0.0):
    """Cohorts of given sizes and first times, unit-by-unit autocorrelated noise."""
    rng = np.random.default_rng(seed)
    cohort = np.concatenate([np.repeat(np.asarray(firsts, float), sizes), np.full(never, np.nan)])
    cohort = rng.permutation(cohort)
    noise = np.cumsum(rng.normal(size=(len(cohort), times)), axis=1)
    noise += drift * np.isfinite(cohort)[:, None] * np.arange(times)
    return panel_of([f"u{i}" for i in range(len(cohort))], range(times), noise, cohort)


def regression(prepared):
    """Unit and time effects and one dummy a treated cohort and time: the full design, and keys."""
    units, times = prepared.outcome.shape
    cells = [(g, t) for g in prepared.cohorts for t in prepared.times if t >= g]
    columns = [np.repeat(np.eye(units), times, axis=0), np.tile(np.eye(times)[:, 1:], (units, 1))]
    at = np.tile(prepared.times, units)
    of = np.repeat(prepared.cohort, times)
    columns.append(np.array([(of == g) & (at == t) for g, t in cells], dtype=float).T)
    return np.hstack(columns), cells


def dense_cr2(prepared, contrasts):
    """CR2 and Satterthwaite's df as written in Pustejovsky and Tipton (2018): n by n matrices."""
    design, _ = regression(prepared)
    units, times = prepared.outcome.shape
    bread = np.linalg.inv(design.T @ design)
    hat = design @ bread @ design.T
    annihilator = np.eye(len(hat)) - hat
    residual = annihilator @ prepared.outcome.ravel()
    scores, vectors = [], []
    for unit in range(units):
        rows = slice(unit * times, (unit + 1) * times)
        values, basis = np.linalg.eigh(annihilator[rows, rows])
        root = np.where(values > 1e-10, values, np.inf) ** -0.5
        adjustment = (basis * root) @ basis.T
        weights = adjustment @ design[rows] @ bread @ contrasts
        scores.append(weights.T @ residual[rows])
        vectors.append(annihilator[:, rows] @ weights)
    found = []
    for k in range(contrasts.shape[1]):
        p = np.stack([vector[:, k] for vector in vectors])
        gram = p @ p.T
        found.append((np.trace(gram) ** 2 / (gram**2).sum(), sum(s[k] ** 2 for s in scores)))
    return np.array(found).T


def contrasts_of(prepared, names):
    """The contrasts of the cells' dummies that give imputation's averages."""
    design, cells = regression(prepared)
    number = np.array([(prepared.cohort == g).sum() for g, _ in cells], dtype=float)
    columns = []
    for kind, key in names:
        used = np.array(
            [
                kind == "overall"
                or (kind == "event" and t - g == key)
                or (kind, g) == ("group", key)
                for g, t in cells
            ]
        )
        weight = np.where(used, number, 0.0)
        columns.append(
            np.concatenate([np.zeros(design.shape[1] - len(cells)), weight / weight.sum()])
        )
    return np.array(columns).T


CASES = [
    ([2, 3], [3, 5], 6, 7, 1),
    ([6], [4], 5, 6, 2),
    ([2, 2, 2], [2, 3, 5], 3, 6, 3),
    ([4, 2], [2, 6], 2, 7, 4),
]


@pytest.mark.parametrize(("sizes", "firsts", "never", "times", "seed"), CASES)
def test_the_closed_form_is_the_cr2_of_full_matrices(sizes, firsts, never, times, seed):
    prepared = prepare(panel(sizes, firsts, never, times, seed, drift=0.3))
    found = balanced_imputation(cohort_moments(prepared), anticipation=0.0)
    df, variance = dense_cr2(prepared, contrasts_of(prepared, found.names))
    np.testing.assert_allclose(found.errors.df, df, rtol=1e-9)
    np.testing.assert_allclose(found.errors.se**2, variance, rtol=1e-9)
    assert set(found.errors.methods) == {"CR2, Satterthwaite"}


@pytest.mark.parametrize(("sizes", "firsts", "never", "times", "seed"), CASES)
def test_the_closed_form_agrees_with_an_independent_implementation(
    sizes, firsts, never, times, seed
):
    prepared = prepare(panel(sizes, firsts, never, times, seed))
    found = balanced_imputation(cohort_moments(prepared), anticipation=0.0)
    design, _ = regression(prepared)
    contrasts = contrasts_of(prepared, found.names)
    outcome = prepared.outcome.ravel()
    cluster = np.repeat(np.arange(len(prepared.outcome)), prepared.outcome.shape[1])
    residual = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    bread = design.T @ design
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = compute_robust_vcov(design, residual, cluster, vcov_type="hc2_bm")
        df = _compute_cr2_bm_contrast_dof(design, cluster, bread, contrasts)
    variance = np.einsum("pk,pq,qk->k", contrasts, theirs, contrasts)
    np.testing.assert_allclose(found.errors.se**2, variance, rtol=1e-8)
    np.testing.assert_allclose(found.errors.df, df, rtol=1e-8)


def test_two_times_and_two_groups_give_welch_by_hand():
    # Changes of the treated: 1, 2, 3, 4 and 5, 6: mean 3.5, variance 3.5; others: 0, 1, 5: mean 2,
    # variance 7. Error: sqrt(3.5 / 6 + 7 / 3). Equal errors: df (1/6 + 1/3)^2 / (1/36/5 + 1/9/2).
    changes = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 0.0, 1.0, 5.0]
    given = panel_of(
        [str(i) for i in range(9)],
        [1, 2],
        [[0.0, change] for change in changes],
        [2.0] * 6 + [np.nan] * 3,
    )
    prepared = prepare(given)
    errors = balanced_imputation(cohort_moments(prepared), anticipation=0.0).errors
    assert errors.value[0] == pytest.approx(1.5)
    assert errors.se[0] == pytest.approx(np.sqrt(3.5 / 6 + 7.0 / 3))
    assert errors.df[0] == pytest.approx(0.25 / (1 / 180 + 1 / 18))


def test_with_anticipation_the_times_of_anticipation_are_not_used():
    # The design without these unit-times is the same as that of a panel where they are missing.
    given = panel([3, 4], [4, 6], 5, 8, 7)
    prepared = prepare(given, anticipation=1.0)
    found = balanced_imputation(cohort_moments(prepared), anticipation=1.0)
    outcome = given.outcome.copy()
    outcome[np.arange(8)[None, :] == given.cohort[:, None] - 1] = np.nan
    without = panel_of(given.units, given.times, outcome, given.cohort)
    assert found.errors.value[0] == pytest.approx(imputation(without).overall.estimate)
    assert found.errors.df[0] < 11.0
    assert found.errors.df[0] > 3.0
