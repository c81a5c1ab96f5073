"""Files that are no CSV, or barely: refused by line, or left to the strict intake to refuse."""

from __future__ import annotations

import gzip
import runpy
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from showfloor.errors import IntakeError
from showfloor.storage import dialect_evidence
from showfloor.storage.dialect import StatedDialect
from showfloor.storage.dialect_finding import find_dialect

_READING = runpy.run_path(str(Path(__file__).with_name("reading_dialects.py")))
canonical = _READING["canonical"]
slices_of = _READING["slices_of"]

TEXT = b"store;revenue\ns1;1,5\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sales.csv"


def refusal(path: Path, data: bytes, stated: StatedDialect | None = None) -> str:
    path.write_bytes(data)
    with pytest.raises(IntakeError) as refused:
        find_dialect(path, None, stated or StatedDialect())
    return str(refused.value)


def strictly_scanned(path: Path, data: bytes) -> tuple[tuple[int, str], ...]:
    """Return line and reason of each record that the intake cannot split."""
    path.write_bytes(data)
    parts = slices_of(path, find_dialect(path))
    return tuple((record.line, record.reason) for part in parts for record in part.broken)


def test_an_empty_file_is_refused(path: Path) -> None:
    assert "is empty" in refusal(path, b"")
    assert "header is blank" in refusal(path, gzip.compress(b""))
    assert "header is blank" in refusal(path, b"\n1\n")


def test_a_header_alone_is_a_dialect(path: Path) -> None:
    path.write_bytes(b"store;revenue")
    found = find_dialect(path)
    assert (found.header, found.separator) == (("store", "revenue"), ";")
    assert canonical(path, found, path.with_name("c.csv")) == 1


def test_a_single_column_is_a_dialect(path: Path) -> None:
    path.write_bytes(b"revenue\n12,5\n\n7\n")
    found = find_dialect(path)
    assert (found.header, found.decimal) == (("revenue",), ",")
    canonical(path, found, path.with_name("c.csv"))
    assert path.with_name("c.csv").read_bytes() == b"revenue\n12.5\n\n7\n"


def test_ten_thousand_columns_are_read(path: Path) -> None:
    names = [f"c{n}" for n in range(10_000)]
    path.write_text(";".join(names) + "\n" + ";".join(["1,5"] * 10_000) + "\n", encoding="utf-8")
    found = find_dialect(path)
    assert found.header == tuple(names)
    assert len(found.numbers) == 10_000


def test_a_nul_is_refused_with_its_line(path: Path) -> None:
    assert "line 3: holds a NUL byte" in refusal(path, TEXT + b"s2;\0\n")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_lone_surrogate_is_refused_with_its_line(path: Path, encoding: str) -> None:
    mark = "\ufeff".encode(encoding)
    data = mark + "store;x\na;1\nb;\ud83d;\n".encode(encoding, "surrogatepass")
    assert "line 3: the bytes" in refusal(path, data)
    assert f"no {encoding}" in refusal(path, data)


def test_half_a_character_at_the_end_is_refused(path: Path) -> None:
    data = TEXT.decode().encode("utf-16")[:-1]
    assert "no utf-16-le text" in refusal(path, data)
    stated = StatedDialect(encoding="utf-8")
    assert "line 3: the bytes c3 are no utf-8" in refusal(path, TEXT + b"\xc3", stated)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_compressed_file_that_ends_too_early_is_refused(path: Path, share: float) -> None:
    body = TEXT + b"".join(b"s%d;%d,25\n" % (n * 7919 % 1000, n) for n in range(5000))
    for data in (gzip.compress(body), pa.compress(body, codec="zstd", asbytes=True)):
        assert "is damaged or ends too early" in refusal(path, data[: int(len(data) * share)])


def test_a_compressed_file_with_changed_bytes_is_refused(path: Path) -> None:
    data = bytearray(gzip.compress(TEXT * 100))
    data[-6] ^= 0xFF
    assert "is damaged" in refusal(path, bytes(data))


def test_two_encodings_in_one_file_are_refused_with_both_readings(path: Path) -> None:
    told = refusal(path, "store;x\nKöln;1\n".encode() + "Köln;2\n".encode("windows-1252"))
    assert "line 3: the bytes f6" in told
    assert "line 2 reads 'ö' in UTF-8 and 'Ã¶' in Windows-1252" in told


