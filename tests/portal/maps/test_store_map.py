"""The map of stores: states by the ledger and the plan, filters, and stores without a place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from showfloor.domain.installations import progress_by_weeks
from showfloor.domain.stores import Area, Store
from showfloor.portal.maps.states import MARKS, State, placed
from showfloor.workflows.plan_pages import InstallationPlan
from showfloor.workflows.rollout_now import AreaNow

from ..sending import figures, table  # noqa: TID252  # no package

DAY = date(2021, 4, 15)
BEFORE, SOON, LATER = date(2021, 4, 5), date(2021, 4, 26), date(2021, 5, 10)


def area(installed: date, selling: date, until: date | None = None) -> Area:
    return Area("a", "s", "acme", "wall", installed, selling, selling_to=until)


def planned(start: date, selling: date) -> AreaNow:
    item = InstallationPlan("s", "Shop", "", "", "wall", start, selling, 10.0, (2,))
    return AreaNow(item, "wall", start, selling, progress_by_weeks(start, selling, DAY))


def state(
    areas: list[Area], plan: AreaNow | None = None, held: frozenset[str] = frozenset()
) -> State:
    store = Store("s", "Shop", "standard", "chain")
    (one,) = placed([store], areas, {"s": plan} if plan else {}, held, DAY)
    return one.state


@pytest.mark.parametrize(
    ("areas", "plan", "expected"),
    [
        ([], None, State.NONE),
        ([area(BEFORE, DAY)], None, State.OPEN),
        ([area(BEFORE, BEFORE, DAY)], None, State.NONE),
        ([area(DAY, SOON)], None, State.BUILDING),
        ([area(SOON, LATER)], None, State.NONE),
        ([], planned(BEFORE, DAY), State.OPEN),
        ([], planned(BEFORE, SOON), State.BUILDING),
        ([], planned(SOON, LATER), State.PLANNED),
        ([area(BEFORE, DAY)], planned(SOON, LATER), State.OPEN),
    ],
    ids=(
        "nothing",
        "sells since today",
        "ended today",
        "built since today",
        "not begun",
        "open by the plan",
        "built by the plan",
        "planned",
        "the ledger comes before the plan",
    ),
)
def test_a_state_is_the_furthest_of_ledger_and_plan(
    areas: list[Area], plan: AreaNow | None, expected: State
) -> None:
    assert state(areas, plan) is expected


def test_a_held_store_is_held_until_it_is_planned() -> None:
    assert state([], held=frozenset({"s"})) is State.HELD
    assert state([], planned(SOON, LATER), held=frozenset({"s"})) is State.PLANNED


def test_every_state_has_a_mark_of_its_own() -> None:
    assert len(set(MARKS.values())) == len(State)


def test_the_list_beside_the_map_holds_every_store_but_the_online_shop(
    sign_in: Callable[..., Client],
) -> None:
    client = sign_in("rollout_manager")
    states = {row["store_id"]: row["state"] for row in table(client, "/map/", "stores")}
    assert states == {"hamburg": "open", "koeln": "none", "bonn": "none"}
    assert figures(client, "/map/")["open"] == 1


def test_filters_leave_the_stores_of_a_state_and_region(sign_in: Callable[..., Client]) -> None:
    client = sign_in("partner_manager")

    def shown(asked: str) -> set[str]:
        rows = client.get(f"/map.json?{asked}").json()["tables"]["stores"]["rows"]
        return {row["store_id"] for row in rows}

    assert shown("state=open") == {"hamburg"}
    assert shown("region=DE-NW") == {"koeln", "bonn"}
    assert shown("region=DE-NW&state=open") == set()
    assert shown("state=nothing&region=%00") == {"hamburg", "koeln", "bonn"}


@pytest.mark.parametrize("language", ["en", "de"])
def test_without_coordinates_the_page_says_so(
    sign_in: Callable[..., Client], language: str
) -> None:
    page = sign_in("partner_manager").get("/map/", headers={"accept-language": language})
    text = page.content.decode()
    assert "<svg" not in text
    assert ("there is no map" if language == "en" else "gibt es keine Karte") in " ".join(
        text.split()
    )
