"""At common prices a programme is a sum over regions, and every option has its worth by name."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Leaf
from showfloor.plan.bound import prove_bound
from showfloor.plan.dual_prices import named_prices
from showfloor.plan.regional import OWN, columns_at, crew_matrix, cut_matrix, regional_at

few = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
seeds = st.integers(0, 10**6)


@pytest.fixture(scope="module", autouse=True)
def _apart(regions):
    with regions.any_size():
        yield


def all_columns(regional, region):
    grid = regional.dual.grid
    store, form, start = np.nonzero(np.isfinite(grid.value))
    at = grid.region[store] == region
    return columns_at(regional, store[at], form[at], start[at])


@few
@given(seeds)
def test_the_sum_of_regions_and_the_constant_is_the_bound_that_anyone_recomputes(
    tiny, regions, seed
):
    dual, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 6), seed)
    proven = prove_bound(dual.grid, Leaf(named_prices(dual, regional.prices)))
    if np.isnan(proven):  # an obliged store without an option
        return
    assert regional.bound == pytest.approx(proven, rel=1e-8, abs=1e-4)
    assert regional.bound == pytest.approx(dual.evaluate(regional.prices).bound, abs=1e-6)


@few
@given(seeds)
def test_what_is_shared_does_not_depend_on_prices_of_one_region(tiny, regions, seed):
    # The constant is what limits that regions share are worth: other prices of crews, cuts and
    # pairs within regions move what regions are worth, and nothing else.
    dual, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 6), seed)
    if regional.bound < -1e20:
        return
    other = regions.random_prices(dual, seed + 1)
    prices = np.where(regional.common == regional.prices, regional.prices, other)
    for kind in OWN:
        prices[dual.rows.span(kind)] = other[dual.rows.span(kind)]
    again = regional_at(dual, prices)
    assert again.constant == pytest.approx(regional.constant, abs=1e-6)
    assert np.array_equal(again.none, regional.none)


@few
@given(seeds)
def test_an_option_is_worth_what_named_common_prices_leave_of_it(tiny, regions, seed):
    _, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 6), seed)
    for region in range(len(regional.whole)):
        named = regions.region_of(regional, region)
        columns = all_columns(regional, region)
        assert columns.store.tolist() == named.store
        expected = [
            worth - regional.none[store]
            for store, worth in zip(named.store, named.worth, strict=True)
        ]
        assert columns.worth == pytest.approx(expected, abs=1e-6)
        for store, none in named.none.items():
            assert none in (-np.inf, pytest.approx(regional.none[store]))


@few
@given(seeds)
def test_crew_rows_hold_where_and_only_where_days_suffice(tiny, regions, seed):
    _, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 5), seed)
    grid = regional.dual.grid
    if not grid.capacity.size:
        return
    for region in range(len(regional.whole)):
        columns = all_columns(regional, region)
        rows, sparse = crew_matrix(regional.dual, region, columns)
        matrix = sparse.toarray()
        assert matrix.shape == (len(rows), len(columns.store))
        limit = regional.dual.rows.crew_rows.limit[rows]
        for picked in itertools.combinations(range(len(columns.store)), 2):
            used = np.zeros(grid.capacity.shape[1])
            for option in picked:
                days = grid.crew_days[columns.form[option]]
                used[columns.start[option] : columns.start[option] + len(days)] += days[
                    : len(used) - columns.start[option]
                ]
            holds = bool((matrix[:, list(picked)].sum(axis=1) <= limit + 1e-9).all())
            assert holds == bool((used <= grid.capacity[region]).all())


@few
@given(seeds)
def test_a_cut_weighs_listed_stores_by_their_own_entries(tiny, regions, seed):
    dual, regional = regions.dual_at_random(regions.tiny_apart(tiny, seed, 6), seed)
    for region in range(len(regional.whole)):
        columns = all_columns(regional, region)
        cuts = tuple(cut for cut in dual.rows.cuts if cut.region == region)
        weights = cut_matrix(dual.grid, cuts, columns).toarray()
        for cut, row in zip(cuts, weights, strict=True):
            entries = zip(cut.store, cut.form, cut.start, cut.weight, strict=True)
            weight = {(int(s), int(f), int(t)): int(w) for s, f, t, w in entries}
            listed = {key[0] for key in weight}
            for place, (store, form, start) in enumerate(
                zip(columns.store, columns.form, columns.start, strict=True)
            ):
                own = int(store) if store in listed else -1
                assert row[place] == weight.get((own, int(form), int(start)), 0)


def test_threads_that_ask_for_worths_side_by_side_hear_what_they_hear_alone(regions):
    # The dual's working arrays are shared: prices of one thread must not reach the other.
    _, regional = regions.dual_at_random(regions.instance(60, 16, 3), 3)
    free = replace(regional, common=np.zeros(len(regional.common)))
    alone = [all_columns(at, 0).worth for at in (regional, free)]
    assert not np.array_equal(*alone)
    with ThreadPoolExecutor(2) as pool:
        asked = [regional, free] * 1000
        found = list(pool.map(lambda at: all_columns(at, 0).worth, asked))
    for nth, worth in enumerate(found):
        assert np.array_equal(worth, alone[nth % 2])
