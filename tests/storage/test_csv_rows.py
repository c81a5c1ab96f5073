"""Reading a CSV file at once gives what reading it line by line gives, or says that it cannot."""

from __future__ import annotations

import csv
import gc
from io import StringIO

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from showfloor.errors import DataError
from showfloor.storage.csv_rows import (
    Between,
    Column,
    Problems,
    between,
    iso_date,
    many_made,
    number,
    one_of,
    read_columns,
    read_rows,
    text,
    truth,
)

COLUMNS = (
    Column("id", text),
    Column("note", str, required=False, empty="-"),
    Column("share", between(-1, 1e300), required=False, empty=0.5),
    Column("amount", between(0)),
    Column("day", iso_date, required=False),
    Column("kind", one_of(("a", "b")), required=False),
    Column("open", truth, required=False, empty=False),
)
NAMES = [column.name for column in COLUMNS]
FEW = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
GOOD = st.tuples(
    st.sampled_from(["s1", "s2", "Köln", "a, b", 'say "x"', "two\nlines"]),
    st.sampled_from(["", " blank ", "x"]),
    st.sampled_from(["", "0.5", "-1", "1e3", ".5", "5.", "+7"]),
    st.floats(0, 1e12).map(repr),
    st.sampled_from(["", "2021-03-31", "1999-12-31"]),
    st.sampled_from(["", "a", "b"]),
    st.sampled_from(["", "true", "FALSE", "1", "0"]),
)
WRONG = st.sampled_from(
    [
        *("", " s", "x ", "nan", "inf", "-inf", "1e999", "-2", "1_0", " 1", "1\n2", "1\n", "\n1"),
        *("٣", "0x10", "2021-02-30", "31.03.2021", "c", "yes", "1.2.3", "1,5", "-0.0", "1e400"),
    ]
)


def line_by_line(path):
    problems = Problems(path)
    rows = [row for _, row in read_rows(path, COLUMNS, problems)]
    return rows, problems.found


def as_rows(columns):
    lists = [columns[name] for name in NAMES]
    return [dict(zip(NAMES, row, strict=True)) for row in zip(*lists, strict=True)]


def write(path, header, rows):
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    path.write_text(out.getvalue(), encoding="utf-8", newline="")


@FEW
@given(
    rows=st.lists(GOOD, max_size=6),
    faults=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6), WRONG), max_size=2),
    order=st.permutations(range(len(NAMES))),
)
@example(rows=[], faults=[], order=range(7))
def test_a_file_read_at_once_is_the_same_as_line_by_line(tmp_path, rows, faults, order):
    table = [list(row) for row in rows]
    for row, column, value in faults:
        if row < len(table):
            table[row][column] = value
    path = tmp_path / "rows.csv"
    write(path, [NAMES[i] for i in order], [[row[i] for i in order] for row in table])
    expected, problems = line_by_line(path)
    found = read_columns(path, COLUMNS)
    if problems:
        assert found is None
    else:
        assert as_rows(found) == expected


@FEW
@given(texts=st.lists(st.text(alphabet="0123456789.+-eE \n_", max_size=6), max_size=5))
def test_many_numbers_are_taken_exactly_where_each_is(texts):
    for reader in (between(0, 1e6), between(-5.0)):
        try:
            one_by_one = [reader(value) for value in texts]
        except ValueError:
            one_by_one = None
        try:
            at_once = reader.many(texts)
        except ValueError:
            at_once = None
        assert at_once == one_by_one


def test_many_numbers_are_those_that_float_reads():
    texts = ["0.1", "1e-300", "123456789.123456789", "-0.0", "5."]
    assert Between(-1.0).many(texts) == [0.1, 1e-300, 123456789.123456789, -0.0, 5.0]
    assert number("0.1") == Between(0).many(["0.1"])[0]
    assert Between(0).many([]) == []


SMALL = "id,amount\n"


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (f"{SMALL}a,1\n\nb,2\n", 2),
        (f"{SMALL}a,1\r\nb,2\r\n", 2),
        (f"{SMALL}a,1", 1),
        (f"\ufeff{SMALL}a,1\n", 1),
        (SMALL, 0),
        (f"{SMALL}a\n", None),
        (f"{SMALL}a,1,2\n", None),
        (f'{SMALL}"a,1\n', None),
        (f'{SMALL}"a"b,1\n', None),
        ("", None),
    ],
)
def test_blank_lines_line_ends_and_broken_lines_are_told_apart(tmp_path, content, rows):
    path = tmp_path / "rows.csv"
    path.write_bytes(content.encode("utf-8"))
    found = read_columns(path, COLUMNS)
    assert (None if found is None else len(found["id"])) == rows
    if found is not None:
        assert as_rows(found) == line_by_line(path)[0]


def test_a_header_that_cannot_be_taken_is_refused_at_once_as_well(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("id;amount\n")
    with pytest.raises(DataError, match="semicolons"):
        read_columns(path, COLUMNS)


def test_texts_are_remembered_only_while_there_are_few(tmp_path, monkeypatch):
    monkeypatch.setattr("showfloor.storage.csv_rows.ROWS_AT_ONCE", 3)
    monkeypatch.setattr("showfloor.storage.csv_rows.TEXTS_KEPT", 2)
    path = tmp_path / "rows.csv"
    write(path, ["id", "amount"], [[f"s{i % 7}", str(i)] for i in range(50)])
    assert as_rows(read_columns(path, COLUMNS)) == line_by_line(path)[0]


def test_the_search_for_unreachable_objects_goes_on_afterwards():
    assert gc.isenabled()
    with many_made():
        assert not gc.isenabled()
        with many_made():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
