"""Placebo openings: pretended earlier, and pretended elsewhere."""

from __future__ import annotations

import math

import numpy as np
import pytest

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.panels import prepare
from showfloor.measure.placebo import placebo_in_space, placebo_in_time


def panel_with(outcome, cohort) -> Panel:
    names = tuple(f"s{i}" for i in range(len(outcome)))
    return Panel(names, np.arange(len(outcome[0]), dtype=float), np.array(outcome, float), cohort)


def rollout(seed: int, *, effect: float = 0.0, drift: float = 0.0, stores: int = 40) -> Panel:
    rng = np.random.default_rng(seed)
    cohort = np.where(np.arange(stores) % 2 == 0, rng.choice([14.0, 18.0], stores), np.nan)
    time = np.arange(24.0)
    after = time >= np.where(np.isnan(cohort), np.inf, cohort)[:, None]
    outcome = rng.normal(size=(stores, 24)) + rng.normal(size=(stores, 1)) + np.sin(time)
    outcome += effect * after + drift * time * np.isfinite(cohort)[:, None]
    return panel_with(outcome, cohort)


def test_a_pretended_opening_is_the_difference_in_differences_before_the_real_one():
    # One cohort opens at 4; pretended at 2: weeks 2 and 3 against 0 and 1, treated against other.
    # Treated: (3 + 5)/2 - (1 + 1)/2 = 3; other: (2 + 4)/2 - (1 + 1)/2 = 2. Weeks 4, 5 do not count.
    outcome = [[1, 1, 3, 5, 99, 99], [1, 1, 3, 5, -99, 77], [1, 1, 2, 4, 8, 8], [1, 1, 2, 4, 0, 9]]
    panel = panel_with(outcome, np.array([4.0, 4.0, np.nan, np.nan]))
    assert placebo_in_time(panel, earlier=2).estimate == pytest.approx(1.0)


def test_anticipation_shifts_the_pretended_opening_too():
    outcome = [[1, 1, 3, 5, 99, 99], [1, 1, 3, 5, -99, 77], [1, 1, 2, 4, 8, 8], [1, 1, 2, 4, 0, 9]]
    panel = panel_with(outcome, np.array([5.0, 5.0, np.nan, np.nan]))
    assert placebo_in_time(panel, earlier=2, anticipation=1.0).estimate == pytest.approx(1.0)


def test_without_a_drift_nothing_is_found_and_with_one_it_is():
    calm = placebo_in_time(rollout(1, effect=3.0), earlier=6)
    moving = placebo_in_time(rollout(1, effect=3.0, drift=0.5), earlier=6)
    assert abs(calm.estimate) < 3 * calm.se
    assert moving.low > 0.0


def test_stores_without_enough_time_before_make_no_placebo():
    found = placebo_in_time(rollout(1), earlier=20)
    assert math.isnan(found.estimate)
    assert "20 times before" in found.reason


def test_a_placebo_at_the_opening_itself_is_refused():
    with pytest.raises(PanelError, match="at least one time"):
        placebo_in_time(rollout(1), earlier=0)


def test_the_actual_rollout_is_measured_by_each_stores_own_before():
    # Treated from week 2: gains 3 - 1 and 6 - 2; never: 1 and 3. (2 + 4)/2 - (1 + 3 + 2 + 2)/4.
    outcome = [[1, 1, 3, 3], [2, 2, 6, 6], [0, 0, 1, 1], [5, 5, 8, 8], [0, 0, 2, 2], [1, 1, 3, 3]]
    cohort = np.array([2.0, 2.0, np.nan, np.nan, np.nan, np.nan])
    found = placebo_in_space(prepare(panel_with(outcome, cohort)), draws=19)
    assert found.actual == pytest.approx(1.0)
    assert found.opened == 2


def test_rollouts_at_untreated_stores_have_no_effect_and_the_real_one_stands_out():
    found = placebo_in_space(prepare(rollout(3, effect=2.0)), draws=399, seed=1)
    assert abs(found.placebo.mean()) < 4 * found.placebo.std() / math.sqrt(399)
    # 5 % of 399 draws; more than 10 % happens less than once in 10,000.
    assert found.false_alarms < 0.10
    assert found.p_value == pytest.approx(1 / 400)


def test_without_effect_the_p_value_is_about_uniform():
    # 60 rollouts without effect: none to nine below 0.05 but once in 1,000.
    values = [placebo_in_space(prepare(rollout(s)), draws=99).p_value for s in range(60)]
    assert sum(p < 0.05 for p in values) <= 9
    assert 0.3 < np.mean(values) < 0.7


def test_the_same_seed_draws_the_same_rollouts():
    first, second = (placebo_in_space(prepare(rollout(4)), seed=5) for _ in range(2))
    assert np.array_equal(first.placebo, second.placebo)


def test_missing_weeks_do_not_stop_the_placebo():
    panel = rollout(5, effect=2.0)
    outcome = panel.outcome.copy()
    outcome[np.random.default_rng(0).random(outcome.shape) < 0.3] = np.nan
    outcome[1, :14] = np.nan
    shown = Panel(panel.units, panel.times, outcome, panel.cohort)
    found = placebo_in_space(prepare(shown), draws=99)
    assert found.p_value <= 0.02


def test_too_few_untreated_stores_are_said():
    panel = rollout(6)
    kept = np.r_[0, 2, 4, 6, 1, 3]
    few = Panel(
        tuple(panel.units[i] for i in kept), panel.times, panel.outcome[kept], panel.cohort[kept]
    )
    found = placebo_in_space(prepare(few), draws=19)
    assert math.isnan(found.p_value)
    assert "2 never-treated units are too few" in found.reason


def test_a_distribution_of_few_draws_is_refused():
    with pytest.raises(ValueError, match="19 draws"):
        placebo_in_space(prepare(rollout(6)), draws=10)


def test_one_treated_store_makes_no_rollout_and_the_reason_is_its_own():
    panel = rollout(7)
    cohort = np.full(40, np.nan)
    cohort[0] = 14.0
    one = Panel(panel.units, panel.times, panel.outcome, cohort)
    found = placebo_in_space(prepare(one), draws=19)
    assert "one treated unit alone" in found.reason
