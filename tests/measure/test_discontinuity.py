"""The jump at the cut-off: against an independent implementation, straight lines by hand, truth."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from diff_diff._rdrobust_port import rdbwselect, rdrobust_fit

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.discontinuity import discontinuity, rollout_discontinuity
from showfloor.measure.local_polynomial import Bandwidths, Side, neighbour_residuals


def drawn(seed: int, *, stores: int = 300, decimals: int | None = None, slips: float = 0.0):
    """Scores between -1 and 1, a bent outcome with a jump of 0.7 for stores that opened."""
    rng = np.random.default_rng(seed)
    score = rng.uniform(-1, 1, stores)
    if decimals is not None:
        score = np.round(score, decimals)
    opened = score >= 0.0
    slipped = rng.random(stores) < slips
    opened[slipped] = ~opened[slipped]
    noise = 0.4 * rng.normal(size=stores)
    return score, np.sin(3 * score) + score**2 + 0.7 * opened + noise, opened


@pytest.mark.parametrize("decimals", [None, 2])
@pytest.mark.parametrize("seed", range(5))
def test_bandwidths_effect_and_error_agree_with_diff_diffs_rdrobust(seed, decimals):
    score, outcome, _ = drawn(seed, decimals=decimals)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        h, _, b, _ = rdbwselect(outcome, score, c=0.0).bws["mserd"]
    theirs = rdrobust_fit(outcome, score, 0.0, h, h, b, b)
    ours = discontinuity(score, outcome)
    assert ours.bandwidth == pytest.approx(h, rel=1e-8)
    assert ours.bias_bandwidth == pytest.approx(b, rel=1e-8)
    assert ours.conventional == pytest.approx(theirs.tau_cl, abs=1e-8)
    assert ours.effect.estimate == pytest.approx(theirs.tau_bc, abs=1e-8)
    assert ours.effect.se == pytest.approx(theirs.se_rb, rel=1e-8)
    assert (ours.below, ours.above) == (theirs.N_h_l, theirs.N_h_r)
    assert ours.opened is None


@pytest.mark.parametrize("seed", range(3))
def test_with_stores_that_slipped_it_agrees_too(seed):
    score, outcome, opened = drawn(seed + 20, slips=0.15)
    ours = discontinuity(score, outcome, opened=opened, bandwidths=Bandwidths(0.5, 0.8))
    theirs = rdrobust_fit(outcome, score, 0.0, 0.5, 0.5, 0.8, 0.8, t=opened.astype(float))
    assert ours.conventional == pytest.approx(theirs.tau_cl, abs=1e-8)
    assert ours.effect.estimate == pytest.approx(theirs.tau_bc, abs=1e-8)
    assert ours.effect.se == pytest.approx(theirs.se_rb, rel=1e-8)
    assert ours.opened is not None
    assert ours.opened.estimate == pytest.approx(theirs.tau_T_bc, abs=1e-8)
    assert ours.opened.se == pytest.approx(theirs.se_T_rb, rel=1e-8)


def test_straight_lines_jump_by_what_they_jump():
    score = np.linspace(-1, 1, 41) + 0.025
    outcome = 2.0 + 3.0 * score + np.where(score >= 0, 1.5, 0.0)
    found = discontinuity(score, outcome, bandwidths=Bandwidths(0.6, 0.9))
    assert found.conventional == pytest.approx(1.5, abs=1e-10)
    assert found.effect.estimate == pytest.approx(1.5, abs=1e-10)


def test_a_parabola_is_corrected_away():
    score = np.linspace(-1, 1, 41) + 0.025
    outcome = 4.0 * score**2 * np.sign(score) + np.where(score >= 0, 1.5, 0.0)
    found = discontinuity(score, outcome, bandwidths=Bandwidths(0.6, 0.9))
    assert abs(found.conventional - 1.5) > 0.1
    assert found.effect.estimate == pytest.approx(1.5, abs=1e-10)


def test_the_robust_interval_covers_the_jump():
    # 300 draws of 95 %: fewer than 267 happens once in 10,000 if that holds.
    found = [discontinuity(*drawn(s, stores=500)[:2]).effect for s in range(300)]
    assert sum(e.low <= 0.7 <= e.high for e in found) >= 267


def test_neighbours_by_hand_with_ties():
    # Scores 0, 1, 1, 3, 7. At 0: the two at 1 and the one at 3. At 1: the other at 1, 0 and 3
    # (0 is nearer than 3: two so far, then 3). At 7: 3 and both at 1.
    side = Side(np.array([0.0, 1.0, 1.0, 3.0, 7.0]), np.array([[1.0], [2.0], [4.0], [8.0], [16.0]]))
    residual = neighbour_residuals(side)[:, 0]
    scale = math.sqrt(3 / 4)
    assert residual == pytest.approx(
        [
            scale * (1 - 14 / 3),
            scale * (2 - 13 / 3),
            scale * (4 - 11 / 3),
            scale * (8 - 7 / 3),
            scale * (16 - 14 / 3),
        ]
    )


def test_equally_near_neighbours_count_on_both_sides():
    # At score 2 with neighbours 1, 3 (both at distance 1), then 0 and 4 (both at distance 2).
    side = Side(np.arange(5.0), np.array([[0.0], [0.0], [10.0], [4.0], [8.0]]))
    assert neighbour_residuals(side)[2, 0] == pytest.approx(math.sqrt(4 / 5) * (10 - 3))


def test_the_unit_of_the_score_changes_nothing():
    score, outcome, _ = drawn(3)
    first, second = discontinuity(score, outcome), discontinuity(score * 1e5, outcome)
    assert second.effect.estimate == pytest.approx(first.effect.estimate, abs=1e-7)
    assert second.bandwidth == pytest.approx(1e5 * first.bandwidth)


def test_another_cut_off_shifts_the_scores():
    score, outcome, _ = drawn(4)
    moved = discontinuity(score + 5.0, outcome, cutoff=5.0)
    assert moved.effect.estimate == pytest.approx(discontinuity(score, outcome).effect.estimate)


def test_missing_outcomes_are_left_out():
    score, outcome, _ = drawn(5)
    outcome[::7] = np.nan
    seen = np.isfinite(outcome)
    assert discontinuity(score, outcome) == discontinuity(score[seen], outcome[seen])


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (np.linspace(-1, 1, 12), "too few"),
        (np.linspace(0.1, 1, 50), "0 stores below"),
        (np.where(np.arange(60) < 30, -1.0, 1.0), "too few distinct scores"),
    ],
)
def test_too_little_near_the_cut_off_is_said(score, said):
    outcome = np.random.default_rng(0).normal(size=len(score))
    found = discontinuity(score, outcome)
    assert math.isnan(found.effect.estimate)
    assert said in found.effect.reason


def test_an_outcome_without_variation_has_no_error():
    found = discontinuity(np.linspace(-1, 1, 60), np.ones(60), bandwidths=Bandwidths(0.5, 0.8))
    assert found.effect.estimate == pytest.approx(0.0, abs=1e-12)
    assert found.effect.reason


def test_a_plan_that_nobody_followed_gives_no_effect():
    score, outcome, _ = drawn(6)
    alternate = np.arange(len(score)) % 2 == 0
    given = Bandwidths(0.9, 0.9)
    found = discontinuity(np.sort(score), outcome, opened=alternate, bandwidths=given)
    assert math.isnan(found.effect.estimate)
    assert "hardly changed who opened" in found.effect.reason
    assert found.opened is not None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"score": [1.0, math.nan, -1.0]}, "missing or infinite"),
        ({"outcome": [1.0, 2.0]}, "differ in number"),
        ({"opened": [True]}, "differ in number"),
    ],
)
def test_wrong_columns_are_refused(change, said):
    columns = {"score": [1.0, 2.0, -1.0], "outcome": [1.0, 2.0, 3.0], **change}
    with pytest.raises(PanelError, match=said):
        discontinuity(columns["score"], columns["outcome"], opened=columns.get("opened"))


def rollout(seed: int = 0) -> tuple[Panel, np.ndarray]:
    rng = np.random.default_rng(seed)
    score = rng.uniform(-100, 100, 400)
    cohort = np.where(score >= 0, rng.choice([10.0, 14.0], 400), np.nan)
    time = np.arange(20.0)
    after = time >= np.where(np.isnan(cohort), np.inf, cohort)[:, None]
    outcome = 10 + score[:, None] / 50 + np.cos(time) + 2.0 * after + rng.normal(size=(400, 20))
    return Panel(tuple(f"s{i}" for i in range(400)), time, outcome, cohort), score


def test_a_rollouts_jump_is_that_of_each_stores_gain():
    panel, score = rollout()
    found = rollout_discontinuity(panel, score)
    gain = panel.outcome[:, 14:].mean(axis=1) - panel.outcome[:, :10].mean(axis=1)
    assert found.effect.estimate == pytest.approx(discontinuity(score, gain).effect.estimate)
    assert abs(found.effect.estimate - 2.0) < 4 * found.effect.se


def test_anticipation_shortens_the_time_before_and_stores_without_score_stay_out():
    panel, score = rollout()
    score[:30] = np.nan
    found = rollout_discontinuity(panel, score, anticipation=3.0)
    gain = panel.outcome[30:, 14:].mean(axis=1) - panel.outcome[30:, :7].mean(axis=1)
    expected = discontinuity(score[30:], gain)
    assert found.effect.estimate == pytest.approx(expected.effect.estimate)


def test_a_rollout_without_openings_or_time_before_is_refused():
    panel, score = rollout()
    with pytest.raises(PanelError, match="no store opened"):
        rollout_discontinuity(
            Panel(panel.units, panel.times, panel.outcome, np.full(400, np.nan)), score
        )
    with pytest.raises(PanelError, match="no time before"):
        rollout_discontinuity(panel, score, anticipation=10.0)
    with pytest.raises(PanelError, match="400 units but 2 scores"):
        rollout_discontinuity(panel, [1.0, 2.0])
