"""The public list of stores with areas: what stands today, and nothing more."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from showfloor.portal.rollout.marking import mark
from showfloor.portal.rollout.models import Installation, OpenArea, State
from showfloor.portal.walls.reach import PUBLIC, WHOLE_HOUSE, within
from showfloor.storage import open_workspace
from showfloor.workflows.open_areas import MarkedArea, areas_of, stores_with_areas


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


def test_an_area_that_is_marked_as_done_is_listed_until_the_mark_is_taken_back(
    approved: Any, who: Any, sign_in: Any, monkeypatch: Any
) -> None:
    with within(WHOLE_HOUSE):
        one = Installation.objects.get(store_id="essen")
        mark(one.pk, State.STARTED, who, seen=1)
        mark(one.pk, State.DONE, who, seen=2)
    public = sign_in(None)
    monkeypatch.setattr(settings, "PORTAL_TODAY", one.selling_week - timedelta(days=1))
    assert public.get("/brand-areas.json").json()["tables"] == {}
    monkeypatch.setattr(settings, "PORTAL_TODAY", one.selling_week)
    (row,) = public.get("/brand-areas.json").json()["tables"]["stores"]["rows"]
    assert row == {
        "store": "Essen Markt",
        "city": "Essen",
        "format": "Wall",
        "since": one.selling_week.isoformat(),
    }
    assert public.get("/brand-areas/essen/").status_code == 200
    assert public.get("/brand-areas/bonn/").status_code == 404
    with within(WHOLE_HOUSE):
        mark(one.pk, State.STARTED, who, seen=3)
    assert public.get("/brand-areas.json").json()["tables"] == {}
    with within(PUBLIC):
        assert not OpenArea.objects.exists()


def test_a_late_mark_says_only_that_it_is_open_by_today(
    approved: Any, who: Any, monkeypatch: Any
) -> None:
    with within(WHOLE_HOUSE):
        one = Installation.objects.get(store_id="essen")
        monkeypatch.setattr(settings, "PORTAL_TODAY", one.selling_week + timedelta(days=9))
        mark(one.pk, State.STARTED, who, seen=1)
        mark(one.pk, State.DONE, who, seen=2)
        assert OpenArea.objects.get().since == one.selling_week + timedelta(days=9)


def test_the_public_reads_nothing_of_whose_an_area_is_or_of_its_plan() -> None:
    names = {field.name for field in OpenArea._meta.get_fields()}
    assert names == {
        "id", "organisation", "installation", "store_id", "store_name", "city", "format_id",
        "since", "state",
    }  # fmt: skip


def test_what_the_ledger_holds_takes_the_marks_place(workspace_root: Path) -> None:
    """Hamburg's wall stands in the ledger since 15 March; Köln's table ended in January 2020."""
    workspace, day = open_workspace(workspace_root), date(2021, 4, 15)

    def seen(*marked: MarkedArea) -> list[tuple[str, list[date]]]:
        found = stores_with_areas(workspace, day, marked)
        return [(shop.store_id, [area.since for area in shop.areas]) for shop in found]

    ledgers = [("hamburg", [date(2021, 3, 15)])]
    for since in (date(2021, 3, 8), date(2021, 3, 22)):
        assert seen(MarkedArea("hamburg", "x", "x", "wall", since)) == ledgers
    other = MarkedArea("hamburg", "x", "x", "island", date(2021, 3, 8))
    assert seen(other) == [("hamburg", [date(2021, 3, 8), date(2021, 3, 15)])]
    again = MarkedArea("koeln", "x", "x", "table", date(2021, 4, 12))
    assert seen(again) == [*ledgers, ("koeln", [date(2021, 4, 12)])]
    assert seen(MarkedArea("koeln", "x", "x", "table", date(2021, 4, 16))) == ledgers


def test_a_manufacturer_sees_its_own_areas_that_stood_before_and_no_others(
    workspace_root: Path, sign_in: Any
) -> None:
    workspace = open_workspace(workspace_root)
    assert [(one.store_id, one.until) for one in areas_of(workspace, "acme")] == [("hamburg", None)]
    assert [one.store_id for one in areas_of(workspace, "bolt")] == ["koeln"]
    assert areas_of(workspace, "") == areas_of(workspace, "nobody") == ()
    for person, store in (("account_manager", "hamburg"), ("rival", "koeln")):
        page = sign_in(person).get("/own-areas.json").json()
        assert [row["store_id"] for row in page["tables"]["stood_before"]["rows"]] == [store]
