"""Event study, pre-trend and placebo with weeks of each region's own, against dense dummies."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.imputation import find_effects
from showfloor.measure.method_comparison import MethodsAsked, compare_methods
from showfloor.measure.one_size import one_size
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.placebo import placebo_in_time
from showfloor.measure.small_sample_results import small_sample_imputation
from showfloor.measure.staggered import measure_staggered
from showfloor.measure.types import Imputation

_SPEC = importlib.util.spec_from_file_location(
    "region_rollouts", Path(__file__).with_name("test_region_scores.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
dense = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(dense)
Floats = npt.NDArray[np.float64]


def study(prepared: PreparedPanel, leads: int = 2) -> Imputation:
    return small_sample_imputation(find_effects(prepared, 0.0, leads))


def as_panel(prepared: PreparedPanel) -> tuple[Panel, Floats]:
    """Return the panel behind a rollout, and its regions."""
    names = tuple(f"s{place}" for place in range(len(prepared.cohort)))
    cohort = np.where(np.isinf(prepared.cohort), np.nan, prepared.cohort)
    return Panel(names, prepared.times, prepared.outcome, cohort), prepared.region


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_every_event_time_is_the_mean_of_what_least_squares_on_all_dummies_leaves(
    missing: float,
) -> None:
    prepared = dense.rollout(dense.TWO_COHORTS, 1, missing=missing)
    dummies, before = dense.untreated_dummies(prepared)
    outcome = prepared.outcome.ravel()
    fitted = np.linalg.lstsq(dummies[before], outcome[before], rcond=None)[0]
    rest = (outcome - dummies @ fitted).reshape(prepared.outcome.shape)
    since = prepared.times[None, :] - prepared.cohort[:, None]
    found = study(prepared)
    assert list(found.event) == [0.0, 1.0, 2.0, 3.0, 4.0]
    for event, estimate in found.event.items():
        assert estimate.estimate == pytest.approx(np.nanmean(rest[since == event]), rel=1e-8)
    for cohort, estimate in found.group.items():
        own = (prepared.cohort == cohort)[:, None] & (since >= 0.0)
        assert estimate.estimate == pytest.approx(np.nanmean(rest[own]), rel=1e-8)
    assert found.overall.estimate == pytest.approx(np.nanmean(rest[since >= 0.0]), rel=1e-8)


def test_errors_of_event_times_are_the_exact_cr2_of_all_dummies() -> None:
    prepared = dense.rollout(dense.ONE_COHORT, 3)
    since = prepared.times[None, :] - prepared.cohort[:, None]
    found = study(prepared)
    for event in (0.0, 1.0):
        weight = np.where(since == event, 1.0, 0.0)
        value, se, df = dense.dense_cr2(prepared, weight / weight.sum())
        own = found.event[event]
        assert (own.estimate, own.se, own.df) == pytest.approx((value, se, df), rel=1e-8)
    assert found.event_covariance is not None
    variances = np.diagonal(found.event_covariance)
    known = [0, 1]
    stated = [found.event[float(event)].se for event in known]
    assert np.sqrt(variances[known]) == pytest.approx(stated, rel=1e-12)


def test_a_band_over_event_times_is_wider_than_each_interval() -> None:
    found = study(dense.rollout(dense.ONE_COHORT, 4))
    band = found.event_band
    assert band is not None
    own = found.event[0.0]
    assert band.low[0.0] < own.low < own.high < band.high[0.0]


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_leads_are_the_coefficients_of_a_regression_on_all_dummies(missing: float) -> None:
    prepared = dense.rollout(dense.TWO_COHORTS, 5, missing=missing)
    dummies, before = dense.untreated_dummies(prepared)
    since = (prepared.times[None, :] - prepared.cohort[:, None]).ravel()[before]
    leads = np.stack([since == lead for lead in (-2.0, -1.0)], axis=1).astype(np.float64)
    whole = np.hstack([leads, dummies[before]])
    slopes = np.linalg.lstsq(whole, prepared.outcome.ravel()[before], rcond=None)[0][:2]
    found = study(prepared).pretrend
    assert [found[lead].estimate for lead in (-2.0, -1.0)] == pytest.approx(slopes, rel=1e-8)


def test_errors_of_leads_are_right_under_equal_noise_or_to_the_safe_side() -> None:
    """The stated variance is a quadratic form of outcomes: one column of noise a store-week."""
    prepared = dense.rollout(dense.TWO_COHORTS, 6)
    stated, true = np.zeros(2), np.zeros(2)
    for unit, time in np.ndindex(*prepared.outcome.shape):
        one = np.zeros_like(prepared.outcome)
        one[unit, time] = 1.0
        leads = study(replace(prepared, outcome=one)).pretrend.values()
        stated += [0.0 if math.isnan(lead.se) else lead.se**2 for lead in leads]
        true += [lead.estimate**2 for lead in leads]
    assert (stated > true).all()
    assert (stated < 1.35 * true).all()


def test_one_region_for_all_is_the_event_study_in_common_weeks() -> None:
    prepared = dense.rollout(dense.TWO_COHORTS, 7)
    common = study(replace(prepared, region=None))
    single = study(replace(prepared, region=np.zeros_like(prepared.region)))
    for event, estimate in common.event.items():
        assert single.event[event].estimate == pytest.approx(estimate.estimate, rel=1e-8)
        if math.isfinite(estimate.se):
            assert single.event[event].se == pytest.approx(estimate.se, rel=0.1)
    for lead, estimate in common.pretrend.items():
        assert single.pretrend[lead].estimate == pytest.approx(estimate.estimate, rel=1e-8)


def test_a_season_of_each_region_is_no_movement_before_the_opening_and_no_placebo_effect() -> None:
    """Regions drift apart by their own walks; in common weeks this looks like a pre-trend."""
    rng = np.random.default_rng(8)
    region = np.repeat(np.arange(3), 12)
    place = np.tile(np.arange(12), 3)
    treated = place < np.array([2, 4, 8])[region]
    walk = np.array([0.0, 3.0, 6.0])[:, None] * np.arange(20.0)
    outcome = 100.0 + walk[region] + rng.normal(size=(36, 20))
    cohort = np.where(treated, 12.0 + region, np.nan)
    panel = Panel(tuple(f"s{i}" for i in range(36)), np.arange(20.0), outcome, cohort)
    within = measure_staggered(panel, region=region)
    assert within.imputation.overall.low < 0.0 < within.imputation.overall.high
    assert within.imputation.pretrend_p > 0.05
    assert measure_staggered(panel).imputation.pretrend_p < 0.05
    early = placebo_in_time(panel, earlier=4, region=region)
    assert early.low < 0.0 < early.high
    common = placebo_in_time(panel, earlier=4)
    assert common.low > 0.0
    agreed = next(check for check in within.checks if check.name == "both methods")
    assert agreed.verdict == "REVIEW"
    assert "one compares within regions" in agreed.advice


def test_the_headline_beside_other_methods_is_the_one_within_regions() -> None:
    prepared = dense.rollout(dense.ONE_COHORT, 9)
    panel, region = as_panel(prepared)
    labels = np.array([f"r{place}" for place in region])
    result = measure_staggered(panel, region=labels)
    found = compare_methods(panel, result, MethodsAsked(region=labels)).methods
    assert found is not None
    first, other = found.estimates[:2]
    assert first.estimate == result.imputation.overall
    direct = result.callaway_santanna.simple.estimate
    assert other.apart.estimate == pytest.approx(direct - first.estimate.estimate)
    assert other.apart.se > 0.0


def test_stores_of_one_size_grow_alike_within_their_regions() -> None:
    region = np.repeat([0, 1], 4)
    season = np.exp([[0.0, 0.1, 0.3, 0.2, 0.5, 0.6], [0.0, -0.2, 0.1, -0.3, -0.6, -0.5]])
    size = np.array([100.0, 200.0, 50.0, 80.0, 300.0, 90.0, 110.0, 70.0])
    outcome = size[:, None] * season[region]
    cohort = np.array([3.0, np.nan, np.nan, np.nan, 4.0, np.nan, np.nan, np.nan])
    panel = Panel(tuple("abcdefgh"), np.arange(6.0), outcome, cohort)
    found = one_size(panel, region=region)
    for place in (0, 1):
        alike = found.panel.outcome[region == place]
        assert alike == pytest.approx(np.tile(alike[0], (4, 1)), rel=1e-8)


def test_few_treated_stores_within_regions_have_no_permutation_and_the_reason_says_why() -> None:
    found = study(dense.rollout(((4, {4: 1}), (4, {5: 1})), 10))
    assert math.isfinite(found.overall.estimate)
    assert math.isnan(found.overall.low)
    assert math.isnan(found.overall.p_value)
    assert "times are each region's own" in found.overall.reason


def test_what_regions_cannot_go_with_is_refused() -> None:
    panel, region = as_panel(dense.rollout(dense.ONE_COHORT, 11))
    with pytest.raises(PanelError, match="small-sample errors only"):
        measure_staggered(panel, region=region, errors="analytic")
    with pytest.raises(PanelError, match="regions of shape"):
        prepare(panel, region=region[:-1])
    coarse = replace(panel, clusters=np.zeros(len(region), dtype=np.int64))
    with pytest.raises(PanelError, match="leave coarser ones out"):
        prepare(coarse, region=region)
