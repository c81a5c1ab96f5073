"""ODS files, written here by hand, are read like XLSX: repeated cells, errors, merges, dates."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.errors import IntakeError
from showfloor.storage.spreadsheet_reading import ReadingTask, ReadTable, read_workbook
from showfloor.storage.tables import Kind

KINDS: dict[str, Kind] = {"store_id": "text", "date": "date", "revenue": "money"}
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def text(value: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p>'
        "</table:table-cell>"
    )


def number(value: str, shown: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}">'
        f"<text:p>{shown or value}</text:p></table:table-cell>"
    )


def day(value: str) -> str:
    return (
        f'<table:table-cell office:value-type="date" office:date-value="{value}">'
        "<text:p>x</text:p></table:table-cell>"
    )


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


HEADER = row(text("store_id"), text("date"), text("revenue"))


def write(path: Path, *rows: str, before: str = "", after: str = "") -> Path:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} {CALC}>'
        f"{before}<office:body><office:spreadsheet>"
        f'<table:table table:name="U">{"".join(rows)}</table:table>{after}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><m:manifest '
            'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>',
        )
        archive.writestr("content.xml", content)
    return path


def read(path: Path) -> tuple[ReadTable, list[list[str]]]:
    target = path.with_name("canonical.csv")
    table = read_workbook(ReadingTask(str(path), str(target), KINDS, {}, tuple(KINDS)))
    with target.open(encoding="utf-8", newline="") as stream:
        return table, list(csv.reader(stream))


def test_dates_numbers_currencies_and_texts_are_read_by_their_stored_values(tmp_path: Path) -> None:
    money = (
        '<table:table-cell office:value-type="currency" office:currency="EUR" '
        'office:value="19.989999999999998"><text:p>20,00 €</text:p></table:table-cell>'
    )
    path = write(
        tmp_path / "a.ods",
        HEADER,
        row(number("4006381333931", "4,01E+12"), day("2021-03-01"), money),
        row(text("s2"), text("13.02.2021"), text("1.234,50")),
    )
    table, rows = read(path)
    assert rows[1:] == [["4006381333931", "2021-03-01", "19.99"], ["s2", "2021-02-13", "1234.50"]]
    assert table.found.startswith("ODS, sheet 'U', header in row 1")


def test_repeated_rows_and_cells_count_as_often_as_they_are_repeated(tmp_path: Path) -> None:
    twice = ' table:number-rows-repeated="2"'
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    path = write(
        tmp_path / "a.ods",
        HEADER,
        row(blank, more=' table:number-rows-repeated="3"'),
        row(text("s1"), day("2021-03-01"), number("5"), more=twice),
        row(blank, more=' table:number-rows-repeated="1048570"'),
    )
    table, rows = read(path)
    assert rows[1:] == [["s1", "2021-03-01", "5"]] * 2
    assert table.notes == ("3 empty rows were passed over",)


def test_errors_with_and_without_a_number_refuse_their_rows(tmp_path: Path) -> None:
    """Calc stores an error as text with an empty value, or as the number 0."""
    as_text = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
        "</table:table-cell>"
    )
    as_zero = as_text.replace(
        'value-type="string" office:string-value=""', 'value-type="float" office:value="0"'
    )
    never = '<table:table-cell table:formula="of:=A1"/>'
    path = write(
        tmp_path / "a.ods",
        row(text("Titel")),
        HEADER,
        *(row(text("s1"), day("2021-03-01"), cell) for cell in (as_text, as_zero, never)),
        row(text("s1"), day("2021-03-01"), number("7")),
    )
    table, rows = read(path)
    assert [(line, shown) for line, shown, *_ in table.refused] == [
        (2, "C3: #DIV/0!"),
        (3, "C4: #DIV/0!"),
        (4, "C5: a formula"),
    ]
    assert rows[1:] == [[], [], [], ["s1", "2021-03-01", "7"]]


def test_merged_cells_refuse_the_rows_that_they_touch(tmp_path: Path) -> None:
    merged = text("s1").replace(
        "<table:table-cell", '<table:table-cell table:number-rows-spanned="2"'
    )
    covered = "<table:covered-table-cell/>"
    path = write(
        tmp_path / "a.ods",
        HEADER,
        row(merged, day("2021-03-01"), number("1")),
        row(covered, day("2021-03-02"), number("2")),
        row(text("s2"), day("2021-03-03"), number("3")),
    )
    table, rows = read(path)
    assert [line for line, *_ in table.refused] == [2, 3]
    assert rows[3] == ["s2", "2021-03-03", "3"]


def test_a_hidden_table_is_left_and_said(tmp_path: Path) -> None:
    styles = (
        '<office:automatic-styles><style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    hidden = f'<table:table table:name="alt" table:style-name="ta2">{HEADER}</table:table>'
    path = write(
        tmp_path / "a.ods",
        HEADER,
        row(text("s1"), day("2021-03-01"), number("1")),
        before=styles,
        after=hidden,
    )
    assert read(path)[0].notes == ("the hidden sheet 'alt' was not read",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</table:table>", "</table:tab>"),
        ("</text:p></table:table-cell></table:table-row></table:table>", ""),
        ('encoding="UTF-8"', 'encoding="U-8"'),
        ("store_id", "store&id"),
    ],
)
def test_xml_that_is_not_well_formed_is_refused_before_it_is_read(
    tmp_path: Path, old: str, new: str
) -> None:
    """The library reads on for ever where an end tag does not fit its beginning."""
    path = write(tmp_path / "a.ods", HEADER)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts["content.xml"]
    parts["content.xml"] = parts["content.xml"].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(IntakeError, match=r"its part content.xml is damaged"):
        read(path)


def test_a_file_protected_by_a_password_is_refused_in_words(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ods", HEADER)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x8f\x02 not to be read")
        archive.writestr("META-INF/manifest.xml", "<m><encryption-data/></m>")
    with pytest.raises(IntakeError, match="protected by a password"):
        read(path)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.text("abcÄß <>&\"',;0123456789", min_size=1, max_size=8).filter(str.strip),
            st.dates(),
            st.integers(-(10**11), 10**11),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_rows_written_as_ods_are_read_as_the_same_rows(
    tmp_path: Path, rows: list[tuple[str, object, int]]
) -> None:
    path = write(
        tmp_path / "a.ods",
        HEADER,
        *(
            row(text(f"s{store.strip()}"), day(str(date)), number(repr(cents / 100)))
            for store, date, cents in rows
        ),
    )
    _, found = read(path)
    assert [(store, date, round(float(amount) * 100)) for store, date, amount in found[1:]] == [
        (f"s{store.strip()}", str(date), cents) for store, date, cents in rows
    ]
