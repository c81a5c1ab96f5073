"""Sales by store, product and day: made when asked, also of versions that kept them as a table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from showfloor.storage import ImportReport, IntakeFile, Workspace
from showfloor.storage import month_sums as month_sums_module
from showfloor.storage.delta_files import commit_files
from showfloor.storage.derived import derived_by_name
from showfloor.storage.engine import connect
from showfloor.storage.table_state import write_files
from showfloor.storage.tables import STORE_PRODUCT_DAYS
from showfloor.storage.writing import kept_safe

Take = Callable[..., ImportReport]
Ask = Callable[..., list[tuple[object, ...]]]

SALES = (
    "source,date,store_id,product_id,line_no,units,revenue,line_type\n"
    "till,2020-01-30,s1,p1,1,3,30.00,\ntill,2020-01-30,s1,p1,2,-1,-10.00,return\n"
    "web,2020-01-30,s1,p1,1,2,20.00,\ntill,2020-02-01,s2,p9,1,1,7.00,\n"
)
ASKED = (
    "SELECT CAST(date AS VARCHAR) AS d, store_id AS s, product_id AS p, units AS u, "
    "CAST(revenue AS DOUBLE) AS r, returns AS b FROM store_product_days ORDER BY ALL"
)
COLUMNS = {"d": "text", "s": "text", "p": "text", "u": "int", "r": "float", "b": "int"}
BY_HAND = [("2020-01-30", "s1", "p1", 4, 40.0, 1), ("2020-02-01", "s2", "p9", 1, 7.0, 0)]


def _kept_as_a_table(made: Workspace) -> None:
    """Add to the newest version the table that older releases kept, with one wrong figure."""
    ledger = made.root / "ledger"
    folder = ledger / "tables" / "store_product_days"
    rows = (
        "SELECT DATE '2020-01-30' AS date, 's1' AS store_id, 'p1' AS product_id, "
        "CAST(99 AS BIGINT) AS units, CAST(1 AS DECIMAL(18,2)) AS revenue, "
        "CAST(0 AS BIGINT) AS returns"
    )
    with connect(ledger / "temporary") as connection:
        files = write_files(connection, STORE_PRODUCT_DAYS, folder, rows)
    number = commit_files(folder, STORE_PRODUCT_DAYS, files, "older")
    path = max((ledger / "versions").glob("0*.json"))
    document = json.loads(path.read_text())
    document["tables"]["store_product_days"] = number
    document["rows"]["store_product_days"] = 1
    document["written"]["store_product_days"] = {
        file.path: kept_safe(folder / file.path) for file in files
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def test_they_are_summed_from_the_lines_and_kept_nowhere(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    take(sales=SALES)
    assert ask(ASKED, **COLUMNS) == BY_HAND
    assert "store_product_days" not in stocked.ledger.latest().tables
    assert not (stocked.root / "ledger" / "tables" / "store_product_days").exists()


def test_a_version_that_kept_them_answers_from_its_sales_and_the_next_keeps_them_no_longer(
    stocked: Workspace, take: Take, ask: Ask, tmp_path: Path
) -> None:
    take(sales=SALES)
    _kept_as_a_table(stocked)
    assert ask(ASKED, **COLUMNS) == BY_HAND
    assert stocked.ledger.check().holds
    take(sales=SALES.replace("2020-02-01,s2,p9,1,1,7.00", "2020-02-01,s2,p9,1,2,14.00"))
    assert ask(ASKED, **COLUMNS)[1] == ("2020-02-01", "s2", "p9", 2, 14.0, 0)
    assert "store_product_days" not in stocked.ledger.latest().tables
    assert "store_product_days" not in stocked.ledger.latest().rows
    assert stocked.ledger.check().holds
    stocked.ledger.undo()
    assert ask(ASKED, **COLUMNS) == BY_HAND
    stocked.ledger.vacuum((), before=stocked.ledger.latest().number, apply=True)
    folder = stocked.root / "ledger" / "tables" / "store_product_days"
    assert not list(folder.rglob("part-*.parquet"))
    assert stocked.ledger.check().holds


def test_every_name_of_a_derived_table_is_known_and_no_other() -> None:
    assert derived_by_name("store_product_days") is not None
    assert derived_by_name("store_months") is not None
    assert derived_by_name("sales") is None


@pytest.mark.parametrize("cells", [0, 1 << 40])
def test_months_are_summed_alike_however_wide_their_grid_is(
    stocked: Workspace, take: Take, monkeypatch: pytest.MonkeyPatch, cells: int
) -> None:
    monkeypatch.setattr(month_sums_module, "FEW_CELLS", cells)
    monkeypatch.setattr(month_sums_module, "CELLS_A_LINE", cells)
    take(sales=SALES)
    assert stocked.ledger.check().holds


def test_a_day_is_added_to_files_of_an_older_release(
    stocked: Workspace, take: Take, tmp_path: Path
) -> None:
    take(sales=SALES)
    day = tmp_path / "sales-day.csv"
    day.write_text(SALES.splitlines()[0] + "\ntill,2020-01-31,s1,p2,1,1,5.00,\n")
    stocked.ledger.take([IntakeFile(day)])
    assert stocked.ledger.latest().rows["store_days"] == 3
    assert stocked.ledger.check().holds
