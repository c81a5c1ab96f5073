"""Workbooks go into the ledger with their sheet's rows, and say where each refused row stands."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.errors import IntakeError
from showfloor.storage import IntakeFile, Workspace
from showfloor.storage.named_source import read_named_sources
from showfloor.storage.spreadsheet import convert_spreadsheet
from showfloor.storage.spreadsheet_reading import ReadingTask, read_workbook
from showfloor.storage.tables import INTAKE_TABLES

THEIRS = ["Filiale", "Datum", "EAN", "Stück", "Umsatz", "Bemerkung"]
STATED = {
    "sources": {
        "north": {
            "table": "sales",
            "columns": {
                "Filiale": "store_id",
                "Datum": "date",
                "EAN": "product_id",
                "Stück": "units",
                "Umsatz": "revenue",
            },
            "defaults": {"line_no": "1"},
            "ignore": ["Bemerkung"],
            "sheet": "Feb",
        }
    }
}


def write(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    workbook = xlsxwriter.Workbook(path)
    day = workbook.add_format({"num_format": "dd.mm.yyyy"})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, dt.date):
                    sheet.write_datetime(row, column, value, day)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                else:
                    sheet.write(row, column, value)
    workbook.close()
    return path


def test_a_named_sheet_with_german_names_and_gtins_as_numbers_reaches_the_ledger(
    workspace: Workspace, take: Callable[..., object], ask: Callable[..., Any], tmp_path: Path
) -> None:
    take(
        stores="store_id,name,kind,operator\n0042,N,standard,o2\n",
        manufacturers="manufacturer_id,name\nm1,M\n",
        products="product_id,valid_from,manufacturer_id,category,name,gtin\n"
        "p1,2019-01-01,m1,phones,P,04006381333931\n",
    )
    rows = [
        ["Abverkauf Februar"],
        THEIRS,
        ["0042", dt.date(2021, 2, 1), 4006381333931, 2, "1.234,50", "x"],
        ["0042", dt.date(2021, 2, 2), 4006381333931, 1, 9.999, ""],
        ["0042", dt.date(2021, 2, 3), 1.5, 1, 9.99, ""],
    ]
    path = write(tmp_path / "Abverkauf.xlsx", {"Jan": [THEIRS], "Feb": rows})
    named = read_named_sources(STATED, "showfloor.toml")["north"]
    (report,) = workspace.ledger.take([IntakeFile(path, "sales", named=named)]).files
    assert (report.rows_in, report.accepted, report.quarantined) == (3, 1, 2)
    assert report.found is not None
    assert report.found.startswith("XLSX, sheet 'Feb', header in row 2")
    assert {refusal.column for refusal in report.refusals} == {"revenue", "product_id"}
    assert ask(
        "SELECT store_id, product_id, CAST(revenue * 100 AS BIGINT) AS cents FROM sales",
        store_id="text",
        product_id="text",
        cents="int",
    ) == [("0042", "p1", 123450)]


def test_places_name_sheet_and_row_of_each_line(tmp_path: Path) -> None:
    rows = [["Läden"], ["store_id", "name", "kind", "operator"], ["s1", "N", "standard", "o2"]]
    path = write(tmp_path / "stores.xlsx", {"Läden": [*rows, [], rows[2]]})
    conversion = convert_spreadsheet(path, INTAKE_TABLES["stores"], None, tmp_path)
    assert conversion.place is not None
    assert [conversion.place(line) for line in (1, 2, 3)] == [
        "sheet 'Läden', row 2",
        "sheet 'Läden', row 3",
        "sheet 'Läden', row 5",
    ]
    assert conversion.notes == (
        "1 row above the header was passed over",
        "1 empty row was passed over",
    )


def test_a_module_in_the_folder_of_the_call_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json.py", "csv.py", "showfloor.py"):
        (tmp_path / name).write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    rows = [["store_id", "name", "kind", "operator"], ["s1", "N", "standard", "o2"]]
    path = write(tmp_path / "stores.xlsx", {"Läden": rows})
    conversion = convert_spreadsheet(path, INTAKE_TABLES["stores"], None, tmp_path)
    assert conversion.text.read_text().splitlines()[1:] == ["s1,N,standard,o2"]


def test_what_the_other_process_refuses_is_said_in_its_words(tmp_path: Path) -> None:
    path = write(tmp_path / "stores.xlsx", {"A": [["x"]]})
    with pytest.raises(IntakeError, match=r"no sheet has a header .* must name 'kind', 'name'"):
        convert_spreadsheet(path, INTAKE_TABLES["stores"], None, tmp_path)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.text("abcÄß \n<&\"',;=", min_size=1, max_size=8).filter(str.strip),
            st.dates(dt.date(1901, 1, 1), dt.date(2199, 12, 31)),
            st.integers(1, 10**14),
            st.integers(-(10**11), 10**11),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_rows_written_as_xlsx_are_read_as_the_same_rows(
    tmp_path: Path, rows: list[tuple[str, dt.date, int, int]]
) -> None:
    """Texts, days, numbers stored as numbers and amounts of cents: what is written is read."""
    header = ["name", "valid_from", "product_id", "list_price"]
    values = [[text, day, number, cents / 100] for text, day, number, cents in rows]
    path = write(tmp_path / "products.xlsx", {"P": [header, *values]})
    target = tmp_path / "canonical.csv"
    kinds = {column.name: column.kind for column in INTAKE_TABLES["products"].columns}
    table = read_workbook(ReadingTask(str(path), str(target), kinds, {}, ("product_id",)))
    with target.open(encoding="utf-8", newline="") as stream:
        found = list(csv.reader(stream))[1:]
    assert not table.refused
    assert [
        (name, day, number, round(float(price) * 100)) for name, day, number, price in found
    ] == [(text, day.isoformat(), str(number), cents) for text, day, number, cents in rows]
