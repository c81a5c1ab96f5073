"""Weeks of each region's own: fits and errors against dense regressions on all dummies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from showfloor.domain.panels import Panel
from showfloor.measure.area_scores import WeightedEffects, weighted_effects
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.types_outcomes import Scale
from showfloor.measure.untreated_model import RegionFit, fit_in_scale

Floats = npt.NDArray[np.float64]
Regions = Sequence[tuple[int, Mapping[int, int]]]
"""By region the never treated, and the treated by their first treated week."""
TIMES = 8
ONE_COHORT: Regions = ((4, {4: 3}), (3, {6: 2}), (6, {5: 4}))
TWO_COHORTS: Regions = ((4, {3: 2, 5: 3}), (3, {4: 2, 6: 2}))


def rollout(regions: Regions, seed: int, *, missing: float = 0.0) -> PreparedPanel:
    """Stores of unlike size, with a season of each region's own."""
    rng = np.random.default_rng(seed)
    region, cohort = [], []
    for place, (never, treated) in enumerate(regions):
        starts = [np.nan] * never + [float(g) for g, n in treated.items() for _ in range(n)]
        region += [place] * len(starts)
        cohort += starts
    label = np.array(region)
    size = 100.0 * np.exp(rng.normal(0.0, 0.5, len(label)))[:, None]
    season = np.exp(rng.normal(0.0, 0.2, (len(regions), TIMES)))[label]
    outcome = size * season * (1.0 + 0.1 * rng.normal(size=(len(label), TIMES)))
    outcome[rng.random(outcome.shape) < missing] = np.nan
    names = tuple(f"s{place}" for place in range(len(label)))
    panel = Panel(names, np.arange(float(TIMES)), outcome, np.array(cohort))
    return replace(prepare(panel), region=label)


def average(prepared: PreparedPanel, scale: Scale) -> tuple[WeightedEffects, Floats]:
    """Return the mean effect, and the weights [U, T] that it averages with."""
    fit = fit_in_scale(prepared, scale)
    weight = np.where(np.isfinite(fit.effect), 1.0, 0.0)
    found = weighted_effects(prepared, prepared.outcome, [weight], scale=scale)
    return found, weight / weight.sum()


def untreated_dummies(prepared: PreparedPanel) -> tuple[Floats, Floats]:
    """Return indicators [U T, stores + region-weeks] of all store-weeks, and which are untreated.

    A region-week's dummy is its own column, whatever any other region does.
    """
    units, times = prepared.outcome.shape
    assert prepared.region is not None
    unit = np.repeat(np.arange(units), times)
    week = prepared.region[unit] * times + np.tile(np.arange(times), units)
    of_unit = unit[:, None] == np.arange(units)
    of_week = week[:, None] == np.arange(int(week.max()) + 1)
    before = np.isfinite(prepared.outcome) & (prepared.times < prepared.cohort[:, None])
    return np.hstack([of_unit, of_week]).astype(np.float64), before.ravel()


def dense_poisson(dummies: Floats, outcome: Floats) -> Floats:
    """Return the coefficients of a Poisson regression by reweighted least squares."""
    predictor = np.log(np.full(len(outcome), outcome.mean()))
    for _ in range(60):
        mean = np.exp(predictor)
        working = predictor + outcome / mean - 1.0
        root = np.sqrt(mean)
        found = np.linalg.lstsq(dummies * root[:, None], working * root, rcond=1e-12)[0]
        predictor = dummies @ found
    return found


