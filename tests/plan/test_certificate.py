"""The certificate's prices and the answers beside the plan."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Prices
from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import BudgetStep, CrewCapacity, Format, Freeze, Promise
from showfloor.plan import plan_rollout
from showfloor.plan.bound import prove_bound
from showfloor.plan.grid import build_grid
from showfloor.plan.model import build_model
from showfloor.plan.network import build_network
from showfloor.plan.relaxation import solve_relaxation

few = settings(
    settings.get_profile("costly"), suppress_health_check=[HealthCheck.function_scoped_fixture]
)


SCALED = {"budget", "crew_price", "supply", "quota", "other", "holdout", "wave_price", "split"}


def scaled(leaf, factor):
    """Return the leaf with all its prices scaled, those of spillover downwards only."""
    prices = leaf.prices
    changed = {f.name: getattr(prices, f.name) * factor for f in fields(Prices) if f.name in SCALED}
    changed["spillover_price"] = prices.spillover_price * min(1.0, factor)
    return replace(leaf, prices=replace(prices, **changed))


@few
@given(st.integers(0, 10**6), st.floats(0.0, 3.0))
def test_any_prices_bound_every_plan_from_above(tiny, by_hand, seed, factor):
    # Weak duality: prices scaled at random still bound the best plan found by listing all.
    problem = tiny.tiny_problem(seed, stores=3)
    if seed % 2:
        problem = tiny.with_freeze_and_other(problem, seed)
    best = by_hand(problem).best()
    result = plan_rollout(problem)
    if best is None:
        return
    grid = build_grid(build_network(problem), 0)
    leaves = [scaled(leaf, factor) for leaf in result.certificate.leaves]
    assert max(prove_bound(grid, leaf) for leaf in leaves) >= best.objective
    assert result.certificate.upper_bound >= best.objective


@few
@given(st.integers(0, 10**6))
@example(168)  # a held store beside a late option that is too large for its crews
def test_the_certified_bound_is_no_worse_than_the_relaxations_value(tiny, seed):
    problem = tiny.tiny_problem(seed, stores=6)
    result = plan_rollout(problem)
    if result.certificate.status != "optimal":
        return
    model = build_model(build_network(problem), 0)
    relaxed = solve_relaxation(model, lambda: 60.0)
    # Pairs that form a forest are counted exactly, so the bound is often below the relaxation's.
    assert result.certificate.upper_bound <= relaxed.bound + 1e-4 + 1e-6 * abs(relaxed.bound)


@few
@given(st.integers(0, 10**6))
def test_prices_have_valid_signs_and_rows_of_equal_length(tiny, seed):
    problem = tiny.with_freeze_and_other(tiny.tiny_problem(seed, stores=6), seed)
    certificate = plan_rollout(problem).certificate
    signed = ("budget", "crew_price", "supply", "quota", "other", "wave_price", "spillover_price")
    for leaf in certificate.leaves:
        prices = leaf.prices
        assert len(prices.other) == (problem.programme.other_at_least is not None)
        for name in signed:
            values = getattr(prices, name)
            assert np.all(np.isfinite(values))
            assert np.all(values >= 0)
        rows = len(prices.crew_price)
        assert prices.crew_weights.shape == (rows, len(prices.crew_days))
        assert len(prices.crew_region) == len(prices.crew_week) == len(prices.crew_limit) == rows
        assert len(prices.wave_of) == len(prices.wave_store) == len(prices.wave_side)
        assert len(prices.spillover_pair) == len(prices.spillover_week)


@pytest.fixture
def scarce_tables(tiny):
    """Two stores, one crew-day a week, one start week, no discount: only one can be built."""
    item = Format("table", 4.0, 8, 100.0, 0.0, (1,))
    plain = tiny.programme(
        weeks=1,
        area_life_weeks=1,
        discount_rate=0.0,
        formats=(item,),
        crews=(CrewCapacity("R1", (1,)),),
        budget=(BudgetStep(tiny.monday(0), 1000.0),),
    )
    stores = tuple(tiny.store(s) for s in "abcd")
    margins = {"a": 160.0, "b": 130.0, "c": 90.0}
    options = tuple(OptionMargin(s, "table", m) for s, m in margins.items())
    return RolloutProblem(plain, stores, (), options)


def test_the_dearest_store_wins_and_every_store_has_its_reason(scarce_tables):
    # By hand: values 60, 30, -10; one crew-day, so a is built; the bound's price lies in [30, 60].
    result = plan_rollout(scarce_tables)
    reasons = {reason.store_id: reason for reason in result.reasons}
    assert [area.store_id for area in result.areas] == ["a"]
    assert {s: r.verdict for s, r in reasons.items()} == {
        "a": "planned",
        "b": "outbid",
        "c": "worth_less_than_zero",
        "d": "no_option_row",
    }
    assert reasons["b"].best_value == pytest.approx(30.0)
    assert reasons["a"].margin_to_flip + reasons["b"].margin_to_flip == pytest.approx(30.0)
    assert math.isnan(reasons["d"].best_value)
    assert result.certificate.gap == pytest.approx(0.0, abs=1e-8)


def test_what_is_scarce_shows_use_limit_and_price(scarce_tables):
    things = {(t.kind, t.name): t for t in plan_rollout(scarce_tables).scarce}
    crews = things["crews", "R1"]
    assert (crews.limit, crews.used) == (1.0, 1.0)
    assert 30.0 - 1e-6 <= crews.price <= 60.0 + 1e-6
    budget = next(t for (kind, _), t in things.items() if kind == "budget")
    assert (budget.limit, budget.used, budget.price) == (1000.0, 100.0, 0.0)


def test_the_other_party_s_value_is_reported_beside_the_plan(scarce_tables):
    # The manufacturer pays nothing and earns 7 in the one week that is counted.
    options = tuple(replace(row, manufacturer_margin_per_week=7.0) for row in scarce_tables.options)
    result = plan_rollout(replace(scarce_tables, options=options))
    assert result.other_party_value == pytest.approx(7.0)
    assert math.isnan(plan_rollout(scarce_tables).other_party_value)
    assert result.capex == 100.0


def test_what_the_other_party_must_get_is_priced_by_what_it_costs(scarce_tables):
    # By hand: values 60 (a), 30 (b), -10 (c); to the manufacturer 5, 25, 40; one crew-day, so one
    # store. At least 20 leaves b and c, so b is best. Between a and c on the hull, 20 to the
    # manufacturer cost more than with b: the best price is the slope from a to b,
    # (60 - 30) / (25 - 5) = 1.5, and the bound at that price is
    # 60 + 1.5 x (5 - 20) = 30 + 1.5 x (25 - 20) = 37.5.
    margins = {"a": 5.0, "b": 25.0, "c": 40.0}
    options = tuple(
        replace(row, manufacturer_margin_per_week=margins[row.store_id])
        for row in scarce_tables.options
    )
    plain = replace(scarce_tables.programme, other_at_least=20.0)
    problem = replace(scarce_tables, programme=plain, options=options)
    result = plan_rollout(problem, gap=0.25)
    assert [area.store_id for area in result.areas] == ["b"]
    thing = next(t for t in result.scarce if t.kind == "other")
    assert (thing.name, thing.limit, thing.used) == ("manufacturer", 20.0, 25.0)
    assert thing.price == pytest.approx(1.5)
    assert result.certificate.leaves[0].prices.other == pytest.approx([1.5])
    assert result.certificate.upper_bound == pytest.approx(37.5, abs=1e-5)
    assert result.certificate.objective == pytest.approx(30.0)
    # Leaves tell c's plans from the others and prove that b is best.
    assert plan_rollout(problem).certificate.upper_bound == pytest.approx(30.0, rel=1e-4)


def test_without_a_demand_of_the_other_party_there_is_no_price_for_it(scarce_tables):
    result = plan_rollout(scarce_tables)
    assert len(result.certificate.leaves[0].prices.other) == 0
    assert not [t for t in result.scarce if t.kind == "other"]


def test_a_store_that_is_frozen_throughout_says_so(tiny, scarce_tables):
    frozen = (Freeze(tiny.monday(0), tiny.monday(1)),)
    plain = replace(scarce_tables.programme, freezes=frozen)
    reasons = plan_rollout(replace(scarce_tables, programme=plain)).reasons
    assert reasons[0].because == ("frozen in every week in which it could be built",)
    assert reasons[3].verdict == "no_option_row"


def test_a_store_without_crews_in_its_region_is_priced_out_of_the_bound(tiny, scarce_tables):
    # Two crew-days for one store's wall, capacity one: the bound may not count the wall.
    wall = Format("wall", 4.0, 8, 0.0, 0.0, (2,))
    plain = replace(scarce_tables.programme, formats=(*scarce_tables.programme.formats, wall))
    options = (*scarce_tables.options, OptionMargin("b", "wall", 5000.0))
    result = plan_rollout(replace(scarce_tables, programme=plain, options=options))
    assert result.certificate.upper_bound == pytest.approx(60.0, abs=1e-6)


def test_a_promise_is_a_reason_even_at_a_loss(tiny, scarce_tables):
    plain = replace(scarce_tables.programme, promises=(Promise("c", tiny.monday(1)),))
    result = plan_rollout(replace(scarce_tables, programme=plain))
    reason = next(r for r in result.reasons if r.store_id == "c")
    assert reason.verdict == "planned"
    assert reason.because == ("promise",)
    assert result.certificate.objective == pytest.approx(-10.0)


def test_the_programme_of_an_example_size_is_solved_and_verified(tiny):
    from showfloor.simulate import planning_instance
    from showfloor.verify import verify_plan

    problem = planning_instance(40, 3, 16, 1)
    result = plan_rollout(problem)
    assert result.certificate.status == "optimal"
    assert len(result.reasons) == len(problem.stores)
    checked = verify_plan(problem, result.areas, result.holdout, result.certificate)
    assert checked.findings == ()


def test_a_demand_of_the_other_party_binds_in_a_network_and_is_verified():
    from showfloor.simulate import planning_instance
    from showfloor.verify import verify_plan

    problem = planning_instance(30, 3, 10, 3, freeze=True, other_at_least=309_000.0)
    result = plan_rollout(problem, gap=1e-3)
    free = replace(problem, programme=replace(problem.programme, other_at_least=None))
    without = plan_rollout(free, gap=1e-3)
    assert without.other_party_value < 309_000.0 <= result.other_party_value
    price = result.certificate.leaves[0].prices.other[0]
    assert price > 0
    assert result.certificate.objective <= without.certificate.upper_bound
    checked = verify_plan(problem, result.areas, result.holdout, result.certificate)
    assert checked.findings == ()
