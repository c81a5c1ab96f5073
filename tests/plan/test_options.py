"""Which options exist and what they are worth, by hand and against the day-by-day computation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import Format, Freeze, Promise, SpilloverPair, Wave
from showfloor.domain.stores import Closure
from showfloor.errors import DataError, ProgrammeError
from showfloor.plan import plan_rollout
from showfloor.plan.network import build_network
from showfloor.plan.options import allowed_options, option_values


def values_of(problem):
    network = build_network(problem)
    return network, option_values(network), allowed_options(network)


def test_a_value_is_the_discounted_margin_less_the_share_of_the_capex(tiny):
    # Two selling weeks at 50 a week, ramp 0.5 in the first, no discount, half of 101.13 x 1.0.
    plain = tiny.programme(
        area_life_weeks=2,
        discount_rate=0.0,
        formats=(Format("table", 4.0, 8, 101.13, 0.5, (1,), (0.5,)),),
    )
    problem = RolloutProblem(
        plain, (tiny.store("a"),), (), (OptionMargin("a", "table", 50.0, 10.0),)
    )
    _, values, _ = values_of(problem)
    assert values[0, 0, 0] == pytest.approx(25.0 + 50.0 - 101.13 / 2)
    both = replace(problem, programme=replace(plain, value_for="joint"))
    assert values_of(both)[1][0, 0, 0] == pytest.approx(30.0 + 60.0 - 101.13)


def test_a_half_closed_week_earns_half(tiny):
    plain = tiny.programme(
        area_life_weeks=1,
        discount_rate=0.0,
        formats=(Format("table", 4.0, 8, 0.0, 0.5, (1,)),),
    )
    # Selling in week 1; closed Monday to Wednesday of it: three of six trading days.
    closed = Closure("a", tiny.monday(1), tiny.monday(1) + timedelta(days=3))
    problem = RolloutProblem(
        plain, (tiny.store("a"),), (closed,), (OptionMargin("a", "table", 60.0),)
    )
    assert values_of(problem)[1][0, 0, 0] == pytest.approx(30.0)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 10**6))
def test_options_and_values_agree_with_the_day_by_day_computation(tiny, by_hand, seed):
    problem = tiny.with_freeze_and_other(tiny.tiny_problem(seed), seed)
    hand = by_hand(problem)
    network, values, allowed = values_of(problem)
    for (s, f, t), may in np.ndenumerate(allowed):
        names = network.stores[s].store_id, network.formats[f].format_id
        assert may == hand.allowed(*names, t)
        if may:
            assert values[s, f, t] == pytest.approx(hand.value(*names, t), abs=1e-8)
            other = option_values(network, other=True)[s, f, t]
            plan = {names[0]: (names[1], t)}
            assert other == pytest.approx(hand.other_value(plan), abs=1e-8)


def test_crews_miss_at_most_three_days_of_a_week(tiny):
    for days, expected in ((3, True), (4, False)):
        closed = Closure("a", tiny.monday(0), tiny.monday(0) + timedelta(days=days))
        problem = RolloutProblem(
            tiny.programme(), (tiny.store("a"),), (closed,), (OptionMargin("a", "table", 60.0),)
        )
        assert values_of(problem)[2][0, 0, 0] == expected


def test_crews_may_build_in_a_lockdown_that_gives_them_access(tiny):
    closed = Closure("a", tiny.monday(0), tiny.monday(2), "lockdown", crew_access=True)
    problem = RolloutProblem(
        tiny.programme(), (tiny.store("a"),), (closed,), (OptionMargin("a", "table", 60.0),)
    )
    assert values_of(problem)[2][0, 0, 0]


@pytest.mark.parametrize(
    ("begins", "days", "table", "wall"),
    [
        # Days after Monday of week 0, the freeze's length, and in which of four weeks a table
        # (one week) and a wall (two weeks) may start.
        (6, 1, [0, 1, 1, 1], [0, 1, 1, 1]),  # a Sunday only
        (7, 7, [1, 0, 1, 1], [0, 0, 1, 1]),  # exactly week 1; the Monday after is free
        (13, 2, [1, 0, 0, 1], [0, 0, 0, 1]),  # Sunday and Monday touch two weeks
        (-30, 30, [1, 1, 1, 1], [1, 1, 1, 1]),  # ends with the day before the start
        (28, 1, [1, 1, 1, 1], [1, 1, 1, 0]),  # a wall begun in the last week runs past the end
        (60, 900, [1, 1, 1, 1], [1, 1, 1, 1]),
    ],
)
def test_a_freeze_on_any_day_of_a_week_stops_all_installations_of_the_week(
    tiny, begins, days, table, wall
):
    start = tiny.monday(0) + timedelta(days=begins)
    problem = RolloutProblem(
        tiny.programme(freezes=(Freeze(start, start + timedelta(days=days)),)),
        (tiny.store("a"),),
        (),
        (OptionMargin("a", "table", 60.0), OptionMargin("a", "wall", 60.0)),
    )
    allowed = values_of(problem)[2][0]
    assert allowed[0].astype(int).tolist() == table
    assert allowed[1].astype(int).tolist() == wall


def test_a_freeze_of_a_region_leaves_other_stores_and_those_without_region_alone(tiny):
    stores = (tiny.store("a", "R1"), tiny.store("b", "R2"), tiny.store("c", None))
    options = tuple(OptionMargin(s.store_id, "table", 60.0) for s in stores)
    for regions, expected in ((("R1",), [False, True, True]), ((), [False, False, False])):
        freeze = Freeze(tiny.monday(0), tiny.monday(1), regions)
        problem = RolloutProblem(tiny.programme(freezes=(freeze,)), stores, (), options)
        assert values_of(problem)[2][:, 0, 0].tolist() == expected


def test_a_freeze_that_ends_before_it_begins_is_refused(tiny):
    freeze = Freeze(tiny.monday(0), tiny.monday(0))
    problem = RolloutProblem(tiny.programme(freezes=(freeze,)), (tiny.store("a"),), (), ())
    with pytest.raises(ProgrammeError, match="must be later"):
        plan_rollout(problem)


def test_the_first_option_without_the_other_party_s_margin_is_named(tiny):
    options = (
        OptionMargin("a", "table", 60.0, 5.0),
        OptionMargin("a", "wall", 60.0),
        OptionMargin("b", "wall", 60.0),
    )
    problem = RolloutProblem(
        tiny.programme(other_at_least=1.0), (tiny.store("a"), tiny.store("b")), (), options
    )
    with pytest.raises(
        DataError, match="store 'a', format 'wall' has no manufacturer_margin_per_week"
    ):
        plan_rollout(problem)


def test_there_is_no_other_party_where_both_are_counted(tiny):
    options = (OptionMargin("a", "table", 60.0, 5.0),)
    problem = RolloutProblem(
        tiny.programme(other_at_least=1.0, value_for="joint"), (tiny.store("a"),), (), options
    )
    with pytest.raises(ProgrammeError, match="there is no other party"):
        plan_rollout(problem)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"promises": (Promise("bbb", None),)}, "promises: unknown store 'bbb'; did you mean 'bb'"),
        ({"waves": (Wave("w", ("zz",)),)}, "waves 'w': unknown store 'zz'"),
        ({"excluded_stores": ("nobody",)}, "exclude.stores: unknown store 'nobody'"),
        ({"spillover": (SpilloverPair("bb", "bb", 1.0),)}, "paired with itself"),
    ],
)
def test_an_unknown_name_in_the_programme_is_named(tiny, changes, says):
    problem = RolloutProblem(tiny.programme(**changes), (tiny.store("bb"),), (), ())
    with pytest.raises(ProgrammeError, match=says):
        plan_rollout(problem)


def test_a_missing_manufacturer_margin_is_refused_where_it_is_needed(tiny):
    problem = RolloutProblem(
        tiny.programme(value_for="joint"),
        (tiny.store("a"),),
        (),
        (OptionMargin("a", "table", 60.0),),
    )
    with pytest.raises(ProgrammeError, match="no manufacturer margin"):
        plan_rollout(problem)
