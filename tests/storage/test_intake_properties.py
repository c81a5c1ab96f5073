"""Properties of the intake on random files: rows add up, sales mean what a plain model says."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.domain.queries import Query
from showfloor.errors import IntakeError
from showfloor.storage import IntakeFile, Workspace, create_workspace, dialect_text, dictionaries
from showfloor.storage import text_slices as text_slices_module
from showfloor.storage.text_slices import TextLayout, end_of_first_record, text_slices

COLUMNS = ("source", "date", "store_id", "product_id", "line_no", "units", "revenue", "line_type")
NET = Query(
    "net",
    "SELECT source, CAST(date AS VARCHAR) AS day, store_id, sum(units) AS units, "
    "sum(revenue) AS revenue FROM sales GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    {"source": "text", "day": "text", "store_id": "text", "units": "int", "revenue": "float"},
)

Row = tuple[str, ...]

rows = st.lists(
    st.tuples(
        st.sampled_from(["pos", "web"]),
        st.sampled_from(["2020-01-31", "2020-02-01", "2020-02-30", ""]),
        st.sampled_from(["s1", "s2", "s9"]),
        st.sampled_from(["p1", "zzz"]),
        st.sampled_from(["1", "2", "x"]),
        st.sampled_from(["3", "0", "-2", "1.5"]),
        st.sampled_from(["10.00", "-4.5", "0.07", "9.999"]),
        st.sampled_from(["", "sale", "return", "gift"]),
    ),
    max_size=25,
)


def _is_good(row: Row) -> bool:
    """Say by plain Python whether a row, seen alone, can be taken."""
    _, day, store, _, line, units, revenue, line_type = row
    if day in ("2020-02-30", "") or store == "s9" or line == "x" or units == "1.5":
        return False
    if revenue == "9.999" or line_type == "gift":
        return False
    sign = int(units)
    return not (sign < 0 and line_type in ("", "sale")) and not (sign > 0 and line_type == "return")


def _content(row: Row) -> tuple[object, ...]:
    """Return what a good row means: -4.5 is -4.50, and no type means a sale."""
    return (*row[:5], int(row[5]), Decimal(row[6]).quantize(Decimal("0.01")), row[7] or "sale")


def _good_rows(delivery: list[Row]) -> tuple[dict[tuple[str, ...], tuple[object, ...]], int]:
    """Return the rows to take by key, and how many must be quarantined."""
    by_key: dict[tuple[str, ...], list[tuple[object, ...]]] = defaultdict(list)
    for row in filter(_is_good, delivery):
        by_key[row[:5]].append(_content(row))
    taken = {key: found[0] for key, found in by_key.items() if len(set(found)) == 1}
    repeats = sum(len(found) - 1 for key, found in by_key.items() if key in taken)
    return taken, len(delivery) - len(taken) - repeats


def _workspace(folder: str) -> Workspace:
    workspace = create_workspace(
        Path(folder) / "w", name="w", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    stores = Path(folder) / "stores.csv"
    stores.write_text("store_id,name,kind,operator\ns1,a,live,x\ns2,b,live,x\n")
    workspace.ledger.take([IntakeFile(stores)])
    return workspace


@settings(settings.get_profile("costly"))
@given(deliveries=st.lists(rows, min_size=1, max_size=3))
def test_rows_add_up_and_the_ledger_holds_what_a_plain_model_holds(
    deliveries: list[list[Row]],
) -> None:
    _check_against_the_model(deliveries)


@settings(settings.get_profile("costly"))
@given(deliveries=st.lists(rows, min_size=1, max_size=2))
def test_the_same_holds_where_files_are_read_in_many_slices_and_dictionaries_are_full(
    deliveries: list[list[Row]],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dialect_text, "PIECE", 90)
        patch.setattr(text_slices_module, "SLICE", 180)
        patch.setattr(dictionaries, "LARGEST", 2)
        _check_against_the_model(deliveries)


def _check_against_the_model(deliveries: list[list[Row]]) -> None:
    ledger: dict[tuple[str, ...], tuple[object, ...]] = {}
    with tempfile.TemporaryDirectory() as folder:
        workspace = _workspace(folder)
        for number, delivery in enumerate(deliveries):
            path = Path(folder) / f"sales-{number}.csv"
            with path.open("w", newline="", encoding="utf-8") as stream:
                csv.writer(stream).writerows([COLUMNS, *delivery])
            report = workspace.ledger.take([IntakeFile(path)]).files[0]
            taken, quarantined = _good_rows(delivery)
            assert report.adds_up
            assert (report.rows_in, report.quarantined) == (len(delivery), quarantined)
            assert report.quarantined == sum(refusal.rows for refusal in report.refusals)
            covered = {key[:3] for key in taken}
            same = sum(ledger.get(key) == content for key, content in taken.items())
            assert report.accepted == len(taken) - same
            ledger = {key: row for key, row in ledger.items() if key[:3] not in covered} | taken
            with workspace.ledger.engine() as engine:
                found = engine.run(NET)
            columns = (found[name].tolist() for name in NET.columns)
            assert list(zip(*columns, strict=True)) == _net(ledger)
            assert not workspace.ledger.take([IntakeFile(path)]).published


def _net(ledger: dict[tuple[str, ...], tuple[object, ...]]) -> list[tuple[object, ...]]:
    sums: dict[tuple[object, ...], tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for row in ledger.values():
        units, revenue = sums[row[:3]]
        assert isinstance(row[5], int)
        assert isinstance(row[6], Decimal)
        sums[row[:3]] = (units + row[5], revenue + row[6])
    return [(*key, units, float(revenue)) for key, (units, revenue) in sorted(sums.items())]


PIECES = ['"', ",", "\n", "\r\n", "a", "ü", " ", ";"]
VALUES = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)


@settings(max_examples=100, deadline=None)
@given(
    records=st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=12),
    end=st.sampled_from(["\n", "\r\n"]),
    last_end=st.booleans(),
)
def test_the_records_of_a_csv_file_are_those_that_pythons_reader_finds(
    records: list[tuple[str, str, str]], end: str, last_end: bool
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator=end)
    writer.writerows([("x", "y", "z"), *records])
    text = stream.getvalue() if last_end else stream.getvalue().removesuffix(end)
    reader = csv.reader(io.StringIO(text, newline=""))
    next(reader)
    lines, rows, before = [], [], reader.line_num
    for row in reader:
        lines.append(before + 1)
        rows.append(row)
        before = reader.line_num
    layout = TextLayout(Path("x.csv"), ",", '"', ("x", "y", "z"))
    body = text.encode()[end_of_first_record(text.encode(), '"') :]
    for size in (1, 20, 1 << 20):
        parts = list(
            text_slices(layout, [body[i : i + 7] for i in range(0, len(body), 7)], 2, size)
        )
        assert all(part.broken == () for part in parts)
        found = [part.lines(np.arange(part.records)).tolist() for part in parts]
        assert [line for part in found for line in part] == lines
        assert [row for part in parts for row in part.values(range(part.records))] == rows


@settings(max_examples=100, deadline=None)
@given(data=st.text(alphabet='a,;"\n\r', max_size=60), size=st.sampled_from([1, 9, 1 << 20]))
def test_any_text_is_cut_so_that_no_record_is_lost(data: str, size: int) -> None:
    layout = TextLayout(Path("x.csv"), ",", '"', ("x", "y"))
    content = data.encode()
    cut = text_slices(layout, [content[:30], content[30:]], 2, size)
    if content.count(b'"') % 2:
        with pytest.raises(IntakeError, match=r"x.csv, line \d+: a quotation mark is left open"):
            list(cut)
    else:
        parts = list(cut)
        assert b"".join(part.data for part in parts).removesuffix(b"\n") == content.removesuffix(
            b"\n"
        )
        for part in (part.searched() for part in parts):
            held = part.records + len(part.broken) + part.blank
            assert held <= part.data.count(b"\n")
            assert [len(row) for row in part.values(range(part.records))] == [2] * part.records
        if '"' not in data:
            whole = sum(part.records + len(part.broken) + part.blank for part in parts)
            assert whole == content.count(b"\n") + (not content.endswith(b"\n") and content != b"")
