"""Scores read block by block: against all units at once, single estimates, and plain loops."""

from __future__ import annotations

import math

import numpy as np
import pytest

from showfloor.measure import measure_staggered, panel_of
from showfloor.measure.att_averages import families_of
from showfloor.measure.panels import prepare
from showfloor.measure.pooled_scores import ScoreGroups, pooled_error, pools_of
from showfloor.measure.unit_difference_scores import difference_scores, difference_scoring
from showfloor.measure.unit_differences import (
    cell_family,
    unit_cell_rests,
    unit_cells,
    unit_rests,
)
from showfloor.measure.unit_imputation import unit_fit
from showfloor.measure.unit_imputation_scores import imputation_scores, imputation_scoring
from showfloor.measure.unit_scores import UnitScores, score_sums, summed_errors, unit_errors

NEVER = math.nan


def rollout(units=60, times=12, firsts=(4, 6, 9), *, seed=0, missing=0.08, clusters=None):
    rng = np.random.default_rng(seed)
    cohort = np.where(rng.random(units) < 0.4, NEVER, rng.choice(firsts, units))
    outcome = rng.normal(size=(units, 1)) + rng.normal(size=(units, times))
    outcome[rng.random(outcome.shape) < missing] = NEVER
    of_units = None if clusters is None else rng.integers(0, clusters, units)
    return panel_of([f"u{i}" for i in range(units)], range(times), outcome, cohort, of_units)


def differences(prepared, *, never=True):
    found = unit_cells(prepared, never=never, anticipation=0.0)
    share = np.array([(prepared.cohort == g).mean() for g in prepared.cohorts])
    return found, families_of(found.att, prepared.cohorts, prepared.times, share)


def averages(prepared, fit):
    """Overall and by cohort: [K, G, T]."""
    count = np.array([np.isfinite(fit.effect[rows]).sum(axis=0) for rows in fit.rows[:-1]])
    each = [np.where(np.arange(len(count))[:, None] == g, count, 0) for g in range(len(count))]
    return np.array([part / part.sum() for part in (count, *each)])


@pytest.mark.parametrize("clusters", [None, 90])
@pytest.mark.parametrize("never", [True, False])
def test_blocks_of_units_give_the_errors_of_all_at_once(clusters, never):
    prepared = prepare(rollout(900, seed=1, clusters=clusters))
    found, families = differences(prepared, never=never)
    fit = unit_fit(prepared, 0.0)
    cells = averages(prepared, fit)
    made = [
        (
            difference_scoring(prepared, found, families.in_order),
            difference_scores(prepared, found, families.in_order),
        ),
        (imputation_scoring(prepared, fit, cells), imputation_scores(prepared, fit, cells)),
    ]
    for scoring, scores in made:
        joint = np.arange(1, scoring.count)
        blocks = summed_errors(prepared, scoring, score_sums(prepared, scoring), joint)
        whole = unit_errors(scores)
        np.testing.assert_allclose(blocks.variance, whole.variance, rtol=1e-9)
        np.testing.assert_allclose(blocks.df, whole.df, rtol=1e-9)
        np.testing.assert_array_equal(blocks.sides, whole.sides)
        chosen = whole.adjusted[:, joint]
        np.testing.assert_allclose(blocks.covariance, chosen.T @ chosen, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_many_estimates_have_the_errors_that_each_has_alone(seed):
    # Six cohorts, some of a single unit, in eight estimates that use other cohorts each.
    rng = np.random.default_rng(seed)
    cohort = np.repeat(np.arange(7), [3, 1, 4, 1, 1, 2, 9])
    shape = (len(cohort), 8)
    used = rng.random((7, 8)) < 0.6
    used[6], used[0] = False, True
    own = rng.uniform(0.1, 1.0, shape) * used[cohort]
    compared = (own == 0.0) & (rng.random(shape) < 0.9)
    noise, shared = rng.uniform(0.2, 2.0, shape), rng.uniform(0.0, 0.4, shape)
    scores = UnitScores(rng.normal(size=shape), own, noise, shared, compared, cohort)
    found = unit_errors(scores)
    for k in range(8):
        about = own[:, k] != 0.0
        number = np.bincount(cohort[about], minlength=7).astype(float)
        pool = np.where(about, pools_of(number, number)[cohort], -1)
        alone = np.where(about | compared[:, k], noise[:, k], 0.0)
        groups = ScoreGroups(np.ones(len(cohort)), own[:, k], alone, shared[:, k], pool)
        error = pooled_error(groups)
        adjusted = np.sqrt(error.factor) * error.centre(scores.score[:, k])
        np.testing.assert_allclose(found.adjusted[:, k], adjusted, atol=1e-12)
        assert found.df[k] == pytest.approx(error.df, nan_ok=True)
        assert found.sides[:, k].tolist() == [about.sum(), compared[:, k].sum()]


@pytest.mark.parametrize("never", [True, False])
def test_scores_of_differences_are_those_of_plain_loops(never):
    prepared = prepare(rollout(25, 9, (3, 5), seed=2, missing=0.15))
    found, families = differences(prepared, never=never)
    scores = difference_scores(prepared, found, families.in_order)
    expected = np.zeros_like(scores.score)
    own = np.zeros_like(expected)
    first = 0
    for family in families.in_order:
        for g, t in zip(*np.nonzero(family.place >= 0), strict=True):
            k, base = first + family.place[g, t], found.base[g, t]
            change = prepared.outcome[:, t] - prepared.outcome[:, base]
            inside = prepared.cohort == prepared.cohorts[g]
            cohorts = np.append(prepared.cohorts, np.inf)
            beside = np.isin(prepared.cohort, cohorts[found.compared[g, :, t]])
            seen = np.isfinite(change)
            mean = change[beside & seen].mean()
            for side, sign in ((inside & seen, 1.0), (beside & seen, -1.0)):
                weight = family.weight[g, t] / side.sum()
                expected[side, k] += sign * weight * (change[side] - mean)
                own[side & inside, k] += weight
        first += len(family.keys)
    np.testing.assert_allclose(scores.score, expected, atol=1e-12)
    np.testing.assert_allclose(scores.own, own, atol=1e-12)


def test_single_cells_rest_on_what_their_influences_say():
    prepared = prepare(rollout(80, seed=3))
    for never in (True, False):
        found, _ = differences(prepared, never=never)
        quick = unit_cell_rests(prepared, found)
        full = unit_rests(prepared, found, [cell_family(found.att)], slice(0, 0))[0]
        for name in ("value", "parts", "units", "treated", "compared"):
            np.testing.assert_allclose(getattr(quick, name), getattr(full, name), atol=1e-13)


def test_the_order_of_units_changes_no_error_of_coarser_clusters():
    panel = rollout(120, 20, (6, 9, 14), seed=4, missing=0.0, clusters=40)
    order = np.random.default_rng(5).permutation(120)
    shuffled = panel_of(
        [panel.units[i] for i in order],
        panel.times,
        panel.outcome[order],
        panel.cohort[order],
        panel.clusters[order],
    )
    one, other = (measure_staggered(p).imputation for p in (panel, shuffled))
    for cohort, effect in one.group.items():
        assert other.group[cohort].se == pytest.approx(effect.se, rel=1e-9)
        assert other.group[cohort].df == pytest.approx(effect.df, rel=1e-9)
