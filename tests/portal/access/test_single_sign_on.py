"""Single sign-on: who was invited, by an address that its issuer has verified, and nobody else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

from showfloor.portal.access.models import SignOnIdentity
from showfloor.portal.access.sign_on import entering
from showfloor.portal.issuers import Issuer
from showfloor.portal.people.models import Membership, Person
from showfloor.portal.people.services import take_in
from showfloor.portal.walls.permissions import Role
from showfloor.portal.walls.reach import WHOLE_HOUSE, within

from .provider import CLIENT, SECRET, Provider, answering

ADDRESS = "account_manager@canary-acme.example"
PERSON = {"sub": "acme-1", "email": ADDRESS, "email_verified": True}
SET_OUT, BACK = "/account/sign-on/acme/", "/account/sign-on/acme/back/"


@pytest.fixture
def provider(house: Any) -> Iterator[Provider]:
    """Return a provider that may sign on Acme's people."""
    cache.clear()
    with answering(Provider(person=dict(PERSON))) as made:
        issuer = Issuer(
            "acme", "Acme", made.address, CLIENT, SECRET, "manufacturer", "acme",
            ("canary-acme.example",),
        )  # fmt: skip
        with override_settings(PORTAL=replace(settings.PORTAL, sign_on=(issuer,))):
            yield made


def _come_back(client: Client, provider: Provider, **changed: str) -> Any:
    """Set out, sign in at the provider, and come back with what it gives."""
    place = client.get(SET_OUT)
    assert place.status_code == 302, place.content
    return client.get(BACK, {**provider.authorise(place.headers["Location"]), **changed})


def _is_in(client: Client) -> bool:
    return client.get("/own-sales/").status_code == 200


def test_an_invited_address_signs_on_and_goes_where_it_wanted(provider: Provider) -> None:
    client = Client()
    place = client.get(f"{SET_OUT}?next=/own-plans/")
    answer = client.get(BACK, provider.authorise(place.headers["Location"]))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/own-plans/")
    assert _is_in(client)
    again = Client()
    assert _come_back(again, provider).headers["Location"] == "/"
    assert SignOnIdentity.objects.get().subject == "acme-1"


def test_the_way_out_states_proof_key_nonce_and_state_anew_each_time(provider: Provider) -> None:
    client, asked = Client(), []
    for _ in range(2):
        provider.authorise(client.get(SET_OUT).headers["Location"])
    asked = list(provider.asked.values())
    assert {one["code_challenge_method"] for one in asked} == {"S256"}
    assert {one["redirect_uri"] for one in asked} == {f"http://127.0.0.1:8000{BACK}"}
    for name in ("state", "nonce", "code_challenge"):
        assert len({one[name] for one in asked}) == 2
        assert all(len(one[name]) >= 43 for one in asked)


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "another audience": {"aud": "somebody-else"},
    "another party": {"aud": [CLIENT, "other"], "azp": "other"},
    "several audiences and no party": {"aud": [CLIENT, "other"]},
    "expired": {"exp": int(time.time()) - 3600},
    "without an end": {"exp": None},
    "made in the future": {"iat": int(time.time()) + 7200},
    "another nonce": {"nonce": "not ours"},
    "no nonce": {"nonce": None},
    "a nonce that is no text": {"nonce": 7},
    "nobody": {"sub": None},
    "an empty name": {"sub": ""},
    "address not verified": {"email_verified": False},
    "verified only as a word": {"email_verified": "true"},
    "verified not said": {"email_verified": None},
    "an address of nobody": {"email": "new@canary-acme.example"},
    "an address of another domain": {"email": "rival@canary-bolt.example"},
    "the retailer's address": {"email": "partner_manager@canary-retailer.example"},
    "an address that is no text": {"email": ["x@canary-acme.example"]},
}


@pytest.mark.parametrize("wrong", WRONG_CLAIMS)
def test_a_token_that_says_anything_else_lets_nobody_in(provider: Provider, wrong: str) -> None:
    provider.wrong, client = WRONG_CLAIMS[wrong], Client()
    answer = _come_back(client, provider)
    assert answer.status_code == 403
    assert not _is_in(client)
    assert not SignOnIdentity.objects.exists()


@pytest.mark.parametrize("wrong", ["unsigned", "another key", "the public key as a secret"])
def test_a_token_that_the_issuer_has_not_signed_lets_nobody_in(
    provider: Provider, wrong: str
) -> None:
    shared = str(provider.keys()).encode()
    provider.signs_with = {
        "unsigned": (None, "none"),
        "another key": (ec.generate_private_key(ec.SECP256R1()), "ES256"),
        "the public key as a secret": (shared, "HS256"),
    }[wrong]
    client = Client()
    assert _come_back(client, provider).status_code == 403
    assert not _is_in(client)


def test_every_refusal_looks_alike(provider: Provider) -> None:
    bodies = set()
    for wrong in ("another nonce", "an address of nobody", "the retailer's address", "expired"):
        provider.wrong = WRONG_CLAIMS[wrong]
        bodies.add(_come_back(Client(), provider).content)
    assert len(bodies) == 1
    assert b"You were not signed in." in bodies.pop()


