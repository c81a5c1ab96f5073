"""Waves that were drawn: by hand, against plain sums over units, and over draws of the design."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure import callaway_santanna, panel_of, randomised_waves

NEVER = np.inf


def drawn_waves(
    seed: int, sizes: dict[float, int], *, times: int = 12, persistence: float = 0.7
) -> tuple[np.ndarray, np.ndarray]:
    """Untreated outcomes [U, T] that persist, and who is first treated when (drawn)."""
    rng = np.random.default_rng(seed)
    units = sum(sizes.values())
    outcome = np.empty((units, times))
    outcome[:, 0] = rng.normal(size=units)
    for t in range(1, times):
        noise = rng.normal(size=units) * np.sqrt(1.0 - persistence**2)
        outcome[:, t] = persistence * outcome[:, t - 1] + noise
    cohort = np.repeat(list(sizes), list(sizes.values()))
    return outcome, rng.permutation(cohort)


def waves_panel(outcome: np.ndarray, cohort: np.ndarray) -> Panel:
    units = [f"s{i:03d}" for i in range(len(outcome))]
    first = np.where(np.isinf(cohort), np.nan, cohort)
    return panel_of(units, np.arange(outcome.shape[1]), outcome, first)


def plain_scores(outcome, cohort, window):
    """Each unit's part of the simple average and of its history, straight from the definition."""
    units, times = outcome.shape
    last = cohort.max()
    cells = [(g, t) for g in np.unique(cohort) for t in range(times) if g <= t < last]
    total = sum((cohort == g).sum() for g, _ in cells)
    effect, history = np.zeros(units), np.zeros(units)
    for g, t in cells:
        own, later = cohort == g, cohort > t
        early = outcome[:, int(max(g - window, 0)) : int(g)].mean(axis=1)
        weight = own.sum() / total
        side = weight * (own / own.sum() - later / later.sum())
        effect += side * outcome[:, t]
        history += side * early
    return effect, history


def plain_variance(score, cohort):
    groups = [score[cohort == g] for g in np.unique(cohort)]
    return sum(len(part) * part.var(ddof=1) for part in groups)


SIZES = {4.0: 20, 6.0: 15, 9.0: 25, NEVER: 30}


@pytest.mark.parametrize("window", [1, 3])
@pytest.mark.parametrize("seed", range(3))
def test_the_estimate_is_the_plain_sum_with_the_least_plain_variance(seed, window):
    outcome, cohort = drawn_waves(seed, SIZES)
    found = randomised_waves(waves_panel(outcome, cohort), windows=(window,))
    effect, history = plain_scores(outcome, cohort, window)
    best = optimize.minimize_scalar(
        lambda share: plain_variance(effect - share * history, cohort), tol=1e-12
    )
    (share,) = found.adjustment["simple"]
    assert share == pytest.approx(best.x, abs=1e-6)
    simple = found.conservative.simple
    assert simple.estimate == pytest.approx((effect - share * history).sum(), abs=1e-10)
    # one share estimated with 90 - 4 degrees of freedom: as a regression on one covariate
    assert simple.se**2 == pytest.approx(best.fun * 86 / 85 * (1 + 1 / 84), rel=1e-9)
    assert found.refined.simple.estimate == simple.estimate


@pytest.mark.parametrize("sizes", [SIZES, {4.0: 12, 7.0: 14, 10.0: 16}])
def test_taking_off_the_whole_difference_before_is_callaway_and_santanna(sizes):
    """The paper's special case: their not-yet-treated estimator is the share 1."""
    outcome, cohort = drawn_waves(5, sizes)
    panel = waves_panel(outcome, cohort)
    effect, history = plain_scores(outcome, cohort, 1)
    whole = callaway_santanna(panel, comparison="not_yet").simple.estimate
    found = randomised_waves(panel)
    (share,) = randomised_waves(panel, windows=(1,)).adjustment["simple"]
    assert whole == pytest.approx((effect - history).sum(), abs=1e-10)
    assert randomised_waves(panel, windows=(1,)).refined.simple.estimate == pytest.approx(
        whole + (1.0 - share) * history.sum(), abs=1e-10
    )
    assert set(found.refined.group) == {g for g in sizes if g < max(sizes)}


def test_without_differences_before_it_is_neymans_difference_of_means():
    late = np.array([3.0, 5.0, 7.0, 9.0, 1.0, 1.0, 3.0, 3.0, 2.0])
    outcome = np.stack([np.zeros(9), late], axis=1)
    cohort = np.array([1.0] * 4 + [NEVER] * 5)
    found = randomised_waves(waves_panel(outcome, cohort), windows=(1,)).conservative
    # means 6 and 2; variances 20/3 of 4 units and 1 of 5 units
    assert found.simple.estimate == pytest.approx(4.0)
    assert found.simple.se**2 == pytest.approx(20.0 / 3.0 / 4.0 + 1.0 / 5.0)
    own, other = 20.0 / 12.0, 0.2
    assert found.simple.df == pytest.approx((own + other) ** 2 / (own**2 / 3 + other**2 / 4))
    assert found.event[0.0] == found.simple
    assert found.calendar_overall == found.simple


def test_the_refinement_takes_off_what_earlier_outcomes_foretell_of_effects():
    """Two cohorts, one time before: the bound is (sum of slopes)^2 x variance / units.

    The effect of a unit is its earlier outcome, so that earlier outcomes foretell effects fully.
    """
    rng = np.random.default_rng(3)
    early = rng.normal(size=80)
    treated = np.arange(80) < 40
    late = 0.5 * early + 0.1 * rng.normal(size=80) + treated * early
    outcome = np.stack([early, late], axis=1)
    cohort = np.where(treated, 1.0, NEVER)
    found = randomised_waves(waves_panel(outcome, cohort), windows=(1,))
    slopes = [np.polyfit(early[s], late[s], 1)[0] for s in (treated, ~treated)]
    spread = np.mean([early[s].var(ddof=1) for s in (treated, ~treated)])
    bound = (slopes[0] - slopes[1]) ** 2 * spread / 80.0
    assert found.refined_with == 1
    assert found.refined.simple.se**2 == pytest.approx(
        found.conservative.simple.se**2 - bound, rel=1e-9
    )


