"""Calendars: a secret address that can be renewed, and that names nothing to anybody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from showfloor.portal.people.models import Membership
from showfloor.portal.rollout.calendar_tokens import drawn, recognised
from showfloor.portal.rollout.models import CalendarAddress, InstallationEvent
from showfloor.portal.rollout.releasing import release
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.workflows.plan_pages import installations_of


def address_of(client: Client) -> str:
    shown = client.post("/calendar/renew/").content.decode()
    found = re.search(r'<code class="address">http://testserver([^<]+)</code>', shown)
    assert found is not None
    return found[1]


def stores_in(answer: Any) -> set[str]:
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["LOCATION"]).split(" ")[0] for event in events}


@pytest.fixture
def released(plans: Any, approved: Any) -> None:
    with within(WHOLE_HOUSE):
        release(plans.row(plans.first), installations_of(plans.workspace, plans.first))


def test_each_role_gets_the_installations_that_it_may_see(
    released: None, sign_in: Callable[..., Client]
) -> None:
    every = {"Bonn", "Essen", "Hamburg", "Koeln", "Trier"}
    for person, stores in (
        ("partner_manager", every),
        ("rollout_manager", every),
        ("store_staff", {"Koeln"}),
        ("account_manager", every),
        ("rival", set()),
    ):
        assert stores_in(Client().get(address_of(sign_in(person)))) == stores, person


def test_the_manufacturers_calendar_holds_nothing_of_the_retailers(
    released: None, sign_in: Callable[..., Client]
) -> None:
    text = Client().get(address_of(sign_in("account_manager"))).content.decode()
    assert "DE-NW" not in text
    assert "€" not in text


def test_a_new_address_ends_the_old_one(released: None, sign_in: Callable[..., Client]) -> None:
    client = sign_in("rollout_manager")
    old, new = address_of(client), address_of(client)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    with within(WHOLE_HOUSE):
        assert CalendarAddress.objects.count() == 1


def test_an_address_that_holds_no_more_looks_like_none(
    released: None, sign_in: Callable[..., Client], house: Any
) -> None:
    client = sign_in("rollout_manager")
    old = address_of(client)
    address_of(client)
    token = drawn(house.organisations["bolt"].pk, house.people["rival"].pk).text()
    for path in (old, f"/calendars/en/{token}.ics", f"/calendars/xx/{token}.ics"):
        mine, nobodys = Client().get(path), Client().get("/calendars/en/none.ics")
        assert mine.status_code == nobodys.status_code == 404
        assert _plain(mine, path) == _plain(nobodys, "/calendars/en/none.ics")


def _plain(answer: Any, path: str) -> str:
    text = answer.content.decode().replace(path, "")
    return re.sub(r"%2Fcalendars[^\"&]*|/calendars/[^\"&]*", "", text)


def test_an_address_ends_with_the_membership(
    released: None, sign_in: Callable[..., Client], house: Any
) -> None:
    path = address_of(sign_in("account_manager"))
    with within(WHOLE_HOUSE):
        Membership.objects.filter(person=house.people["account_manager"]).update(
            ended_at=timezone.now()
        )
    assert Client().get(path).status_code == 404


def test_a_calendar_leaves_no_session_and_no_line_of_a_sign_in(
    released: None, sign_in: Callable[..., Client]
) -> None:
    path = address_of(sign_in("rollout_manager"))
    answer = Client().get(path)
    assert not answer.cookies
    assert answer["Cache-Control"] == "private, no-store"
    assert Client().post(path).status_code in (403, 404)


def test_an_event_keeps_its_uid_and_counts_up_when_something_changes(
    released: None, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("rollout_manager")
    path = address_of(client)
    before = _event(path)
    with within(WHOLE_HOUSE):
        key = InstallationEvent.objects.filter(installation__store_id="koeln").get().installation_id
    client.post(f"/installations/{key}/mark/started/", {"seen": 1})
    after = _event(path)
    assert before["UID"] == after["UID"]
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert "started" in after["SUMMARY"]


def _event(path: str) -> Any:
    events = Calendar.from_ical(Client().get(path).content).walk("VEVENT")
    return next(event for event in events if "Koeln" in event["LOCATION"])


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=120))
def test_no_word_that_the_portal_did_not_sign_is_recognised(text: str) -> None:
    assert recognised(text) is None


@settings(max_examples=50, deadline=None)
@given(place=st.integers(0, 85), letter=st.sampled_from("Az09-_"))
def test_a_changed_letter_breaks_the_signature(place: int, letter: str) -> None:
    token = drawn(uuid4(), uuid4())
    text = token.text()
    changed = text[:place] + letter + text[place + 1 :]
    found = recognised(changed)
    assert found is None or found == token
    assert recognised(text) == token
