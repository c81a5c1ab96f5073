"""Infeasible programmes name what is in conflict, in the words and numbers of the file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from showfloor.domain.plan import OptionMargin, RolloutProblem
from showfloor.domain.programme import (
    BudgetStep,
    CrewCapacity,
    Holdout,
    Promise,
    Quota,
    SupplyStep,
    Wave,
)
from showfloor.domain.stores import Area
from showfloor.plan import plan_rollout


@pytest.fixture
def three_stores(tiny):
    stores = tuple(tiny.store(s) for s in ("a", "b", "c"))
    options = tuple(
        OptionMargin(s.store_id, f, m, 1.0)
        for s in stores
        for f, m in (("table", 60.0), ("wall", 99.0))
    )
    return RolloutProblem(tiny.programme(), stores, (), options)


def conflict_of(problem, **changes):
    result = plan_rollout(replace(problem, programme=replace(problem.programme, **changes)))
    assert result.certificate.status == "infeasible"
    assert result.areas == ()
    return result.conflict.rules


def test_two_promises_and_crews_for_one_are_named_together(tiny, three_stores):
    promises = tuple(Promise(s, tiny.monday(1)) for s in ("a", "b"))
    rules = conflict_of(
        three_stores,
        promises=(*promises, Promise("c", tiny.monday(4))),
        crews=(CrewCapacity("R1", (1,) * 5),),
        budget=(BudgetStep(tiny.monday(3), 10_000.0),),
    )
    assert rules == (
        f"promise a by {tiny.monday(1)}",
        f"promise b by {tiny.monday(1)}",
        "crews R1: 1 crew-days a week",
    )


def test_a_wave_that_the_budget_cannot_pay_is_named_with_both_amounts(tiny, three_stores):
    rules = conflict_of(
        three_stores,
        waves=(Wave("early", ("a", "b", "c")),),
        budget=(BudgetStep(tiny.monday(1), 50.0), BudgetStep(tiny.monday(3), 200.0)),
    )
    assert rules == (
        "wave early: 3 stores before later waves",
        f"budget through {tiny.monday(3)}: 250.00 in all",
    )


def test_a_promise_with_a_format_that_is_delivered_too_late_names_the_supply(tiny, three_stores):
    rules = conflict_of(
        three_stores,
        promises=(Promise("a", tiny.monday(3), ("wall",)),),
        supply=(SupplyStep("wall", tiny.monday(2), 5),),
    )
    assert rules == (
        f"promise a by {tiny.monday(3)} with wall",
        f"supply wall: 5 by {tiny.monday(2)}",
    )


def test_a_promised_store_without_room_says_why_for_each_format(tiny, three_stores):
    small = replace(
        three_stores, stores=(tiny.store("a", area_space_m2=3.0), *three_stores.stores[1:])
    )
    rules = conflict_of(small, promises=(Promise("a", tiny.monday(3)),))
    assert rules == (
        f"promise a by {tiny.monday(3)}",
        "a, table: needs 4 m2, free: 3 m2",
        "a, wall: needs 10 m2, free: 3 m2",
    )


def test_a_promise_before_the_first_possible_week_says_when_it_could_be(tiny, three_stores):
    rules = conflict_of(three_stores, promises=(Promise("a", tiny.monday(1), ("wall",)),))
    assert rules[1] == f"a, wall: sells from {tiny.monday(2)} at the earliest"


def test_a_quota_above_the_number_of_stores_says_how_many_there_are(three_stores):
    rules = conflict_of(three_stores, quotas=(Quota("R1", 4),))
    assert rules == ("quota R1: at least 4", "stores in R1 with an allowed option: 3")


def test_a_quota_against_a_holdout_names_both(tiny, three_stores):
    holdout = Holdout(("region",), 1, tiny.monday(9))
    rules = conflict_of(three_stores, quotas=(Quota("R1", 3),), holdout=holdout)
    assert rules[0] == "quota R1: at least 3"
    assert rules[1].startswith("holdout: 1 stores for each region")
    assert len(rules) == 2


def test_a_standing_area_of_a_later_wave_breaks_the_order(tiny, three_stores):
    area = Area("x", "b", "maker", "wall", tiny.monday(-3), tiny.monday(-2))
    rules = conflict_of(
        replace(three_stores, areas=(area,)), waves=(Wave("one", ("a",)), Wave("two", ("b",)))
    )
    assert rules[2] == f"b sells from {tiny.monday(-2)}, but a has no area yet"


def test_a_standing_area_of_another_format_cannot_keep_a_promise(tiny, three_stores):
    area = Area("x", "b", "maker", "wall", tiny.monday(-3), tiny.monday(-2))
    rules = conflict_of(
        replace(three_stores, areas=(area,)), promises=(Promise("b", tiny.monday(3), ("table",)),)
    )
    assert rules[1] == f"b has already: wall from {tiny.monday(-2)}"
