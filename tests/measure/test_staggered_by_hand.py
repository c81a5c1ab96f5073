"""Both staggered estimators on panels small enough to compute by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure import callaway_santanna, imputation, panel_of

NEVER = math.nan
# Changes of the treated: 1, 2, 3, 4 (mean 2.5); of the never treated: 0, 1 (mean 0.5).
TWO_TIMES = panel_of(
    ["a", "b", "c", "d", "x", "y"],
    [1, 2],
    [[5, 6], [1, 3], [2, 5], [0, 4], [7, 7], [3, 4]],
    [2, 2, 2, 2, NEVER, NEVER],
)
# Its variance: squared deviations 2.25, 0.25, 0.25, 2.25 by 4 squared, 0.25 twice by 2 squared.
BY_HAND = math.sqrt(5.0 / 16.0 + 0.5 / 4.0)


def test_two_times_give_the_difference_of_mean_changes():
    effect = callaway_santanna(TWO_TIMES).simple
    assert effect.estimate == pytest.approx(2.0)
    assert effect.se == pytest.approx(BY_HAND)
    assert effect.df == 1.0
    assert effect.high - effect.low == pytest.approx(2.0 * 12.7062047 * BY_HAND, rel=1e-6)


def test_imputation_of_two_times_is_the_same_difference_with_the_same_error():
    effect = imputation(TWO_TIMES).overall
    assert effect.estimate == pytest.approx(2.0)
    assert effect.se == pytest.approx(BY_HAND)


def test_cohorts_are_weighted_by_their_size():
    # Cohort 2 (one unit): effects 1 and 3. Cohort 3 (two units): effect 7 at time 3.
    panel = panel_of(
        ["a", "b", "c", "x", "y"],
        [1, 2, 3],
        [[0, 1, 3], [4, 4, 11], [1, 1, 8], [0, 0, 0], [5, 5, 5]],
        [2, 3, 3, NEVER, NEVER],
    )
    found = callaway_santanna(panel)
    assert found.simple.estimate == pytest.approx((1 + 3 + 2 * 7) / 4)
    assert found.group[2.0].estimate == pytest.approx(2.0)
    assert found.group[3.0].estimate == pytest.approx(7.0)
    assert found.group_overall.estimate == pytest.approx((2.0 + 2 * 7.0) / 3)
    assert found.event[0.0].estimate == pytest.approx((1 + 2 * 7) / 3)
    assert found.event[1.0].estimate == pytest.approx(3.0)
    assert found.event[-1.0].estimate == pytest.approx(0.0)
    assert found.event_overall.estimate == pytest.approx((5.0 + 3.0) / 2)
    assert found.calendar[3.0].estimate == pytest.approx((3 + 2 * 7) / 3)
    assert imputation(panel).overall.estimate == pytest.approx((1 + 3 + 2 * 7) / 4)


def test_the_not_yet_treated_can_stand_in_for_the_never_treated():
    # Cohort 2 against cohort 3 at time 2: (6 - 1) - (4 - 2) = 3; at time 3 nobody is left.
    panel = panel_of(["a", "b"], [1, 2, 3], [[1, 6, 9], [2, 4, 9]], [2, 3])
    with pytest.raises(PanelError, match="not_yet"):
        callaway_santanna(panel)
    found = callaway_santanna(panel, comparison="not_yet")
    assert found.simple.estimate == pytest.approx(3.0)
    assert list(found.att) == [(2.0, 2.0)]


def test_anticipation_moves_the_base_before_the_announcement():
    # One unit announces at 2 and opens at 3: from 1 to 3 it gains 5, the others 1.
    panel = panel_of(
        ["a", "x", "y"],
        [1, 2, 3],
        [[0, 4, 5], [0, 0, 1], [2, 2, 3]],
        [3, NEVER, NEVER],
    )
    assert callaway_santanna(panel).simple.estimate == pytest.approx(0.0)
    assert callaway_santanna(panel, anticipation=1).simple.estimate == pytest.approx(4.0)
    assert imputation(panel, anticipation=1).overall.estimate == pytest.approx(4.0)


@pytest.mark.parametrize("treated", [1, 2, 3])
def test_fewer_than_four_treated_units_get_an_estimate_but_no_interval(treated):
    rng = np.random.default_rng(treated)
    cohort = np.full(20, NEVER)
    cohort[:treated] = 3.0
    panel = panel_of([str(i) for i in range(20)], range(6), rng.normal(size=(20, 6)), cohort)
    for effect in (callaway_santanna(panel).simple, imputation(panel).overall):
        assert math.isfinite(effect.estimate)
        assert math.isnan(effect.low)
        assert math.isnan(effect.se)
        assert f"rests on {treated} treated" in effect.reason


def test_a_missing_week_is_left_out_and_not_taken_for_zero():
    # Without the missing cell of y the comparison is x alone, which gained 0.
    outcome = np.array([[5.0, 6.0], [1.0, 3.0], [2.0, 5.0], [0.0, 4.0], [7.0, 7.0], [3.0, NEVER]])
    panel = Panel(TWO_TIMES.units, TWO_TIMES.times, outcome, TWO_TIMES.cohort)
    assert callaway_santanna(panel).simple.estimate == pytest.approx(2.5)
    assert imputation(panel).overall.estimate == pytest.approx(2.5)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_what_is_common_to_a_unit_or_a_time_changes_no_effect(seed):
    rng = np.random.default_rng(seed)
    cohort = np.repeat([NEVER, 3.0, 5.0], 8)
    names = [f"u{i}" for i in range(24)]
    outcome = rng.normal(size=(24, 7))
    other = outcome + 10 * rng.normal(size=(24, 1)) + 10 * rng.normal(size=7)
    first, second = (panel_of(names, range(7), values, cohort) for values in (outcome, other))
    for estimator in (lambda p: callaway_santanna(p).simple, lambda p: imputation(p).overall):
        one, two = estimator(first), estimator(second)
        assert two.estimate == pytest.approx(one.estimate, abs=1e-9)
        assert two.se == pytest.approx(one.se, rel=1e-8)


def test_clusters_coarser_than_units_add_up_their_units():
    # Every unit twice, clustered with its copy: the same estimate and error as once.
    twice = panel_of(
        [f"{name}{i}" for i in (1, 2) for name in TWO_TIMES.units],
        TWO_TIMES.times,
        np.vstack([TWO_TIMES.outcome] * 2),
        np.tile(TWO_TIMES.cohort, 2),
        clusters=np.tile(np.arange(6), 2),
    )
    for estimator in (lambda p: callaway_santanna(p).simple, lambda p: imputation(p).overall):
        assert estimator(twice).estimate == pytest.approx(2.0)
        assert estimator(twice).se == pytest.approx(BY_HAND)