def test_small_cohorts_allow_no_refinement():
    outcome, cohort = drawn_waves(1, {4.0: 9, 6.0: 9, NEVER: 12})
    found = randomised_waves(waves_panel(outcome, cohort))
    assert found.refined_with == 0
    assert found.refined.simple.se == found.conservative.simple.se


def test_over_draws_it_is_unbiased_covers_and_varies_less_than_both_simple_ways():
    outcome, cohort = drawn_waves(11, {4.0: 12, 6.0: 12, 8.0: 12, NEVER: 24})
    rng = np.random.default_rng(0)
    effect_of = 1.0 + 0.5 * outcome[:, 0] - 0.5 * outcome[:, 0].mean()
    found, covered, variance, refined, whole, means = [], [], [], [], [], []
    for _ in range(150):
        drawn = rng.permutation(cohort)
        seen = outcome + effect_of[:, None] * (np.arange(12) >= drawn[:, None])
        panel = waves_panel(seen, drawn)
        result = randomised_waves(panel, draws=99)
        simple = result.conservative.simple
        found.append(simple.estimate)
        covered.append(simple.low <= 1.0 <= simple.high)
        variance.append(simple.se**2)
        refined.append(result.refined.simple.se**2)
        scores = plain_scores(seen, drawn, 1)
        means.append(scores[0].sum())
        whole.append((scores[0] - scores[1]).sum())
    spread = np.var(found, ddof=1)
    assert np.mean(found) == pytest.approx(1.0, abs=4.0 * np.sqrt(spread / 150))
    assert np.mean(covered) >= 0.9
    assert np.mean(variance) >= 0.8 * spread
    assert np.mean(refined) <= np.mean(variance)
    assert spread < np.var(whole, ddof=1)
    assert spread < np.var(means, ddof=1)


def test_a_longer_window_helps_where_weeks_are_noisy():
    outcome, cohort = drawn_waves(4, SIZES, persistence=0.0)
    outcome += 2.0 * np.random.default_rng(9).normal(size=(90, 1))
    panel = waves_panel(outcome, cohort)
    last, several = (randomised_waves(panel, windows=w) for w in ((1,), (4,)))
    both = randomised_waves(panel, windows=(1, 4))
    assert several.conservative.simple.se < last.conservative.simple.se
    assert both.conservative.simple.se <= several.conservative.simple.se + 1e-12
    assert len(both.adjustment["simple"]) == 2


def test_without_a_never_treated_unit_the_last_wave_only_compares():
    outcome, cohort = drawn_waves(6, {4.0: 15, 7.0: 15, 10.0: 15})
    found = randomised_waves(waves_panel(outcome, cohort))
    assert set(found.refined.group) == {4.0, 7.0}
    assert max(found.refined.calendar) == 9.0


def test_the_band_holds_all_event_times():
    outcome, cohort = drawn_waves(6, SIZES)
    found = randomised_waves(waves_panel(outcome, cohort))
    assert found.event_band is not None
    for e, estimate in found.conservative.event.items():
        assert found.event_band.low[e] <= estimate.low
    assert found.event_covariance is not None
    errors = [estimate.se for estimate in found.conservative.event.values()]
    assert np.sqrt(np.diagonal(found.event_covariance)) == pytest.approx(errors)


def test_a_wave_of_one_store_has_no_interval_and_takes_off_the_whole_difference():
    outcome, cohort = drawn_waves(8, {4.0: 1, 6.0: 15, NEVER: 20})
    panel = waves_panel(outcome, cohort)
    found = randomised_waves(panel, windows=(1,))
    assert np.isnan(found.refined.simple.low)
    assert found.refined.simple.reason == "rests on a cohort of one unit"
    assert found.adjustment["simple"] == (1.0,)
    assert np.isfinite(found.refined.group[6.0].se)
    assert any("cohort of one unit" in note for note in found.notes)
    whole = callaway_santanna(panel, comparison="not_yet")
    assert found.refined.group[4.0].estimate == pytest.approx(whole.group[4.0].estimate)


def test_units_with_missing_outcomes_are_left_out_by_name():
    outcome, cohort = drawn_waves(8, SIZES)
    outcome[5, 3] = np.nan
    found = randomised_waves(waves_panel(outcome, cohort))
    assert found.panel.units == 89
    assert any("1 units with a missing outcome left out" in n and "s005" in n for n in found.notes)


def test_what_no_draw_can_show_is_refused():
    outcome, cohort = drawn_waves(8, {4.0: 30})
    with pytest.raises(PanelError, match="no one is treated later"):
        randomised_waves(waves_panel(outcome, cohort))
    outcome, cohort = drawn_waves(8, SIZES)
    panel = waves_panel(outcome, cohort)
    with pytest.raises(PanelError, match="windows are numbers of times"):
        randomised_waves(panel, windows=(0,))
    clustered = panel_of(panel.units, panel.times, panel.outcome, panel.cohort, np.arange(90) // 2)
    with pytest.raises(PanelError, match="clusters are coarser"):
        randomised_waves(clustered)
    with pytest.raises(PanelError, match="every unit has a missing outcome"):
        randomised_waves(waves_panel(np.where(np.arange(12) == 2, np.nan, outcome), cohort))
