"""Annealing and neighbourhoods: plans on the way keep every limit, and nothing is miscounted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.plan import RolloutProblem
from showfloor.plan.construct import adopt, construct, near_candidates
from showfloor.plan.dual import ascend, build_dual
from showfloor.plan.grid import build_grid
from showfloor.plan.improve import Cooling, Scene, cool
from showfloor.plan.improve_field import (
    Standing,
    empty_standing,
    field_of,
    fixed_selling_of,
    keeps_obligations,
    objective_of_standing,
)
from showfloor.plan.neighbourhood import Effort, choose_again
from showfloor.plan.network import build_network
from showfloor.plan.search import Bounded, total_prices
from showfloor.simulate import planning_instance

seeds = st.integers(0, 10**6)
few = settings(
    settings.get_profile("costly"),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def scene_of(problem: RolloutProblem) -> tuple[Scene, float]:
    """Return a greedy plan with all its options near, and the objective's constant."""
    grid = build_grid(build_network(problem))
    dual = build_dual(grid)
    found = ascend(dual)
    bounded = Bounded(found.dual, found.prices, found.bound)
    field = field_of(grid, total_prices(bounded))
    near = near_candidates(bounded.dual, bounded.prices, 10.0 * max(1.0, abs(found.bound)))
    standing = empty_standing(field, fixed_selling_of(grid))
    construct(grid, field, near, standing)
    return Scene(field, standing, near), grid.constant


def choices_of(problem: RolloutProblem, standing: Standing) -> dict[str, tuple[str, int]]:
    names = sorted(store.store_id for store in problem.stores)
    formats = sorted(item.format_id for item in problem.programme.formats)
    return {
        names[store]: (formats[form], int(standing.start[store]))
        for store, form in enumerate(standing.form)
        if form >= 0
    }


def recounted(scene: Scene) -> Standing:
    """Return the same plan, counted from nothing."""
    fixed = np.where(scene.standing.form >= 0, 1 << 30, scene.standing.selling)
    again = empty_standing(scene.field, fixed)
    adopt(scene.field, scene.near, again, scene.standing.form, scene.standing.start)
    return again


@few
@given(seeds)
def test_annealed_plans_keep_every_limit_and_are_worth_what_they_say(tiny, by_hand, seed):
    problem = tiny.with_pace(tiny.tiny_problem(seed, stores=6), seed)
    scene, constant = scene_of(problem)
    cool(scene, Cooling(chains=60, hot=0.3, cold=0.001, rounds=3), seed, lambda: True)
    hand = by_hand(problem)
    plan = choices_of(problem, scene.standing)
    unmet = {"promise", "wave", "quota", "other"}
    # Obligations may be open, limits may not be broken.
    assert hand.broken(plan) in {"", *unmet}
    if keeps_obligations(scene.field, scene.standing):
        assert hand.broken(plan) == ""
    worth = objective_of_standing(scene.field, scene.standing) + constant
    assert worth == pytest.approx(hand.objective(plan), abs=1e-6)


@few
@given(seeds)
def test_what_a_plan_uses_is_never_miscounted_however_often_it_changes(tiny, seed):
    scene, _ = scene_of(tiny.with_previous(tiny.tiny_problem(seed, stores=6), seed))
    cool(scene, Cooling(chains=60, hot=0.3, cold=0.001, rounds=3), seed, lambda: True)
    again = recounted(scene)
    for name in ("crew_used", "supply_used", "pace_used", "quota_used", "early_used", "missing"):
        assert np.array_equal(getattr(scene.standing, name), getattr(again, name)), name
    assert scene.standing.budget_used == pytest.approx(again.budget_used, abs=1e-6)
    assert np.array_equal(scene.standing.selling, again.selling)


@few
@given(seeds)
def test_all_stores_choosing_again_together_find_the_best_of_all_plans(tiny, by_hand, seed):
    problem = tiny.tiny_problem(seed)
    best = by_hand(problem).best()
    scene, constant = scene_of(problem)
    stores = np.flatnonzero(np.diff(scene.near.first) > 0)
    if best is None or not len(stores):
        return
    answer = choose_again(scene, stores, np.inf, Effort(gap=1e-6, nodes=10_000, seconds=20.0))
    worth = objective_of_standing(scene.field, scene.standing) + constant
    assert worth == pytest.approx(best.objective, abs=0.01)
    assert answer.bound + constant >= best.objective - 1e-3


@few
@given(seeds)
def test_choosing_again_never_makes_a_plan_worse(tiny, seed):
    scene, _ = scene_of(tiny.tiny_problem(seed, stores=6))
    stores = np.flatnonzero(np.diff(scene.near.first) > 0)[::2]
    before = objective_of_standing(scene.field, scene.standing)
    kept = keeps_obligations(scene.field, scene.standing)
    answer = choose_again(scene, stores, 50.0, Effort(gap=1e-3, nodes=100, seconds=5.0))
    after = objective_of_standing(scene.field, scene.standing)
    if kept:
        assert after == pytest.approx(before + answer.gained, abs=1e-6)
        assert answer.gained >= 0.0


def test_two_parts_on_two_threads_give_the_same_plan_every_time(monkeypatch):
    monkeypatch.setattr("showfloor.plan.improve.STORES_FOR_PARTS", 50)
    problem = planning_instance(200, 4, 20, 5)
    plans = []
    for _ in range(2):
        scene, _ = scene_of(problem)
        before = objective_of_standing(scene.field, scene.standing)
        cool(scene, Cooling(chains=200, hot=0.01, cold=0.0005, rounds=6), 3, lambda: True)
        assert objective_of_standing(scene.field, scene.standing) > before
        again = recounted(scene)
        assert np.array_equal(scene.standing.crew_used, again.crew_used)
        assert np.array_equal(scene.standing.supply_used, again.supply_used)
        plans.append(scene.standing.start.copy())
    assert np.array_equal(*plans)
