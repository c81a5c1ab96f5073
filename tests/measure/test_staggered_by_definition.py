"""Estimates by cohorts' moments and by units agree with the papers' definitions, term by term."""

from __future__ import annotations

import importlib
import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure import callaway_santanna, imputation

_SPEC = importlib.util.spec_from_file_location(
    "plain_staggered", Path(__file__).with_name("plain_staggered.py")
)
plain = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(plain)


def drawn(seed: int, *, missing: float = 0.0, clusters: int = 0, never: float = 0.4) -> Panel:
    """Random walks of 42 units; every other panel has gaps between its times."""
    rng = np.random.default_rng(seed)
    units, times = 42, 7
    time = np.arange(times) * 1.0
    if seed % 2:
        time = np.sort(rng.choice(np.arange(20.0), times, replace=False))
    waves = rng.choice(time[2:], 3, replace=False)
    cohort = np.where(rng.random(units) < never, np.nan, rng.choice(waves, units))
    outcome = 50.0 * rng.random((units, 1)) + rng.normal(size=(units, times)).cumsum(axis=1)
    outcome[rng.random(outcome.shape) < missing] = np.nan
    groups = rng.integers(0, clusters, units) if clusters else None
    return Panel(tuple(f"u{i}" for i in range(units)), time, outcome, cohort, groups)


def agrees(ours, theirs, compared: list[int]):
    if isinstance(theirs, dict):
        for key, value in theirs.items():
            agrees(ours[key], value, compared)
        return
    assert ours.estimate == pytest.approx(theirs[0], abs=1e-9)
    if math.isfinite(ours.se):
        assert ours.se == pytest.approx(theirs[1], rel=1e-9)
        compared[0] += 1


def agrees_in_all(ours, theirs, names):
    compared = [0]
    for name in names:
        found = getattr(ours, name)
        if isinstance(found, dict):
            defined = {key for key, e in found.items() if math.isfinite(e.estimate)}
            assert defined == set(theirs[name])
        agrees(found, theirs[name], compared)
    assert compared[0] >= 4


DIFFERENCES = ("simple", "group", "group_overall", "event", "event_overall", "calendar", "att")
KINDS = [{}, {"missing": 0.15}, {"clusters": 14}, {"missing": 0.15, "clusters": 14}]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("comparison", ["never", "not_yet"])
@pytest.mark.parametrize("anticipation", [0, 1])
def test_differences_are_those_of_the_definition(kind, comparison, anticipation):
    for seed in range(4):
        panel = drawn(seed, **kind)
        ours = callaway_santanna(panel, comparison=comparison, anticipation=anticipation)
        theirs = plain.plain_differences(panel, comparison, anticipation)
        agrees_in_all(ours, theirs, DIFFERENCES)


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("anticipation", [0, 1])
def test_imputed_effects_are_those_of_least_squares_on_all_dummies(kind, anticipation):
    for seed in range(4):
        panel = drawn(seed, **kind)
        ours = imputation(panel, anticipation=anticipation)
        agrees_in_all(ours, plain.plain_imputation(panel, anticipation), ("overall", "event"))
        agrees_in_all(ours, plain.plain_imputation(panel, anticipation), ("overall", "group"))


def test_without_never_treated_units_both_still_follow_the_definition():
    for seed in range(3):
        for kind in KINDS[:2]:
            panel = drawn(seed, never=0.0, **kind)
            ours = callaway_santanna(panel, comparison="not_yet")
            theirs = plain.plain_differences(panel, "not_yet", 0)
            agrees_in_all(ours, theirs, ("simple", "event", "calendar", "att"))
            theirs = plain.plain_imputation(panel, 0)
            agrees_in_all(imputation(panel), theirs, ("overall", "event", "group"))


@pytest.mark.parametrize("comparison", ["never", "not_yet"])
def test_the_way_by_units_gives_what_the_way_by_cohorts_gives(monkeypatch, comparison):
    told_apart = 0
    for seed in range(4):
        panel = drawn(seed)
        direct, imputed = callaway_santanna(panel, comparison=comparison), imputation(panel)
        with monkeypatch.context() as patched:
            for name in ("callaway_santanna", "imputation"):
                module = importlib.import_module(f"showfloor.measure.{name}")
                patched.setattr(module, "is_balanced", no)
            again, once_more = callaway_santanna(panel, comparison=comparison), imputation(panel)
        for first, second in ((direct, again), (imputed, once_more)):
            np.testing.assert_allclose(
                first.event_covariance, second.event_covariance, rtol=1e-9, atol=1e-12
            )
            assert first.event_band.critical == pytest.approx(second.event_band.critical, rel=1e-3)
        assert list(imputed.pretrend) == list(once_more.pretrend)
        assert imputed.pretrend_p == pytest.approx(once_more.pretrend_p, rel=1e-8, nan_ok=True)
        other = once_more.pretrend.__getitem__
        for lead, effect in imputed.pretrend.items():
            assert effect.estimate == pytest.approx(other(lead).estimate, abs=1e-9, nan_ok=True)
            assert effect.se == pytest.approx(other(lead).se, rel=1e-9, nan_ok=True)
            told_apart += math.isfinite(effect.se)
    assert told_apart >= 8


def no(_prepared) -> bool:
    return False


