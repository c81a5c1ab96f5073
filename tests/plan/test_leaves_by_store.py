"""Leaves by obliged stores: each plan lies in one leaf, and mixing formats costs what it must."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from showfloor.plan.bound import prove_bound
from showfloor.plan.dual import ascend, build_dual, polish
from showfloor.plan.grid import build_grid
from showfloor.plan.leaves_by_store import divide_by_store
from showfloor.plan.network import build_network
from showfloor.simulate import planning_instance


@pytest.fixture(scope="module")
def medium():
    grid = build_grid(build_network(planning_instance(500, 6, 52, 3)), 0)
    return grid, polish(ascend(build_dual(grid)))


def test_leaves_of_a_network_hold_every_plan_and_prove_less(medium):
    grid, found = medium
    divided = divide_by_store(grid, found, lambda: False)
    assert divided is not None
    assert divided.bound < found.bound * (1 - 1e-5)
    sides = {split.store_id for leaf in divided.leaves for split in leaf.path}
    places = [grid.network.place[store] for store in sorted(sides)]
    kept = np.isfinite(grid.value)
    every = [[f for f in range(kept.shape[1]) if kept[s, f].any()] for s in places]
    for chosen in product(*every):
        taken = {
            grid.network.stores[s].store_id: grid.network.formats[f].format_id
            for s, f in zip(places, chosen, strict=True)
        }
        inside = [
            leaf
            for leaf in divided.leaves
            if all(
                (taken[split.store_id] == split.format_id) != split.at_most for split in leaf.path
            )
        ]
        assert len(inside) == 1


def test_no_price_of_a_leaf_leans_on_options_that_its_splits_forbid(medium):
    grid, found = medium
    divided = divide_by_store(grid, found, lambda: False)
    assert divided is not None
    for leaf in divided.leaves:
        more = replace(leaf, prices=replace(leaf.prices, split=2.0 * leaf.prices.split))
        # Twice a decisive price decides the same: only rounding outward may differ.
        assert prove_bound(grid, more) == pytest.approx(prove_bound(grid, leaf), rel=1e-7)


def test_nothing_is_divided_where_no_store_is_obliged(medium):
    grid, found = medium
    free = replace(grid, obliged=np.zeros_like(grid.obliged))
    assert divide_by_store(free, found, lambda: False) is None
    assert divide_by_store(grid, found, lambda: True) is None
