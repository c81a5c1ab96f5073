"""Signing in: the same words for everybody, an end to tries, a second factor, signing out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

KNOWN = "partner_manager@canary-retailer.example"
PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def _nobody_has_tried() -> None:
    cache.clear()


def _enter(client: Client, address: str, password: str) -> Any:
    return client.post("/account/login/", {"login": address, "password": password})


def test_an_address_and_its_password_lead_to_the_first_page(house: Any) -> None:
    client = Client()
    answer = _enter(client, KNOWN.upper(), PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/", follow=True).request["PATH_INFO"] == "/overview/"
    assert set(client.cookies) == {"showfloor_session"}


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(house: Any) -> None:
    bodies = set()
    for address in (KNOWN, "partner_managex@canary-retailer.example"):
        answer = _enter(Client(), address, "wrong")
        assert answer.status_code == 200
        text = answer.content.decode().replace(address, "")
        bodies.add(text.split("<main", 1)[1].split('value="', 2)[0])
    assert len(bodies) == 1


def test_too_many_tries_close_the_address_even_for_the_right_password(house: Any) -> None:
    client = Client()
    codes = [_enter(client, KNOWN, f"wrong {number}").status_code for number in range(6)]
    assert codes[0] == 200
    assert codes[-1] == 429
    assert _enter(client, KNOWN, PASSWORD).status_code == 429


def test_passwords_are_kept_by_argon2(house: Any) -> None:
    assert house.people["partner_manager"].password.startswith("argon2$argon2id$")
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_nobody_signs_up_without_an_invitation(house: Any) -> None:
    fields = {"email": "x@y.example", "password1": PASSWORD, "password2": PASSWORD}
    for answer in (Client().get("/account/signup/"), Client().post("/account/signup/", fields)):
        assert answer.status_code in {200, 403, 404}
        assert "_auth_user_id" not in answer.client.session


def _code(secret: str) -> str:
    """Return RFC 6238's code of the moment: HMAC-SHA-1 over 30-second steps, six digits."""
    step = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), step, hashlib.sha1).digest()
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def test_a_second_factor_is_asked_for_once_it_is_set_up(house: Any) -> None:
    client = Client()
    _enter(client, KNOWN, PASSWORD)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/second-factor/totp/activate/")
    secret = page.context["form"].secret
    answer = client.post("/account/second-factor/totp/activate/", {"code": _code(secret)})
    assert answer.status_code == 302
    cache.clear()
    other = Client()
    entered = _enter(other, KNOWN, PASSWORD)
    assert "/second-factor/authenticate/" in entered.headers["Location"]
    assert other.get("/overview/").status_code == 404
    cache.clear()
    wrong = other.post(entered.headers["Location"], {"code": "000000"})
    assert wrong.status_code == 200
    assert other.get("/overview/").status_code == 404


def test_signing_out_ends_the_session(house: Any, sign_in: Callable[..., Client]) -> None:
    client = sign_in("partner_manager")
    assert client.get("/overview/").status_code == 200
    stolen = Client()
    stolen.cookies = client.cookies.copy()
    client.post("/account/logout/")
    assert client.get("/overview/").status_code == 404
    assert stolen.get("/overview/").status_code == 404


def test_a_form_from_elsewhere_is_refused(house: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        house.people["partner_manager"],
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    answer = client.post("/organisations/add/", {"name": "x"})
    assert answer.status_code == 403
    assert b"expired" in answer.content


def test_every_answer_states_a_policy_without_anything_inline(
    house: Any, sign_in: Callable[..., Client]
) -> None:
    for path in ("/overview/", "/account/me/", "/account/login/", "/nothing/"):
        answer = sign_in("partner_manager").get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        for inline in (b"<script", b" style=", b" onclick", b"javascript:"):
            assert inline not in answer.content
        assert b"http://" not in answer.content.replace(b"http://www.w3.org", b"")
