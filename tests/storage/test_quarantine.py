"""Quarantined rows say what would free them, and are taken from quarantine after the fix, once."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from showfloor.errors import IntakeError
from showfloor.storage import ImportReport, IntakeFile, Workspace
from showfloor.storage.reports import Fix
from showfloor.workflows.importing import quarantined_files

Take = Callable[..., ImportReport]
Ask = Callable[..., list[tuple[object, ...]]]
HEADER = "source,date,store_id,product_id,line_no,units,revenue,line_type\n"
STORES = "store_id,name,kind,operator\n"
LATE = (
    HEADER
    + "pos,2020-01-02,s1,p1,1,1,10.00,sale\n"
    + "pos,2020-01-02,s8,p1,1,2,20.00,sale\n"  # an unknown store
    + "pos,2020-01-02,s8,p1,2,1,5.00,sale\n"  # the same
    + "pos,2020-01-02,s9,p1,1,1.5,1.00,sale\n"  # an unknown store and no whole number
    + "pos,2020-01-02,s1,p1,2,x,7.00,sale\n"  # no whole number, in a store-day that is taken
)


def _sums(ask: Ask) -> list[tuple[object, ...]]:
    return ask(
        "SELECT store_id, count(*) AS n, sum(revenue) AS r FROM sales GROUP BY 1 ORDER BY 1",
        store_id="text",
        n="int",
        r="float",
    )


def _take_quarantine(workspace: Workspace, asked: str = "last") -> ImportReport:
    return workspace.ledger.take(quarantined_files(workspace, asked))


def test_the_report_says_which_fix_frees_how_many_rows(stocked: Workspace, take: Take) -> None:
    """By hand: s9's row has two faults, so that neither fix alone would free it."""
    report = take(sales=LATE).files[0]
    assert report.fixes == (
        Fix("add store 's8' to stores", 2),
        Fix("mend units, which is no whole number", 1),
    )


def test_rows_freed_by_a_new_store_are_taken_once_and_the_store_day_stays(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    take(sales=LATE)
    assert take(stores=STORES + "s8,Acht,live,x\n").published
    report = _take_quarantine(stocked)
    file = report.files[0]
    assert (file.rows_in, file.accepted, file.quarantined, file.unchanged) == (4, 2, 2, 0)
    assert _sums(ask) == [("s1", 1, 10.0), ("s8", 2, 25.0)]
    path = str(next((stocked.root / "ledger/quarantine").glob("*/1-sales.csv")))
    again = _take_quarantine(stocked, path)
    assert not again.published
    assert again.files[0].unchanged == 2
    assert _sums(ask) == [("s1", 1, 10.0), ("s8", 2, 25.0)]


def test_a_row_mended_in_the_quarantine_file_is_added_to_its_store_day(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    path = take(sales=LATE).files[0].quarantine_path
    assert path is not None
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",p1,2,x,", ",p1,2,3,"), encoding="utf-8")
    _take_quarantine(stocked, str(path))
    assert _sums(ask) == [("s1", 2, 17.0)]


def test_rows_of_a_store_day_that_was_delivered_anew_stay_out(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    path = take(sales=LATE).files[0].quarantine_path
    assert path is not None
    take(sales=HEADER + "pos,2020-01-02,s1,p1,1,9,90.00,sale\n")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",p1,2,x,", ",p1,2,3,"), encoding="utf-8")
    file = _take_quarantine(stocked, str(path)).files[0]
    assert "was delivered anew since the row was quarantined" in {
        refusal.reason.split(";")[0] for refusal in file.refusals
    }
    assert _sums(ask) == [("s1", 1, 90.0)]


def test_the_quarantine_of_a_foreign_file_holds_its_rows_as_they_are_read(
    stocked: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(
        "date;store_id;product_id;line_no;units;revenue\n"
        "01.02.2021;s1;p1;1;1;1.000,50\n13.02.2021;s9;p1;1;1;1.234,50\n",
        encoding="utf-8",
    )
    report = stocked.ledger.take([IntakeFile(path, source="till's")]).files[0]
    assert report.quarantine_path is not None
    with report.quarantine_path.open(newline="", encoding="utf-8") as stream:
        [row] = csv.DictReader(stream)
    assert (row["line"], row["column"], row["value"]) == ("3", "store_id", "s9")
    assert row["sales.date"] == "2021-02-13"
    assert row["sales.revenue"] == "1234.50"
    assert row["sales.source"] == "till's"


def test_rows_of_other_tables_are_freed_by_a_mended_value(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    path = take(stores=STORES + "s5,Fünf,lve,x\n").files[0].quarantine_path
    assert path is not None
    text = path.read_text(encoding="utf-8").replace(",Fünf,lve,", ",Fünf,live,")
    path.write_text(text, encoding="utf-8")
    assert _take_quarantine(stocked).files[0].accepted == 1
    assert ask("SELECT kind FROM stores WHERE store_id = 's5'", kind="text") == [("live",)]


def test_without_quarantined_rows_nothing_can_be_taken_from_there(
    stocked: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(IntakeError, match="no row waits to be taken"):
        quarantined_files(stocked, "last")
    with pytest.raises(IntakeError, match="does not exist"):
        quarantined_files(stocked, str(tmp_path / "x.csv"))
    path = tmp_path / "x.csv"
    path.write_text("line,column\n")
    with pytest.raises(IntakeError, match="mend the quarantine file where the import wrote it"):
        quarantined_files(stocked, str(path))


def test_a_file_that_is_no_quarantine_file_is_refused(stocked: Workspace, take: Take) -> None:
    path = take(sales=LATE).files[0].quarantine_path
    assert path is not None
    path.write_text("line,column,value,reason,a.b\n1,2,3,4,5\n")
    with pytest.raises(IntakeError, match=r"must be named like sales\.store_id"):
        quarantined_files(stocked, "last")
