"""What a look before the opening would miss: closed forms, scipy's normal box, another package."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from scipy import stats

from showfloor.measure.pretrend_power import pretrend_power
from showfloor.measure.sensitivity import event_study


def test_one_estimate_is_the_textbook_power_of_a_two_sided_test():
    # P(|N(d, 1)| > 1.96) = 0.5 and 0.8 at d = 1.95996 and 2.80158 (the other tail is 1e-5 or less).
    study = event_study([-2, 0, 1], [0.1, 1.0, 2.0], np.diag([0.25, 1.0, 1.0]))
    found = pretrend_power(study)
    assert found.slope_half == pytest.approx(0.5 * 1.95996, rel=1e-4)
    assert found.slope_most == pytest.approx(0.5 * 2.80158, rel=1e-4)
    assert found.bias_most == pytest.approx(found.slope_most * 1.5)
    assert found.leads == 1


def test_at_the_slope_found_a_joint_test_rejects_as_often_as_wanted():
    # 40,000 draws: 0.8 within 0.008, four standard errors.
    rng = np.random.default_rng(2)
    root = rng.normal(size=(5, 5)) + np.eye(5)
    covariance = root @ root.T
    study = event_study([-4, -3, -2, 0, 1], np.ones(5), covariance)
    slope = pretrend_power(study).slope_most
    drawn = slope * np.array([-3.0, -2.0, -1.0]) + rng.normal(size=(40_000, 5)) @ root[:3].T
    wald = np.einsum("ni,ij,nj->n", drawn, np.linalg.inv(covariance[:3, :3]), drawn)
    assert (wald > stats.chi2.ppf(0.95, 3)).mean() == pytest.approx(0.8, abs=0.008)


def test_a_single_significant_estimate_is_found_as_often_as_the_normal_box_says():
    covariance = np.array([[1.0, 0.5, 0.0], [0.5, 2.0, 0.0], [0.0, 0.0, 1.0]])
    study = event_study([-3, -2, 0], np.ones(3), covariance)
    slope = pretrend_power(study, test="any").slope_half
    bound = 1.959964 * np.sqrt([1.0, 2.0])
    box = stats.multivariate_normal(slope * np.array([-2.0, -1.0]), covariance[:2, :2])
    assert 1 - box.cdf(bound, lower_limit=-bound) == pytest.approx(0.5, abs=0.01)


def test_the_joint_test_agrees_with_diff_diff():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from diff_diff.pretrends import PreTrendsPower
    rng = np.random.default_rng(8)
    root = rng.normal(size=(4, 4)) + np.eye(4)
    covariance = root @ root.T
    power = PreTrendsPower(power=0.8, violation_type="linear", pretest_form="wald")
    theirs = power._compute_mdv_wald(np.array([-3.0, -2.0, -1.0]), covariance[:3, :3])
    study = event_study([-4, -3, -2, 0], np.ones(4), covariance)
    assert pretrend_power(study).slope_most == pytest.approx(theirs, rel=1e-6)


def test_few_degrees_of_freedom_see_less():
    covariance = np.eye(4)
    wide = event_study([-4, -3, -2, 0], np.ones(4), covariance, df=6)
    narrow = event_study([-4, -3, -2, 0], np.ones(4), covariance)
    for test in ("joint", "any"):
        few, many = (pretrend_power(s, test=test) for s in (wide, narrow))
        assert few.slope_half > many.slope_half
        assert few.slope_most > few.slope_half


def test_only_the_latest_leads_are_looked_at():
    study = event_study([-4, -3, -2, 0], np.ones(4), np.eye(4))
    found = pretrend_power(study, leads=1)
    assert found.leads == 1
    assert found.slope_half == pytest.approx(1.95996, rel=1e-4)


def test_without_time_before_there_is_no_power_and_a_reason():
    found = pretrend_power(event_study([0, 1], [1.0, 2.0], np.eye(2)))
    assert math.isnan(found.slope_half)
    assert math.isnan(found.bias_most)
    assert "no estimate before" in found.reason