def dense_cr2(prepared: PreparedPanel, weight: Floats) -> tuple[float, float, float]:
    """Return estimate, CR2 error and df of least squares with a dummy a region, cohort and week.

    Bell and McCaffrey (2002), Pustejovsky and Tipton (2018), equations 8 and 11, as written.
    """
    dummies, _ = untreated_dummies(prepared)
    assert prepared.region is not None
    units, times = prepared.outcome.shape
    code = np.full((units, times), -1)
    after = prepared.times >= prepared.cohort[:, None]
    label = (prepared.region[:, None] * 100 + prepared.cohort[:, None]) * 100 + prepared.times
    code[after] = np.unique(label[after], return_inverse=True)[1]
    cells = (code.ravel()[:, None] == np.arange(int(code.max()) + 1)).astype(np.float64)
    whole = np.hstack([dummies, cells])
    inverse = np.linalg.pinv(whole)
    contrast = np.concatenate([np.zeros(dummies.shape[1]), weight.ravel() @ cells])
    outcome = prepared.outcome.ravel()
    maker = np.eye(len(outcome)) - whole @ inverse
    linear, unit = contrast @ inverse, np.repeat(np.arange(units), times)
    adjusted = np.zeros((units, len(outcome)))
    for place in range(units):
        own = np.flatnonzero(unit == place)
        values, vectors = np.linalg.eigh(maker[np.ix_(own, own)])
        kept = vectors[:, values > 1e-10] / values[values > 1e-10] ** 0.25
        adjusted[place, own] = kept @ (kept.T @ linear[own])
    made = adjusted @ maker
    between = made @ made.T
    df = np.trace(between) ** 2 / (between**2).sum()
    return float(linear @ outcome), float(np.linalg.norm(made @ outcome)), float(df)


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_effects_in_levels_are_those_of_least_squares_on_all_dummies(missing: float) -> None:
    prepared = rollout(TWO_COHORTS, 1, missing=missing)
    dummies, before = untreated_dummies(prepared)
    outcome = prepared.outcome.ravel()
    found = np.linalg.lstsq(dummies[before], outcome[before], rcond=None)[0]
    dense = (outcome - dummies @ found).reshape(prepared.outcome.shape)
    fit = fit_in_scale(prepared, "levels")
    known = np.isfinite(fit.effect)
    assert known.sum() > 20
    assert fit.effect[known] == pytest.approx(dense[known], rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_effects_in_per_cent_are_those_of_a_poisson_regression_on_all_dummies(
    missing: float,
) -> None:
    prepared = rollout(TWO_COHORTS, 2, missing=missing)
    dummies, before = untreated_dummies(prepared)
    outcome = prepared.outcome.ravel()
    foretold = np.exp(dummies @ dense_poisson(dummies[before], outcome[before]))
    fit = fit_in_scale(prepared, "per_cent")
    known = np.isfinite(fit.effect)
    dense = (outcome - foretold).reshape(prepared.outcome.shape)
    assert fit.effect[known] == pytest.approx(dense[known], rel=1e-7, abs=1e-7)
    assert np.abs(dense[known] - fit.effect[known]).max() < 1e-8 * prepared.outcome[known].max()


def test_with_one_cohort_a_region_errors_are_the_exact_cr2_of_all_dummies() -> None:
    prepared = rollout(ONE_COHORT, 3)
    found, weight = average(prepared, "levels")
    estimate, se, df = dense_cr2(prepared, weight)
    assert found.value[0] == pytest.approx(estimate, rel=1e-8)
    assert np.sqrt(found.errors.variance[0]) == pytest.approx(se, rel=1e-8)
    assert found.errors.df[0] == pytest.approx(df, rel=1e-8)
    assert found.errors.sides[:, 0].tolist() == [9, 13]


def test_with_several_cohorts_a_region_errors_are_close_to_the_exact_cr2() -> None:
    prepared = rollout(TWO_COHORTS, 4)
    found, weight = average(prepared, "levels")
    _, se, df = dense_cr2(prepared, weight)
    assert np.sqrt(found.errors.variance[0]) == pytest.approx(se, rel=0.05)
    assert found.errors.df[0] == pytest.approx(df, rel=0.05)


def expected_variance(prepared: PreparedPanel, scale: Scale) -> tuple[float, float]:
    """Return the mean of the stated variance and the true one under the working model.

    By one column of noise a store-week: the stated variance is a quadratic form of the outcomes.
    In levels only, where the scores are linear in the outcomes.
    """
    weight = np.where(np.isfinite(fit_in_scale(prepared, scale).effect), 1.0, 0.0)
    stated, true = 0.0, 0.0
    for unit, time in zip(*np.nonzero(np.isfinite(prepared.outcome)), strict=True):
        one = np.where(np.isfinite(prepared.outcome), 0.0, np.nan)
        one[unit, time] = 1.0
        found = weighted_effects(replace(prepared, outcome=one), one, [weight], scale=scale)
        stated += float(found.errors.variance[0])
        true += float(found.value[0]) ** 2
    return stated, true


@pytest.mark.parametrize("regions", [ONE_COHORT, TWO_COHORTS, ((1, {4: 2}), (4, {5: 2}))])
def test_the_variance_is_unbiased_under_equal_noise_even_beside_a_single_store(
    regions: Regions,
) -> None:
    stated, true = expected_variance(rollout(regions, 5), "levels")
    assert stated == pytest.approx(true, rel=1e-8)


def test_with_missing_weeks_the_variance_is_nearly_unbiased() -> None:
    stated, true = expected_variance(rollout(TWO_COHORTS, 6, missing=0.1), "levels")
    assert stated == pytest.approx(true, rel=0.06)


def test_single_treated_stores_of_several_regions_are_pooled_to_the_safe_side() -> None:
    stated, true = expected_variance(rollout(((4, {4: 1}),) * 5, 7), "levels")
    assert true < stated < 1.35 * true


def test_where_every_region_has_one_store_to_compare_with_the_treated_speak_for_it() -> None:
    stated, true = expected_variance(rollout(((1, {4: 3}), (1, {5: 3})), 8), "levels")
    assert stated == pytest.approx(true, rel=1e-8)


def test_leverages_in_per_cent_are_those_of_the_dense_weighted_fit() -> None:
    prepared = rollout(TWO_COHORTS, 9)
    fit = fit_in_scale(prepared, "per_cent")
    assert isinstance(fit, RegionFit)
    assert fit.mean is not None
    dummies, before = untreated_dummies(prepared)
    mean = fit.mean.ravel()[before]
    rows = dummies[before]
    hat = mean[:, None] * rows @ np.linalg.pinv(rows.T @ (mean[:, None] * rows)) @ rows.T
    maker = np.eye(len(mean)) - hat
    noise = maker @ np.diag(mean**2) @ maker.T
    found, weight = average(prepared, "per_cent")
    moved = (weight * np.nan_to_num(fit.mean)).ravel()
    solved = np.linalg.pinv(rows.T @ (mean[:, None] * rows)) @ (dummies.T @ moved)
    unit = np.repeat(np.arange(len(prepared.cohort)), TIMES)[before]
    foretelling = rows @ solved
    never = np.flatnonzero(np.isinf(prepared.cohort))
    for place in never.tolist():
        own = np.flatnonzero(unit == place)
        left = foretelling[own] @ noise[np.ix_(own, own)] @ foretelling[own]
        all_of_it = (mean[own] ** 2) @ foretelling[own] ** 2
        score = foretelling[own] @ (fit.residual.ravel()[before][own])
        adjusted = score**2 * all_of_it / left
        assert found.errors.adjusted[place, 0] ** 2 == pytest.approx(adjusted, rel=1e-7)


def test_a_region_without_treated_stores_changes_nothing() -> None:
    prepared = rollout(ONE_COHORT, 10)
    more = rollout((*ONE_COHORT, (5, {})), 10)
    more.outcome[: len(prepared.outcome)] = prepared.outcome
    for scale in ("levels", "per_cent"):
        ours, theirs = average(prepared, scale)[0], average(more, scale)[0]
        assert theirs.value == pytest.approx(ours.value, rel=1e-12)
        assert theirs.errors.variance == pytest.approx(ours.errors.variance, rel=1e-12)
        assert theirs.errors.df == pytest.approx(ours.errors.df, rel=1e-12)
        assert theirs.errors.sides.tolist() == ours.errors.sides.tolist()


def test_a_single_region_has_the_estimates_of_common_weeks() -> None:
    prepared = rollout(((9, {3: 4, 5: 4}),), 11)
    for scale in ("levels", "per_cent"):
        common = replace(prepared, region=None)
        assert average(prepared, scale)[0].value == pytest.approx(
            average(common, scale)[0].value, rel=1e-10
        )
