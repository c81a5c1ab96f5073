"""The pre-trend of few treated units: Hotelling's test by hand, and false alarms as promised."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from showfloor.domain.panels import Panel
from showfloor.measure.imputation import imputation
from showfloor.measure.staggered import measure_staggered

LEADS = 4


def panel(outcome: np.ndarray, treated: int, opens: int, apart: int = 0) -> Panel:
    """The first units are treated; those of odd place `apart` times later."""
    units, times = outcome.shape
    cohort = np.full(units, np.nan)
    cohort[:treated] = opens + apart * (np.arange(treated) % 2)
    return Panel(tuple(f"u{k}" for k in range(units)), np.arange(float(times)), outcome, cohort)


def by_hand(outcome: np.ndarray, treated: int, opens: int) -> tuple[float, np.ndarray]:
    """Hotelling's test of each unit's leads less its mean over the earlier times; their errors."""
    early = outcome[:, :opens]
    apart = early[:, -LEADS:] - early[:, :-LEADS].mean(axis=1, keepdims=True)
    sides = apart[:treated], apart[treated:]
    slopes = sides[0].mean(axis=0) - sides[1].mean(axis=0)
    joint = sum(
        (side - side.mean(axis=0)).T @ (side - side.mean(axis=0)) / len(side) ** 2 for side in sides
    )
    units = len(outcome)
    joint = joint * units / (units - 1) * treated / (treated - 1)
    squared = slopes @ np.linalg.solve(joint, slopes)
    free = treated - LEADS
    p = stats.f.sf(squared * free / (LEADS * (treated - 1)), LEADS, free)
    return float(p), np.sqrt(np.diagonal(joint))


def test_one_cohort_gives_hotellings_test_of_its_leads() -> None:
    outcome = np.random.default_rng(1).normal(size=(30, 14))
    found = measure_staggered(panel(outcome, 8, 10)).imputation
    p, errors = by_hand(outcome, 8, 10)
    assert found.pretrend_p == pytest.approx(p, rel=1e-8)
    assert [e.se for e in found.pretrend.values()] == pytest.approx(errors.tolist(), rel=1e-8)
    last = found.pretrend[-1.0]
    half = stats.t.ppf(0.975, 7) * errors[-1]
    assert (last.low, last.high) == pytest.approx((last.estimate - half, last.estimate + half))


def test_estimates_stay_those_of_imputation() -> None:
    outcome = np.random.default_rng(2).normal(size=(30, 14))
    given = panel(outcome, 8, 10)
    plain = imputation(given).pretrend
    found = measure_staggered(given).imputation.pretrend
    assert {k: e.estimate for k, e in found.items()} == {k: e.estimate for k, e in plain.items()}


def test_few_treated_units_have_no_interval_before_the_opening_and_the_check_says_so() -> None:
    outcome = np.random.default_rng(3).normal(size=(30, 14))
    found = measure_staggered(panel(outcome, 3, 10))
    assert math.isnan(found.imputation.pretrend_p)
    assert all(math.isnan(e.low) for e in found.imputation.pretrend.values())
    assert all(math.isfinite(e.estimate) for e in found.imputation.pretrend.values())
    check = next(check for check in found.checks if check.name == "before the opening")
    assert (check.verdict, check.advice[:22]) == ("REVIEW", "Too few treated units ")


@pytest.mark.parametrize(("treated", "apart"), [(6, 0), (6, 2), (12, 2)])
def test_alike_units_are_rarely_said_to_have_moved_apart(treated: int, apart: int) -> None:
    """At most 8 in 100, where the analytic test says so of 13 to 40: 200 panels, two errors."""
    rng = np.random.default_rng(4)
    alarms = sum(
        measure_staggered(panel(rng.normal(size=(40, 16)), treated, 10, apart), draws=99)
        .imputation.pretrend_p < 0.05
        for _ in range(200)
    )  # fmt: skip
    assert alarms <= 0.08 * 200


def test_units_that_drift_are_found() -> None:
    """Twelve units that climb by half a standard deviation a time against flat ones."""
    rng = np.random.default_rng(5)
    found = []
    for _ in range(50):
        outcome = rng.normal(size=(40, 16))
        outcome[:12] += 0.5 * np.arange(16)
        found.append(measure_staggered(panel(outcome, 12, 10), draws=99).imputation.pretrend_p)
    assert np.mean(np.array(found) < 0.05) > 0.6
