"""Values, objective and bound of instances small enough to be worked out on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from showfloor.domain.calendars import TradingDays
from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.domain.plan import Holding, OptionMargin, PlannedArea
from showfloor.domain.programme import (
    BudgetStep,
    CrewCapacity,
    Format,
    Freeze,
    Holdout,
    SpilloverPair,
    SupplyStep,
)
from showfloor.domain.stores import Closure, Store
from showfloor.verify import verify_plan

AREA_A = PlannedArea("a", "table", date(2021, 3, 1), date(2021, 3, 8), 100.0)
AREA_B = PlannedArea("b", "table", date(2021, 3, 1), date(2021, 3, 8), 60.0)


def claim(objective, bound, prices, **changes):
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
    return replace(certificate, **changes)


def budgeted(plain):
    """150 to spend, 100 an area: a sells 2 weeks at 100, b at 80; worth 100 and 60."""
    return plain.small_problem(budget=(BudgetStep(date(2021, 3, 8), 150.0),))


def test_the_bound_of_one_budget_price_is_the_sum_on_paper(plain):
    # 150 x 0.6 + max(0, 100 - 0.6 x 100) + max(0, 60 - 0.6 x 100) = 90 + 40 + 0
    prices = Prices(budget=np.array([0.6]))
    result = verify_plan(budgeted(plain), [AREA_A], [], claim(100.0, 130.0, prices))
    assert result.findings == ()
    assert result.status == "PASS"
    assert result.passed
    assert result.objective == pytest.approx(100.0, abs=1e-9)
    assert result.upper_bound == pytest.approx(130.0, abs=1e-6)
    assert result.upper_bound >= 130.0
    assert result.gap == pytest.approx(30 / 130, abs=1e-9)


def test_without_prices_every_option_that_pays_is_in_the_bound(plain):
    # an empty array is a price of zero: 100 + 60
    result = verify_plan(budgeted(plain), [AREA_A], [], claim(100.0, 160.0, Prices()))
    assert result.passed, result.findings
    assert result.upper_bound == pytest.approx(160.0, abs=1e-6)


def test_a_bound_tighter_than_its_prices_prove_is_found(plain):
    prices = Prices(budget=np.array([0.6]))
    result = verify_plan(budgeted(plain), [AREA_A], [], claim(100.0, 129.0, prices))
    assert [finding.rule for finding in result.findings] == ["upper_bound"]
    assert "129.0" in result.findings[0].says
    assert "130.0" in result.findings[0].says


def test_a_bound_looser_than_its_prices_prove_is_found(plain):
    prices = Prices(budget=np.array([0.6]))
    result = verify_plan(budgeted(plain), [AREA_A], [], claim(100.0, 131.0, prices))
    assert [finding.rule for finding in result.findings] == ["upper_bound"]


@pytest.mark.parametrize(
    "rule",
    [
        {"budget": (BudgetStep(date(2021, 3, 8), 99.0),)},
        {"crews": (CrewCapacity("R", (0, 0)),)},
        {"supply": (SupplyStep("table", date(2021, 3, 1), 0),)},
    ],
)
def test_a_bound_may_leave_out_or_count_options_that_alone_break_a_limit(plain, rule):
    # no area of 100, of one crew-day, of one fixture can be built: 0 is proven; 160 counts them
    problem = plain.small_problem(**rule)
    for bound, passes in ((0.0, True), (160.0, True), (-1.0, False), (161.0, False)):
        result = verify_plan(problem, [], [], claim(0.0, bound, Prices()))
        assert result.passed == passes, (bound, result.findings)


def test_spillover_prices_close_the_gap_that_is_on_paper(plain):
    # a builds in week 0 (sells 1, 2), b in week 1 (sells 2, 3): together only in week 2, loss 10.
    # theta = 10 in weeks 1, 2, 3: 30 + (100 - 20) + (60 - 20) = 150 = 100 + 60 - 10
    problem = plain.small_problem(spillover=(SpilloverPair("a", "b", 10.0),))
    prices = Prices(
        spillover_pair=np.zeros(3, dtype=np.int64),
        spillover_week=np.array([1, 2, 3]),
        spillover_price=np.full(3, 10.0),
    )
    late_b = PlannedArea("b", "table", date(2021, 3, 8), date(2021, 3, 15), 60.0)
    result = verify_plan(problem, [AREA_A, late_b], [], claim(150.0, 150.0, prices))
    assert result.passed, result.findings
    assert result.objective == pytest.approx(150.0, abs=1e-9)


def test_both_stores_selling_together_lose_in_every_common_week(plain):
    # both sell weeks 1 and 2: 160 - 2 x 10
    problem = plain.small_problem(spillover=(SpilloverPair("a", "b", 10.0),))
    result = verify_plan(problem, [AREA_A, AREA_B], [], claim(140.0, 160.0, Prices()))
    assert result.passed, result.findings
    assert result.objective == pytest.approx(140.0, abs=1e-9)


def test_a_euro_after_52_weeks_is_discounted_by_one_year(plain):
    # rate 1: a euro in week 52 is worth 1/2; one week of life, no capex: 100 / 2
    problem = plain.small_problem(
        weeks=53,
        area_life_weeks=1,
        discount_rate=1.0,
        formats=(Format("table", 10.0, 4, 0.0, 0.0, (1,)),),
    )
    area = PlannedArea("a", "table", date(2022, 2, 21), date(2022, 2, 28), 50.0)
    result = verify_plan(problem, [area], [], claim(50.0, 1e9, Prices()))
    assert [finding.rule for finding in result.findings] == ["upper_bound"]
    assert result.objective == pytest.approx(50.0, abs=1e-9)


def test_iso_week_53_takes_the_factor_of_week_52(plain):
    # 2020-12-21 is ISO week 52, 2020-12-28 week 53: 3 + 3 weeks of 100, less 100 of capex
    season = tuple(3.0 if week == 51 else 1.0 for week in range(52))
    problem = plain.small_problem(start=date(2020, 12, 14), season=season)
    area = PlannedArea("a", "table", date(2020, 12, 14), date(2020, 12, 21), 500.0)
    result = verify_plan(problem, [area], [], claim(500.0, 1e9, Prices()))
    assert result.objective == pytest.approx(500.0, abs=1e-9)


def test_half_a_week_closed_is_half_a_week_of_margin_and_leaves_crews_access(plain):
    # Monday to Wednesday of the first selling week closed: 50 + 100 - 100
    closure = Closure("a", date(2021, 3, 8), date(2021, 3, 11))
    early = Closure("a", date(2021, 3, 1), date(2021, 3, 4))
    problem = plain.small_problem(closures=(closure, early))
    area = replace(AREA_A, value=50.0)
    result = verify_plan(problem, [area], [], claim(50.0, 160.0, Prices()))
    # a's other start, week 1, sells weeks 2 and 3 in full: the bound stays 100 + 60
    assert result.passed, result.findings


def test_four_of_six_days_without_access_bar_the_crews_unless_they_are_let_in(plain):
    closure = Closure("a", date(2021, 3, 1), date(2021, 3, 5))
    barred = plain.small_problem(closures=(closure,))
    result = verify_plan(barred, [AREA_A], [], claim(100.0, 160.0, Prices()))
    assert [finding.rule for finding in result.findings] == ["eligibility"]
    let_in = plain.small_problem(closures=(replace(closure, crew_access=True),))
    result = verify_plan(let_in, [AREA_A], [], claim(100.0, 160.0, Prices()))
    assert result.passed, result.findings


def test_a_joint_plan_counts_both_margins_and_the_whole_capex(plain):
    # retailer 100 + manufacturer 50 over 2 weeks, ramp 0.5 in the first: 75 + 150 - 110.50
    problem = plain.small_problem(
        value_for="joint",
        formats=(Format("table", 10.0, 4, 100.0, 0.3, (1,), ramp=(0.5,)),),
        stores=(
            Store("a", "A", "standard", "o", area_space_m2=10.0, capex_factor=1.105),
            Store("b", "B", "standard", "o"),
        ),
        options=(OptionMargin("a", "table", 100.0, 50.0),),
    )
    area = replace(AREA_A, value=114.5)
    result = verify_plan(problem, [area], [], claim(114.5, 114.5, Prices()))
    assert result.passed, result.findings


@pytest.mark.parametrize(("party", "worth"), [("retailer", 130.0), ("manufacturer", 70.0)])
def test_each_party_pays_its_share_of_the_capex(plain, party, worth):
    # the manufacturer pays 30 of 100; 2 weeks of 100 for the retailer, of 50 for the manufacturer
    problem = plain.small_problem(
        value_for=party,
        formats=(Format("table", 10.0, 4, 100.0, 0.3, (1,)),),
        options=(OptionMargin("a", "table", 100.0, 50.0),),
    )
    area = replace(AREA_A, value=worth)
    result = verify_plan(problem, [area], [], claim(worth, worth, Prices()))
    assert result.passed, result.findings


def test_the_random_holdout_is_the_lowest_hash_of_seed_and_store(plain):
    # coreutils: printf 7:a | sha256sum begins 82d9, printf 7:b | sha256sum begins ec2a: a is drawn
    rule = Holdout(("region",), 1, date(2021, 6, 7), "random")
    problem = plain.small_problem(holdout=rule)
    result = verify_plan(problem, [AREA_B], [Holding("a", "R")], claim(60.0, 60.0, Prices()))
    assert result.passed, result.findings
    wrong = verify_plan(problem, [AREA_B], [Holding("b", "R")], claim(60.0, 60.0, Prices()))
    assert [f.where for f in wrong.findings if f.rule == "holdout"] == ["a", "b", "b"]


def test_an_optimised_holdout_pays_its_stratum_price_in_the_bound(plain):
    # keep 1 of {a, b}, no sales in the plan's time, price 60:
    # 60 x 1 + a: max(100, 0 - 60) + b: max(60, 0 - 60) = 220; price -60: -60 + 100 + 60 = 100
    rule = Holdout(("region",), 1, date(2022, 6, 6), "optimised")
    problem = plain.small_problem(holdout=rule)
    stratum = np.array(["R"])
    held = [Holding("b", "R")]
    for price, bound in ((60.0, 220.0), (-60.0, 100.0)):
        prices = Prices(holdout_stratum=stratum, holdout=np.array([price]))
        result = verify_plan(problem, [AREA_A], held, claim(100.0, bound, prices))
        assert result.passed, (price, result.findings)


def test_trading_days_of_another_certificate_are_found(plain):
    problem = plain.small_problem(trading_days=TradingDays((0, 1, 2, 3, 4, 5, 6)))
    result = verify_plan(problem, [AREA_A], [], claim(100.0, 160.0, Prices()))
    assert [finding.where for finding in result.findings] == ["trading_days"]


def shared(plain, **changes):
    """Capex 100, of which the manufacturer pays 25; it loses 10 a week at a, gains 30 at b.

    Retailer: a 2 x 100 - 75 = 125, b 2 x 80 - 75 = 85.
    Manufacturer: a -20 - 25 = -45, b 60 - 25 = 35.
    """
    rules = {
        "formats": (Format("table", 10.0, 4, 100.0, 0.25, (1,)),),
        "options": (
            OptionMargin("a", "table", 100.0, -10.0),
            OptionMargin("b", "table", 80.0, 30.0),
        ),
    }
    return plain.small_problem(**{**rules, **changes})


SHARED_A, SHARED_B = replace(AREA_A, value=125.0), replace(AREA_B, value=85.0)


@pytest.mark.parametrize(
    ("demanded", "areas", "passes"),
    [
        (-10.0, (SHARED_A, SHARED_B), True),
        (-9.995, (SHARED_A, SHARED_B), True),
        (-9.98, (SHARED_A, SHARED_B), False),
        (0.0, (SHARED_B,), True),
        (0.0, (), True),
        (1.0, (), False),
        (-45.0, (SHARED_A,), True),
        (-44.0, (SHARED_A,), False),
    ],
)
def test_what_the_other_party_gets_must_reach_what_is_demanded(plain, demanded, areas, passes):
    # -45 + 35 = -10, 35, 0 and -45; a tolerance of 0.01; without a price the bound is 125 + 85
    problem = shared(plain, other_at_least=demanded)
    worth = sum(area.value for area in areas)
    result = verify_plan(problem, areas, [], claim(worth, 210.0, Prices()))
    expected = [] if passes else [("other_at_least", "manufacturer")]
    assert [(finding.rule, finding.where) for finding in result.findings] == expected


def test_the_bound_with_a_price_of_the_other_party_is_the_sum_on_paper(plain):
    # at price 1 for at least 20: -20 + (125 - 45) + (85 + 35) = 180; at 3: -60 + 0 + (85 + 105)
    problem = shared(plain, other_at_least=20.0)
    for price, bound in ((1.0, 180.0), (3.0, 130.0), (0.0, 210.0)):
        prices = Prices(other=np.array([price]))
        result = verify_plan(problem, [SHARED_B], [], claim(85.0, bound, prices))
        assert result.passed, (price, result.findings)
        assert result.upper_bound == pytest.approx(bound, abs=1e-6)
        assert result.upper_bound >= bound


def test_a_corrupted_price_of_the_other_party_is_found(plain):
    # the bound claimed is that of price 1; price 0.9 proves -18 + (125 - 40.5) + (85 + 31.5) = 183
    problem = shared(plain, other_at_least=20.0)
    result = verify_plan(problem, [SHARED_B], [], claim(85.0, 180.0, Prices(other=np.array([0.9]))))
    assert [finding.rule for finding in result.findings] == ["upper_bound"]
    assert "183.0" in result.findings[0].says
    result = verify_plan(problem, [SHARED_B], [], claim(85.0, 180.0, Prices()))
    assert [finding.rule for finding in result.findings] == ["upper_bound"]


def test_where_the_manufacturer_chooses_the_other_party_is_the_retailer(plain):
    # the retailer has 125 + 85 = 210 of both; at price 1 for 200: -200 + (125 - 45) + (85 + 35) = 0
    problem = shared(plain, value_for="manufacturer", other_at_least=200.0)
    areas = [replace(AREA_A, value=-45.0), replace(AREA_B, value=35.0)]
    prices = Prices(other=np.array([1.0]))
    result = verify_plan(problem, areas, [], claim(-10.0, 0.0, prices))
    assert result.passed, result.findings
    result = verify_plan(problem, areas[1:], [], claim(35.0, 0.0, prices))
    assert ("other_at_least", "retailer") in [(f.rule, f.where) for f in result.findings]


def test_what_stores_lose_to_each_other_is_not_the_other_partys(plain):
    # both sell in two common weeks: 210 - 2 x 10; the manufacturer still has -45 + 35 = -10
    pair = (SpilloverPair("a", "b", 10.0),)
    problem = shared(plain, other_at_least=-10.0, spillover=pair)
    result = verify_plan(problem, [SHARED_A, SHARED_B], [], claim(190.0, 210.0, Prices()))
    assert result.passed, result.findings


def test_the_other_partys_value_is_discounted_as_the_chosen_ones(plain):
    # rate 1 a year, 52 weeks later, one week of life: 30 / 2 less 0.25 x 100 x 2^(-51/52) < -2
    rules = {"weeks": 53, "area_life_weeks": 1, "discount_rate": 1.0}
    area = PlannedArea("b", "table", date(2022, 2, 21), date(2022, 2, 28), 0.0)
    exact = 15.0 - 25.0 * 2.0 ** (-51 / 52)
    for demanded, found in ((exact - 0.001, False), (exact + 0.02, True)):
        problem = shared(plain, other_at_least=demanded, **rules)
        result = verify_plan(problem, [area], [], claim(0.0, 0.0, Prices()))
        assert ("other_at_least" in {f.rule for f in result.findings}) == found


def frozen(plain, first, end, regions=(), **changes):
    return plain.small_problem(freezes=(Freeze(first, end, regions),), **changes)


@pytest.mark.parametrize(
    ("first", "end", "barred"),
    [
        (date(2021, 3, 7), date(2021, 3, 8), True),
        (date(2021, 3, 8), date(2021, 3, 9), False),
        (date(2021, 2, 20), date(2021, 3, 1), False),
        (date(2021, 2, 20), date(2021, 3, 2), True),
        (date(2021, 3, 3), date(2021, 3, 4), True),
        (date(1990, 1, 1), date(1991, 1, 1), False),
        (date(1990, 1, 1), date(2021, 3, 3), True),
        (date(2050, 1, 1), date(2051, 1, 1), False),
    ],
)
def test_a_freeze_bars_a_week_of_which_it_holds_any_day(plain, first, end, barred):
    # the installation takes Monday 1 to Sunday 7 March; the end is exclusive. Week 1 sells as much
    result = verify_plan(frozen(plain, first, end), [AREA_A], [], claim(100.0, 160.0, Prices()))
    found = [
        (finding.rule, finding.where) for finding in result.findings if finding.rule == "freeze"
    ]
    assert found == ([("freeze", "a")] if barred else [])
    assert "eligibility" not in {finding.rule for finding in result.findings}


def test_a_freeze_bars_an_installation_whose_second_week_it_touches(plain):
    # Sunday 14 March; a table takes weeks 0 and 1, one that starts in week 1 takes weeks 1 and 2
    long = (Format("table", 10.0, 4, 100.0, 0.0, (1, 1)),)
    sunday = date(2021, 3, 14)
    problem = frozen(plain, sunday, date(2021, 3, 15), formats=long)
    area = replace(AREA_A, selling_week=date(2021, 3, 15))
    result = verify_plan(problem, [area], [], claim(100.0, 0.0, Prices()))
    assert ("freeze", "a") in [(finding.rule, finding.where) for finding in result.findings]
    # so no option is left, and nothing is proven beyond 0
    assert verify_plan(problem, [], [], claim(0.0, 0.0, Prices())).passed


def test_a_freeze_in_the_selling_weeks_bars_nothing(plain):
    problem = frozen(plain, date(2021, 3, 15), date(2030, 1, 1))
    result = verify_plan(problem, [AREA_A], [], claim(100.0, 160.0, Prices()))
    assert result.passed, result.findings


def test_a_freeze_holds_in_its_regions_only_and_everywhere_without_any(plain):
    stores = (
        Store("a", "A", "standard", "o", region="R", area_space_m2=10.0),
        Store("b", "B", "standard", "o", area_space_m2=10.0),
    )
    days = date(2021, 3, 1), date(2021, 3, 15)
    # a, in R, has no week left: 60 of b are the bound; without regions 0
    for regions, bound, names in ((("Q", "R"), 60.0, ["a"]), ((), 0.0, ["a", "b"])):
        problem = frozen(plain, *days, regions, stores=stores)
        result = verify_plan(problem, [AREA_A, AREA_B], [], claim(160.0, bound, Prices()))
        assert [f.where for f in result.findings if f.rule == "freeze"] == names
        assert result.upper_bound == pytest.approx(bound, abs=1e-6)
    problem = frozen(plain, *days, ("Q",), stores=stores)
    assert verify_plan(problem, [AREA_A, AREA_B], [], claim(160.0, 160.0, Prices())).passed


def test_a_store_that_a_freeze_leaves_without_an_option_is_in_no_holdout(plain):
    # a cannot build in either week, so b is all of its stratum that can be held out
    stores = (
        Store("a", "A", "standard", "o", region="R", area_space_m2=10.0),
        Store("b", "B", "standard", "o", region="Q", area_space_m2=10.0),
    )
    rule = Holdout(("kind",), 2, date(2021, 3, 8), "random")
    problem = frozen(
        plain, date(2021, 3, 1), date(2021, 3, 15), ("R",), stores=stores, holdout=rule
    )
    held = [Holding("b", "standard")]
    assert verify_plan(problem, [AREA_B], held, claim(60.0, 60.0, Prices())).passed
    both = [Holding("a", "standard"), *held]
    result = verify_plan(problem, [AREA_B], both, claim(60.0, 60.0, Prices()))
    assert [(f.rule, f.where) for f in result.findings] == [("holdout", "a")]
