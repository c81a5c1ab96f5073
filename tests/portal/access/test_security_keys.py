"""Security keys and passkeys: after the password or instead, for this site, never by replay."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.core.cache import cache
from django.test import Client

from .software_key import SoftwareKey

KNOWN = "partner_manager@canary-retailer.example"
PASSWORD = "a long enough password"
HERE = "localhost"


@pytest.fixture(autouse=True)
def _nobody_has_tried() -> None:
    cache.clear()


def _client() -> Client:
    return Client(SERVER_NAME=HERE)


def _enter(client: Client) -> Any:
    return client.post("/account/login/", {"login": KNOWN, "password": PASSWORD})


def _options(answer: Any) -> dict[str, Any]:
    """Return what the page asks a key for, from the attribute that its script reads."""
    found = re.search(r'data-options="([^"]*)"', answer.content.decode())
    assert found is not None
    options: dict[str, Any] = json.loads(html.unescape(found[1]))
    return options


def _trusted() -> Client:
    """Return a client that has signed in and has just given the password once more."""
    client = _client()
    _enter(client)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def _with_key(key: SoftwareKey, *, passkey: bool = False, origin: str = "http://localhost") -> Any:
    """Sign in by password and add a key; return the answer."""
    client = _trusted()
    page = client.get("/account/second-factor/webauthn/add/")
    sent = {"name": "Stick", "credential": json.dumps(key.add(_options(page), origin))}
    return client.post(
        "/account/second-factor/webauthn/add/", {**sent, "passwordless": "on"} if passkey else sent
    )


def _asked_for(client: Client) -> Any:
    entered = _enter(client)
    assert entered.headers["Location"].endswith("/second-factor/authenticate/")
    return client.get(entered.headers["Location"])


def test_a_key_is_asked_for_after_the_password_once_it_is_added(house: Any) -> None:
    key, client = SoftwareKey(), _client()
    assert _with_key(key).headers["Location"].endswith("/recovery-codes/")
    asked = _asked_for(client)
    assert client.get("/overview/").status_code == 404
    proof = json.dumps(key.use(_options(asked)))
    answer = client.post("/account/second-factor/authenticate/", {"credential": proof})
    assert answer.status_code == 302
    assert client.get("/overview/").status_code == 200


def test_whoever_adds_a_key_confirms_the_password_first_and_comes_back(house: Any) -> None:
    client = _client()
    _enter(client)
    for path in ("webauthn/add/", "totp/activate/"):
        sent = client.get(f"/account/second-factor/{path}")
        assert sent.headers["Location"].startswith("/account/reauthenticate/?next=")
    where = sent.headers["Location"]
    assert client.get(where).status_code == 200
    back = client.post(
        where, {"password": PASSWORD, "next": "/account/second-factor/totp/activate/"}
    )
    assert back.headers["Location"] == "/account/second-factor/totp/activate/"


def test_a_proof_is_good_once_and_for_its_own_question(house: Any) -> None:
    key, first, second = SoftwareKey(), _client(), _client()
    _with_key(key)
    proof = json.dumps(key.use(_options(_asked_for(first))))
    where = "/account/second-factor/authenticate/"
    assert first.post(where, {"credential": proof}).status_code == 302
    _asked_for(second)
    assert second.post(where, {"credential": proof}).status_code == 200
    assert second.get("/overview/").status_code == 404


@pytest.mark.parametrize("wrong", ["stranger", "site", "origin", "rubbish", "empty"])
def test_a_wrong_key_opens_nothing(house: Any, wrong: str) -> None:
    key, client = SoftwareKey(), _client()
    _with_key(key)
    options = _options(_asked_for(client))
    if wrong == "stranger":
        key.pair = SoftwareKey().pair
    if wrong == "site":
        key.site = "elsewhere.example"
    origin = "https://elsewhere.example" if wrong == "origin" else "http://localhost"
    proof = json.dumps(key.use(options, origin))
    sent = {"rubbish": '{"id": 1}', "empty": ""}.get(wrong, proof)
    answer = client.post("/account/second-factor/authenticate/", {"credential": sent})
    assert answer.status_code == 200
    assert client.get("/overview/").status_code == 404


@pytest.mark.parametrize("sent", ['{"id": 1}', "[]", "null", '"x"', '{"id": "", "response": {}}'])
def test_a_made_up_answer_is_refused_and_never_breaks_the_page(house: Any, sent: str) -> None:
    client = _trusted()
    added = client.post("/account/second-factor/webauthn/add/", {"credential": sent})
    assert added.status_code == 200
    passkey = _client().post("/account/second-factor/webauthn/login/", {"credential": sent})
    assert passkey.headers["Location"] == "/account/login/"


def test_a_key_of_another_site_is_not_taken(house: Any) -> None:
    assert _with_key(SoftwareKey(), origin="https://elsewhere.example").status_code == 200
    assert _with_key(SoftwareKey(site="elsewhere.example")).status_code == 200
    assert _enter(_client()).headers["Location"] == "/"


def test_a_passkey_signs_in_alone_where_it_has_verified_its_owner(house: Any) -> None:
    key, client = SoftwareKey(), _client()
    _with_key(key, passkey=True)
    handle = user_pk_to_url_str(house.people["partner_manager"]).encode()
    where = "/account/second-factor/webauthn/login/"
    for verifies, path in ((False, "/account/login/"), (True, "/")):
        key.verifies = verifies
        options = client.get(where, headers={"accept": "application/json"}).json()
        proof = json.dumps(key.use(options["request_options"], person=handle))
        assert client.post(where, {"credential": proof}).headers["Location"] == path
    assert client.get("/overview/").status_code == 200


def test_a_key_that_was_removed_signs_nobody_in(house: Any) -> None:
    client = _trusted()
    page = client.get("/account/second-factor/webauthn/add/")
    proof = json.dumps(SoftwareKey().add(_options(page)))
    client.post("/account/second-factor/webauthn/add/", {"name": "Old", "credential": proof})
    page = client.get("/account/second-factor/webauthn/")
    assert b"Old" in page.content
    path = re.search(r"/account/second-factor/webauthn/keys/\d+/", page.content.decode())
    assert path is not None
    assert client.get(f"{path[0]}edit/").status_code == 200
    assert client.get(f"{path[0]}remove/").status_code == 200
    client.post(f"{path[0]}remove/")
    assert _enter(_client()).headers["Location"] == "/"


def test_nobody_reaches_the_key_of_another(house: Any) -> None:
    rival = _client()
    _with_key(SoftwareKey())
    rival.force_login(
        house.people["rival"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for verb in ("edit", "remove"):
        answer = rival.get(f"/account/second-factor/webauthn/keys/1/{verb}/", follow=True)
        assert b"Stick" not in answer.content


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_pages_say_what_there_is_without_a_script(house: Any, language: str) -> None:
    client = _trusted()
    client.cookies["showfloor_language"] = language
    for path in ("", "webauthn/", "webauthn/add/", "totp/activate/"):
        answer = client.get(f"/account/second-factor/{path}")
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.content.decode()
    passkey = _client().get("/account/passkey/").content.decode()
    assert "JavaScript" in passkey
    assert re.search(r"<script(?! src=)", passkey) is None
