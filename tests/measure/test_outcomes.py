"""Per cent, euros and payback: by hand, against other implementations, and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure import fit_poisson, imputation
from showfloor.measure.outcome_totals import level_totals
from showfloor.measure.outcomes import (
    FIELLER,
    euros,
    in_logs,
    payback_weeks,
    per_cent,
    per_cent_of_logs,
    total,
)
from showfloor.measure.panels import prepare
from showfloor.measure.poisson_imputation import poisson_totals
from showfloor.measure.small_sample_errors import unitwise_imputation
from showfloor.measure.types import Estimate
from showfloor.measure.types_outcomes import Totals

NAN = math.nan


def made(effect=50.0, base=200.0, variances=(25.0, 16.0), both=4.0, units=20) -> Totals:
    covariance = np.array([[variances[0], both], [both, variances[1]]])
    return Totals(effect, base, covariance, 100, units, 40)


def counts(seed: int, *, units=60, times=14, lift=0.5, level=-0.2) -> Panel:
    """Sparse counts, a third never treated, the others from one of two weeks on."""
    rng = np.random.default_rng(seed)
    cohort = np.array([NAN, 6.0, 9.0])[np.arange(units) % 3]
    time = np.arange(times, dtype=float)
    late = time[None, :] >= np.where(np.isnan(cohort), np.inf, cohort)[:, None]
    own = rng.gamma(4.0, 0.25, size=(units, 1))
    mean = np.exp(level + 0.3 * np.sin(time) + lift * late) * own
    return Panel(tuple(f"s{i}" for i in range(units)), time, rng.poisson(mean) * 1.0, cohort)


def test_two_stores_and_two_weeks_are_foretold_by_the_ratio():
    # The untreated store went from 10 to 20, so the treated one's 5 foretell 10; it sold 25.
    panel = Panel(
        ("a", "b"), np.array([0.0, 1.0]), np.array([[10.0, 20.0], [5.0, 25.0]]), np.array([NAN, 1])
    )
    found = poisson_totals(panel)
    assert found.overall.counterfactual == pytest.approx(10.0)
    assert found.overall.effect == pytest.approx(15.0)
    assert per_cent(found.overall).estimate == pytest.approx(150.0)
    assert found.by_unit.units == ("b",)
    # In levels the 5 foretell 15.
    assert level_totals(panel).overall.counterfactual == pytest.approx(15.0)


def test_the_sum_of_effects_in_levels_is_that_of_imputation():
    panel = counts(1)
    found, known = level_totals(panel), imputation(panel)
    assert found.overall.effect / found.overall.unit_times == pytest.approx(known.overall.estimate)
    for event, totals in found.event.items():
        assert totals.effect / totals.unit_times == pytest.approx(known.event[event].estimate)
    for cohort, totals in found.group.items():
        assert totals.effect / totals.unit_times == pytest.approx(known.group[cohort].estimate)


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_the_sums_have_the_small_sample_errors_of_the_averages(missing):
    panel = counts(1)
    panel.outcome[np.random.default_rng(2).random(panel.outcome.shape) < missing] = NAN
    found = level_totals(panel)
    known = unitwise_imputation(prepare(panel), anticipation=0.0)
    sums = [found.overall, *found.event.values(), *found.group.values()]
    for place, totals in enumerate(sums):
        se = math.sqrt(totals.covariance[0, 0]) / totals.unit_times
        assert se == pytest.approx(known.errors.se[place], rel=1e-9)
        assert totals.df == pytest.approx(known.errors.df[place], rel=1e-9)
        assert [totals.treated, totals.compared] == known.errors.sides[:, place].tolist()
    assert euros(found.overall, "margin").df == found.overall.df


def test_two_weeks_give_the_degrees_of_freedom_of_welch_by_hand():
    # Six treated changes beside nine: equal noise, df (1/6 + 1/9)^2 / (1/36/5 + 1/81/8).
    rng = np.random.default_rng(3)
    outcome = 50.0 + rng.normal(size=(15, 2))
    panel = Panel(
        tuple("abcdefghijklmno"), np.array([0.0, 1.0]), outcome, np.array([1.0] * 6 + [NAN] * 9)
    )
    by_hand = (1 / 6 + 1 / 9) ** 2 / (1 / 36 / 5 + 1 / 81 / 8)
    change = outcome[:, 1] - outcome[:, 0]
    error = math.sqrt(change[:6].var(ddof=1) / 6 + change[6:].var(ddof=1) / 9)
    found = total(level_totals(panel).overall)
    assert found.df == pytest.approx(by_hand)
    assert found.se == pytest.approx(6 * error)
    # Of a share p the foretold weeks weigh 1 + p times: df by hand from these noises.
    share = per_cent(level_totals(panel).overall)
    ratio = 1.0 + share.estimate / 100.0
    one, other = 1.0 + ratio**2, 2.0 * ratio**2
    both = one / 6 + other / 9
    assert share.df == pytest.approx(both**2 / ((one / 6) ** 2 / 5 + (other / 9) ** 2 / 8))


def test_a_poisson_sum_of_equal_stores_has_the_degrees_of_freedom_of_levels():
    # Where all stores and weeks are foretold alike, the models weigh and vary alike.
    panel = counts(4, units=40)
    flat = np.full(panel.outcome.shape, 30.0)
    flat += np.where(np.indices(flat.shape).sum(axis=0) % 2 == 0, 1.0, -1.0)
    given = Panel(panel.units, panel.times, flat, panel.cohort)
    known, found = level_totals(given).overall, poisson_totals(given).overall
    assert found.df == pytest.approx(known.df, rel=0.02)
    assert found.treated == known.treated


def test_the_foretold_counts_are_those_of_a_regression_with_a_dummy_a_treated_unit_time():
    # With a dummy each, treated unit-times say nothing about the effects; its coefficient is
    # log(outcome / foretold).
    panel = counts(2, units=9, times=11, level=1.5)
    late = panel.times[None, :] >= np.where(np.isnan(panel.cohort), np.inf, panel.cohort)[:, None]
    unit, time = (a.ravel() for a in np.indices(panel.outcome.shape))
    chosen = np.flatnonzero(late.ravel() & (panel.outcome.ravel() > 0))
    kept = ~late.ravel()
    kept[chosen] = True
    dummies = np.zeros((unit.size, len(chosen)))
    dummies[chosen, np.arange(len(chosen))] = 1.0
    fit = fit_poisson(
        panel.outcome.ravel()[kept],
        dummies[kept],
        tuple(str(i) for i in range(len(chosen))),
        effect_a=unit[kept],
        effect_b=time[kept],
        clusters=unit[kept],
    )
    logs = np.array([fit.estimates[str(i)].estimate for i in range(len(chosen))])
    foretold = panel.outcome.ravel()[chosen] / np.exp(logs)
    without = Panel(
        panel.units,
        panel.times,
        np.where(late & (panel.outcome == 0), NAN, panel.outcome),
        panel.cohort,
    )
    assert poisson_totals(without).overall.counterfactual == pytest.approx(foretold.sum(), rel=1e-7)


def test_half_a_week_open_is_no_lost_sale():
    panel = counts(3, units=300, lift=0.0, level=1.0)
    rng = np.random.default_rng(4)
    late = panel.times[None, :] >= np.where(np.isnan(panel.cohort), np.inf, panel.cohort)[:, None]
    days = np.where(late & (rng.random(panel.outcome.shape) < 0.5), 3.0, 6.0)
    part = Panel(
        panel.units, panel.times, rng.binomial(panel.outcome.astype(int), days / 6) * 1.0,
        panel.cohort,
    )  # fmt: skip
    naive, told = per_cent(poisson_totals(part).overall), poisson_totals(part, exposure=days)
    assert naive.high < -15.0
    found = per_cent(told.overall)
    assert found.low < 0.0 < found.high


def test_a_closed_week_is_missing_and_said():
    panel = counts(5)
    days = np.full(panel.outcome.shape, 6.0)
    days[3, 8] = days[4, 2] = 0.0
    gone = np.where(days == 0.0, NAN, panel.outcome)
    found = poisson_totals(panel, exposure=days)
    known = poisson_totals(Panel(panel.units, panel.times, gone, panel.cohort))
    assert found.overall.effect == pytest.approx(known.overall.effect)
    assert any("2 unit-times were closed" in note for note in found.notes)


def test_a_store_that_sold_nothing_before_stays_with_nothing_foretold():
    panel = counts(6)
    panel.outcome[1, :6] = 0.0
    found = poisson_totals(panel)
    place = found.by_unit.units.index("s1")
    assert found.by_unit.counterfactual[place] == 0.0
    assert found.by_unit.effect[place] == panel.outcome[1, 6:].sum()
    assert any("sold nothing while untreated" in note for note in found.notes)


def test_sums_by_unit_by_event_time_and_by_cohort_add_up():
    found = poisson_totals(counts(7))
    whole = found.overall
    for parts in (found.event.values(), found.group.values()):
        assert sum(p.effect for p in parts) == pytest.approx(whole.effect)
        assert sum(p.counterfactual for p in parts) == pytest.approx(whole.counterfactual)
    assert found.by_unit.effect.sum() == pytest.approx(whole.effect)
    assert found.by_unit.unit_times.sum() == whole.unit_times


@pytest.mark.parametrize("totals_of", [poisson_totals, level_totals])
def test_standard_errors_are_the_spread_over_drawn_panels(totals_of):
    # In levels the true effect is no per cent of each store's, but its sum is right on average.
    draws = 150
    found = [per_cent(totals_of(counts(100 + d)).overall) for d in range(draws)]
    estimates = np.array([f.estimate for f in found])
    truth = 100.0 * math.expm1(0.5)
    spread = float(estimates.std(ddof=1))
    told = float(np.mean([f.se for f in found]))
    # A standard deviation of 150 draws has a relative error of 0.058; the errors are conservative.
    assert 0.85 < told / spread < 1.35
    assert abs(float(np.mean(estimates)) - truth) < 4.0 * spread / math.sqrt(draws) + 2.0
    assert np.mean([f.low <= truth <= f.high for f in found]) > 0.90


def test_the_error_of_a_share_is_the_delta_methods():
    # d(T/C) = (dT - 0.25 dC) / 200: variance (25 - 2 x 0.25 x 4 + 0.0625 x 16) / 40000 = 24 / 40000
    found = per_cent(made())
    assert found.estimate == pytest.approx(25.0)
    assert found.se == pytest.approx(100.0 * math.sqrt(24.0 / 40000.0))
    assert found.low == pytest.approx(25.0 - 2.0930240544 * found.se)  # t with 19, tables


def test_a_weak_counterfactual_gets_fiellers_interval():
    # Ends of |T - p C| = t sqrt(vT - 2 p vTC + p^2 vC), found here by search over p.
    totals = made(base=200.0, variances=(400.0, 900.0), both=-50.0)
    found = per_cent(totals)
    assert found.method == FIELLER
    t = 2.0930240544
    shares = np.linspace(-2.0, 3.0, 2_000_001)
    spread = np.sqrt(400.0 + 100.0 * shares + 900.0 * shares**2)
    inside = shares[np.abs(50.0 - shares * 200.0) <= t * spread]
    assert found.low == pytest.approx(100.0 * inside.min(), abs=1e-3)
    assert found.high == pytest.approx(100.0 * inside.max(), abs=1e-3)


def test_a_counterfactual_that_may_be_zero_gives_no_interval():
    found = per_cent(made(variances=(400.0, 200.0**2)))
    assert found.estimate == pytest.approx(25.0)
    assert math.isnan(found.low)
    assert "cannot be told from 0" in found.reason


def test_a_counterfactual_of_nothing_has_no_per_cent():
    assert math.isnan(per_cent(made(base=0.0)).estimate)
    assert "not above 0" in per_cent(made(base=0.0)).reason


def test_euros_are_units_times_margin():
    found = euros(made(), "units", margin=12.5)
    assert found.estimate == 625.0
    assert found.se == pytest.approx(62.5)
    assert euros(made(), "revenue", margin=0.3).estimate == pytest.approx(15.0)
    assert euros(made(), "margin") == total(made())


@pytest.mark.parametrize(
    ("quantity", "margin", "said"),
    [
        ("units", None, "needs its margin"),
        ("margin", 2.0, "give no margin"),
        ("revenue", 30.0, "share from 0 to 1"),
    ],
)
def test_a_margin_that_does_not_fit_the_outcome_is_refused(quantity, margin, said):
    with pytest.raises(PanelError, match=said):
        euros(made(), quantity, margin=margin)


def test_an_area_pays_back_when_its_weekly_gain_has_added_up_to_its_cost():
    # 50 units x 10 euros over 100 area-weeks are 5 euros a week: 600 euros take 120 weeks.
    found = payback_weeks(made(), "units", cost=600.0, margin=10.0)
    gain = euros(made(), "units", margin=10.0)
    assert found.estimate == pytest.approx(120.0)
    assert found.se == pytest.approx(120.0 * gain.se / gain.estimate)
    assert found.low == pytest.approx(60_000.0 / gain.high)
    assert found.high == pytest.approx(60_000.0 / gain.low)


def test_a_gain_that_may_be_nothing_might_never_pay_back():
    found = payback_weeks(made(variances=(900.0, 1.0)), "units", cost=600.0, margin=10.0)
    assert math.isfinite(found.low)
    assert math.isinf(found.high)
    assert "never pay back" in found.reason
    lost = payback_weeks(made(effect=-5.0), "units", cost=600.0, margin=10.0)
    assert math.isnan(lost.estimate)
    assert lost.reason


def test_few_treated_stores_have_a_share_but_no_interval():
    found = per_cent(made(units=3))
    assert found.estimate == pytest.approx(25.0)
    assert math.isnan(found.low)
    assert "3 treated" in found.reason
    assert math.isnan(payback_weeks(made(units=3), "margin", cost=1.0).low)


def test_logs_of_zeros_are_refused_with_what_to_do_instead():
    panel = counts(8)
    with pytest.raises(PanelError, match="use the Poisson model for counts with zeros"):
        in_logs(panel)
    one = Panel(panel.units, panel.times, panel.outcome + 1.0, panel.cohort)
    np.testing.assert_allclose(np.exp(in_logs(one).outcome), one.outcome)


def test_log_points_in_per_cent():
    found = per_cent_of_logs(Estimate(math.log(1.25), 0.04, 30.0, math.log(1.1), math.log(1.4)))
    assert found.estimate == pytest.approx(25.0)
    assert found.se == pytest.approx(125.0 * 0.04)
    assert (found.low, found.high) == (pytest.approx(10.0), pytest.approx(40.0))


def test_negative_outcomes_and_unknown_days_are_refused():
    panel = counts(9)
    with pytest.raises(PanelError, match="must not be negative"):
        poisson_totals(Panel(panel.units, panel.times, panel.outcome - 1.0, panel.cohort))
    days = np.ones(panel.outcome.shape)
    days[2, 2] = NAN
    with pytest.raises(PanelError, match="exposure must be known"):
        poisson_totals(panel, exposure=days)
    with pytest.raises(PanelError, match="shape"):
        poisson_totals(panel, exposure=days[:, :3])


def test_stores_that_sold_nothing_before_keep_the_foretold_sum_right():
    # 0.17 units a week: about a third of the stores sell nothing in six weeks. Own levels average
    # 1, so that 20 stores from week 6 and 20 from week 9 on would have sold 42.64 in the mean.
    late = [20 * np.exp(-1.8 + 0.3 * np.sin(np.arange(g, 14.0))).sum() for g in (6, 9)]
    found = np.array(
        [poisson_totals(counts(d, level=-1.8)).overall.counterfactual for d in range(200)]
    )
    error = float(found.std(ddof=1)) / math.sqrt(len(found))
    assert abs(float(found.mean()) - sum(late)) < 3.0 * error
    assert error < 1.5
