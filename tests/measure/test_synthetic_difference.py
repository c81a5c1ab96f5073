"""Synthetic difference-in-differences: against its definition, a peer, and bad panels."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import diff_diff
    import pandas as pd

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure import panel_of, synthetic_difference
from showfloor.measure.synthetic_placebos import placebo_cohorts, placebo_count


def few_treated(
    seed: int,
    *,
    units: int = 44,
    times: int = 20,
    cohorts: dict[float, int] | None = None,
    effect: float = 2.0,
) -> Panel:
    """Stores that follow a shared factor each in its own way; the first ones are treated."""
    rng = np.random.default_rng(seed)
    factor = np.cumsum(rng.normal(size=times))
    outcome = 2.0 * rng.normal(size=(units, 1)) + rng.normal(size=(units, times))
    outcome += (1.0 + 0.5 * rng.normal(size=(units, 1))) * factor
    cohort = np.full(units, np.nan)
    first = 0
    for g, number in (cohorts or {14.0: 3}).items():
        cohort[first : first + number] = g
        first += number
    outcome += effect * (np.arange(times) >= np.where(np.isnan(cohort), np.inf, cohort)[:, None])
    return panel_of([f"s{i:02d}" for i in range(units)], np.arange(times), outcome, cohort)


def two_way_effect(outcome, treated, unit_weight, time_weight) -> float:
    """The paper's equation 1: weighted least squares on unit effects, time effects, treatment."""
    units, times = outcome.shape
    unit, time = np.repeat(np.eye(units), times, axis=0), np.tile(np.eye(times), (units, 1))
    design = np.concatenate([unit, time[:, 1:], treated.reshape(-1, 1)], axis=1)
    root = np.sqrt(np.outer(unit_weight, time_weight).reshape(-1, 1))
    solved = np.linalg.lstsq(root * design, root[:, 0] * outcome.reshape(-1), rcond=None)
    return float(solved[0][-1])


@pytest.mark.parametrize("seed", range(4))
def test_the_effect_is_the_weighted_two_way_regression_of_the_paper(seed):
    panel = few_treated(seed)
    found = synthetic_difference(panel)
    own = ~np.isnan(panel.cohort)
    after = panel.times >= 14.0
    unit = np.array([found.unit_weights[14.0].get(name, 0.0) for name in panel.units])
    unit[own] = 1.0 / own.sum()
    time = np.array([found.time_weights[14.0].get(t, 0.0) for t in panel.times.tolist()])
    time[after] = 1.0 / after.sum()
    expected = two_way_effect(panel.outcome, np.outer(own, after).astype(float), unit, time)
    assert found.overall.estimate == pytest.approx(expected, abs=1e-8)
    assert found.group[14.0].estimate == found.overall.estimate
    by_time = [found.event[float(e)].estimate for e in range(6)]
    assert np.mean(by_time) == pytest.approx(found.overall.estimate, abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_the_effect_is_diff_diffs_up_to_the_tolerance_of_its_solver(seed):
    """diff-diff 3.13 ends Frank and Wolfe's steps early, as R's synthdid does."""
    panel = few_treated(seed, cohorts={14.0: 1 + seed % 3})
    units, times = panel.outcome.shape
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), times),
            "time": np.tile(np.arange(times), units),
            "outcome": panel.outcome.ravel(),
            "treated": np.repeat((~np.isnan(panel.cohort)).astype(int), times),
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = diff_diff.SyntheticDiD(n_bootstrap=50, seed=1).fit(
            frame,
            outcome="outcome",
            treatment="treated",
            unit="unit",
            time="time",
            post_periods=list(range(14, times)),
        )
    ours = synthetic_difference(panel)
    assert ours.overall.estimate == pytest.approx(theirs.att, abs=5e-3)
    mix = ours.unit_weights[14.0]
    for unit, weight in theirs.unit_weights.items():
        assert mix.get(f"s{unit:02d}", 0.0) == pytest.approx(weight, abs=5e-3)


