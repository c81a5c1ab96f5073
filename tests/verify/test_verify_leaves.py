"""Divided certificates: leaves that miss a plan never pass, and split prices count as on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from showfloor.domain.certificate import Certificate, Leaf, Prices, Split
from showfloor.domain.plan import PlannedArea
from showfloor.domain.programme import BudgetStep
from showfloor.verify import verify_plan

AREA_A = PlannedArea("a", "table", date(2021, 3, 1), date(2021, 3, 8), 100.0)
FEW_EARLY = Split("", "R", "", 0, 1, 0, at_most=True)
SOME_EARLY = replace(FEW_EARLY, at_most=False)
NO_A = Split("a", "", "table", 0, 2, 0, at_most=True)
WITH_A = replace(NO_A, at_most=False)


def verified(problem, leaves, bound=160.0, areas=(AREA_A,)):
    objective = float(sum(area.value for area in areas))
    certificate = Certificate(
        status="feasible",
        objective=objective,
        upper_bound=bound,
        solver_bound=float("nan"),
        gap=(bound - objective) / max(1.0, abs(bound)),
        seconds=0.0,
        seed=7,
        leaves=tuple(leaves),
    )
    return verify_plan(problem, areas, (), certificate)


def leaf(*path, split=None, **prices):
    paid = np.zeros(len(path)) if split is None else np.array(split)
    return Leaf(Prices(split=paid, **prices), path=path)


def test_the_bound_of_two_leaves_is_the_larger_on_paper(plain):
    # Budget 150 for areas of 100; a is worth 100, b 60, in either week. One price of 0.6 alone
    # proves 90 + 40 + 0 = 130. Divided by whether a gets one:
    # without a, split price 100, budget price 0: a's options pay 100: 0 + 0 + 60 = 60
    # with a, split price 60 earned at -60, budget price 0.6: 90 - 60 + (100 - 60 + 60) + 0 = 130
    # with a, split price 20, budget price 1: 150 - 20 + (100 - 100 + 20) + max(0, 60 - 100) = 150
    problem = plain.small_problem(budget=(BudgetStep(date(2021, 3, 8), 150.0),))
    without = leaf(NO_A, split=[100.0])
    for budget, split, bound in ((0.6, 60.0, 130.0), (1.0, 20.0, 150.0)):
        other = leaf(WITH_A, split=[split], budget=np.array([budget]))
        result = verified(problem, (without, other), bound)
        assert result.passed, result.findings
        assert result.upper_bound == pytest.approx(bound, abs=1e-6)
        assert "leaves: 2, which hold every plan between them" in result.checked


def test_a_split_of_a_region_counts_its_stores_and_only_its_weeks(plain):
    # at most 0 start in week 0 at price 200: week 0 is worth 100 - 200, week 1 still 100 and 60;
    # at least 1 at price 5: -5 + (100 + 5) + (60 + 5) = 165
    few, some = leaf(FEW_EARLY, split=[200.0]), leaf(SOME_EARLY, split=[5.0])
    assert verified(plain.small_problem(), (few, some), 165.0).passed
    late = replace(AREA_A, start_week=date(2021, 3, 8), selling_week=date(2021, 3, 15))
    assert verified(plain.small_problem(), (few, some), 165.0, areas=(late,)).passed


@pytest.mark.parametrize(("claimed", "passes"), [(129, 0), (130, 1), (160, 1), (161, 0)])
def test_options_that_no_plan_of_a_leaf_takes_may_be_left_out_of_it(plain, claimed, passes):
    # "at most 0 of a" at price 0: 160 with a's options in its formula, 60 without them, and no
    # plan of that leaf takes them; the other leaf's 130 is as on paper above
    problem = plain.small_problem(budget=(BudgetStep(date(2021, 3, 8), 150.0),))
    leaves = (leaf(NO_A), leaf(WITH_A, split=[60.0], budget=np.array([0.6])))
    assert verified(problem, leaves, float(claimed)).passed == bool(passes)


UNCOVERED = {
    "no leaf at all": (),
    "the same leaf twice": (leaf(), leaf()),
    "one side only": (leaf(NO_A),),
    "a side twice": (leaf(NO_A), leaf(NO_A)),
    "a side three times": (leaf(NO_A), leaf(WITH_A), leaf(WITH_A)),
    "two different splits": (leaf(NO_A), leaf(SOME_EARLY)),
    "sides of different counts": (leaf(NO_A), leaf(replace(WITH_A, count=1))),
    "sides of different weeks": (leaf(NO_A), leaf(replace(WITH_A, to_week=1))),
    "sides of different formats": (leaf(NO_A), leaf(replace(WITH_A, format_id=""))),
    "a side that is missing below": (leaf(NO_A), leaf(WITH_A, FEW_EARLY)),
    "a path that ends where another goes on": (
        leaf(NO_A),
        leaf(WITH_A),
        leaf(WITH_A, FEW_EARLY),
        leaf(WITH_A, SOME_EARLY),
    ),
    "a leaf of everything beside others": (leaf(), leaf(NO_A), leaf(WITH_A)),
    "different splits below": (
        leaf(NO_A),
        leaf(WITH_A, FEW_EARLY),
        leaf(WITH_A, replace(SOME_EARLY, to_week=2)),
    ),
}


@pytest.mark.parametrize("name", UNCOVERED)
def test_leaves_that_do_not_hold_every_plan_once_are_found(plain, name):
    result = verified(plain.small_problem(), UNCOVERED[name])
    assert ("certificate", "leaves") in [
        (f.rule, f.where.split(" ")[0].rstrip(",")) for f in result.findings
    ]
    assert np.isnan(result.upper_bound)
    assert not result.passed


def test_leaves_in_any_order_and_of_any_depth_hold_every_plan(plain):
    leaves = [leaf(WITH_A, SOME_EARLY), leaf(NO_A), leaf(WITH_A, FEW_EARLY)]
    assert verified(plain.small_problem(), leaves).passed


STRANGE = {
    "an unknown store": replace(NO_A, store_id="zz"),
    "an unknown region": replace(FEW_EARLY, region="X"),
    "an unknown format": replace(NO_A, format_id="tabel"),
    "a store and a region": replace(NO_A, region="R"),
    "weeks that end before they begin": replace(NO_A, from_week=2, to_week=2),
    "a negative count": replace(NO_A, count=-1),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_split_of_what_does_not_exist_is_found(plain, name):
    side = STRANGE[name]
    leaves = (leaf(side), leaf(replace(side, at_most=False)))
    result = verified(plain.small_problem(), leaves)
    assert ("certificate", "leaves") in [(f.rule, f.where) for f in result.findings]


@pytest.mark.parametrize(
    ("paid", "where"),
    [
        ([-1e-9], "leaf 1, split[0]"),
        ([float("nan")], "leaf 1, split[0]"),
        ([1.0, 1.0], "leaf 1, split"),
    ],
)
def test_a_wrong_split_price_is_found_with_its_leaf(plain, paid, where):
    result = verified(plain.small_problem(), (leaf(NO_A), leaf(WITH_A, split=paid)))
    assert where in [f.where for f in result.findings]
    assert np.isnan(result.upper_bound)


def test_a_split_price_without_a_split_is_found(plain):
    result = verified(plain.small_problem(), (leaf(split=[1.0]),))
    assert [(f.rule, f.where) for f in result.findings] == [("price", "split")]


def test_swapping_the_prices_of_two_sides_changes_the_bound_and_is_found(plain):
    # proper: no a costs 100 (0 + 60), with a earns 30 (-30 + 130 + 60 = 160): 160
    # swapped: no a costs 30 (70 + 60 = 130), with a earns 100 (-100 + 200 + 60): 160 as well;
    # with the sides of the paths swapped too little is at most: the first is -100 + 200 + 60
    proper = (leaf(NO_A, split=[100.0]), leaf(WITH_A, split=[30.0], budget=np.zeros(0)))
    assert verified(plain.small_problem(), proper).passed
    problem = plain.small_problem(budget=(BudgetStep(date(2021, 3, 8), 150.0),))
    priced = (leaf(NO_A, split=[100.0]), leaf(WITH_A, split=[60.0], budget=np.array([0.6])))
    assert verified(problem, priced, 130.0).passed
    swapped = tuple(
        Leaf(own.prices, path=(replace(own.path[0], at_most=not own.path[0].at_most),))
        for own in priced
    )
    # at most: 90 + (40 - 60 -> 0) + 0 = 90; at least: -100 + (100 + 100) + 60 = 160
    result = verified(problem, swapped, 130.0)
    assert [f.rule for f in result.findings] == ["upper_bound"]
    assert result.upper_bound == pytest.approx(160.0, abs=1e-6)
