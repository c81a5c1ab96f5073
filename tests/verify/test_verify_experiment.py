"""The draw among near-ties: handed out by the seed, in the plan, at a cost within the rule."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import date, timedelta
from math import isnan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.domain.plan import DrawnStore, OptionMargin, PlannedArea
from showfloor.domain.programme import BudgetStep, Experiment
from showfloor.domain.stores import Store
from showfloor.verify import verify_plan

WEEK0, WEEK1 = date(2021, 3, 1), date(2021, 3, 8)
WORTH = {"a": 100.0, "b": 98.0, "c": 96.0, "d": 50.0}


def tied(plain, **changes):
    """Four stores, a budget for two areas; a, b and c are worth nearly the same."""
    rules = {
        "stores": tuple(
            Store(s, s, "standard", "o", region="R", area_space_m2=10.0) for s in WORTH
        ),
        "options": tuple(OptionMargin(s, "table", 50.0 + w / 2) for s, w in WORTH.items()),
        "budget": (BudgetStep(WEEK1, 200.0),),
        "experiment": Experiment(cost_at_most=0.05),
    }
    return plain.small_problem(**{**rules, **changes})


def area(store, week=WEEK0):
    return PlannedArea(store, "table", week, week + timedelta(weeks=1), WORTH[store])


def drawn_store(store, planned, got, probability, cell="near"):
    """Give a store of a cell its planned and its drawn start week; None for no area."""
    return DrawnStore(
        cell,
        store,
        "table" if planned else None,
        planned,
        "table" if got else None,
        got,
        probability,
    )


def order_of(seed, stores, cell="near"):
    return sorted(stores, key=lambda s: hashlib.sha256(f"{seed}:{cell}:{s}".encode()).hexdigest())


SEED = 5
# the two areas of a and b in week 0 go to the first two of the order, each with 2/3, none with 1/3
FIRST = order_of(SEED, "abc")[:2]
DRAWN = tuple(
    drawn_store(
        s,
        WEEK0 if s in "ab" else None,
        WEEK0 if s in FIRST else None,
        2 / 3 if s in FIRST else 1 / 3,
    )
    for s in "abc"
)


def verified(problem, drawn=DRAWN, stores=FIRST, bound=None, areas=None, **claims):
    areas = [area(s) for s in sorted(stores)] if areas is None else areas
    objective = sum(item.value for item in areas)
    # no prices: every store's best counts, 100 + 98 + 96 + 50
    bound = 344.0 if bound is None else bound
    certificate = Certificate(
        status="feasible",
        objective=objective,
        upper_bound=bound,
        solver_bound=float("nan"),
        gap=(bound - objective) / bound,
        seconds=0.0,
        seed=SEED,
        leaves=(Leaf(Prices()),),
    )
    return verify_plan(problem, areas, (), replace(certificate, **claims), drawn=drawn)


def faults(result):
    return [(f.rule, f.where) for f in result.findings]


def test_the_draw_of_the_seed_passes_and_its_cost_is_said(plain):
    result = verified(tied(plain))
    assert result.passed, result.findings
    cost = 198.0 - sum(WORTH[s] for s in FIRST)
    assert f"draw: 3 stores in 1 cells, cost {cost:.2f}" in result.checked


def test_the_order_is_the_one_that_coreutils_gives():
    # printf '5:near:c' | sha256sum -> be5c91f2..., b -> f1f5f382..., a -> f8c836cf...
    assert order_of(SEED, "abc") == ["c", "b", "a"]


def test_another_order_than_the_seeds_is_found(plain):
    others = sorted(set("abc") - {FIRST[0]})
    drawn = tuple(
        replace(
            item,
            format_id="table" if item.store_id in others else None,
            start_week=WEEK0 if item.store_id in others else None,
            probability=2 / 3 if item.store_id in others else 1 / 3,
        )
        for item in DRAWN
    )
    result = verified(tied(plain), drawn, others)
    moved = set(others) ^ set(FIRST)
    assert set(faults(result)) == {("experiment", store) for store in moved}


@pytest.mark.parametrize("probability", [0.5, 0.0, 1.0, float("nan")])
def test_a_wrong_probability_is_found(plain, probability):
    drawn = (replace(DRAWN[0], probability=probability), *DRAWN[1:])
    assert faults(verified(tied(plain), drawn)) == [("experiment", "a")]


def test_areas_that_appear_or_vanish_in_a_cell_are_found(plain):
    more = (replace(DRAWN[2], planned_format_id="table", planned_start_week=WEEK1),)
    result = verified(tied(plain), (*DRAWN[:2], *more))
    assert ("experiment", "cell near") in faults(result)


def test_a_draw_that_the_plan_does_not_hold_is_found(plain):
    missing = [area(FIRST[0])]
    assert ("experiment", FIRST[1]) in faults(verified(tied(plain), areas=missing))
    late = [area(FIRST[0]), area(FIRST[1], WEEK1)]
    assert faults(verified(tied(plain), areas=late)) == [("experiment", FIRST[1])]


def test_a_store_in_two_cells_and_an_unknown_store_are_found(plain):
    alone = drawn_store("a", WEEK0, WEEK0, 1.0, cell="other")
    assert ("experiment", "a") in faults(verified(tied(plain), (*DRAWN, alone)))
    stranger = drawn_store("zz", None, None, 1.0, cell="other")
    assert ("experiment", "zz") in faults(verified(tied(plain), (*DRAWN, stranger)))


def test_a_draw_that_cost_more_than_its_share_of_the_bound_is_found(plain):
    # c instead of a: 100 - 96 = 4 of 344; 1.1 % are 3.784, 1.2 % are 4.128
    assert sorted(FIRST) == ["b", "c"]
    dear = tied(plain, experiment=Experiment(cost_at_most=0.011))
    assert faults(verified(dear)) == [("experiment", "cost_at_most")]
    assert verified(tied(plain, experiment=Experiment(cost_at_most=0.012))).passed


@pytest.mark.parametrize("rule", [None, Experiment(mde_at_most=1.0, measured_on=WEEK1)])
def test_a_draw_that_the_programme_does_not_ask_for_is_found(plain, rule):
    assert faults(verified(tied(plain, experiment=rule))) == [("experiment", "draw")]


def test_a_programme_that_may_draw_need_not(plain):
    assert verified(tied(plain), (), "ab").passed


def test_a_plan_before_the_draw_that_could_not_be_is_found(plain):
    gone = replace(DRAWN[0], planned_start_week=date(2021, 3, 22))
    result = verified(tied(plain), (gone, *DRAWN[1:]))
    assert ("experiment", "draw") in faults(result)
    small = tuple(
        replace(s, area_space_m2=1.0) if s.store_id == "b" else s for s in tied(plain).stores
    )
    assert ("experiment", "b") in faults(verified(tied(plain, stores=small), bound=246.0))


def test_rules_are_asked_of_the_plan_after_the_draw(plain):
    poor = tied(plain, budget=(BudgetStep(WEEK1, 199.0),))
    assert ("budget", "through 2021-03-08") in faults(verified(poor))


def test_half_a_decision_is_found(plain):
    half = replace(DRAWN[2], format_id=None)
    assert ("experiment", "c") in faults(verified(tied(plain), (*DRAWN[:2], half)))


@settings(max_examples=60, deadline=None)
@given(choice=st.integers(0, 10**6))
def test_one_changed_field_of_a_draw_never_passes(plain, choice):
    dice = random.Random(choice)
    place = dice.randrange(3)
    item = DRAWN[place]
    name, value = dice.choice(
        [
            ("store_id", dice.choice([s for s in "abcdz" if s != item.store_id])),
            ("probability", dice.choice([0.1, 0.34, 0.66, 0.9, -1.0])),
            ("planned_format_id", None if item.planned_format_id else "table"),
            ("planned_start_week", WEEK1 if item.planned_start_week else WEEK0),
            ("format_id", dice.choice(["wall", None]) if item.format_id else "table"),
            ("start_week", dice.choice([WEEK1, None]) if item.start_week else WEEK0),
            ("cell", "other"),
        ]
    )
    drawn = (*DRAWN[:place], replace(item, **{name: value}), *DRAWN[place + 1 :])
    assert not verified(tied(plain), drawn).passed
    assert not isnan(verified(tied(plain), drawn).objective)
