"""What a rollout lets one detect: exact weights, the noise, and the promised power in practice."""

from __future__ import annotations

import math
import time
from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.design import detectable, detectable_by_week, smallest_detectable
from showfloor.measure.design_blocks import block_design
from showfloor.measure.design_noise import estimate_noise, semivariogram
from showfloor.measure.design_scores import Scoring, block_means
from showfloor.measure.design_types import Detectable, History, Noise
from showfloor.measure.design_weights import imputation_weights
from showfloor.measure.imputation import imputation
from showfloor.measure.permutation import exchange, permutation_test
from showfloor.measure.staggered import measure_staggered

MONDAY = date(2020, 1, 6)
NEVER = 10**6
PERSISTENCE, MOVING, FRESH = 0.7, 2.0, 1.0
"""Autocorrelation and standard deviation of the moving part, and of the part new every week."""


def panel(outcome: np.ndarray, first: np.ndarray) -> Panel:
    weeks = outcome.shape[1]
    return Panel(
        units=tuple(f"s{i:05d}" for i in range(len(outcome))),
        times=np.arange(weeks, dtype=float),
        outcome=outcome,
        cohort=np.where(first < weeks, first, np.nan).astype(float),
    )


def history(outcome: np.ndarray) -> History:
    return History(tuple(f"s{i:05d}" for i in range(len(outcome))), MONDAY, outcome)


def moves(
    rng: np.random.Generator, stores: int, weeks: int, *, scale: np.ndarray | float = 1.0
) -> np.ndarray:
    """Draw stores with levels, weeks with levels, and the noise described above."""
    moving = np.zeros((stores, weeks))
    moving[:, 0] = MOVING * rng.normal(size=stores)
    for week in range(1, weeks):
        fresh = MOVING * math.sqrt(1.0 - PERSISTENCE**2) * rng.normal(size=stores)
        moving[:, week] = PERSISTENCE * moving[:, week - 1] + fresh
    noise = moving + FRESH * rng.normal(size=(stores, weeks))
    size = np.broadcast_to(np.sqrt(scale), (stores,))[:, None]
    return 20.0 + 4.0 * rng.normal(size=(stores, 1)) + rng.normal(size=(1, weeks)) + size * noise


def known_semivariogram(lags: np.ndarray) -> np.ndarray:
    """The process' own, by its definition: half the variance of a difference."""
    return MOVING**2 * (1.0 - PERSISTENCE**lags) + FRESH**2 * (lags > 0)


@pytest.fixture(scope="module")
def learned() -> Noise:
    """The noise as a long and wide history teaches it."""
    outcome = moves(np.random.default_rng(5), 3000, 60)
    return estimate_noise(history(outcome), before=MONDAY + timedelta(weeks=60))


def test_the_weights_are_those_of_the_estimator_outcome_by_outcome() -> None:
    """The imputation estimator is linear: its estimate of a single 1 among zeros is the weight."""
    sizes, first, weeks = np.array([2, 3, 2, 4]), np.array([3, 5, 6, 9]), 9
    found = imputation_weights(sizes, first, weeks)
    assert found is not None
    cohort = np.repeat(first, sizes)
    for unit in range(len(cohort)):
        for week in range(weeks):
            outcome = np.zeros((len(cohort), weeks))
            outcome[unit, week] = 1.0
            told = imputation(panel(outcome, cohort), leads=0).overall.estimate
            row = int(np.searchsorted(first, cohort[unit]))
            assert found.weight[row, week] == pytest.approx(told, abs=1e-12)


def test_weeks_in_which_every_store_is_treated_are_left_out_as_the_estimator_does() -> None:
    sizes, first, weeks = np.array([5, 6]), np.array([4, 6]), 8
    found = imputation_weights(sizes, first, weeks)
    assert found is not None
    assert found.treated.sum(axis=1).tolist() == [2, 0]
    outcome = np.random.default_rng(1).normal(size=(11, weeks))
    told = imputation(panel(outcome, np.repeat(first, sizes)), leads=0).overall.estimate
    by_hand = float((np.repeat(found.weight, sizes, axis=0) * outcome).sum())
    assert by_hand == pytest.approx(told, abs=1e-12)


def test_two_stores_and_two_weeks_have_the_variance_of_a_difference_in_differences() -> None:
    """By hand: (y11 - y10) - (y01 - y00), each pair of weeks with variance 2 semivariances."""
    found = imputation_weights(np.array([1, 1]), np.array([1, 2]), 2)
    assert found is not None
    np.testing.assert_allclose(found.weight, [[-1.0, 1.0], [1.0, -1.0]], atol=1e-12)


