"""What a slip breaks, worked out by hand on six equal stores, and two plans compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from showfloor.domain.programme import CrewCapacity, Format, Freeze, Promise, Quota, Wave
from showfloor.domain.stores import Area
from showfloor.errors import UsageError
from showfloor.plan.plans_compared import compare_plans
from showfloor.plan.slips import SlipBreak, slip_breaks


def slip(problem, tiny, *areas, to_week=3, days=0, store="a"):
    day = tiny.monday(to_week) + timedelta(days=days)
    return slip_breaks(problem, areas, store_id=store, format_id="table", ready_from=day)


def test_a_slip_that_nothing_depends_on_says_only_when_it_could_come(tiny, shops):
    found = slip(shops, tiny, tiny.planned("a", 0), tiny.planned("b", 0), days=1)
    assert found.earliest_start == tiny.monday(4), "the first Monday after a Tuesday"
    assert found.earliest_selling == tiny.monday(6)
    assert found.free_start == found.earliest_start
    assert found.breaks == ()


@pytest.mark.parametrize(("by", "broken"), [(5, False), (4, True)])
def test_a_promise_breaks_when_the_earliest_selling_week_is_later(tiny, shops, by, broken):
    promised = tiny.stated(shops, promises=(Promise("a", tiny.monday(by)),))
    found = slip(promised, tiny, tiny.planned("a", 0))
    assert (SlipBreak("promise", "a", tiny.monday(by)) in found.breaks) is broken


def test_another_stores_promise_and_another_formats_do_not_break(tiny, shops):
    others = (Promise("b", tiny.monday(2)), Promise("a", tiny.monday(2), ("wall",)))
    item = Format("wall", 4.0, 8, 100.0, 0.0, (1,))
    both = tiny.stated(shops, promises=others, formats=(*shops.programme.formats, item))
    assert slip(both, tiny, tiny.planned("a", 0)).breaks == ()


def test_stores_of_later_waves_that_would_sell_first_are_named(tiny, shops):
    waves = (Wave("first", ("a",)), Wave("then", ("b", "c", "d")))
    areas = [tiny.planned(s, w) for s, w in (("a", 0), ("b", 0), ("c", 3), ("d", 4))]
    found = slip(tiny.stated(shops, waves=waves), tiny, *areas, to_week=4)
    named = [(item.name, item.day) for item in found.breaks if item.rule == "wave"]
    assert named == [("b", tiny.monday(2)), ("c", tiny.monday(5))], "d sells in the same week"


def test_a_wave_that_was_released_holds_nobody_back(tiny, shops):
    waves = (Wave("first", ("a",), tiny.monday(4)), Wave("then", ("b", "c")))
    areas = [tiny.planned("a", 0), tiny.planned("b", 1), tiny.planned("c", 2)]
    found = slip(tiny.stated(shops, waves=waves), tiny, *areas, to_week=5)
    assert [(item.name, item.day) for item in found.breaks] == [("b", tiny.monday(3))]


def test_a_store_of_an_earlier_wave_is_no_break_for_a_later_one(tiny, shops):
    waves = (Wave("first", ("b",)), Wave("then", ("a",)))
    areas = [tiny.planned("a", 1), tiny.planned("b", 0)]
    assert slip(tiny.stated(shops, waves=waves), tiny, *areas).breaks == ()


def test_with_no_week_left_the_programme_and_its_quota_break(tiny, shops):
    quota = tiny.stated(shops, quotas=(Quota("R1", 2),))
    found = slip(quota, tiny, tiny.planned("a", 0), tiny.planned("b", 0), to_week=6)
    assert found.earliest_start is None
    assert found.earliest_selling is None
    assert found.breaks == (
        SlipBreak("weeks", "a", tiny.monday(6)),
        SlipBreak("quota", "R1", None),
    )


def test_crews_that_others_use_are_said_and_the_first_free_week_too(tiny, shops):
    busy = tiny.stated(shops, crews=(CrewCapacity("R1", (3,) * 7),))
    # b needs 2 in week 3 and 1 in week 4: a's 2 and 1 fit from week 4 on.
    found = slip(busy, tiny, tiny.planned("a", 0), tiny.planned("b", 3))
    assert found.earliest_start == tiny.monday(3)
    assert found.free_start == tiny.monday(4)
    assert found.breaks == (SlipBreak("crews", "R1", tiny.monday(4)),)


def test_a_freeze_moves_the_earliest_week(tiny, shops):
    frozen = tiny.stated(shops, freezes=(Freeze(tiny.monday(3), tiny.monday(4)),))
    assert slip(frozen, tiny, tiny.planned("a", 0)).earliest_start == tiny.monday(4)


def test_an_area_that_was_committed_is_free_again_when_it_slips(tiny, shops):
    begun = Area(
        "x", "a", tiny.programme().manufacturer_id, "table", tiny.monday(0), tiny.monday(2)
    )
    found = slip(replace(shops, areas=(begun,)), tiny)
    assert found.earliest_start == tiny.monday(3)


def test_an_unknown_store_is_named(tiny, shops):
    with pytest.raises(UsageError, match="no store 'z'"):
        slip(shops, tiny, store="z")


def test_two_plans_are_compared_whoever_made_them(tiny, shops):
    before = [tiny.planned("a", 0), tiny.planned("b", 1), tiny.planned("c", 2)]
    after = [tiny.planned("a", 0), tiny.planned("b", 3), tiny.planned("d", 2)]
    found = compare_plans(shops, before, after, ())
    assert [(c.store_id, c.change, c.weeks) for c in found.changes] == [
        ("a", "kept", 0),
        ("b", "moved", 2),
        ("c", "dropped", None),
        ("d", "new", None),
    ]
    assert found.departing == 3


def test_stores_that_are_gone_are_noted_and_not_compared(tiny, shops):
    fewer = replace(shops, stores=shops.stores[1:], options=shops.options[1:])
    found = compare_plans(fewer, [tiny.planned("a", 0)], [], ())
    assert found.changes == ()
    assert found.notes == ("a is no longer in the stores; its area is left out",)
