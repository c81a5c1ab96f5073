"""The three steps with an issuer: where a person goes, what the code is worth, who they are."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from showfloor.portal.access.sign_on.claims import checked_claims
from showfloor.portal.access.sign_on.fetching import IssuerAwayError, SignOnError, fetch
from showfloor.portal.issuers import Issuer

KEPT_SECONDS = 600.0
"""How long an issuer's description and keys are kept in this process."""
SCOPE = "openid email"
DESCRIBED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_kept: dict[str, tuple[float, dict[str, Any]]] = {}


@dataclass(frozen=True, slots=True)
class Journey:
    """What was drawn when a person set out; kept in their session until they come back, once."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def begun(cls) -> Journey:
        """Draw all three anew."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


def where_to_go(issuer: Issuer, journey: Journey, back: str) -> str:
    """Return the address at the issuer, to which the browser goes next."""
    digest = hashlib.sha256(journey.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": issuer.client_id,
        "redirect_uri": back,
        "scope": SCOPE,
        "state": journey.state,
        "nonce": journey.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    place = str(_described(issuer)["authorization_endpoint"])
    return f"{place}{'&' if urlsplit(place).query else '?'}{urlencode(asked)}"


def claims_of(issuer: Issuer, journey: Journey, code: str, back: str) -> dict[str, Any]:
    """Return the checked claims that a code is worth; SignOnError where it is worth none."""
    described = _described(issuer)
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": journey.verifier,
    }
    headers = {}
    if _takes_secret_in_header(described):
        pair = f"{quote_plus(issuer.client_id)}:{quote_plus(issuer.client_secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        sent |= {"client_id": issuer.client_id, "client_secret": issuer.client_secret}
    answer = fetch(str(described["token_endpoint"]), sent, headers)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise SignOnError("the issuer gave no token for the code")
    claims = _checked(issuer, journey, token)
    return claims if "email" in claims else _with_address(claims, described, answer)


def _checked(issuer: Issuer, journey: Journey, token: str) -> dict[str, Any]:
    """Check a token with the issuer's keys; with keys fetched anew where it names a new one."""
    place = str(_described(issuer)["jwks_uri"])
    was_kept = place in _kept
    try:
        return checked_claims(token, _keys(place), issuer, journey.nonce)
    except SignOnError:
        if not was_kept:
            raise
        _kept.pop(place, None)
        return checked_claims(token, _keys(place), issuer, journey.nonce)


def _with_address(
    claims: dict[str, Any], described: Mapping[str, Any], answer: Mapping[str, Any]
) -> dict[str, Any]:
    """Add the address that the issuer tells of the same person at its own place for that."""
    place, access = described.get("userinfo_endpoint"), answer.get("access_token")
    if not isinstance(place, str) or not isinstance(access, str):
        raise SignOnError("the issuer tells no address")
    told = fetch(place, headers={"Authorization": f"Bearer {access}"})
    if told.get("sub") != claims["sub"]:
        raise SignOnError("the issuer tells of somebody else")
    return {**claims, **{name: told.get(name) for name in ("email", "email_verified")}}


def _described(issuer: Issuer) -> dict[str, Any]:
    """Return how the issuer describes itself (OpenID Connect Discovery 1.0)."""
    found = _fetched(f"{issuer.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer.issuer:
        raise IssuerAwayError(f"{issuer.issuer} describes another issuer")
    if not all(isinstance(found.get(name), str) for name in DESCRIBED):
        raise IssuerAwayError(f"{issuer.issuer} does not describe all of {', '.join(DESCRIBED)}")
    return found


def _keys(place: str) -> list[Mapping[str, Any]]:
    keys = _fetched(place).get("keys")
    if not isinstance(keys, list):
        raise IssuerAwayError("the issuer shows no keys")
    return keys


def _fetched(place: str) -> dict[str, Any]:
    kept = _kept.get(place)
    if kept is not None and time.monotonic() - kept[0] < KEPT_SECONDS:
        return kept[1]
    found = fetch(place)
    _kept[place] = (time.monotonic(), found)
    return found


def _takes_secret_in_header(described: Mapping[str, Any]) -> bool:
    known = described.get("token_endpoint_auth_methods_supported")
    if not isinstance(known, list):
        return True
    return "client_secret_basic" in known or "client_secret_post" not in known
