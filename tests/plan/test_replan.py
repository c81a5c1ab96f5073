"""Re-planning: what is committed stays and uses its limits; the rest costs to change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from showfloor.domain.plan import Holding
from showfloor.domain.programme import (
    BudgetStep,
    CrewCapacity,
    Holdout,
    Pace,
    Promise,
    Quota,
    SpilloverPair,
    SupplyStep,
    Wave,
)
from showfloor.domain.stores import Area, Closure
from showfloor.errors import ProgrammeError, UsageError
from showfloor.plan import plan_rollout
from showfloor.plan.replan import EarlierPlan, Events, derive_replan, with_events
from showfloor.plan.replan_difference import plan_difference
from showfloor.plan.replan_limits import Commitment


def derive(problem, tiny, *areas, today=None, **more):
    day = tiny.monday(1) + timedelta(days=2) if today is None else today
    return derive_replan(problem, EarlierPlan(areas), today=day, change_cost=20.0, **more)


def test_what_started_before_the_coming_monday_is_committed_and_the_rest_may_change(tiny, shops):
    found = derive(shops, tiny, tiny.planned("a", 1), tiny.planned("b", 2))
    assert found.problem.programme.start == tiny.monday(2)
    assert found.problem.programme.weeks == 4
    assert found.committed == (Commitment("a", "table", tiny.monday(1), tiny.monday(3)),)
    assert [area.store_id for area in found.problem.areas] == ["a"]
    choices = found.problem.previous.choices
    assert [(c.store_id, c.start_week) for c in choices] == [("b", tiny.monday(2))]
    assert found.problem.previous.change_cost == 20.0


def test_on_a_monday_that_very_week_can_still_be_planned(tiny, shops):
    found = derive(shops, tiny, tiny.planned("a", 1), today=tiny.monday(1))
    assert found.problem.programme.start == tiny.monday(1)
    assert found.committed == ()


def test_cumulative_limits_keep_what_committed_areas_have_not_used(tiny, shops):
    # By hand: a starts in week 0 and b, announced, in week 3: together 200 of money, 2 tables.
    # Budget 250 through week 2, 300 in all: left 150 (only a counts), then 100: the second holds
    # for both. Tables 3 from week 0, 4 from week 3: left 3 - 1 = 2 and 4 - 2 = 2.
    # Pace 2 by week 4, 3 by week 6: a sells in 2, b in 5: left 1 and 1.
    rules = tiny.stated(
        shops,
        budget=(BudgetStep(tiny.monday(2), 250.0), BudgetStep(tiny.monday(5), 50.0)),
        supply=(SupplyStep("table", tiny.monday(0), 3), SupplyStep("table", tiny.monday(3), 4)),
        pace=(Pace(tiny.monday(1), 1), Pace(tiny.monday(4), 2), Pace(tiny.monday(6), 3)),
        quotas=(Quota("R1", 3), Quota("R2", 0)),
    )
    known = replace(
        rules,
        areas=(Area("x", "b", "maker", "table", tiny.monday(3), tiny.monday(5), None),),
    )
    found = derive(known, tiny, tiny.planned("a", 0), tiny.planned("b", 3))
    programme = found.problem.programme
    assert [c.store_id for c in found.committed] == ["a", "b"]
    assert programme.budget == (
        BudgetStep(tiny.monday(2), 100.0),
        BudgetStep(tiny.monday(5), 0.0),
    )
    assert programme.supply == (
        SupplyStep("table", tiny.monday(2), 2),
        SupplyStep("table", tiny.monday(3), 2),
    )
    assert programme.pace == (Pace(tiny.monday(4), 1), Pace(tiny.monday(6), 1))
    assert programme.quotas == (Quota("R1", 1),)
    assert found.notes == ()


def test_crews_still_needed_by_running_installations_are_not_there_for_others(tiny, shops):
    # a started in week 1 with 2 days and needs 1 day in week 2, the first week of the re-plan.
    rules = tiny.stated(shops, crews=(CrewCapacity("R1", (2, 2, 3, 4, 5, 6, 7)),))
    found = derive(rules, tiny, tiny.planned("a", 1))
    assert found.problem.programme.crews == (CrewCapacity("R1", (2, 4, 5, 6, 7)),)


def test_money_that_committed_areas_overspend_is_said_and_leaves_nothing(tiny, shops):
    rules = tiny.stated(shops, budget=(BudgetStep(tiny.monday(5), 60.0),))
    found = derive(rules, tiny, tiny.planned("a", 0))
    assert found.problem.programme.budget == (BudgetStep(tiny.monday(5), 0.0),)
    assert found.notes == ("budget: committed areas cost 40.00 more than there is",)


def test_a_slipped_store_is_free_again_and_its_money_too(tiny, shops):
    rules = tiny.stated(shops, budget=(BudgetStep(tiny.monday(5), 100.0),), discount_rate=0.08)
    events = Events({"a": tiny.monday(3)})
    known = with_events(rules, events)
    found = derive(known, tiny, tiny.planned("a", 1), slipped=frozenset({"a"}))
    assert found.committed == ()
    assert found.problem.programme.budget[0].amount == 100.0
    result = plan_rollout(found.problem)
    assert min(area.start_week for area in result.areas if area.store_id == "a") >= tiny.monday(3)
    changes = plan_difference(found, result.areas, result.holdout)
    change = next(c for c in changes if c.store_id == "a")
    assert (change.change, change.weeks) == ("moved", 2)
    assert change.because == f"it slipped: the store is not ready before {tiny.monday(3)}"


def test_a_closed_region_closes_all_its_stores_and_an_unknown_one_is_refused(tiny, shops):
    closure = Closure("R1", tiny.monday(2), tiny.monday(4), "flood")
    assert len(with_events(shops, Events({}, (closure,))).closures) == 6
    with pytest.raises(UsageError, match="no store or region 'R9'"):
        with_events(shops, Events({}, (replace(closure, store_id="R9"),)))
    with pytest.raises(UsageError, match="no store 'z'"):
        with_events(shops, Events({"z": tiny.monday(2)}))


def test_what_an_earlier_re_plan_committed_is_counted_again_from_the_first_programme(tiny, shops):
    rules = tiny.stated(shops, budget=(BudgetStep(tiny.monday(5), 500.0),))
    before = Commitment("a", "table", tiny.monday(0), tiny.monday(2))
    earlier = EarlierPlan((tiny.planned("b", 2),), (), (before,))
    found = derive_replan(rules, earlier, today=tiny.monday(3), change_cost=0.0)
    assert [c.store_id for c in found.committed] == ["a", "b"]
    assert found.problem.programme.budget[0].amount == 300.0
    assert sorted(area.store_id for area in found.problem.areas) == ["a", "b"]


def test_a_broken_promise_is_said_and_a_kept_one_stays(tiny, shops):
    promises = (Promise("a", tiny.monday(2)), Promise("b", tiny.monday(3)))
    found = derive(
        tiny.stated(shops, promises=promises), tiny, tiny.planned("a", 1), tiny.planned("b", 1)
    )
    assert found.problem.programme.promises == promises[1:]
    assert found.notes == (
        f"a: the promise by {tiny.monday(2)} is broken; it gets table from {tiny.monday(3)}",
    )
    assert plan_rollout(found.problem).certificate.status == "optimal"


def test_a_store_that_the_next_wave_has_overtaken_leaves_its_wave_but_keeps_its_area(tiny, shops):
    # b of the second wave is being built and sells in week 3; a slipped and can start in week 4.
    rules = tiny.stated(shops, waves=(Wave("first", ("a", "c")), Wave("second", ("b",))))
    known = with_events(rules, Events({"a": tiny.monday(4)}))
    areas = (tiny.planned("a", 0), tiny.planned("b", 1), tiny.planned("c", 0))
    found = derive(known, tiny, *areas, slipped=frozenset({"a"}))
    assert found.problem.programme.waves == (Wave("first", ("c",)), Wave("second", ("b",)))
    assert found.problem.programme.promises == (Promise("a", tiny.monday(7)),)
    assert found.notes == ("a leaves its wave: it cannot sell by the time b does",)
    result = plan_rollout(found.problem)
    assert [area.store_id for area in result.areas if area.store_id == "a"] == ["a"]


def test_comparison_stores_stay_the_same_when_newcomers_would_displace_them(tiny, shops):
    held = Holdout(("region",), 1, tiny.monday(6))
    drawn = plan_rollout(tiny.stated(shops, holdout=held)).holdout
    other = next(s for s in "abcdef" if s != drawn[0].store_id)
    same = derive_replan(
        tiny.stated(shops, holdout=held),
        EarlierPlan((), (Holding(other, "R1"),)),
        today=tiny.monday(1),
        change_cost=0.0,
    )
    assert same.problem.programme.holdout.stores == (other,)
    assert [h.store_id for h in plan_rollout(same.problem).holdout] == [other]
    kept = tiny.stated(shops, holdout=held)
    usual = derive_replan(kept, EarlierPlan((), drawn), today=tiny.monday(1), change_cost=0.0)
    assert usual.problem.programme.holdout == held


def test_what_the_other_party_has_already_is_taken_off_in_later_money(tiny, shops):
    # By hand, 52 weeks a year at 8 %: b's area is worth 4 weeks x 10 to the manufacturer, sold in
    # weeks 3 to 6, no capex of its own. Least 100: left (100 - sum) x 1.08^(2/52).
    options = tuple(replace(row, manufacturer_margin_per_week=10.0) for row in shops.options)
    rules = tiny.stated(replace(shops, options=options), other_at_least=100.0, discount_rate=0.08)
    worth = sum(10.0 * 1.08 ** (-week / 52) for week in (3, 4, 5, 6))
    found = derive(rules, tiny, tiny.planned("b", 1))
    expected = (100.0 - worth) * 1.08 ** (2 / 52)
    assert found.problem.programme.other_at_least == pytest.approx(expected, abs=0.005)


def test_a_store_that_loses_its_crews_says_to_whom(tiny, shops):
    # One installation at a time until week 3, two stores at 60: c was promised and takes the place.
    rules = tiny.stated(
        shops,
        weeks=4,
        crews=(CrewCapacity("R1", (2, 0, 2, 1, 0)),),
        promises=(Promise("c", tiny.monday(4)),),
    )
    found = derive(rules, tiny, tiny.planned("a", 2))
    result = plan_rollout(found.problem)
    assert [area.store_id for area in result.areas] == ["c"]
    changes = {change.store_id: change for change in plan_difference(found, result.areas, ())}
    week = tiny.monday(2)
    assert changes["a"].change == "dropped"
    assert changes["a"].because == f"the crew-days in R1 in the week of {week}: used by c instead"
    assert changes["c"].change == "new"
    assert changes["c"].because == f"the crew-days in R1 in the week of {week}: left by a"


def test_a_re_plan_after_nothing_happened_keeps_every_store(tiny, shops):
    rules = tiny.stated(shops, budget=(BudgetStep(tiny.monday(5), 400.0),))
    first = plan_rollout(rules, gap=1e-7)
    found = derive(rules, tiny, *first.areas)
    result = plan_rollout(found.problem, gap=1e-7)
    changes = plan_difference(found, result.areas, result.holdout)
    assert {change.change for change in changes} <= {"committed", "kept"}
    assert len(changes) == len(first.areas) == 4


def test_a_committed_neighbour_costs_what_it_cost_in_the_first_plan(tiny, shops):
    # By hand: a sells from week 3, b from week 6, both counted for 4 weeks, so they lose 15 in
    # week 6 alone, less than the 20 that a week later would cost; without an end to a it were 60.
    pair = tiny.stated(shops, spillover=(SpilloverPair("a", "b", 15.0),))
    late = tuple(replace(s, ready_on=tiny.monday(4)) for s in pair.stores if s.store_id == "b")
    alone = replace(pair, stores=(pair.stores[0], *late), options=pair.options[:2])
    found = derive(alone, tiny, tiny.planned("a", 1), tiny.planned("b", 4))
    assert [area.selling_to for area in found.problem.areas] == [tiny.monday(7)]
    result = plan_rollout(found.problem, gap=1e-7)
    assert [(area.store_id, area.start_week) for area in result.areas] == [("b", tiny.monday(4))]
    assert result.spillover_loss == pytest.approx(15.0)


def test_an_area_whose_counted_life_is_over_still_keeps_its_store(tiny, shops):
    short = replace(shops, programme=replace(shops.programme, area_life_weeks=1))
    found = derive(short, tiny, tiny.planned("a", 0), today=tiny.monday(5))
    assert [area.selling_to for area in found.problem.areas] == [tiny.monday(6)]
    assert "a" not in {area.store_id for area in plan_rollout(found.problem).areas}


def test_a_programme_whose_planning_weeks_are_over_is_refused(tiny, shops):
    with pytest.raises(ProgrammeError, match="nothing is left to plan"):
        derive(shops, tiny, today=tiny.monday(5) + timedelta(days=1))


def test_named_comparison_stores_are_held_before_those_that_the_seed_draws(tiny, shops, by_hand):
    for named in ("a", "f"):
        holdout = Holdout(("region",), 2, tiny.monday(6), stores=(named,))
        problem = tiny.stated(shops, holdout=holdout)
        held = {item.store_id for item in plan_rollout(problem).holdout}
        assert named in held
        assert held == by_hand(problem).held()