def test_the_noise_of_a_known_process_is_found(learned: Noise) -> None:
    lags = np.arange(1, 120)
    fitted = semivariogram(learned.components, lags, learned.weeks)
    np.testing.assert_allclose(fitted, known_semivariogram(lags), rtol=0.05)
    np.testing.assert_allclose(learned.seen[:20], known_semivariogram(lags[:20]), rtol=0.05)


def test_the_semivariogram_seen_is_half_the_variance_of_differences_with_gaps() -> None:
    """Against plain loops over every pair of weeks, on data with a tenth of them missing."""
    rng = np.random.default_rng(11)
    outcome = moves(rng, 40, 12)
    outcome[rng.random(outcome.shape) < 0.1] = np.nan
    noise = estimate_noise(history(outcome), before=MONDAY + timedelta(weeks=12))
    for lag in (1, 5, 11):
        total = pairs = 0.0
        for week in range(12 - lag):
            difference = outcome[:, week + lag] - outcome[:, week]
            difference = difference[np.isfinite(difference)]
            total += float(((difference - difference.mean()) ** 2).sum())
            pairs += len(difference) - 1
        assert noise.seen[lag - 1] == pytest.approx(0.5 * total / pairs, rel=1e-9)


def test_stores_that_vary_more_are_believed_as_far_as_the_data_can_be() -> None:
    rng = np.random.default_rng(3)
    scale = np.repeat([0.5, 1.5], 300)
    noise = estimate_noise(
        history(moves(rng, 600, 52, scale=scale)), before=MONDAY + timedelta(weeks=52)
    )
    # Reliability is by definition the squared correlation of what is seen with the truth, and a
    # store is believed to lie so much of the way from the average.
    told = float(np.corrcoef(noise.scale, scale)[0, 1]) ** 2
    assert noise.reliability == pytest.approx(told, abs=0.08)
    assert noise.scale[:300].mean() == pytest.approx(1.0 - 0.5 * told, abs=0.06)
    assert noise.scale[300:].mean() == pytest.approx(1.0 + 0.5 * told, abs=0.06)
    assert noise.scale.mean() == pytest.approx(1.0, abs=1e-12)


def test_stores_that_vary_alike_are_hardly_told_apart() -> None:
    outcome = moves(np.random.default_rng(4), 600, 52)
    noise = estimate_noise(history(outcome), before=MONDAY + timedelta(weeks=52))
    assert noise.reliability < 0.3
    assert noise.scale.std() < 0.1


def test_the_standard_error_is_the_plain_sum_over_every_pair_of_weeks(learned: Noise) -> None:
    """sqrt(sum of v' Sigma v) with Sigma the known process' full covariance, store by store."""
    weeks, first = 40, np.repeat([20, 26, 33, NEVER], [6, 5, 7, 12])
    scale = np.random.default_rng(2).gamma(4.0, 0.25, len(first))
    found = detectable(learned, first, scale, MONDAY + timedelta(weeks=weeks - 1))
    cohorts, member, sizes = np.unique(
        np.minimum(first, weeks), return_inverse=True, return_counts=True
    )
    weights = imputation_weights(sizes, cohorts, weeks)
    assert weights is not None
    lag = np.abs(np.arange(weeks)[:, None] - np.arange(weeks)[None, :])
    covariance = MOVING**2 * PERSISTENCE**lag + FRESH**2 * (lag == 0)
    variance = sum(
        scale[store] * weights.weight[member[store]] @ covariance @ weights.weight[member[store]]
        for store in range(len(first))
    )
    assert found.se == pytest.approx(math.sqrt(variance), rel=0.02)
    assert (found.treated, found.compared, found.verdict) == (18, 12, "PASS")
    assert found.store_weeks == 6 * 20 + 5 * 14 + 7 * 7


