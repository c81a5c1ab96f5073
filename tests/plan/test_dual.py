"""The dual bounds every plan, agrees with its certificate, and knows how far options are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Leaf, Split
from showfloor.plan.bound import prove_bound
from showfloor.plan.dual import COARSE, FINE, ascend, build_dual, polish, price_units
from showfloor.plan.dual_lp import start_from_relaxation
from showfloor.plan.dual_marginals import near_best, store_stands
from showfloor.plan.dual_pass import DualPass
from showfloor.plan.dual_prices import named_prices, price_vector
from showfloor.plan.grid import build_grid
from showfloor.plan.model import build_model
from showfloor.plan.network import build_network
from showfloor.plan.relaxation import solve_relaxation
from showfloor.simulate import planning_instance

few = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
seeds = st.integers(0, 10**6)


def any_problem(tiny, seed, *, stores=4):
    """Return a tiny problem in which every rule comes up, lives short and long."""
    problem = tiny.tiny_problem(seed, stores=stores)
    if seed % 2:
        problem = tiny.with_freeze_and_other(problem, seed)
    if seed % 3:
        problem = tiny.with_pace(problem, seed)
    if seed % 5 > 2:
        problem = tiny.with_previous(problem, seed)
    life = (6, 2, 3)[seed % 7 % 3]
    return replace(problem, programme=replace(problem.programme, area_life_weeks=life))


def dual_of(problem):
    return build_dual(build_grid(build_network(problem), 0))


def random_prices(dual, seed):
    """Return valid prices around typical ones, about half of them 0."""
    rng = np.random.default_rng(seed)
    size = price_units(dual) * rng.exponential(1.5, len(dual.rows.limit))
    vector = size * (rng.random(len(size)) < 0.5)
    strata = dual.rows.span("stratum")
    vector[strata] *= rng.choice([-1.0, 1.0], len(vector[strata]))
    return np.clip(vector, dual.rows.floor, dual.rows.ceiling)


@few
@given(seeds)
def test_any_prices_bound_the_best_of_all_plans(tiny, by_hand, seed):
    problem = any_problem(tiny, seed, stores=3)
    best = by_hand(problem).best()
    if best is None:
        return
    dual = dual_of(problem)
    for nth in range(4):
        prices = random_prices(dual, [seed, nth])
        assert dual.evaluate(prices).bound >= best.objective - 1e-6
        assert prove_bound(dual.grid, Leaf(named_prices(dual, prices))) >= best.objective
    assert ascend(dual).bound >= best.objective - 1e-6


@few
@given(seeds)
def test_the_certificate_proves_the_bound_of_the_pass(tiny, seed):
    dual = dual_of(any_problem(tiny, seed, stores=6))
    prices = random_prices(dual, seed)
    bound = dual.evaluate(prices).bound
    proven = prove_bound(dual.grid, Leaf(named_prices(dual, prices)))
    if bound < -1e20:  # an obliged store without an option: nothing to prove
        assert np.isnan(proven)
    else:
        assert proven == pytest.approx(bound, rel=1e-8, abs=1e-5)
        assert proven >= bound


@few
@given(seeds)
def test_prices_come_back_from_the_certificate(tiny, seed):
    dual = dual_of(any_problem(tiny, seed, stores=6))
    prices = random_prices(dual, seed)
    again = price_vector(dual, named_prices(dual, prices))
    assert dual.evaluate(again).bound == pytest.approx(dual.evaluate(prices).bound, abs=1e-6)


@few
@given(seeds)
def test_the_slack_is_the_slope_of_the_bound(tiny, seed):
    # The bound is convex in the prices: it lies above every tangent.
    dual = dual_of(any_problem(tiny, seed, stores=6))
    at, to = random_prices(dual, seed), random_prices(dual, seed + 1)
    here = dual.evaluate(at)
    there = dual.evaluate(to)
    tangent = here.bound + float(here.slack @ (to - at))
    assert there.bound >= tangent - 1e-6 * max(1.0, abs(tangent))


def forced(dual, store, options):
    """Return the dual of the grid in which a store must take one of `options` [F, T]."""
    grid = dual.grid
    value, obliged = grid.value.copy(), grid.obliged.copy()
    value[store][~options] = -np.inf
    obliged[store] = bool(options.any())
    return DualPass(replace(grid, value=value, obliged=obliged), dual.rows, dual.forest)


@few
@given(seeds)
def test_the_loss_of_an_option_is_what_the_bound_loses_when_it_is_forced(tiny, seed):
    problem = any_problem(tiny, seed, stores=6)
    draws = problem.programme.holdout is not None
    if draws and problem.programme.holdout.draw == "optimised":
        return  # forcing a store would change what may be held
    dual = dual_of(problem)
    prices = random_prices(dual, seed)
    bound = dual.evaluate(prices).bound
    if bound < -1e20:
        return
    near = near_best(dual, prices, 1e9)
    assert len(near.store) == np.isfinite(dual.grid.value).sum()
    for store, form, start, loss in list(
        zip(near.store, near.form, near.start, near.loss, strict=True)
    )[::3]:
        only = np.zeros(dual.grid.value.shape[1:], dtype=np.bool_)
        only[form, start] = True
        assert bound - forced(dual, store, only).evaluate(prices).bound == pytest.approx(
            loss, abs=1e-6
        )
    free = np.flatnonzero(~dual.grid.obliged)
    for store in free[::2]:
        nothing = np.zeros(dual.grid.value.shape[1:], dtype=np.bool_)
        assert bound - forced(dual, store, nothing).evaluate(prices).bound == pytest.approx(
            near.none[store], abs=1e-6
        )


@few
@given(seeds)
def test_what_the_stores_choose_loses_nothing(tiny, seed):
    dual = dual_of(any_problem(tiny, seed, stores=6))
    prices = random_prices(dual, seed)
    found = dual.evaluate(prices)
    if found.bound < -1e20:
        return
    start = np.where(found.form >= 0, found.selling - dual.grid.length[found.form], -1)
    stand, lost = store_stands(dual, prices, found.form.copy(), start.astype(np.int32))
    assert np.abs(lost).max() == pytest.approx(0.0, abs=1e-6)
    assert np.fmin(stand.loss, stand.none_loss).max() == pytest.approx(0.0, abs=1e-6)


def test_without_spillover_the_steps_come_to_the_linear_programmes_optimum():
    problem = planning_instance(150, 4, 26, 5)
    problem = replace(problem, programme=replace(problem.programme, spillover=()))
    network = build_network(problem)
    dual = build_dual(build_grid(network, 0))
    optimum = solve_relaxation(build_model(network, 0), lambda: 60.0).bound  # HiGHS
    found = polish(ascend(dual, stages=(COARSE,)), stages=(FINE,))
    assert found.bound >= optimum - 2e-6 * optimum
    assert found.bound <= optimum + 2e-6 * optimum


def test_counting_trees_exactly_is_no_worse_than_the_relaxations_cuts():
    network = build_network(planning_instance(80, 4, 20, 2))
    model = build_model(network, 0)
    relaxed = solve_relaxation(model, lambda: 60.0)
    dual = build_dual(build_grid(network, 0))
    start = start_from_relaxation(dual, model, relaxed)
    assert dual.evaluate(start).bound <= relaxed.bound + 1e-6 * relaxed.bound


def test_prices_do_not_depend_on_the_number_of_threads():
    dual = dual_of(planning_instance(60, 3, 16, 1))
    alone = ascend(dual)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("showfloor.plan.dual_pass.ALONE", 0)
        together = ascend(dual)
    assert together.bound == alone.bound
    assert np.array_equal(together.prices, alone.prices)


@few
@given(seeds)
def test_a_leaf_bounds_every_plan_that_takes_its_side(tiny, by_hand, seed):
    problem = any_problem(tiny, seed, stores=3)
    best = by_hand(problem).best()
    if best is None:
        return
    rng = np.random.default_rng(seed)
    dual = dual_of(problem)
    prices = named_prices(dual, random_prices(dual, seed))
    store_id = str(rng.choice([s.store_id for s in dual.grid.network.stores]))
    by_store = bool(rng.random() < 0.5)
    split = Split(
        store_id=store_id if by_store else "",
        region="" if by_store else "R1",
        format_id=str(rng.choice(["", "table", "wall"])),
        from_week=int(rng.integers(0, 2)),
        to_week=int(rng.integers(2, 5)),
        count=0 if by_store else int(rng.integers(0, 2)),
        at_most=True,
    )
    region_of = {s.store_id: s.region for s in problem.stores}
    taken = sum(
        (s == store_id if by_store else region_of[s] == "R1")
        and split.format_id in ("", f)
        and split.from_week <= t < split.to_week
        for s, (f, t) in best.plan.items()
    )
    side = replace(split, at_most=taken <= split.count)
    priced = replace(prices, split=np.array([float(rng.exponential(40.0))]))
    assert prove_bound(dual.grid, Leaf(priced, (side,))) >= best.objective
