"""Other manufacturers' areas: stores that got one are no quiet comparison, and that is said."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from showfloor.measure.area_panel import area_panel
from showfloor.measure.areas_effect import areas_effect
from showfloor.measure.types import Check
from showfloor.measure.types_areas import AreasFound

_SPEC = importlib.util.spec_from_file_location(
    "area_ledgers", Path(__file__).with_name("area_ledgers.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
ledgers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ledgers)
QUESTION = ledgers.QUESTION
WEEKS = ledgers.WEEKS
area = ledgers.area
ledger = ledgers.ledger
sales = ledgers.sales

OWN = [area("s0", 5, 5), area("s1", 6, 6)]
GAIN, TAKEN = 8.0, 6.0


def level(place: int, week: int) -> float:
    return 30.0 + place + 2.0 * (week % 3)


def rival(store_id: str, begins: int):
    return area(store_id, begins, begins, manufacturer_id="m2", area_id=f"b-{store_id}")


def seen(panel, place: int) -> list[bool]:
    return np.isfinite(panel.outcomes["own", "units"][place]).tolist()


def test_a_store_is_compared_until_another_manufacturers_area_begins_there() -> None:
    panel = area_panel(QUESTION, ledger(sales(level), [*OWN, rival("s4", 7)]))
    assert seen(panel, 4) == [True] * 7 + [False] * 5
    assert seen(panel, 5) == [True] * WEEKS
    assert (panel.rivals.left_out, panel.rivals.store_weeks) == (1, 5)


def test_an_older_area_is_left_out_until_it_has_the_stated_age() -> None:
    question = replace(QUESTION, rival_area_weeks=6)
    old, new = rival("s4", -6), rival("s5", -4)
    panel = area_panel(question, ledger(sales(level), [*OWN, old, new]))
    assert seen(panel, 4) == [True] * WEEKS
    assert seen(panel, 5) == [False] * 2 + [True] * 10
    assert panel.rivals.left_out == 1


def test_a_store_that_is_never_old_enough_is_no_store_of_the_panel() -> None:
    panel = area_panel(QUESTION, ledger(sales(level), [*OWN, rival("s5", -2)]))
    assert "s5" not in panel.stores


def taken_from(place: int, week: int) -> float:
    gain = GAIN if (place, week) >= (0, 5) and place < 2 and week >= 5 + place else 0.0
    lost = TAKEN if place in (4, 5) and week >= 7 else 0.0
    return level(place, week) + gain - lost


def measured(weeks: int | None) -> tuple[AreasFound, Check]:
    question = replace(QUESTION, rival_area_weeks=weeks)
    areas = [*OWN, rival("s4", 7), rival("s5", 7)]
    found = areas_effect(question, ledger(sales(taken_from), areas))
    return found, next(check for check in found.checks if check.name.startswith("areas of"))


def test_what_the_other_area_took_does_not_count_as_gain() -> None:
    found, check = measured(26)
    assert found.effects["units"].from_opening.estimate == pytest.approx(GAIN)
    assert check.verdict == "PASS"
    assert "2 comparison stores" in check.advice


def test_kept_as_asked_it_counts_as_gain_and_the_check_says_so() -> None:
    found, check = measured(None)
    assert found.effects["units"].from_opening.estimate > GAIN + 0.5
    assert (check.verdict, check.value) == ("REVIEW", 2.0)


def test_a_store_with_both_areas_is_named_as_an_effect_of_both() -> None:
    found = areas_effect(QUESTION, ledger(sales(taken_from), [*OWN, rival("s1", 9)]))
    check = next(check for check in found.checks if check.name.startswith("areas of"))
    assert check.verdict == "REVIEW"
    assert "1 of 2 stores" in check.advice
