"""Promises of ledger versions: immutable, whole, repeatable, and exact as of any time."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from showfloor.domain.queries import Query
from showfloor.errors import LedgerError
from showfloor.storage import ImportReport, IntakeFile, Ledger, Workspace, writing

Take = Callable[..., ImportReport]
Ask = Callable[..., list[tuple[object, ...]]]
HEADER = "source,date,store_id,product_id,line_no,units,revenue,line_type\n"
DAYS = Query(
    "days",
    "SELECT date, store_id, units, revenue, returns FROM store_product_days ORDER BY ALL",
    {"date": "date", "store_id": "text", "units": "int", "revenue": "float", "returns": "int"},
)


def _sales(*rows: str) -> str:
    return HEADER + "".join(f"{row}\n" for row in rows)


def _days(ledger: Ledger, number: int) -> list[tuple[object, ...]]:
    with ledger.engine(ledger.version(number)) as engine:
        found = engine.run(DAYS)
    return [
        (str(day), *rest)
        for day, *rest in zip(*(found[name].tolist() for name in DAYS.columns), strict=True)
    ]


def test_an_empty_ledger_has_no_latest_version(workspace: Workspace) -> None:
    assert workspace.ledger.versions() == ()
    with pytest.raises(LedgerError, match="is empty; import files first"):
        workspace.ledger.latest()


def test_many_tables_make_one_version(stocked: Workspace) -> None:
    [version] = stocked.ledger.versions()
    assert set(version.tables) == {"stores", "products", "manufacturers"}
    assert version.rows == {"stores": 2, "products": 2, "manufacturers": 2}
    assert [taken.file for taken in version.took] == [
        "stores.csv",
        "products.csv",
        "manufacturers.csv",
    ]


def test_sales_replace_the_store_days_of_their_source_and_nothing_else(
    stocked: Workspace, take: Take
) -> None:
    take(
        sales=_sales(
            "pos,2020-01-30,s1,p1,1,1,10.00,",
            "pos,2020-01-30,s1,p1,2,2,20.00,",
            "pos,2020-01-31,s1,p1,1,5,50.00,",
            "pos,2020-01-30,s2,p1,1,7,70.00,",
            "web,2020-01-30,s1,p1,1,100,1.00,",
            "pos,2020-02-01,s1,p1,1,1,10.00,",
        )
    )
    report = take(
        sales=_sales("pos,2020-01-30,s1,p1,1,4,40.00,", "pos,2020-02-01,s1,p1,2,-1,-10.00,return")
    )
    assert (report.version, report.files[0].accepted, report.files[0].replaced) == (3, 2, 3)
    assert "3 rows of the ledger were corrected or replaced" in report.files[0].warnings
    assert _days(stocked.ledger, 2) == [
        ("2020-01-30", "s1", 103, 31.0, 0),
        ("2020-01-30", "s2", 7, 70.0, 0),
        ("2020-01-31", "s1", 5, 50.0, 0),
        ("2020-02-01", "s1", 1, 10.0, 0),
    ]
    assert _days(stocked.ledger, 3) == [
        ("2020-01-30", "s1", 104, 41.0, 0),
        ("2020-01-30", "s2", 7, 70.0, 0),
        ("2020-01-31", "s1", 5, 50.0, 0),
        ("2020-02-01", "s1", -1, -10.0, 1),
    ]


def test_other_tables_are_corrected_by_key_and_lose_nothing(
    stocked: Workspace, take: Take, ask: Ask
) -> None:
    report = take(manufacturers="manufacturer_id,name\nm2,New\nm3,Three\nm1,Mone\n").files[0]
    assert (report.accepted, report.unchanged, report.replaced) == (2, 1, 1)
    sql = "SELECT manufacturer_id AS m, name FROM manufacturers ORDER BY 1"
    assert ask(sql, m="text", name="text") == [("m1", "Mone"), ("m2", "New"), ("m3", "Three")]


def test_a_repeated_import_changes_nothing_and_counts_nothing_twice(
    stocked: Workspace, take: Take
) -> None:
    text = _sales("pos,2020-01-30,s1,p1,1,1,10.00,", "pos,2020-01-30,s9,p1,1,1,10.00,")
    first, second = take(sales=text), take(sales=text)
    assert (first.version, first.published) == (2, True)
    assert (second.version, second.published) == (2, False)
    [was], [now] = first.files, second.files
    assert (was.accepted, was.quarantined, was.unchanged) == (1, 1, 0)
    assert (now.accepted, now.quarantined, now.unchanged) == (0, 1, 1)
    assert now.refusals == was.refusals
    assert now.quarantine_path == was.quarantine_path
    assert now.adds_up


def test_the_same_rows_in_another_file_change_nothing(stocked: Workspace, take: Take) -> None:
    rows = ["pos,2020-01-30,s1,p1,1,1,10.00,", "pos,2020-01-30,s1,p1,2,1,10.00,"]
    take(sales=_sales(*rows))
    report = take(sales=_sales(*reversed(rows)))
    assert (report.version, report.published, report.files[0].unchanged) == (2, False, 2)


def test_an_older_delivery_taken_again_after_a_correction_counts_as_new(
    stocked: Workspace, take: Take
) -> None:
    old, new = _sales("pos,2020-01-30,s1,p1,1,1,10.00,"), _sales("pos,2020-01-30,s1,p1,1,2,20.00,")
    for text in (old, new, old):
        take(sales=text)
    assert _days(stocked.ledger, 4) == [("2020-01-30", "s1", 1, 10.0, 0)]


def test_rows_quarantined_for_their_store_are_taken_once_the_store_is_known(
    stocked: Workspace, take: Take
) -> None:
    text = _sales("pos,2020-01-30,s3,p1,1,1,10.00,")
    assert take(sales=text).files[0].quarantined == 1
    take(stores="store_id,name,kind,operator\ns3,Drei,live,o2\n")
    report = take(sales=text)
    assert (report.version, report.files[0].accepted, report.files[0].quarantined) == (3, 1, 0)


def test_files_of_one_import_may_share_a_table(stocked: Workspace, tmp_path: Path) -> None:
    files = []
    for day in (1, 2):
        path = tmp_path / f"sales-{day}.csv"
        path.write_text(_sales(f"pos,2020-01-0{day},s1,p1,1,{day},10.00,"))
        files.append(IntakeFile(path))
    report = stocked.ledger.take(files)
    assert [file.accepted for file in report.files] == [1, 1]
    assert [row[2] for row in _days(stocked.ledger, report.version)] == [1, 2]
    again = stocked.ledger.take(files)
    assert (again.published, [file.unchanged for file in again.files]) == (False, [1, 1])


def test_the_version_as_of_a_time_is_the_newest_published_by_then(
    stocked: Workspace, take: Take
) -> None:
    first = stocked.ledger.latest()
    take(manufacturers="manufacturer_id,name\nm3,Three\n")
    second = stocked.ledger.latest()
    just_before = second.committed_at - timedelta(microseconds=1)
    assert stocked.ledger.as_of(just_before).number == first.number
    assert stocked.ledger.as_of(second.committed_at).number == second.number
    with pytest.raises(LedgerError, match="no version yet"):
        stocked.ledger.as_of(datetime(2000, 1, 1, tzinfo=UTC))
    with pytest.raises(LedgerError, match="no time zone"):
        stocked.ledger.as_of(datetime(2030, 1, 1))  # noqa: DTZ001 -- the missing zone is the point


def test_an_import_that_died_before_publishing_leaves_no_trace_in_the_next(
    stocked: Workspace, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(sales=_sales("pos,2020-01-30,s1,p1,1,1,10.00,", "pos,2020-01-31,s1,p1,1,1,10.00,"))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(writing, "publish", die)
        with pytest.raises(KeyboardInterrupt):
            take(sales=_sales("pos,2020-01-30,s1,p1,1,9,90.00,", "pos,2020-03-01,s1,p1,1,9,90.00,"))
    before = [("2020-01-30", "s1", 1, 10.0, 0), ("2020-01-31", "s1", 1, 10.0, 0)]
    assert stocked.ledger.latest().number == 2
    assert _days(stocked.ledger, 2) == before
    report = take(sales=_sales("pos,2020-02-01,s1,p1,1,2,20.00,"))
    assert report.version == 3
    assert _days(stocked.ledger, 3) == [*before, ("2020-02-01", "s1", 2, 20.0, 0)]
    assert stocked.ledger.latest().rows["sales"] == 3
    take(sales=_sales("pos,2020-01-30,s1,p1,1,9,90.00,"))
    assert _days(stocked.ledger, 4)[0] == ("2020-01-30", "s1", 9, 90.0, 0)
    assert _days(stocked.ledger, 2) == before


def test_a_second_import_waits_for_the_first_and_then_says_who_holds_the_ledger(
    stocked: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "manufacturers.csv"
    path.write_text("manufacturer_id,name\nm3,Three\n")
    with (stocked.root / "ledger" / "lock").open() as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(LedgerError, match="another import has held the ledger"):
            stocked.ledger.take([IntakeFile(path)], wait_seconds=0.1)
    assert stocked.ledger.take([IntakeFile(path)]).version == 2


def test_a_reader_keeps_its_version_while_an_import_publishes_another(
    stocked: Workspace, take: Take
) -> None:
    count = Query("count", "SELECT count(*) AS n FROM manufacturers", {"n": "int"})
    with stocked.ledger.engine() as engine:
        take(manufacturers="manufacturer_id,name\nm3,Three\n")
        assert engine.run(count)["n"].tolist() == [2]
    with stocked.ledger.engine() as engine:
        assert engine.run(count)["n"].tolist() == [3]


def test_a_manifest_names_what_was_taken_by_digest_and_is_damaged_loudly(
    stocked: Workspace,
) -> None:
    path = stocked.root / "ledger" / "versions" / "00000001.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    assert [len(taken["sha256"]) for taken in document["took"]] == [64, 64, 64]
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(LedgerError, match="is damaged"):
        stocked.ledger.latest()
    path.write_text(json.dumps({**document, "format": 3}), encoding="utf-8")
    with pytest.raises(LedgerError, match="manifest format 3"):
        stocked.ledger.latest()


def test_an_unknown_version_names_those_that_exist(stocked: Workspace) -> None:
    with pytest.raises(LedgerError, match="no version 7; there are 1 to 1"):
        stocked.ledger.version(7)


def test_progress_rises_to_one_and_names_its_steps(stocked: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(_sales("pos,2020-01-30,s1,p1,1,1,10.00,"))
    steps: list[tuple[str, float]] = []
    stocked.ledger.take(
        [IntakeFile(path)], progress=lambda step, share: steps.append((step, share))
    )
    shares = [share for _, share in steps]
    assert steps[0][0] == "reading sales.csv into sales"
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