def test_a_store_that_is_a_mix_of_others_gets_exactly_its_effect():
    rng = np.random.default_rng(0)
    beside = np.cumsum(rng.normal(size=(6, 30)), axis=1)
    own = 4.0 + 0.5 * beside[0] + 0.5 * beside[1]
    own[20:] += 3.0
    outcome = np.concatenate([own[None, :], beside])
    cohort = np.array([20.0] + [np.nan] * 6)
    # without noise in a difference the ridge vanishes only as the changes do: allow its pull
    found = synthetic_difference(panel_of("abcdefg", np.arange(30), outcome, cohort))
    plain = beside.mean(axis=0)
    difference = (own - plain)[20:].mean() - (own - plain)[:20].mean()
    assert abs(found.overall.estimate - 3.0) < 0.5 * abs(difference - 3.0)


def test_cohorts_are_blocks_of_their_own_weighed_by_treated_unit_times():
    panel = few_treated(7, cohorts={12.0: 3, 16.0: 2})
    found = synthetic_difference(panel)
    alone = {}
    for g in (12.0, 16.0):
        rows = np.isnan(panel.cohort) | (panel.cohort == g)
        part = panel_of(
            [u for u, r in zip(panel.units, rows, strict=True) if r],
            panel.times,
            panel.outcome[rows],
            panel.cohort[rows],
        )
        alone[g] = synthetic_difference(part).overall.estimate
        assert found.group[g].estimate == pytest.approx(alone[g], abs=1e-12)
    expected = (3 * 8 * alone[12.0] + 2 * 4 * alone[16.0]) / (3 * 8 + 2 * 4)
    assert found.overall.estimate == pytest.approx(expected, abs=1e-12)
    assert set(found.event) == {float(e) for e in range(8)}


def test_the_order_and_the_level_of_stores_change_nothing():
    panel = few_treated(3, cohorts={14.0: 1})
    order = np.random.default_rng(1).permutation(44)
    shuffled = panel_of(
        [panel.units[i] for i in order],
        panel.times,
        panel.outcome[order] + 100.0 * order[:, None],
        panel.cohort[order],
    )
    one, other = synthetic_difference(panel), synthetic_difference(shuffled)
    assert other.overall.estimate == pytest.approx(one.overall.estimate, abs=1e-7)
    assert other.placebo_se == pytest.approx(one.placebo_se, rel=1e-6)
    assert other.overall.p_value == one.overall.p_value


def test_one_treated_store_has_its_place_among_all_placebos_and_no_interval():
    found = synthetic_difference(few_treated(5, cohorts={14.0: 1}, effect=30.0))
    assert found.every_placebo
    assert len(found.placebo) == 43
    assert np.isnan(found.overall.se)
    assert np.isnan(found.overall.low)
    assert "one treated unit" in found.overall.reason
    assert found.overall.p_value == pytest.approx(1.0 / 44.0)
    assert found.placebo_se > 0.0


def test_the_interval_is_by_t_with_the_placebos_that_stand_apart():
    found = synthetic_difference(few_treated(5))
    assert found.overall.df == 41 // 3 - 1
    wider = max(1.0, found.noise_ratio[14.0])
    assert found.overall.se == pytest.approx(found.placebo_se * wider)
    assert found.overall.treated == 3


def test_stores_that_fluctuate_more_than_others_get_wider_errors():
    panel = few_treated(5)
    rng = np.random.default_rng(8)
    outcome = panel.outcome.copy()
    outcome[:3] += 3.0 * rng.normal(size=(3, 20))
    found = synthetic_difference(panel_of(panel.units, panel.times, outcome, panel.cohort))
    # by definition, on changes from week to week less the comparison stores' mean change
    changes = np.diff(outcome[:, :14], axis=1)
    apart = changes - changes[3:].mean(axis=0)
    usual = (apart[3:] ** 2).sum() / (40 * 13)
    expected = np.sqrt((apart[:3] ** 2).mean() / (1.0 + 1.0 / 41.0) / usual)
    assert expected > 2.0
    assert found.noise_ratio[14.0] == pytest.approx(expected)
    assert found.overall.se == pytest.approx(found.placebo_se * expected)
    assert any("times as much from one time to the next" in note for note in found.notes)


def test_a_cohort_of_one_has_no_interval_of_its_own():
    found = synthetic_difference(few_treated(5, cohorts={12.0: 1, 15.0: 2}))
    assert np.isnan(found.group[12.0].low)
    assert "one treated unit" in found.group[12.0].reason
    assert np.isfinite(found.group[15.0].low)
    assert np.isfinite(found.overall.low)


