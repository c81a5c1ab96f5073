"""Leaves: parts of all plans with prices of their own, against every plan listed by hand."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Split
from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import BudgetStep, Format
from showfloor.plan import plan_rollout
from showfloor.plan.bound import prove_bound
from showfloor.plan.dual import build_dual
from showfloor.plan.grid import build_grid
from showfloor.plan.leaves import Division, divide_plans
from showfloor.plan.leaves_lp import counted_options
from showfloor.plan.leaves_whole import prices_of_whole
from showfloor.plan.model import build_model
from showfloor.plan.network import build_network
from showfloor.simulate import planning_instance
from showfloor.verify import verify_plan

few = settings(
    settings.get_profile("costly"),
    # Many tiny programmes have no plan, or need no leaf.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
seeds = st.integers(0, 10**6)


def forever() -> float:
    return 60.0


def never() -> bool:
    return False


def silent(_objective: float, _bound: float) -> None:
    return None


def divided(problem, objective, *, gap=1e-6, parts=300, stop=never):
    grid = build_grid(build_network(problem), 0)
    asked = Division(gap, forever, stop, silent, parts)
    return grid, divide_plans(grid, build_dual(grid), objective, asked)


def counts(split: Split, stores, plan) -> int:
    """Return how many areas of a plan {store: (format, start week)} a split counts."""
    return sum(
        (store_id == split.store_id if split.store_id else (region or "") == split.region)
        and split.format_id in ("", plan[store_id][0])
        and split.from_week <= plan[store_id][1] < split.to_week
        for store_id, region in stores.items()
        if store_id in plan
    )


def lies_in(path, stores, plan) -> bool:
    return all((counts(s, stores, plan) <= s.count) == s.at_most for s in path)


@pytest.fixture
def knapsack(tiny):
    """Three stores, money for two thirds of them, one week: the whole's best price is 0.6."""
    item = Format("table", 4.0, 8, 100.0, 0.0, (1,))
    plain = tiny.programme(
        weeks=1,
        area_life_weeks=1,
        discount_rate=0.0,
        formats=(item,),
        crews=None,
        budget=(BudgetStep(tiny.monday(0), 150.0),),
    )
    margins = {"a": 180.0, "b": 170.0, "c": 160.0}
    options = tuple(OptionMargin(s, "table", m) for s, m in margins.items())
    return RolloutProblem(plain, tuple(tiny.store(s) for s in "abc"), (), options)


def test_leaves_prove_what_prices_of_the_whole_cannot(knapsack):
    # By hand: values 80, 70, 60; 100.00 each, 150.00 to spend, so a alone is best and worth 80. The
    # relaxation takes a and half of b: 80 + 35 = 115, and prices of the whole prove no less. With
    # at most one area in the region, 80 is the most; with at least two the money does not suffice.
    grid = build_grid(build_network(knapsack), 0)
    result = plan_rollout(knapsack)
    certificate = result.certificate
    assert [area.store_id for area in result.areas] == ["a"]
    assert certificate.objective == pytest.approx(80.0)
    assert certificate.upper_bound == pytest.approx(80.0, rel=1e-4)
    assert len(certificate.leaves) >= 2
    whole = plan_rollout(knapsack, gap=0.5).certificate
    assert len(whole.leaves) == 1
    assert whole.upper_bound == pytest.approx(115.0, rel=1e-6)
    assert prices_of_whole(grid, certificate).budget == pytest.approx(whole.leaves[0].prices.budget)


@few
@given(seeds)
def test_every_plan_lies_in_one_leaf_and_is_worth_no_more_than_its_bound(tiny, by_hand, seed):
    problem = tiny.with_freeze_and_other(tiny.tiny_problem(seed, stores=3), seed)
    hand = by_hand(problem)
    best = hand.best()
    assume(best is not None)
    grid, found = divided(problem, best.objective)
    assume(found is not None)
    stores = {store.store_id: store.region for store in problem.stores}
    bounds = [prove_bound(grid, leaf) for leaf in found.leaves]
    names = [s for s in hand.stores if s not in hand.fixed]
    for picked in itertools.product(*(hand.choices(s) for s in names)):
        plan = {s: c for s, c in zip(names, picked, strict=True) if c is not None}
        if hand.broken(plan):
            continue
        mine = [
            bound
            for leaf, bound in zip(found.leaves, bounds, strict=True)
            if lies_in(leaf.path, stores, plan)
        ]
        assert len(mine) == 1
        assert hand.objective(plan) <= mine[0] + 1e-6


