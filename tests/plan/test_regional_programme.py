"""A region's programme is decided as if every choice of its stores had been listed."""

from __future__ import annotations

import highspy
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.plan.construct import near_candidates
from showfloor.plan.dual import build_dual
from showfloor.plan.regional import regional_at
from showfloor.plan.regional_programme import build_programme, decide, solver_of

few = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
seeds = st.integers(0, 10**6)
EVERYTHING = 1e9


@pytest.fixture(scope="module", autouse=True)
def _apart(regions):
    with regions.any_size():
        yield


def programmes(dual, regional, width=EVERYTHING):
    near = near_candidates(dual, regional.prices, EVERYTHING)
    for region in range(len(regional.whole)):
        yield region, build_programme(regional, near, dual.rows.cuts, region=region, width=width)


@few
@given(seeds)
def test_a_region_is_decided_like_the_best_of_all_listed_choices(tiny, regions, seed):
    dual, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 5), seed)
    if regional.bound < -1e20:  # an obliged store without an option
        return
    for region, programme in programmes(dual, regional):
        best = regions.listed_best(regions.region_of(regional, region))
        plan = decide(programme, 0.0, 20.0)
        if plan is None:
            assert best == -np.inf
            continue
        assert plan.worth == pytest.approx(best, abs=1e-4)
        assert plan.bound == pytest.approx(best, abs=1e-4)
        assert plan.worth <= regional.whole[region] + 1e-4


@few
@given(seeds, st.floats(0.0, 100.0))
def test_whoever_takes_an_option_beyond_the_width_is_worth_less_by_it(tiny, regions, seed, width):
    # The programme over near options and what prices say of all others bound every choice.
    dual, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 5), seed)
    if regional.bound < -1e20:
        return
    for region, programme in programmes(dual, regional, width):
        best = regions.listed_best(regions.region_of(regional, region))
        plan = decide(programme, 0.0, 20.0)
        inside = -np.inf if plan is None else plan.bound
        assert max(inside, regional.whole[region] - width) >= best - 1e-4
        assert inside <= best + 1e-4


@few
@given(seeds)
def test_relaxed_programmes_are_worth_no_less_and_no_more_than_prices_say(tiny, regions, seed):
    dual, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 5), seed)
    if regional.bound < -1e20:
        return
    for _, programme in programmes(dual, regional):
        plan = decide(programme, 0.0, 20.0)
        if plan is None or not len(programme.columns.store):
            continue
        relaxed = solver_of(programme, whole=False)
        relaxed.run()
        assert relaxed.getModelStatus() == highspy.HighsModelStatus.kOptimal
        value = programme.fixed - float(relaxed.getInfo().objective_function_value)
        assert value >= plan.worth - 1e-4


def test_a_region_without_options_is_worth_what_no_area_is(tiny, regions):
    stores = (tiny.store("a", "N"), tiny.store("b", "S"))
    problem = RolloutProblem(
        tiny.programme(), stores, (), (OptionMargin("a", "table", 60.0, 30.0),)
    )
    dual = build_dual(regions.grid_of(problem))
    regional = regional_at(dual, np.zeros(len(dual.rows.limit)))
    found = dict(programmes(dual, regional))
    assert not len(found[1].columns.store)
    plan = decide(found[1], 0.0, 1.0)
    assert (plan.worth, plan.bound) == (0.0, 0.0)
    assert regional.whole.tolist() == [pytest.approx(regional.bound), 0.0]


def test_stores_without_a_region_are_decided_like_a_region(tiny, regions):
    # By hand: no limits, so either store takes its best option, without what pairs could lose.
    stores = (tiny.store("a", None), tiny.store("b", "S"))
    margins = tuple(OptionMargin(s, "table", 60.0, 30.0) for s in "ab")
    dual = build_dual(regions.grid_of(RolloutProblem(tiny.programme(), stores, (), margins)))
    regional = regional_at(dual, np.zeros(len(dual.rows.limit)))
    best = dual.grid.value.max(axis=(1, 2))
    assert best.min() > 0
    for region, programme in programmes(dual, regional):
        assert decide(programme, 0.0, 1.0).worth == pytest.approx(best[region])
