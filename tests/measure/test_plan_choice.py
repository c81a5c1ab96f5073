"""How stores were chosen: which plan, which sales it looked at, and what promise and gain share."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from showfloor.domain.measuring import CredibilityTerms
from showfloor.domain.plan import DrawnStore, OptionMargin, PlannedArea
from showfloor.errors import PanelError
from showfloor.measure.area_panel import area_panel, panel_of_areas
from showfloor.measure.areas_effect import areas_effect
from showfloor.measure.credibility_checks import Choosing, chosen_check, regression_check
from showfloor.measure.inference import with_interval
from showfloor.measure.panels import prepare
from showfloor.measure.plan_choice import after_choice, choosing_of, plan_behind, plan_choice
from showfloor.measure.types import Check
from showfloor.measure.types_area_more import AreaMore
from showfloor.measure.types_areas import AreaPanel, AreasFound
from showfloor.measure.types_choice import PlanBehind

_SPEC = importlib.util.spec_from_file_location(
    "area_ledgers", Path(__file__).with_name("area_ledgers.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
ledgers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ledgers)
IDS = ledgers.IDS
MONDAY = ledgers.MONDAY
QUESTION = ledgers.QUESTION
area = ledgers.area
ledger = ledgers.ledger
monday = ledgers.monday
sales = ledgers.sales

PROMISED = {"s0": 10.0, "s1": 20.0, "s2": 30.0, "s3": 60.0}
AREAS = [area(store, 6, 6) for store in PROMISED]


def planned(store: str, begins: int = 6) -> PlannedArea:
    return PlannedArea(store, "table", monday(begins), monday(begins), 1.0)


def behind(**more: object) -> PlanBehind:
    plan = PlanBehind(
        run_id="plan-1",
        areas=[planned(store) for store in PROMISED],
        options=[
            *(OptionMargin(store, "table", promised) for store, promised in PROMISED.items()),
            OptionMargin("s4", "table", 5.0),
            OptionMargin("s4", "wall", 15.0),
        ],
        drawn=(),
        scored_from=MONDAY - timedelta(weeks=20),
        scored_to=MONDAY + timedelta(days=10),
        scored_by="learn-1",
    )
    return replace(plan, **more)  # type: ignore[arg-type]  # fields, given by name


def sold(place: int, week: int) -> float:
    """Each store gains a tenth of its promise in units, at a margin of 5: half of the promise."""
    promised = PROMISED.get(IDS[place], 0.0)
    return 50.0 + place + week % 3 + 0.1 * promised * (week >= 6)


def panel() -> AreaPanel:
    return area_panel(QUESTION, ledger(sales(sold), AREAS))


def test_the_plan_with_most_of_the_opened_stores_is_behind_them_and_the_later_of_equals() -> None:
    one, three = [planned("s0")], [planned(store) for store in ("s0", "s1", "s7")]
    assert plan_behind([one, three, one], AREAS) == 1
    assert plan_behind([one, one], AREAS) == 1
    assert plan_behind([[planned("s7")]], AREAS) is None
    assert plan_behind([], AREAS) is None


def test_gain_follows_the_promise_by_the_slope_that_was_put_in() -> None:
    whole = panel()
    outcome = whole.outcomes["own", "margin"]
    prepared = prepare(panel_of_areas(whole, whole.outcomes["own", "revenue"]))
    found = plan_choice(whole, prepared, outcome, behind())
    assert (found.planned, found.unplanned, found.left_stores) == (4, (), 1)
    assert found.promised == pytest.approx(30.0)
    # The best of the two options of the one store that was left out.
    assert found.left == pytest.approx(15.0)
    assert found.slope.estimate == pytest.approx(0.5)
    assert found.gap.estimate == pytest.approx(0.5 * (15.0 - 30.0))


def test_stores_outside_the_plan_are_named_and_have_no_promise() -> None:
    whole = panel()
    prepared = prepare(panel_of_areas(whole, whole.outcomes["own", "revenue"]))
    plan = behind(areas=[planned(store) for store in ("s0", "s1", "s2")])
    found = plan_choice(whole, prepared, whole.outcomes["own", "margin"], plan)
    assert (found.planned, found.unplanned) == (3, ("s3",))
    assert found.promised == pytest.approx(20.0)


def test_equal_promises_have_no_slope_and_say_so() -> None:
    whole = panel()
    prepared = prepare(panel_of_areas(whole, whole.outcomes["own", "revenue"]))
    same = [OptionMargin(store, "table", 7.0) for store in PROMISED]
    found = plan_choice(whole, prepared, whole.outcomes["own", "margin"], behind(options=same))
    assert "promised the same" in found.slope.reason
    assert "without an area" in found.gap.reason


def measured(plan: PlanBehind) -> AreasFound:
    return areas_effect(QUESTION, ledger(sales(sold), AREAS), more=AreaMore(behind=plan))


def check_of(found: AreasFound, name: str) -> Check:
    return next(check for check in found.checks if check.name == name)


def test_a_choice_by_sales_of_the_baseline_fails_and_says_where_to_begin() -> None:
    check = check_of(measured(behind()), "regression to the mean")
    # Weeks 0 and 1 were looked at, the second in part.
    assert (check.verdict, check.value) == ("FAIL", 2.0)
    assert f"measure from {monday(2)} on (--from)" in check.advice


def test_a_choice_by_earlier_sales_passes() -> None:
    check = check_of(measured(behind(scored_to=MONDAY)), "regression to the mean")
    assert check.verdict == "PASS"


def test_a_choice_up_to_the_first_area_leaves_no_week_to_begin_with() -> None:
    check = check_of(measured(behind(scored_to=monday(5))), "regression to the mean")
    assert check.verdict == "FAIL"
    assert "no weeks lie between" in check.advice


def test_an_unknown_window_stays_for_review() -> None:
    check = check_of(measured(behind(scored_to=None)), "regression to the mean")
    assert check.verdict == "REVIEW"


def test_the_weeks_begin_after_the_choice_where_a_quarter_is_left() -> None:
    # Neither another manufacturer's area nor one before the data is measured.
    areas = [
        area("s0", 20, 20),
        area("s1", 2, 2, manufacturer_id="m2"),
        area("s2", -9, -9, area_id="old"),
    ]
    question = replace(QUESTION, to_week=monday(40))
    assert after_choice(question, MONDAY + timedelta(days=40), areas).first_week == monday(6)
    assert after_choice(question, monday(7), areas).first_week == monday(7)
    assert after_choice(question, monday(8), areas) == question
    assert after_choice(question, MONDAY, areas) == question
    assert after_choice(question, None, areas) == question


def drawn(store: str, cell: str, begins: int | None) -> DrawnStore:
    week = None if begins is None else monday(begins)
    what = None if week is None else "table"
    return DrawnStore(cell, store, what, week, what, week, 0.5)


def test_the_plans_draw_is_compared_cell_by_cell_from_its_first_day_of_building() -> None:
    cells = [
        drawn("s0", "one", 6), drawn("s4", "one", None),
        drawn("s1", "two", 6), drawn("s5", "two", None),
        drawn("s2", "three", 6), drawn("gone", "three", None),
    ]  # fmt: skip
    found = measured(behind(drawn=cells))
    assert found.drawn is not None
    # Revenue of 10 a unit; gains of 1 and 2 units in two cells alike.
    assert found.drawn.overall.estimate == pytest.approx(15.0)
    assert any("cell three of the plan's draw left out" in note for note in found.notes)
    assert found.staggered.methods is not None
    assert [m.method for m in found.staggered.methods.estimates][-1] == "randomised"


def test_stores_that_were_all_drawn_pass_both_questions_about_the_choice() -> None:
    cells = [
        member
        for place, store in enumerate(PROMISED)
        for member in (drawn(store, f"c{place}", 6), drawn(f"s{place + 4}", f"c{place}", None))
    ]
    found = measured(behind(drawn=cells))
    assert found.choice is not None
    assert found.choice.drawn == 4
    for name in ("regression to the mean", "chosen because they gain"):
        assert check_of(found, name).verdict == "PASS"


def test_a_plan_without_a_draw_cannot_be_measured_as_one() -> None:
    more = AreaMore(estimator="randomised", behind=behind())
    with pytest.raises(PanelError, match="plan-1 behind these areas drew no stores"):
        areas_effect(QUESTION, ledger(sales(sold), AREAS), more=more)


@pytest.mark.parametrize(
    ("gap", "verdict"),
    # A quarter of an effect of 8 is 2.
    [(with_interval(-0.5, 0.5, math.inf), "PASS"), (with_interval(-3.0, 0.5, math.inf), "REVIEW")],
)
def test_others_are_like_the_chosen_where_gain_hardly_follows_the_promise(gap, verdict) -> None:
    check = chosen_check(Choosing(by="plan p", gap=gap, effect=8.0), CredibilityTerms())
    assert check.verdict == verdict
    assert f"{gap.estimate:.4g} more" in check.advice


def test_a_window_before_the_panel_is_no_overlap_in_weeks() -> None:
    whole = panel()
    prepared = prepare(panel_of_areas(whole, whole.outcomes["own", "revenue"]))
    plan = behind(scored_from=date(2020, 1, 6), scored_to=date(2020, 7, 6))
    found = plan_choice(whole, prepared, whole.outcomes["own", "margin"], plan)
    choosing = choosing_of(whole, found, 10.0)
    assert choosing.scored_to == -26.0
    assert regression_check(choosing, 0.0, 6.0).verdict == "PASS"
    assert np.isfinite(choosing.effect)


def test_the_plans_scores_are_those_of_the_panels_stores() -> None:
    scores = {store: (1.0 if store in PROMISED else -1.0) for store in IDS if store != "s7"}
    found = measured(behind(scores={**scores, "closed-long-ago": 5.0}))
    assert found.jump is not None
    assert found.jump.effect.reason.startswith("3 stores below and 4 above the cut-off")


def test_few_drawn_stores_are_permuted_within_their_cells_only() -> None:
    cells = [
        drawn("s0", "one", 6), drawn("s4", "one", None),
        drawn("s1", "two", 6), drawn("s5", "two", None),
    ]  # fmt: skip
    noise = np.random.default_rng(1).normal(size=(len(IDS), 12))
    noisy = sales(lambda place, week: sold(place, week) + noise[place, week])
    two = ledger(noisy, AREAS[:2])
    chosen = areas_effect(QUESTION, two, more=AreaMore(behind=behind(drawn=cells)))
    # Each of the two cells could have drawn its other store: 2 x 2.
    assert "of 4 assignments only" in chosen.staggered.imputation.overall.reason
    free = areas_effect(QUESTION, two, more=AreaMore(behind=behind()))
    # Any 2 of the 8 stores: 28.
    assert "of 28 assignments only" in free.staggered.imputation.overall.reason
