"""Trees of spillover pairs choose as well as the best of all combinations, tried one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.plan.forest import best_of_trees, forest_of, pair_loss, spanning_forest

WEEKS = 5


def lost(weekly, life, first, second):
    """Return the loss by adding up the weeks in which both areas sell."""
    weeks = range(len(weekly))
    return sum(
        weekly[w] for w in weeks if first <= w < first + life and second <= w < second + life
    )


def prefix_of(weekly):
    return np.concatenate([[0.0], np.cumsum(weekly)])


def random_tree(rng, stores):
    a = np.array([rng.integers(0, s) for s in range(1, stores)], dtype=np.int32)
    return a, np.arange(1, stores, dtype=np.int32)


@pytest.mark.parametrize("life", [1, 2, 3, 5, 9])
def test_a_pair_loses_the_weeks_in_which_both_sell(life):
    weekly = np.random.default_rng(life).uniform(0.0, 4.0, WEEKS + life)
    for a, b in itertools.product(range(WEEKS), repeat=2):
        expected = lost(weekly, life, a, b)
        assert pair_loss(prefix_of(weekly), life, a, b) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 9), st.integers(1, 4))
def test_a_tree_chooses_as_well_as_every_combination(seed, life, stores):
    rng = np.random.default_rng(seed)
    a, b = random_tree(rng, stores)
    weekly = rng.uniform(0.0, 3.0, (len(a), WEEKS + life))
    prefix = np.zeros((len(a), WEEKS + life + 1))
    np.cumsum(weekly, axis=1, out=prefix[:, 1:])
    worth, none = rng.normal(1.0, 4.0, (stores, WEEKS)), rng.normal(0.0, 1.0, stores)
    best = -np.inf
    for plan in itertools.product(range(-1, WEEKS), repeat=stores):
        value = sum(none[s] if w < 0 else worth[s, w] for s, w in enumerate(plan))
        for row, (i, j) in enumerate(zip(a, b, strict=True)):
            if plan[i] >= 0 and plan[j] >= 0:
                value -= lost(weekly[row], life, plan[i], plan[j])
        best = max(best, value)
    forest = forest_of(stores, (a, b), np.ones(len(a), dtype=np.bool_), prefix, life)
    found = np.zeros(len(forest.trees.first) - 1)
    best_of_trees(forest.trees, worth.copy(), none.copy(), np.zeros(WEEKS), found)
    assert len(found) == 1
    assert found[0] == pytest.approx(best, abs=1e-9)


def test_the_forest_leaves_out_the_cheapest_edge_of_each_cycle():
    # A triangle 0-1-2 with losses 5, 3 and 4, and an edge 3-4: only the 3 closes a cycle.
    a = np.array([0, 1, 0, 3], dtype=np.int32)
    b = np.array([1, 2, 2, 4], dtype=np.int32)
    weight = np.array([5.0, 3.0, 4.0, 0.5])
    forest = spanning_forest(6, (a, b), weight, np.zeros((4, 3)), 1)
    assert forest.exact.tolist() == [True, False, True, True]
    assert sorted(np.diff(forest.trees.first).tolist()) == [1, 2, 3]
    assert sorted(forest.trees.order.tolist()) == list(range(6))


def test_pairs_that_close_a_cycle_are_refused():
    a, b = np.array([0, 1, 0], dtype=np.int32), np.array([1, 2, 2], dtype=np.int32)
    with pytest.raises(ValueError, match="close a cycle"):
        forest_of(3, (a, b), np.ones(3, dtype=np.bool_), np.zeros((3, 3)), 1)


def test_every_parent_stands_before_its_children():
    rng = np.random.default_rng(3)
    a, b = random_tree(rng, 40)
    forest = spanning_forest(40, (a, b), rng.uniform(size=39), np.zeros((39, 3)), 1)
    for place, parent in enumerate(forest.trees.parent):
        assert parent < place
