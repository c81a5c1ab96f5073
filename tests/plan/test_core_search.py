"""The first plan of a middling programme: it keeps every rule, and other sizes are left alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from showfloor.domain.certificate import Certificate
from showfloor.plan import core_search
from showfloor.plan.core_search import CoreSearch, plan_around_relaxation
from showfloor.plan.dual import ascend, build_dual, polish
from showfloor.plan.evaluation import planned_areas, worth_of
from showfloor.plan.grid import build_grid
from showfloor.plan.near_ties import Choices
from showfloor.plan.network import build_network
from showfloor.plan.search import Asked, Bounded, Search
from showfloor.simulate import planning_instance
from showfloor.verify import verify_plan


def asked(gap=1e-3, *, stop=False):
    return CoreSearch(gap, lambda: 30.0, lambda: stop, lambda stage, worth, bound: None)


@pytest.fixture(scope="module")
def middling():
    problem = planning_instance(600, 2, 20, 1, spillover=False)
    return problem, build_grid(build_network(problem), 0)


def test_the_plan_of_the_cores_keeps_every_rule_and_is_worth_what_is_said(middling):
    problem, grid = middling
    found = plan_around_relaxation(grid, asked())
    assert found is not None
    worth = worth_of(grid, found).objective
    proof = Certificate("feasible", worth, math.nan, math.nan, math.nan, 0.0, 0)
    verdict = verify_plan(problem, planned_areas(grid, found), (), proof)
    # Without prices and a holdout file only these may be missing.
    assert grid.held.any()
    assert {finding.rule for finding in verdict.findings} <= {"certificate", "holdout", "gap"}
    assert verdict.objective == pytest.approx(worth, abs=0.01)


def test_other_sizes_and_stopped_runs_get_no_plan_from_cores(middling, monkeypatch):
    _, grid = middling
    assert plan_around_relaxation(grid, asked(stop=True)) is None
    monkeypatch.setattr(core_search, "MOST_OPTIONS", 10)
    assert plan_around_relaxation(grid, asked()) is None


def test_a_plan_to_start_from_is_filled_up_and_not_placed_twice():
    # A store placed twice made a ring of its region's list, and annealing never came back from it.
    problem = planning_instance(1000, 6, 52, 1001, freeze=True, spillover=False)
    grid = build_grid(build_network(problem), 0)
    found = polish(ascend(build_dual(grid)))
    told = Asked(0, 1e-5, lambda: 30.0, lambda: False, lambda stage, worth, bound: None)
    search = Search(grid, Bounded(found.dual, found.prices, found.bound), told)
    search.begin(None)
    standing = search.scene.standing
    first = Choices(standing.form.copy(), standing.start.copy())
    some = first.format.copy()
    some[::3] = -1
    again = Search(grid, Bounded(found.dual, found.prices, found.bound), told)
    again.begin(Choices(some, first.start))
    standing = again.scene.standing
    listed = []
    for head in standing.head.ravel():
        store = int(head)
        while store >= 0 and len(listed) <= grid.stores:
            listed.append(store)
            store = int(standing.following[store])
    assert sorted(listed) == np.flatnonzero(standing.form >= 0).tolist()