@pytest.mark.parametrize(
    ("stores", "sizes"),
    [(60, (4,)), (60, (1, 1, 1, 1, 1, 1)), (60, (12,)), (200, (10, 10, 10, 10)), (400, (6,))],
)
def test_the_smallest_effect_is_found_in_four_of_five_rollouts(
    stores: int, sizes: tuple[int, ...], learned: Noise
) -> None:
    """Monte Carlo, 700 rollouts: power and coverage of the interval that is measured later.

    `Scoring` is held to `measure_staggered` below. Errors: 0.015 for the power, 0.008 for the
    coverage, 3 % for the spread and, with so few degrees of freedom, for the mean square error.
    """
    rng = np.random.default_rng(8)
    weeks = 36
    first = np.repeat(
        [*(20 + 2 * k for k in range(len(sizes))), NEVER], [*sizes, stores - sum(sizes)]
    )
    promised = detectable(learned, first, np.ones(stores), MONDAY + timedelta(weeks=weeks - 1))
    cohorts, label, number = np.unique(
        np.minimum(first, weeks), return_inverse=True, return_counts=True
    )
    design = block_design(number, cohorts, weeks)
    assert design is not None
    scoring = Scoring(design)
    told = [
        scoring.found(block_means(moves(rng, stores, weeks), design.edges), label)
        for _ in range(700)
    ]
    estimate, error = (np.array([getattr(f, name) for f in told]) for name in ("estimate", "se"))
    half = stats.t.ppf(0.975, told[0].df) * error
    assert (np.abs(estimate + promised.mde) > half).mean() == pytest.approx(0.80, abs=0.05)
    assert (np.abs(estimate) <= half).mean() == pytest.approx(0.955, abs=0.025)
    assert float(np.std(estimate)) == pytest.approx(promised.se, rel=0.09)
    assert float(np.sqrt((error**2).mean())) == pytest.approx(promised.se, rel=0.10)


def test_scores_by_blocks_are_what_the_measurement_finds_week_by_week() -> None:
    """Against `measure_staggered` on the whole panel: CR2, and pooled cohorts of one store."""
    rng = np.random.default_rng(12)
    for sizes in ((5, 3, 12), (1, 2, 1, 12)):
        first = np.repeat([*(20 + 3 * k for k in range(len(sizes) - 1)), NEVER], sizes)
        outcome = moves(rng, len(first), 34)
        told = measure_staggered(panel(outcome, first), draws=99).imputation.overall
        cohorts, label, number = np.unique(
            np.minimum(first, 34), return_inverse=True, return_counts=True
        )
        design = block_design(number, cohorts, 34)
        assert design is not None
        found = Scoring(design).found(block_means(outcome, design.edges), label)
        assert found.estimate == pytest.approx(told.estimate, abs=1e-10)
        assert found.se == pytest.approx(told.se, rel=1e-10)
        assert found.df == pytest.approx(told.df, rel=1e-9)


def test_two_or_three_stores_are_promised_the_power_of_their_permutation_test(
    learned: Noise,
) -> None:
    """On drawn rollouts tested by `permutation_test` with 1,999 draws, 300 rollouts: +-0.023.

    The draws and the seed are not those behind the promise.
    """
    rng = np.random.default_rng(3)
    weeks, stores = 36, 60
    for sizes in ((2,), (1, 2)):
        first = np.repeat([*(20, 26)[: len(sizes)], NEVER], [*sizes, stores - sum(sizes)])
        promised = detectable(learned, first, np.ones(stores), MONDAY + timedelta(weeks=35))
        assert promised.method == "permutation"
        cohorts, label, number = np.unique(
            np.minimum(first, weeks), return_inverse=True, return_counts=True
        )
        weights = imputation_weights(number, cohorts, weeks)
        assert weights is not None
        effect = promised.mde * (np.arange(weeks)[None, :] >= first[:, None])
        found = 0
        for draw in range(300):
            outcome = moves(rng, stores, weeks) + effect
            test = permutation_test(
                exchange(outcome, label, weights.weight, 0.0), draws=1999, seed=draw
            )
            found += test.p_value <= 0.05
        assert found / 300 == pytest.approx(0.80, abs=0.065)


def test_a_short_history_promises_about_what_a_long_one_does(learned: Noise) -> None:
    """From 12 weeks of 120 stores, averaged over 60 histories."""
    first = np.repeat([12, 16, 20, NEVER], [20, 20, 20, 60])
    on = MONDAY + timedelta(weeks=29)
    known = detectable(learned, first, np.ones(120), on).se
    rng = np.random.default_rng(6)
    found = []
    for _ in range(60):
        noise = estimate_noise(history(moves(rng, 120, 12)), before=MONDAY + timedelta(weeks=12))
        found.append(detectable(noise, first, noise.scale, on).se)
    assert float(np.mean(found)) == pytest.approx(known, rel=0.15)


def test_power_at_the_smallest_effect_is_that_of_the_noncentral_t() -> None:
    for df in (3.0, 11.0, 200.0):
        critical = stats.t.ppf(0.975, df)
        effect = smallest_detectable(1.0, df)
        power = stats.nct.sf(critical, df, effect) + stats.nct.cdf(-critical, df, effect)
        assert power == pytest.approx(0.80, abs=1e-4)
    assert smallest_detectable(2.0, math.inf) == pytest.approx(2.0 * (1.959964 + 0.841621))


