"""Per cent or levels: one size, the scale beside, its check, and what is measured with it."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from showfloor.domain.measuring import CredibilityTerms
from showfloor.domain.panels import Panel
from showfloor.measure.area_lock import analysis_of_areas
from showfloor.measure.area_panel import area_panel
from showfloor.measure.areas_effect import areas_effect
from showfloor.measure.inference import two_sided_p
from showfloor.measure.locked_analysis import followed
from showfloor.measure.one_size import one_size
from showfloor.measure.panels import prepare
from showfloor.measure.placebo import placebo_in_time
from showfloor.measure.result_json import result_json
from showfloor.measure.scaled_effects import measure_in_scale, scaled_effects
from showfloor.measure.statement_measured import exchange_of_weeks, measured_weeks
from showfloor.measure.types import Check
from showfloor.measure.types_areas import AreasFound

_SPEC = importlib.util.spec_from_file_location(
    "area_ledgers", Path(__file__).with_name("area_ledgers.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
ledgers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ledgers)
QUESTION = replace(ledgers.QUESTION, scale="per_cent")
AREAS = [
    ledgers.area(f"s{place}", 5 + 2 * (place // 3), 6 + 2 * (place // 3)) for place in range(5)
]
TIMES = 40
TERMS = CredibilityTerms()


def rollout(
    seed: int,
    *,
    growth: float = 0.0,
    by_size: float = 0.0,
    largest: bool = True,
    noise: float = 0.1,
) -> Panel:
    """40 stores, 10 treated from week 20 or 24 on, without any effect. by_size: growth that goes
    with log size, over all weeks."""
    rng = np.random.default_rng(seed)
    size = 100.0 * np.exp(rng.normal(0.0, 0.6, 40))
    order = np.argsort(-size) if largest else rng.permutation(40)
    cohort = np.full(40, np.nan)
    cohort[order[:10]] = np.where(np.arange(10) % 2, 20.0, 24.0)
    time = np.arange(TIMES) / TIMES
    rise = np.exp(growth * time + by_size * np.log(size / 100.0)[:, None] * time)
    outcome = size[:, None] * rise * (1.0 + noise * rng.normal(size=(40, TIMES)))
    return Panel(tuple(f"s{i}" for i in range(40)), np.arange(float(TIMES)), outcome, cohort)


def scale_verdict(panel: Panel) -> Check:
    return next(c for c in measure_in_scale(panel, "per_cent").checks if c.name == "scale")


def noisy_ledger(seed: int):  # an AreaLedger of the module loaded above
    """Eight stores of sizes 30 to 100, all with the same weeks in per cent, and chance."""

    def rule(size: float, which: int):
        def sold(place: int, week: int) -> float:
            chance = np.random.default_rng([seed, place, week, which]).normal(1.0, 0.05)
            return float(round(size * (3 + place) * (1.0 + 0.2 * (week % 4)) * chance))

        return sold

    return ledgers.ledger(ledgers.sales(rule(10.0, 0), rule(30.0, 1), rule(5.0, 2)), AREAS)


@pytest.fixture(scope="module")
def found() -> AreasFound:
    return areas_effect(QUESTION, noisy_ledger(2))


def test_stores_of_one_size_move_alike_where_all_grow_by_the_same_per_cent() -> None:
    panel = rollout(1, growth=0.5, noise=0.0)
    alike = one_size(panel)
    # All stores become the mean treated one.
    assert np.ptp(alike.panel.outcome, axis=0) == pytest.approx(np.zeros(TIMES), abs=1e-6)
    treated = np.isfinite(panel.cohort)
    mean = panel.outcome[treated].mean(axis=0)
    assert alike.panel.outcome[0] == pytest.approx(mean)


def test_tiny_stores_are_not_blown_up() -> None:
    panel = rollout(2)
    small = int(np.flatnonzero(np.isnan(panel.cohort))[0])
    panel.outcome[small] *= 1e-4
    alike = one_size(panel)
    assert len(alike.notes) == 1
    assert "1 store sells less than a tenth" in alike.notes[0]
    assert alike.panel.outcome[small].max() < 0.1 * alike.panel.outcome.mean()


def test_growth_in_per_cent_is_no_effect_in_per_cent_and_one_in_levels_which_is_said() -> None:
    result = measure_in_scale(rollout(3, growth=0.3), "per_cent")
    assert result.scaled is not None
    assert result.scaled.beside is not None
    share, levels = result.scaled.per_cent, result.scaled.beside.per_cent
    assert share.low < 0.0 < share.high
    assert levels.low > 0.0
    assert result.scaled.beside.apart_p < 0.001
    assert result.scaled.beside.growth_beside_p < 0.05 < result.scaled.beside.growth_p
    said = next(check for check in result.checks if check.name == "scale")
    assert said.verdict == "REVIEW"
    assert "speaks against measuring in levels" in said.advice


def test_scales_that_agree_are_seldom_said_to_differ() -> None:
    p_values = []
    for seed in range(150):
        beside = scaled_effects(prepare(rollout(100 + seed)), "per_cent").beside
        assert beside is not None
        p_values.append((beside.apart_p, beside.growth_p))
    rejected = (np.array(p_values) < 0.05).sum(axis=0)
    # So many or more would be seen once in a hundred times at 5 %.
    assert (rejected <= stats.binom.ppf(0.99, 150, 0.05)).all()


def test_growth_that_goes_with_size_fails_where_it_is_larger_than_what_is_known() -> None:
    check = scale_verdict(rollout(4, by_size=0.5, noise=0.05))
    assert check.verdict == "FAIL"
    assert "larger stores grew otherwise" in check.advice


def test_drawn_stores_of_like_size_pass() -> None:
    assert scale_verdict(rollout(5, largest=False)).verdict == "PASS"


def test_levels_beside_are_the_effect_in_levels() -> None:
    panel = rollout(6, growth=0.2)
    scaled = measure_in_scale(panel, "per_cent").scaled
    assert scaled is not None
    assert scaled.beside is not None
    plain = measure_in_scale(panel, "levels")
    times = np.isfinite(panel.cohort)[:, None] & (panel.times >= panel.cohort[:, None])
    assert scaled.beside.total.estimate == pytest.approx(
        plain.imputation.overall.estimate * times.sum()
    )
    assert scaled.mean.estimate - scaled.beside.apart.estimate == pytest.approx(
        plain.imputation.overall.estimate
    )


def test_a_panels_json_holds_per_cent_only_where_measured_so() -> None:
    panel = rollout(7)
    written = result_json(measure_in_scale(panel, "per_cent"))["per_cent"]
    assert set(written["event"]) == {str(event) for event in range(20)}
    assert written["beside"]["scale"] == "levels"
    assert "per_cent" not in result_json(measure_in_scale(panel, "levels"))


def test_event_times_add_up_to_the_total() -> None:
    panel = rollout(8)
    scaled = measure_in_scale(panel, "per_cent").scaled
    assert scaled is not None
    stores = [(panel.cohort + item.event < TIMES).sum() for item in scaled.events]
    total = sum(n * item.mean.estimate for n, item in zip(stores, scaled.events, strict=True))
    assert total == pytest.approx(scaled.total.estimate)


def test_a_placebo_in_time_seldom_alarms_with_few_treated_stores() -> None:
    panels = (one_size(rollout(200 + seed, growth=0.3)).panel for seed in range(120))
    p_values = [two_sided_p(placebo_in_time(panel, earlier=8)) for panel in panels]
    assert (np.array(p_values) < 0.05).sum() <= stats.binom.ppf(0.99, 120, 0.05)


def test_the_parts_of_the_gain_add_up_in_per_cent_with_their_errors(found: AreasFound) -> None:
    whom = found.whom
    parts = whom.from_rivals.estimate + whom.from_elsewhere.estimate + whom.new.estimate
    assert whom.gain.estimate == pytest.approx(parts, abs=1e-9)
    assert whom.gain.estimate == pytest.approx(found.money.a_week.estimate)
    left = np.array([1.0, -1.0, -1.0, -1.0])
    assert left @ whom.covariance @ left == pytest.approx(0.0, abs=1e-9)


def test_weeks_and_stores_add_up_to_the_total_in_per_cent(found: AreasFound) -> None:
    total = found.money.total.estimate
    by_week = sum(w.gain.estimate * w.weight for w in found.weeks if w.weight > 0.0)
    assert by_week == pytest.approx(total)
    assert sum(store.gain * store.weight for store in found.by_store) == pytest.approx(total)
    assert found.scale == "per_cent"
    events = [item.event for item in found.events]
    assert events == sorted(events)
    assert events[0] == 0.0


def test_a_months_sums_are_those_of_its_stores_and_of_its_parts_in_per_cent() -> None:
    panel = area_panel(QUESTION, noisy_ledger(3))
    [month] = measured_weeks(panel, [range(8, 12)], rate=0.1)
    assert sum(ours for ours, _ in month.by_store.values()) == pytest.approx(
        month.retailer.estimate
    )
    exchange = exchange_of_weeks(panel, range(8, 12))
    left = exchange.own.estimate - exchange.from_rivals.estimate - exchange.from_other.estimate
    assert left == pytest.approx(month.retailer.estimate)


def test_another_scale_departs_from_the_lock() -> None:
    ledger = noisy_ledger(4)
    locked = analysis_of_areas(QUESTION, ledger, ledgers.MONDAY)
    assert locked.scale == "per_cent"
    run = analysis_of_areas(replace(QUESTION, scale="levels"), ledger, ledgers.MONDAY)
    [said] = followed(locked, run).departures
    assert said == "the scale is levels, locked was per_cent"


def test_returns_beyond_all_sales_leave_levels_standing_alone() -> None:
    def own(place: int, week: int) -> float:
        size = 10.0 * (3 + place)
        return -4.0 * size if place == 7 and week == 0 else size if place != 7 else 1.0

    ledger = ledgers.ledger(ledgers.sales(own), AREAS)
    found = areas_effect(replace(QUESTION, scale="levels"), ledger)
    assert found.beside is None
    said = next(check for check in found.checks if check.name == "scale")
    assert said.verdict == "REVIEW"
    assert "add up to less than 0" in said.advice
    assert math.isfinite(found.money.total.estimate)


def test_clusters_coarser_than_stores_are_refused_in_per_cent() -> None:
    panel = replace(rollout(9), clusters=np.repeat(np.arange(20), 2))
    with pytest.raises(Exception, match="units as clusters"):
        measure_in_scale(panel, "per_cent")
    assert prepare(panel).clusters == 20
