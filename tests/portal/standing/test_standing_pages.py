"""The retailer's pages of standing: what they count, what can be chosen, and what they keep."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from showfloor.present.colours import manufacturer_hues
from showfloor.workflows import standing_answers
from showfloor.workflows.kept_answers import ANSWERS

from ..sending import figures, table  # noqa: TID252  # no package

PAGES = (
    "/standing/",
    "/standing/like-for-like/",
    "/standing/why-it-moved/",
    "/standing/distribution/",
)


def _by_name(client: Client, address: str) -> dict[str, dict[str, object]]:
    return {row["manufacturer"].split()[0]: row for row in table(client, address, "standing")}


def test_the_league_of_the_newest_year_is_the_sum_of_its_lines(manager: Client) -> None:
    rows = _by_name(manager, "/standing/")
    assert {name: (row["rank"], row["revenue"], row["units"]) for name, row in rows.items()} == {
        "Bolt": (1, 900.0, 3.0),
        "Acme": (2, 100.0, 1.0),
    }
    assert rows["Bolt"]["share"] == pytest.approx(0.9)
    found = figures(manager, "/standing/")
    assert (found["from_date"], found["to_date"]) == ("2021-01-01", "2022-01-01")
    assert found["revenue"] == 1000.0
    assert found["stores_missing"] == 2, "Bonn and the online shop are open"


def test_a_period_and_a_region_are_chosen_by_links(manager: Client) -> None:
    june = manager.get("/standing.json?period=2020-06").json()["tables"]["standing"]["rows"]
    assert [row["revenue"] for row in june] == [300.0, 200.0]
    west = manager.get("/standing.json?region=DE-NW").json()["tables"]["standing"]["rows"]
    assert [row["revenue"] for row in west] == [900.0]
    page = manager.get("/standing/?region=DE-NW").content.decode()
    assert 'href="/standing/like-for-like/?region=DE-NW"' in page


@pytest.mark.parametrize("page", PAGES)
def test_what_cannot_be_chosen_is_taken_as_not_asked(manager: Client, page: str) -> None:
    stem = page.rstrip("/")
    usual = manager.get(f"{stem}.json").json()
    odd = manager.get(f"{stem}.json?period=9999-99&category=%00&region=../../etc").json()
    assert odd["tables"] == usual["tables"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_period_is_answered_or_said_not_to_be(
    manager: Client, page: str, language: str
) -> None:
    for period in ("mat", "2021", "2020", "2021-03", "2020-06"):
        answer = manager.get(f"{page}?period={period}", headers={"accept-language": language})
        assert answer.status_code == 200
        assert b"Traceback" not in answer.content


def test_an_answer_is_kept_for_its_version_and_a_damaged_one_is_made_anew(
    sign_in: Callable[..., Client], shop: Path
) -> None:
    client = sign_in("partner_manager")
    shutil.rmtree(shop / ANSWERS, ignore_errors=True)
    before = client.get("/standing.json").json()
    kept = sorted(shop.joinpath(ANSWERS, "1").glob("standing-*.json"))
    assert len(kept) == 1
    kept[0].write_text("{", encoding="utf-8")
    standing_answers._answer.cache_clear()
    assert client.get("/standing.json").json() == before
    assert len(kept[0].read_text(encoding="utf-8")) > 100


@pytest.mark.parametrize("page", [PAGES[0], PAGES[3]])
@pytest.mark.parametrize("region", ["", "&region=DE-NW"])
def test_a_manufacturer_has_one_colour_on_every_page_of_standing(
    manager: Client, page: str, region: str
) -> None:
    drawn = manager.get(f"{page}?period=2021{region}").content.decode().split("<svg")[1]
    assert f"fill-{manufacturer_hues(('acme', 'bolt'))['bolt']}" in drawn
