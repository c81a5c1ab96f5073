"""What standing keeps from whom: regions with few staff from all, and all of it from outsiders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from showfloor.portal.standing.settling import settle_all
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.storage import IntakeFile, open_workspace

from ..conftest import ON_POSTGRESQL  # noqa: TID252  # no package
from .test_own_rank import APRIL, DAY, ranks
from .test_standing_pages import PAGES

STAFF = "store_id,name,kind,operator,region,staff\nhamburg,Hamburg,flagship,chain,DE-HH,2\n"


@pytest.mark.skipif(ON_POSTGRESQL, reason="asks no row; done on SQLite's run")
@pytest.mark.parametrize("page", PAGES)
def test_a_region_whose_total_would_be_a_small_stores_is_not_offered_nor_answered(
    manager: Client, shop: Path, tmp_path: Path, page: str
) -> None:
    """Hamburg is its region's one store: its total would be the year of the two people there."""
    stem = page.rstrip("/")
    assert "region=DE-HH" in manager.get(page).content.decode()
    path = tmp_path / "stores.csv"
    path.write_text(STAFF, encoding="utf-8")
    open_workspace(shop).ledger.take([IntakeFile(path, "stores", None)])
    text = manager.get(f"{page}?period=2021").content.decode()
    assert "region=DE-HH" not in text
    usual = manager.get(f"{stem}.json?period=2021").json()
    asked = manager.get(f"{stem}.json?period=2021&region=DE-HH").json()
    assert asked["tables"] == usual["tables"]
    assert asked["figures"] == usual["figures"]


@pytest.mark.parametrize("person", ["account_manager", "rival", "own_retail", None])
def test_to_everybody_else_a_page_of_standing_is_not_there_whatever_is_asked(
    sign_in: Callable[..., Client], person: str | None
) -> None:
    client = sign_in(person)
    for page in PAGES:
        for kind in ("/", ".json", ".csv"):
            for asked in ("", "?region=DE-HH", "?category=phones", "?period=2021-03"):
                answer = client.get(f"{page.rstrip('/')}{kind}{asked}")
                assert answer.status_code == 404
                assert b"phones" not in answer.content


def test_own_ranks_offer_and_answer_no_category_in_which_one_sells_nothing(
    house: Any, sign_in: Callable[..., Client]
) -> None:
    """Bolt alone has ranks in watches: Acme cannot even learn that there are any."""
    found = ranks((APRIL, "phones", 1))
    rivals = ranks((APRIL, "watches", 1))
    with within(WHOLE_HOUSE):
        settle_all(found, DAY)
        settle_all(type(found)(2, APRIL, {"bolt": rivals.ranks["bolt"]}), DAY)
        told = type(found)(2, APRIL, {"acme": found.ranks["acme"], "bolt": rivals.ranks["bolt"]})
        settle_all(told, DAY)
    client = sign_in("account_manager")
    usual = client.get("/own-rank.json").json()
    asked = client.get("/own-rank.json?category=watches").json()
    nonsense = client.get("/own-rank.json?category=atlantis").json()
    assert asked["tables"] == nonsense["tables"] == usual["tables"]
    assert b"watches" not in client.get("/own-rank/?category=phones").content
