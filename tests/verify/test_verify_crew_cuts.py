"""Crew cuts: their largest sums, prices and faults, by hand and against trying everything."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.domain.plan import OptionMargin, PlannedArea
from showfloor.domain.programme import CrewCapacity, Format
from showfloor.domain.stores import Store
from showfloor.verify import verify_plan
from showfloor.verify.crew_cut_sums import largest_sum, worth_keeping
from showfloor.verify.crew_cuts import prove_crew_cuts
from showfloor.verify.facts import gather_facts

WEEK0, WEEK1, WEEK2 = date(2021, 3, 1), date(2021, 3, 8), date(2021, 3, 15)
AREA_B = PlannedArea("b", "shop", WEEK0, WEEK1, 100.0)
SEEDS = st.integers(0, 10**6)
FEW = settings(max_examples=60, deadline=None)


def worked_example(plain, **changes):
    """Five crew-days in one week: a's table takes two and is worth 60, b's shop four and 100."""
    rules = {
        "weeks": 1,
        "formats": (
            Format("table", 10.0, 4, 0.0, 0.0, (2,)),
            Format("shop", 10.0, 4, 0.0, 0.0, (4,)),
        ),
        "crews": (CrewCapacity("R", (5,)),),
        "options": (OptionMargin("a", "table", 30.0), OptionMargin("b", "shop", 50.0)),
    }
    return plain.small_problem(**{**rules, **changes})


def cuts(rows, entries, **other):
    """Prices with cuts (region, from, weeks, limit, price) and (cut, store, format, start, w)."""
    return Prices(
        cut_region=np.array([row[0] for row in rows], dtype=np.str_),
        cut_from=np.array([row[1] for row in rows], dtype=np.int64),
        cut_weeks=np.array([row[2] for row in rows], dtype=np.int64),
        cut_limit=np.array([row[3] for row in rows], dtype=np.float64),
        cut_price=np.array([row[4] for row in rows], dtype=np.float64),
        entry_cut=np.array([entry[0] for entry in entries], dtype=np.int64),
        entry_store=np.array([entry[1] for entry in entries], dtype=np.str_),
        entry_format=np.array([entry[2] for entry in entries], dtype=np.str_),
        entry_start=np.array([entry[3] for entry in entries], dtype=np.int64),
        entry_weight=np.array([entry[4] for entry in entries], dtype=np.int64),
        **other,
    )


EITHER = [(0, "a", "table", 0, 1), (0, "", "shop", 0, 1)]
"""a's table or another store's shop, not both: 2 + 4 crew-days are more than 5."""


def verified(problem, prices, bound=0.0, areas=(), objective=0.0):
    certificate = Certificate(
        status="feasible",
        objective=objective,
        upper_bound=bound,
        solver_bound=float("nan"),
        gap=(bound - objective) / max(1.0, abs(bound)),
        seconds=0.0,
        seed=7,
        leaves=(Leaf(prices),),
    )
    return verify_plan(problem, areas, (), certificate)


def faults(problem, prices):
    result = verified(problem, prices)
    assert not result.passed
    rules = ("price", "crew_cut")
    return [(found.where, found.says) for found in result.findings if found.rule in rules]


def test_the_worked_example_of_the_reference_page_proves_what_no_crew_row_can(plain):
    # docs/reference/certificate.md: tables + 2 shops <= 2 is the strongest crew row; at price p it
    # proves 2 p + max(0, 60 - p) + max(0, 100 - 2 p), least at p = 50: 100 + 10 + 0 = 110
    problem = worked_example(plain)
    row = Prices(
        crew_region=np.array(["R"]),
        crew_week=np.array([0]),
        crew_days=np.array([2, 4]),
        crew_weights=np.array([[1.0, 2.0]]),
        crew_limit=np.array([2.0]),
        crew_price=np.array([50.0]),
    )
    result = verified(problem, row, 110.0, (AREA_B,), 100.0)
    assert result.passed, result.findings
    # the cut at price 60: 60 x 1 + (60 - 60) + (100 - 60) = 100, what b's shop is worth
    result = verified(problem, cuts([("R", 0, 1, 1, 60.0)], EITHER), 100.0, (AREA_B,), 100.0)
    assert result.passed, result.findings
    assert result.upper_bound == pytest.approx(100.0, abs=1e-6)
    assert "1 crew cuts, each proven by the largest sum that crews allow" in result.checked


def test_a_limit_below_the_largest_sum_is_found_with_region_week_limit_and_sum(plain):
    # with seven crew-days both fit: 1 + 1 = 2, and the bound is 60 x 2 + 0 + 40 = 160
    problem = worked_example(plain, crews=(CrewCapacity("R", (7,)),))
    priced = cuts([("R", 0, 1, 1, 60.0)], EITHER)
    ((where, says),) = faults(problem, priced)
    assert where == "cut 0, R, week 0"
    assert says.startswith("limit 1 is not valid: crews allow a sum of weights of 2; state")
    assert "cut_limit of prices.npz" in says
    assert verified(problem, priced).upper_bound == pytest.approx(160.0, abs=1e-6)


def test_a_limit_that_lies_the_smallest_fraction_below_is_found(plain):
    problem = worked_example(plain)
    assert faults(problem, cuts([("R", 0, 1, np.nextafter(1.0, 0.0), 60.0)], EITHER))
    assert not faults_or_none(problem, cuts([("R", 0, 1, 1.0, 60.0)], EITHER))


def faults_or_none(problem, prices):
    found = verified(problem, prices).findings
    return [item for item in found if item.rule in ("price", "crew_cut")]


def test_a_looser_limit_counts_as_stated(plain):
    # 60 x 1.5 + 0 + 40 = 130
    result = verified(worked_example(plain), cuts([("R", 0, 1, 1.5, 60.0)], EITHER), 130.0)
    assert result.upper_bound == pytest.approx(130.0, abs=1e-6)


def test_a_listed_store_pays_its_own_weights_only_and_others_those_without_a_name(plain):
    # a pays 3 for its table and nothing for a shop, b 2 for a table and 5 for a shop, each x 4;
    # 5 days: a's table (3) with another table (2) = 5, or a shop of b = 5: limit 5, 4 x 5 = 20
    # a: max(60 - 12, 40) = 48; b: max(30 - 8, 100 - 20) = 80: 20 + 48 + 80 = 148
    entries = [(0, "", "table", 0, 2), (0, "a", "table", 0, 3), (0, "", "shop", 0, 5)]
    options = (
        OptionMargin("a", "table", 30.0),
        OptionMargin("a", "shop", 20.0),
        OptionMargin("b", "table", 15.0),
        OptionMargin("b", "shop", 50.0),
    )
    problem = worked_example(plain, options=options)
    result = verified(problem, cuts([("R", 0, 1, 5, 4.0)], entries), 148.0, (AREA_B,), 100.0)
    assert result.passed, result.findings
    # at price 12 the table of a costs 36, its shop nothing: 60 + max(24, 40) + max(6, 40) = 140
    result = verified(problem, cuts([("R", 0, 1, 5, 12.0)], entries), 140.0, (AREA_B,), 100.0)
    assert result.passed, result.findings


def test_cuts_of_other_regions_and_a_second_cut_add_up(plain):
    # b is in Q, which has crews for one table; R's cut at price 60 charges a alone
    # R: 60 x 1 + 0; Q: its shop does not fit, so the largest sum of weight 1 is 0; b pays 30
    stores = (
        Store("a", "A", "standard", "o", region="R", area_space_m2=10.0),
        Store("b", "B", "standard", "o", region="Q", area_space_m2=10.0),
    )
    crews = (CrewCapacity("R", (5,)), CrewCapacity("Q", (2,)))
    problem = worked_example(plain, stores=stores, crews=crews)
    both = [*EITHER, (1, "", "shop", 0, 1)]
    priced = cuts([("R", 0, 1, 1, 60.0), ("Q", 0, 1, 0, 30.0)], both)
    # 60 + 0 + (60 - 60) + (100 - 30) = 130 with b's shop in the formula, 60 without
    assert verified(problem, priced).upper_bound == pytest.approx(130.0, abs=1e-6)
    for bound, passes in ((59.0, False), (60.0, True), (130.0, True), (131.0, False)):
        assert verified(problem, priced, bound).passed == passes


def test_two_weeks_are_looked_at_together(plain):
    # 3 crew-days in weeks 1 and 2. A wall takes 2 and 2: started in week 0 it uses (2, 0) of them,
    # in week 1 (2, 2), in week 2 (0, 2). A table takes 1. a is listed with walls of 3, 5 and 3;
    # others have tables of 1 in either week and walls of 2 from week 1.
    # a's wall from week 1 leaves (1, 1): 5 + 1 + 1 = 7. a's from week 0 leaves (1, 3): 3 + 1 + 3.
    # without a: a wall (2) and a table a week = 4, or three tables a week = 6. Largest: 7
    formats = (
        Format("wall", 10.0, 4, 0.0, 0.0, (2, 2)),
        Format("table", 10.0, 4, 0.0, 0.0, (1,)),
    )
    options = (OptionMargin("a", "wall", 1.0), OptionMargin("b", "table", 1.0))
    problem = worked_example(
        plain, weeks=3, formats=formats, options=options, crews=(CrewCapacity("R", (9, 3, 3, 9)),)
    )
    entries = [
        *((0, "a", "wall", start, weight) for start, weight in ((0, 3), (1, 5), (2, 3))),
        *((0, "", "table", start, 1) for start in (1, 2)),
        (0, "", "wall", 1, 2),
    ]
    ((_, says),) = faults(problem, cuts([("R", 1, 2, 6.5, 1.0)], entries))
    assert says.startswith("limit 6.5 is not valid: crews allow a sum of weights of 7;")
    assert not faults_or_none(problem, cuts([("R", 1, 2, 7, 1.0)], entries))


def test_a_listed_option_without_a_day_in_the_window_is_always_counted(plain):
    # a's table in week 1 uses nothing of week 0: its 7 is there beside b's shop of 1
    problem = worked_example(plain, weeks=2, crews=(CrewCapacity("R", (5, 5)),))
    entries = [(0, "a", "table", 1, 7), *EITHER]
    ((_, says),) = faults(problem, cuts([("R", 0, 1, 7, 1.0)], entries))
    assert "crews allow a sum of weights of 8;" in says
    assert not faults_or_none(problem, cuts([("R", 0, 1, 8, 1.0)], entries))


def test_any_number_of_others_without_a_day_in_the_window_has_no_largest_sum(plain):
    problem = worked_example(plain, weeks=2, crews=(CrewCapacity("R", (5, 5)),))
    entries = [*EITHER, (0, "", "table", 1, 1)]
    for price in (0.0, 1.0):
        ((where, says),) = faults(problem, cuts([("R", 0, 1, 1e15, price)], entries))
        assert where == "cut 0, R, week 0"
        assert "counts 'table' from week 1 with weight 1 for every other store" in says
    nothing = [*EITHER, (0, "", "table", 1, 0)]
    assert not faults_or_none(problem, cuts([("R", 0, 1, 1, 1.0)], nothing))


FAULTY = {
    "an unknown region": (
        {"cut_region": np.array(["X"])},
        ("cut_region[0]", "there is no region 'X'; name one of"),
    ),
    "a window of no week": ({"cut_weeks": np.array([0])}, ("cut_weeks[0]", "is 0; state a")),
    "a window of five weeks": (
        {"cut_weeks": np.array([5])},
        ("cut_weeks[0]", "is 5; state a window of 1 to 4 weeks"),
    ),
    "a window before the start": (
        {"cut_from": np.array([-1])},
        ("cut_from[0]", "the window of 1 weeks from week -1 is not in the programme"),
    ),
    "a window that ends after the last week with crews": (
        {"cut_from": np.array([1]), "cut_weeks": np.array([2])},
        ("cut_from[0]", "the window of 2 weeks from week 1 is not in the programme"),
    ),
    "a window far away": ({"cut_from": np.array([2**62])}, ("cut_from[0]", "the window of 1")),
    "an entry of no cut": (
        {"entry_cut": np.array([0, 1])},
        ("entry_cut[1]", "is 1, there are 1 cuts; name one"),
    ),
    "an unknown store": (
        {"entry_store": np.array(["zz", ""])},
        ("entry_store[0]", "there is no store 'zz'; name one"),
    ),
    "a store of another region": (
        {"entry_store": np.array(["c", ""])},
        ("entry_store[0]", "store 'c' is not in the cut's region 'R'; list"),
    ),
    "an unknown format": (
        {"entry_format": np.array(["table", "zz"])},
        ("entry_format[1]", "there is no format 'zz'; name one"),
    ),
    "a start week after the last": (
        {"entry_start": np.array([0, 2])},
        ("entry_start[1]", "is 2; state a start week from 0 to 1"),
    ),
    "a start week before the first": (
        {"entry_start": np.array([-1, 0])},
        ("entry_start[0]", "is -1; state a start week from 0 to 1"),
    ),
    "a negative weight": (
        {"entry_weight": np.array([1, -1])},
        ("entry_weight[1]", "is -1; state a whole number, 0 or more"),
    ),
    "an entry twice": (
        {"entry_store": np.array(["a", "a"]), "entry_format": np.array(["shop", "shop"])},
        ("entry_cut[1]", "entry 1 names the same cut, store, format and start week as another"),
    ),
    "a negative price": (
        {"cut_price": np.array([-1e-9])},
        ("cut_price[0]", "must not be negative"),
    ),
    "a limit that is no number": ({"cut_limit": np.array([np.nan])}, ("cut_limit[0]", "is nan")),
    "an infinite limit": ({"cut_limit": np.array([np.inf])}, ("cut_limit[0]", "is inf")),
    "fractional weights": (
        {"entry_weight": np.array([1.0, 1.5])},
        ("entry_weight", "has type float64"),
    ),
    "entries of unequal lengths": (
        {"entry_weight": np.array([1])},
        (
            "entry_cut, entry_store, entry_format, entry_start, entry_weight",
            "have lengths [2, 2, 2, 2, 1], must be equal",
        ),
    ),
    "cuts of unequal lengths": (
        {"cut_price": np.array([1.0, 1.0])},
        (
            "cut_region, cut_from, cut_weeks, cut_limit, cut_price",
            "have lengths [1, 1, 1, 1, 2], must be equal",
        ),
    ),
    "weights beyond exact numbers": (
        {"entry_weight": np.array([2**53, 1])},
        ("cut 0, R, week 0", "whose sums are no exact numbers any more; state smaller ones"),
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_cut_that_is_not_as_documented_is_found_with_its_array_and_what_to_do(plain, name):
    stores = tuple(
        Store(name, name, "standard", "o", region=region, area_space_m2=10.0)
        for name, region in (("a", "R"), ("b", "R"), ("c", "Q"))
    )
    crews = (CrewCapacity("R", (5, 5)), CrewCapacity("Q", (5, 5)))
    problem = worked_example(plain, weeks=2, stores=stores, crews=crews)
    sound = cuts([("R", 0, 1, 1, 60.0)], EITHER)
    assert not faults_or_none(problem, sound)
    changes, (where, says) = FAULTY[name]
    found = faults(problem, replace(sound, **changes))
    assert [item[0] for item in found] == [where]
    assert says in found[0][1]
    result = verified(problem, replace(sound, **changes))
    assert np.isnan(result.upper_bound)


def test_entries_that_fall_back_to_an_earlier_cut_are_found(plain):
    priced = cuts([("R", 0, 1, 1, 1.0)] * 2, [(1, "a", "table", 0, 1), (0, "", "shop", 0, 1)])
    found = faults(worked_example(plain), priced)
    assert [item[0] for item in found] == ["entry_cut[1]"]
    assert "is 0 after 1; sort the entries by their cut" in found[0][1]


def test_a_cut_where_crews_are_unlimited_is_found(plain):
    found = faults(worked_example(plain, crews=None), cuts([("R", 0, 1, 1, 60.0)], EITHER))
    assert [item[0] for item in found] == ["cut_region"]
    assert "the programme has no crews" in found[0][1]


@pytest.mark.parametrize(("crew_days", "states"), [(999, 1_000_000), (1000, 1_002_001)])
def test_a_window_of_more_than_a_million_states_is_refused(plain, crew_days, states):
    problem = worked_example(plain, weeks=2, crews=(CrewCapacity("R", (crew_days,) * 2),))
    # alone a's table counts, which uses week 0 only: 1, however many days there are
    found = faults_or_none(problem, cuts([("R", 0, 2, 1, 1.0)], EITHER[:1]))
    assert bool(found) == (states > 1_000_000)
    for item in found:
        assert f"has {states} states of crew-days left in its weeks" in item.says
        assert "state a shorter window in cut_weeks" in item.says


def test_a_cut_of_a_region_without_stores_charges_nobody(plain):
    crews = (CrewCapacity("R", (5,)), CrewCapacity("Q", (4,)))
    problem = worked_example(plain, crews=crews)
    # 60 and 100 are worth it as they are, and 10 x 1 for the cut that binds nobody
    result = verified(problem, cuts([("Q", 0, 1, 1, 10.0)], [(0, "", "shop", 0, 1)]), 170.0)
    assert result.upper_bound == pytest.approx(170.0, abs=1e-6)
    assert result.passed, result.findings


def test_a_cut_without_entries_is_a_row_of_nothing(plain):
    assert not faults_or_none(worked_example(plain), cuts([("R", 0, 1, 0, 1.0)], []))
    assert faults_or_none(worked_example(plain), cuts([("R", 0, 1, -0.5, 1.0)], []))


def numbers_of(dice, weeks, others):
    """Random choices as (use, weight): others use a day at least."""
    found = []
    for _ in range(dice.randint(0, 3)):
        use = tuple(dice.choice([0, 1, 1, 2, 3, 4]) for _ in range(weeks))
        if any(use) or not others:
            found.append((use, dice.randint(0, 6)))
    return found


def random_window(dice):
    weeks = dice.choice([1, 1, 2, 2, 3])
    capacity = tuple(dice.randint(0, 7 if weeks == 1 else 4) for _ in range(weeks))
    listed = [numbers_of(dice, weeks, False) for _ in range(dice.randint(0, 3))]
    return capacity, listed, numbers_of(dice, weeks, True)


def largest(capacity, listed, others):
    kept = [worth_keeping(capacity, choices) for choices in listed]
    return largest_sum(capacity, kept, worth_keeping(capacity, others))


@settings(max_examples=300, deadline=None)
@given(seed=SEEDS)
def test_the_largest_sum_is_that_of_trying_everything(plain, seed):
    capacity, listed, others = random_window(random.Random(seed))
    nothing = ((0,) * len(capacity), 0)
    tried = plain.most_of(capacity, [[nothing, *choices] for choices in listed], others)
    assert largest(capacity, listed, others) == tried


@settings(max_examples=150, deadline=None)
@given(seed=SEEDS, week=st.integers(0, 2), more=st.integers(1, 3))
def test_more_crew_days_never_lower_the_largest_sum_and_fewer_entries_never_raise_it(
    seed, week, more
):
    dice = random.Random(seed)
    capacity, listed, others = random_window(dice)
    before = largest(capacity, listed, others)
    raised = tuple(
        days + more if number == week % len(capacity) else days
        for number, days in enumerate(capacity)
    )
    assert largest(raised, listed, others) >= before
    for choices in (*listed, others):
        if choices:
            choices.pop(dice.randrange(len(choices)))
            assert largest(capacity, listed, others) <= before


def proven(problem, prices):
    """The proven sides of the cuts, and which of the cuts are invalid."""
    findings = []
    sides = prove_crew_cuts(gather_facts(problem), prices, {}, findings)
    return sides, [found for found in findings if found.rule == "crew_cut"]


@FEW
@given(seed=SEEDS)
def test_cuts_of_random_problems_are_valid_at_their_largest_sum_and_at_nothing_less(plain, seed):
    problem = plain.random_problem(seed)
    prices = plain.with_random_cuts(problem, Prices(), seed)
    assume(len(prices.cut_price))
    whole = [
        plain.largest_by_enumeration(problem, prices, cut) for cut in range(len(prices.cut_price))
    ]
    exact = replace(prices, cut_limit=np.array(whole, dtype=np.float64))
    sides, invalid = proven(problem, exact)
    assert sides.tolist() == whole
    assert invalid == []
    sides, invalid = proven(problem, replace(exact, cut_limit=exact.cut_limit - 0.5))
    assert sides.tolist() == whole
    assert len(invalid) == len(whole)


@FEW
@given(seed=SEEDS)
def test_a_valid_cut_stays_valid_without_one_of_its_entries(plain, seed):
    # a store whose last entry goes is one of the others from then on
    problem = plain.random_problem(seed)
    prices = plain.with_random_cuts(problem, Prices(), seed)
    assume(len(prices.entry_cut))
    gone = random.Random(seed).randrange(len(prices.entry_cut))
    fewer = {
        name: np.delete(getattr(prices, name), gone)
        for name in ("entry_cut", "entry_store", "entry_format", "entry_start", "entry_weight")
    }
    assert proven(problem, replace(prices, **fewer))[1] == []


def test_cuts_that_differ_in_names_only_are_solved_once(plain):
    # the same crew-days, entries and weights in two regions and two weeks, in any order
    stores = tuple(
        Store(name, name, "standard", "o", region=region, area_space_m2=10.0)
        for name, region in (("a", "R"), ("b", "R"), ("c", "Q"))
    )
    crews = (CrewCapacity("R", (5, 5)), CrewCapacity("Q", (5, 5)))
    problem = worked_example(plain, weeks=2, stores=stores, crews=crews)
    entries = [
        *EITHER,
        *((1, name, kind, 0, 1) for name, kind in (("", "shop"), ("c", "table"))),
        *((2, name, kind, 1, 1) for name, kind in (("b", "table"), ("", "shop"))),
        *((3, name, kind, 1, 2) for name, kind in (("b", "table"), ("", "shop"))),
    ]
    rows = [("R", 0, 1, 1, 1.0), ("Q", 0, 1, 1, 1.0), ("R", 1, 1, 1, 1.0), ("R", 1, 1, 2, 1.0)]
    sums, findings = {}, []
    sides = prove_crew_cuts(gather_facts(problem), cuts(rows, entries), sums, findings)
    assert sides.tolist() == [1.0, 1.0, 1.0, 2.0]
    assert findings == []
    assert len(sums) == 2
