"""XLSX files, written by another programme's library, are read cell by cell or refused in words."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from showfloor.errors import IntakeError
from showfloor.storage.spreadsheet_reading import ReadingTask, ReadTable, read_workbook
from showfloor.storage.tables import Kind

KINDS: dict[str, Kind] = {
    "store_id": "text",
    "date": "date",
    "units": "int",
    "revenue": "money",
    "note": "text",
}
HEADER = list(KINDS)
FIRST = ["s1", dt.date(2021, 3, 1), 2, 19.99, "a"]
SECOND = ["s2", dt.date(2021, 3, 2), 1, 5, ""]

Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Write a workbook: book({"Umsatz": rows}, hidden=("alt",), edit=..., **options)."""

    def write(
        sheets: dict[str, Sequence[Sequence[Any]]],
        hidden: Sequence[str] = (),
        edit: Callable[[Any, Any], None] = lambda workbook, sheet: None,
        **options: Any,
    ) -> Path:
        path = tmp_path / "book.xlsx"
        workbook = xlsxwriter.Workbook(path, options)
        day = workbook.add_format({"num_format": "dd.mm.yyyy"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if isinstance(value, dt.date):
                        sheet.write_datetime(row, column, value, day)
                    elif value not in ("", None):
                        sheet.write(row, column, value)
            if name in hidden:
                sheet.hide()
            edit(workbook, sheet)
        workbook.close()
        return path

    return write


def read(path: Path, **stated: Any) -> tuple[ReadTable, list[list[str]]]:
    target = path.with_name("canonical.csv")
    required = stated.pop("required", ("store_id", "date", "units", "revenue"))
    kinds = stated.pop("kinds", KINDS)
    task = ReadingTask(str(path), str(target), kinds, stated.pop("names", {}), required, **stated)
    table = read_workbook(task)
    with target.open(encoding="utf-8", newline="") as stream:
        return table, list(csv.reader(stream))


def test_a_table_under_titles_with_empty_rows_is_read_to_the_cent(book: Book) -> None:
    path = book({"Umsatz": [["Verkäufe"], [], HEADER, FIRST, [], SECOND, []]})
    table, rows = read(path)
    assert rows == [
        HEADER,
        ["s1", "2021-03-01", "2", "19.99", "a"],
        ["s2", "2021-03-02", "1", "5", ""],
    ]
    assert table.found == "XLSX, sheet 'Umsatz', header in row 3"
    assert table.notes == (
        "2 rows above the header were passed over",
        "1 empty row was passed over",
    )
    assert table.refused == ()


def test_dates_count_from_1904_where_the_workbook_says_so(book: Book) -> None:
    assert read(book({"U": [HEADER, FIRST]}, date_1904=True))[1][1][1] == "2021-03-01"


def test_text_cells_are_read_by_what_all_of_their_column_allow(book: Book) -> None:
    """1.234 alone has two readings; 1.234,50 in the same column settles it for all of them."""
    rows = [["s1", "13.02.2021", 1, "1.234"], ["s1", "01.02.2021", 1, "1.234,50"], FIRST]
    table, read_rows = read(book({"U": [HEADER, *rows]}))
    assert [row[1] for row in read_rows[1:]] == ["2021-02-13", "2021-02-01", "2021-03-01"]
    assert [row[3] for row in read_rows[1:]] == ["1234", "1234.50", "19.99"]
    assert "numbers in text with decimal ',', thousands '.'" in table.found
    assert "dates in text of date DD.MM.YYYY" in table.found


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["s1", FIRST[1], 1, "1.234"], r"cell D2: the text 1\.234 can be read as one thousand"),
        (["s1", "01.02.2021", 1, 5], r"cell B2: the text 01\.02\.2021 can be read as 1 February"),
        (["s1", "13.02.2021", 1, 5], r"13\.02\.2021 \(B2\) and 02/13/2021 \(B3\) are texts"),
        (["s1", FIRST[1], 1, "1,5"], r"1,5 \(D2\) and 1\.5 \(D3\) are texts with numbers of two"),
        (["s1", FIRST[1], "1,5", "2"], r"column 'revenue' are written otherwise"),
    ],
)
def test_text_that_two_readings_fit_is_refused_with_its_cell(
    book: Book, row: list[Any], message: str
) -> None:
    second = [
        "s1",
        "02/13/2021" if "13.02.2021" in row else FIRST[1],
        1,
        "1.5" if "1,5" in row else 5,
    ]
    with pytest.raises(IntakeError, match=message):
        read(book({"U": [HEADER, row, second]}))


def test_a_stated_mark_settles_text_cells_and_refuses_those_that_do_not_fit(book: Book) -> None:
    path = book({"U": [HEADER, ["s1", "01.02.2021", 1, "1.234"], ["s1", FIRST[1], 1, "1.5"]]})
    table, rows = read(path, decimal=",", thousands=".", dates={"date": "DD.MM.YYYY"})
    assert rows[1] == ["s1", "2021-02-01", "1", "1234", ""]
    assert [(line, text) for line, text, _, _ in table.refused] == [(3, "D3: 1.5")]