def test_a_state_is_good_once_in_its_own_session_for_a_while(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, thief = Client(), Client()
    given = provider.authorise(client.get(SET_OUT).headers["Location"])
    assert thief.get(BACK, given).status_code == 403
    assert client.get(BACK, {**given, "state": "ö"}).status_code == 403
    assert client.get(BACK, given).status_code == 302
    assert client.get(BACK, given).status_code == 403
    monkeypatch.setattr(entering, "LONGEST_SECONDS", -1.0)
    assert _come_back(Client(), provider).status_code == 403


def test_another_issuers_answer_and_a_refusal_there_let_nobody_in(provider: Provider) -> None:
    client = Client()
    assert _come_back(client, provider, iss="https://elsewhere.example").status_code == 403
    assert _come_back(client, provider, code="made up").status_code == 403
    assert _come_back(client, provider, code="", error="access_denied").status_code == 403
    assert client.get(BACK).status_code == 403


def test_an_address_that_went_to_somebody_else_opens_nothing(provider: Provider) -> None:
    assert _come_back(Client(), provider).status_code == 302
    provider.person = {**PERSON, "sub": "acme-2"}
    assert _come_back(Client(), provider).status_code == 403


def test_a_name_that_belongs_to_another_person_opens_nothing(
    house: Any, provider: Provider
) -> None:
    with within(WHOLE_HOUSE):
        take_in(house.organisations["acme"], "two@canary-acme.example", "Two", Role.ACCOUNT_MANAGER)
    assert _come_back(Client(), provider).status_code == 302
    provider.person = {**PERSON, "email": "two@canary-acme.example"}
    assert _come_back(Client(), provider).status_code == 403


def test_an_issuer_opens_no_other_organisation_that_somebody_belongs_to(
    house: Any, provider: Provider
) -> None:
    with within(WHOLE_HOUSE):
        take_in(house.organisations["bolt"], ADDRESS, "Both", Role.ACCOUNT_MANAGER)
    assert _come_back(Client(), provider).status_code == 403


def test_ended_access_ends_sign_on_and_a_new_start_may_have_a_new_name(
    house: Any, provider: Provider, sign_in: Callable[..., Client]
) -> None:
    client = Client()
    assert _come_back(client, provider).status_code == 302
    with within(WHOLE_HOUSE):
        held = Membership.objects.get(person=house.people["account_manager"])
    house_of = house.organisations["acme"].pk
    sign_in("partner_manager").post(f"/organisations/{house_of}/people/{held.pk}/end/")
    assert not _is_in(client)
    assert _come_back(Client(), provider).status_code == 403
    assert not SignOnIdentity.objects.exists()


def test_whoever_is_switched_off_is_not_signed_on(house: Any, provider: Provider) -> None:
    Person.objects.filter(email=ADDRESS).update(is_active=False)
    assert _come_back(Client(), provider).status_code == 403


def test_the_portals_own_second_factor_is_still_asked_for(house: Any, provider: Provider) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(house.people["account_manager"], generate_totp_secret())
    client = Client()
    answer = _come_back(client, provider)
    assert "/second-factor/authenticate/" in answer.headers["Location"]
    assert not _is_in(client)


def test_an_address_told_beside_the_token_must_be_of_the_same_person(provider: Provider) -> None:
    provider.person = {"sub": "acme-1"}
    provider.told = {**PERSON, "sub": "acme-9"}
    assert _come_back(Client(), provider).status_code == 403
    provider.told = dict(PERSON)
    assert _come_back(Client(), provider).status_code == 302


def test_an_issuer_that_is_away_or_describes_another_says_so(provider: Provider) -> None:
    for wrong in ({"issuer": "https://elsewhere.example"}, {"token_endpoint": None}):
        provider.describes = wrong
        entering_kept_nothing()
        answer = Client().get(SET_OUT)
        assert answer.status_code == 503
        assert b"does not answer" in answer.content


def entering_kept_nothing() -> None:
    """Forget what this process keeps of issuers."""
    from showfloor.portal.access.sign_on import issuer

    issuer._kept.clear()


def test_keys_that_changed_are_fetched_anew_once(provider: Provider) -> None:
    assert _come_back(Client(), provider).status_code == 302
    provider.key = ec.generate_private_key(ec.SECP256R1())
    assert _come_back(Client(), provider).status_code == 302
    assert provider.requests.count("/keys") == 2


def test_only_stated_issuers_have_an_address_and_a_place_on_the_page(provider: Provider) -> None:
    assert b"Sign in with Acme" in Client().get("/account/login/").content
    for path in ("/account/sign-on/bolt/", "/account/sign-on/bolt/back/", "/account/sign-on/"):
        assert Client().get(path).status_code == 404
    assert Client().post(SET_OUT).status_code in {403, 404}


def test_a_place_elsewhere_is_not_gone_on_to(provider: Provider) -> None:
    client = Client()
    place = client.get(f"{SET_OUT}?next=https://elsewhere.example/")
    answer = client.get(BACK, provider.authorise(place.headers["Location"]))
    assert answer.headers["Location"] == "/"


def test_the_library_would_take_none_of_these_signatures_by_itself() -> None:
    token = jwt.encode({"sub": "x"}, None, "none")
    with pytest.raises(jwt.PyJWTError):
        jwt.decode(token, "", algorithms=["ES256"])
