"""Networks fall apart where regions are several, middling in number and small enough."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import SpilloverPair
from showfloor.plan.apart import falls_apart, within_regions
from showfloor.plan.dual import build_dual


@pytest.fixture
def shops(tiny, regions):
    """Return a grid of one shop a given region, in their order, with given pairs of places."""

    def build(names, pairs=()):
        ids = [f"s{number:04d}" for number in range(len(names))]
        stores = tuple(tiny.store(s, name) for s, name in zip(ids, names, strict=True))
        options = tuple(OptionMargin(s, "table", 60.0, 30.0) for s in ids)
        spillover = tuple(SpilloverPair(ids[a], ids[b], 5.0 + a + b) for a, b in pairs)
        programme = tiny.programme(spillover=spillover)
        return regions.grid_of(RolloutProblem(programme, stores, (), options))

    return build


def test_networks_of_300_to_2999_stores_fall_apart(shops):
    def halves(count):
        return [("N", "S")[number % 2] if number % 8 else "W" for number in range(count)]

    assert not falls_apart(shops(halves(299)))
    assert falls_apart(shops(halves(300)))
    many = [f"R{number % 20}" for number in range(3000)]
    assert falls_apart(shops(many[:-1]))
    assert not falls_apart(shops(many))


def test_a_region_of_more_than_400_stores_or_a_single_region_does_not_fall_apart(shops):
    assert falls_apart(shops(["N"] * 400 + ["S"] * 5))
    assert not falls_apart(shops(["N"] * 401 + ["S"] * 5))
    assert not falls_apart(shops(["N"] * 350))
    # Stores without a region are a region of their own.
    assert falls_apart(shops(["N"] * 200 + [None] * 150))


def test_a_pair_is_within_regions_where_both_stores_are(shops):
    grid = shops(["N", "S", "N", "S", None, None], [(0, 1), (0, 2), (1, 3), (3, 4), (4, 5)])
    assert within_regions(grid).tolist() == [False, True, True, False, True]


def cycle_free(pairs):
    """Say whether pairs join no two stores twice."""
    leader: dict[int, int] = {}

    def top(store):
        while leader.get(store, store) != store:
            store = leader[store]
        return store

    for a, b in pairs:
        if top(a) == top(b):
            return False
        leader[top(a)] = top(b)
    return True


def test_trees_of_the_dual_stay_within_regions_where_a_network_falls_apart(shops, regions):
    pairs = list(itertools.combinations(range(6), 2))
    grid = shops(["N", "N", "N", "S", "S", "S"], pairs)
    ends = list(zip(grid.pair_a.tolist(), grid.pair_b.tolist(), strict=True))
    whole = build_dual(grid).forest.exact
    with regions.any_size():
        apart = build_dual(grid).forest.exact
    assert not np.all(within_regions(grid)[whole])
    assert np.all(within_regions(grid)[apart])
    # Two trees of three stores have two pairs each; one over all stores has five.
    assert whole.sum() == 5
    assert apart.sum() == 4
    assert cycle_free([pair for pair, exact in zip(ends, apart, strict=True) if exact])
    # Losses grow with the stores' places, so each tree has its region's two largest.
    chosen = {pair for pair, exact in zip(ends, apart, strict=True) if exact}
    assert chosen == {(1, 2), (0, 2), (4, 5), (3, 5)}


def test_a_tree_across_regions_is_refused(shops, regions):
    grid = shops(["N", "N", "S"], [(0, 1), (1, 2)])
    dual = build_dual(grid)
    with pytest.raises(ValueError, match="two regions"):
        regions.regional_at(dual, np.zeros(len(dual.rows.limit)))
