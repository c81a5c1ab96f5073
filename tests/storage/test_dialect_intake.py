"""Files in the documented format are left alone; foreign ones are rewritten and then taken."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from showfloor.errors import IntakeError
from showfloor.storage import IntakeFile, Workspace
from showfloor.storage.dialect import StatedDialect
from showfloor.storage.dialect_intake import rewritten_for_intake
from showfloor.storage.named_source import read_named_sources
from showfloor.storage.tables import Kind

KINDS: dict[str, Kind] = {"store_id": "text", "date": "date", "revenue": "money"}


def test_a_file_in_the_documented_format_is_left_as_it_lies(tmp_path: Path) -> None:
    path, target = tmp_path / "sales.csv", tmp_path / "canonical.csv"
    path.write_text("store_id,revenue\ns1,1.234\n", encoding="utf-8-sig")
    assert rewritten_for_intake(path, KINDS, target) is None
    assert not target.exists()


@pytest.mark.parametrize(
    "data",
    [
        "store_id;revenue\nKö;1,5\n".encode(),
        'store_id,revenue\nKö,"1,5"\n'.encode("windows-1252"),
        'store_id,revenue\nKö,"1,5"\n'.encode("utf-16"),
        gzip.compress('store_id,revenue\nKö,"1,5"\n'.encode()),
    ],
)
def test_a_foreign_file_is_rewritten(tmp_path: Path, data: bytes) -> None:
    path, target = tmp_path / "sales.csv", tmp_path / "canonical.csv"
    path.write_bytes(data)
    dialect = rewritten_for_intake(path, KINDS, target)
    assert dialect is not None
    assert dialect.decimal == ","
    assert target.read_text(encoding="utf-8").replace('"', "") == "store_id,revenue\nKö,1.5\n"


def test_a_stated_dialect_is_used_on_a_file_with_commas_too(tmp_path: Path) -> None:
    path, target = tmp_path / "sales.csv", tmp_path / "canonical.csv"
    path.write_text('store_id,revenue\ns1,"1.234"\n', encoding="utf-8")
    assert rewritten_for_intake(path, KINDS, target, StatedDialect(decimal=",")) is not None
    assert target.read_text(encoding="utf-8").endswith("s1,1234\n")
    with pytest.raises(IntakeError, match="can be read as"):
        rewritten_for_intake(path, KINDS, target, StatedDialect(separator=","))


def test_a_partners_file_is_taken_to_the_cent_and_refused_by_its_own_lines(
    tmp_path: Path, stocked: Workspace, ask: Callable[..., list[tuple[object, ...]]]
) -> None:
    """Expected by hand: 1,234.50 and -99.95 are taken; line 4 has three decimals."""
    stated = {
        "north": {
            "table": "sales",
            "columns": {
                "Filiale": "store_id",
                "Datum": "date",
                "Artikel": "product_id",
                "Position": "line_no",
                "Stück": "units",
                "Umsatz": "revenue",
                "Art": "line_type",
            },
        }
    }
    source = read_named_sources({"sources": stated}, "showfloor.toml")["north"]
    path, target = tmp_path / "Abverkauf.csv", tmp_path / "sales.csv"
    path.write_bytes(
        "Filiale;Datum;Artikel;Position;Stück;Umsatz;Art\r\n"
        "s1;01.02.2021;p1;1;3;1.234,50;sale\r\n"
        "s2;13.02.2021;p1;1;-1;-99,95;return\r\n"
        "s2;14.02.2021;p1;1;1;9,999;sale\r\n".encode("windows-1252")
    )
    dialect = rewritten_for_intake(path, source.kinds(), target, source.dialect, source.columns)
    assert dialect is not None
    report = stocked.ledger.take([IntakeFile(target, source.table, source.name)])
    assert [(refusal.first_line, refusal.column) for refusal in report.files[0].refusals] == [
        (4, "revenue")
    ]
    asked = ask(
        "SELECT store_id, CAST(date AS VARCHAR) AS day, CAST(revenue * 100 AS BIGINT) AS cents "
        "FROM sales ORDER BY store_id",
        store_id="text",
        day="text",
        cents="int",
    )
    assert asked == [("s1", "2021-02-01", 123450), ("s2", "2021-02-13", -9995)]
