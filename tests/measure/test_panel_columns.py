"""Columns of ids and numbers as callers have them: lists, arrays, texts, bytes, objects."""

from __future__ import annotations

import numpy as np
import pytest

from showfloor.errors import PanelError
from showfloor.measure.panel_columns import (
    coded,
    coded_dictionary,
    distinct_numbers,
    float_column,
    numbers_of,
)


@pytest.mark.parametrize(
    "column",
    [
        ["b", "b", "a", "a", "c", "c"],
        ("b", "b", "a", "a", "c", "c"),
        np.array(["b", "b", "a", "a", "c", "c"]),
        np.array(["b", "b", "a", "a", "c", "c"], dtype=object),
        np.array([b"b", b"b", b"a", b"a", b"c", b"c"]),
    ],
    ids=["list", "tuple", "text array", "objects", "bytes"],
)
def test_texts_are_numbered_in_their_order_and_runs_of_one_id_are_noticed(column):
    found = coded(column, "unit")
    assert found.ids == ("a", "b", "c")
    assert found.code.tolist() == [1, 1, 0, 0, 2, 2]
    assert found.starts.tolist() == [0, 2, 4]


@pytest.mark.parametrize("column", [["a", "b", "a", "b"], [1, 2, 1, 2], [0.5, 1.5, 0.5, 1.5]])
def test_an_id_that_comes_back_is_no_run(column):
    found = coded(column, "unit")
    assert found.code.tolist() == [0, 1, 0, 1]
    assert found.starts is None


def test_whole_numbers_are_ordered_as_numbers_however_far_apart():
    assert coded([10, 9, 9, 100], "unit").ids == ("9", "10", "100")
    assert coded(np.array([10**15, 7, -4], dtype=np.int64), "unit").ids == ("-4", "7", str(10**15))
    assert coded(np.array([200, 7], dtype=np.uint8), "unit").code.tolist() == [1, 0]
    assert coded([2.0, 1.5, 2.0], "unit").ids == ("1.5", "2")


def test_ids_of_mixed_kinds_are_told_apart_by_their_text():
    found = coded(np.array(["7", 8, ("x", 1), 8], dtype=object), "unit")
    assert found.ids == ("('x', 1)", "7", "8")
    assert found.code.tolist() == [1, 2, 0, 2]


@pytest.mark.parametrize("blank", [None, "", float("nan")])
@pytest.mark.parametrize("rows", [["a", "b", "a"], ["a", "a", "a", "a", "b", "b"]])
def test_a_blank_id_is_refused_by_its_row_in_runs_and_without(blank, rows):
    with pytest.raises(PanelError, match=f"row {len(rows) + 1} of the panel has no unit"):
        coded(np.array([*rows, blank], dtype=object), "unit")


def test_codes_that_a_frame_brings_keep_only_the_ids_in_use():
    found = coded_dictionary(["z", "unused", "a"], [0, 0, 2, 2, 2], "unit")
    assert found.ids == ("a", "z")
    assert found.code.tolist() == [1, 1, 0, 0, 0]
    assert found.starts.tolist() == [0, 2]
    with pytest.raises(PanelError, match="row 2 of the panel has no unit"):
        coded_dictionary(["z"], [0, -1], "unit")


@pytest.mark.parametrize(
    "numbers", [[3.0, 1.0, 3.0, 2.0], [0.25, 7.5, 0.25, 1.0], [1e15, -1e15, 0.0, 1e15]]
)
def test_distinct_numbers_are_those_that_sorting_finds(numbers):
    values = np.array(numbers)
    distinct, place = distinct_numbers(values)
    wanted, where = np.unique(values, return_inverse=True)
    np.testing.assert_array_equal(distinct, wanted)
    np.testing.assert_array_equal(place, where)


def test_a_blank_number_is_missing_and_a_word_is_refused():
    column = np.array([None, 2, "3.5"], dtype=object)
    np.testing.assert_array_equal(float_column(column, "outcome"), [np.nan, 2.0, 3.5])
    np.testing.assert_array_equal(float_column(["", "4"], "outcome"), [np.nan, 4.0])
    with pytest.raises(PanelError, match="row 2 of the panel: outcome 'x' is no number"):
        float_column(["1", "x"], "outcome")


def test_dates_that_are_no_weeks_become_days_and_cohorts_must_be_dates_too():
    days = np.array(["2024-01-01", "2024-01-03"], dtype="datetime64[D]")
    time, cohort = numbers_of(days, [None, None])
    assert np.diff(time).tolist() == [2.0]
    assert np.isnan(cohort).all()
    with pytest.raises(PanelError, match="cohorts must be dates too"):
        numbers_of(days, [1.0, 2.0])
