"""A rollout from stores and dates: who opens when, what other numbers tell, contradictions."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from showfloor.domain.stores import Store
from showfloor.errors import PanelError
from showfloor.measure.design import detectable, standard_error
from showfloor.measure.design_noise import estimate_noise
from showfloor.measure.design_types import History
from showfloor.measure.rollout_design_stores import (
    StoresAsked,
    history_of,
    stores_design,
    strata_of_stores,
    waves_from,
)

MONDAY, WEEKS, STORES = date(2020, 1, 6), 60, 80
OPENING = MONDAY + timedelta(weeks=WEEKS)
IDS = tuple(f"s{i:02d}" for i in range(STORES))


def weeks_before(stores: int = STORES, weeks: int = WEEKS) -> History:
    rng = np.random.default_rng(7)
    ids = tuple(f"s{i:02d}" for i in range(stores))
    outcome = 20.0 + 4.0 * rng.normal(size=(stores, 1)) + rng.normal(size=(stores, weeks))
    return History(ids, MONDAY, outcome)


def asked(**changes: object) -> StoresAsked:
    base = StoresAsked(waves=(OPENING,), given=IDS[:12])
    return replace(base, **changes)  # type: ignore[arg-type]  # fields by name


def test_given_stores_are_promised_what_their_dates_alone_say() -> None:
    design, stores = stores_design(weeks_before(), asked())
    assert [store.store_id for store in stores.planned] == list(IDS[:12])
    assert {store.selling_week for store in stores.planned} == {OPENING}
    assert len(stores.compared) == STORES - 12
    through = OPENING + timedelta(weeks=25)
    noise = estimate_noise(weeks_before(), before=OPENING)
    first = np.where(np.arange(STORES) < 12, WEEKS, 10**6)
    assert design.at == detectable(noise, first, noise.scale, through)
    own = [item for item in stores.by_number if item.own]
    assert [(item.treated, item.mde) for item in own] == [(12, design.at.mde)]


def test_more_stores_let_one_see_less_until_there_are_too_few_to_compare_with() -> None:
    _, stores = stores_design(weeks_before(), asked())
    others = {item.treated: item.mde for item in stores.by_number if not item.own}
    assert sorted(others) == [4, 6, 8, 12, 16, 24, 32, 48, 64]
    fewer = [others[number] for number in (4, 6, 8, 12, 16, 24, 32)]
    assert fewer == sorted(fewer, reverse=True)
    assert others[64] > others[32]


def test_an_effect_is_answered_in_the_week_from_which_on_it_is_always_seen() -> None:
    design, stores = stores_design(weeks_before(), asked(effect=0.9))
    own = next(answer for answer in stores.answers if answer.effect == 0.9)
    assert own.on is not None
    for week in design.by_week:
        if week.on >= own.on:
            assert week.mde <= 0.9
        elif week.on == own.on - timedelta(weeks=1):
            assert not week.mde <= 0.9
    assert [round(a.share, 2) for a in stores.answers if a.effect != 0.9] == [0.05, 0.1, 0.2]


def test_drawn_stores_keep_to_the_groups_the_forced_and_the_waves() -> None:
    groups = {store: "north" if place < 60 else "south" for place, store in enumerate(IDS)}
    later = OPENING + timedelta(weeks=2)
    question = asked(
        given=(),
        choose=16,
        include=("s70",),
        exclude=("s01", "s02"),
        fixed={"s05": later},
        waves=waves_from(OPENING, 3, 4),
        seed=3,
    )
    design, stores = stores_design(weeks_before(), question, groups)
    by_id = {store.store_id: store for store in stores.planned}
    assert len(by_id) == 16
    assert Counter(store.stratum for store in by_id.values()) == {"north": 12, "south": 4}
    assert by_id["s05"].selling_week == later
    assert (by_id["s05"].origin, by_id["s70"].origin) == ("fixed", "included")
    assert {"s01", "s02"} <= set(stores.compared)
    dealt = Counter(s.selling_week for s in by_id.values() if s.store_id != "s05")
    assert sorted(dealt.values()) == [5, 5, 5]
    assert stores_design(weeks_before(), question, groups) == (design, stores)
    assert any(
        note.startswith("Drawn at random: 14 of the stores, in prop") for note in design.notes
    )


def test_a_draw_among_given_stores_leaves_the_others_to_compare_with() -> None:
    _, stores = stores_design(weeks_before(), asked(given=IDS[:20], choose=8))
    assert {store.store_id for store in stores.planned} < set(IDS[:20])
    assert set(IDS[20:]) < set(stores.compared)


def test_few_stores_are_told_what_they_will_get() -> None:
    four, _ = stores_design(weeks_before(), asked(given=IDS[:4], waves=waves_from(OPENING, 2, 4)))
    assert any("marked for review" in note for note in four.notes)
    assert any(note.startswith("Fewer waves") for note in four.notes)
    one, stores = stores_design(weeks_before(), asked(given=IDS[:1]))
    assert np.isnan(one.at.mde)
    assert one.at.placebo > 0.0
    assert "could not be tested" in one.notes[-1]
    assert all(answer.on is None for answer in stores.answers)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"given": ("s1",)}, "the history has no store 's1'; did you mean"),
        ({"given": ("s01", "s01")}, "'s01' is named twice"),
        ({"include": ("nobody",)}, "--include: the history has no store 'nobody'"),
        ({"exclude": ("s99",)}, "--exclude: the history has no store 's99'"),
        ({"fixed": {"x": OPENING}}, "--fix: the history has no store 'x'"),
        ({"exclude": ("s01",)}, "'s01' is given and excluded"),
        ({"given": (), "choose": 9, "include": ("s1x", "s01")}, "no store 's1x'"),
        (
            {"given": (), "choose": 9, "include": ("s01",), "exclude": ("s01",)},
            "'s01' is to get an area and is excluded",
        ),
        ({"given": (), "choose": 1, "include": ("s01", "s02")}, "1 stores are to be chosen, and 2"),
        ({"given": IDS[:5], "choose": 6}, "6 stores are to be chosen among 5"),
        ({"given": IDS[:79]}, "79 of 80 stores get an area: at least 2 must stay"),
        ({"given": ()}, "no store was named"),
        ({"waves": (OPENING + timedelta(days=1),)}, "is a Tuesday; name each week by its Monday"),
        ({"fixed": {"s01": OPENING + timedelta(days=2)}}, "is a Wednesday"),
        ({"waves": ()}, "no week of opening was named"),
        ({"waves": (OPENING, OPENING)}, "named twice"),
        ({"through": OPENING - timedelta(weeks=1)}, "before the first area opens"),
        ({"waves": (MONDAY + timedelta(weeks=2),)}, "the history has 2 weeks before"),
    ],
)
def test_a_question_that_contradicts_itself_or_the_history_is_answered_with_why(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(PanelError, match=said):
        stores_design(weeks_before(), asked(**changes))


def test_stores_without_a_sales_floor_or_with_an_area_are_left_out() -> None:
    kept = history_of(weeks_before(), frozenset(IDS[5:]), ("s07",))
    assert kept.store_ids == (*IDS[5:7], *IDS[8:])
    np.testing.assert_array_equal(kept.outcome[2], weeks_before().outcome[8])
    store = Store("a", "A", "live", "own", region="DE-BE")
    assert strata_of_stores((store, replace(store, store_id="b", region=None))) == {
        "a": "DE-BE · live",
        "b": "– · live",
    }


@pytest.mark.parametrize(("stores", "limit"), [(1_000, 0.01), (10_000, 0.02)])
def test_a_candidate_schedule_costs_milliseconds(stores: int, limit: float) -> None:
    """104 weeks before, 52 after, 12 waves; measured below 1 ms, where the machine is quiet."""
    rng = np.random.default_rng(9)
    outcome = 20.0 + rng.normal(size=(stores, 104))
    ids = tuple(f"s{i:05d}" for i in range(stores))
    noise = estimate_noise(History(ids, MONDAY, outcome), before=MONDAY + timedelta(weeks=104))
    on = MONDAY + timedelta(weeks=155)
    spent = []
    for _ in range(20):
        first = np.where(rng.random(stores) < 0.3, 104 + 4 * rng.integers(0, 12, stores), 10**6)
        began = time.process_time()
        told = standard_error(noise, first, noise.scale, on)
        spent.append(time.process_time() - began)
        assert told > 0.0
    assert min(spent) < limit
