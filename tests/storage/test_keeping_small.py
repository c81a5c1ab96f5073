"""Promises of compact and vacuum: the same rows in fewer files, and nothing gone that is needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from showfloor.domain.queries import Query
from showfloor.errors import LedgerError
from showfloor.storage import ImportReport, Workspace, compacting
from showfloor.storage.table_state import write_files

Take = Callable[..., ImportReport]
Ask = Callable[..., list[tuple[object, ...]]]
HEADER = "source,date,store_id,product_id,line_no,units,revenue\n"
UNITS = Query("units", "SELECT coalesce(sum(units), 0) AS units FROM sales", {"units": "int"})


def _sales(*days: tuple[str, str, int]) -> str:
    return HEADER + "".join(f"pos,{day},{store},p1,1,{n},{n}.00\n" for day, store, n in days)


def _units(place: Workspace, number: int) -> int:
    with place.ledger.engine(place.ledger.version(number)) as engine:
        return int(engine.run(UNITS)["units"][0])


def _parquet_files(place: Workspace) -> set[Path]:
    tables = place.root / "ledger" / "tables"
    return {path for path in tables.rglob("*.parquet") if "_delta_log" not in path.parts}


@pytest.fixture
def scattered(stocked: Workspace, take: Take) -> Workspace:
    """Sales of January (version 2), then written anew in two files (version 3)."""
    take(sales=_sales(("2020-01-30", "s1", 1), ("2020-01-31", "s2", 2)))
    with stocked.ledger.writing() as writing, writing.connection() as connection:
        sales = writing.states["sales"]
        files = [
            file
            for store in ("s1", "s2")
            for file in write_files(
                connection,
                sales.table,
                sales.staging,
                f"SELECT * FROM {sales.relation()} WHERE store_id = '{store}'",
            )
        ]
        sales.replace({202001}, files)
        writing.publish(connection, "compact", statement="scattered")
    return stocked


def test_small_files_of_a_month_become_one_of_the_same_rows(scattered: Workspace) -> None:
    before = len(scattered.ledger.latest().tables)
    report = scattered.ledger.compact()
    assert report.published
    [sales] = [table for table in report.tables if table.table == "sales"]
    assert (sales.files_before, sales.files_after, sales.rows) == (2, 1, 2)
    version = scattered.ledger.latest()
    assert (version.operation, version.statement) == ("compact", "merged files: sales 2 to 1")
    assert len(version.tables) == before
    assert _units(scattered, 3) == _units(scattered, 4) == 3
    assert scattered.ledger.check().holds
    again = scattered.ledger.compact()
    assert (again.published, again.version) == (False, 4)


def test_an_import_is_undone_beneath_a_compaction(scattered: Workspace, ask: Ask) -> None:
    scattered.ledger.compact()
    assert scattered.ledger.undo().undone == (2,)
    assert ask("SELECT count(*) AS n FROM sales", n="int") == [(0,)]
    with pytest.raises(LedgerError, match=r"version 4 \(compact\) changed no rows"):
        scattered.ledger.undo(4)


def test_a_merged_file_of_other_rows_is_never_published(
    scattered: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = compacting.write_month

    def losing(connection, table, folder, month, select):
        return write(connection, table, folder, month, f"{select} LIMIT 1")

    monkeypatch.setattr(compacting, "write_month", losing)
    with pytest.raises(LedgerError, match="would not hold the same rows in one file"):
        scattered.ledger.compact()
    assert scattered.ledger.latest().number == 3
    assert scattered.ledger.check().holds


def test_a_vacuum_says_first_what_it_would_remove_and_then_removes_only_that(
    scattered: Workspace,
) -> None:
    stray = scattered.root / "ledger" / "tables" / "sales" / "month=202001" / "part-stray.parquet"
    stray.write_bytes(b"left by a killed import")
    before = _parquet_files(scattered)
    found = scattered.ledger.vacuum(())
    assert (found.files, found.size, found.applied) == (1, 23, False)
    assert _parquet_files(scattered) == before
    assert scattered.ledger.vacuum((), apply=True).applied
    assert _parquet_files(scattered) == before - {stray}
    assert scattered.ledger.check().holds


def test_versions_are_given_up_only_by_name_and_never_one_that_a_run_refers_to(
    scattered: Workspace, take: Take
) -> None:
    for units in (5, 6, 7):
        take(sales=_sales(("2020-01-30", "s1", units)))
    found = scattered.ledger.vacuum({4}, before=6)
    assert (found.given_up, found.held) == ((1, 2, 3, 5), (4,))
    scattered.ledger.vacuum({4}, before=6, apply=True)
    assert (_units(scattered, 4), _units(scattered, 6)) == (7, 9)
    for number in (2, 5):
        with pytest.raises(LedgerError, match=f"rows of version {number} were given up on 20"):
            _units(scattered, number)
    assert scattered.ledger.check({"a-run": 4}).holds
    assert not scattered.ledger.check({"a-run": 5}).holds
    with pytest.raises(LedgerError, match="newest always stays"):
        scattered.ledger.vacuum((), before=99)
    with pytest.raises(LedgerError, match="the rows of version 5 were given up"):
        scattered.ledger.undo(6)
