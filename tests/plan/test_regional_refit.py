"""Columns added once prices have settled: each keeps the rules, and together they fit better."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.plan.construct import near_candidates
from showfloor.plan.dual import Stage, ascend, ascend_some, build_dual
from showfloor.plan.near_ties import Choices
from showfloor.plan.regional import own_rows, regional_at
from showfloor.plan.regional_columns import option_use, shared_use
from showfloor.plan.regional_programme import Taken, build_programme, decide
from showfloor.plan.regional_refit import GAP, _decided, refit, vary
from showfloor.plan.regional_rounds import RegionalRounds

few = settings(
    settings.get_profile("costly"), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
seeds = st.integers(0, 10**6)


@pytest.fixture(scope="module", autouse=True)
def _apart(regions):
    with regions.any_size():
        yield


def never() -> bool:
    return False


def as_plan(grid, choices):
    ids = [store.store_id for store in grid.network.stores]
    formats = [item.format_id for item in grid.network.formats]
    return {
        ids[s]: (formats[choices.format[s]], int(choices.start[s]))
        for s in np.flatnonzero(choices.format >= 0)
    }


@few
@given(seeds)
def test_what_regions_do_at_other_prices_and_in_groups_never_makes_the_best_mixture_worse(
    tiny, by_hand, regions, seed
):
    problem = regions.tiny_apart(tiny, seed, 5)
    # Waves are no rows of what columns share: a search enters them one by one.
    problem = replace(problem, programme=replace(problem.programme, waves=()))
    hand = by_hand(problem)
    best = hand.best()
    if best is None:
        return
    dual = build_dual(regions.grid_of(problem))
    rounds = RegionalRounds(dual, ascend(dual).prices, dual.rows.cuts, lambda: 30.0)
    rounds.turn(never)
    before = rounds.pool.combined(0.0, 10.0)
    vary(rounds, seed, never)
    none = np.full(dual.grid.stores, -1, dtype=np.int64)
    refit(rounds, Choices(none, none) if before is None else before, seed, never)
    after = rounds.pool.combined(0.0, 10.0)
    if after is None:
        assert before is None
        return
    plan = as_plan(dual.grid, after)
    assert hand.broken(plan) == ""
    assert hand.objective(plan) <= best.objective + 1e-4
    if before is not None:
        assert hand.objective(plan) >= hand.objective(as_plan(dual.grid, before)) - 1e-4


def test_a_group_beside_a_plan_stays_within_what_is_shared_and_is_worth_no_less(regions):
    problem = regions.instance(60, 16, 3, rules="holdout pace")
    grid, dual, prices = regions.priced(problem)
    rounds = RegionalRounds(dual, prices, dual.rows.cuts, lambda: 30.0)
    rounds.turn(never)
    plan = rounds.pool.combined(0.0, 10.0)
    assert plan is not None
    some = np.flatnonzero(plan.format >= 0)
    for group in ([0, 1], [0, 2, 4], list(range(rounds.pool.regions))):
        parts = _decided(rounds, rounds.best, plan, group)
        assert [region for region, _ in parts] == group
        outside = some[~np.isin(grid.region[some], group)]
        together = Taken(
            *(
                np.concatenate([own, *(getattr(part, name) for _, part in parts)])
                for name, own in (
                    ("store", outside),
                    ("form", plan.format[outside]),
                    ("start", plan.start[outside]),
                )
            )
        )
        assert np.all(shared_use(grid, *together) <= rounds.pool.limit + 1e-6)
        gained = 0.0
        for region, part in parts:
            inside = some[grid.region[some] == region]
            now, before = part, Taken(inside, plan.format[inside], plan.start[inside])
            gained += rounds.pool._column(region, *now).worth[0]
            gained -= rounds.pool._column(region, *before).worth[0]
        assert gained >= -GAP * rounds.scale


@few
@given(seeds)
def test_known_choices_are_let_in_and_begun_with_whatever_they_lose(tiny, regions, seed):
    dual, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 5), seed)
    if regional.bound < -1e20:
        return
    near = near_candidates(dual, regional.prices, 1e9)
    for region in range(len(regional.whole)):
        every = build_programme(regional, near, dual.rows.cuts, region=region, width=1e9)
        best = decide(every, 0.0, 20.0)
        if best is None:
            continue
        known = best.taken(every)
        some = build_programme(
            regional, near, dual.rows.cuts, region=region, width=0.0, known=known
        )
        begin = known.among(some.columns)
        assert begin is not None
        again = decide(some, 0.0, 20.0, begin)
        assert again is not None
        assert again.worth == pytest.approx(best.worth, abs=1e-4)


def test_choices_are_found_among_options_only_where_all_are_there():
    numbers = [np.array(own, dtype=np.int64) for own in ([0, 0, 2, 5], [1, 0, 1, 1], [3, 3, 4, 9])]
    listed = Taken(*numbers)
    assert Taken(*(own[[1, 3]] for own in numbers)).among(listed).tolist() == [1, 3]
    other = Taken(numbers[0][[1, 3]], numbers[1][[1, 3]], np.array([3, 8], dtype=np.int64))
    assert other.among(listed) is None
    empty = np.zeros(0, dtype=np.int64)
    assert Taken(empty, empty, empty).among(listed).tolist() == []


@few
@given(seeds)
def test_own_prices_move_alone_and_never_bound_worse(tiny, regions, seed):
    dual, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed), seed)
    own = own_rows(dual)
    moved = ascend_some(dual, regional.prices, own, Stage(0.05, 0.005, 0.9, 0.9))
    assert np.array_equal(moved[~own], regional.prices[~own])
    assert dual.evaluate(moved).bound <= dual.evaluate(regional.prices).bound + 1e-9
    # What is common stays as it is, so only what bounds each region changes.
    assert np.array_equal(regional_at(dual, moved).common, regional.common)


@few
@given(seeds)
def test_what_options_use_adds_up_to_what_a_plan_uses(tiny, regions, seed):
    grid = regions.grid_of(regions.tiny_apart(tiny, seed))
    at = np.argwhere(np.isfinite(grid.value))
    _, first = np.unique(at[:, 0], return_index=True)
    store, form, start = at[first].T
    each = option_use(grid, store, form, start)
    assert each.shape[1] == len(store)
    assert np.allclose(each.sum(axis=1), shared_use(grid, store, form, start))
