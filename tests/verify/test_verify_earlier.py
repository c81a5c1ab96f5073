"""Pace and the earlier plan: rules, departures and prices on instances worked out on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.domain.plan import PlannedArea, PreviousChoice, PreviousPlan
from showfloor.domain.programme import Holdout, Pace
from showfloor.domain.stores import Area
from showfloor.errors import ProgrammeError
from showfloor.verify import verify_plan

MONDAYS = (date(2021, 3, 1), date(2021, 3, 8), date(2021, 3, 15), date(2021, 3, 22))
WORTH = {"a": 100.0, "b": 60.0}


def area(store, week):
    return PlannedArea(store, "table", MONDAYS[week], MONDAYS[week + 1], WORTH[store])


def verified(problem, areas, objective, bound, prices=None, cost=0.0, **claims):
    certificate = Certificate(
        status="feasible",
        objective=objective,
        upper_bound=bound,
        solver_bound=float("nan"),
        gap=(bound - objective) / max(1.0, abs(bound)),
        seconds=0.0,
        seed=7,
        leaves=(Leaf(prices if prices is not None else Prices()),),
        change_cost=cost,
    )
    return verify_plan(problem, areas, (), replace(certificate, **claims))


def faults(result):
    return [(f.rule, f.where) for f in result.findings]


def test_more_areas_than_the_pace_allows_are_found_with_both_numbers(plain):
    problem = plain.small_problem(pace=(Pace(MONDAYS[1], 1), Pace(MONDAYS[2], 2)))
    result = verified(problem, (area("a", 0), area("b", 0)), 160.0, 160.0)
    assert faults(result) == [("pace", "selling by 2021-03-08")]
    assert "2 new areas sell by then, at most 1 may" in result.findings[0].says
    result = verified(problem, (area("a", 0), area("b", 1)), 160.0, 160.0)
    assert result.passed
    assert "pace: 2 steps" in result.checked


def test_standing_areas_do_not_count_for_the_pace(plain):
    standing = Area("x", "a", "m", "table", MONDAYS[0], MONDAYS[0])
    problem = plain.small_problem(pace=(Pace(MONDAYS[2], 1),), areas=(standing,))
    assert verified(problem, (area("b", 0),), 60.0, 60.0).passed


def test_the_price_of_a_pace_is_paid_by_the_options_that_sell_by_its_week(plain):
    # one area by the week of 8 March at price 30: 30 + max(100 - 30, 100) + max(60 - 30, 60) = 190;
    # by the week of 15 March, when every option sells, at price 70: 70 + 30 + 0 = 100
    soon = plain.small_problem(pace=(Pace(MONDAYS[1], 1),))
    assert verified(soon, (area("a", 0),), 100.0, 190.0, Prices(pace=np.array([30.0]))).passed
    late = plain.small_problem(pace=(Pace(MONDAYS[2], 1),))
    assert verified(late, (area("a", 0),), 100.0, 100.0, Prices(pace=np.array([70.0]))).passed


@pytest.mark.parametrize(("claimed", "passes"), [(59, 0), (60, 1), (160, 1), (161, 0)])
def test_options_that_a_pace_of_nothing_rules_out_may_be_left_out(plain, claimed, passes):
    # by the week of 8 March none: every option of week 0; here a may only start then
    problem = plain.small_problem(pace=(Pace(MONDAYS[1], 0),))
    stores = tuple(
        replace(s, closed_on=date(2021, 3, 22)) if s.store_id == "a" else s for s in problem.stores
    )
    problem = replace(problem, stores=stores)
    # a sells 2 weeks from week 0 on (worth 100) and 1 from week 1 on (worth 0)
    result = verified(problem, (), 0.0, float(claimed))
    assert result.passed == bool(passes), result.findings


@pytest.mark.parametrize(("name", "value"), [("pace", -1e-9), ("pace", float("nan"))])
def test_a_wrong_price_of_a_pace_is_found(plain, name, value):
    problem = plain.small_problem(pace=(Pace(MONDAYS[1], 1),))
    result = verified(problem, (), 0.0, 160.0, Prices(pace=np.array([value])))
    assert ("price", "pace[0]") in faults(result)
    without = verified(plain.small_problem(), (), 0.0, 160.0, Prices(pace=np.array([1.0])))
    assert ("price", "pace") in faults(without)


def earlier(plain, *choices, cost=15.0, **changes):
    rows = tuple(PreviousChoice(store, "table", MONDAYS[week]) for store, week in choices)
    return plain.small_problem(previous=PreviousPlan(rows, cost), **changes)


@pytest.mark.parametrize(
    ("areas", "departs"),
    [
        ((("a", 0), ("b", 0)), ("b",)),
        ((("a", 1), ("b", 0)), ("a", "b")),
        ((("a", 0),), ()),
        ((), ("a",)),
        ((("b", 1),), ("a", "b")),
    ],
)
def test_each_departure_from_the_earlier_plan_is_paid_for(plain, areas, departs):
    # the earlier plan: a in week 0, nothing for b. Bound: -15 (a had one) + (100 + 15) + (60 - 15)
    problem = earlier(plain, ("a", 0))
    rows = tuple(area(*row) for row in areas)
    worth = sum(WORTH[store] for store, _ in areas) - 15.0 * len(departs)
    result = verified(problem, rows, worth, 145.0, cost=15.0)
    assert result.passed, result.findings
    assert f"earlier plan: {len(departs)} stores depart from it, 15.00 each" in result.checked
    wrong = verified(problem, rows, worth + 15.0, 145.0, cost=15.0)
    assert ("objective", "certificate") in faults(wrong)


def test_an_earlier_choice_that_is_no_option_any_more_is_never_kept(plain):
    # a was to start a week before the programme: -15 + (100 or 0) + (60 - 15) = 130
    rows = (PreviousChoice("a", "table", date(2021, 2, 22)),)
    problem = plain.small_problem(previous=PreviousPlan(rows, 15.0))
    assert verified(problem, (area("a", 0),), 85.0, 130.0, cost=15.0).passed


def test_a_store_with_a_standing_area_never_departs(plain):
    standing = Area("x", "a", "m", "table", MONDAYS[0], MONDAYS[0])
    problem = earlier(plain, ("a", 0), areas=(standing,))
    # neither the constant of a nor a departure: b departs where it gets an area, 60 - 15
    assert verified(problem, (area("b", 0),), 45.0, 45.0, cost=15.0).passed
    assert verified(problem, (), 0.0, 45.0, cost=15.0).passed


def test_a_held_store_pays_for_leaving_the_earlier_plan_too(plain):
    rule = Holdout(("kind",), 2, MONDAYS[3], "random")
    problem = earlier(plain, ("a", 0), ("b", 1), holdout=rule)
    held = plain.holdings_of({"a": "standard", "b": "standard"})
    # nobody may sell early enough: both depart, and no plan is better than -30
    certificate = Certificate(
        "optimal", -30.0, -30.0, float("nan"), 0.0, 0.0, 7, (Leaf(Prices()),), change_cost=15.0
    )
    result = verify_plan(problem, (), held, certificate)
    assert result.passed, result.findings


@pytest.mark.parametrize("claimed", [0.0, 14.99, 16.0, float("nan")])
def test_a_certificate_made_for_another_cost_of_change_is_found(plain, claimed):
    result = verified(earlier(plain, ("a", 0)), (area("a", 0),), 100.0, 145.0, cost=claimed)
    assert faults(result) == [("certificate", "change_cost")]
    without = verified(plain.small_problem(), (area("a", 0),), 100.0, 160.0, cost=5.0)
    assert faults(without) == [("certificate", "change_cost")]


STRANGE = {
    "an unknown store": (PreviousChoice("aa", "table", MONDAYS[0]), "store 'aa'.*did you mean 'a'"),
    "an unknown format": (PreviousChoice("a", "tabel", MONDAYS[0]), "did you mean 'table'"),
    "no Monday": (PreviousChoice("a", "table", date(2021, 3, 2)), "2021-03-02 at 'a' is no Monday"),
    "a store twice": (PreviousChoice("b", "table", MONDAYS[1]), "'b' twice"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_an_earlier_plan_that_cannot_be_is_refused(plain, name):
    choice, says = STRANGE[name]
    first = PreviousChoice("b", "table", MONDAYS[0])
    problem = plain.small_problem(previous=PreviousPlan((first, choice), 1.0))
    with pytest.raises(ProgrammeError, match=says):
        verified(problem, (), 0.0, 0.0, cost=1.0)


@pytest.mark.parametrize("cost", [-1.0, float("nan"), float("inf")])
def test_a_cost_of_change_that_is_no_amount_is_refused(plain, cost):
    with pytest.raises(ProgrammeError, match="change_cost"):
        verified(earlier(plain, cost=cost), (), 0.0, 0.0, cost=cost)


def test_named_comparison_stores_are_held_before_the_draw(plain):
    # seed 7 draws a; the rule names b, and one store that is no option for the stratum
    rule = Holdout(("kind",), 1, MONDAYS[3], "random", ("b",))
    problem = plain.small_problem(holdout=rule)
    certificate = Certificate("optimal", 100.0, 100.0, float("nan"), 0.0, 0.0, 7, (Leaf(Prices()),))
    held = plain.holdings_of({"b": "standard"})
    result = verify_plan(problem, (area("a", 0),), held, certificate)
    assert result.passed, result.findings
    drawn = plain.holdings_of({"a": "standard"})
    assert ("holdout", "b") in faults(verify_plan(problem, (area("a", 0),), drawn, certificate))
