"""Malformed files of every sort end in a report that adds up or in one message, never a traceback.

`make fuzz-intake` takes SHOWFLOOR_FUZZ of them; `make test` a sample. Each is a small table in a
random dialect with faults put in: the files go through opening, reading, checking and merging, all
but the publication. Every case can be repeated from its seed and number.
"""

from __future__ import annotations

import gzip
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from showfloor.errors import IntakeError
from showfloor.storage import FileReport, IntakeFile, Workspace
from showfloor.storage.delta_files import files_of
from showfloor.storage.dialect import StatedDialect
from showfloor.storage.intake import FileIntake
from showfloor.storage.named_source import NamedSource
from showfloor.storage.opening import open_source
from showfloor.storage.sources import Opening
from showfloor.storage.table_state import TableState
from showfloor.storage.tables import INTAKE_TABLES, LEDGER_TABLES, Kind, Table

CASES = int(os.environ.get("SHOWFLOOR_FUZZ", "240"))
SEEDS = range(8)

GOOD: dict[Kind, tuple[str, ...]] = {
    "text": ("s1", "s2", "p1", "m1", "Köln", "sale", "standard", "pos", "DE-NW", "1"),
    "int": ("1", "2", "-1", "0", "1000"),
    "money": ("9.99", "-4.50", "1234.56", "0.00", "12"),
    "float": ("0.5", "52.5", "1e2", "7"),
    "date": ("2020-01-02", "2021-12-31", "2020-01-06", "2019-02-28"),
    "bool": ("true", "false", "1", "0"),
}
BAD = (
    *("", " ", '"', '""', "'", ",", ";", "\t", "\n", "\r", "\r\n", "\x00", "\ufeff", "\u00a0"),
    *("x", "NaN", "inf", "-", "+", ".", "1e999", "1.2.3", "9" * 40, "0x10", "1_000", "١٢", "−5"),
    *("2021-02-30", "0000-00-00", "31.12.99", "1/2/2021", "12.13.2021", "9999-12-31", "today"),
    *("1.234", "1,234", "1.234,5", "1 234", "=1+1", "@x", "s9", "ZZ", "\u202e", "😀", "a" * 70_000),
    *("NULL", "\\N", "#REF!", "true", "-0", "00012", "1.999", "-1.5", "' OR 1=1 --", "{}", "$1"),
)
Case = tuple[bytes, str, Table, NamedSource | None]


def _value(rng: random.Random, kind: Kind) -> str:
    return rng.choice(GOOD[kind]) if rng.random() < 0.9 else rng.choice(BAD)


def _text(rng: random.Random, table: Table) -> str:
    """Return a table's text in a random dialect, mostly right."""
    columns = [one for one in table.columns if one.required or rng.random() < 0.4]
    mark = rng.choice(",,,,;\t|")
    point = rng.choice(".,") if mark != "," else "."
    lines = [mark.join(column.name for column in columns)]
    for _ in range(rng.choice((0, 1, 1, 2, 3, 5))):
        values = []
        for column in columns:
            value = rng.choice(column.choices) if column.choices else _value(rng, column.kind)
            if column.kind in ("money", "float") and point == ",":
                value = value.replace(".", ",")
            values.append(f'"{value}"' if rng.random() < 0.1 else value)
        lines.append(mark.join(values))
    lines += [rng.choice(lines)] * (rng.random() < 0.2)
    return rng.choice(("\n", "\n", "\r\n")).join(lines) + "\n" * (rng.random() < 0.9)


def _faulty(rng: random.Random, text: str) -> str:
    """Put one fault into a text."""
    place = rng.randrange(len(text) + 1)
    end = min(len(text), place + rng.choice((1, 1, 2, 9, 40)))
    choice = rng.randrange(5)
    if choice == 0:
        return text[:place] + rng.choice(BAD) + text[place:]
    if choice == 1:
        return text[:place] + text[end:]
    if choice == 2:
        return text[:place] + text[place:end] * 2 + text[end:]
    if choice == 3:
        return text[:place]
    return text[:place] + rng.choice(",;\t|\"'\n\r.-0aß") + text[place + 1 :]


