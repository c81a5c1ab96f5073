"""Leaving stores out one by one: closed form against estimating again."""

from __future__ import annotations

import math

import numpy as np
import pytest

from showfloor.domain.panels import Panel
from showfloor.measure import imputation
from showfloor.measure.influence_of_one import influence_of_one


def without(panel: Panel, place: int) -> Panel:
    keep = np.arange(len(panel.units)) != place
    units = tuple(u for u, k in zip(panel.units, keep, strict=True) if k)
    return Panel(units, panel.times, panel.outcome[keep], panel.cohort[keep])


@pytest.mark.parametrize("anticipation", [0.0, 1.0])
@pytest.mark.parametrize("seed", range(3))
def test_the_largest_change_is_that_of_leaving_every_store_out(drawn_panel, seed, anticipation):
    panel = drawn_panel(seed, units=24)
    found = influence_of_one(panel, anticipation=anticipation)
    whole = imputation(panel, anticipation=anticipation).overall
    each = [
        imputation(without(panel, i), anticipation=anticipation).overall.estimate
        for i in range(len(panel.units))
    ]
    most = int(np.argmax(np.abs(np.array(each) - whole.estimate)))
    assert found.exact
    assert found.unit == panel.units[most]
    assert found.without == pytest.approx(each[most], abs=1e-10)
    assert found.change == pytest.approx(each[most] - whole.estimate, abs=1e-10)
    assert found.share_of_error == pytest.approx(abs(found.change) / whole.se)


def test_a_store_that_is_a_cohort_by_itself_is_left_out_with_it(drawn_panel):
    panel = drawn_panel(5, units=24)
    cohort = panel.cohort.copy()
    cohort[0] = 7.0
    cohort[1:][cohort[1:] == 7.0] = np.nan
    outcome = panel.outcome.copy()
    outcome[0, 7:] += 200.0
    shown = Panel(panel.units, panel.times, outcome, cohort)
    found = influence_of_one(shown)
    assert found.unit == panel.units[0]
    assert found.treated
    again = imputation(without(shown, 0)).overall.estimate
    assert found.without == pytest.approx(again, abs=1e-9)


def test_with_missing_weeks_an_odd_store_is_found_by_estimating_again(drawn_panel):
    panel = drawn_panel(6, units=40, missing=0.05)
    outcome = panel.outcome.copy()
    odd = int(np.flatnonzero(np.isfinite(panel.cohort))[-1])
    outcome[odd] += 60.0 * (panel.times >= panel.cohort[odd])
    shown = Panel(panel.units, panel.times, outcome, panel.cohort)
    found = influence_of_one(shown)
    assert not found.exact
    assert found.unit == panel.units[odd]
    assert found.without == pytest.approx(imputation(without(shown, odd)).overall.estimate)


def test_the_name_is_right_where_stores_were_left_out_of_the_panel(drawn_panel):
    panel = drawn_panel(7, units=30)
    cohort, outcome = panel.cohort.copy(), panel.outcome.copy()
    cohort[0] = panel.times[0]  # treated from the start: left out
    odd = int(np.flatnonzero(cohort > panel.times[0])[-1])
    outcome[odd] += 80.0 * (panel.times >= cohort[odd])
    found = influence_of_one(Panel(panel.units, panel.times, outcome, cohort))
    assert found.unit == panel.units[odd]


@pytest.mark.parametrize("missing", [0.0, 0.05])
def test_without_the_only_treated_store_there_is_nothing_left(drawn_panel, missing):
    panel = drawn_panel(8, units=30, missing=missing)
    cohort = np.full(30, np.nan)
    cohort[3] = 5.0
    outcome = panel.outcome.copy()
    outcome[3] += 50.0 * (panel.times >= 5.0)
    found = influence_of_one(Panel(panel.units, panel.times, outcome, cohort))
    assert found.unit == panel.units[3]
    assert math.isnan(found.without)
    assert "nothing can be estimated" in found.reason


def test_without_the_only_comparison_store_there_is_nothing_left():
    outcome = np.array([[0.0, 1.0, 5.0, 7.0], [1.0, 0.0, 2.0, 2.0]])
    panel = Panel(("open", "other"), np.arange(4.0), outcome, np.array([2.0, np.nan]))
    assert math.isnan(influence_of_one(panel).change)
