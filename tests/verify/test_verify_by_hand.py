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
