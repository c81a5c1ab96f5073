"""Sessions end by age, idleness, a new password, ended access, and everywhere when asked to."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client

from showfloor.portal.access import sessions
from showfloor.portal.people.models import Membership
from showfloor.portal.walls.reach import WHOLE_HOUSE, within

KNOWN = "partner_manager@canary-retailer.example"
PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def _nobody_has_tried() -> None:
    cache.clear()


def _entered(password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/account/login/", {"login": KNOWN, "password": password})
    assert _is_in(client)
    return client


def _is_in(client: Client) -> bool:
    return client.get("/overview/").status_code == 200


def _later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = time.time() + seconds
    monkeypatch.setattr(sessions, "_now", lambda: now)


def test_an_idle_session_ends_after_two_hours(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = _entered()
    _later(monkeypatch, 2 * 3600 - 60)
    assert _is_in(client)
    _later(monkeypatch, 4 * 3600 - 180)
    assert _is_in(client)
    _later(monkeypatch, 6 * 3600)
    assert not _is_in(client)
    _later(monkeypatch, 0)
    assert not _is_in(client)


def test_a_busy_session_ends_after_twelve_hours(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = _entered()
    for hour in range(12):
        _later(monkeypatch, hour * 3600)
        assert _is_in(client)
    _later(monkeypatch, 12 * 3600 + 60)
    assert not _is_in(client)


def test_a_new_password_ends_every_other_session(house: Any) -> None:
    here, elsewhere = _entered(), _entered()
    new = "another long enough password"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/change/", sent).status_code == 302
    assert _is_in(here)
    assert not _is_in(elsewhere)
    assert _is_in(_entered(new))


def test_signing_out_elsewhere_leaves_this_session_and_other_people_alone(
    house: Any, sign_in: Any
) -> None:
    here, elsewhere, other = _entered(), _entered(), sign_in("rollout_manager")
    assert _is_in(other)
    for _ in range(2):
        assert here.post("/account/sign-out-elsewhere/").status_code == 303
    assert "signed out everywhere else" in here.get("/account/me/").content.decode()
    assert _is_in(here)
    assert not _is_in(elsewhere)
    assert _is_in(other)
    assert here.get("/account/sign-out-elsewhere/").status_code == 404
    assert Client().post("/account/sign-out-elsewhere/").status_code == 404


def test_ended_access_ends_the_sessions(house: Any, sign_in: Any) -> None:
    auditor, manager = sign_in("auditor"), _entered()
    assert auditor.get("/audit/").status_code == 200
    with within(WHOLE_HOUSE):
        held = Membership.objects.get(person=house.people["auditor"])
    organisation = house.organisations["retailer"].pk
    manager.post(f"/organisations/{organisation}/people/{held.pk}/end/")
    assert auditor.get("/account/second-factor/").status_code == 302


def test_the_key_of_a_session_changes_when_somebody_signs_in(house: Any) -> None:
    client = Client()
    client.get("/account/login/")
    planted = client.cookies["showfloor_session"].value if client.cookies else ""
    client.post("/account/login/", {"login": KNOWN, "password": PASSWORD})
    assert client.cookies["showfloor_session"].value != planted


@pytest.mark.parametrize("address", [KNOWN, "nobody@canary-retailer.example"])
def test_known_and_unknown_addresses_cost_one_hash_each(
    house: Any, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    costs = []
    for name in ("encode", "verify"):
        held = getattr(Argon2PasswordHasher, name)

        def counted(self: Any, *words: Any, held: Any = held, name: str = name) -> Any:
            costs.append(name)
            return held(self, *words)

        monkeypatch.setattr(Argon2PasswordHasher, name, counted)
    answer = Client().post("/account/login/", {"login": address, "password": "wrong"})
    assert answer.status_code == 200
    assert len(costs) == 1
