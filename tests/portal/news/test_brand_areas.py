"""The public list of stores with areas: what stands today, and nothing more."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from showfloor.storage import open_workspace
from showfloor.workflows.open_areas import stores_with_areas


def test_the_list_has_what_is_open_and_tells_nothing_else(sign_in: Any) -> None:
    """area-1 stands in Hamburg from 15 March 2021; area-2 in Köln ended in 2020."""
    for person in (None, "rival", "partner_manager"):
        found = sign_in(person).get("/brand-areas.json").json()
        assert found["tables"]["stores"]["rows"] == [
            {
                "store": "Hamburg Mönckebergstraße",
                "city": "Hamburg",
                "format": "Wall",
                "since": "2021-03-15",
            }
        ]
    page = sign_in(None).get("/brand-areas/").content.decode().lower()
    for word in ("acme", "bolt", "area-1", "köln", "canary"):
        assert word not in page


def test_a_stores_page_carries_its_data_for_machines(sign_in: Any) -> None:
    page = sign_in(None).get("/brand-areas/hamburg/").content.decode()
    held = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert held is not None
    found = json.loads(held[1])
    assert found["@context"] == "https://schema.org"
    assert found["@type"] == "ElectronicsStore"
    assert found["name"] == "Hamburg Mönckebergstraße"
    assert found["address"] == {"@type": "PostalAddress", "addressLocality": "Hamburg"}
    assert "<" not in held[1]


def test_a_store_without_an_open_area_is_not_there(sign_in: Any) -> None:
    client = sign_in(None)
    answers = [client.get(f"/brand-areas/{key}.json") for key in ("koeln", "bonn", "atlantis")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_an_area_is_told_from_the_day_on_which_it_sells(workspace_root: Path) -> None:
    workspace = open_workspace(workspace_root)
    days = {
        date(2021, 3, 14): [],
        date(2021, 3, 15): ["hamburg"],
        date(2020, 1, 5): ["koeln"],
        date(2020, 1, 6): [],
    }
    for day, expected in days.items():
        assert [shop.store_id for shop in stores_with_areas(workspace, day)] == expected
