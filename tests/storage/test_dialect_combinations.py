"""Every combination of a dialect, written by csv and codecs, is found and made canonical."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import runpy
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import pyarrow as pa
import pytest

from showfloor.storage.dialect import Dialect
from showfloor.storage.dialect_finding import find_dialect
from showfloor.storage.tables import Kind

_READING = runpy.run_path(str(Path(__file__).with_name("reading_dialects.py")))
canonical = _READING["canonical"]

HEADER = ["Filiale", "Datum", "Umsatz", "Stück"]
KINDS: dict[str, Kind] = {
    "Filiale": "text",
    "Datum": "date",
    "Umsatz": "money",
    "Stück": "int",
}
DAYS = {
    "YYYY-MM-DD": "%Y-%m-%d",
    "DD.MM.YYYY": "%d.%m.%Y",
    "DD/MM/YYYY": "%d/%m/%Y",
    "MM.DD.YYYY": "%m.%d.%Y",
    "MM/DD/YYYY": "%m/%d/%Y",
}
MARKS = [(d, t) for d in ".," for t in ("", ".", ",", " ", "'", "\u00a0") if d != t]
BYTE_ORDER = {
    "utf-8-sig": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "windows-1252"]
Row = tuple[str, date, Decimal, int]
ROWS: list[Row] = [
    ("Köln; Süd, 1|a\tb", date(2021, 1, 5), Decimal("1234567.50"), 12),
    ('"Zum Eck"', date(2021, 2, 28), Decimal("-1234.05"), -3),
    ("zwei\nZeilen", date(2020, 12, 31), Decimal("0.99"), 1234567),
    ("", date(2021, 5, 5), Decimal("999.00"), 0),
]


def written_number(value: Decimal | int, decimal: str, thousands: str) -> str:
    text = f"{value:,}"
    return text.translate({ord(","): thousands, ord("."): decimal})


def written(separator: str, decimal: str, thousands: str, days: str, new_line: str) -> str:
    stream = io.StringIO(newline="")
    out = csv.writer(stream, delimiter=separator, lineterminator=new_line)
    out.writerow(HEADER)
    for name, day, revenue, units in ROWS:
        marks = (decimal, thousands)
        out.writerow(
            [
                name,
                day.strftime(DAYS[days]),
                written_number(revenue, *marks),
                written_number(units, *marks),
            ]
        )
    return stream.getvalue()


def stored(path: Path, text: str, encoding: str, compression: str) -> None:
    plain = "utf-8" if encoding == "utf-8-sig" else encoding
    data = BYTE_ORDER.get(encoding, b"") + text.encode(plain)
    if compression == "gzip":
        data = gzip.compress(data)
    elif compression == "zstd":
        data = pa.compress(data, codec="zstd", asbytes=True)
    path.write_bytes(data)


def check(path: Path, found: Dialect) -> None:
    target = path.with_name("canonical.csv")
    lines = canonical(path, found, target)
    with target.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == HEADER
    assert [(n, date.fromisoformat(d), Decimal(r), int(u)) for n, d, r, u in rows[1:]] == ROWS
    assert lines == len(ROWS) + 2  # the header, and one value over two lines


@pytest.mark.parametrize(("decimal", "thousands"), MARKS)
def test_separators_marks_dates_and_line_ends_are_found_in_every_combination(
    tmp_path: Path, decimal: str, thousands: str
) -> None:
    path = tmp_path / "sales.csv"
    for separator, days, new_line in product(",;\t|", DAYS, ("\n", "\r\n")):
        stored(path, written(separator, decimal, thousands, days, new_line), "utf-8", "none")
        found = find_dialect(path, KINDS)
        assert (found.separator, found.decimal, found.thousands) == (separator, decimal, thousands)
        assert found.dates == (("Datum", days),)
        assert found.new_line == new_line
        check(path, found)


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_and_compressions_are_found_in_every_combination(
    tmp_path: Path, encoding: str, compression: str
) -> None:
    path = tmp_path / "sales.csv"
    for separator, (decimal, thousands) in product(",;\t|", ((",", "."), (".", ","), (",", ""))):
        text = written(separator, decimal, thousands, "DD.MM.YYYY", "\r\n")
        stored(path, text, encoding, compression)
        found = find_dialect(path, KINDS)
        assert (found.encoding, found.compression) == (encoding, compression)
        assert (found.separator, found.decimal, found.thousands) == (separator, decimal, thousands)
        check(path, found)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_found_without_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes(written(";", ",", ".", "DD.MM.YYYY", "\n").encode(encoding))
    assert find_dialect(path, KINDS).encoding == encoding


def test_columns_are_known_by_their_values_where_nothing_is_said_of_them(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    stored(path, written(";", ",", ".", "DD.MM.YYYY", "\n"), "utf-8", "none")
    found = find_dialect(path)
    assert dict(found.numbers) == {"Umsatz": "decimal", "Stück": "decimal"}
    check(path, found)


@pytest.mark.parametrize("compression", ["none", "gzip"])
def test_long_files_are_looked_at_by_the_database_with_the_same_result(
    tmp_path: Path, compression: str
) -> None:
    path = tmp_path / "sales.csv"
    body = "".join(
        f"s{n % 50};{date(2021, 1, 1) + timedelta(n % 12):%d.%m.%Y};{n % 900},5;1\n"
        for n in range(120_000)
    )
    last = "s1;28.02.2021;1.234.567,5;1\n"
    header = ";".join(HEADER) + "\n"
    stored(path, header + body + last, "windows-1252", compression)
    found = find_dialect(path, KINDS, scratch=tmp_path)
    assert (found.decimal, found.thousands) == (",", ".")
    assert found.dates == (("Datum", "DD.MM.YYYY"),)
    assert [item.name for item in tmp_path.iterdir()] == ["sales.csv"]


def test_a_file_in_the_strict_dialect_is_said_to_need_no_rewriting(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    stored(path, written(",", ".", "", "YYYY-MM-DD", "\n"), "utf-8-sig", "none")
    assert find_dialect(path, KINDS).is_canonical
    stored(path, written(",", ",", "", "YYYY-MM-DD", "\n"), "utf-8", "none")
    assert not find_dialect(path, KINDS).is_canonical


def test_the_dialect_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    stored(path, written(";", ",", ".", "DD.MM.YYYY", "\n"), "windows-1252", "gzip")
    assert find_dialect(path, KINDS).describe() == (
        "windows-1252 in gzip, semicolons, decimal comma, thousands point, Datum DD.MM.YYYY"
    )