def _bytes(rng: random.Random, text: str) -> bytes:
    encoding = rng.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"))
    data = text.encode(encoding, "replace")
    if rng.random() < 0.05:
        place = rng.randrange(len(data) + 1)
        data = data[:place] + rng.randbytes(rng.choice((1, 2, 8))) + data[place:]
    if rng.random() < 0.05:
        data = gzip.compress(data, 1)
        data = data[: rng.randrange(1, len(data) + 1)] if rng.random() < 0.5 else data
    if rng.random() < 0.02:
        data = (
            rng.choice((b"", b"PAR1", b"PK\x03\x04", b"\xff\xfe", b"\x1f\x8b", b"UNA:+.? '")) + data
        )
    return data or b"\n"


def _case(seed: int, number: int) -> Case:
    rng = random.Random(f"{seed}/{number}")
    table = INTAKE_TABLES["sales" if rng.random() < 0.5 else rng.choice([*INTAKE_TABLES])]
    text = _text(rng, table)
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3, 6))):
        text = _faulty(rng, text)
    ending = rng.choice((".csv", ".csv", ".csv", ".txt", ".tsv", ".csv.gz", ".parquet", ".edi"))
    ending = ending if rng.random() < 0.3 else ".csv"
    named = None
    if rng.random() < 0.1:
        stated = StatedDialect(
            separator=rng.choice((None, ",", ";")),
            decimal=rng.choice((None, ".", ",")),
            encoding=rng.choice((None, None, "utf-8", "windows-1252")),
        )
        named = NamedSource("north", table.name, {}, {}, stated)
    return _bytes(rng, text), ending, table, named


@pytest.fixture
def taking(
    stocked: Workspace, take: Callable[..., object], tmp_path: Path
) -> Iterator[Callable[[Case], FileReport]]:
    """Take a case as an import takes a file, on a ledger that already holds some sales."""
    take(
        sales="source,date,store_id,product_id,line_no,units,revenue\npos,2020-01-02,s1,p1,1,1,1\n",
        closures="store_id,from_date,to_date,reason,crew_access\ns1,2020-01-02,2020-01-04,,true\n",
    )
    version = stocked.ledger.latest()
    tables = stocked.root / "ledger" / "tables"
    held = {
        name: files_of(tables / name, version.tables[name]) if name in version.tables else ()
        for name in LEDGER_TABLES
    }
    staging = tmp_path / "staging"
    connection = duckdb.connect(config={"threads": "1"})

    def taking_case(case: Case) -> FileReport:
        data, ending, table, named = case
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        path = staging / f"file{ending}"
        path.write_bytes(data)
        states = {
            name: TableState(LEDGER_TABLES[name], tables / name, staging / name, files)
            for name, files in held.items()
        }
        file = IntakeFile(path, table.name, "till" if ending == ".txt" else None, named)
        filled = {**file.defaults(), **file.filled()}
        opening = Opening(connection, path, table, staging / "o", frozenset(filled), named)
        source = open_source(opening)
        intake = FileIntake(
            connection=connection,
            source=source,
            states=states,
            table=table,
            filled={k: v for k, v in filled.items() if k not in source.columns or named is None},
            name="fuzz",
        )
        try:
            return intake.take(staging / "quarantine.csv")
        finally:
            intake.close()

    yield taking_case
    connection.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_no_malformed_file_ends_in_a_traceback_and_what_is_read_adds_up(
    taking: Callable[[Case], FileReport], seed: int
) -> None:
    read = 0
    for number in range(CASES // len(SEEDS)):
        case = _case(seed, number)
        try:
            report = taking(case)
        except IntakeError:
            continue
        except Exception as error:
            raise AssertionError(f"case {seed}/{number} of {case[2].name}: {error!r}") from error
        else:
            read += 1
            assert report.adds_up, (seed, number, report)
            assert report.quarantined == sum(one.rows for one in report.refusals), (seed, number)
            assert (report.quarantine_path is None) == (report.quarantined == 0), (seed, number)
    assert read > CASES // len(SEEDS) // 5
