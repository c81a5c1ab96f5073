"""Workbooks and sales reports with faults put in end in rows and refusals or in one message.

SHOWFLOOR_FUZZ says how many of each; the tests take a sample. Each can be repeated from its number.
"""

from __future__ import annotations

import csv
import io
import os
import random
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from showfloor.errors import IntakeError
from showfloor.storage.edifact import convert_edifact
from showfloor.storage.spreadsheet_reading import ReadingTask, read_workbook
from showfloor.storage.tables import INTAKE_TABLES, STORES

CASES = int(os.environ.get("SHOWFLOOR_FUZZ", "240"))
BATCHES = range(8)
MARKS = (
    *("'", "+", ":", "?", "9", "A", "-", ".", ",", " ", "\n", "\xe9", "\x00", "20210230"),
    *("UNT", "UNH", "UNZ+", "UNA:+.? '", "LOC+162+", "QTY+153:", "DTM+356:", "CUX+2:USD:10'"),
)
XML = (
    *(b"<", b">", b'"', b"/", b"&amp;", b"&x;", b"9", b"-1", b"NaN", b"1e400", b"\x00", b"\xff"),
    *(b't="e"', b"</c>", b"</row>", b"<row>", b'r="A1"', b"<f>A1</f>", b"#REF!"),
)


def report() -> str:
    """Two messages of ours, one in each grouping."""
    item, store = "LIN+1++5412345000105:EN'", "LOC+162+5456789000024::9'"
    sold = "MOA+203:39.90'PRI+AAA:19.95'QTY+153:2'QTY+210:1'"
    bodies = (f"{store}{item}{sold}{item}{sold}", f"{item}{store}{sold}{store}{sold}")
    text = "UNA:+.? 'UNB+UNOC:3+A:14+B:14+210305:1200+1'"
    for number, body in enumerate(bodies, start=1):
        head = f"BGM+73E::9+D{number}+9'DTM+356:20210301:102'CUX+2:EUR:10'"
        count = (head + body).count("'") + 2
        text += f"UNH+{number}+SLSRPT:D:96A:UN:EAN004'{head}{body}UNT+{count}+{number}'"
    return f"{text}UNZ+2+1'"


def spoilt_report(rng: random.Random, text: str) -> bytes:
    """Return the text with segments lost, doubled or swapped, or with characters changed."""
    if rng.random() < 0.4:
        parts = text.split("'")
        for _ in range(rng.randint(1, 3)):
            here, there = rng.randrange(len(parts)), rng.randrange(len(parts))
            change = rng.randrange(3)
            if change == 0:
                del parts[here]
            elif change == 1:
                parts.insert(there, parts[here])
            else:
                parts[here], parts[there] = parts[there], parts[here]
        return "'".join(parts).encode("latin-1")
    for _ in range(rng.randint(1, 4)):
        here = rng.randrange(len(text))
        text = text[:here] + rng.choice(MARKS) + text[here + rng.randint(0, 3) :]
    return text.encode(rng.choice(("utf-8", "latin-1")))


def workbook() -> dict[str, bytes]:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("U")
    sheet.write_row(0, 0, ["store_id", "name", "kind", "operator", "opened_on", "latitude"])
    sheet.write_row(1, 0, ["s1", "Eins", "standard", "o2", "13.02.2021", 52.5])
    sheet.write_row(2, 0, [4711, "Zwei", "flagship", "o2", "", "52,5"])
    sheet.write_formula(3, 0, "=A2", None, "s3")
    book.close()
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def spoilt_part(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.randint(1, 3)):
        here = rng.randrange(len(data))
        new = rng.choice(XML) if rng.random() < 0.7 else b""
        data = data[:here] + new + data[here + rng.randint(0, 4) :]
    return data[: rng.randrange(1, len(data))] if rng.random() < 0.05 else data


def rows_of(target: Path) -> list[list[str]]:
    with target.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


@pytest.mark.parametrize("batch", BATCHES)
def test_every_spoilt_report_is_read_or_refused_in_words(tmp_path: Path, batch: int) -> None:
    path, whole = tmp_path / "report.edi", report()
    for number in range(batch, CASES, len(BATCHES)):
        path.write_bytes(spoilt_report(random.Random(number), whole))
        try:
            conversion = convert_edifact(path, INTAKE_TABLES["sales"], None, tmp_path)
        except IntakeError:
            continue
        rows = rows_of(conversion.text)
        blank = [line for line, row in enumerate(rows, start=1) if not row]
        assert blank == [record.line for record in conversion.refused], number
        assert {len(row) for row in rows if row} == {len(rows[0])}, number


@pytest.mark.parametrize("batch", BATCHES)
def test_every_spoilt_workbook_is_read_or_refused_in_words(tmp_path: Path, batch: int) -> None:
    kinds = {column.name: column.kind for column in STORES.columns}
    path, target = tmp_path / "stores.xlsx", tmp_path / "canonical.csv"
    whole = workbook()
    spoilt = [name for name in whole if "theme" not in name and not name.startswith("docProps")]
    task = ReadingTask(str(path), str(target), kinds, {}, ("store_id", "name"))
    for number in range(batch, CASES, len(BATCHES)):
        rng = random.Random(number)
        name = rng.choice([*spoilt, *["xl/worksheets/sheet1.xml"] * len(spoilt)])
        with zipfile.ZipFile(path, "w") as archive:
            for part, data in whole.items():
                archive.writestr(part, spoilt_part(rng, data) if part == name else data)
        try:
            table = read_workbook(task)
        except IntakeError:
            continue
        blank = [line for line, row in enumerate(rows_of(target), start=1) if not row]
        assert set(blank) == {line for line, *_ in table.refused}, number
