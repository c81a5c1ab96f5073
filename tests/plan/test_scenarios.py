"""Scenarios: each change in words does what it says, and differences are said with certainty."""

from __future__ import annotations

from dataclasses import replace

import pytest

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
from showfloor.domain.stores import Closure
from showfloor.errors import UsageError
from showfloor.plan import plan_rollout
from showfloor.plan.scenario_words import changed_by
from showfloor.plan.scenarios import Scenario, compare_scenarios, scenario_problem


@pytest.fixture
def full(tiny):
    """Three stores in two regions under every rule that a scenario can change."""
    item = Format("table", 4.0, 8, 100.0, 0.0, (1,))
    plain = tiny.programme(
        formats=(item,),
        discount_rate=0.0,
        budget=(BudgetStep(tiny.monday(1), 200.0), BudgetStep(tiny.monday(3), 100.0)),
        crews=(CrewCapacity("R1", (1, 1, 1, 1)), CrewCapacity("R2", (2, 2, 2, 2))),
        supply=(SupplyStep("table", tiny.monday(0), 1), SupplyStep("table", tiny.monday(2), 3)),
        promises=(Promise("a", tiny.monday(2)),),
        waves=(Wave("first one", ("a",)), Wave("second", ("b",))),
        quotas=(Quota("R2", 1),),
        pace=(Pace(tiny.monday(2), 2),),
        freezes=(Freeze(tiny.monday(3), tiny.monday(4)),),
        holdout=Holdout(("region",), 1, tiny.monday(8)),
    )
    stores = (tiny.store("a"), tiny.store("b"), tiny.store("c", region="R2"))
    closures = (
        Closure("a", tiny.monday(-2), tiny.monday(-1)),
        Closure("b", tiny.monday(-1), tiny.monday(1), "lockdown", True),
    )
    options = tuple(OptionMargin(s, "table", 60.0) for s in "abc")
    return RolloutProblem(plain, stores, closures, options)


def test_money_crews_and_fixtures_change_from_the_day_that_is_named(tiny, full):
    later = tiny.monday(2)
    programme = changed_by(full, "budget +50.5").programme
    assert [step.amount for step in programme.budget] == [250.5, 100.0]
    programme = changed_by(full, f"budget -30 from {later}").programme
    assert [step.amount for step in programme.budget] == [200.0, 70.0]
    programme = changed_by(full, "budget -10%").programme
    assert [step.amount for step in programme.budget] == [180.0, 90.0]
    programme = changed_by(full, f"crews R1 +2 from {tiny.monday(1)} to {tiny.monday(3)}").programme
    assert programme.crews[0].crew_days == (1, 3, 3, 1)
    programme = changed_by(full, "crews all -1").programme
    assert [crew.crew_days for crew in programme.crews] == [(0, 0, 0, 0), (1, 1, 1, 1)]
    programme = changed_by(full, f"supply table +2 from {later}").programme
    assert [step.units for step in programme.supply] == [1, 5]


def test_obligations_change_or_go(tiny, full):
    assert changed_by(full, "quota R2 +1").programme.quotas == (Quota("R2", 2),)
    assert changed_by(full, "holdout -1").programme.holdout.keep == 0
    assert changed_by(full, "pace +3").programme.pace == (Pace(tiny.monday(2), 5),)
    later = changed_by(full, "promise a +2 weeks").programme.promises
    assert later == (Promise("a", tiny.monday(4)),)
    assert changed_by(full, "without promise a").programme.promises == ()
    assert changed_by(full, "without wave 'first one'").programme.waves == (Wave("second", ("b",)),)
    assert changed_by(full, "without quota R2").programme.quotas == ()
    assert changed_by(full, f"without freeze {tiny.monday(3)}").programme.freezes == ()
    assert changed_by(full, "without holdout").programme.holdout is None
    assert changed_by(full, "without crews").programme.crews is None
    assert changed_by(full, "exclude b").programme.excluded_stores == ("b",)


def test_a_lockdown_is_longer_only_where_it_is_not_over(tiny, full):
    closures = changed_by(full, "lockdown R1 +4 weeks").closures
    assert closures == (full.closures[0], replace(full.closures[1], to_date=tiny.monday(5)))
    shut = changed_by(full, f"closed R1 {tiny.monday(0)}..{tiny.monday(2)}").closures
    assert [closure.store_id for closure in shut[2:]] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("budgte +5", "did you mean 'budget'"),
        ("budget five", "is no amount"),
        ("budget -500", "fall below 0"),
        ("crews R9 +1", "no region with crews 'R9'"),
        ("crews R1 +1.5", "not a whole number"),
        ("crews R1 +1 from soon", "'soon' is not a date"),
        ("crews R1", "write it as 'crews DE-NW"),
        ("without promise z", "no promise to the store 'z'"),
        ("without rules", "'rules' is no rule"),
        ("lockdown R2 +4 weeks", "has a closure that is not over"),
        ("promise a +2 days", "write the weeks as"),
        ("other +5", "no other_at_least"),
        ("closed a 2021-01-04", "write the days as"),
        ('exclude "a', "No closing quotation"),
        ("", "begins with one of"),
    ],
)
def test_words_that_are_not_understood_say_what_is_meant(full, text, says):
    with pytest.raises(UsageError, match=says):
        changed_by(full, text)


def test_scenarios_are_better_worse_or_undecided_for_certain(tiny):
    # By hand: 60 and 50 a week for one week, capex 10, no discount: both stores 90; one more
    # euro changes nothing; without the second store's option 40 less; a third is impossible.
    item = Format("table", 4.0, 8, 10.0, 0.0, (1,))
    plain = tiny.programme(
        weeks=1,
        area_life_weeks=1,
        discount_rate=0.0,
        formats=(item,),
        budget=(BudgetStep(tiny.monday(0), 10.0),),
        quotas=(Quota("R1", 1),),
    )
    options = (OptionMargin("a", "table", 60.0), OptionMargin("b", "table", 50.0))
    problem = RolloutProblem(plain, (tiny.store("a"), tiny.store("b")), (), options)
    base = plan_rollout(problem)
    scenarios = [
        Scenario("more", ("budget +10",)),
        Scenario("less", ("exclude a",)),
        Scenario("same", ("budget +5",)),
        Scenario("too much", ("quota R1 +1",)),
    ]
    results = [(s, plan_rollout(scenario_problem(problem, s))) for s in scenarios]
    found = compare_scenarios(problem, base, results).outcomes
    assert [o.verdict for o in found] == ["as it is", "better", "worse", "undecided", "impossible"]
    for outcome, true in zip(found, (0.0, 40.0, -10.0, 0.0), strict=False):
        assert outcome.difference_low <= true + 1e-6
        assert outcome.difference_high >= true - 1e-6
    assert [store.store_id for store in found[1].stores] == ["b"]
    assert [store.store_id for store in found[2].stores] == ["a", "b"]
    assert [(c.name, c.before, c.after) for c in found[1].regions] == [("R1", 1, 2)]
    assert found[4].conflict
