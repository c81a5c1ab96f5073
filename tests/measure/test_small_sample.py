"""What is said by the number of treated units, on both ways of computing it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from showfloor.errors import PanelError
from showfloor.measure import callaway_santanna, measure_staggered, panel_of
from showfloor.measure.cohort_moments import cohort_moments
from showfloor.measure.panels import prepare
from showfloor.measure.small_sample_errors import (
    balanced_differences,
    balanced_imputation,
    unitwise_differences,
    unitwise_imputation,
)

NEVER = math.nan


def rollout(sizes, firsts, never, *, times=10, seed=0, missing=0.0, effect=0.0, clusters=None):
    rng = np.random.default_rng(seed)
    cohort = np.concatenate([np.repeat(np.asarray(firsts, float), sizes), np.full(never, NEVER)])
    outcome = rng.normal(size=(len(cohort), 1)) + rng.normal(size=(len(cohort), times))
    after = np.arange(times) >= np.where(np.isnan(cohort), np.inf, cohort)[:, None]
    outcome += effect * after
    outcome[rng.random(outcome.shape) < missing] = np.nan
    names = [f"u{i}" for i in range(len(cohort))]
    return panel_of(names, range(times), outcome, cohort, clusters)


@pytest.mark.parametrize(
    ("treated", "interval", "verdict", "p_value"),
    [
        (1, False, "FAIL", True),
        (2, False, "FAIL", True),
        (3, False, "FAIL", True),
        (4, True, "REVIEW", False),
        (5, True, "REVIEW", False),
        (6, True, "PASS", False),
        (20, True, "PASS", False),
    ],
)
def test_the_number_of_treated_units_says_what_is_claimed(treated, interval, verdict, p_value):
    result = measure_staggered(rollout([treated], [5], 45, effect=1.0))
    for found in (result.imputation.overall, result.callaway_santanna.simple):
        assert found.treated == treated
        assert math.isfinite(found.estimate)
        assert math.isfinite(found.low) == interval
        assert found.verdict == verdict
        assert math.isfinite(found.p_value) == p_value
        assert found.method
        assert bool(found.reason) == (verdict != "PASS")


def test_one_treated_unit_gets_its_rank_among_the_never_treated():
    # With an effect of 20 standard deviations it is the farthest of 46 possible ones.
    found = measure_staggered(rollout([1], [5], 45, effect=20.0)).imputation.overall
    assert found.p_value == pytest.approx(1 / 46)
    assert found.method == "rank among the never treated"


def test_fewer_than_forty_assignments_make_no_claim():
    found = measure_staggered(rollout([1], [5], 20, effect=20.0)).imputation.overall
    assert found.p_value == pytest.approx(1 / 21)
    assert "21 assignments only: no claim at 5 %" in found.reason


def test_strata_limit_who_could_have_opened():
    panel = rollout([2], [5], 20, effect=20.0)
    strata = ["a", "b"] + ["a"] * 9 + ["b"] * 11
    found = measure_staggered(panel, strata=strata).imputation.overall
    assert found.p_value == pytest.approx(1 / (10 * 12))
    with pytest.raises(PanelError, match="22 units but strata"):
        measure_staggered(panel, strata=["a"])


def test_strata_follow_the_units_that_are_kept():
    # The first unit was never observed: it and its stratum are left out.
    panel = rollout([3], [5], 20, effect=20.0)
    outcome = panel.outcome.copy()
    outcome[0] = np.nan
    given = panel_of(panel.units, panel.times, outcome, panel.cohort)
    strata = [7, 0, 1] + [0] * 9 + [1] * 11
    found = measure_staggered(given, strata=strata).imputation.overall
    assert found.p_value == pytest.approx(1 / (10 * 12))


def test_analytic_errors_stay_at_hand_and_the_result_says_which_it_has():
    panel = rollout([8, 7], [4, 6], 20)
    analytic = measure_staggered(panel, errors="analytic")
    assert analytic.errors == "analytic"
    assert measure_staggered(panel).errors == "small_sample"
    assert analytic.callaway_santanna.simple == callaway_santanna(panel).simple
    assert measure_staggered(panel).callaway_santanna.att == callaway_santanna(panel).att


def test_estimates_are_the_same_with_either_errors():
    panel = rollout([8, 7, 1], [4, 6, 7], 20, missing=0.05)
    plain, small = (measure_staggered(panel, errors=e) for e in ("analytic", "small_sample"))
    for one, two in (
        (plain.imputation.event, small.imputation.event),
        (plain.callaway_santanna.event, small.callaway_santanna.event),
        (plain.callaway_santanna.calendar, small.callaway_santanna.calendar),
    ):
        assert list(one) == list(two)
        for key in one:
            assert two[key].estimate == pytest.approx(one[key].estimate, abs=1e-10)
    assert small.imputation.overall.se > plain.imputation.overall.se


def test_unit_by_unit_differences_have_the_same_errors_as_by_cohort():
    prepared = prepare(rollout([4, 3, 1, 1], [3, 5, 6, 7], 9, seed=3))
    for never in (True, False):
        whole = balanced_differences(cohort_moments(prepared), never=never, anticipation=0.0)
        single = unitwise_differences(prepared, never=never, anticipation=0.0)
        assert whole.names == single.names
        assert whole.pools == single.pools
        np.testing.assert_allclose(single.errors.value, whole.errors.value, atol=1e-12)
        if never:
            plain = [k for k, (_, at) in enumerate(whole.names) if whole.errors.sides[0, k] > 8]
            np.testing.assert_allclose(single.errors.se[plain], whole.errors.se[plain], rtol=0.15)
    groups = [k for k, (kind, at) in enumerate(whole.names) if kind == "group" and at < 6.0]
    whole = balanced_differences(cohort_moments(prepared), never=True, anticipation=0.0)
    single = unitwise_differences(prepared, never=True, anticipation=0.0)
    np.testing.assert_allclose(single.errors.se[groups], whole.errors.se[groups], rtol=1e-10)


def test_unit_by_unit_imputation_is_close_to_cr2_where_both_are_defined():
    # Scores by unit correct each estimate alone, CR2 all contrasts at once: a few per cent apart.
    prepared = prepare(rollout([6, 5], [3, 6], 20, seed=4))
    whole = balanced_imputation(cohort_moments(prepared), anticipation=0.0)
    single = unitwise_imputation(prepared, anticipation=0.0)
    assert whole.names == single.names
    np.testing.assert_allclose(single.errors.value, whole.errors.value, atol=1e-12)
    np.testing.assert_allclose(single.errors.se, whole.errors.se, rtol=0.06)
    np.testing.assert_allclose(single.errors.df, whole.errors.df, rtol=0.2)


def test_coarser_clusters_count_once():
    # Every unit twice, clustered with its copy: the same errors as once, unit by unit.
    once = rollout([6, 5], [3, 6], 12, seed=5)
    twice = panel_of(
        [f"{name}{i}" for i in (1, 2) for name in once.units],
        once.times,
        np.vstack([once.outcome] * 2),
        np.tile(once.cohort, 2),
        clusters=np.tile(np.arange(23), 2),
    )
    one, two = (unitwise_imputation(prepare(p), anticipation=0.0) for p in (once, twice))
    np.testing.assert_allclose(two.errors.value, one.errors.value, atol=1e-12)
    np.testing.assert_array_equal(two.errors.sides, one.errors.sides)
    np.testing.assert_allclose(two.errors.se, one.errors.se, rtol=0.02)


def test_cohorts_of_one_unit_still_get_an_error_and_say_how():
    found = measure_staggered(rollout([1] * 6, [3, 4, 5, 6, 7, 8], 30)).imputation.overall
    assert found.verdict in {"PASS", "REVIEW"}
    assert "pooled" in found.method
    assert 2.0 < found.df < 6.5


def test_a_band_pools_thin_event_times_and_says_so():
    result = measure_staggered(rollout([4, 8], [3, 6], 30, times=10))
    band = result.imputation.event_band
    assert band.pooled == ((3.0, 4.0, 5.0, 6.0),)
    assert "event times 3 to 6 rest on fewer than 6 treated units and are pooled" in band.reason
    assert list(band.low) == [0.0, 1.0, 2.0, 3.0]
    weights = np.array([12.0, 4.0, 4.0, 4.0])
    effects = [result.imputation.event[h].estimate for h in (3.0, 4.0, 5.0, 6.0)]
    assert band.estimate[3.0] == pytest.approx(weights @ effects / weights.sum())
    event = result.imputation.event[0.0]
    assert band.high[0.0] > event.high
    assert band.low[0.0] < event.low


def test_without_never_treated_units_there_is_no_permutation_and_it_says_why():
    panel = rollout([2, 12], [4, 8], 0)
    found = measure_staggered(panel, comparison="not_yet").imputation.overall
    assert math.isnan(found.p_value)
    assert "no p-value: no unit was never treated" in found.reason


def test_shuffling_the_units_changes_nothing():
    panel = rollout([3, 6], [4, 6], 20, missing=0.04, effect=1.0)
    order = np.random.default_rng(8).permutation(len(panel.units))
    other = panel_of(
        [panel.units[i] for i in order], panel.times, panel.outcome[order], panel.cohort[order]
    )
    one, two = (measure_staggered(p).imputation for p in (panel, other))
    assert two.overall.se == pytest.approx(one.overall.se)
    assert two.overall.df == pytest.approx(one.overall.df)
    assert two.group[4.0].p_value == pytest.approx(one.group[4.0].p_value)
