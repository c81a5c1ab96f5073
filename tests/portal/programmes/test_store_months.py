"""What a store's page says was sold: months by manufacturer, read for all stores at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from showfloor.standing.store_directory import StoreMonth
from showfloor.storage import IntakeFile, open_workspace
from showfloor.workflows.store_pages import directory_version, months_of_store


def test_each_store_gets_its_own_months_by_manufacturer(workspace_root: Path) -> None:
    workspace = open_workspace(workspace_root)
    acme, bolt = ("acme", "Acme canary-acme"), ("bolt", "Bolt canary-bolt")
    assert months_of_store(workspace, "hamburg") == (
        StoreMonth(date(2020, 6, 1), *acme, 200.0, 2.0),
        StoreMonth(date(2020, 6, 1), *bolt, 300.0, 1.0),
        StoreMonth(date(2021, 3, 1), *acme, 100.0, 1.0),
    )
    assert months_of_store(workspace, "koeln") == (StoreMonth(date(2021, 3, 1), *bolt, 900.0, 3.0),)
    assert months_of_store(workspace, "bonn") == ()
    assert months_of_store(workspace, "atlantis") == ()


def test_a_new_version_shows_with_the_next_request(
    shop: Path, sign_in: Any, tmp_path: Path
) -> None:
    client = sign_in("partner_manager")
    assert directory_version(open_workspace(shop)) == 1
    before = client.get("/stores/koeln/").content.decode()
    assert (
        client.get("/stores/koeln/").content.decode().count("1,900") == before.count("1,900") == 0
    )
    more = tmp_path / "more.csv"
    more.write_text(
        "source,date,store_id,product_id,line_no,units,revenue\n"
        "till,2021-03-30,koeln,b1,1,1,1000.00\n",
        encoding="utf-8",
    )
    open_workspace(shop).ledger.take([IntakeFile(more, "sales", None)])
    assert directory_version(open_workspace(shop)) == 2
    assert "1,900" in client.get("/stores/koeln/").content.decode()
