"""Files of a named source are taken as showfloor.toml states them, CSV and Parquet alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from showfloor.errors import IntakeError, UsageError, WorkspaceError
from showfloor.storage import Workspace, open_workspace
from showfloor.workflows.importing import files_to_import

STATED = """
[sources.nord]
table = "sales"
files = ["abverkauf*"]
columns = { Filiale = "store_id", Datum = "date", Artikel = "product_id", Umsatz = "revenue" }
defaults = { line_no = "1", units = "1" }
ignore = ["Filialname"]

[sources.nord.dialect]
decimal = ","
"""
TEXT = (
    "Filiale;Filialname;Datum;Artikel;Umsatz\n"
    "s1;Köln;01.02.2021;p1;1.234\n"
    "s2;Bonn;13.02.2021;p1;-9,5\n"
)


@pytest.fixture
def stating(stocked: Workspace) -> Workspace:
    """The stocked workspace with the source nord in its showfloor.toml."""
    with (stocked.root / "showfloor.toml").open("a", encoding="utf-8") as stream:
        stream.write(STATED)
    return open_workspace(stocked.root)


def _sales(ask: Callable[..., list[tuple[object, ...]]]) -> list[tuple[object, ...]]:
    return ask(
        "SELECT source, store_id, CAST(date AS VARCHAR) AS day, line_no, units, "
        "CAST(revenue * 100 AS BIGINT) AS cents FROM sales ORDER BY store_id",
        source="text",
        store_id="text",
        day="text",
        line_no="int",
        units="int",
        cents="int",
    )


def test_columns_are_renamed_filled_and_ignored_as_stated(
    stating: Workspace, tmp_path: Path, ask: Callable[..., list[tuple[object, ...]]]
) -> None:
    """By hand: 1.234 has a thousands point, for the decimal mark is stated to be a comma."""
    path = tmp_path / "Abverkauf-03.csv"
    path.write_text(TEXT.replace("-9,5", "9,5"), encoding="utf-8")
    [file] = files_to_import(stating, [path])
    assert file.named is not None
    report = stating.ledger.take([file]).files[0]
    assert (report.table, report.rows_in, report.accepted) == ("sales", 2, 2)
    assert report.found == (
        "utf-8, semicolons, decimal comma, thousands point, Datum DD.MM.YYYY, as source nord states"
    )
    assert _sales(ask) == [
        ("nord", "s1", "2021-02-01", 1, 1, 123400),
        ("nord", "s2", "2021-02-13", 1, 1, 950),
    ]
    assert not stating.ledger.take([file]).published


def test_a_parquet_file_of_a_named_source_is_renamed_too(
    stating: Workspace, tmp_path: Path, ask: Callable[..., list[tuple[object, ...]]]
) -> None:
    path = tmp_path / "x.parquet"
    columns = {"Filiale": ["s1"], "Filialname": ["Köln"], "Artikel": ["p1"], "Umsatz": [12.34]}
    dated = pa.table({**columns, "Datum": pa.array([18659], pa.int32()).cast(pa.date32())})
    pq.write_table(dated, path)
    stating.ledger.take(files_to_import(stating, [path], source="nord"))
    assert _sales(ask) == [("nord", "s1", "2021-02-01", 1, 1, 1234)]


def test_what_a_source_states_is_part_of_what_was_taken(stating: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "abverkauf.csv"
    path.write_text(TEXT.replace("-9,5", "9,5"), encoding="utf-8")
    stating.ledger.take(files_to_import(stating, [path]))
    toml = stating.root / "showfloor.toml"
    toml.write_text(toml.read_text().replace('units = "1"', 'units = "2"'))
    again = open_workspace(stating.root)
    assert again.ledger.take(files_to_import(again, [path])).published


def test_a_column_that_nothing_names_is_refused_with_the_way_out(
    stating: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "abverkauf.csv"
    path.write_text("Filiale;Ort;Datum;Artikel\ns1;Köln;13.02.2021;p1\n", encoding="utf-8")
    with pytest.raises(IntakeError) as refused:
        stating.ledger.take(files_to_import(stating, [path]))
    assert "unknown column 'Ort'" in str(refused.value)
    assert "missing column 'revenue' ('Umsatz')" in str(refused.value)
    assert str(refused.value).endswith("columns or ignore of [sources.nord] in showfloor.toml")


def test_a_table_that_contradicts_the_source_is_refused(stating: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="states the table sales, not stores; leave --table out"):
        files_to_import(stating, [tmp_path / "x.csv"], "stores", "nord")


def test_a_file_that_two_sources_recognise_must_be_named(
    stating: Workspace, tmp_path: Path
) -> None:
    with (stating.root / "showfloor.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[sources.south]\ntable = "stores"\nfiles = ["*.csv"]\n')
    again = open_workspace(stating.root)
    with pytest.raises(UsageError, match="fits the sources nord and south"):
        files_to_import(again, [tmp_path / "abverkauf.csv"])


def test_a_wrong_source_keeps_the_workspace_closed_and_names_the_key(stating: Workspace) -> None:
    toml = stating.root / "showfloor.toml"
    toml.write_text(toml.read_text().replace('units = "1"', 'units = "one"'))
    with pytest.raises(WorkspaceError, match=r"sources.nord.defaults.units: 'one' is no whole"):
        open_workspace(stating.root)
