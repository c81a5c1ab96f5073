"""The pace of a rollout: at most so many new areas selling by a Monday."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import Format, Pace, Promise
from showfloor.domain.stores import Area
from showfloor.plan import plan_rollout

few = settings(
    settings.get_profile("costly"),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def three_shops(tiny):
    """Three stores worth 60, 50 and 40 a selling week, two weeks of life, nothing else limited."""
    item = Format("table", 4.0, 8, 10.0, 0.0, (1,))
    plain = tiny.programme(weeks=3, area_life_weeks=2, discount_rate=0.0, formats=(item,))
    options = tuple(
        OptionMargin(s, "table", m) for s, m in zip("abc", (60.0, 50.0, 40.0), strict=True)
    )
    return RolloutProblem(plain, tuple(tiny.store(s) for s in "abc"), (), options)


def paced(problem, *steps):
    return replace(problem, programme=replace(problem.programme, pace=steps))


@few
@given(st.integers(0, 10**6))
def test_a_paced_plan_is_the_best_of_all_that_keep_the_pace(tiny, by_hand, seed):
    problem = tiny.with_pace(tiny.tiny_problem(seed), seed)
    best = by_hand(problem).best()
    result = plan_rollout(problem, gap=1e-7)
    if best is None:
        assert result.certificate.status == "infeasible"
        return
    plan = {
        a.store_id: (a.format_id, (a.start_week - problem.programme.start).days // 7)
        for a in result.areas
    }
    assert result.certificate.status == "optimal"
    assert by_hand(problem).broken(plan) == ""
    assert result.certificate.objective == pytest.approx(best.objective, abs=0.01)
    assert result.certificate.upper_bound >= best.objective
    prices = result.certificate.leaves[0].prices.pace
    assert len(prices) == len(problem.programme.pace)
    assert all(price >= 0 for price in prices)


def test_the_last_weeks_that_pace_counts_are_those_that_sell_by_its_monday(tiny, three_shops):
    # By hand: values 110, 90, 70 whenever they start; selling weeks 1 to 3 are Mondays 1 to 3.
    # One area by Monday 3 leaves only the best store; one by Monday 2 lets the others sell from 3.
    one = plan_rollout(paced(three_shops, Pace(tiny.monday(3), 1)))
    assert [area.store_id for area in one.areas] == ["a"]
    assert one.certificate.upper_bound == pytest.approx(110.0, abs=1e-6)
    later = plan_rollout(paced(three_shops, Pace(tiny.monday(2), 1)))
    assert later.certificate.objective == pytest.approx(270.0)
    assert sum(area.selling_week <= tiny.monday(2) for area in later.areas) <= 1


def test_areas_that_stand_already_use_up_no_pace(tiny, three_shops):
    stands = Area("x", "c", "maker", "table", tiny.monday(-3), tiny.monday(-2))
    problem = replace(paced(three_shops, Pace(tiny.monday(3), 2)), areas=(stands,))
    assert [area.store_id for area in plan_rollout(problem).areas] == ["a", "b"]


def test_what_one_more_area_in_time_is_worth_is_shown(tiny, three_shops):
    # Between the second and third store's values, 90 and 70, lies the price of the second place.
    result = plan_rollout(paced(three_shops, Pace(tiny.monday(3), 2)))
    thing = next(thing for thing in result.scarce if thing.kind == "pace")
    assert (thing.name, thing.week) == (f"selling by {tiny.monday(3)}", tiny.monday(3))
    assert (thing.limit, thing.used) == (2.0, 2.0)
    assert 70.0 - 1e-6 <= thing.price <= 90.0 + 1e-6


def test_a_pace_that_forbids_what_is_promised_is_named_with_the_promises(tiny, three_shops):
    promises = tuple(Promise(s, tiny.monday(2)) for s in "ab")
    programme = replace(three_shops.programme, promises=promises)
    problem = paced(
        replace(three_shops, programme=programme), Pace(tiny.monday(2), 1), Pace(tiny.monday(3), 2)
    )
    result = plan_rollout(problem)
    assert result.certificate.status == "infeasible"
    assert result.conflict.rules == (
        f"promise a by {tiny.monday(2)}",
        f"promise b by {tiny.monday(2)}",
        f"pace: at most 1 new area selling by {tiny.monday(2)}",
    )
