"""From areas, sales and closures to a panel: what counts, what is missing, what is left out."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from showfloor.domain.stores import Closure
from showfloor.errors import PanelError
from showfloor.measure.area_panel import area_panel, ending

_SPEC = importlib.util.spec_from_file_location(
    "area_ledgers", Path(__file__).with_name("area_ledgers.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
ledgers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ledgers)
IDS = ledgers.IDS
QUESTION = ledgers.QUESTION
WEEKS = ledgers.WEEKS
area = ledgers.area
ledger = ledgers.ledger
monday = ledgers.monday
sales = ledgers.sales
stores = ledgers.stores


def level(place: int, week: int) -> float:
    return 10.0 + place + 2.0 * (week % 3)


def test_disruption_is_the_first_thing_that_happened_and_opening_the_first_selling_week() -> None:
    announced = area("s1", 6, 8, announced_on=monday(3) + timedelta(days=2))
    panel = area_panel(QUESTION, ledger(sales(level), [area("s0", 5, 7), announced]))
    assert panel.disrupted[:2].tolist() == [5.0, 3.0]
    assert panel.opened[:2].tolist() == [7.0, 8.0]
    assert np.isnan(panel.disrupted[2:]).all()
    assert panel.notes == ()


def test_a_partly_closed_week_counts_as_sales_a_full_week_and_a_closed_one_is_missing() -> None:
    closed = [
        Closure("s0", monday(2), monday(2) + timedelta(days=3)),
        Closure("s1", monday(4), monday(5)),
    ]
    found = area_panel(QUESTION, ledger(sales(level), [area("s0", 5, 7)], closures=closed))
    units = found.outcomes["own", "units"]
    assert units[0, 2] == pytest.approx(level(0, 2) / 0.5)
    assert found.open_share[0, 2] == pytest.approx(0.5)
    assert math.isnan(units[1, 4])
    assert found.open_share[1, 4] == 0.0
    assert any("although the store was closed" in note for note in found.notes)


def test_an_area_that_closes_counts_until_the_week_before() -> None:
    shut = area("s0", 4, 5, selling_to=monday(9) + timedelta(days=1))
    panel = area_panel(QUESTION, ledger(sales(level), [shut, area("s1", 4, 5)]))
    seen = np.isfinite(panel.outcomes["own", "units"])
    assert seen[0].tolist() == [True] * 9 + [False] * 3
    assert seen[1].all()


def test_overlapping_areas_are_one_from_the_first_to_the_last() -> None:
    first = area("s0", 3, 4, selling_to=monday(8))
    second = area("s0", 6, 7, area_id="later", format_id="wall")
    panel = area_panel(QUESTION, ledger(sales(level), [second, first, area("s1", 4, 5)]))
    assert (panel.disrupted[0], panel.opened[0], panel.format_id[0]) == (3.0, 4.0, "table")
    assert np.isfinite(panel.outcomes["own", "units"][0]).all()
    assert any("several areas" in note for note in panel.notes)


def test_stores_that_cannot_be_measured_are_left_out_and_named() -> None:
    late = {"s2": {"opened_on": monday(6)}}
    areas = [
        area("s0", 4, 5),
        area("s1", -3, -2),
        area("s2", 5, 6),
        area("s3", 4, 5, format_id="wall"),
        area("nowhere", 4, 5),
    ]
    question = replace(QUESTION, format_id="table")
    panel = area_panel(question, ledger(sales(level), areas, where=stores(**late)))
    assert panel.stores == ("s0", "s4", "s5", "s6", "s7")
    said = " ".join(panel.notes)
    for named in (
        "before the data begin: left out: s1",
        "no week before it",
        "s2",
        "another format",
    ):
        assert named in said
    assert "no known store with a sales floor" in said
    assert "a-nowhere" in said


def test_a_silent_week_of_a_store_that_nearly_always_sells_was_not_delivered() -> None:
    def silent(place: int, week: int) -> float:
        return math.nan if (place, week) == (2, 6) else level(place, week)

    panel = area_panel(QUESTION, ledger(sales(silent), [area("s0", 4, 5)]))
    assert math.isnan(panel.outcomes["own", "units"][2, 6])
    assert any("not delivered" in note for note in panel.notes)


def test_a_silent_week_of_a_store_that_seldom_sells_is_a_zero() -> None:
    def seldom(place: int, week: int) -> float:
        return math.nan if place == 2 and week % 2 == 1 else level(place, week)

    panel = area_panel(QUESTION, ledger(sales(seldom), [area("s0", 4, 5)]))
    assert panel.outcomes["own", "units"][2].tolist()[:2] == [10.0 + 2.0, 0.0]


def test_other_stores_sales_and_the_parts_add_up() -> None:
    sold = sales(level, lambda s, w: 7.0, lambda s, w: 1.0 + w)
    panel = area_panel(QUESTION, ledger(sold, [area("s0", 4, 5)]))
    parts = [panel.outcomes[part, "revenue"] for part in ("own", "rivals", "other")]
    assert np.allclose(parts[0] + parts[1] + parts[2], panel.outcomes["total", "revenue"])
    assert np.allclose(panel.outcomes["rival m2", "revenue"], 70.0)
    assert panel.cost == 600.0


def test_areas_of_nobody_and_a_manufacturer_without_sales_are_refused() -> None:
    standing = [area("s0", 4, 5), area("s1", 4, 5, manufacturer_id="m9", area_id="x")]
    with pytest.raises(PanelError, match="no area of manufacturer 'mm1'; did you mean"):
        area_panel(replace(QUESTION, manufacturer_id="mm1"), ledger(sales(level), standing))
    with pytest.raises(PanelError, match="no area of format 'tabel'; did you mean 'table'"):
        area_panel(replace(QUESTION, format_id="tabel"), ledger(sales(level), standing))
    without = sales(lambda s, w: math.nan, level)
    with pytest.raises(PanelError, match="has no sales from 2021-01-04"):
        area_panel(QUESTION, ledger(without, standing))


def test_an_empty_answer_of_the_ledger_is_refused() -> None:
    nothing = {name: values[:0] for name, values in sales(level).items()}
    with pytest.raises(PanelError, match="has no sales"):
        area_panel(QUESTION, ledger(nothing, [area("s0", 4, 5)]))


def test_areas_that_come_after_the_data_leave_nothing_to_measure() -> None:
    with pytest.raises(PanelError, match="no effect to measure"):
        area_panel(QUESTION, ledger(sales(level), [area("s0", WEEKS, WEEKS + 1)]))


def test_an_end_is_a_monday_and_never_later_than_the_data() -> None:
    assert ending(QUESTION, monday(40)) == QUESTION
    assert ending(QUESTION, monday(8)).to_week == monday(8)
    assert ending(QUESTION, monday(40), beyond_data=True).to_week == monday(40)
    with pytest.raises(PanelError, match="is none"):
        ending(QUESTION, monday(8) + timedelta(days=1))
    with pytest.raises(PanelError, match="no week lies between"):
        ending(QUESTION, monday(0))


def test_all_eight_stores_are_rows_in_the_order_of_their_ids() -> None:
    shuffled = tuple(reversed(stores()))
    panel = area_panel(QUESTION, ledger(sales(level), [area("s3", 4, 5)], where=shuffled))
    assert panel.stores == IDS
    assert panel.disrupted[3] == 4.0
