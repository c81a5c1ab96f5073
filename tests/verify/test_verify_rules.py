"""Every rule broken once gives its finding; the same plan unbroken passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.domain.plan import Holding, OptionMargin, PlannedArea
from showfloor.domain.programme import (
    BudgetStep,
    CrewCapacity,
    Freeze,
    Holdout,
    Promise,
    Quota,
    SupplyStep,
    Wave,
)
from showfloor.domain.stores import Area, Closure
from showfloor.errors import DataError, ProgrammeError
from showfloor.verify import verify_plan

MONDAYS = (date(2021, 3, 1), date(2021, 3, 8), date(2021, 3, 15), date(2021, 3, 22))
WORTH = {"a": 100.0, "b": 60.0}


def area(store, week):
    return PlannedArea(store, "table", MONDAYS[week], MONDAYS[week + 1], WORTH[store])


BOTH = (area("a", 0), area("b", 0))


def claim(objective, bound=160.0):
    # 160 is the worth of both areas on paper: no plan of these stores has more
    return Certificate(
        status="feasible",
        objective=objective,
        upper_bound=bound,
        solver_bound=float("nan"),
        gap=(bound - objective) / max(1.0, abs(bound)),
        seconds=0.0,
        seed=7,
        leaves=(Leaf(Prices()),),
    )


def rules_found(problem, areas, certificate=None, holdout=()):
    objective = sum(WORTH.get(item.store_id, 0.0) for item in areas)
    result = verify_plan(problem, areas, holdout, certificate or claim(objective))
    assert result.passed == (not result.findings)
    assert result.status == ("PASS" if result.passed else "FAIL")
    return [(finding.rule, finding.where) for finding in result.findings]


def with_store(problem, store_id, **changes):
    stores = tuple(
        replace(store, **changes) if store.store_id == store_id else store
        for store in problem.stores
    )
    return replace(problem, stores=stores)


def test_the_unbroken_plan_passes(plain):
    assert rules_found(plain.small_problem(), BOTH) == []


def test_two_areas_in_one_store_are_found(plain):
    areas = (area("a", 0), area("a", 1))
    found = rules_found(plain.small_problem(), areas, claim(200.0))
    assert ("one_area_a_store", "a") in found


@pytest.mark.parametrize(
    "changes",
    [
        {"area_space_m2": None},
        {"area_space_m2": 9.99},
        {"kind": "online"},
        {"ready_on": date(2021, 3, 2)},
        {"opened_on": date(2021, 3, 5)},
        {"closed_on": date(2021, 3, 3)},
    ],
)
def test_an_area_in_a_store_that_cannot_have_it_is_found(plain, changes):
    problem = with_store(plain.small_problem(), "b", **changes)
    found = rules_found(problem, BOTH, claim(160.0, 160.0))
    assert ("eligibility", "b") in found


def test_a_store_ready_on_the_monday_itself_is_in_time(plain):
    problem = with_store(plain.small_problem(), "b", ready_on=MONDAYS[0])
    assert rules_found(problem, BOTH) == []


def test_an_area_without_an_option_row_is_found(plain):
    problem = plain.small_problem()
    problem = replace(problem, options=problem.options[:1])
    assert ("eligibility", "b") in rules_found(problem, BOTH)


def test_an_area_of_an_unknown_store_or_format_is_found(plain):
    stranger = replace(area("a", 0), store_id="zz")
    found = rules_found(plain.small_problem(), (stranger,), claim(0.0))
    assert found == [("eligibility", "zz")]
    stranger = replace(area("a", 0), format_id="tabel")
    assert rules_found(plain.small_problem(), (stranger,), claim(0.0)) == [("eligibility", "a")]


@pytest.mark.parametrize("start", [date(2021, 3, 2), date(2021, 2, 22), date(2021, 3, 15)])
def test_a_start_outside_the_planning_weeks_is_found(plain, start):
    moved = replace(area("a", 0), start_week=start)
    assert rules_found(plain.small_problem(), (moved,), claim(0.0)) == [("eligibility", "a")]


def test_a_selling_week_that_is_not_the_end_of_the_installation_is_found(plain):
    moved = replace(area("a", 0), selling_week=MONDAYS[2])
    assert rules_found(plain.small_problem(), (moved,)) == [("eligibility", "a")]


def test_an_excluded_store_with_an_area_is_found(plain):
    problem = plain.small_problem(excluded_stores=("b",))
    found = rules_found(problem, BOTH, claim(160.0, 100.0))
    assert ("exclude", "b") in found


def test_a_value_that_is_a_cent_and_a_half_off_is_found_and_half_a_cent_is_rounding(plain):
    off = (replace(area("a", 0), value=100.015),)
    assert rules_found(plain.small_problem(), off, claim(100.0)) == [("value", "a")]
    near = (replace(area("a", 0), value=100.005),)
    assert rules_found(plain.small_problem(), near, claim(100.0)) == []


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_no_number_is_found(plain, value):
    broken = (replace(area("a", 0), value=value),)
    assert rules_found(plain.small_problem(), broken, claim(100.0)) == [("value", "a")]


def test_spending_more_than_the_budget_is_found(plain):
    steps = (BudgetStep(date(2021, 3, 7), 199.98), BudgetStep(date(2021, 3, 14), 0.02))
    problem = plain.small_problem(budget=steps)
    assert rules_found(problem, BOTH) == [("budget", "through 2021-03-07")]
    assert rules_found(problem, (area("a", 0), area("b", 1))) == []


def test_the_last_budget_step_limits_every_start_week(plain):
    problem = plain.small_problem(budget=(BudgetStep(date(2021, 3, 1), 100.0),))
    found = rules_found(problem, (area("a", 0), area("b", 1)))
    assert found == [("budget", "through 2021-03-01")]


def test_more_crew_days_than_there_are_is_found(plain):
    problem = plain.small_problem(crews=(CrewCapacity("R", (1, 2)),))
    assert rules_found(problem, BOTH) == [("crews", "R, week 0")]
    assert rules_found(problem, (area("a", 1), area("b", 1))) == []


def test_a_region_without_crews_builds_nothing(plain):
    problem = plain.small_problem(crews=(CrewCapacity("Q", (9, 9)),))
    assert rules_found(problem, (area("a", 1),)) == [("crews", "R, week 1")]


def test_a_store_without_a_region_has_no_crews(plain):
    problem = with_store(plain.small_problem(crews=(CrewCapacity("R", (9, 9)),)), "a", region=None)
    assert rules_found(problem, (area("a", 1),)) == [("crews", "stores without a region, week 1")]


def test_more_starts_than_deliveries_are_found(plain):
    steps = (SupplyStep("table", MONDAYS[0], 1), SupplyStep("table", MONDAYS[1], 2))
    problem = plain.small_problem(supply=steps)
    assert rules_found(problem, BOTH) == [("supply", "table from 2021-03-01")]
    assert rules_found(problem, (area("a", 0), area("b", 1))) == []


def test_a_start_before_the_first_delivery_is_found(plain):
    problem = plain.small_problem(supply=(SupplyStep("table", MONDAYS[1], 2),))
    assert rules_found(problem, (area("a", 0),)) == [("supply", "a")]


def test_a_promise_kept_late_or_with_another_format_or_not_at_all_is_found(plain):
    problem = plain.small_problem(promises=(Promise("a", MONDAYS[1]),))
    assert rules_found(problem, (area("a", 0),)) == []
    assert rules_found(problem, (area("a", 1),)) == [("promise", "a")]
    assert rules_found(problem, ()) == [("promise", "a")]
    problem = plain.small_problem(promises=(Promise("a", MONDAYS[1], ("wall",)),))
    result = verify_plan(problem, (area("a", 0),), (), claim(100.0))
    assert ("promise", "a") in [(f.rule, f.where) for f in result.findings]


def test_a_wave_store_without_an_area_is_found(plain):
    problem = plain.small_problem(waves=(Wave("first", ("a", "b")),))
    assert rules_found(problem, (area("a", 0),)) == [("wave", "b")]


def test_a_later_wave_that_sells_first_is_found_until_the_release(plain):
    waves = (Wave("first", ("a",)), Wave("second", ("b",)))
    early_b = (area("a", 1), area("b", 0))
    assert rules_found(plain.small_problem(waves=waves), early_b) == [("wave", "b")]
    released = (Wave("first", ("a",), MONDAYS[1]), Wave("second", ("b",)))
    assert rules_found(plain.small_problem(waves=released), early_b) == []
    week_later = (Wave("first", ("a",), MONDAYS[2]), Wave("second", ("b",)))
    assert rules_found(plain.small_problem(waves=week_later), early_b) == [("wave", "b")]


def test_a_quota_that_is_not_met_is_found(plain):
    problem = plain.small_problem(quotas=(Quota("R", 2),))
    assert rules_found(problem, BOTH) == []
    assert rules_found(problem, (area("a", 0),)) == [("quota", "R")]


def test_a_held_store_that_sells_too_early_is_found(plain):
    # seed 7 draws a (its hash is the lower); b may sell
    rule = Holdout(("kind",), 1, MONDAYS[2], "random")
    problem = plain.small_problem(holdout=rule)
    held = (Holding("a", "standard"),)
    assert rules_found(problem, (area("a", 1),), holdout=held) == []
    assert rules_found(problem, (area("a", 0),), holdout=held) == [("holdout", "a")]


def test_a_holdout_where_the_programme_has_none_is_found(plain):
    found = rules_found(plain.small_problem(), BOTH, holdout=(Holding("a", "R"),))
    assert found == [("holdout", "a")]


def test_a_chosen_holdout_needs_its_number_its_stratum_and_eligible_stores(plain):
    problem = plain.small_problem(holdout=Holdout(("region",), 1, MONDAYS[3], "optimised"))
    cert = claim(100.0)
    assert rules_found(problem, (area("a", 0),), cert, (Holding("b", "R"),)) == []
    assert rules_found(problem, (area("a", 0),), cert) == [("holdout", "R")]
    wrong = rules_found(problem, (area("a", 0),), cert, (Holding("b", "Q"),))
    assert wrong == [("holdout", "b")]
    promised = replace(
        problem, programme=replace(problem.programme, promises=(Promise("b", MONDAYS[3]),))
    )
    found = rules_found(promised, BOTH, holdout=(Holding("b", "R"),))
    assert ("holdout", "b") in found
    assert ("holdout", "R") in found


def test_a_fixed_area_counts_for_promises_and_waves_and_gets_no_second_area(plain):
    fixed = Area("x", "a", "m", "table", MONDAYS[0], date(2021, 3, 10))
    problem = plain.small_problem(
        areas=(fixed,),
        promises=(Promise("a", MONDAYS[1]),),
        waves=(Wave("first", ("a",)), Wave("second", ("b",))),
    )
    only_b = (area("b", 0),)
    assert rules_found(problem, only_b, claim(60.0, 60.0)) == []
    assert ("eligibility", "a") in rules_found(problem, BOTH, claim(160.0, 60.0))


def test_an_area_of_a_rival_or_one_that_ended_leaves_the_store_free(plain):
    rival = Area("x", "a", "other", "table", MONDAYS[0], MONDAYS[0])
    ended = Area("y", "b", "m", "table", date(2020, 1, 6), date(2020, 1, 6), MONDAYS[0])
    assert rules_found(plain.small_problem(areas=(rival, ended)), BOTH) == []


def test_an_objective_that_is_two_cents_off_is_found(plain):
    found = rules_found(plain.small_problem(), BOTH, claim(159.98))
    assert ("objective", "certificate") in found


def test_a_gap_that_does_not_follow_from_bound_and_objective_is_found(plain):
    problem = plain.small_problem()
    good = claim(100.0)
    found = rules_found(problem, (area("a", 0),), replace(good, gap=0.1))
    assert found == [("gap", "certificate")]


def test_a_solver_bound_below_the_plan_is_found(plain):
    found = rules_found(plain.small_problem(), BOTH, replace(claim(160.0), solver_bound=150.0))
    assert found == [("certificate", "solver_bound")]


@pytest.mark.parametrize("status", ["infeasible", "no_plan_found"])
def test_without_a_plan_nothing_passes_and_the_conflict_is_named(plain, status):
    nan = float("nan")
    certificate = Certificate(
        status=status,
        objective=nan,
        upper_bound=nan,
        solver_bound=nan,
        gap=nan,
        seconds=0.0,
        seed=1,
        conflict=("promise a and exclude a",),
    )
    result = verify_plan(plain.small_problem(), (), (), certificate)
    assert not result.passed
    says = " ".join(finding.says for finding in result.findings)
    assert status in says
    assert "promise a and exclude a" in says
    assert np.isnan(result.upper_bound)


def test_a_file_that_differs_is_named(plain):
    changed = (("stores (stores.csv)", "aa", "bb"),)
    result = verify_plan(plain.small_problem(), BOTH, (), claim(160.0), changed_files=changed)
    assert [(f.rule, f.where) for f in result.findings] == [("digest", "stores (stores.csv)")]
    assert not result.passed


def test_a_problem_whose_margin_is_missing_is_refused(plain):
    problem = plain.small_problem(value_for="joint")
    with pytest.raises(DataError, match=r"a, table: its margin for joint"):
        verify_plan(problem, BOTH, (), claim(160.0))


def test_crew_access_is_not_needed_in_the_selling_weeks(plain):
    problem = plain.small_problem(closures=(Closure("a", MONDAYS[1], MONDAYS[2]),))
    # closed in the first of its two selling weeks: 100 less 100 of capex; week 1 bars the crews,
    # so this is a's only option, and b's 60 are the bound
    areas = (replace(area("a", 0), value=0.0),)
    result = verify_plan(problem, areas, (), claim(0.0, 60.0))
    assert result.passed, result.findings


def test_an_installation_in_a_freeze_is_found_with_its_dates(plain):
    problem = plain.small_problem(freezes=(Freeze(date(2021, 3, 5), MONDAYS[1], ("R",)),))
    assert rules_found(problem, (area("a", 0), area("b", 1))) == [("freeze", "a")]
    assert rules_found(problem, (area("a", 1), area("b", 1))) == []
    result = verify_plan(problem, (area("a", 0),), (), claim(100.0))
    assert "2021-03-05 to 2021-03-08" in result.findings[0].says


def test_a_frozen_installation_that_does_not_fit_either_gives_both_reasons(plain):
    problem = plain.small_problem(freezes=(Freeze(MONDAYS[0], MONDAYS[1]),))
    problem = with_store(problem, "b", area_space_m2=9.99)
    found = rules_found(problem, (area("a", 1), area("b", 0)), claim(160.0, 100.0))
    assert ("freeze", "b") in found
    assert ("eligibility", "b") in found


def test_too_little_for_the_other_party_is_found_with_both_numbers(plain):
    # the manufacturer pays nothing and has 2 x 10 of each area
    options = tuple(OptionMargin(s, "table", m, 10.0) for s, m in (("a", 100.0), ("b", 80.0)))
    problem = plain.small_problem(options=options, other_at_least=25.0)
    assert rules_found(problem, BOTH) == []
    assert rules_found(problem, (area("a", 0),)) == [("other_at_least", "manufacturer")]
    result = verify_plan(problem, (area("a", 0),), (), claim(100.0))
    assert "20.00" in result.findings[0].says
    assert "25.00" in result.findings[0].says
    checked = "value to the manufacturer: 20.00, at least 25.00"
    assert checked in result.checked


def test_a_demand_for_the_other_party_needs_that_party_and_its_margins(plain):
    options = (OptionMargin("a", "table", 100.0, 5.0), OptionMargin("b", "table", 80.0))
    problem = plain.small_problem(options=options, other_at_least=0.0)
    with pytest.raises(DataError, match=r"b, table: its margin for manufacturer"):
        verify_plan(problem, BOTH, (), claim(160.0))
    problem = plain.small_problem(options=options[:1], other_at_least=0.0, value_for="joint")
    with pytest.raises(ProgrammeError, match="there is no other party"):
        verify_plan(problem, (), (), claim(0.0))
