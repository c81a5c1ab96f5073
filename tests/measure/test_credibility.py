"""All checks of a measured rollout in one call, on rollouts whose trouble is known."""

from __future__ import annotations

import numpy as np
import pytest

from showfloor.domain.measuring import CredibilityTerms
from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.credibility import Surroundings, credibility
from showfloor.measure.credibility_checks import Choosing
from showfloor.measure.spillover_check import Neighbours
from showfloor.measure.staggered import measure_staggered


def rollout(*, drift: float = 0.0, lead: float = 0.0, seed: int = 1, effect: float = 2.0) -> Panel:
    """80 stores, 50 weeks, openings at 26 and 32; a drift of treated stores; a move before."""
    rng = np.random.default_rng(seed)
    cohort = np.where(np.arange(80) % 2 == 0, np.where(np.arange(80) % 4 == 0, 26.0, 32.0), np.nan)
    start = np.where(np.isnan(cohort), np.inf, cohort)[:, None]
    time = np.arange(50.0)
    outcome = rng.normal(size=(80, 1)) + rng.normal(size=(80, 50)) + np.sin(time)
    outcome += effect * (time >= start) + drift * time * np.isfinite(start)
    outcome += lead * ((time >= start - 2) & (time < start))
    return Panel(tuple(f"s{i:02d}" for i in range(80)), time, outcome, cohort)


def verdicts(panel: Panel, **known) -> dict[str, str]:
    found = credibility(panel, measure_staggered(panel, draws=99), **known)
    return {check.name: check.verdict for check in found.checks}


@pytest.fixture(scope="module")
def clean() -> dict[str, str]:
    far = Neighbours(np.array([0]), np.array([1]), np.array([30.0]))
    lots = Surroundings(Choosing(randomised=True), far)
    return verdicts(rollout(), surroundings=lots)


def test_a_clean_rollout_by_lot_passes_every_check(clean):
    assert set(clean.values()) == {"PASS"}
    assert len(clean) == 12


def test_a_drift_of_the_treated_stores_is_caught_by_the_placebo_and_the_straight_line():
    found = verdicts(rollout(drift=0.1, effect=0.0))
    assert found["placebo in time"] == "REVIEW"
    assert found["drift going on"] == "REVIEW"
    assert found["drifts like those before"] == "REVIEW"


def test_a_move_in_the_last_weeks_is_anticipation():
    assert verdicts(rollout(lead=-1.5))["anticipation"] == "REVIEW"


def test_without_anything_known_the_choice_and_the_distances_ask_for_review():
    found = verdicts(rollout())
    for name in (
        "regression to the mean",
        "chosen because they gain",
        "spillover onto comparison stores",
    ):
        assert found[name] == "REVIEW"


def test_choosing_stores_by_the_baseline_fails():
    window = Surroundings(Choosing(scored_from=0.0, scored_to=20.0))
    assert verdicts(rollout(), surroundings=window)["regression to the mean"] == "FAIL"


def test_regions_follow_the_stores_that_the_panel_keeps():
    panel = rollout()
    cohort = panel.cohort.copy()
    cohort[0] = 0.0  # treated from the start: left out
    region = np.where(np.arange(80) < 4, "edge", "rest")
    region[0] = "alone"
    shown = Panel(panel.units, panel.times, panel.outcome, cohort)
    found = verdicts(shown, surroundings=Surroundings(region=region))
    assert found["comparison in every region and week"] == "PASS"


def test_thresholds_of_the_configuration_decide():
    strict = CredibilityTerms(one_store_errors=1e-6, hidden_bias=1e-6, least_breakdown=50.0)
    found = verdicts(rollout(), terms=strict)
    for name in ("one store", "power before the opening", "drifts like those before"):
        assert found[name] == "REVIEW"


def test_sensitivity_is_told_in_periods_of_weeks():
    panel = rollout()
    found = credibility(panel, measure_staggered(panel, draws=99))
    assert [s.restriction for s in found.sensitivity] == [
        "relative magnitudes",
        "smoothness",
        "relative smoothness",
    ]
    # 32 weeks before the later openings: three periods of ten, the last one the base.
    assert all(s.times_a_step == 10 and s.before == 2 for s in found.sensitivity)
    assert found.sensitivity[0].breakdown > 1.0


def test_an_event_study_without_errors_is_said_and_the_other_checks_go_on():
    panel = rollout()
    cohort = np.where(np.arange(80) < 2, 26.0, np.nan)
    few = Panel(panel.units, panel.times, panel.outcome, cohort)
    found = credibility(few, measure_staggered(few, draws=99))
    assert found.sensitivity == ()
    assert found.power is None
    assert found.checks[0].verdict == "REVIEW"
    assert "standard error" in found.checks[0].advice


def test_the_same_seed_gives_the_same_answer():
    panel = rollout()
    result = measure_staggered(panel, draws=99)
    first, second = (credibility(panel, result, seed=3) for _ in range(2))
    assert first.checks == second.checks


def test_regions_of_another_number_of_stores_are_refused():
    panel = rollout()
    wrong = Surroundings(region=np.array(["a", "b"]))
    with pytest.raises(PanelError, match="80 units but 2 regions"):
        credibility(panel, measure_staggered(panel, draws=99), surroundings=wrong)
