"""Merging plans: never worse than the best of the pool, within every rule, whatever threads do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from showfloor.domain.certificate import Certificate
from showfloor.plan.dual import ascend, build_dual
from showfloor.plan.dual_tighten import tighten
from showfloor.plan.evaluation import planned_areas, worth_of
from showfloor.plan.grid import build_grid
from showfloor.plan.improve import Cooling
from showfloor.plan.neighbourhood import Effort
from showfloor.plan.network import build_network
from showfloor.plan.search import Asked, Bounded, Search, priced_cuts
from showfloor.plan.search_merge import Ground, anneal_several, merge, side_by_side
from showfloor.simulate import planning_instance
from showfloor.verify import verify_plan

SHORT = Cooling(chains=20, hot=0.01, cold=0.001, rounds=4)


@pytest.fixture(scope="module", params=[True, False], ids=["with spillover", "without"])
def prepared(request):
    problem = planning_instance(320, 4, 26, 7, spillover=request.param)
    grid = build_grid(build_network(problem), 0)
    found = tighten(ascend(build_dual(grid)))
    bounded = Bounded(found.dual, found.prices, found.bound, found.shares)
    told = Asked(0, 1e-5, lambda: 30.0, lambda: False, lambda stage, worth, bound: None)
    search = Search(grid, bounded, told)
    return problem, Ground(grid, search.field, search.near, search.distance, priced_cuts(bounded))


def annealed(ground, seeds=(1, 2, 3)):
    return anneal_several(ground, None, SHORT, seeds, lambda: False)


def effort(ground):
    return Effort(1.0, 3, 20.0)


def same(first, second):
    return np.array_equal(first.choices.format, second.choices.format) and np.array_equal(
        first.choices.start, second.choices.start
    )


def test_a_merged_plan_is_no_worse_than_the_best_of_its_pool_and_keeps_every_rule(prepared):
    problem, ground = prepared
    pool = annealed(ground)
    assert any(math.isfinite(plan.worth) for plan in pool)
    merged, answer = merge(ground, pool, effort(ground))
    assert merged.worth >= max(plan.worth for plan in pool)
    # No choice among the pool's options is worth more than the solver's bound.
    assert merged.worth <= answer.bound + ground.grid.constant + 0.01
    worth = worth_of(ground.grid, merged.choices).objective
    assert merged.worth == pytest.approx(worth, abs=0.01)
    proof = Certificate("feasible", worth, math.nan, math.nan, math.nan, 0.0, 0)
    verdict = verify_plan(problem, planned_areas(ground.grid, merged.choices), (), proof)
    # Without prices and a holdout file only these may be missing.
    assert {finding.rule for finding in verdict.findings} <= {"certificate", "holdout", "gap"}
    assert verdict.objective == pytest.approx(worth, abs=0.01)


def test_no_plan_over_the_pool_is_worth_more_than_a_bound_found_with_crew_cuts(prepared):
    _, ground = prepared
    assert ground.cuts
    pool = annealed(ground)[:2]
    some = Effort(1e-3, 10, 20.0)
    with_cuts, tighter = merge(ground, pool, some)
    plain = Ground(ground.grid, ground.field, ground.near, ground.beyond)
    without, looser = merge(plain, pool, some)
    constant = ground.grid.constant + 0.01
    assert without.worth <= tighter.bound + constant
    assert with_cuts.worth <= looser.bound + constant


def test_annealings_on_two_threads_are_those_on_one_and_repeat(prepared):
    _, ground = prepared
    together = annealed(ground)
    alone = [annealed(ground, (seed,))[0] for seed in (1, 2, 3)]
    assert all(same(a, b) for a, b in zip(together, alone, strict=True))
    assert not same(together[0], together[1])


def test_work_side_by_side_ends_when_asked_and_passes_an_interrupt_on():
    def until_ended(go_on):
        while go_on():
            pass
        return "ended"

    assert side_by_side([until_ended, until_ended, until_ended], lambda: True) == ["ended"] * 3

    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        side_by_side([until_ended], interrupted)


def test_the_same_seed_gives_the_same_merged_plan_and_stopping_leaves_the_best_so_far(prepared):
    _, ground = prepared
    first, _ = merge(ground, annealed(ground), effort(ground))
    again, _ = merge(ground, annealed(ground), effort(ground))
    assert same(first, again)
    stopped = anneal_several(ground, first.choices, SHORT, (1, 2), lambda: True)
    merged, _ = merge(ground, [first, *stopped], effort(ground))
    assert merged.worth >= first.worth
