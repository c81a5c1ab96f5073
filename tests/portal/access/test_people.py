"""Organisations and their people: invited by letter, ended at once, and never beyond one's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from showfloor.portal.people.inviting import accept, invite, read_letter
from showfloor.portal.people.models import Invitation, Membership, Person
from showfloor.portal.walls.models import AuditEntry
from showfloor.portal.walls.permissions import Role
from showfloor.portal.walls.reach import WHOLE_HOUSE, Kind, Reach, within

SignIn = Callable[..., Client]
PASSWORD = "ein langes Passwort"


def _address(house: Any, name: str, rest: str = "") -> str:
    return f"/organisations/{house.organisations[name].pk}/{rest}"


def _letter() -> str:
    """Return the path of the letter that was sent last."""
    found = re.search(r"http://127\.0\.0\.1:8000(/join/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


@pytest.fixture(autouse=True)
def _empty_outbox() -> None:
    mail.outbox = []


def test_somebody_new_is_invited_joins_and_signs_in(house: Any, sign_in: SignIn) -> None:
    manager = sign_in("account_manager")
    fields = {"email": "New@Acme.example", "role": "account_manager"}
    answer = manager.post(_address(house, "acme", "invite/"), fields)
    assert answer.status_code == 303
    assert b"new@acme.example" in manager.get(_address(house, "acme")).content
    letter, reader = _letter(), Client()
    assert b"Acme canary-acme invites you as: Account manager" in reader.get(letter).content
    weak = reader.post(f"{letter}accept/", {"name": "Nora", "password": "short"})
    assert weak.status_code == 422
    joined = reader.post(f"{letter}accept/", {"name": "Nora", "password": PASSWORD})
    assert joined.status_code == 303
    entered = reader.post(
        "/account/login/", {"login": "new@acme.example", "password": PASSWORD}, follow=True
    )
    assert b"Nora \xc2\xb7 Acme canary-acme" in entered.content
    assert reader.get("/own-sales/").status_code == 200


def test_a_letter_is_good_once_and_not_when_withdrawn_late_or_forged(
    house: Any, sign_in: SignIn
) -> None:
    manager = sign_in("account_manager")
    letters = []
    for name in ("once", "withdrawn", "late"):
        fields = {"email": f"{name}@acme.example", "role": "account_manager"}
        manager.post(_address(house, "acme", "invite/"), fields)
        letters.append(_letter())
    sent = {"name": "N", "password": PASSWORD}
    assert Client().post(f"{letters[0]}accept/", sent).status_code == 303
    assert Client().post(f"{letters[0]}accept/", sent).status_code == 404
    with within(WHOLE_HOUSE):
        held = Invitation.objects.get(email="withdrawn@acme.example")
        Invitation.objects.filter(email="late@acme.example").update(expires_at=timezone.now())
    manager.post(_address(house, "acme", f"invitations/{held.pk}/withdraw/"))
    forged = f"{letters[1][:-4]}abc/"
    for letter in (*letters, forged, "/join/nothing/"):
        assert Client().get(letter).status_code == 404
        assert Client().post(f"{letter}accept/", sent).status_code == 404


def test_two_who_accept_at_once_are_one(house: Any) -> None:
    with within(house.reach("acme")):
        _made, secret = invite(
            house.organisations["acme"],
            "twice@acme.example",
            Role.ACCOUNT_MANAGER,
            "",
            house.people["account_manager"],
        )
    letter = read_letter(secret)
    assert letter is not None
    with within(Reach(Kind.PARTNER, letter.organisation_id)):
        assert accept(letter, "First", PASSWORD) is not None
        taken = Invitation.objects.filter(pk=letter.invitation_id, accepted_at=None)
        assert not taken.exists() or taken.update(accepted_at=None) == 0
    with within(Reach(Kind.PARTNER, letter.organisation_id)):
        assert accept(letter, "Second", PASSWORD) is None
    assert Person.objects.get(email="twice@acme.example").name == "First"


def test_nobody_manages_the_people_of_another_organisation(house: Any, sign_in: SignIn) -> None:
    rival, fields = sign_in("rival"), {"email": "x@bolt.example", "role": "account_manager"}
    with within(WHOLE_HOUSE):
        held = Membership.objects.get(person=house.people["account_manager"])
    assert rival.get(_address(house, "acme")).status_code == 404
    assert rival.post(_address(house, "acme", "invite/"), fields).status_code == 404
    for own in ("acme", "bolt"):
        path = _address(house, own, f"people/{held.pk}/end/")
        assert rival.post(path).status_code == 404
    assert sign_in("account_manager").get("/own-sales/").status_code == 200


def test_a_manufacturer_invites_into_no_role_of_the_retailer(house: Any, sign_in: SignIn) -> None:
    for role in ("partner_manager", "auditor", "own_retail", "public", "root"):
        fields = {"email": "x@acme.example", "role": role}
        answer = sign_in("account_manager").post(_address(house, "acme", "invite/"), fields)
        assert answer.status_code == 422
    assert mail.outbox == []


def test_ended_access_ends_at_once_and_the_last_partner_manager_stays(
    house: Any, sign_in: SignIn
) -> None:
    manager, auditor = sign_in("partner_manager"), sign_in("auditor")
    assert auditor.get("/audit/").status_code == 200
    with within(WHOLE_HOUSE):
        held = Membership.objects.get(person=house.people["auditor"])
        own = Membership.objects.get(person=house.people["partner_manager"])
    end = _address(house, "retailer", f"people/{held.pk}/end/")
    assert manager.post(end).status_code == 303
    assert manager.post(end).status_code == 303
    assert auditor.get("/audit/").status_code == 404
    manager.post(_address(house, "retailer", f"people/{own.pk}/end/"))
    assert manager.get("/organisations/").status_code == 200


def test_store_staff_have_a_store_of_the_ledger(house: Any, sign_in: SignIn) -> None:
    manager, path = sign_in("partner_manager"), _address(house, "retailer", "invite/")
    fields = {"email": "x@shop.example", "role": "store_staff", "store_id": "atlantis"}
    assert manager.post(path, fields).status_code == 422
    assert manager.post(path, {**fields, "store_id": "bonn"}).status_code == 303
    assert manager.post(path, {**fields, "email": "no address"}).status_code == 422


def test_an_organisation_is_added_once(house: Any, sign_in: SignIn) -> None:
    manager = sign_in("partner_manager")
    fields = {"name": "Core", "kind": "manufacturer", "manufacturer_id": "core"}
    first, again = (manager.post("/organisations/add/", fields) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    retailer = {**fields, "kind": "retailer"}
    assert manager.post("/organisations/add/", retailer).status_code == 422


def test_the_audit_log_says_who_saw_exported_and_changed_what(house: Any, sign_in: SignIn) -> None:
    manager = sign_in("account_manager")
    manager.get("/own-sales/")
    manager.get("/own-sales.csv?table=stores")
    manager.post(
        _address(house, "acme", "invite/"), {"email": "a@b.example", "role": "account_manager"}
    )
    manager.get("/stores/")
    with within(WHOLE_HOUSE):
        held = list(AuditEntry.objects.order_by("at").values_list("happening", "what"))
    assert held == [
        ("signed_in", ""),
        ("saw", "/own-sales/"),
        ("exported", "/own-sales.csv?table=stores"),
        ("changed", _address(house, "acme", "invite/")),
    ]
    page = sign_in("auditor").get("/audit/?happening=exported&sort=person").content
    assert b"/own-sales.csv?table=stores" in page
    assert b"saw</td>" not in page
