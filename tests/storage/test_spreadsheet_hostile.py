"""Damaged, locked, mislabelled and hostile workbooks end in a sentence, never in the process."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from showfloor.errors import IntakeError
from showfloor.storage.spreadsheet import convert_spreadsheet
from showfloor.storage.spreadsheet_archive import check_archive
from showfloor.storage.spreadsheet_reading import ReadingTask, ReadTable, read_workbook
from showfloor.storage.tables import STORES

Change = Callable[[bytes], bytes]
SHEET = "xl/worksheets/sheet1.xml"


def book() -> bytes:
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    sheet = workbook.add_worksheet("U")
    sheet.write_row(0, 0, ["store_id", "name", "kind", "operator"])
    sheet.write_row(1, 0, ["s1", "Eins", "standard", "o2"])
    workbook.close()
    return stream.getvalue()


def changed(part: str, change: Change) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book())) as archive,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in archive.namelist():
            data = archive.read(name)
            target.writestr(name, change(data) if name == part else data)
    return stream.getvalue()


def with_row(cells: bytes) -> bytes:
    return changed(SHEET, lambda data: data.replace(b"</sheetData>", cells + b"</sheetData>"))


def read(path: Path) -> ReadTable:
    kinds = {column.name: column.kind for column in STORES.columns}
    target = str(path.with_name("canonical.csv"))
    return read_workbook(ReadingTask(str(path), target, kinds, {}, ("store_id", "name")))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"store_id;name\ns1;Eins\n", "no .xlsx file although its name says so"),
        (b"<html><table></table></html>", "no .xlsx file although its name says so"),
        (book()[:-200], "damaged or was cut off"),
        (book()[:500], "damaged or was cut off"),
        (b"PK\x05\x06" + bytes(18), "archive without a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old kind .*save it as .xlsx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        (changed(SHEET, lambda data: data[: len(data) // 2]), "damaged"),
        (
            changed("xl/workbook.xml", lambda data: data.replace(b"r:id", b"r:x")),
            "damaged|where sheet",
        ),
        (changed("xl/workbook.xml", lambda data: b""), "damaged|no sheet has a header|hidden"),
        (changed("xl/_rels/workbook.xml.rels", lambda data: b"<x/>"), "damaged|where sheet"),
        (changed("xl/sharedStrings.xml", lambda data: b"<sst/>"), "damaged|no sheet has a header"),
    ],
)
def test_damaged_and_mislabelled_files_are_refused_in_words(
    tmp_path: Path, data: bytes, message: str
) -> None:
    path = tmp_path / "stores.xlsx"
    path.write_bytes(data)
    with pytest.raises(IntakeError, match=message):
        read(path)


def test_a_flipped_byte_is_found_by_the_archives_own_checksums(tmp_path: Path) -> None:
    """Every byte of the compressed sheet, one at a time: refused, or read as if nothing were."""
    path, whole = tmp_path / "stores.xlsx", bytearray(book())
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        begin = archive.getinfo(SHEET).header_offset + 30 + len(SHEET)
    for place in range(begin, begin + 60):
        data = bytearray(whole)
        data[place] ^= 0x55
        path.write_bytes(data)
        with contextlib.suppress(IntakeError):
            read(path)


def test_an_error_is_found_wherever_the_workbook_keeps_its_sheet(tmp_path: Path) -> None:
    error = b'<row r="3"><c r="A3" t="e"><v>#REF!</v></c></row></sheetData>'
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book())) as archive,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in archive.namelist():
            data = archive.read(name).replace(b'"worksheets/sheet1.xml', b'"/xl/worksheets/a.xml')
            data = data.replace(b"</sheetData>", error)
            target.writestr(name.replace("sheet1.xml", "a.xml"), data)
    path = tmp_path / "stores.xlsx"
    path.write_bytes(stream.getvalue())
    assert [text for _, text, _, _ in read(path).refused] == ["A3: #REF!"]


@pytest.mark.parametrize("prefix", [b"", b"x:"])
def test_errors_are_found_in_xml_of_any_style(tmp_path: Path, prefix: bytes) -> None:
    """Indented, with a prefix, without the cells' places: the formula has no value in C3."""
    cells = b"<c t='str'><v>s2</v></c><c t='str'><v>N</v></c><c>\n<f>A1</f>\n</c>"
    row = b"<row>" + cells + b"</row>"
    for tag in (b"row", b"c", b"v", b"f"):
        row = row.replace(b"<" + tag + b">", b"<" + prefix + tag + b">")
        row = row.replace(b"<" + tag + b" ", b"<" + prefix + tag + b" ")
        row = row.replace(b"</" + tag + b">", b"</" + prefix + tag + b">")
    path = tmp_path / "stores.xlsx"
    space = b'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    data = changed(
        SHEET,
        lambda text: text.replace(b"</sheetData>", row + b"</sheetData>").replace(
            b"<worksheet ", b"<worksheet " + space + b" "
        ),
    )
    path.write_bytes(data)
    assert [text for _, text, _, _ in read(path).refused] == ["C3: a formula"]


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "stores.xlsx"
    path.write_bytes(book())
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, b"<worksheet/>")
    with pytest.raises(IntakeError, match="two parts of one name"):
        check_archive(path)


def test_an_archive_that_states_more_than_two_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    """The size is stated in the archive's list of parts, 24 bytes into each entry."""
    data = bytearray(book())
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (0xF0000000).to_bytes(4, "little")
    path = tmp_path / "stores.xlsx"
    path.write_bytes(bytes(data))
    with pytest.raises(IntakeError, match="unpacks to more than 2 GB"):
        check_archive(path)


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="4294967295"><c r="XFD4294967295"><v>1</v></c></row>',
    ],
)
def test_a_workbook_that_asks_for_all_memory_ends_its_own_process_only(
    tmp_path: Path, cells: bytes
) -> None:
    """Two cells in far corners: 500 GB for the library, which ends the process it runs in."""
    path = tmp_path / "stores.xlsx"
    path.write_bytes(with_row(cells))
    with pytest.raises(IntakeError, match=r"cannot be read: .* memory|is damaged"):
        convert_spreadsheet(path, STORES, None, tmp_path)