@few
@given(seeds)
def test_with_enough_parts_the_bound_is_the_best_plans_worth(tiny, by_hand, seed):
    problem = tiny.with_previous(tiny.with_pace(tiny.tiny_problem(seed, stores=4), seed), seed)
    best = by_hand(problem).best()
    assume(best is not None)
    certificate = plan_rollout(problem, gap=1e-6).certificate
    assert certificate.upper_bound >= best.objective
    assert certificate.gap <= 1e-6


@few
@given(seeds, st.integers(1, 12))
def test_a_division_that_is_stopped_still_bounds_every_plan(tiny, by_hand, seed, asks):
    problem = tiny.tiny_problem(seed, stores=4)
    best = by_hand(problem).best()
    assume(best is not None)
    left = iter([False] * asks)
    _, found = divided(problem, best.objective, gap=0.0, stop=lambda: next(left, True))
    if found is not None:
        assert found.bound >= best.objective
        whole = plan_rollout(problem, gap=10.0).certificate
        assert len(whole.leaves) == 1
        slack = 1e-5 * abs(whole.upper_bound)
        assert found.bound <= whole.upper_bound + slack


@few
@given(seeds)
def test_a_plan_better_than_the_best_known_is_handed_over(tiny, by_hand, seed):
    # Told of a plan far below the best, with nothing else to prove, the division meets a better.
    problem = tiny.tiny_problem(seed, stores=4)
    best = by_hand(problem).best()
    assume(best is not None)
    known = best.objective - max(1.0, 0.5 * abs(best.objective))
    _, found = divided(problem, known, gap=0.0)
    assume(found is not None and found.better is not None)
    hand = by_hand(problem)
    ids = [store.store_id for store in build_network(problem).stores]
    formats = [item.format_id for item in problem.programme.formats]
    plan = {
        ids[store]: (formats[form], int(found.better.start[store]))
        for store, form in enumerate(found.better.format)
        if form >= 0
    }
    assert hand.broken(plan) == ""
    assert known < hand.objective(plan) <= best.objective + 1e-6


def test_a_split_counts_its_stores_options_of_the_format_from_a_week_on(tiny):
    problem = tiny.tiny_problem(4, stores=5)
    model = build_model(build_network(problem), 0)
    options, stores = model.options, model.network.stores
    assert len(options)
    region = stores[options.store[0]].region or ""
    form = model.network.formats[options.format[-1]].format_id
    for split in (
        Split("", region, "", 1, problem.programme.weeks, 0, at_most=True),
        Split("", region, form, 0, problem.programme.weeks, 2, at_most=False),
        Split(stores[options.store[-1]].store_id, "", form, 1, 3, 0, at_most=True),
    ):
        expected = [
            (
                stores[s].store_id == split.store_id
                if split.store_id
                else (stores[s].region or "") == split.region
            )
            and split.format_id in ("", model.network.formats[f].format_id)
            and split.from_week <= t < split.to_week
            for s, f, t in zip(options.store, options.format, options.start, strict=True)
        ]
        assert counted_options(model, split).tolist() == expected


@pytest.mark.parametrize("spillover", [True, False])
def test_a_small_network_is_certified_within_the_asked_gap_and_verified(spillover):
    problem = planning_instance(24, 4, 16, 5, spillover=spillover)
    result = plan_rollout(problem, gap=1e-4)
    certificate = result.certificate
    assert certificate.status == "optimal"
    assert certificate.gap <= 1e-4
    assert verify_plan(problem, result.areas, result.holdout, certificate).passed


def test_the_same_programme_has_the_same_leaves():
    problem = planning_instance(24, 4, 16, 5)
    once, again = (plan_rollout(problem, gap=1e-4).certificate for _ in range(2))
    assert repr(once.leaves) == repr(again.leaves)
    assert once.upper_bound == again.upper_bound


def test_a_leaf_moved_to_another_side_does_not_pass(knapsack):
    result = plan_rollout(knapsack)
    first, *rest = result.certificate.leaves
    flipped = replace(first.path[-1], at_most=not first.path[-1].at_most)
    wrong = (replace(first, path=(*first.path[:-1], flipped)), *rest)
    certificate = replace(result.certificate, leaves=wrong)
    assert not verify_plan(knapsack, result.areas, result.holdout, certificate).passed
    assert math.isfinite(certificate.upper_bound)
