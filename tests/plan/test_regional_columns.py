"""Plans cut into regions are put together like the best of all mixtures, and priced as such."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import BudgetStep, Promise, SpilloverPair
from showfloor.plan.dual import build_dual
from showfloor.plan.near_ties import Choices
from showfloor.plan.regional_columns import ColumnPool

few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
seeds = st.integers(0, 10**6)


@pytest.fixture(scope="module", autouse=True)
def _apart(regions):
    with regions.any_size():
        yield


def shared_only(tiny, regions, seed):
    """Return a tiny problem whose regions share limits and pairs; crews and waves are left out."""
    problem = regions.tiny_apart(tiny, seed, 5)
    stores = tuple(
        replace(store, region=("R1", "R2")[place % 2]) for place, store in enumerate(problem.stores)
    )
    programme = replace(problem.programme, crews=None, waves=())
    return replace(problem, stores=stores, programme=programme)


def filled(pool, grid, seed, each=6):
    """Fill a pool with random choices of each region."""
    rng = np.random.default_rng(seed)
    for region in range(pool.regions):
        for _ in range(each):
            store, form, start = [], [], []
            for s in np.flatnonzero(grid.region == region).tolist():
                options = np.argwhere(np.isfinite(grid.value[s]))
                if len(options) and (grid.obliged[s] or rng.random() < 0.6):
                    f, t = options[rng.integers(len(options))]
                    store.append(s)
                    form.append(int(f))
                    start.append(int(t))
            pool.add(region, *(np.array(own, dtype=np.int64) for own in (store, form, start)))


def as_plan(grid, form, start):
    ids = [store.store_id for store in grid.network.stores]
    formats = [item.format_id for item in grid.network.formats]
    return {ids[s]: (formats[form[s]], int(start[s])) for s in np.flatnonzero(np.array(form) >= 0)}


def mixtures(pool):
    by_region = [
        [column for column in pool.columns if column.region == region]
        for region in range(pool.regions)
    ]
    for columns in itertools.product(*by_region):
        form, start = np.full((2, pool.dual.grid.stores), -1)
        for column in columns:
            form[column.store], start[column.store] = column.form, column.start
        yield columns, form, start


@few
@given(seeds)
def test_columns_are_put_together_like_the_best_mixture_that_keeps_every_rule(
    tiny, by_hand, regions, seed
):
    problem = shared_only(tiny, regions, seed)
    dual = build_dual(regions.grid_of(problem))
    grid, hand = dual.grid, by_hand(problem)
    pool = ColumnPool(dual, regions.random_prices(dual, seed))
    filled(pool, grid, seed)
    if not pool.complete:
        assert pool.combined(0.0, 10.0) is None
        return
    worths = [
        hand.objective(plan)
        for _, form, start in mixtures(pool)
        if not hand.broken(plan := as_plan(grid, form, start))
    ]
    found = pool.combined(0.0, 10.0)
    if found is None:
        assert not worths
        return
    plan = as_plan(grid, found.format, found.start)
    assert hand.broken(plan) == ""
    assert hand.objective(plan) == pytest.approx(max(worths), abs=1e-4)


def test_what_neighbours_in_two_regions_lose_is_counted(tiny, by_hand, regions):
    # By hand: each region earns most early, together they lose more than waiting costs.
    stores = (tiny.store("a", "N"), tiny.store("b", "S"))
    margins = tuple(OptionMargin(s, "table", 60.0, 30.0) for s in "ab")
    programme = tiny.programme(area_life_weeks=2, spillover=(SpilloverPair("a", "b", 55.0),))
    problem = RolloutProblem(programme, stores, (), margins)
    dual = build_dual(regions.grid_of(problem))
    pool = ColumnPool(dual, np.zeros(len(dual.rows.limit)))
    for store, start in itertools.product((0, 1), (0, 3)):
        own = (np.array([n], dtype=np.int64) for n in (store, 0, start))
        pool.add(store, *own)
    found = pool.combined(0.0, 10.0)
    assert sorted(found.start.tolist()) == [0, 3]
    hand = by_hand(problem)
    worth = {
        (a, b): hand.objective({"a": ("table", a), "b": ("table", b)})
        for a, b in itertools.product((0, 3), repeat=2)
    }
    assert max(worth, key=worth.get) in ((0, 3), (3, 0))


def test_columns_that_leave_out_an_obliged_store_or_are_known_are_not_added(tiny, regions):
    stores = (tiny.store("a", "N"), tiny.store("b", "N"))
    margins = tuple(OptionMargin(s, "table", 60.0, 30.0) for s in "ab")
    programme = tiny.programme(promises=(Promise("a", tiny.monday(4)),))
    dual = build_dual(regions.grid_of(RolloutProblem(programme, stores, (), margins)))
    pool = ColumnPool(dual, np.zeros(len(dual.rows.limit)))
    none, zero, one = (np.array(x, dtype=np.int64) for x in ([], [0], [1]))
    pool.add(0, none, none, none)
    pool.add(0, one, zero, zero)
    assert not pool.columns
    assert not pool.complete
    assert pool.combined(0.0, 1.0) is None
    pool.add(0, zero, zero, zero)
    pool.add(0, zero, zero, zero)
    assert len(pool.columns) == 1
    assert pool.complete
    both = np.array([0, 1], dtype=np.int64)
    pool.add_plan(Choices(0 * both, 0 * both))
    pool.add_plan(Choices(np.array([-1, 0]), np.array([-1, 0])))
    assert len(pool.columns) == 2
    assert pool.combined(0.0, 1.0).format.tolist() == [0, 0]


def test_sums_of_cents_may_fill_a_budget_to_the_brim(tiny, regions):
    stores = (tiny.store("a", "N"), tiny.store("b", "S"))
    margins = tuple(OptionMargin(s, "table", 60.0, 30.0) for s in "ab")
    for amount, both in ((200.0, True), (199.99, False)):
        programme = tiny.programme(budget=(BudgetStep(tiny.monday(3), amount),))
        dual = build_dual(regions.grid_of(RolloutProblem(programme, stores, (), margins)))
        pool = ColumnPool(dual, np.zeros(len(dual.rows.limit)))
        none, zero = np.zeros(0, dtype=np.int64), np.zeros(1, dtype=np.int64)
        for region in (0, 1):
            pool.add(region, none, none, none)
            pool.add(region, zero + region, zero, zero)
        assert (pool.combined(0.0, 1.0).format >= 0).sum() == (2 if both else 1)


@few
@given(seeds)
def test_a_column_is_worth_what_the_prices_that_stay_leave_of_it(tiny, regions, seed):
    dual, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 5), seed)
    pool = ColumnPool(dual, regional.common)
    filled(pool, dual.grid, seed, each=3)
    staying = replace(regional, common=pool.staying)
    for column in pool.columns:
        of = regions.region_of(staying, column.region)
        worth = dict(zip(zip(of.store, of.form, of.start, strict=True), of.worth, strict=True))
        keys = list(zip(column.store, column.form, column.start, strict=True))
        total = sum(worth[tuple(map(int, key))] for key in keys)
        total -= sum(regional.none[store] for store, _, _ in keys)
        sells = {int(s): int(t + dual.grid.length[f]) for s, f, t in keys}
        life = dual.grid.life
        for amount, week, a, b in regions.losses(of):
            if a in sells and b in sells:
                total -= amount * all(sells[s] <= week < sells[s] + life for s in (a, b))
        assert column.worth[1] == pytest.approx(total, abs=1e-6)


def least_bound(pool, low, high):
    """Return the least of limit x price and every region's best column, over a box of prices."""
    rows = len(pool.limit)
    bounds = [*zip(low, high, strict=True), *[(None, None)] * pool.regions]
    matrix = np.zeros((len(pool.columns), rows + pool.regions))
    for nth, column in enumerate(pool.columns):
        matrix[nth, :rows] = -column.used
        matrix[nth, rows + column.region] = -1.0
    right = -np.array([column.worth[1] for column in pool.columns])
    cost = np.concatenate([pool.limit, np.ones(pool.regions)])
    return float(linprog(cost, A_ub=matrix, b_ub=right, bounds=bounds).fun)


