"""Prices with a wrong sign, shape or rule are found, and each crew row is proven by itself."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.domain.plan import OptionMargin
from showfloor.domain.programme import (
    BudgetStep,
    CrewCapacity,
    Holdout,
    Quota,
    SpilloverPair,
    SupplyStep,
    Wave,
)
from showfloor.domain.stores import Area
from showfloor.verify import crew_rows, verify_plan

MONDAYS = (date(2021, 3, 1), date(2021, 3, 8), date(2021, 3, 15), date(2021, 3, 22))


def ruled(plain, **changes):
    """The two stores with one rule of each kind that has prices."""
    rules = {
        "budget": (BudgetStep(MONDAYS[1], 150.0),),
        "crews": (CrewCapacity("R", (1, 1)),),
        "supply": (SupplyStep("table", MONDAYS[0], 1),),
        "quotas": (Quota("R", 1),),
        "spillover": (SpilloverPair("a", "b", 10.0),),
        "waves": (Wave("first", ("a",), MONDAYS[3]), Wave("second", ("b",))),
        "options": (OptionMargin("a", "table", 100.0, 5.0), OptionMargin("b", "table", 80.0, 10.0)),
        "other_at_least": 4.0,
    }
    return plain.small_problem(**{**rules, **changes})


def prices(**changes):
    """One row of each kind, all valid."""
    arrays = {
        "budget": np.array([0.1]),
        "crew_region": np.array(["R"]),
        "crew_week": np.array([0]),
        "crew_days": np.array([1]),
        "crew_weights": np.array([[1.0]]),
        "crew_limit": np.array([1.0]),
        "crew_price": np.array([5.0]),
        "supply": np.array([1.0]),
        "quota": np.array([2.0]),
        "wave_of": np.array([0, 0]),
        "wave_week": np.array([1, 1]),
        "wave_store": np.array(["a", "b"]),
        "wave_side": np.array([-1, 1]),
        "wave_price": np.array([3.0, 3.0]),
        "spillover_pair": np.array([0]),
        "spillover_week": np.array([2]),
        "spillover_price": np.array([10.0]),
        "other": np.array([0.5]),
    }
    return Prices(**{**arrays, **changes})


def price_findings(problem, priced):
    nan = float("nan")
    leaf = (Leaf(priced),)
    certificate = Certificate("feasible", 0.0, 0.0, nan, 0.0, 0.0, 1, leaves=leaf)
    result = verify_plan(problem, (), (), certificate)
    assert not result.passed
    return [(f.where, f.says) for f in result.findings if f.rule in ("price", "crew_row")]


def test_one_valid_price_of_each_kind_gives_the_bound_on_paper(plain):
    # right sides: 0.1 x 150 + 5 x 1 + 1 x 1 - 2 x 1 - 0.5 x 4 + theta 10 = 27; level: 3 - 3 = 0.
    # the manufacturer pays nothing and has 2 x 5 of a, 2 x 10 of b: 0.5 x 10 = 5, 0.5 x 20 = 10
    # a, week 0: 100 - 0.1 x 100 - 5 - 1 + 2 + 3 (sells in week 1) - 10 (sells in week 2) + 5 = 84
    # a, week 1: 100 - 10 - 1 + 2 - 10 + 5 = 86; b, week 1: 60 - 10 - 1 + 2 - 10 + 10 = 51
    # (b, week 0: 43); a is obliged, so is b: 27 + 86 + 51 = 164
    nan = float("nan")
    certificate = Certificate("feasible", 0.0, 164.0, nan, 1.0, 0.0, 1, leaves=(Leaf(prices()),))
    result = verify_plan(ruled(plain), (), (), certificate)
    assert result.upper_bound == pytest.approx(164.0, abs=1e-6)
    assert "upper_bound" not in {finding.rule for finding in result.findings}


PRICED = ("budget", "crew_price", "supply", "quota", "wave_price", "spillover_price", "other")


@pytest.mark.parametrize("name", PRICED)
def test_a_negative_price_is_found(plain, name):
    changed = getattr(prices(), name).copy()
    changed[0] = -1e-9
    found = price_findings(ruled(plain), prices(**{name: changed}))
    assert [where for where, _ in found] == [f"{name}[0]"]
    assert "negative" in found[0][1]


@pytest.mark.parametrize("name", [*PRICED, "crew_limit", "crew_weights"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_price_that_is_no_finite_number_is_found(plain, name, value):
    changed = getattr(prices(), name).copy()
    changed[0] = value
    found = price_findings(ruled(plain), prices(**{name: changed}))
    assert f"{name}[0]" in [where for where, _ in found]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"budget": ()}, "budget"),
        ({"supply": ()}, "supply"),
        ({"quotas": ()}, "quota"),
        ({"other_at_least": None}, "other"),
        ({"crews": None}, "crew row 0"),
        ({"spillover": ()}, "spillover row 0"),
        ({"waves": ()}, "wave row 0"),
    ],
)
def test_a_price_for_a_rule_that_does_not_exist_is_found(plain, changes, where):
    assert where in [found for found, _ in price_findings(ruled(plain, **changes), prices())]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"crew_week": np.array([2])}, "crew row 0"),
        ({"crew_week": np.array([-1])}, "crew row 0"),
        ({"crew_region": np.array(["X"])}, "crew row 0"),
        ({"wave_of": np.array([0, 2])}, "wave row 1"),
        ({"wave_of": np.array([1, 0])}, "wave row 0"),
        ({"wave_week": np.array([3, 1])}, "wave row 0"),
        ({"wave_store": np.array(["a", "a"])}, "wave row 1"),
        ({"wave_store": np.array(["b", "b"])}, "wave row 0"),
        ({"wave_side": np.array([-1, 0])}, "wave row 1"),
        ({"spillover_week": np.array([-1])}, "spillover row 0"),
        ({"spillover_week": np.array([4])}, "spillover row 0"),
        ({"spillover_pair": np.array([1])}, "spillover row 0"),
        ({"spillover_price": np.array([10.01])}, "spillover pair 0, week 2"),
        ({"crew_limit": np.array([0.99])}, "row 0, R, week 0"),
        ({"crew_days": np.array([0])}, "crew_days"),
        ({"crew_days": np.array([1, 1]), "crew_weights": np.ones((1, 2))}, "crew_days"),
        ({"crew_weights": np.array([1.0])}, "crew_weights"),
        ({"crew_weights": np.ones((2, 1))}, "crew_weights"),
        ({"crew_week": np.array([0.0])}, "crew_week"),
        ({"budget": np.array([0.1, 0.1])}, "budget"),
        ({"other": np.array([0.5, 0.5])}, "other"),
        ({"quota": np.array([[2.0]])}, "quota"),
        ({"wave_price": np.array([3.0])}, "wave_of, wave_week, wave_store, wave_side, wave_price"),
        ({"holdout_stratum": np.array(["R"]), "holdout": np.array([1.0])}, "holdout"),
        ({"supply": [1.0]}, "supply"),
    ],
)
def test_a_row_that_names_no_rule_or_is_malformed_is_found(plain, changes, where):
    assert where in [found for found, _ in price_findings(ruled(plain), prices(**changes))]


def test_two_thetas_of_one_pair_and_week_may_not_exceed_its_loss_together(plain):
    twice = prices(
        spillover_pair=np.array([0, 0]),
        spillover_week=np.array([2, 2]),
        spillover_price=np.array([6.0, 6.0]),
    )
    assert price_findings(ruled(plain), twice) == [
        ("spillover pair 0, week 2", "is 12, the loss is 10")
    ]


def test_a_theta_for_two_fixed_areas_is_found(plain):
    areas = tuple(Area(s, s, "m", "table", MONDAYS[0], MONDAYS[0]) for s in ("a", "b"))
    found = price_findings(ruled(plain, areas=areas), prices())
    assert ("spillover pair 0, week 2", "is 10, the loss is 0") in found


def test_a_stratum_that_does_not_exist_is_found(plain):
    problem = plain.small_problem(holdout=Holdout(("region",), 1, MONDAYS[3], "optimised"))
    priced = Prices(holdout_stratum=np.array(["Q"]), holdout=np.array([1.0]))
    assert [where for where, _ in price_findings(problem, priced)] == ["holdout[0]"]


def test_an_invalid_crew_row_says_what_its_knapsack_allows(plain):
    # 5 crew-days hold one installation of 3 and one of 2: weights 2 + 1 = 3 > 2.5
    problem = ruled(plain, crews=(CrewCapacity("R", (5, 5)),))
    row = prices(
        crew_days=np.array([2, 3]),
        crew_weights=np.array([[1.0, 2.0]]),
        crew_limit=np.array([2.5]),
    )
    found = price_findings(problem, row)
    assert found == [("row 0, R, week 0", "limit 2.5 is not valid: 5 crew-days allow 3")]


@settings(max_examples=60, deadline=None)
@given(
    days=st.lists(st.integers(1, 7), min_size=1, max_size=3, unique=True).map(sorted),
    capacity=st.integers(0, 15),
    data=st.data(),
)
def test_the_knapsack_is_the_largest_of_all_counts_that_fit(plain, days, capacity, data):
    weight = st.integers(-3, 6).map(float)
    row = data.draw(st.lists(weight, min_size=len(days), max_size=len(days)))
    expected = plain.knapsack_by_enumeration(days, row, capacity)
    found = crew_rows.largest_values(np.array(days), np.array([row]), capacity)
    assert found.tolist() == [expected]


def test_above_the_largest_table_the_bound_with_fractions_is_used():
    # 1,000,000 crew-days at weight 3 for 2 days: 1,500,000
    found = crew_rows.largest_values(np.array([2]), np.array([[3.0]]), 1_000_000)
    assert found[0] >= 1_500_000
    assert found[0] == pytest.approx(1_500_000)


FIELDS = [item.name for item in fields(Prices)]


@settings(max_examples=60, deadline=None)
@given(
    which=st.sampled_from(range(2)),
    name=st.sampled_from(
        ["budget", "supply", "quota", "crew_price", "wave_price", "spillover_price", "other"]
    ),
    factor=st.floats(0.0, 40.0, allow_nan=False),
)
def test_a_changed_price_still_bounds_the_best_plan_or_is_found(plain, which, name, factor):
    # the best of all plans of the two stores by plain arithmetic, under two sets of rules
    roomy = {
        "budget": (BudgetStep(MONDAYS[1], 250.0),),
        "supply": (SupplyStep("table", MONDAYS[0], 2),),
    }
    changes = (roomy, {"waves": (), "quotas": ()})[which]
    problem = ruled(plain, **changes)
    base = prices() if which == 0 else replace(prices(), **_without_waves())
    values = getattr(base, name)
    changed = replace(base, **{name: values * factor})
    best = plain.best_plan(problem, 1)
    certificate = plain.certificate_of(problem, best[1], best[0], changed)
    result = verify_plan(problem, plain.areas_of(problem, best[1]), (), certificate)
    if any(f.rule in ("price", "crew_row") for f in result.findings):
        assert np.isnan(result.upper_bound)
    else:
        assert result.upper_bound >= best[0] - 1e-9


def _without_waves():
    empty = np.zeros(0, dtype=np.int64)
    return {
        "quota": np.zeros(0),
        "wave_of": empty,
        "wave_week": empty,
        "wave_store": np.zeros(0, dtype="<U1"),
        "wave_side": empty,
        "wave_price": np.zeros(0),
    }


def test_every_field_of_the_prices_is_tested_for_its_type(plain):
    # an array of complex numbers is wrong for every field; the list of fields is the domain's
    for name in FIELDS:
        shape = (1, 1) if name == "crew_weights" else (1,)
        found = price_findings(ruled(plain), replace(prices(), **{name: np.ones(shape, complex)}))
        assert name in [where for where, _ in found], name


@pytest.mark.parametrize("pair", list(itertools.product(range(2), repeat=2)))
def test_crew_rows_of_many_weeks_and_regions_are_proven_together(plain, pair):
    # capacities 1 and 3 of weight-2 installations of one day allow 2 and 6
    problem = ruled(plain, crews=(CrewCapacity("R", (1, 3)),))
    limits = np.array([2.0 - pair[0], 6.0 - pair[1]])
    rows = prices(
        crew_region=np.array(["R", "R"]),
        crew_week=np.array([0, 1]),
        crew_weights=np.array([[2.0], [2.0]]),
        crew_limit=limits,
        crew_price=np.array([1.0, 1.0]),
    )
    found = [where for where, _ in price_findings(problem, rows)]
    expected = [f"row {i}, R, week {i}" for i in range(2) if pair[i]]
    assert found == expected
