"""Opening the house: an empty portal gets its first partner manager, and one that lost all, too."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from showfloor.errors import UsageError
from showfloor.portal.people.models import Membership, Organisation
from showfloor.portal.people.opening import invite_manager
from showfloor.portal.walls.permissions import Role
from showfloor.portal.walls.reach import WHOLE_HOUSE, within

from ..conftest import PASSWORD  # noqa: TID252  # no package

ADDRESS = "Erika@shop.example"


def _joined(where: str) -> Client:
    client = Client()
    path = where[where.index("/join/") :]
    assert client.get(path).status_code == 200
    words = {"name": "Erika", "password": PASSWORD, "password_again": PASSWORD}
    assert client.post(f"{path}accept/", words).status_code in {302, 303}
    login = {"login": ADDRESS.lower(), "password": PASSWORD}
    assert client.post("/account/login/", login).status_code == 302
    return client


def test_an_empty_house_is_made_by_the_workspaces_name_and_opened_by_a_letter(house: Any) -> None:
    with within(WHOLE_HOUSE):
        Membership.objects.all().delete()
        Organisation.objects.all().delete()
    client = _joined(invite_manager(ADDRESS))
    with within(WHOLE_HOUSE):
        (made,) = Organisation.objects.all()
        (member,) = Membership.objects.all()
    assert (made.name, made.kind) == ("Müller & Söhne", "retailer")
    assert member.role == Role.PARTNER_MANAGER
    assert client.get("/organisations/").status_code == 200


def test_a_house_that_stands_is_not_made_twice(house: Any) -> None:
    assert invite_manager(ADDRESS) != invite_manager(ADDRESS)
    with within(WHOLE_HOUSE):
        assert Organisation.objects.count() == len(house.organisations)


def test_who_is_one_already_and_what_is_no_address_is_refused(house: Any) -> None:
    with pytest.raises(UsageError, match="belongs to"):
        invite_manager(house.people["partner_manager"].email)
    with pytest.raises(UsageError, match="no mail address"):
        invite_manager("Erika")
