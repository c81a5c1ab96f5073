"""The grid holds the values, losses and limits that a day-by-day computation gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.plan.grid import build_grid
from showfloor.plan.network import build_network
from showfloor.plan.previous import build_change

few = settings(max_examples=25, deadline=None)


def grid_of(problem):
    return build_grid(build_network(problem), 0)


@few
@given(st.integers(0, 10**6))
def test_values_are_those_counted_day_by_day(tiny, by_hand, seed):
    problem = replace(tiny.tiny_problem(seed), areas=())
    hand, grid = by_hand(problem), grid_of(problem)
    change = build_change(grid.network)
    assert change.constant == 0.0
    for s, f, t in np.argwhere(np.isfinite(grid.value)):
        store, item = grid.network.stores[s], grid.network.formats[f]
        assert hand.allowed(store.store_id, item.format_id, int(t))
        expected = hand.value(store.store_id, item.format_id, int(t))
        assert grid.value[s, f, t] == pytest.approx(expected, abs=1e-6)


@few
@given(st.integers(0, 10**6))
def test_options_beside_a_standing_area_have_lost_what_the_pair_loses(tiny, seed):
    problem = tiny.tiny_problem(seed)
    grid = grid_of(problem)
    alone = grid_of(replace(problem, programme=replace(problem.programme, spillover=())))
    fixed = {
        s.store_id for s, is_fixed in zip(grid.network.stores, grid.fixed, strict=True) if is_fixed
    }
    beside = {
        store
        for pair in problem.programme.spillover
        for store, other in ((pair.store_a, pair.store_b), (pair.store_b, pair.store_a))
        if other in fixed and store not in fixed
    }
    for s, store in enumerate(grid.network.stores):
        finite = np.isfinite(grid.value[s])
        if store.store_id in beside:
            assert np.all(grid.value[s][finite] <= alone.value[s][finite])
        else:
            assert np.array_equal(grid.value[s], alone.value[s])
    named = {(p.store_a, p.store_b) for p in problem.programme.spillover}
    kept = {
        (problem.programme.spillover[p].store_a, problem.programme.spillover[p].store_b)
        for p in grid.pair
    }
    assert kept <= named
    assert not any(a in fixed or b in fixed for a, b in kept)


def test_an_installation_too_large_for_its_crews_is_remembered_but_no_option(tiny):
    # R1 has one crew-day a week: the wall (2 days, then 1) never fits, the table (1 day) does.
    crews = tuple(tiny.CrewCapacity(region, (1,) * (tiny.WEEKS + 1)) for region in ("R1", "R2"))
    problem = tiny.tiny_problem(5)
    problem = replace(problem, areas=(), programme=replace(tiny.programme(), crews=crews))
    grid = grid_of(problem)
    wall = [f.format_id for f in grid.network.formats].index("wall")
    assert not np.isfinite(grid.value[:, wall]).any()
    assert np.isfinite(grid.value).any()
    one_day, two_days = 0, 1
    assert not np.isfinite(grid.too_large[:, :, one_day]).any()
    assert np.isfinite(grid.too_large[:, :, two_days]).any()
