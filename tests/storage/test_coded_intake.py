"""Slices taken as codes leave the ledger and the report that reading with care leaves."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.domain.queries import Query
from showfloor.errors import LedgerError
from showfloor.storage import (
    FileReport,
    ImportReport,
    IntakeFile,
    Workspace,
    coded_intake,
    create_workspace,
    dialect_text,
    text_slices,
)

STORES = (
    "store_id,name,kind,operator,opened_on,closed_on\n"
    "s1,Eins,standard,o2,,\ns2,Zwei,standard,o2,2020-01-03,\nä3,Drei,standard,o2,,2020-02-02\n"
)
PRODUCTS = (
    "product_id,valid_from,manufacturer_id,category,name,list_price,unit_margin\n"
    "p1,2019-01-01,m1,phones,,10.00,2.00\np2,2020-01-31,m2,,,,\np1,2020-02-01,m2,tablets,,9.00,\n"
)
CLOSURES = "store_id,from_date,to_date,reason,crew_access\ns1,2020-01-04,2020-02-02,,true\n"
TABLES = {"stores": STORES, "products": PRODUCTS, "closures": CLOSURES}
HEADER = "source,date,store_id,product_id,line_no,units,revenue,line_type,discount\n"
CAREFUL = 1 << 60

dates = st.sampled_from(["2020-01-02", "2020-01-04", "2020-01-31", "2020-02-01", "2020-02-02"])
odd_dates = st.sampled_from(
    ["", "2020-1-5", "2020-02-30", "1899-12-31", "2020-01-05 ", "05.01.2020", "2020-01-05 00:00"]
)
wholes = st.sampled_from(["1", "2", "3", "12", "-1"])
odd_wholes = st.sampled_from(
    ["", " 5", "5 ", "+7", "007", "-0", "1e3", "0x1F", "1_000", "1.0", "1234567890123456789", "٣"]
)
amounts = st.sampled_from(["9.99", "0.00", "-3.50", "12345.67", "100.00"])
odd_amounts = st.sampled_from(
    ["", "12", "12.5", "+7.00", "007.00", ".50", "5.", "1.239", "1e3", "0x1F", " 5.00", "1,5"]
) | st.sampled_from(
    ["NaN", "123456.78", "1234567890123456.78", "12345678901234567.00", "-", "--1.00", "-.50"]
)
"""Written otherwise than nearly all, whether they can be read or not."""


def mostly(usual: st.SearchStrategy[str], odd: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.integers(0, 11).flatmap(lambda draw: odd if draw == 0 else usual)


rows = st.tuples(
    mostly(st.sampled_from(["till", "web"]), st.just("")),
    mostly(dates, odd_dates),
    mostly(st.sampled_from(["s1", "s2", "ä3"]), st.sampled_from(["s9", "", "S1"])),
    mostly(st.sampled_from(["p1", "p2"]), st.sampled_from(["p9", "", "ü ß"])),
    mostly(st.sampled_from(["1", "2", "3", "4", "5", "6"]), odd_wholes),
    mostly(wholes, odd_wholes),
    mostly(amounts, odd_amounts),
    mostly(st.sampled_from(["sale", "return", ""]), st.sampled_from(["Sale", "gift"])),
    mostly(st.sampled_from(["", "1.00"]), odd_amounts),
).map(",".join)
texts = st.lists(
    st.one_of(rows, rows, rows, rows, rows, st.sampled_from(["till,2020-01-02", "a,b" * 9])),
    min_size=1,
    max_size=40,
)


@contextmanager
def taken_as(fewest: int, *, size: int, at_once: int) -> Iterator[None]:
    with (
        mock.patch.object(coded_intake, "FEWEST", fewest),
        mock.patch.object(coded_intake, "LEFT_AT_MOST", 1.0),
        mock.patch.object(coded_intake, "ROWS_AT_ONCE", at_once),
        mock.patch.object(dialect_text, "PIECE", max(size // 4, 1)),
        mock.patch.object(text_slices, "SLICE", size),
    ):
        yield


def imported(
    folder: Path, text: str, fewest: int, *, size: int = 1 << 20, at_once: int = 1 << 20
) -> tuple[Workspace, ImportReport]:
    """Import the tables and the sales into a new workspace."""
    folder.mkdir()
    made = create_workspace(
        folder / "w", name="w", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    for name, content in {**TABLES, "sales": text}.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8", newline="")
    files = [IntakeFile(folder / f"{name}.csv") for name in (*TABLES, "sales")]
    with taken_as(fewest, size=size, at_once=at_once):
        return made, made.ledger.take(files)


def said(report: FileReport) -> dict[str, Any]:
    """Return what a report says, but for where files lie; the quarantine by its bytes."""
    fields = {name: getattr(report, name) for name in type(report).__dataclass_fields__}
    path = fields.pop("quarantine_path")
    del fields["path"]
    return {**fields, "quarantine": path.read_bytes() if path else None}


def held(made: Workspace, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    listed = ", ".join(f"CAST({name} AS VARCHAR) AS {name}" for name in columns)
    query = Query(
        "held", f"SELECT {listed} FROM {table} ORDER BY ALL", dict.fromkeys(columns, "text")
    )
    with made.ledger.engine() as engine:
        found = engine.run(query)
    return list(zip(*(found[name].tolist() for name in columns), strict=True))


SALES = (*HEADER.strip().split(","), "sale_type", "lines")


@settings(settings.get_profile("costly"))
@given(texts, st.sampled_from([64, 400, 1 << 20]), st.sampled_from([1, 7, 1 << 20]))
def test_rows_taken_as_codes_are_those_that_are_read_with_care(
    lines: list[str], size: int, at_once: int
) -> None:
    text = HEADER + "".join(f"{line}\n" for line in lines)
    with tempfile.TemporaryDirectory() as name:
        careful, with_care = imported(Path(name) / "a", text, CAREFUL, size=size)
        coded, as_codes = imported(Path(name) / "b", text, 0, size=size, at_once=at_once)
        assert said(as_codes.files[-1]) == said(with_care.files[-1])
        assert held(coded, "sales", SALES) == held(careful, "sales", SALES)
        assert coded.ledger.latest().totals == careful.ledger.latest().totals
        assert coded.ledger.check().holds


LINE = "till,2020-01-{day:02d},s1,p1,{number},1,9.99,sale,\n"


def test_a_line_delivered_twice_in_slices_far_apart_counts_once(tmp_path: Path) -> None:
    lines = [LINE.format(day=1 + number // 4, number=number) for number in range(40)]
    text = HEADER + "".join([*lines, lines[3]])
    _, report = imported(tmp_path / "w", text, 0, size=200, at_once=5)
    assert (report.files[-1].accepted, report.files[-1].unchanged) == (40, 1)


def test_lines_that_contradict_one_another_in_slices_far_apart_are_all_refused(
    tmp_path: Path,
) -> None:
    lines = [LINE.format(day=1 + number // 4, number=number) for number in range(40)]
    text = HEADER + "".join([*lines, lines[3].replace("9.99", "8.99")])
    made, report = imported(tmp_path / "w", text, 0, size=200, at_once=5)
    sales = report.files[-1]
    assert (sales.accepted, sales.quarantined) == (39, 2)
    assert sales.quarantine_path is not None
    said_lines = sales.quarantine_path.read_text().splitlines()[1:]
    assert [line.split(",")[0] for line in said_lines] == ["5", "42"]
    assert made.ledger.check().holds


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_line_of_a_refused_row_is_its_own_in_any_slice(tmp_path: Path, ending: str) -> None:
    lines = [LINE.format(day=1 + number // 4, number=number).strip() for number in range(40)]
    lines[30] = lines[30].replace("9.99", "9.999")
    lines[20] += ",too,many"
    text = ending.join([HEADER.strip(), *lines, ""])
    _, report = imported(tmp_path / "w", text, 0, size=300, at_once=5)
    sales = report.files[-1]
    assert sales.quarantine_path is not None
    refused = sales.quarantine_path.read_text().splitlines()[1:]
    assert [line.split(",")[:2] for line in refused] == [["22", "(whole line)"], ["32", "revenue"]]


def test_a_column_of_too_many_texts_is_read_with_care(tmp_path: Path) -> None:
    lines = [LINE.format(day=1, number=number) for number in range(40)]
    with mock.patch("showfloor.storage.text_columns.LARGEST", 20):
        _, report = imported(tmp_path / "w", HEADER + "".join(lines), 0, size=200, at_once=5)
    assert report.files[-1].accepted == 40


def test_units_beyond_exact_fractions_are_summed_by_the_database(tmp_path: Path) -> None:
    large = LINE.format(day=1, number=1).replace(",1,9.99", ",90000000000001,9.99")
    more = LINE.format(day=1, number=2).replace(",1,9.99", ",2,9.99")
    made, _ = imported(tmp_path / "w", HEADER + large + more, 0)
    assert held(made, "store_months", ("units", "list_value")) == [
        ("90000000000003", "900000000000030.00")
    ]
    assert made.ledger.check().holds


def test_sums_that_no_column_can_hold_are_refused_in_words(tmp_path: Path) -> None:
    large = LINE.format(day=1, number=1).replace(",1,9.99", ",900000000000000001,9.99")
    with pytest.raises(LedgerError, match=r"of 202001 cannot be kept.*Nothing was taken"):
        imported(tmp_path / "w", HEADER + large, 0)
