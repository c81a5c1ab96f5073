"""What areas earned and whom it cost: exact where sales follow a rule, joint where they do not."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from showfloor.domain.panels import Panel
from showfloor.domain.stores import Closure
from showfloor.errors import PanelError
from showfloor.measure.area_panel import area_panel, panel_of_areas
from showfloor.measure.area_scores import weighted_effects
from showfloor.measure.areas_effect import areas_effect
from showfloor.measure.multiplicity import holm
from showfloor.measure.outcome_totals import level_totals
from showfloor.measure.panels import prepare
from showfloor.measure.types_areas import AreasFound

_SPEC = importlib.util.spec_from_file_location(
    "area_ledgers", Path(__file__).with_name("area_ledgers.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
ledgers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ledgers)
QUESTION = ledgers.QUESTION
area = ledgers.area
ledger = ledgers.ledger
sales = ledgers.sales
stores = ledgers.stores

AREAS = [area("s0", 5, 6), area("s1", 5, 6), area("s2", 7, 8), area("s3", 7, 8)]
BEGINS = {0: 5, 1: 5, 2: 7, 3: 7}


def noise(place: int, week: int, seed: int) -> float:
    return float(np.random.default_rng([place, week, seed]).integers(-2, 3))


def ruled(base: float, gain: float, seed: int, disruption: float = 0.0):
    """Level + week + noise; from the opening `gain` more, in the week of building `disruption`."""

    def sold(place: int, week: int) -> float:
        began = BEGINS.get(place, 99)
        added = gain if week > began else disruption if week == began else 0.0
        still = noise(place, week, seed) if seed else 0.0
        return base + 3.0 * place + week % 4 + added + still

    return sold


def found(seed: int = 0) -> AreasFound:
    sold = sales(
        ruled(40.0, 6.0, seed, -4.0), ruled(50.0, -2.0, seed * 2), ruled(60.0, 1.0, seed * 3)
    )
    return areas_effect(QUESTION, ledger(sold, AREAS))


def test_without_noise_the_effects_are_those_that_were_put_in() -> None:
    effects = found().effects["units"]
    # 7 + 7 + 5 + 5 weeks from the disruption, of which 4 are weeks of building.
    assert effects.from_disruption.estimate == pytest.approx((20 * 6.0 - 4 * 4.0) / 24)
    assert effects.from_opening.estimate == pytest.approx(6.0)


def test_without_noise_there_is_no_standard_error_but_a_reason() -> None:
    earned = found().money
    assert earned.total.estimate == pytest.approx(5.0 * (20 * 6.0 - 4 * 4.0))
    assert math.isnan(earned.total.se)
    assert "no variation" in earned.total.reason


def test_the_gain_is_what_came_from_rivals_from_elsewhere_and_new() -> None:
    whom = found().whom
    share = 20 / 24
    assert whom.quantity == "margin"
    assert whom.from_rivals.estimate == pytest.approx(5.0 * 2.0 * share)
    assert whom.from_elsewhere.estimate == pytest.approx(-5.0 * 1.0 * share)
    assert whom.gain.estimate == pytest.approx(
        whom.from_rivals.estimate + whom.from_elsewhere.estimate + whom.new.estimate
    )
    assert whom.rivals["m2"].estimate == pytest.approx(-whom.from_rivals.estimate)


def test_the_joint_covariance_knows_that_the_parts_add_up_to_the_gain() -> None:
    whom = found(seed=3).whom
    gap = np.array([1.0, -1.0, -1.0, -1.0])
    assert whom.gain.se > 0.0
    assert gap @ whom.covariance @ gap == pytest.approx(0.0, abs=1e-12 * whom.gain.se**2 + 1e-12)
    variances = [e.se**2 for e in (whom.gain, whom.from_rivals, whom.from_elsewhere, whom.new)]
    assert np.diagonal(whom.covariance) == pytest.approx(variances)


def test_sums_are_those_of_imputation_in_levels_where_every_week_was_open() -> None:
    sold = sales(ruled(40.0, 6.0, 5))
    panel = area_panel(QUESTION, ledger(sold, AREAS))
    outcome = panel.outcomes["own", "units"]
    plain = level_totals(panel_of_areas(panel, outcome)).overall
    begins = np.where(np.isnan(panel.disrupted), np.inf, panel.disrupted)
    weight = (np.arange(panel.weeks) >= begins[:, None]).astype(float)
    prepared = prepare(panel_of_areas(panel, outcome))
    effects = weighted_effects(prepared, outcome, [weight])
    totals = effects.totals(0, weight=24.0, unit_times=24)
    assert totals.effect == pytest.approx(plain.effect, rel=1e-9)
    assert totals.counterfactual == pytest.approx(plain.counterfactual, rel=1e-9)
    np.testing.assert_allclose(totals.covariance, plain.covariance, rtol=1e-9)
    assert totals.df == pytest.approx(plain.df, rel=1e-9)
    assert (totals.treated, totals.compared) == (plain.treated, plain.compared)


def test_payback_is_the_cost_over_the_weekly_margin() -> None:
    earned = found(seed=3).money
    assert earned.cost == 600.0
    assert earned.payback.estimate == pytest.approx(600.0 / earned.a_week.estimate)


def test_without_unit_margins_money_is_revenue_and_payback_is_unknown() -> None:
    sold = sales(ruled(40.0, 6.0, 3))
    sold["priced"] = 0.5 * sold["priced"]
    earned = areas_effect(QUESTION, ledger(sold, AREAS))
    assert earned.money.quantity == "revenue"
    assert "unit_margin" in earned.money.payback.reason
    assert "margin" not in earned.effects
    assert any("only 50%" in note for note in earned.notes)


def test_groups_are_compared_with_the_rest_and_corrected_together() -> None:
    kinds = {store: {"kind": "flagship"} for store in ("s0", "s2")}
    sold = sales(ruled(40.0, 6.0, 3))
    result = areas_effect(QUESTION, ledger(sold, AREAS, where=stores(**kinds)))
    families = [(group.family, group.name) for group in result.groups]
    assert families == [
        ("kind", "flagship"), ("kind", "standard"), ("wave", "2021-02-08"), ("wave", "2021-02-22"),
    ]  # fmt: skip
    first, second = result.groups[:2]
    # Two stores a group allow no interval, so nothing is tested.
    assert math.isnan(first.difference.estimate)
    assert math.isnan(second.p_holm)


def test_holm_multiplies_by_what_is_left_and_never_falls() -> None:
    assert holm([0.01, math.nan, 0.04, 0.03]) == pytest.approx(
        [0.03, math.nan, 0.06, 0.06], nan_ok=True
    )


def test_one_area_has_an_estimate_and_no_interval() -> None:
    result = areas_effect(QUESTION, ledger(sales(ruled(40.0, 6.0, 3)), AREAS[:1]))
    assert result.treated == 1
    assert math.isfinite(result.money.total.estimate)
    assert math.isnan(result.money.total.low)
    assert "1 treated unit" in result.money.total.reason


def test_where_every_store_opens_later_ones_are_compared_with() -> None:
    areas = [area(f"s{place}", 4 + place // 2, 5 + place // 2) for place in range(8)]
    result = areas_effect(QUESTION, ledger(sales(ruled(40.0, 0.0, 3)), areas))
    assert (result.treated, result.compared) == (8, 0)
    assert math.isfinite(result.effects["units"].from_disruption.estimate)


def test_online_sales_are_compared_by_postcode_area() -> None:
    placed = {f"s{place}": {"postcode": f"{place:02d}000"} for place in range(8)}
    base = ledger(sales(ruled(40.0, 6.0, 3)), AREAS, where=stores(**placed))
    cells = [(place, week) for place in range(8) for week in range(12)]
    start = np.datetime64(QUESTION.first_week, "D")
    online = {
        "postcode_area": np.array([f"{place:02d}" for place, _ in cells], dtype=object),
        "week": np.array([start + 7 * week for _, week in cells]),
        "units": np.ones(len(cells)),
        "revenue": np.array(
            [100.0 + place + week - 8.0 * (week >= BEGINS.get(place, 99)) for place, week in cells]
        ),
    }
    effect = areas_effect(QUESTION, replace(base, online=online)).whom.online
    assert effect.estimate == pytest.approx(-8.0)


def test_own_shops_are_no_comparison_and_those_nearby_are_measured_apart() -> None:
    where = {
        **{f"s{place}": {"latitude": 50.0 + place, "longitude": 10.0} for place in range(8)},
        "s7": {"latitude": 50.001, "longitude": 10.0, "kind": "own_brand"},
    }

    def sold(place: int, week: int) -> float:
        return ruled(40.0, 6.0, 0)(place, week) - 3.0 * (place == 7 and week >= 5)

    result = areas_effect(QUESTION, ledger(sales(sold), AREAS, where=stores(**where)))
    assert (result.treated, result.compared) == (4, 3)
    assert result.whom.own_shops.estimate == pytest.approx(-30.0)
    assert any("own shops" in note for note in result.notes)


def test_without_own_shops_or_places_the_reason_is_said() -> None:
    assert "own_brand" in found().whom.own_shops.reason
    kinds = {"s7": {"kind": "own_brand"}}
    base = ledger(sales(ruled(40.0, 6.0, 0)), AREAS, where=stores(**kinds))
    assert "within 10 km" in areas_effect(QUESTION, base).whom.own_shops.reason


def test_intervals_cover_the_mean_effect_though_weeks_are_missing_or_partly_closed() -> None:
    rng = np.random.default_rng(6)
    units, times, treated, draws, inside = 40, 40, 6, 200, 0
    cohort = np.full(units, np.nan)
    cohort[:treated] = 20 + 4 * (np.arange(treated) % 3)
    after = np.arange(times) >= np.where(np.isnan(cohort), np.inf, cohort)[:, None]
    for _ in range(draws):
        share = np.where(rng.random((units, times)) < 0.08, 0.5, 1.0)
        share[rng.random((units, times)) < 0.03] = np.nan
        effect = 6.0 + 2.0 * rng.standard_normal((units, 1))
        outcome = 100.0 + 8.0 * rng.standard_normal((units, times)) / np.sqrt(share)
        outcome += effect * after
        panel = Panel(tuple(f"{i:02d}" for i in range(units)), np.arange(40.0), outcome, cohort)
        weight = np.where(after, np.nan_to_num(share), 0.0)
        found = weighted_effects(prepare(panel), outcome, [weight]).estimate(0)
        inside += found.low <= 6.0 <= found.high
    # 200 draws at 0.95: the lower 99.9 % limit is 0.90.
    assert inside / draws >= 0.90


def test_stores_that_all_opened_in_one_week_are_refused() -> None:
    areas = [area(f"s{place}", 5, 6) for place in range(8)]
    with pytest.raises(PanelError, match="no cohort has both treated and comparison units"):
        areas_effect(QUESTION, ledger(sales(ruled(40.0, 6.0, 3)), areas))


def test_a_single_comparison_store_gives_no_interval() -> None:
    areas = [area(f"s{place}", 5, 6) for place in range(7)]
    earned = areas_effect(QUESTION, ledger(sales(ruled(40.0, 6.0, 3)), areas)).money
    assert math.isnan(earned.a_week.low)
    assert earned.a_week.verdict == "FAIL"
    assert "single comparison unit" in earned.a_week.reason


def test_areas_that_were_installed_but_never_sold_have_no_effect_from_the_opening() -> None:
    areas = [area("s0", 10, 14), area("s1", 10, 15)]
    effect = areas_effect(QUESTION, ledger(sales(ruled(40.0, 6.0, 3)), areas)).effects["units"]
    assert math.isfinite(effect.from_disruption.estimate)
    assert math.isnan(effect.from_opening.estimate)
    assert effect.from_opening.reason


def test_a_store_closed_from_its_opening_on_has_nothing_to_measure() -> None:
    shut = Closure("s0", QUESTION.first_week + timedelta(weeks=5), QUESTION.to_week)
    known = ledger(sales(ruled(40.0, 6.0, 3)), [area("s0", 5, 6)], closures=[shut])
    with pytest.raises(PanelError, match="no treated unit-time can be foretold"):
        areas_effect(QUESTION, known)