def test_what_cannot_be_tested_is_unknown_with_its_reason(learned: Noise) -> None:
    on = MONDAY + timedelta(weeks=25)
    early = detectable(learned, np.repeat([40, NEVER], [9, 20]), np.ones(29), on)
    assert math.isnan(early.mde)
    assert "no store is treated" in early.reason
    alone = detectable(learned, np.repeat([20, 24, NEVER], [9, 9, 1]), np.ones(19), on)
    assert math.isnan(alone.mde)
    assert "to compare with" in alone.reason
    every = detectable(learned, np.repeat([20], [9]), np.ones(9), on)
    assert math.isnan(every.se)
    assert "every store is treated" in every.reason


def test_what_is_promised_follows_the_number_of_treated_stores(learned: Noise) -> None:
    """As the report says it later: six an interval, four one to review, two a permutation."""
    on = MONDAY + timedelta(weeks=29)

    def of(treated: int, compared: int = 40) -> Detectable:
        first = np.repeat([20, NEVER], [treated, compared])
        return detectable(learned, first, np.ones(len(first)), on)

    stated = [(of(n).method, of(n).verdict) for n in (6, 4, 1)]
    assert stated == [("interval", "PASS"), ("interval", "REVIEW"), ("placebo", "FAIL")]
    one = of(1)
    assert math.isnan(one.mde)
    assert "that store's own chance" in one.reason
    # Nearly normal, with the variance of one store beside forty: 1.96 standard errors.
    assert one.placebo == pytest.approx(1.96 * one.se, rel=0.03)
    three = of(3, 4)
    assert math.isnan(three.mde)
    assert "in 35 ways only" in three.reason  # 7 x 6 x 5 / 6


@pytest.mark.parametrize("cohorts", [((20,), (7,)), ((20, 24), (5, 3)), ((20, 21, 23), (1, 2, 4))])
def test_degrees_of_freedom_are_those_that_the_measurement_states(
    cohorts: tuple[tuple[int, ...], tuple[int, ...]], learned: Noise
) -> None:
    """Against `measure_staggered`, which has them week by week from the full hat matrix."""
    starts, sizes = cohorts
    first = np.repeat([*starts, NEVER], [*sizes, 14])
    on = MONDAY + timedelta(weeks=29)
    promised = detectable(learned, first, np.ones(len(first)), on)
    outcome = moves(np.random.default_rng(4), len(first), 30)
    told = measure_staggered(panel(outcome, first), draws=99).imputation.overall
    assert promised.df == pytest.approx(told.df, rel=1e-9)
    assert promised.verdict == told.verdict


def test_each_week_of_the_rollout_is_what_that_week_alone_says(learned: Noise) -> None:
    first = np.repeat([20, 24, 28, NEVER], [8, 8, 8, 16])
    through = MONDAY + timedelta(weeks=33)
    weekly = detectable_by_week(learned, first, np.ones(40), through)
    assert [item.on for item in weekly] == [MONDAY + timedelta(weeks=w) for w in range(20, 34)]
    assert weekly[-1] == detectable(learned, first, np.ones(40), through)
    assert weekly[0].treated == 8
    assert weekly[0].compared == 32


def test_ten_thousand_stores_take_no_noticeable_time() -> None:
    """104 weeks of history and 104 of rollout; measured 0.15 s once, then 2 ms a date, quietly."""
    rng = np.random.default_rng(9)
    outcome = moves(rng, 10_000, 104)
    began = time.process_time()
    noise = estimate_noise(history(outcome), before=MONDAY + timedelta(weeks=104))
    assert time.process_time() - began < 2.0
    first = np.where(rng.random(10_000) < 0.4, 104 + rng.integers(0, 104, 10_000), NEVER)
    spent = []
    for _ in range(5):
        began = time.process_time()
        detectable(noise, first, noise.scale, MONDAY + timedelta(weeks=207))
        spent.append(time.process_time() - began)
    assert min(spent) < 0.5


def test_a_history_too_short_or_too_still_is_refused() -> None:
    outcome = moves(np.random.default_rng(1), 10, 8)
    with pytest.raises(PanelError, match="3 weeks before"):
        estimate_noise(history(outcome), before=MONDAY + timedelta(weeks=3))
    with pytest.raises(PanelError, match="does not vary"):
        estimate_noise(history(np.full((10, 8), 2.0)), before=MONDAY + timedelta(weeks=8))
