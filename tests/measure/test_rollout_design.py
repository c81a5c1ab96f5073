"""A plan seen as an experiment: who is compared, slower paces, the frontier and its prices."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from showfloor.domain.calendars import TradingDays
from showfloor.domain.plan import PlannedArea
from showfloor.domain.programme import Format, Pace, Programme, Promise
from showfloor.domain.stores import Area, Store
from showfloor.errors import PanelError
from showfloor.measure import rollout_design_frontier as frontier
from showfloor.measure.design import detectable
from showfloor.measure.design_types import DesignPoint, History
from showfloor.measure.rollout_design import (
    design_of,
    full_weeks,
    noise_of,
    standing_stores,
    starts_of,
    stores_with_sales_floor,
)
from showfloor.measure.rollout_design_pace import pace_at, pace_family, slowed
from showfloor.measure.rollout_design_tested import with_held_out

BEFORE = 20
STORES = 60
MONDAY = date(2020, 10, 12)
OPENING = MONDAY + timedelta(weeks=BEFORE)
NAN = math.nan


def history(stores: int = STORES) -> History:
    rng = np.random.default_rng(7)
    ids = tuple(f"s{i:02d}" for i in range(stores))
    return History(ids, MONDAY, 10.0 + rng.normal(size=(stores, BEFORE)))


def areas(*weeks: int, first: int = 0) -> tuple[PlannedArea, ...]:
    """One area a week number after the opening, for the stores s<first>, s<first + 1>, ..."""
    return tuple(
        PlannedArea(
            f"s{first + place:02d}",
            "wall",
            OPENING + timedelta(weeks=week - 1),
            OPENING + timedelta(weeks=week),
            100.0,
        )
        for place, week in enumerate(weeks)
    )


def programme(**facts: object) -> Programme:
    wall = Format("wall", 8.0, 18, 1000.0, 0.5, (1,))
    base = Programme("p", "acme", OPENING, 30, 100, 0.08, "retailer", (wall,))
    return replace(base, **facts)  # type: ignore[arg-type]  # fields by name


def point(strength: float, value: float, mde: float) -> DesignPoint:
    return DesignPoint(strength, "optimal", 10, value, value + 5.0, 0.0, mde / 2.8, mde)


def test_stores_with_an_area_and_the_online_shop_are_no_part_of_the_measurement() -> None:
    plan = areas(*[0] * 10)
    stores = [Store(f"s{i:02d}", "", "standard", "") for i in range(STORES - 1)]
    stores.append(Store(f"s{STORES - 1}", "", "online", ""))
    stood = [
        Area("x", "s00", "acme", "wall", MONDAY, MONDAY),
        Area("y", "s11", "rival", "wall", MONDAY, MONDAY),
    ]
    standing = standing_stores(stood, "acme")
    assert standing == {"s00"}
    assert standing_stores(stood) == {"s00", "s11"}
    known = stores_with_sales_floor(stores)
    noise = noise_of(history(), plan, stores=known, standing=standing)
    starts = starts_of(noise, plan, standing=standing)
    assert len(noise.store_ids) == STORES - 2
    assert "s00" not in starts.store_ids
    found = design_of(noise, starts, OPENING + timedelta(weeks=9))
    assert (found.at.treated, found.at.compared) == (9, STORES - 1 - 10)
    assert any(note.startswith("2 stores of the history left out") for note in found.notes)


def test_a_planned_store_without_a_history_counts_with_the_average_noise() -> None:
    plan = areas(*[0] * 10, first=STORES - 5)
    noise = noise_of(history(), plan)
    starts = starts_of(noise, plan)
    assert starts.store_ids[-5:] == tuple(f"s{i}" for i in range(STORES, STORES + 5))
    assert starts.scale[-5:].tolist() == [1.0] * 5
    assert starts.notes[0].startswith("5 stores of the plan without a history")


def test_a_date_that_is_no_monday_is_refused_and_an_early_one_has_a_reason() -> None:
    plan = areas(*[3] * 10)
    noise = noise_of(history(), plan)
    starts = starts_of(noise, plan)
    with pytest.raises(PanelError, match="Tuesday"):
        design_of(noise, starts, OPENING + timedelta(days=1))
    early = design_of(noise, starts, OPENING)
    assert early.by_week == ()
    assert "no store is treated" in early.at.reason
    with pytest.raises(PanelError, match="no new area"):
        noise_of(history(), ())


def test_the_full_weeks_of_a_period_are_those_with_every_trading_day() -> None:
    monday, saturday = TradingDays((0,)), TradingDays()
    fourth, eleventh, eighteenth = (date(2021, 1, day) for day in (4, 11, 18))
    assert full_weeks(fourth, eighteenth, saturday) == (fourth, eighteenth)
    assert full_weeks(date(2021, 1, 5), date(2021, 1, 23), saturday) == (eleventh, eighteenth)
    assert full_weeks(fourth, date(2021, 1, 17), saturday) == (fourth, eighteenth)
    assert full_weeks(date(2021, 1, 5), date(2021, 1, 12), monday) == (eleventh, eighteenth)


def test_slower_paces_lie_below_the_plan_s_own_keep_promises_and_rise_with_time() -> None:
    plan = areas(*([0] * 25 + [1] * 25 + [2] * 6))
    on = OPENING + timedelta(weeks=20)
    promised = tuple(Promise(f"s{i:02d}", OPENING + timedelta(weeks=1)) for i in range(7))
    noise = noise_of(history(), plan)
    family = pace_family(noise, starts_of(noise, plan), plan, programme(promises=promised), on)
    assert family.fastest.tolist() == [25, 50] + [56] * 19
    assert family.least.tolist() == [0] + [7] * 20
    for strength in (0.25, 0.5, 1.0):
        rows = pace_at(family, strength)
        counts = [row.at_most for row in rows]
        assert counts == sorted(set(counts))
        assert rows[-1].selling_by == on
        by_week = [next(r.at_most for r in rows if r.selling_by >= day) for day in family.mondays]
        assert all(a >= b for a, b in zip(family.fastest, by_week, strict=True))
        assert all(a >= b for a, b in zip(by_week, family.least, strict=True))
    assert pace_at(family, 0.0) == ()


def test_the_slow_end_tells_more_than_the_front_loaded_plan_as_measured_itself() -> None:
    """56 of 60 stores within three weeks; both curves carried out and measured exactly."""
    plan = areas(*([0] * 25 + [1] * 25 + [2] * 6))
    on = OPENING + timedelta(weeks=20)
    noise = noise_of(history(), plan)
    starts = starts_of(noise, plan)
    family = pace_family(noise, starts, plan, programme(), on)
    assert family.slower_is_better
    opens = np.repeat(np.arange(21), np.diff(family.slowest, prepend=0))
    slow = np.full(STORES, 10**6)
    slow[: len(opens)] = BEFORE + opens
    ones = np.ones(STORES)
    assert detectable(noise, slow, ones, on).se == pytest.approx(family.se_slowest)
    assert family.se_slowest < 0.75 * detectable(noise, starts.first, ones, on).se


def test_a_plan_that_leaves_half_the_stores_free_gains_nothing_from_going_slower() -> None:
    """Independent noise and a long history: one opening of half the stores is hard to beat."""
    plan = areas(*[0] * 30)
    noise = noise_of(history(), plan)
    noise = replace(noise, components=np.eye(len(noise.components))[1])
    on = OPENING + timedelta(weeks=10)
    assert not pace_family(noise, starts_of(noise, plan), plan, programme(), on).slower_is_better


def test_a_slowed_programme_keeps_its_own_pace_after_the_date_of_measuring() -> None:
    own = tuple(Pace(OPENING + timedelta(weeks=week), 10 * week) for week in (1, 5, 9))
    asked = (Pace(OPENING, 3), Pace(OPENING + timedelta(weeks=5), 8))
    found = slowed(programme(pace=own), asked)
    assert found.pace == (*asked, own[2])
    assert slowed(programme(pace=own), ()) == programme(pace=own)


def test_the_search_tries_the_ends_first_and_then_halves() -> None:
    limit = 0.5
    assert frontier.next_strength([], limit) == 0.0
    points = [point(0.0, 100.0, 0.9)]
    assert frontier.next_strength(points, limit) == 1.0
    points.append(point(1.0, 80.0, 0.4))
    assert frontier.next_strength(points, limit) == 0.5
    points.append(point(0.5, 95.0, 0.6))
    assert frontier.next_strength(points, limit) == 0.75
    points.append(point(0.75, 90.0, 0.45))
    assert frontier.next_strength(points, limit) == 0.625


def test_a_pace_that_allows_no_plan_sends_the_search_back() -> None:
    points = [point(0.0, 100.0, 0.9), replace(point(1.0, NAN, NAN), status="infeasible")]
    assert frontier.next_strength(points, 0.5) == 0.5


def test_the_search_ends_where_the_best_plan_meets_or_the_slowest_misses_the_limit() -> None:
    assert frontier.next_strength([point(0.0, 100.0, 0.4)], 0.5) is None
    missed = [point(0.0, 100.0, 0.9), point(1.0, 80.0, 0.6)]
    assert frontier.next_strength(missed, 0.5) is None


def test_the_most_valuable_plan_that_meets_the_limit_is_chosen_else_the_finest() -> None:
    points = [point(0.0, 100.0, 0.9), point(0.5, 95.0, 0.45), point(1.0, 80.0, 0.4)]
    assert frontier.choice(points, 0.5) is points[1]
    assert frontier.choice(points, 0.1) is points[2]
    assert frontier.choice(points, NAN) is points[0]
    without = [replace(p, mde=NAN) for p in points]
    assert frontier.choice(without, 0.5) is without[0]


def test_prices_are_the_first_bound_less_the_value_and_beaten_plans_are_marked() -> None:
    points = [
        point(1.0, 80.0, 0.4),
        point(0.0, 100.0, NAN),
        point(0.5, 85.0, 0.7),
        point(0.7, 90.0, 0.6),
    ]
    found = frontier.priced(points)
    assert [p.strength for p in found] == [0.0, 0.5, 0.7, 1.0]
    assert [p.price for p in found] == [5.0, 20.0, 15.0, 25.0]
    assert [p.efficient for p in found] == [True, False, True, True]


def test_a_frontier_has_its_points_evenly_from_no_pace_to_the_slowest() -> None:
    assert frontier.frontier_strengths(9) == tuple(k / 8 for k in range(9))


def test_a_plan_s_promise_is_tested_on_the_end_of_its_history() -> None:
    """Its stores without a history are no part of the test; three of twenty have none."""
    plan = areas(*([0] * 10 + [2] * 10), first=STORES - 17)
    noise = noise_of(history(), plan)
    starts = starts_of(noise, plan)
    design = design_of(noise, starts, OPENING + timedelta(weeks=7))
    told = with_held_out(design, history(), noise, starts).held_out
    assert told is not None
    assert (told.stores, told.treated, told.weeks, told.before) == (STORES, 17, 8, 12)
    assert told.false_alarms.draws == 1000
    assert 0.5 < told.ratio < 2.0
    early = design_of(noise, starts, OPENING - timedelta(weeks=1))
    assert with_held_out(early, history(), noise, starts) == early


def test_a_plan_starts_from_the_nearest_pace_that_has_one():
    points = [
        DesignPoint(0.0, "optimal", 3, 10.0, 10.0, 0.0, NAN, NAN, folder="a"),
        DesignPoint(1.0, "infeasible", 0, NAN, NAN, NAN, NAN, NAN, folder="b"),
        DesignPoint(0.5, "optimal", 3, 9.0, 9.0, 0.0, NAN, NAN, folder="c"),
    ]
    assert frontier.nearest_strength(points, 0.9) == 2
    assert frontier.nearest_strength(points, 0.1) == 0
    # As near to both: the slower pace's plan keeps more of what is asked.
    assert frontier.nearest_strength(points, 0.25) == 2
    assert frontier.nearest_strength(points[1:2], 0.9) == -1
