"""Planning region by region: every rule kept, the same plan again, cut short at any stage."""

from __future__ import annotations

import itertools
import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.programme import Quota, Wave
from showfloor.plan import Progress, plan_rollout, rollout
from showfloor.plan.search_regional import RegionalSearch
from showfloor.simulate import planning_instance
from showfloor.verify import verify_plan

AROUND_RELAXATION = rollout._around_relaxation

few = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
seeds = st.integers(0, 10**6)


@pytest.fixture(scope="module", autouse=True)
def _apart(regions):
    with regions.by_regions_alone():
        yield


@pytest.fixture
def turns(monkeypatch):
    """Count the searches over regions that are begun."""
    begun = []
    run = RegionalSearch.run

    def counted(self):
        begun.append(self)
        run(self)

    monkeypatch.setattr(RegionalSearch, "run", counted)
    return begun


def verified(problem, result):
    certificate = result.certificate
    verdict = verify_plan(problem, result.areas, result.holdout, certificate)
    assert verdict.findings == ()
    assert certificate.objective <= certificate.upper_bound
    assert certificate.solver_bound <= certificate.upper_bound
    return certificate


@few
@given(seeds)
def test_tiny_networks_in_regions_get_the_best_of_all_plans(tiny, by_hand, regions, seed):
    problem = tiny.with_previous(regions.tiny_apart(tiny, seed), seed)
    if seed % 2:
        problem = replace(problem, previous=None)
    hand = by_hand(problem)
    best = hand.best()
    result = plan_rollout(problem, gap=1e-7)
    certificate = result.certificate
    if best is None:
        assert certificate.status == "infeasible"
        return
    assert certificate.upper_bound >= best.objective
    assert certificate.solver_bound >= best.objective - 1e-3
    assert certificate.objective == pytest.approx(best.objective, abs=0.01)
    verified(problem, result)


@pytest.fixture
def shortly(monkeypatch):
    """End the search with the regions, without the phases that follow."""
    monkeypatch.setattr("showfloor.plan.search_driver.PHASES", 0)
    monkeypatch.setattr("showfloor.plan.search_driver.WHOLE", 0)


RULES = [
    (60, True, ""),
    (60, False, "holdout pace"),
    (60, True, "holdout other"),
]


@pytest.fixture(params=RULES, ids=["every rule", "holdout", "the other party"])
def asked(regions, request, shortly):
    stores, spillover, rules = request.param
    return regions.instance(stores, 20, 5, spillover=spillover, rules=rules)


def test_plans_keep_every_rule_and_repeat_and_change_nothing_in_the_grid(asked, turns, monkeypatch):
    kept = []
    build = rollout.build_grid

    def remembered(network, seed):
        grid = build(network, seed)
        arrays = {
            field.name: value
            for field in fields(grid)
            if isinstance(value := getattr(grid, field.name), np.ndarray)
        }
        kept.append((arrays, {name: value.copy() for name, value in arrays.items()}))
        return grid

    monkeypatch.setattr(rollout, "build_grid", remembered)
    once, again = (plan_rollout(asked, gap=1e-5, seed=2) for _ in range(2))
    certificate = verified(asked, once)
    assert len(turns) == 2
    assert once.areas == again.areas
    assert once.holdout == again.holdout
    assert repr(certificate.leaves) == repr(again.certificate.leaves)
    assert repr(certificate.parts) == repr(again.certificate.parts)
    assert certificate.upper_bound == again.certificate.upper_bound
    arrays, before = kept[0]
    assert "pair_prefix" in arrays
    for name, value in arrays.items():
        assert np.array_equal(value, before[name], equal_nan=value.dtype.kind == "f"), name


def test_parts_prove_more_than_the_prices_of_the_whole(regions, shortly, monkeypatch):
    problem = regions.instance(80, 20, 4)
    result = plan_rollout(problem, gap=1e-5, seed=2)
    assert len(verified(problem, result).parts) > 1
    monkeypatch.setattr(rollout, "_divided_by_region", lambda grid, proof, found, asked: proof)
    without = plan_rollout(problem, gap=1e-5, seed=2)
    assert without.certificate.parts == ()
    assert without.areas == result.areas
    assert result.certificate.upper_bound < without.certificate.upper_bound


@pytest.mark.parametrize(("stage", "nth"), [("plan", 1), ("plan", 4), ("leaves", 1)])
def test_an_interrupt_at_any_stage_gives_a_verified_plan(regions, shortly, stage, nth):
    problem = regions.instance(60, 20, 4)
    told = []

    def interrupt(step: Progress) -> None:
        if step.stage == stage and not math.isnan(step.objective):
            told.append(step)
            if len(told) == nth:
                raise KeyboardInterrupt

    result = plan_rollout(problem, gap=1e-6, progress=interrupt)
    assert len(told) == nth
    assert result.areas
    assert verified(problem, result).status in {"feasible", "optimal"}


