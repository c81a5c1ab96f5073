"""Ways out of an infeasible programme: the least change of one rule, each found possible."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import (
    BudgetStep,
    CrewCapacity,
    Format,
    Freeze,
    Holdout,
    Pace,
    Promise,
    Quota,
    SupplyStep,
    Wave,
)
from showfloor.plan import plan_rollout
from showfloor.plan.remedies import ways_out, with_ways_out

few = settings(
    settings.get_profile("costly"),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def shops(tiny):
    """Three equal stores in R1, a one-week table of 2 crew-days for 100, weeks 0 to 3."""
    item = Format("table", 4.0, 8, 100.0, 0.0, (2,))
    plain = tiny.programme(formats=(item,), discount_rate=0.0)
    options = tuple(OptionMargin(s, "table", 60.0) for s in "abc")
    return RolloutProblem(plain, tuple(tiny.store(s) for s in "abc"), (), options)


def stated(problem, **rules):
    return replace(problem, programme=replace(problem.programme, **rules))


def said(problem, **more):
    result = plan_rollout(problem)
    assert result.certificate.status == "infeasible"
    ways = ways_out(problem, result.conflict, **more)
    return [" and ".join(remedy.says for remedy in way.remedies) for way in ways]


def test_two_promises_for_one_crew_have_three_ways_out(tiny, shops):
    problem = stated(
        shops,
        crews=(CrewCapacity("R1", (2, 2, 2, 2)),),
        promises=(Promise("a", tiny.monday(1)), Promise("b", tiny.monday(1))),
    )
    assert said(problem) == [
        f"promise a: 1 week later, by {tiny.monday(2)}",
        f"promise b: 1 week later, by {tiny.monday(2)}",
        f"crews R1: 2 more crew-days in the week of {tiny.monday(0)}",
    ]


def test_money_and_fixtures_are_raised_by_just_what_is_missing(tiny, shops):
    # By hand: three areas at 100 against 240 and two tables.
    three = (Quota("R1", 3),)
    dear = stated(shops, quotas=three, budget=(BudgetStep(tiny.monday(3), 240.0),))
    assert said(dear) == [
        "quota R1: 1 fewer, at least 2",
        f"budget through {tiny.monday(3)}: 60.00 more, 300.00 in all",
    ]
    short = stated(shops, quotas=three, supply=(SupplyStep("table", tiny.monday(1), 2),))
    assert said(short) == [
        "quota R1: 1 fewer, at least 2",
        f"supply table: 1 more by {tiny.monday(1)}, 3 in all",
    ]


def test_pace_freeze_and_holdout_can_give_way(tiny, shops):
    promises = (Promise("a", tiny.monday(2)), Promise("b", tiny.monday(2)))
    paced = stated(shops, promises=promises, pace=(Pace(tiny.monday(2), 1),))
    assert said(paced)[-1] == f"pace: 1 more selling by {tiny.monday(2)}, at most 2"
    frozen = stated(shops, promises=promises[:1], freezes=(Freeze(tiny.monday(0), tiny.monday(2)),))
    words = f"freeze {tiny.monday(0)} to {tiny.monday(2)} in all regions"
    assert said(frozen) == [
        f"promise a: 1 week later, by {tiny.monday(3)}",
        f"{words}: ends 1 week earlier",
        f"{words}: begins 1 week later",
    ]
    held = stated(shops, quotas=(Quota("R1", 3),), holdout=Holdout(("region",), 1, tiny.monday(6)))
    assert said(held) == [
        "quota R1: 1 fewer, at least 2",
        "holdout: 1 store fewer for each region, 0",
        f"holdout: ends 2 weeks earlier, sales from {tiny.monday(4)} on",
    ]


def test_a_promised_store_that_cannot_be_built_in_time_names_what_stands_in_its_way(tiny, shops):
    promise = (Promise("a", tiny.monday(1)),)
    excluded = stated(shops, promises=promise, excluded_stores=("a",))
    assert said(excluded) == ["without promise a", "a is no longer excluded"]
    late = replace(
        stated(shops, promises=promise),
        stores=(tiny.store("a", ready_on=tiny.monday(2)), *shops.stores[1:]),
    )
    assert said(late) == [
        f"promise a: 2 weeks later, by {tiny.monday(3)}",
        f"a: ready 2 weeks earlier, on {tiny.monday(0)}",
    ]


def test_a_wave_may_let_a_store_go_or_stop_holding_others_back(tiny, shops):
    # c of the second wave must sell by week 1, a of the first can only be built from week 2 on.
    problem = stated(
        shops,
        waves=(Wave("first", ("a",)), Wave("second", ("c",))),
        promises=(Promise("c", tiny.monday(1)),),
    )
    late = (tiny.store("a", ready_on=tiny.monday(2)), *shops.stores[1:])
    ways = said(replace(problem, stores=late))
    assert f"promise c: 2 weeks later, by {tiny.monday(3)}" in ways
    assert f"wave first: holds back later waves only until {tiny.monday(1)}" in ways
    assert "wave first: without a" in ways


def test_two_conflicts_at_once_are_solved_by_a_pair(tiny, shops):
    # a is promised although excluded, and b although nothing may be delivered in time.
    problem = stated(
        shops,
        promises=(Promise("a", tiny.monday(1)), Promise("b", tiny.monday(1))),
        excluded_stores=("a",),
        supply=(SupplyStep("table", tiny.monday(1), 3),),
    )
    ways = said(problem)
    assert f"a is no longer excluded and promise a: 1 week later, by {tiny.monday(2)}" not in ways
    assert f"without promise a and promise b: 1 week later, by {tiny.monday(2)}" in ways


def test_the_best_plan_comes_first_where_ways_out_are_planned(tiny, shops):
    # c is worth more than b, so letting b wait is better than letting c wait.
    options = tuple(
        OptionMargin(s, "table", m) for s, m in zip("abc", (60.0, 50.0, 90.0), strict=True)
    )
    problem = stated(
        replace(shops, options=options),
        weeks=3,
        area_life_weeks=1,
        discount_rate=10.0,
        crews=(CrewCapacity("R1", (2, 2, 0)),),
        promises=(Promise("b", tiny.monday(1)), Promise("c", tiny.monday(1))),
    )
    result = with_ways_out(problem, plan_rollout(problem), plan=plan_rollout)
    values = [way.objective for way in result.ways_out]
    assert values == sorted(values, reverse=True)
    assert all(way.upper_bound >= way.objective for way in result.ways_out)
    later = [way.remedies[0].name for way in result.ways_out if way.remedies[0].kind == "promise"]
    assert len(later) == 2


@few
@given(st.integers(0, 10**6))
def test_every_way_out_of_a_random_programme_has_a_plan(tiny, by_hand, seed):
    problem = tiny.with_pace(tiny.tiny_problem(seed), seed)
    result = plan_rollout(problem)
    if result.certificate.status != "infeasible":
        return
    tried = []

    def plan(loosened):
        tried.append(loosened)
        return plan_rollout(loosened)

    found = with_ways_out(problem, result, plan=plan)
    for loosened in tried[:6]:
        assert by_hand(loosened).best() is not None
    assert len(found.ways_out) == len(tried)


def test_three_conflicts_at_once_are_solved_together(tiny, shops):
    # One area may sell by week 1, nobody else; a, b and c were all promised by then, c is not
    # ready before week 2 and b has no crew in its region before week 1.
    stores = (
        tiny.store("a"),
        tiny.store("b", region="R2"),
        tiny.store("c", region="R3", ready_on=tiny.monday(2)),
    )
    problem = replace(
        stated(
            shops,
            crews=(
                CrewCapacity("R1", (0, 2, 2, 2)),
                CrewCapacity("R2", (0, 2, 2, 2)),
                CrewCapacity("R3", (2, 2, 2, 2)),
            ),
            promises=tuple(Promise(s, tiny.monday(1)) for s in "abc"),
        ),
        stores=stores,
    )
    assert said(problem) == [
        (
            f"promise c: 2 weeks later, by {tiny.monday(3)}"
            f" and promise a: 1 week later, by {tiny.monday(2)}"
            f" and promise b: 1 week later, by {tiny.monday(2)}"
        )
    ]


def test_crews_that_are_short_in_two_weeks_are_asked_for_in_just_those(tiny, shops):
    # A two-week installation of 2 and 1 days, one crew-day a week: one more in week 0 and none in
    # week 1 for one store; two promised stores need 4 and 2: 3 more and 1 more.
    item = Format("table", 4.0, 8, 100.0, 0.0, (2, 1))
    problem = stated(
        shops,
        formats=(item,),
        crews=(CrewCapacity("R1", (1, 1, 1, 1, 1)),),
        promises=(Promise("a", tiny.monday(2)), Promise("b", tiny.monday(2))),
        quotas=(Quota("R1", 2),),
    )
    assert said(problem) == [
        (
            f"crews R1: more crew-days, 3 in the week of {tiny.monday(0)}"
            f" and 1 in the week of {tiny.monday(1)}"
        )
    ]
