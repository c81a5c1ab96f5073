"""Exact spillover: each tree's best choice against trying every combination of selling weeks."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import date
from math import fsum, inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.domain.plan import OptionMargin
from showfloor.domain.programme import Format, SpilloverPair
from showfloor.domain.stores import Area, Closure, Store
from showfloor.verify import forest, verify_plan
from showfloor.verify.facts import gather_facts
from showfloor.verify.spillovers import list_spillovers

MONDAYS = tuple(date(2021, 3, day) for day in (1, 8, 15, 22))


def network(plain, edges, *, weeks=3, life=2, rate=0.1, closures=()):
    """Stores of a graph, each with a table of one week; every pair loses 10 a week and more."""
    names = sorted({name for edge in edges for name in edge} | {"s0"})
    return plain.small_problem(
        weeks=weeks,
        area_life_weeks=life,
        discount_rate=rate,
        formats=(Format("table", 1.0, 4, 0.0, 0.0, (1,)),),
        stores=tuple(
            Store(n, n, "standard", "o", region="R", area_space_m2=10.0, opened_on=None)
            for n in names
        ),
        options=tuple(OptionMargin(n, "table", 10.0) for n in names),
        spillover=tuple(SpilloverPair(a, b, 10.0 + i) for i, (a, b) in enumerate(edges)),
        closures=closures,
    )


def random_tree(dice, size):
    """Edges that join each store to one before it, so that there is no cycle."""
    return [(f"s{dice.randrange(i)}", f"s{i}") for i in range(1, size)]


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    size=st.integers(2, 5),
    weeks=st.integers(1, 4),
    life=st.integers(1, 6),
)
def test_a_tree_chooses_as_well_as_the_best_of_all_combinations(plain, seed, size, weeks, life):
    dice = random.Random(seed)
    closures = (Closure("s1", MONDAYS[1], date(2021, 3, 17)),) if dice.random() < 0.5 else ()
    problem = network(
        plain, random_tree(dice, size), weeks=weeks, life=life, rate=-0.4, closures=closures
    )
    facts = gather_facts(problem)
    spillovers = list_spillovers(facts)
    values = [
        [dice.choice([-inf, dice.uniform(-20, 60)]) for _ in range(weeks + 1)] for _ in range(size)
    ]
    alone = [dice.choice([0.0, 0.0, 5.0, -inf]) for _ in range(size)]
    trees = forest.plant_forest(spillovers, np.arange(size - 1))
    found = fsum(forest.best_of_trees(facts, spillovers, trees, np.array(values), np.array(alone)))
    expected = -inf
    for weeks_chosen in itertools.product([None, *range(weeks + 1)], repeat=size):
        worth = sum(alone[s] if w is None else values[s][w] for s, w in enumerate(weeks_chosen))
        for pair in problem.programme.spillover:
            a, b = (weeks_chosen[int(name[1:])] for name in (pair.store_a, pair.store_b))
            if a is not None and b is not None:
                both = set(range(a, a + life)) & set(range(b, b + life))
                worth -= sum(plain.most_loss(problem, pair, w) for w in both)
        expected = max(expected, worth)
    assert found == pytest.approx(expected, abs=1e-9)


def test_a_long_chain_of_stores_is_found_without_rounding_growing_along_it(plain):
    # each store earns 20 alone; a neighbour costs at least 20, so every second store of 401 sells
    edges = [(f"s{i:03d}", f"s{i + 1:03d}") for i in range(400)]
    problem = network(plain, edges, weeks=1, life=2, rate=0.0)
    stores = tuple(s for s in problem.stores if s.store_id != "s0")
    problem = replace(problem, stores=stores, options=problem.options[1:])
    exact = Leaf(Prices(spillover_exact=np.arange(400)))
    certificate = Certificate("feasible", 0.0, 4020.0, float("nan"), 1.0, 0.0, 1, leaves=(exact,))
    result = verify_plan(problem, (), (), certificate)
    assert result.upper_bound == pytest.approx(201 * 20.0, abs=1e-6)
    assert "upper_bound" not in {finding.rule for finding in result.findings}


def bound_of(problem, prices):
    certificate = Certificate("feasible", 0.0, 0.0, float("nan"), 0.0, 0.0, 1)
    result = verify_plan(problem, (), (), replace(certificate, leaves=(Leaf(prices),)))
    return result.upper_bound, [f.where for f in result.findings if f.rule == "price"]


def test_one_exact_pair_is_the_better_of_both_and_one_on_paper(plain):
    # a is worth 100, b 60 in week 0 (two weeks of selling); together they lose 2 x 10: 140. Apart
    # (b a week later, worth 60 too without discount) they lose only the shared week: 150.
    problem = plain.small_problem(spillover=(SpilloverPair("a", "b", 10.0),))
    bound, faults = bound_of(problem, Prices(spillover_exact=np.array([0])))
    assert faults == []
    assert bound == pytest.approx(150.0, abs=1e-6)


def test_an_exact_pair_with_a_standing_area_is_taken_off_the_other_store(plain):
    # a stands and sells throughout: b loses 10 in each of its two weeks, so b is worth 60 - 20
    standing = Area("x", "a", "m", "table", MONDAYS[0], MONDAYS[0])
    problem = plain.small_problem(spillover=(SpilloverPair("a", "b", 10.0),), areas=(standing,))
    bound, faults = bound_of(problem, Prices(spillover_exact=np.array([0])))
    assert faults == []
    assert bound == pytest.approx(40.0, abs=1e-6)


TRIANGLE = [("s0", "s1"), ("s1", "s2"), ("s2", "s0")]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"spillover_exact": np.array([0, 1, 2])}, "spillover pair 2"),
        ({"spillover_exact": np.array([1, 0])}, "spillover_exact[1]"),
        ({"spillover_exact": np.array([1, 1])}, "spillover_exact[1]"),
        ({"spillover_exact": np.array([3])}, "spillover_exact[0]"),
        ({"spillover_exact": np.array([-1])}, "spillover_exact[0]"),
        ({"spillover_exact": np.array([0.0])}, "spillover_exact"),
        ({"spillover_exact": np.array([[0]])}, "spillover_exact"),
        (
            {
                "spillover_exact": np.array([0]),
                "spillover_pair": np.array([0]),
                "spillover_week": np.array([1]),
                "spillover_price": np.array([0.0]),
            },
            "spillover pair 0",
        ),
    ],
)
def test_a_wrong_list_of_exact_pairs_is_found(plain, changes, where):
    bound, faults = bound_of(network(plain, TRIANGLE), Prices(**changes))
    assert where in faults
    assert np.isnan(bound)


def test_a_triangle_with_a_standing_area_is_no_cycle(plain):
    standing = Area("x", "s2", "m", "table", MONDAYS[0], MONDAYS[0])
    problem = replace(network(plain, TRIANGLE), areas=(standing,))
    _, faults = bound_of(problem, Prices(spillover_exact=np.array([0, 1, 2])))
    assert faults == []


def test_two_pairs_of_the_same_stores_are_a_cycle(plain):
    problem = network(plain, [("s0", "s1"), ("s1", "s0")])
    _, faults = bound_of(problem, Prices(spillover_exact=np.array([0, 1])))
    assert faults == ["spillover pair 1"]
