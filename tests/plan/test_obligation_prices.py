"""What a rule costs: the interval holds the true cost, found by listing every plan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import CrewCapacity, Format, Promise, Quota
from showfloor.plan import plan_rollout
from showfloor.plan.droppable import promise_words, wave_words
from showfloor.plan.obligation_prices import (
    ObligationEffort,
    ObligationsFound,
    obligation_costs,
)

few = settings(
    settings.get_profile("costly"),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def exactly(problem, seconds):
    return plan_rollout(problem, gap=1e-7, time_limit=seconds)


PLANNED = ObligationEffort(exactly, seconds=60.0)


@pytest.fixture
def shops(tiny):
    """Two stores worth 60 and 25, one crew-day in one week."""
    item = Format("table", 4.0, 8, 0.0, 0.0, (1,))
    plain = tiny.programme(
        weeks=1,
        area_life_weeks=1,
        discount_rate=0.0,
        formats=(item,),
        crews=(CrewCapacity("R1", (1,)),),
    )
    options = (OptionMargin("a", "table", 60.0), OptionMargin("b", "table", 25.0))
    return RolloutProblem(plain, (tiny.store("a"), tiny.store("b")), (), options)


def test_a_promise_costs_what_the_better_store_would_have_earned(tiny, shops):
    # By hand: with the promise only b (25) can be built, without it a (60): it costs 35.
    promise = Promise("b", tiny.monday(1))
    problem = replace(shops, programme=replace(shops.programme, promises=(promise,)))
    result = plan_rollout(problem, gap=1e-7)
    (quick,) = obligation_costs(problem, result.certificate, result.holdout)
    assert not quick.planned
    assert quick.low == 0.0
    assert quick.high >= 35.0 - 1e-6
    (cost,) = obligation_costs(problem, result.certificate, result.holdout, PLANNED)
    assert (cost.kind, cost.rule, cost.planned) == ("promise", promise_words(promise), True)
    assert cost.low == pytest.approx(35.0, abs=1e-4)
    assert cost.high == pytest.approx(35.0, abs=1e-4)


def test_a_rule_that_changes_nothing_costs_nothing(tiny, shops):
    problem = replace(shops, programme=replace(shops.programme, quotas=(Quota("R1", 1),)))
    result = plan_rollout(problem, gap=1e-7)
    (cost,) = obligation_costs(problem, result.certificate, result.holdout, PLANNED)
    assert (cost.kind, cost.low) == ("quota", 0.0)
    assert cost.high == pytest.approx(0.0, abs=1e-3)


@few
@given(st.integers(0, 10**6))
def test_the_true_cost_of_every_promise_and_wave_lies_in_its_interval(tiny, by_hand, seed):
    problem = tiny.tiny_problem(seed)
    result = plan_rollout(problem, gap=1e-7)
    best = by_hand(problem).best()
    if best is None:
        return
    # The comparison stores stay the same without the rule.
    programme = problem.programme
    if programme.holdout is not None and programme.holdout.draw == "random":
        named = tuple(sorted(by_hand(problem).held()))
        programme = replace(programme, holdout=replace(programme.holdout, stores=named))
    without = {promise_words(p): replace(programme, promises=()) for p in programme.promises}
    for place, wave in enumerate(programme.waves):
        left = tuple(w for index, w in enumerate(programme.waves) if index != place)
        without[wave_words(wave)] = replace(programme, waves=left)
    for effort in (None, PLANNED):
        costs = {
            c.rule: c for c in obligation_costs(problem, result.certificate, result.holdout, effort)
        }
        for rule, freed in without.items():
            other = by_hand(replace(problem, programme=freed)).best()
            true = other.objective - best.objective
            cost = costs[rule]
            assert cost.high >= true - 0.01
            assert not cost.low > true + 0.01


@pytest.fixture
def obliged(tiny, shops):
    """The two stores with a promise (35, by hand) and a quota that costs nothing; their plan."""
    promise, quota = Promise("b", tiny.monday(1)), Quota("R1", 1)
    programme = replace(shops.programme, promises=(promise,), quotas=(quota,))
    problem = replace(shops, programme=programme)
    return problem, plan_rollout(problem, gap=1e-7)


def test_what_time_does_not_suffice_for_is_listed_as_not_reached(obliged):
    problem, result = obliged
    effort = replace(PLANNED, seconds=-1.0)
    costs = obligation_costs(problem, result.certificate, result.holdout, effort)
    assert sorted(cost.rule for cost in costs) == sorted(ObligationsFound(costs).unpriced)
    assert len(costs) == 2
    assert all(cost.high != cost.high and not cost.planned for cost in costs)


def test_stopping_keeps_what_is_priced_and_names_what_is_left(obliged):
    problem, result = obliged
    said = []

    def stop():
        # The first rule is priced; the question before the second is answered by yes.
        return len(said) >= 1

    effort = replace(PLANNED, stop=stop, tell=lambda text, share: said.append((text, share)))
    costs = obligation_costs(problem, result.certificate, result.holdout, effort)
    assert [cost.left for cost in costs] == ["plan", "price"]
    assert (costs[0].kind, costs[0].low) == ("promise", 0.0)
    assert costs[0].high >= 35.0 - 1e-6
    # Two rules to price, and a plan without each of them.
    assert said == [(f"pricing {costs[0].rule}, 4 left", 0.0)]


def test_an_interrupt_while_planning_keeps_the_quick_bounds_and_the_plans_before(obliged):
    problem, result = obliged
    plans = []

    def interrupted(freed, seconds):
        if plans:
            raise KeyboardInterrupt
        plans.append(exactly(freed, seconds))
        return plans[0]

    effort = ObligationEffort(interrupted, seconds=60.0)
    first, second = obligation_costs(problem, result.certificate, result.holdout, effort)
    assert (first.planned, first.left) == (True, "")
    assert first.high == pytest.approx(35.0, abs=1e-3)
    assert (second.planned, second.left, second.low) == (False, "plan", 0.0)
    assert ObligationsFound((first, second)).unplanned == (second.rule,)


def test_each_plan_is_given_no_more_than_the_time_that_is_left(obliged):
    problem, result = obliged
    given = []

    def timed(freed, seconds):
        given.append(seconds)
        return exactly(freed, 60.0)

    effort = ObligationEffort(timed, seconds=50.0)
    obligation_costs(problem, result.certificate, result.holdout, effort)
    assert len(given) == 2
    assert 50.0 >= given[0] >= given[1] > 0.0
    given.clear()
    capped = replace(effort, plan_seconds=5.0)
    obligation_costs(problem, result.certificate, result.holdout, capped)
    assert given == [5.0, 5.0]