def test_an_interrupt_while_threads_decide_regions_gives_a_verified_plan(
    regions, shortly, monkeypatch
):
    problem = regions.instance(60, 20, 4)
    asked = []

    def interrupted(work, stop):
        asked.append(len(work))
        raise KeyboardInterrupt

    monkeypatch.setattr("showfloor.plan.regional_rounds.side_by_side", interrupted)
    result = plan_rollout(problem, gap=1e-6)
    assert asked
    verified(problem, result)


def test_stopping_at_any_question_gives_a_verified_plan_or_says_that_there_is_none(
    regions, shortly
):
    problem = regions.instance(60, 20, 4)
    for questions in (1, 5, 25):
        left = iter([False] * questions)
        result = plan_rollout(problem, gap=1e-6, stop=lambda left=left: next(left, True))
        if result.areas:
            verified(problem, result)
        else:
            assert result.certificate.status == "no_plan_found"


def without_some_regions(problem):
    """Return the problem with one region's stores nowhere and one region's stores too small."""
    names = sorted({store.region for store in problem.stores})
    limited = {freeze for item in problem.programme.freezes for freeze in item.regions}
    free = [name for name in names if name not in limited]
    nowhere, small = free[0], free[1]
    stores = []
    for store in problem.stores:
        if store.region == nowhere:
            stores.append(replace(store, region=None))
        elif store.region == small:
            stores.append(replace(store, area_space_m2=None))
        else:
            stores.append(store)
    kept = {s.store_id for s in stores if s.region not in (None, small)}
    programme = problem.programme
    waves = tuple(
        replace(wave, store_ids=tuple(s for s in wave.store_ids if s in kept))
        for wave in programme.waves
    )
    programme = replace(
        programme,
        promises=tuple(p for p in programme.promises if p.store_id in kept),
        waves=tuple(wave for wave in waves if wave.store_ids),
        quotas=tuple(q for q in programme.quotas if q.region not in (nowhere, small)),
        crews=tuple(crew for crew in programme.crews if crew.region not in (nowhere, small)),
    )
    return replace(problem, stores=tuple(stores), programme=programme), small


def test_stores_without_a_region_and_regions_without_options_are_planned_beside(regions, shortly):
    problem, small = without_some_regions(regions.instance(80, 20, 4))
    result = plan_rollout(problem, gap=1e-5)
    verified(problem, result)
    region = {store.store_id: store.region for store in problem.stores}
    assert result.areas
    assert small not in {region[area.store_id] for area in result.areas}


def test_stores_without_a_region_may_get_areas_where_crews_are_not_limited(tiny, by_hand, regions):
    problem = regions.tiny_apart(tiny, 4, 4)
    stores = tuple(
        replace(store, region=(None, "R1")[place % 2], kind="standard", area_space_m2=20.0)
        for place, store in enumerate(problem.stores)
    )
    programme = replace(problem.programme, crews=None, freezes=(), quotas=(Quota("R1", 1),))
    problem = replace(problem, stores=stores, programme=programme)
    best = by_hand(problem).best()
    result = plan_rollout(problem, gap=1e-7)
    assert result.certificate.objective == pytest.approx(best.objective, abs=0.01)
    verified(problem, result)


def test_all_stores_of_a_region_may_be_in_a_wave(tiny, by_hand, regions):
    problem = regions.tiny_apart(tiny, 8, 4)
    stores = tuple(
        replace(store, region=("R1", "R2")[place % 2], kind="standard", area_space_m2=20.0)
        for place, store in enumerate(problem.stores)
    )
    waves = (Wave("first", ("s0", "s2")), Wave("second", ("s1",)))
    programme = replace(
        problem.programme,
        crews=None,
        budget=(),
        supply=(),
        waves=waves,
        promises=(),
        excluded_stores=(),
        holdout=None,
        freezes=(),
        pace=(),
        other_at_least=None,
    )
    problem = replace(problem, stores=stores, programme=programme, areas=(), closures=())
    best = by_hand(problem).best()
    assert best is not None
    result = plan_rollout(problem, gap=1e-7)
    assert result.certificate.objective == pytest.approx(best.objective, abs=0.01)
    planned = {area.store_id for area in verified(problem, result) and result.areas}
    assert {"s0", "s1", "s2"} <= planned


@pytest.fixture
def of_size(monkeypatch):
    """Return a network that falls apart as it is; its first plan is sought as always."""
    monkeypatch.setattr(rollout, "_around_relaxation", AROUND_RELAXATION)
    monkeypatch.setattr("showfloor.plan.apart.STORES", (300, 3000))
    return planning_instance(300, 4, 26, 3, spillover=False)


def test_three_hundred_stores_are_planned_and_proven_by_region(of_size, turns):
    seen = []
    result = plan_rollout(of_size, gap=1e-5, time_limit=6.0, progress=seen.append)
    certificate = verified(of_size, result)
    assert len(turns) == 1
    assert certificate.gap < 5e-3
    plans = [step.objective for step in seen if not math.isnan(step.objective)]
    assert all(later >= earlier - 1e-6 for earlier, later in itertools.pairwise(plans))


def test_a_second_is_enough_for_a_verified_plan(of_size):
    result = plan_rollout(of_size, gap=1e-6, time_limit=1.0)
    assert result.areas
    verified(of_size, result)