def test_too_few_comparison_stores_leave_no_claim():
    few = synthetic_difference(few_treated(5, units=23, cohorts={14.0: 1}))
    assert "22 comparison units make only 22 placebos" in few.overall.reason
    assert np.isnan(few.overall.p_value)
    crowded = synthetic_difference(few_treated(5, units=24, cohorts={14.0: 6}))
    assert "only 3 placebos of 6 units" in crowded.overall.reason
    assert np.isfinite(crowded.overall.p_value)
    none = synthetic_difference(few_treated(5, units=12, cohorts={14.0: 6}))
    assert "allow no placebo" in none.overall.reason
    assert np.isnan(none.placebo_se)
    assert np.isfinite(none.overall.estimate)


def test_the_seed_decides_the_placebos():
    panel = few_treated(5)
    assert synthetic_difference(panel, seed=3).placebo_se == (
        synthetic_difference(panel, seed=3).placebo_se
    )
    assert synthetic_difference(panel, seed=3).placebo_se != (
        synthetic_difference(panel, seed=4).placebo_se
    )


def test_all_placebos_are_listed_where_they_are_few():
    listed = list(placebo_cohorts(5, [1, 2], most=200, seed=0))
    assert len(listed) == placebo_count(5, [1, 2]) == 30
    assert len({(tuple(a), tuple(b)) for a, b in listed}) == 30
    assert all(len({*a.tolist(), *b.tolist()}) == 3 for a, b in listed)


def test_missing_outcomes_are_left_out_in_words():
    panel = few_treated(5)
    outcome = panel.outcome.copy()
    outcome[30, 2] = np.nan
    outcome[0, 7] = np.nan
    found = synthetic_difference(panel_of(panel.units, panel.times, outcome, panel.cohort))
    assert "1 comparison units with a missing outcome left out: s30" in found.notes
    assert any("1 times at which one of its units has no outcome" in n for n in found.notes)
    assert 7.0 not in found.time_weights[14.0]
    # the same as a panel that never had them
    kept, times = np.arange(44) != 30, np.arange(20) != 7
    smaller = panel_of(
        [u for u, k in zip(panel.units, kept, strict=True) if k],
        panel.times[times],
        panel.outcome[kept][:, times],
        panel.cohort[kept],
    )
    assert found.overall.estimate == pytest.approx(
        synthetic_difference(smaller).overall.estimate, abs=1e-12
    )


def test_no_mix_can_be_made_of_one_comparison_store():
    panel = few_treated(5, units=4, cohorts={14.0: 3})
    with pytest.raises(PanelError, match="1 of 1 never-treated units"):
        synthetic_difference(panel)


def test_a_cohort_without_two_times_before_is_left_out_or_refused():
    panel = few_treated(5, cohorts={1.0: 2, 14.0: 2})
    found = synthetic_difference(panel)
    assert any("cohort 1 left out: 1 times before" in note for note in found.notes)
    assert list(found.group) == [14.0]
    with pytest.raises(PanelError, match="two times before"):
        synthetic_difference(few_treated(5, cohorts={1.0: 2}))


def test_identical_stores_have_no_error_rather_than_an_error_of_zero():
    outcome = np.tile(np.arange(10.0), (60, 1))
    cohort = np.array([6.0] * 3 + [np.nan] * 57)
    found = synthetic_difference(
        panel_of(list(map(str, range(60))), np.arange(10), outcome, cohort)
    )
    assert found.overall.estimate == pytest.approx(0.0, abs=1e-9)
    assert np.isnan(found.overall.se)
    assert found.overall.reason


def test_fewer_placebos_than_a_claim_needs_are_refused():
    with pytest.raises(PanelError, match="99 placebos"):
        synthetic_difference(few_treated(5), placebos=20)


def test_cohorts_that_need_more_stores_than_there_are_can_be_made_in_no_way() -> None:
    assert placebo_count(3, [1, 1, 2, 1]) == 0
    assert list(placebo_cohorts(3, [1, 1, 2, 1], most=200, seed=0)) == []