def test_a_stated_encoding_settles_two_encodings(path: Path) -> None:
    path.write_bytes("store;x\nKöln;1\n".encode() + "Köln;2\n".encode("windows-1252"))
    assert find_dialect(path, None, StatedDialect(encoding="windows-1252")).header[0] == "store"


def test_bytes_that_windows_1252_lacks_are_refused(path: Path) -> None:
    assert "no windows-1252 text" in refusal(path, TEXT + b"\x81;\xff\n")


def test_rows_with_another_separator_than_the_header_are_refused(path: Path) -> None:
    told = refusal(path, b"store;revenue\ns1,1\ns2,2\n")
    assert "line 2: the values are separated by commas, the header by semicolons" in told


def test_a_header_that_two_separators_split_is_settled_by_the_rows(path: Path) -> None:
    path.write_bytes(b"store,place;revenue\na;1\nb,c;2\n")
    assert find_dialect(path).separator == ";"
    told = refusal(path, b"store,place;revenue\na,b;1\n")
    assert "2 columns between commas or 2 columns between semicolons" in told
    stated = StatedDialect(separator=";")
    assert find_dialect(path, None, stated).header == ("store,place", "revenue")


def test_a_quotation_mark_left_open_is_refused_with_its_line(path: Path) -> None:
    assert "line 3: a quotation mark is left open" in refusal(path, TEXT + b'"s2;2\ns3;3\n')


def test_lines_that_end_in_a_carriage_return_only_are_refused(path: Path) -> None:
    assert "carriage return only" in refusal(path, b"store;revenue\rs1;1\r")


def test_a_column_named_twice_is_refused(path: Path) -> None:
    assert "column 'store' twice" in refusal(path, b"store; store\n1;2\n")


def test_a_line_without_end_is_refused(path: Path) -> None:
    assert "longer than 16 MiB" in refusal(path, b"store;x\n" + b"a" * (21 << 20))
    open_text = b'store;x\n"' + (b"a" * 1000 + b"\n") * 17_000
    assert "line 2: a quotation mark is left open" in refusal(path, open_text)


def test_records_that_cannot_be_split_are_left_to_the_strict_intake(path: Path) -> None:
    data = b'a;b\n1;2\n3\n4;5;6\nx"y";7\n"p"q;8\n9\r9;9\n\n"r\ns;9\nt;"u;v"\n'
    assert strictly_scanned(path, data.replace(b'"r\ns;9\n', b"")) == (
        (3, "has 1 columns where the header has 2"),
        (4, "has 3 columns where the header has 2"),
        (5, "has a quotation mark inside a value (write it twice, in a quoted value)"),
        (6, "has a quotation mark inside a value (write it twice, in a quoted value)"),
        (7, "holds a carriage return inside the line"),
    )


def test_broken_records_between_single_quotes_stay_broken(path: Path) -> None:
    data = b"'a','b'\n'1','2'\n'3'x,4\n'5',\"6\n"
    assert strictly_scanned(path, data) == (
        (3, "has a quotation mark inside a value (write it twice, in a quoted value)"),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet="a1.,;\t|'\"\n\r ä", max_size=60), st.sampled_from(["utf-8", "cp1252"]))
def test_any_text_is_refused_or_read_and_every_line_keeps_its_number(
    path: Path, text: str, encoding: str
) -> None:
    data = text.encode(encoding)
    path.write_bytes(data)
    target = path.with_name("canonical.csv")
    try:
        found = find_dialect(path)
    except IntakeError:
        return
    lines = canonical(path, found, target)
    assert lines == data.count(b"\n") + (not data.endswith(b"\n"))
    assert target.read_bytes().count(b"\n") >= lines


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_refused_or_read(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with suppress(IntakeError):
        canonical(path, find_dialect(path), path.with_name("canonical.csv"))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(st.text(alphabet="a1.,;\t|'\"\n\r ä", max_size=80))
@example(";;\n1")  # a record too long and one too short: as many separators as there should be
def test_any_text_is_refused_or_read_by_the_database_too(path: Path, text: str) -> None:
    path.write_text("a;b\n" + text, encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dialect_evidence, "SMALL", -1)
        with suppress(IntakeError):
            canonical(path, find_dialect(path), path.with_name("canonical.csv"))


def test_a_parquet_file_is_refused_by_name(path: Path) -> None:
    assert "is a Parquet file although its name ends in .csv" in refusal(path, b"PAR1\0\0")
