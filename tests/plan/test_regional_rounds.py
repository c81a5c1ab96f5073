"""Rounds over regions: what they prove bounds every plan, and never less well than the prices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.plan import regional_rounds
from showfloor.plan.dual import ascend, build_dual
from showfloor.plan.regional_rounds import RegionalRounds

few = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
seeds = st.integers(0, 10**6)


@pytest.fixture(scope="module", autouse=True)
def _apart(regions):
    with regions.any_size():
        yield


def never() -> bool:
    return False


def rounds_at(dual, prices, seconds=30.0):
    return RegionalRounds(dual, prices, dual.rows.cuts, lambda: seconds)


@few
@given(seeds)
def test_the_sum_of_decided_regions_bounds_the_best_of_all_plans(tiny, by_hand, regions, seed):
    problem = regions.tiny_apart(tiny, seed)
    best = by_hand(problem).best()
    if best is None:
        return
    dual = build_dual(regions.grid_of(problem))
    for prices in (ascend(dual).prices, regions.random_prices(dual, seed)):
        rounds = rounds_at(dual, prices)
        bound = rounds.turn(never)
        assert bound == rounds.best.bound
        assert bound >= best.objective - 1e-6
        assert bound <= dual.evaluate(prices).bound + 1e-6
        # The next prices are others, and their bound holds as well.
        rounds.price_anew()
        assert rounds.turn(never) >= best.objective - 1e-6


@few
@given(seeds)
def test_near_options_bound_no_less_than_all_options_and_both_no_less_than_the_best(
    tiny, regions, seed
):
    dual, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 5), seed)
    if regional.bound < -1e20:
        return
    near = rounds_at(dual, regional.prices)
    near.turn(never)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regional_rounds, "WIDTH", 1e6)
        patch.setattr(regional_rounds, "WIDEST", 1e6)
        everything = rounds_at(dual, regional.prices)
        everything.turn(never)
    gap = regional_rounds.GAP * near.scale + 1e-4
    for region, (some, whole) in enumerate(
        zip(near.best.decided, everything.best.decided, strict=True)
    ):
        best = regions.listed_best(regions.region_of(regional, region))
        if best == -np.inf:
            continue
        assert whole.bound == pytest.approx(best, abs=gap)
        assert best - gap <= some.bound <= regional.whole[region] + 1e-6
        assert some.bound >= whole.bound - gap
        assert some.plan is None or some.plan.worth <= best + 1e-4


@pytest.fixture(scope="module", params=["holdout pace", "other"])
def middling(regions, request):
    problem = regions.instance(60, 16, 3, rules=request.param)
    grid, dual, prices = regions.priced(problem)
    return grid, dual, prices


def test_decided_regions_are_worth_what_another_solver_finds(middling, regions):
    # scipy's solver, over all options, crew-days as the rule has them and losses week by week.
    grid, dual, prices = middling
    rounds = rounds_at(dual, prices)
    bound = rounds.turn(never)
    best = [
        regions.best_of_region(regions.region_of(rounds.best.regional, region))
        for region in range(int(grid.region.max()) + 1)
    ]
    gap = regional_rounds.GAP * rounds.scale + 1e-3
    for own, worth in zip(rounds.best.decided, best, strict=True):
        assert own.bound >= worth - 1e-3
        if own.plan is not None:
            assert own.plan.worth <= worth + 1e-3
    assert sum(best) - 1e-2 <= bound - rounds.best.regional.constant
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regional_rounds, "WIDTH", 1.0)
        patch.setattr(regional_rounds, "WIDEST", 1.0)
        widest = rounds_at(dual, prices)
        widest.turn(never)
    for own, worth in zip(widest.best.decided, best, strict=True):
        assert own.bound == pytest.approx(worth, abs=gap)


def test_prices_move_no_further_than_their_reach_and_only_those_that_regions_share(middling):
    _, dual, prices = middling
    rounds = rounds_at(dual, prices)
    rounds.turn(never)
    rounds.price_anew()
    moved = np.flatnonzero(rounds.prices != prices)
    assert np.isin(moved, rounds.pool.priced).all()
    own = prices[rounds.pool.priced]
    reach = rounds.reach * np.where(own > 0, own, regional_rounds.ZERO * np.median(own[own > 0]))
    assert np.all(np.abs(rounds.prices[rounds.pool.priced] - own) <= reach * (1 + 1e-9))
    assert np.all(rounds.prices >= dual.rows.floor)


def test_without_time_or_when_stopped_regions_are_worth_what_prices_say(middling):
    _, dual, prices = middling
    told = dual.evaluate(prices).bound
    without = rounds_at(dual, prices, seconds=0.0)
    assert without.turn(never) == pytest.approx(told, abs=1e-6)
    assert (without.best.choices.format == -1).all()


def test_a_worse_round_keeps_the_best_and_halves_the_reach(middling):
    _, dual, prices = middling
    rounds = rounds_at(dual, prices)
    first = rounds.turn(never)
    best, reach = rounds.best, rounds.reach
    rounds.prices = prices * 1.5
    rounds.promised = 1.0
    assert rounds.turn(never) > first
    assert rounds.best is best
    assert rounds.reach == reach / 2


def test_a_round_that_keeps_its_promise_is_gone_on_from_twice_as_far(middling):
    _, dual, prices = middling
    rounds = rounds_at(dual, prices * 1.5)
    first = rounds.turn(never)
    reach = rounds.reach
    rounds.prices = prices
    rounds.promised = 1.0
    assert rounds.turn(never) < first - 1.0
    assert rounds.best.regional.prices[rounds.pool.priced] == pytest.approx(
        prices[rounds.pool.priced]
    )
    assert rounds.reach == reach * 2


def test_columns_bound_no_more_than_the_round_that_they_come_from(middling):
    # At a round's prices its own columns are the best of all: they say what the round says.
    _, dual, prices = middling
    rounds = rounds_at(dual, prices)
    rounds.turn(never)
    own = rounds.best.regional.prices[rounds.pool.priced]
    before = rounds.pool.bound_at(own)
    rounds.price_anew()
    assert rounds.promised >= 0.0
    second = rounds.turn(never)
    after = rounds.pool.bound_at(rounds.prices[rounds.pool.priced])
    gap = 2 * regional_rounds.GAP * rounds.scale * rounds.pool.regions + 1e-3
    assert after - before == pytest.approx(second - rounds_at(dual, prices).turn(never), abs=gap)
