"""Cohorts' moments: what they are, and that large stores cost no digits."""

from __future__ import annotations

import numpy as np
import pytest

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure import callaway_santanna
from showfloor.measure.cohort_moments import cohort_moments, is_balanced
from showfloor.measure.panels import prepare


def panel(units: int, *, level: float = 0.0, seed: int = 0, clusters=None) -> Panel:
    rng = np.random.default_rng(seed)
    cohort = rng.permutation(np.resize([np.nan, 3.0, 5.0], units))
    outcome = level * rng.random((units, 1)) + rng.normal(size=(units, 7))
    return Panel(tuple(f"u{i}" for i in range(units)), np.arange(7.0), outcome, cohort, clusters)


@pytest.mark.parametrize("units", [9, 5000])
def test_moments_are_the_sizes_means_and_sums_of_squares_of_each_cohort(units):
    given = panel(units, level=100.0)
    found = cohort_moments(prepare(given))
    assert found.cohorts.tolist() == [3.0, 5.0, np.inf]
    assert found.treated == 2
    for place, g in enumerate((3.0, 5.0, np.nan)):
        rows = np.isnan(given.cohort) if np.isnan(g) else given.cohort == g
        own = given.outcome[rows]
        centred = own - own.mean(axis=1, keepdims=True)
        assert found.number[place] == rows.sum()
        assert found.level[place] == pytest.approx(own.mean())
        np.testing.assert_allclose(found.mean[place], centred.mean(axis=0), atol=1e-12)
        away = centred - centred.mean(axis=0)
        np.testing.assert_allclose(found.scatter[place], away.T @ away, atol=1e-9)


def test_a_level_a_million_times_the_noise_changes_no_estimate():
    small, large = panel(60), panel(60)
    shifted = Panel(large.units, large.times, large.outcome + 2.0**20, large.cohort)
    first, second = callaway_santanna(small), callaway_santanna(shifted)
    for e, effect in first.event.items():
        assert second.event[e].estimate == pytest.approx(effect.estimate, abs=1e-8)
        assert second.event[e].se == pytest.approx(effect.se, rel=1e-8)


def test_a_missing_outcome_or_a_coarser_cluster_leaves_no_moments_to_use():
    holed = panel(30)
    holed.outcome[4, 4] = np.nan
    assert not is_balanced(prepare(holed))
    assert not is_balanced(prepare(panel(30, clusters=np.arange(30) // 2)))
    assert is_balanced(prepare(panel(30, clusters=np.arange(30)[::-1].copy())))
    with pytest.raises(PanelError, match="every unit observed"):
        cohort_moments(prepare(holed))


def test_a_panel_whose_moments_would_fill_the_memory_is_read_unit_by_unit():
    # 200 cohorts over 1,000 days: 200 x 1,000 x 4,000 numbers would be 6.4 GB.
    days = np.arange(1000.0)
    cohort = np.append(np.arange(1.0, 201.0) + 100.0, np.nan)
    outcome = np.random.default_rng(0).normal(size=(201, 1000))
    names = tuple(str(i) for i in range(201))
    assert not is_balanced(prepare(Panel(names, days, outcome, cohort)))
    assert is_balanced(prepare(Panel(names, days[:300], outcome[:, :300], cohort)))
