"""Sales of stores with few staff: only in groups, on every page and in every format.

Revenue by hand: 1111 + 2222 + 4444 = 7777 in the three small stores of North Rhine-Westphalia.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from showfloor.storage import IntakeFile, open_workspace

from ..conftest import ON_POSTGRESQL  # noqa: TID252  # no package

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="asks no row; done on SQLite's run")
SECRET = ("1111", "2222", "4444", "1,111", "2,222", "4,444", "1.111", "2.222", "4.444")
SMALL = {"n1": (1, 1111), "n2": (2, 2222), "n3": (2, 4444)}
LARGE: dict[str, tuple[int | str, int]] = {"n4": (3, 8000), "n5": ("", 6000)}


def _take(root: Path, folder: Path, stores: dict[str, tuple[Any, int]]) -> None:
    """Add stores to the region, each with Acme's revenue in March 2021."""
    lines = [
        f"{one},Laden {one},standard,chain,DE-NW,{staff}" for one, (staff, _) in stores.items()
    ]
    sold = [f"till,2021-03-30,{one},a1,1,1,{money}.00" for one, (_, money) in stores.items()]
    files = []
    for name, text in (
        ("stores", ["store_id,name,kind,operator,region,staff", *lines]),
        ("sales", ["source,date,store_id,product_id,line_no,units,revenue", *sold]),
    ):
        path = folder / f"{name}.csv"
        path.write_text("\n".join([*text, ""]), encoding="utf-8")
        files.append(IntakeFile(path, name, None))
    open_workspace(root).ledger.take(files)


@pytest.fixture
def staffed(shop: Path, tmp_path: Path) -> Path:
    """Return the workspace with five more stores, three of them with fewer than three people."""
    _take(shop, tmp_path, {**SMALL, **LARGE})
    return shop


def _all(client: Any, address: str) -> str:
    """Return a page in its three formats and both languages."""
    found = [
        client.get(address),
        client.get(f"{address[:-1]}.json"),
        client.get(f"{address[:-1]}.csv"),
    ]
    found.append(client.get(address, headers={"accept-language": "de"}))
    assert {answer.status_code for answer in found} == {200}
    return "\n".join(answer.content.decode() for answer in found)


def test_the_list_of_stores_has_the_groups_sum_and_no_small_store_alone(
    staffed: Path, sign_in: Any
) -> None:
    text = _all(sign_in("partner_manager"), "/stores/")
    assert not [one for one in SECRET if one in text]
    assert "7777" in text
    assert "8000" in text
    assert "Filialen mit wenig Personal, zusammen (3)" in text
    assert "Laden n1" in text


def test_a_small_stores_page_has_the_groups_sum_alone(staffed: Path, sign_in: Any) -> None:
    text = _all(sign_in("partner_manager"), "/stores/n2/")
    assert not [one for one in SECRET if one in text]
    assert "7777" in text
    assert "Acme" not in text
    assert "8000" in _all(sign_in("partner_manager"), "/stores/n4/")


def test_own_sales_by_store_and_day_keep_to_the_same(staffed: Path, sign_in: Any) -> None:
    client = sign_in("account_manager")
    text = _all(client, "/own-sales/")
    assert not [one for one in SECRET if one in text]
    assert "7777" in text
    assert text.index("Laden n5") < text.index("Laden n1") < text.index("Laden n3")
    days = _all(client, "/own-sales/n1/")
    assert not [one for one in SECRET if one in days]
    assert "2021-03-30" not in days
    assert "2021-03-30" in _all(client, "/own-sales/n4/")


def test_order_and_total_tell_nothing_more(staffed: Path, sign_in: Any) -> None:
    client = sign_in("account_manager")
    total = json.loads(client.get("/own-sales.json").content)["figures"]["revenue"]
    assert total == 7777 + 8000 + 6000 + 300
    for sort in ("revenue", "-revenue", "units", "returns"):
        text = client.get(f"/own-sales.csv?sort={sort}").content.decode()
        assert text.index("Laden n1") < text.index("Laden n2") < text.index("Laden n3")


def test_a_manufacturer_that_sold_in_two_stores_gets_no_total_with_a_small_one(
    shop: Path, tmp_path: Path, sign_in: Any
) -> None:
    _take(shop, tmp_path, {"n1": (1, 1111)})
    client = sign_in("account_manager")
    text = (
        _all(client, "/own-sales/")
        + _all(client, "/own-sales/n1/")
        + _all(client, "/own-sales/hamburg/")
    )
    assert not [one for one in (*SECRET, "1411", "1,411", "1.411", "300.0") if one in text]
    assert "keine drei Filialen" in text


def test_nought_shows_every_store_alone(
    staffed: Path, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PORTAL", replace(settings.PORTAL, staff_at_least=0))
    assert "1111" in _all(sign_in("partner_manager"), "/stores/")
    assert "1111" in _all(sign_in("account_manager"), "/own-sales/n1/")
