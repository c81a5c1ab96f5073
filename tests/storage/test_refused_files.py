"""Promises of the intake on files that are no table: one clear message, and nothing taken."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from showfloor.errors import IntakeError
from showfloor.storage import ImportReport, IntakeFile, Workspace

HEADER = "source,date,store_id,product_id,line_no,units,revenue\n"
ROW = "pos,2020-01-02,s1,p1,1,1,9.99\n"

REFUSED = {
    "semicolons below the header": (
        HEADER + ROW.replace(",", ";") * 2,
        "line 2: the values are separated by semicolons",
    ),
    "unknown column": (
        HEADER.replace("units", "unit") + ROW,
        "unknown column 'unit'; did you mean 'units'.*missing column 'units'",
    ),
    "missing column": (
        "source,date,store_id,product_id,line_no,units\npos,2020-01-02,s1,p1,1,1\n",
        "missing column 'revenue'; the table sales has source, date,",
    ),
    "column twice": (HEADER.replace("units", "line_no") + ROW, "names column 'line_no' twice"),
    "empty file": ("", r"is empty \(0 bytes\)"),
    "blank header": ("\n" + ROW, "line 1: the header is blank"),
    "half a UTF-16 letter": ((HEADER + ROW).encode("utf-16")[:-1], "are no utf-16-le text"),
    "two encodings": (
        HEADER.encode() + "pos,2020-01-02,Köln,p1,1,1,1\n".encode("latin-1") + "ß\n".encode(),
        "two encodings are mixed",
    ),
    "NUL byte": (HEADER + ROW.replace("p1", "p\x00"), "line 2: holds a NUL byte"),
    "open quotation mark": (HEADER + ROW.replace("p1", '"p1'), "line 2: a quotation mark is left"),
    "carriage returns only": ((HEADER + ROW).replace("\n", "\r"), "save it with line feeds"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_malformed_file_is_refused_with_one_message(
    stocked: Workspace, take: Callable[..., ImportReport], case: str
) -> None:
    content, says = REFUSED[case]
    with pytest.raises(IntakeError, match=says) as refusal:
        take(sales=content)
    assert "\n" not in str(refusal.value)
    assert "sales.csv" in str(refusal.value)
    assert stocked.ledger.latest().number == 1


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ((HEADER + ROW).replace(",", ";"), "utf-8, semicolons, decimal point"),
        ((HEADER + ROW).replace(",", "\t"), "utf-8, tabs, decimal point"),
        ((HEADER + ROW).replace(",", "|"), "utf-8, vertical bars, decimal point"),
        ((HEADER + ROW).encode("utf-16"), "utf-16-le, commas, decimal point"),
        ((HEADER + ROW.replace("p1", "pö")).encode("latin-1"), "windows-1252, commas"),
        (gzip.compress((HEADER + ROW).encode(), mtime=0), "utf-8 in gzip, commas"),
    ],
)
def test_a_file_of_another_dialect_is_taken_and_its_dialect_said(
    stocked: Workspace, take: Callable[..., ImportReport], content: str | bytes, found: str
) -> None:
    report = take(sales=content).files[0]
    assert (report.rows_in, report.accepted) == (1, 1)
    assert report.found is not None
    assert report.found.startswith(found)


def _write_parquet(path: Path) -> None:
    pq.write_table(pa.table({"manufacturer_id": ["m1"], "name": ["Mone"]}), path)


def _damaged(path: Path) -> None:
    _write_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("manufacturers.parquet", lambda path: path.write_bytes(b""), r"is empty \(0 bytes\)"),
        ("manufacturers.csv", lambda path: path.mkdir(), "is a directory; name the files in it"),
        ("manufacturers.csv", lambda path: None, "does not exist"),
        ("manufacturers.csv", _write_parquet, "is a Parquet file although"),
        (
            "manufacturers.parquet",
            lambda path: path.write_text("manufacturer_id,name\n"),
            "is no Parquet file although",
        ),
        ("manufacturers.parquet", _damaged, "damaged Parquet file"),
        (
            "manufacturers.docx",
            lambda path: path.write_text("x"),
            r"must end in \.csv, .* or \.parquet",
        ),
        ("hersteller.csv", lambda path: path.write_text("x"), "does not begin with the name"),
    ],
)
def test_what_is_no_file_of_a_table_is_refused(
    workspace: Workspace, tmp_path: Path, name: str, make: Callable[[Path], object], says: str
) -> None:
    path = tmp_path / "in [1]" / name
    path.parent.mkdir()
    make(path)
    with pytest.raises(IntakeError, match=says) as refusal:
        workspace.ledger.take([IntakeFile(path)])
    assert str(path) in str(refusal.value)
    assert workspace.ledger.versions() == ()


def test_all_unreadable_paths_of_an_import_are_told_together(
    workspace: Workspace, tmp_path: Path
) -> None:
    files = [IntakeFile(tmp_path / "stores.csv"), IntakeFile(tmp_path, "sales")]
    with pytest.raises(IntakeError, match=r"(?s)does not exist.*is a directory"):
        workspace.ledger.take(files)


def test_one_refused_file_keeps_the_whole_import_out(
    workspace: Workspace, take: Callable[..., ImportReport]
) -> None:
    with pytest.raises(IntakeError):
        take(manufacturers="manufacturer_id,name\nm1,a\n", stores="store,name\n1,2\n")
    assert workspace.ledger.versions() == ()


def test_an_unknown_table_names_the_nearest(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n")
    with pytest.raises(IntakeError, match="no table 'sale' can be imported; did you mean 'sales'"):
        workspace.ledger.take([IntakeFile(path, "sale")])


def test_a_derived_table_cannot_be_imported(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "store_product_days.csv"
    path.write_text("a,b\n")
    with pytest.raises(IntakeError, match="no table 'store_product_days'"):
        workspace.ledger.take([IntakeFile(path, "store_product_days")])


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("manufacturers-2020.csv", "manufacturers"),
        ("MANUFACTURERS.CSV", "manufacturers"),
        ("manufacturers (1).csv", "manufacturers"),
    ],
)
def test_a_files_table_is_found_from_its_name(
    workspace: Workspace, tmp_path: Path, name: str, table: str
) -> None:
    path = tmp_path / name
    path.write_text("manufacturer_id,name\nm1,a\n")
    assert workspace.ledger.take([IntakeFile(path)]).files[0].table == table


def test_a_parquet_column_of_a_type_that_cannot_be_read_is_refused_by_name(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "manufacturers.parquet"
    pq.write_table(pa.table({"manufacturer_id": [1.0], "name": ["a"]}), path)
    with pytest.raises(IntakeError, match=re.escape("column 'manufacturer_id' is of type DOUBLE")):
        workspace.ledger.take([IntakeFile(path)])
