"""The network address that a request is counted by, behind a proxy and without one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client

from showfloor.portal.walls.forwarded import Forwarded

from ..conftest import PASSWORD  # noqa: TID252  # no package


def _counted(own: str, stated: str) -> Any:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": own}
    if stated:
        request.META["HTTP_X_FORWARDED_FOR"] = stated
    Forwarded(lambda _request: HttpResponse())(request)
    return request.META["REMOTE_ADDR"]


@pytest.mark.parametrize(
    ("own", "stated", "counted"),
    [
        ("", "", "127.0.0.1"),
        ("", "198.51.100.7", "198.51.100.7"),
        ("", "127.0.0.1, 10.0.0.1, 198.51.100.7", "198.51.100.7"),
        ("", "2001:DB8::1", "2001:db8::1"),
        ("", "nonsense", "127.0.0.1"),
        ("203.0.113.5", "198.51.100.7", "203.0.113.5"),
        ("203.0.113.5", "", "203.0.113.5"),
    ],
)
def test_on_a_socket_the_last_stated_address_counts_and_elsewhere_nobodys_word(
    own: str, stated: str, counted: str
) -> None:
    assert _counted(own, stated) == counted


def test_behind_a_proxy_that_ends_tls_its_word_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PORTAL", replace(settings.PORTAL, behind_tls=True))
    assert _counted("127.0.0.1", "198.51.100.7") == "198.51.100.7"
    assert _counted("127.0.0.1", "") == "127.0.0.1"


def test_somebody_can_sign_in_through_a_proxy_on_a_socket(house: Any) -> None:
    client = Client(REMOTE_ADDR="", headers={"x-forwarded-for": "198.51.100.7"})
    email = house.people["partner_manager"].email
    answer = client.post("/account/login/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/overview/").status_code == 200
