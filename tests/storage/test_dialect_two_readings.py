"""What has two readings is refused with both; the values of the column, or the user, settle it."""

from __future__ import annotations

import csv
import runpy
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from showfloor.errors import IntakeError
from showfloor.storage.dialect import StatedDialect
from showfloor.storage.dialect_dates import canonical_date, date_format_of, date_shape_of
from showfloor.storage.dialect_finding import find_dialect
from showfloor.storage.dialect_numbers import READINGS, SHAPES, shape_of
from showfloor.storage.dialect_words import in_words
from showfloor.storage.tables import Kind

_READING = runpy.run_path(str(Path(__file__).with_name("reading_dialects.py")))
canonical = _READING["canonical"]
slices_of = _READING["slices_of"]

KINDS: dict[str, Kind] = {"store": "text", "day": "date", "revenue": "money", "units": "int"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sales.csv"


def rewritten(path: Path, text: str, stated: StatedDialect | None = None) -> list[list[str]]:
    path.write_text(text, encoding="utf-8", newline="")
    found = find_dialect(path, KINDS, stated or StatedDialect())
    target = path.with_name("canonical.csv")
    canonical(path, found, target)
    with target.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


@pytest.mark.parametrize("value", ["1.234", "1,234"])
def test_a_number_with_two_readings_is_refused_with_both(path: Path, value: str) -> None:
    with pytest.raises(IntakeError) as refusal:
        rewritten(path, f"store;revenue\ns1;7\ns2;{value}\n")
    assert f"line 3, column 'revenue': {value} can be read as" in str(refusal.value)
    assert "one thousand two hundred and thirty-four or as 1.234" in str(refusal.value)


@pytest.mark.parametrize(
    ("proof", "meant"), [("12,5", "1234"), ("1.234.567", "1234"), ("12.5", "1.234")]
)
def test_another_value_of_the_column_settles_a_number(path: Path, proof: str, meant: str) -> None:
    rows = rewritten(path, f"store;revenue\ns1;1.234\ns2;{proof}\n")
    assert rows[0] == ["s1", meant]


def test_another_column_does_not_settle_a_number(path: Path) -> None:
    with pytest.raises(IntakeError, match="column 'units'"):
        rewritten(path, "store;revenue;units\ns1;12,5;1.234\n")


def test_a_date_with_two_readings_is_refused_with_both(path: Path) -> None:
    with pytest.raises(IntakeError) as refusal:
        rewritten(path, "store;day\ns1;05.05.2021\ns1;01.02.2021\n")
    assert (
        "line 3, column 'day': 01.02.2021 can be read as 1 February 2021 or as 2 January 2021"
        in str(refusal.value)
    )


@pytest.mark.parametrize(
    ("proof", "meant"), [("13.01.2021", "2021-02-01"), ("01.13.2021", "2021-01-02")]
)
def test_another_value_of_the_column_settles_a_date(path: Path, proof: str, meant: str) -> None:
    assert rewritten(path, f"store;day\ns1;01.02.2021\ns1;{proof}\n")[0] == ["s1", meant]


def test_dates_without_leading_zeros_and_century_are_read(path: Path) -> None:
    rows = rewritten(path, "store;day\na;1.2.21\na;31.1.2021\na;5.12.21\n")
    assert [day for _, day in rows] == ["2021-02-01", "2021-01-31", "2021-12-05"]


@pytest.mark.parametrize(
    ("column", "first", "second"),
    [
        ("revenue", "1,5", "1.5"),
        ("revenue", "1 234", "1'234"),
        ("revenue", "1.234,5", "1,234.5"),
        ("day", "13.01.2021", "01.13.2021"),
        ("day", "13.01.2021", "13/01/2021"),
    ],
)
def test_values_that_exclude_each_other_are_refused_with_their_lines(
    path: Path, column: str, first: str, second: str
) -> None:
    with pytest.raises(IntakeError) as refusal:
        rewritten(path, f"store;{column}\na;{first}\nb;{second}\n")
    assert f"{first} (line 2)" in str(refusal.value)
    assert f"{second} (line 3)" in str(refusal.value)


def test_columns_of_two_dialects_are_refused(path: Path) -> None:
    with pytest.raises(IntakeError, match=r"'revenue' has decimal ','.*'units' has decimal '\."):
        rewritten(path, "store;revenue;units\na;1,5;1.5\n")


def test_a_stated_mark_settles_and_each_value_is_checked_against_it(path: Path) -> None:
    stated = StatedDialect(decimal=",", thousands=".")
    rows = rewritten(path, "store;revenue\na;1.234\nb;1.50\nc;12,5\nd;one\n", stated)
    assert [value for _, value in rows] == [
        "1234",
        "1.50 (does not fit the file's number format)",
        "12.5",
        "one",
    ]


def test_a_stated_date_format_settles_and_each_value_is_checked_against_it(path: Path) -> None:
    stated = StatedDialect(dates={"day": "DD.MM.YYYY"})
    rows = rewritten(path, "store;day\na;01.02.2021\nb;01.13.2021\nc;2021-03-04\n", stated)
    assert [day for _, day in rows] == ["2021-02-01", "2021-13-01", "2021-03-04"]  # no 13th month


def test_a_stated_date_format_of_a_column_that_is_not_there_names_the_nearest(path: Path) -> None:
    with pytest.raises(IntakeError, match="did you mean 'day'"):
        rewritten(path, "store;day\na;2021-01-01\n", StatedDialect(dates={"dax": "DD.MM.YYYY"}))


def test_text_that_looks_like_a_number_stays_text(path: Path) -> None:
    assert rewritten(path, "store;revenue\n1.234;1,5\n")[0] == ["1.234", "1.5"]


def test_a_mark_in_a_column_of_whole_numbers_is_never_read(path: Path) -> None:
    path.write_text("store;units\na;12\n", encoding="utf-8")
    found = find_dialect(path, KINDS)
    path.write_text("store;units\na;1.5\n", encoding="utf-8")
    canonical(path, found, path.with_name("c.csv"))
    assert "does not fit" in path.with_name("c.csv").read_text(encoding="utf-8")


def test_lines_keep_their_numbers_and_original_values_are_found_by_them(path: Path) -> None:
    text = 'store;revenue\n"two\nlines";1,5\n\nshort\nb;2.000,555\n'
    path.write_text(text, encoding="utf-8", newline="")
    found = find_dialect(path, KINDS)
    target = path.with_name("canonical.csv")
    assert canonical(path, found, target, {"store": "store_id"}) == 6
    lines = target.read_text(encoding="utf-8").split("\n")
    assert lines == ["store_id,revenue", '"two', 'lines",1.5', "", "", "b,2000.555", ""]
    [part] = slices_of(path, found)
    assert part.lines(np.arange(2)).tolist() == [2, 6]
    assert part.values([1]) == [["b", "2.000,555"]]
    assert [(one.line, one.text) for one in part.broken] == [(5, "short")]


@given(
    st.from_regex(r"\A[+-]?[0-9]{1,4}([., '\u00a0][0-9]{1,3}){0,3}\Z")
    | st.text("0123456789.,' -", max_size=9)
)
def test_a_shape_is_fitted_by_the_same_readings_as_each_of_its_values(value: str) -> None:
    """The shapes stand for all their values: so the whole column is settled by its shapes."""
    fitting = {reading for reading in READINGS if reading.canonical(value) is not None}
    shape = shape_of(value)
    assert fitting == (set() if shape is None else SHAPES[shape].readings)
    if shape is not None and not SHAPES[shape].mark:
        assert len({float(reading.canonical(value) or "nan") for reading in fitting}) == 1


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)), st.sampled_from("./"))
def test_a_date_written_day_first_comes_back_where_its_column_allows_no_other(
    day: date, mark: str
) -> None:
    text = f"{day:%d{mark}%m{mark}}{day.year}"
    shape = date_shape_of(text)
    assert shape is not None
    written = date_format_of([shape])
    if isinstance(written, str):
        assert canonical_date(text, written) == str(day)
    else:
        assert day.day <= 12
        assert day.day != day.month


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (-1001, "minus one thousand and one"),
        (20_000, "twenty thousand"),
        (999_999, "nine hundred and ninety-nine thousand nine hundred and ninety-nine"),
    ],
)
def test_numbers_are_told_in_words(number: int, words: str) -> None:
    assert in_words(number) == words
