"""Stores drawn at random, in proportion to strata, and balanced: against random and correlated."""

from __future__ import annotations

import numpy as np
import pytest

from showfloor.measure.design_draw import balanced_draw, dealt_waves, likeness


def moving_together(rng: np.random.Generator, stores: int = 120, weeks: int = 78) -> np.ndarray:
    """Stores with levels, noise, and two random walks that each follows in its own measure."""
    walks = 0.5 * np.cumsum(rng.normal(size=(2, weeks)), axis=1)
    level = 20.0 * np.exp(0.5 * rng.normal(size=(stores, 1)))
    noise = 2.0 * rng.normal(size=(stores, weeks)) + 2.0 * rng.normal(size=weeks)
    return np.asarray(level + rng.normal(size=(stores, 2)) @ walks + noise)


def change(outcome: np.ndarray, chosen: np.ndarray, after: int) -> float:
    """Before and after, chosen against the others: what is measured where nothing opened."""
    moved = outcome[:, -after:].mean(axis=1) - outcome[:, :-after].mean(axis=1)
    rest = np.setdiff1d(np.arange(len(outcome)), chosen)
    return float(moved[chosen].mean() - moved[rest].mean())


def best_correlated(before: np.ndarray, number: int, rng: np.random.Generator) -> np.ndarray:
    """As market selection does: of many random groups the one that moves most like the rest."""
    total, best, chosen = before.sum(axis=0), -2.0, np.arange(number)
    for _ in range(300):
        group = rng.choice(len(before), number, replace=False)
        own = before[group].sum(axis=0)
        told = float(np.corrcoef(own, total - own)[0, 1])
        if told > best:
            best, chosen = told, group
    return chosen


def no_strata(stores: int) -> np.ndarray:
    return np.zeros(stores, dtype=np.int64)


def test_a_balanced_draw_errs_half_as_much_as_any_draw_and_less_than_the_best_correlated() -> None:
    """Root mean square error in 13 later weeks, over 15 panels of 120 stores, 12 chosen."""
    rng = np.random.default_rng(2)
    errors: dict[str, list[float]] = {"random": [], "correlated": [], "balanced": []}
    for panel in range(15):
        outcome = moving_together(rng)
        before = outcome[:, :-13]
        at = likeness(before)
        for seed in range(6):
            random = rng.choice(120, 12, replace=False)
            balanced = balanced_draw(at, no_strata(120), 12, seed + 100 * panel)
            correlated = best_correlated(before, 12, rng)
            errors["random"].append(change(outcome, random, 13))
            errors["correlated"].append(change(outcome, correlated, 13))
            errors["balanced"].append(change(outcome, balanced, 13))
    size = {name: float(np.sqrt(np.mean(np.square(told)))) for name, told in errors.items()}
    assert size["balanced"] < 0.5 * size["random"]
    assert size["balanced"] < size["correlated"]


def test_the_draw_keeps_to_the_shares_of_the_strata_and_to_what_is_forced() -> None:
    """By hand: 10 of 60 stores in strata of 30, 18 and 12 are 5, 3 and 2.

    With six forced in the first and none to be had in the third, the second gives all four others:
    the first has one too many already.
    """
    stratum = np.repeat([0, 1, 2], [30, 18, 12])
    at = np.random.default_rng(1).normal(size=(60, 4))
    for seed in range(5):
        chosen = balanced_draw(at, stratum, 10, seed)
        assert np.bincount(stratum[chosen]).tolist() == [5, 3, 2]
        assert len(set(chosen.tolist())) == 10
    forced = np.zeros(60, dtype=np.int64)
    forced[[0, 1, 2, 3, 4, 5]] = 1
    forced[48:] = -1
    chosen = balanced_draw(at, stratum, 10, 0, forced=forced)
    assert set(range(6)) <= set(chosen.tolist())
    assert np.bincount(stratum[chosen], minlength=3).tolist() == [6, 4, 0]


def test_every_store_can_be_drawn_and_none_is_preferred_for_its_level() -> None:
    """2,000 draws of 6 of 30: each store 400 times; standard deviation 18, and 9 for halves."""
    at = likeness(moving_together(np.random.default_rng(5), 30, 30))
    times = np.zeros(30)
    for seed in range(400):
        times[balanced_draw(at, no_strata(30), 6, seed)] += 1
    assert times.min() > 0
    big = at[:, 0] > 0.0
    assert times[big].sum() / times.sum() == pytest.approx(0.5, abs=0.03)


def test_waves_are_even_in_number_and_alike() -> None:
    at = np.random.default_rng(3).normal(size=(40, 4))
    wave = dealt_waves(at, 3, 1)
    assert sorted(np.bincount(wave).tolist()) == [13, 13, 14]
    apart = max(np.abs(at[wave == w].mean(axis=0) - at.mean(axis=0)).max() for w in range(3))
    first = np.arange(40) % 3
    plain = max(np.abs(at[first == w].mean(axis=0) - at.mean(axis=0)).max() for w in range(3))
    assert apart < plain
    assert dealt_waves(at, 1, 1).tolist() == [0] * 40


def test_the_same_seed_draws_the_same_stores() -> None:
    at = np.random.default_rng(3).normal(size=(50, 4))
    draws = [balanced_draw(at, no_strata(50), 9, seed).tolist() for seed in (4, 4, 5)]
    assert draws[0] == draws[1] != draws[2]


def test_stores_that_move_alike_lie_together_and_gaps_count_as_the_store_s_mean() -> None:
    wave = np.sin(np.arange(40) / 5.0)
    sign = np.repeat([1.0, -1.0], 10)
    outcome = 10.0 + sign[:, None] * wave[None, :]
    outcome[0, 3] = np.nan
    at = likeness(outcome)
    first = at[:, 1]
    assert np.abs(first[1:10] - first[1:10].mean()).max() < 1e-6
    assert abs(first[0] - first[1]) < 0.2 * abs(first[1] - first[10])
    assert np.sign(first[1]) == -np.sign(first[12])
