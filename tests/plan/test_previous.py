"""An earlier plan: every store that departs from it costs, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.plan import (
    OptionMargin,
    PreviousChoice,
    PreviousPlan,
    RolloutProblem,
)
from showfloor.domain.programme import Format, Pace
from showfloor.domain.stores import Area
from showfloor.errors import ProgrammeError
from showfloor.plan import plan_rollout

few = settings(
    settings.get_profile("costly"),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def as_choices(result, problem):
    start = problem.programme.start
    return {a.store_id: (a.format_id, (a.start_week - start).days // 7) for a in result.areas}


def following(problem, cost, **choices):
    """Return the problem with an earlier plan: store = (format, Monday)."""
    rows = tuple(PreviousChoice(s, *choice) for s, choice in choices.items())
    return replace(problem, previous=PreviousPlan(rows, cost))


@few
@given(st.integers(0, 10**6))
def test_the_plan_is_the_best_of_all_with_every_departure_charged(tiny, by_hand, seed):
    problem = tiny.with_previous(tiny.tiny_problem(seed), seed)
    if seed % 3 == 0:
        problem = tiny.with_pace(problem, seed)
    hand = by_hand(problem)
    best = hand.best()
    result = plan_rollout(problem, gap=1e-7)
    certificate = result.certificate
    assert certificate.change_cost == problem.previous.change_cost
    if best is None:
        assert certificate.status == "infeasible"
        return
    plan = as_choices(result, problem)
    assert certificate.status == "optimal"
    assert hand.broken(plan) == ""
    assert hand.objective(plan) == pytest.approx(certificate.objective, abs=1e-6)
    assert certificate.objective == pytest.approx(best.objective, abs=0.01)
    assert certificate.upper_bound >= best.objective
    assert result.departing == len(hand.departing(plan))
    assert result.change_cost == pytest.approx(hand.cost_of_change(plan))


@pytest.fixture
def two_shops(tiny):
    """Two stores worth 110 and 90, one area only by the pace, no discount."""
    item = Format("table", 4.0, 8, 10.0, 0.0, (1,))
    plain = tiny.programme(weeks=3, area_life_weeks=2, discount_rate=0.0, formats=(item,))
    plain = replace(plain, pace=(Pace(tiny.monday(9), 1),))
    options = (OptionMargin("a", "table", 60.0), OptionMargin("b", "table", 50.0))
    return RolloutProblem(plain, (tiny.store("a"), tiny.store("b")), (), options)


def test_a_change_is_made_only_where_it_earns_more_than_it_costs(tiny, two_shops):
    # By hand: moving from b (90) to a (110) lets two stores depart; it pays up to 10 each.
    before = {"b": ("table", tiny.monday(1))}
    cheap = plan_rollout(following(two_shops, 9.0, **before))
    assert [area.store_id for area in cheap.areas] == ["a"]
    assert (cheap.departing, cheap.change_cost) == (2, 18.0)
    assert cheap.certificate.objective == pytest.approx(92.0)
    assert cheap.value == pytest.approx(110.0)
    dear = plan_rollout(following(two_shops, 11.0, **before))
    assert [(a.store_id, a.start_week) for a in dear.areas] == [("b", tiny.monday(1))]
    assert (dear.departing, dear.certificate.objective) == (0, pytest.approx(90.0))
    assert dear.areas[0].value == pytest.approx(90.0)


def test_an_earlier_choice_that_is_no_longer_possible_departs_and_is_paid_for(tiny, two_shops):
    # b was to start before the programme: whatever happens, b departs for 30; a is new for 30.
    result = plan_rollout(following(two_shops, 30.0, b=("table", tiny.monday(-1))))
    assert result.certificate.objective == pytest.approx(90.0 - 30.0)
    assert result.certificate.upper_bound == pytest.approx(60.0, abs=1e-6)
    assert result.departing == 1
    assert [area.store_id for area in result.areas] == ["b"]


def test_a_store_with_a_standing_area_never_departs(tiny, two_shops):
    stands = Area("x", "a", "maker", "table", tiny.monday(-3), tiny.monday(-2))
    before = {"a": ("table", tiny.monday(1)), "b": ("table", tiny.monday(1))}
    result = plan_rollout(replace(following(two_shops, 40.0, **before), areas=(stands,)))
    assert result.departing == 0
    assert result.certificate.objective == pytest.approx(90.0)


def test_an_earlier_plan_that_names_what_is_not_there_is_refused(tiny, two_shops):
    monday = tiny.monday(0)
    rows = {
        "unknown store 'aa'; did you mean 'a'": PreviousChoice("aa", "table", monday),
        "unknown format 'tabel'; did you mean 'table'": PreviousChoice("a", "tabel", monday),
        "is a Tuesday": PreviousChoice("a", "table", monday.replace(day=monday.day + 1)),
    }
    for says, row in rows.items():
        with pytest.raises(ProgrammeError, match=says):
            plan_rollout(replace(two_shops, previous=PreviousPlan((row,), 1.0)))
    twice = (PreviousChoice("a", "table", monday),) * 2
    with pytest.raises(ProgrammeError, match="appears twice"):
        plan_rollout(replace(two_shops, previous=PreviousPlan(twice, 1.0)))
    with pytest.raises(ProgrammeError, match="0 or more"):
        plan_rollout(replace(two_shops, previous=PreviousPlan((), -1.0)))


def test_the_same_plan_again_costs_nothing_and_departs_nowhere(tiny):
    problem = tiny.tiny_problem(4, stores=6)
    first = plan_rollout(problem, gap=1e-7)
    before = {a.store_id: (a.format_id, a.start_week) for a in first.areas}
    again = plan_rollout(following(problem, 25.0, **before), gap=1e-7)
    assert again.departing == 0
    assert again.certificate.objective == pytest.approx(first.certificate.objective, abs=0.01)
