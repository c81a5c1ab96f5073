"""Event studies in longer periods, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from showfloor.errors import PanelError
from showfloor.measure.sensitivity import event_study, relative_magnitudes
from showfloor.measure.sensitivity_periods import in_periods


def weekly():
    """Positions -6..-1 and 1..5 with levels that are easy to average; independent errors of 1."""
    value = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 10.0, 12.0, 14.0, 16.0, 20.0]
    times = [*range(-7, -1), *range(5)]
    return event_study(times, value, np.eye(11))


def test_periods_are_averages_against_the_last_period_before():
    # Two weeks a period. Base: positions -1 and 0 with levels 6 and 0, mean 3. Before: (4, 5) and
    # (2, 3); position -6 is an incomplete period and left out. After: (10, 12), (14, 16), (20).
    study = in_periods(weekly(), 2)
    assert study.position.tolist() == [-2, -1, 1, 2, 3]
    assert study.estimate == pytest.approx([2.5 - 3, 4.5 - 3, 11 - 3, 15 - 3, 20 - 3])
    assert study.weight == pytest.approx([0, 0, 0.4, 0.4, 0.2])
    assert study.target == pytest.approx(14.4 - 3)
    assert study.times_a_step == 2


def test_their_covariance_is_that_of_the_averages():
    # Base mean of a level with variance 1 and a fixed zero: 1/4; a period of two: 1/2; of one: 1.
    covariance = in_periods(weekly(), 2).covariance
    expected = np.full((5, 5), 0.25) + np.diag([0.5, 0.5, 0.5, 0.5, 1.0])
    assert covariance == pytest.approx(expected)


def test_periods_are_shorter_where_three_do_not_fit_before():
    assert in_periods(weekly(), 4).times_a_step == 2
    short = event_study([-2, 0, 1], [0.0, 1.0, 2.0], np.eye(3))
    assert in_periods(short, 4) is short


def test_the_result_says_how_long_a_step_is():
    assert relative_magnitudes(in_periods(weekly(), 2)).times_a_step == 2


def test_a_period_without_time_is_refused():
    with pytest.raises(PanelError, match="one time or more"):
        in_periods(weekly(), 0)
