"""Files sent through the portal: taken once, refused in words, mended, and taken back."""

from __future__ import annotations

from pathlib import Path

from django.test import Client

from showfloor.portal.imports.models import Delivery
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.storage import open_workspace

from ..sending import figures, send, table, work_here  # noqa: TID252  # no package

HEAD = "source,date,store_id,product_id,line_no,units,revenue\n"
GOOD = f"{HEAD}till,2021-04-01,koeln,a1,1,2,200.00\ntill,2021-04-01,koeln,b1,2,1,300.00\n".encode()
BROKEN = (
    f"{HEAD}till,2021-04-02,koeln,a1,1,2,200.00\n"
    "till,2021-04-03,koeln,a1,1,two,100.00\n"
    "till,2021-04-03,nowhere,b1,1,1,300.00\n"
).encode()


def test_files_are_looked_at_then_taken_and_their_rows_add_up(manager: Client) -> None:
    answer = send(manager, ("sales-april.csv", GOOD))
    assert answer.status_code == 303
    address = answer["Location"]
    assert [job.kind for job in work_here()] == ["imports.look"]
    page = manager.get(address).content.decode()
    assert "sales-april.csv: sent, not taken yet." in page
    assert table(manager, address, "files")[0]["table"] == "Sales"
    assert table(manager, address, "rows_1")[0]["column_3"] == "koeln"
    assert manager.post(f"{address}take/").status_code == 303
    assert figures(manager, address)["state"] == "waiting"
    (job,) = work_here()
    assert (job.state, job.said) == ("done", "imports.took.all")
    found = figures(manager, address)
    assert (found["rows_in"], found["accepted"], found["quarantined"]) == (2, 2, 0)
    assert found["adds_up"] is True
    assert "All rows were taken: 2 are new" in manager.get(address).content.decode()


def test_a_file_that_cannot_be_read_is_not_offered_to_be_taken(manager: Client) -> None:
    address = send(manager, ("sales.csv", GOOD), ("picture.csv", b"\x89PNG\r\n\x1a\n\x00"))[
        "Location"
    ]
    assert 'take/"' in manager.get(address).content.decode(), "nobody has looked at it yet"
    work_here()
    page = manager.get(address).content.decode()
    assert 'take/"' not in page
    assert "Look again" in page
    assert "state below what the files hold" in page
    assert manager.post(f"{address}look/").status_code == 303
    assert [job.kind for job in work_here()] == ["imports.look"]


def test_the_same_files_again_are_the_same_delivery_and_change_nothing(
    manager: Client, shop: Path
) -> None:
    first = send(manager, ("sales.csv", GOOD))["Location"]
    manager.post(f"{first}take/")
    work_here()
    version = figures(manager, first)["version"]
    again = send(manager, ("sales.csv", GOOD))
    assert again["Location"] == first
    assert "These very files were sent before" in manager.get(first).content.decode()
    manager.post(f"{first}take/")
    (job,) = [one for one in work_here() if one.kind == "imports.take"]
    assert job.said == "imports.took.nothing"
    assert open_workspace(shop).ledger.latest().number == version
    with within(WHOLE_HOUSE):
        assert Delivery.objects.count() == 1


def test_a_second_click_on_take_is_the_same_job(manager: Client) -> None:
    address = send(manager, ("sales.csv", GOOD))["Location"]
    for _ in range(3):
        manager.post(f"{address}take/")
    assert [job.kind for job in work_here()].count("imports.take") == 1


def test_refused_rows_are_shown_with_their_reason_and_taken_after_the_fix(
    manager: Client, shop: Path
) -> None:
    address = send(manager, ("sales.csv", BROKEN))["Location"]
    manager.post(f"{address}take/")
    work_here()
    found = figures(manager, address)
    assert (found["rows_in"], found["accepted"], found["quarantined"]) == (3, 1, 2)
    amounts = table(manager, address, "amounts")
    assert [row["in"] for row in amounts] == [3.0, 600.0]
    assert [row["quarantined"] for row in amounts] == [1.0, 400.0]
    rows = table(manager, f"{address}refused/1/", "rows")
    assert [(row["line"], row["column"], row["value"]) for row in rows] == [
        ("3", "units", "two"),
        ("4", "store_id", "nowhere"),
    ]
    sent = manager.get(f"{address}refused/1/rows.csv")
    assert sent["Content-Disposition"] == 'attachment; filename="refused-sales.csv"'
    text = b"".join(sent.streaming_content).decode("utf-8-sig")
    mended = text.replace(",two,", ",2,").replace("nowhere", "bonn").encode()
    answer = send(manager, ("refused-sales.csv", mended), to=f"{address}refused/1/mend/")
    assert answer.status_code == 303
    jobs = work_here()
    assert {job.state for job in jobs} == {"done"}
    found = figures(manager, answer["Location"])
    assert (found["accepted"], found["quarantined"]) == (2, 0)
    assert open_workspace(shop).ledger.latest().rows["sales"] == 4 + 3


def test_a_file_that_is_no_table_is_refused_in_words_and_nothing_changes(
    manager: Client, shop: Path
) -> None:
    before = open_workspace(shop).ledger.latest().number
    address = send(manager, ("holiday.csv", b"\x89PNG\r\n\x1a\n\x00\x00"))["Location"]
    manager.post(f"{address}take/")
    jobs = work_here()
    assert [job.state for job in jobs if job.kind == "imports.take"] == ["failed"]
    page = manager.get(address).content.decode()
    assert "Nothing was changed" in page
    assert "holiday.csv" in page
    assert open_workspace(shop).ledger.latest().number == before


def test_an_import_says_what_its_undo_would_take_back_and_is_taken_back_once(
    manager: Client, shop: Path
) -> None:
    address = send(manager, ("sales.csv", GOOD))["Location"]
    manager.post(f"{address}take/")
    work_here()
    number = figures(manager, address)["version"]
    version = f"/imports/versions/{number}/"
    page = manager.get(version).content.decode()
    assert "2 rows fewer in Sales" in page
    assert "sales of till: −3 units, −€500.00" in page
    jobs = {manager.post(f"{version}undo/")["Location"] for _ in range(2)}
    assert len(jobs) == 1
    assert [job.state for job in work_here()] == ["done"]
    ledger = open_workspace(shop).ledger
    assert ledger.latest().rows["sales"] == 4
    assert figures(manager, version)["undone_by"] == ledger.latest().number
    manager.post(f"{version}undo/")
    assert work_here() == []
    assert "took this back" in manager.get(address).content.decode()


def test_a_table_that_is_stated_holds_for_the_files(manager: Client) -> None:
    shops = b"store_id,name,kind,operator\ntrier,Trier,standard,chain\n"
    address = send(manager, ("export.csv", shops))["Location"]
    work_here()
    assert table(manager, address, "files")[0]["table"] == ""
    manager.post(f"{address}holds/", {"table": "stores", "source": ""})
    work_here()
    assert table(manager, address, "files")[0]["table"] == "Stores"
    manager.post(f"{address}take/")
    assert work_here()[-1].state == "done"
