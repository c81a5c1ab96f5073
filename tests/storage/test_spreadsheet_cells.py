"""A cell becomes the text that it states, to the last digit, or is refused."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showfloor.storage.dialect_numbers import NumberReading
from showfloor.storage.spreadsheet_cells import (
    Cell,
    UnreadableCellError,
    address,
    cell_reader,
    number_text,
)
from showfloor.storage.tables import Kind

GERMAN = NumberReading(",", ".")


@pytest.mark.parametrize(
    ("kind", "cell", "text"),
    [
        ("text", 4006381333931.0, "4006381333931"),
        ("text", 42, "42"),
        ("text", -7.0, "-7"),
        ("text", 999999999999999.0, "999999999999999"),
        ("text", "0042", "0042"),
        ("text", "one\r\ntwo", "one\ntwo"),
        ("int", 3.0, "3"),
        ("int", "1.234", "1234"),
        ("money", 19.989999999999998, "19.99"),
        ("money", 0.1 + 0.2, "0.3"),
        ("money", 1234567.89, "1234567.89"),
        ("money", 1e15, "1000000000000000"),
        ("money", "1.234,50", "1234.50"),
        ("money", "none", "none"),
        ("money", True, "true"),
        ("float", 5e-05, "0.00005"),
        ("date", date(2021, 3, 1), "2021-03-01"),
        ("date", datetime.fromisoformat("2021-03-01"), "2021-03-01"),
        ("date", datetime.fromisoformat("2021-03-01 12:30"), "2021-03-01 12:30:00"),
        ("date", "01.03.2021", "2021-03-01"),
        ("date", 44256.0, "44256"),
        ("bool", False, "false"),
        ("bool", 1.0, "1"),
        ("bool", "WAHR", "WAHR"),
    ],
)
def test_cells_are_read_by_what_their_column_holds(kind: Kind, cell: Cell, text: str) -> None:
    assert cell_reader(kind, GERMAN, "DD.MM.YYYY")(cell) == text


@pytest.mark.parametrize(
    ("kind", "cell", "reason"),
    [
        ("text", 1e15, "more than 15 digits"),
        ("text", float("inf"), "more than 15 digits"),
        ("text", float("nan"), "more than 15 digits"),
        ("text", 1.5, "with decimals"),
        ("text", "4,00638E+12", "scientific notation"),
        ("text", "4.00638e12", "scientific notation"),
        ("text", True, "truth value"),
        ("text", date(2021, 3, 1), "date or time"),
        ("text", time(12, 30), "date or time"),
        ("text", timedelta(hours=30), "date or time"),
        ("text", "#REF!", "error of the spreadsheet"),
        ("money", "#WERT!", "error of the spreadsheet"),
        ("date", "#N/A", "error of the spreadsheet"),
        ("text", "a\x00b", "control characters"),
        ("money", "12.50", "does not fit the number format"),
    ],
)
def test_cells_whose_digits_or_meaning_are_lost_are_refused(
    kind: Kind, cell: Cell, reason: str
) -> None:
    with pytest.raises(UnreadableCellError, match=reason):
        cell_reader(kind, GERMAN, None)(cell)


def test_a_truth_value_is_not_taken_for_the_number_one_that_equals_it() -> None:
    read = cell_reader("int")
    assert [read(1.0), read(True), read(1)] == ["1", "true", "1"]


@given(st.integers(-(10**13), 10**13))
def test_every_amount_of_cents_survives_its_binary_fraction(cents: int) -> None:
    """The nearest float of an amount up to a hundred thousand million is that amount again."""
    amount = Decimal(cents) / 100
    assert Decimal(number_text(float(amount))) == amount


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [(6, 1, "B7"), (0, 25, "Z1"), (0, 26, "AA1"), (9, 701, "ZZ10"), (9, 702, "AAA10")],
)
def test_addresses_are_those_of_the_spreadsheet(row: int, column: int, name: str) -> None:
    assert address(row, column) == name