def bound_at(pool, prices):
    best = np.full(pool.regions, -np.inf)
    for column in pool.columns:
        worth = column.worth[1] - column.used @ prices
        best[column.region] = max(best[column.region], worth)
    return float(pool.limit @ prices + best.sum())


@few
@given(seeds, st.floats(0.01, 3.0))
def test_prices_stay_in_the_box_and_bound_the_columns_least_there(tiny, regions, seed, share):
    dual = build_dual(regions.grid_of(shared_only(tiny, regions, seed)))
    prices = regions.random_prices(dual, seed)
    pool = ColumnPool(dual, prices)
    filled(pool, dual.grid, seed, each=10)
    if not pool.complete or not len(pool.limit):
        return
    centre = prices[pool.priced]
    reach = share * (centre + 0.1)
    found = pool.prices_within(centre, reach)
    low, high = np.maximum(0.0, centre - reach), centre + reach
    assert np.all((low <= found) & (found <= high))
    assert bound_at(pool, found) == pytest.approx(least_bound(pool, low, high), rel=1e-6, abs=1e-4)


def test_prices_that_stay_are_those_of_the_dual(tiny, regions):
    dual, regional = regions.dual_at_random(regions.tiny_apart(tiny, 1, 5), 1)
    pool = ColumnPool(dual, regional.common)
    assert not pool.staying[pool.priced].any()
    others = np.setdiff1d(np.arange(len(pool.staying)), pool.priced)
    assert np.array_equal(pool.staying[others], regional.common[others])
