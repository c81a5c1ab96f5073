"""The promise tested on weeks held out: right on its own noise, warned of where it is not."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy import stats

from showfloor.measure.design_placebo import held_out, share_of_draws
from showfloor.measure.design_scores import shuffled
from showfloor.measure.design_types import History

MONDAY = date(2020, 1, 6)
NEVER = 10**6


def history(outcome: np.ndarray) -> History:
    return History(tuple(f"s{i:03d}" for i in range(len(outcome))), MONDAY, outcome)


def noise(seed: int, stores: int = 120, weeks: int = 60) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return 20.0 + 4.0 * rng.normal(size=(stores, 1)) + rng.normal(size=(stores, weeks))


def opens(stores: int, *weeks: tuple[int, int]) -> np.ndarray:
    first = np.full(stores, NEVER)
    place = 0
    for week, number in weeks:
        first[place : place + number] = week
        place += number
    return first


def one_stratum(stores: int) -> np.ndarray:
    return np.zeros(stores, dtype=np.int64)


def test_on_noise_as_learned_false_alarms_are_five_in_a_hundred_and_power_four_in_five() -> None:
    """Means over 12 histories of 1,000 draws each; each history has its own luck (about 0.05).

    The promise is a little cautious here: weights >= 0 can see memory in noise that has none.
    """
    told = [
        held_out(history(noise(seed)), opens(120, (0, 10), (4, 10)), one_stratum(120), 20)
        for seed in range(12)
    ]
    assert np.mean([t.false_alarms.share for t in told]) == pytest.approx(0.05, abs=0.01)
    assert np.mean([t.power.share for t in told]) == pytest.approx(0.80, abs=0.05)
    assert np.mean([t.ratio for t in told]) == pytest.approx(1.05, abs=0.06)
    assert {(t.weeks, t.before, t.stores, t.treated) for t in told} == {(20, 40, 120, 20)}


def test_a_louder_end_of_the_history_shows_in_the_ratio() -> None:
    """The held-out weeks move twice as much: promised over found must be well below 1."""
    outcome = noise(1)
    outcome[:, -20:] += np.sqrt(3.0) * np.random.default_rng(9).normal(size=(120, 20))
    told = held_out(history(outcome), opens(120, (0, 20)), one_stratum(120), 20)
    assert told.ratio < 0.8


def test_stores_that_already_move_apart_are_found_by_their_own_p_value() -> None:
    outcome = noise(2)
    outcome[:20, -20:] += 2.0
    told = held_out(history(outcome), opens(120, (0, 20)), one_stratum(120), 20)
    assert told.own_p < 1e-6
    assert held_out(history(noise(2)), opens(120, (0, 20)), one_stratum(120), 20).own_p > 0.01


def test_two_stores_are_tested_by_permutation_and_one_by_nothing() -> None:
    told = held_out(history(noise(3, 60)), opens(60, (0, 2)), one_stratum(60), 20)
    assert told.false_alarms.draws == 300
    assert told.false_alarms.low <= 0.05
    assert told.power.share > 0.5
    one = held_out(history(noise(3, 60)), opens(60, (0, 1)), one_stratum(60), 20)
    assert "one treated store" in one.reason
    assert np.isnan(one.power.share)


def test_a_history_too_short_or_with_too_many_gaps_says_so() -> None:
    short = held_out(history(noise(4, 60, 6)), opens(60, (0, 9)), one_stratum(60), 20)
    assert short.reason == "6 weeks of history are too few to hold some back"
    gaps = noise(5, 60, 40)
    gaps[3:, 7] = np.nan
    told = held_out(history(gaps), opens(60, (0, 9)), one_stratum(60), 20)
    assert told.reason.startswith("only 3 stores are observed in every week, 3 of them")


def test_half_the_history_at_most_is_held_out() -> None:
    told = held_out(history(noise(6)), opens(120, (0, 9)), one_stratum(120), 500)
    assert (told.before, told.weeks) == (30, 30)


def test_labels_are_dealt_anew_within_strata_only() -> None:
    label = np.array([0, 0, 1, 1, 1, 0, 1, 1])
    stratum = np.array([0, 1, 0, 1, 0, 1, 0, 1])
    rng = np.random.default_rng(1)
    seen = set()
    for _ in range(40):
        drawn = shuffled(label, stratum, rng)
        for one in (0, 1):
            assert sorted(drawn[stratum == one]) == sorted(label[stratum == one])
        seen.add(tuple(drawn.tolist()))
    assert len(seen) > 15


def test_the_interval_of_a_share_is_clopper_and_pearson_s() -> None:
    for happened, draws in ((0, 40), (3, 40), (40, 40)):
        exact = stats.binomtest(happened, draws).proportion_ci(0.95, method="exact")
        found = share_of_draws(happened, draws)
        assert (found.low, found.high) == pytest.approx((exact.low, exact.high), abs=1e-12)
