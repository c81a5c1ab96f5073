"""Files in the documented format are read as such; foreign ones as they are found to be written."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from showfloor.errors import IntakeError
from showfloor.storage import IntakeFile, Workspace
from showfloor.storage.csv_source import open_csv
from showfloor.storage.dialect import StatedDialect
from showfloor.storage.named_source import NamedSource, read_named_sources
from showfloor.storage.sources import Opening, Source
from showfloor.storage.tables import PRICES

HEADER = "product_id,channel,valid_from,gross_price,vat_rate\n"


def opened(path: Path, stated: StatedDialect | None = None) -> Source:
    named = None if stated is None else NamedSource("north", "prices", {}, {}, stated)
    return open_csv(Opening(duckdb.connect(), path, PRICES, path.parent, frozenset(), named))


def test_a_file_in_the_documented_format_is_read_as_such(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text(HEADER + "p1,store,2021-01-01,1.234,0.19\n", encoding="utf-8-sig")
    assert opened(path).found is None
    assert [part.values([0]) for part in opened(path).slices()] == [
        [["p1", "store", "2021-01-01", "1.234", "0.19"]]
    ]


@pytest.mark.parametrize(
    "data",
    [
        (HEADER + "p1,Kö,2021-01-01,1.5,0\n").replace(",", ";").encode(),
        (HEADER + "p1,Kö,2021-01-01,1.5,0\n").encode("windows-1252"),
        (HEADER + "p1,Kö,2021-01-01,1.5,0\n").encode("utf-16"),
        gzip.compress((HEADER + "p1,Kö,2021-01-01,1.5,0\n").encode(), mtime=0),
    ],
)
def test_a_foreign_file_is_read_as_it_is_found_to_be_written(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "prices.csv"
    path.write_bytes(data)
    source = opened(path)
    assert source.found is not None
    assert [part.values([0])[0][1] for part in source.slices()] == ["Kö"]


def test_a_stated_dialect_is_used_on_a_file_with_commas_too(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text(HEADER + 'p1,store,2021-01-01,"1.234",0\n', encoding="utf-8")
    found = opened(path, StatedDialect(decimal=",")).found
    assert found is not None
    assert "decimal comma, thousands point" in found
    with pytest.raises(IntakeError, match="can be read as"):
        opened(path, StatedDialect(separator=","))


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
    path = tmp_path / "Abverkauf.csv"
    path.write_bytes(
        "Filiale;Datum;Artikel;Position;Stück;Umsatz;Art\r\n"
        "s1;01.02.2021;p1;1;3;1.234,50;sale\r\n"
        "s2;13.02.2021;p1;1;-1;-99,95;return\r\n"
        "s2;14.02.2021;p1;1;1;9,999;sale\r\n".encode("windows-1252")
    )
    report = stocked.ledger.take([IntakeFile(path, named=source)])
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