@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_the_joint_covariance_has_the_variances_on_its_diagonal(missing):
    panel = drawn(2, missing=missing)
    for found in (callaway_santanna(panel), imputation(panel)):
        assert found.event_covariance.shape == (len(found.event), len(found.event))
        for at, effect in enumerate(found.event.values()):
            if math.isfinite(effect.se):
                assert found.event_covariance[at, at] == pytest.approx(effect.se**2, rel=1e-9)


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_the_order_of_units_changes_nothing(missing):
    panel = drawn(3, missing=missing)
    order = np.random.default_rng(0).permutation(len(panel.units))
    names = tuple(panel.units[i] for i in order)
    other = Panel(names, panel.times, panel.outcome[order], panel.cohort[order])
    for estimator in (callaway_santanna, imputation):
        first, second = estimator(panel).event, estimator(other).event
        assert list(first) == list(second)
        for key, effect in first.items():
            assert second[key].estimate == pytest.approx(effect.estimate, abs=1e-10)
            assert second[key].se == pytest.approx(effect.se, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("gap", [False, True])
class TestBadPanels:
    """Each ends in a message or a stated reduction, with complete and with missing outcomes."""

    def panel(self, gap, *, cohort, seed=0, times=6):
        rng = np.random.default_rng(seed)
        outcome = rng.normal(size=(len(cohort), times))
        if gap:
            outcome[-1, 0] = np.nan
        names = tuple(f"s{i}" for i in range(len(cohort)))
        return Panel(names, np.arange(1.0, times + 1), outcome, np.array(cohort, dtype=float))

    def test_all_treated_names_the_way_out_and_that_way_works(self, gap):
        panel = self.panel(gap, cohort=[3] * 5 + [5] * 5)
        with pytest.raises(PanelError, match="not_yet"):
            callaway_santanna(panel)
        found = callaway_santanna(panel, comparison="not_yet")
        assert {t for _, t in found.att if t >= 3} == {3.0, 4.0}
        assert list(imputation(panel).event) == [0.0, 1.0]

    def test_all_treated_at_once_leaves_nothing_to_compare(self, gap):
        panel = self.panel(gap, cohort=[4] * 8)
        with pytest.raises(PanelError, match="no cohort has both"):
            callaway_santanna(panel, comparison="not_yet")
        with pytest.raises(PanelError, match="can be foretold"):
            imputation(panel)

    def test_one_cohort_is_measured(self, gap):
        panel = self.panel(gap, cohort=[4] * 6 + [np.nan] * 6)
        direct, imputed = callaway_santanna(panel), imputation(panel)
        assert list(direct.group) == list(imputed.group) == [4.0]
        assert direct.group[4.0].estimate == pytest.approx(direct.simple.estimate)
        assert imputed.group[4.0].estimate == pytest.approx(imputed.overall.estimate)

    def test_one_week_before_gives_effects_and_no_pretrend(self, gap):
        panel = self.panel(gap, cohort=[2] * 6 + [np.nan] * 6)
        found = imputation(panel)
        assert found.pretrend == {}
        assert math.isnan(found.pretrend_p)
        assert min(callaway_santanna(panel).event) == 0.0

    def test_a_constant_outcome_is_refused(self, gap):
        panel = self.panel(gap, cohort=[4] * 6 + [np.nan] * 6)
        flat = np.where(np.isnan(panel.outcome), np.nan, 3.0)
        for estimator in (callaway_santanna, imputation):
            with pytest.raises(PanelError, match="3 everywhere"):
                estimator(Panel(panel.units, panel.times, flat, panel.cohort))

    def test_units_that_all_move_alike_get_no_standard_error(self, gap):
        panel = self.panel(gap, cohort=[4] * 6 + [np.nan] * 6)
        alike = np.where(np.isnan(panel.outcome), np.nan, np.array([1.0, 2, 4, 8, 16, 32]))
        alike = alike + 7.0 * (np.arange(12) < 6)[:, None] * (panel.times >= 4)
        found = callaway_santanna(Panel(panel.units, panel.times, alike, panel.cohort)).simple
        assert found.estimate == pytest.approx(7.0)
        assert math.isnan(found.se)
        assert "no variation" in found.reason

    def test_an_infinite_outcome_is_refused(self, gap):
        panel = self.panel(gap, cohort=[4] * 6 + [np.nan] * 6)
        outcome = panel.outcome.copy()
        outcome[3, 3] = np.inf
        with pytest.raises(PanelError, match="infinite"):
            imputation(Panel(panel.units, panel.times, outcome, panel.cohort))

    def test_a_cohort_before_the_data_begin_is_left_out(self, gap):
        with_early = self.panel(gap, cohort=[-3.0, 1.0] + [4] * 6 + [np.nan] * 6)
        rows = slice(2, None)
        without = Panel(
            with_early.units[rows],
            with_early.times,
            with_early.outcome[rows],
            with_early.cohort[rows],
        )
        for estimator in (callaway_santanna, imputation):
            assert estimator(with_early).event == estimator(without).event

    def test_a_doubled_cohort_of_one_unit_has_an_estimate_and_no_interval(self, gap):
        panel = self.panel(gap, cohort=[3] + [4] * 6 + [np.nan] * 6)
        for found in (callaway_santanna(panel), imputation(panel)):
            assert math.isfinite(found.group[3.0].estimate)
            assert math.isnan(found.group[3.0].low)
            assert "1 treated unit" in found.group[3.0].reason
