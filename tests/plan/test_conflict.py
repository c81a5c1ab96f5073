"""Infeasible programmes name what is in conflict, in the words and numbers of the file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from showfloor.domain.plan import OptionMargin, RolloutProblem
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


def test_a_promised_store_that_is_frozen_until_then_names_the_freeze_that_matters(
    tiny, three_stores
):
    rules = conflict_of(
        three_stores,
        promises=(Promise("a", tiny.monday(2), ("table",)),),
        freezes=(
            Freeze(tiny.monday(-5), tiny.monday(-2), ("R1",)),
            Freeze(tiny.monday(0), tiny.monday(2)),
        ),
    )
    assert rules == (
        f"promise a by {tiny.monday(2)} with table",
        f"freeze {tiny.monday(0)} to {tiny.monday(2)} in all regions",
        f"a, table: sells from {tiny.monday(3)} at the earliest",
    )


def test_a_store_frozen_in_every_week_has_no_week_to_build(tiny, three_stores):
    freeze = Freeze(tiny.monday(-1), tiny.monday(9), ("R1",))
    rules = conflict_of(three_stores, waves=(Wave("one", ("a",)),), freezes=(freeze,))
    assert rules[1:] == (
        f"freeze {tiny.monday(-1)} to {tiny.monday(9)} in R1",
        "a, table: no week to build (frozen)",
        "a, wall: no week to build (frozen)",
    )


def test_a_quota_that_a_freeze_makes_impossible_names_the_freeze(tiny, three_stores):
    freeze = Freeze(tiny.monday(0), tiny.monday(4))
    rules = conflict_of(three_stores, quotas=(Quota("R1", 1),), freezes=(freeze,))
    assert rules == (
        "quota R1: at least 1",
        f"freeze {tiny.monday(0)} to {tiny.monday(4)} in all regions",
        "stores in R1 with an allowed option: 0",
    )


def test_a_freeze_and_crews_that_leave_too_few_weeks_are_named_with_the_promises(
    tiny, three_stores
):
    # Three tables by week 3 with one crew-day a week need weeks 0, 1 and 2; week 1 is frozen.
    promises = tuple(Promise(s, tiny.monday(3), ("table",)) for s in ("a", "b", "c"))
    freeze = Freeze(tiny.monday(1), tiny.monday(2))
    rules = conflict_of(
        three_stores,
        promises=promises,
        freezes=(freeze,),
        crews=(CrewCapacity("R1", (1,) * 5),),
    )
    assert set(rules) == {
        *(f"promise {s} by {tiny.monday(3)} with table" for s in ("a", "b", "c")),
        f"freeze {tiny.monday(1)} to {tiny.monday(2)} in all regions",
        "crews R1: 1 crew-days a week",
    }


@pytest.fixture
def generous(three_stores):
    """The manufacturer earns 100 a week for six weeks and pays nothing: 600 a store."""
    formats = tuple(replace(item, manufacturer_pays=0.0) for item in three_stores.programme.formats)
    options = tuple(OptionMargin(s.store_id, "table", 60.0, 100.0) for s in three_stores.stores)
    programme = replace(three_stores.programme, formats=formats, discount_rate=0.0)
    return replace(three_stores, programme=programme, options=options)


def test_more_than_all_stores_can_give_the_other_party_is_said_with_what_they_can(generous):
    assert conflict_of(generous, other_at_least=120_000.0) == (
        "the manufacturer's value must reach 120,000.00",
        "the best options of all stores for the manufacturer: 1,800.00 in all",
    )


def test_what_the_budget_leaves_too_little_of_for_the_other_party_is_named(tiny, generous):
    budget = (BudgetStep(tiny.monday(3), 250.0),)
    assert conflict_of(generous, other_at_least=1500.0, budget=budget) == (
        "the manufacturer's value must reach 1,500.00",
        f"budget through {tiny.monday(3)}: 250.00 in all",
    )


def test_the_other_party_s_value_against_a_freeze_names_both(tiny, generous):
    rules = conflict_of(
        generous,
        other_at_least=1.0,
        freezes=(Freeze(tiny.monday(0), tiny.monday(4), ("R1",)),),
    )
    assert rules == (
        "the manufacturer's value must reach 1.00",
        f"freeze {tiny.monday(0)} to {tiny.monday(4)} in R1",
        "the best options of all stores for the manufacturer: 0.00 in all",
    )


def test_what_is_within_reach_of_the_other_party_is_reached_at_a_loss(generous):
    # The retailer pays 500 for each table and earns 6 x 60 = 360: it would build none.
    formats = tuple(replace(item, capex=500.0) for item in generous.programme.formats)
    programme = replace(generous.programme, formats=formats)
    assert plan_rollout(replace(generous, programme=programme)).areas == ()
    result = plan_rollout(replace(generous, programme=replace(programme, other_at_least=700.0)))
    assert len(result.areas) == 2
    assert result.other_party_value == pytest.approx(1200.0)
    assert result.certificate.objective == pytest.approx(-280.0)
