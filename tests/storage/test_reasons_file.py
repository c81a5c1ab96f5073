"""why.csv is read back as it was written, and says what is wrong with it."""

from __future__ import annotations

import math
from datetime import date

import pytest

from showfloor.errors import DataError
from showfloor.storage.reasons_file import REASONS, ReasonRow, read_reasons, write_reasons

PLANNED = ReasonRow(
    "a", "planned", "wall", date(2021, 3, 1), 12.5, -0.25, math.inf, ("promise", "wave x"), 0.975
)
NOTHING = ReasonRow("b", "no_space", None, None, math.nan, math.nan, math.nan, (), math.nan)


def test_rows_come_back_sorted_and_whole(tmp_path):
    write_reasons(tmp_path, [NOTHING, PLANNED])
    rows = read_reasons(tmp_path)
    assert rows[0] == PLANNED
    assert repr(rows[1]) == repr(NOTHING)


def test_unknown_amounts_are_empty_fields(tmp_path):
    write_reasons(tmp_path, [NOTHING])
    assert tmp_path.joinpath(REASONS).read_text().splitlines()[1] == "b,no_space,,,,,,,"


def test_a_missing_file_says_who_writes_it(tmp_path):
    with pytest.raises(DataError, match="showfloor plan --out"):
        read_reasons(tmp_path)


def test_a_bad_field_is_named_with_its_line_and_column(tmp_path):
    write_reasons(tmp_path, [PLANNED])
    path = tmp_path / REASONS
    path.write_text(path.read_text().replace("12.50", "twelve"))
    with pytest.raises(DataError, match="line 2, column best_value"):
        read_reasons(tmp_path)
