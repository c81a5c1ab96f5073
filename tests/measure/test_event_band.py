"""The simultaneous band: critical values that are known in closed form, and joint coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from showfloor.measure import callaway_santanna, imputation, panel_of
from showfloor.measure.event_band import critical_value, event_band
from showfloor.measure.inference import undefined, with_interval

MANY = 40_000


@pytest.mark.parametrize("number", [2, 10, 50])
def test_independent_event_times_have_the_product_of_their_probabilities(number):
    # P(all within c) = (2 Phi(c) - 1)^number = 0.95. 40,000 draws: within 0.02 of it.
    exact = stats.norm.ppf((1.0 + 0.95 ** (1.0 / number)) / 2.0)
    found = critical_value(np.eye(number), math.inf, MANY, 1)
    assert found == pytest.approx(exact, abs=0.02)


@pytest.mark.parametrize("df", [5.0, 20.0, math.inf])
def test_event_times_that_move_as_one_need_no_wider_band_than_one_of_them(df):
    exact = stats.norm.ppf(0.975) if math.isinf(df) else stats.t.ppf(0.975, df)
    found = critical_value(np.ones((8, 8)), df, MANY, 2)
    assert exact <= found <= exact * 1.03


def test_two_event_times_by_the_multivariate_t_of_scipy():
    correlation = np.array([[1.0, 0.6], [0.6, 1.0]])
    found = critical_value(correlation, 8.0, MANY, 3)
    joint = stats.multivariate_t(shape=correlation, df=8.0, seed=1)
    corner = np.array([found, found])
    assert joint.cdf(corner, lower_limit=-corner) == pytest.approx(0.95, abs=0.004)


def test_the_band_takes_the_estimates_own_errors_and_the_smallest_df():
    event = {0.0: with_interval(1.0, 0.5, 30.0), 1.0: with_interval(3.0, 2.0, 6.0)}
    band = event_band(event, np.eye(2))
    assert band.df == 6.0
    assert band.high[1.0] - band.low[1.0] == pytest.approx(2 * 2.0 * band.critical)
    assert band.low[0.0] == pytest.approx(1.0 - 0.5 * band.critical)
    assert band.critical > stats.t.ppf(0.975, 6.0)


def test_an_event_time_without_an_error_stays_outside_and_is_counted():
    event = {0.0: with_interval(1.0, 0.5, 30.0), 1.0: undefined("nothing")}
    band = event_band(event, np.array([[0.25, np.nan], [np.nan, np.nan]]))
    assert list(band.low) == [0.0]
    assert band.reason == "1 of 2 event times have no standard error"
    none = event_band({1.0: undefined("nothing")}, np.array([[np.nan]]))
    assert none.low == {}
    assert math.isnan(none.critical)
    assert none.reason


def test_the_same_seed_gives_the_same_band_and_few_draws_are_refused():
    event = {0.0: with_interval(1.0, 0.5, 30.0), 1.0: with_interval(3.0, 2.0, 6.0)}
    assert event_band(event, np.eye(2), seed=4) == event_band(event, np.eye(2), seed=4)
    assert event_band(event, np.eye(2), seed=4) != event_band(event, np.eye(2), seed=5)
    with pytest.raises(ValueError, match="99 draws"):
        event_band(event, np.eye(2), draws=20)


@pytest.mark.parametrize("estimator", [callaway_santanna, imputation])
def test_bands_hold_all_event_times_at_once_where_units_are_many(estimator):
    # 400 units, no effect: 95 % of 150 draws; fewer than 132 happens once in 2,000 if that is true.
    inside = 0
    for seed in range(150):
        rng = np.random.default_rng(seed)
        cohort = np.resize([3.0, 5.0, np.nan, np.nan], 400)
        outcome = rng.normal(size=(400, 8)).cumsum(axis=1)
        band = estimator(
            panel_of([str(i) for i in range(400)], range(8), outcome, cohort)
        ).event_band
        inside += all(band.low[e] <= 0.0 <= band.high[e] for e in band.low)
    assert inside >= 132