def test_errors_and_formulas_without_values_refuse_their_rows_by_address(book: Book) -> None:
    """The reader gives an empty cell for both; a formula's stored value is taken."""

    def formulas(workbook: Any, sheet: Any) -> None:
        sheet.write_formula("D3", "=1/0", None, "#DIV/0!")
        sheet.write_formula("E4", "=VLOOKUP(1,A:A,1)", None, "#N/A")
        sheet.write_formula("D5", "=2*21", None, 42)

    table, rows = read(book({"U": [HEADER, FIRST, SECOND, FIRST, FIRST]}, edit=formulas))
    assert [(line, text, column) for line, text, _, column in table.refused] == [
        (3, "D3: #DIV/0!", "revenue"),
        (4, "E4: #N/A", "note"),
    ]
    assert rows[2:] == [[], [], ["s1", "2021-03-01", "2", "42", "a"]]


def test_a_formula_that_was_never_computed_refuses_its_row(tmp_path: Path, book: Book) -> None:
    path = book({"U": [HEADER, FIRST]}, edit=lambda w, s: s.write_formula("E2", "=A2"))
    _rewrite(path, "xl/worksheets/sheet1.xml", b"</f><v>0</v>", b"</f>")
    table, rows = read(path)
    assert table.refused[0][:2] == (2, "E2: a formula")
    assert "without a stored value" in table.refused[0][2]
    assert rows[1] == []


def test_merged_cells_refuse_the_rows_that_they_touch_unless_they_are_titles(book: Book) -> None:
    def merge(workbook: Any, sheet: Any) -> None:
        sheet.merge_range("A1:E1", "Verkäufe")
        sheet.merge_range("A4:A5", "s1")

    table, rows = read(book({"U": [[], [], HEADER, FIRST, FIRST, SECOND]}, edit=merge))
    assert [line for line, *_ in table.refused] == [2, 3]
    assert rows[3][0] == "s2"


def test_hidden_sheets_are_left_and_hidden_rows_are_read_and_both_are_said(book: Book) -> None:
    def hide(workbook: Any, sheet: Any) -> None:
        if sheet.name == "U":
            sheet.set_row(1, None, None, {"hidden": True})

    path = book({"U": [HEADER, FIRST], "alt": [HEADER, FIRST]}, hidden=("alt",), edit=hide)
    table, rows = read(path)
    assert len(rows) == 2
    assert table.notes == (
        "the hidden sheet 'alt' was not read",
        "1 hidden row was read like all others",
    )


def test_one_of_several_sheets_is_taken_only_if_it_alone_is_whole(book: Book) -> None:
    pivot = [["store_id", "revenue"], ["s1", 12]]
    path = book({"Pivot": pivot, "Daten": [HEADER, FIRST]})
    assert read(path)[0].sheet == "Daten"
    path = book({"Jan": [HEADER, FIRST], "Feb": [HEADER, FIRST]})
    with pytest.raises(IntakeError, match="sheets 'Jan', 'Feb' could all hold the table"):
        read(path)
    assert read(path, sheet="Feb")[0].notes == ("the sheet 'Jan' was not read",)
    with pytest.raises(IntakeError, match="has no sheet 'Fbe'; did you mean 'Feb'"):
        read(path, sheet="Fbe")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "no sheet has a header"),
        ([["x", "y"], [1, 2]], "no sheet has a header"),
        ([HEADER, FIRST, ["date", "store_id", "units", "revenue", "note"]], "both look like"),
        ([HEADER, *[FIRST] * 120, ["date", "units", "store_id"]], "row 122 looks like a second"),
        ([["a", "b", "c", "d", "e"], HEADER, FIRST], "row 1 stands above the header in row 2"),
        ([["store_id", "date", "units", "units"], FIRST], "names column 'units' twice"),
        ([["store_id", "date", "units", 7], FIRST], "cell D1: the header has 7"),
        ([HEADER[:3], FIRST], "column D has values .first in D2. but no name in row 1"),
    ],
)
def test_a_sheet_without_one_clear_header_is_refused(
    book: Book, rows: list[list[Any]], message: str
) -> None:
    with pytest.raises(IntakeError, match=message):
        read(book({"U": rows}))


def test_a_header_that_is_repeated_word_for_word_is_passed_over(book: Book) -> None:
    table, rows = read(book({"U": [HEADER, FIRST, HEADER, SECOND]}))
    assert len(rows) == 3
    assert table.notes == ("1 repeated header was passed over",)


def test_columns_get_the_ledgers_names_and_ignored_ones_are_left_out(book: Book) -> None:
    theirs = ["Filiale", "date", "units", "Umsatz", "Bemerkung"]
    kinds: dict[str, Kind] = {"Filiale": "text", "date": "date", "units": "int", "Umsatz": "money"}
    _, rows = read(
        book({"U": [theirs, FIRST]}),
        kinds=kinds,
        names={"Filiale": "store_id", "Umsatz": "revenue"},
        required=("Filiale", "Umsatz"),
        ignored=("Bemerkung",),
    )
    assert rows == [["store_id", "date", "units", "revenue"], ["s1", "2021-03-01", "2", "19.99"]]


def test_line_breaks_in_cells_keep_the_rows_of_later_lines(book: Book, tmp_path: Path) -> None:
    table, rows = read(book({"U": [HEADER, [*FIRST[:4], "one\ntwo"], ["s2", 1.5, 1, 1, 1.5]]}))
    assert rows[1][4] == "one\ntwo"
    assert table.refused[0][0] == 4
    stored = (tmp_path / "rows").read_bytes()
    assert list(memoryview(stored).cast("I")) == [1, 2, 2, 3]


def _rewrite(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Replace bytes in one part of an archive."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
