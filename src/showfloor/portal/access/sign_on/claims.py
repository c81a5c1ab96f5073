"""What an issuer's token must say (OpenID Connect Core 1.0, section 3.1.3.7), and its signature."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import jwt

from showfloor.portal.access.sign_on.fetching import SignOnError
from showfloor.portal.issuers import Issuer

SIGNATURES: Mapping[str, tuple[str, ...]] = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}
"""Which signatures a kind of key makes; none without a key, and none of a shared secret."""
LEEWAY_SECONDS = 60
"""How far two clocks may differ."""
LONGEST = 255
"""The most characters of a subject, as OpenID Connect says."""


def checked_claims(
    token: str, keys: Sequence[Mapping[str, Any]], issuer: Issuer, nonce: str
) -> dict[str, Any]:
    """Return what a token says, checked; SignOnError says what is wrong with it.

    keys: the issuer's public keys (RFC 7517). nonce: what was drawn when the person set out.
    """
    try:
        header = jwt.get_unverified_header(token)
        key, signatures = _key_of(header, keys)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=list(signatures),
            audience=issuer.client_id,
            issuer=issuer.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as reason:
        raise SignOnError(f"the token is not good: {reason}") from reason
    _check_party(claims, issuer)
    said = claims.get("nonce")
    if not isinstance(said, str) or not secrets.compare_digest(said.encode(), nonce.encode()):
        raise SignOnError("the token answers another question: its nonce is not ours")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= LONGEST:
        raise SignOnError("the token names nobody")
    return claims


def _key_of(
    header: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]
) -> tuple[Any, tuple[str, ...]]:
    """Return the key that a token names, and the signatures that this key may have made."""
    named = header.get("kid")
    signing = [
        key
        for key in keys
        if isinstance(key, Mapping)
        and key.get("kty") in SIGNATURES
        and key.get("use", "sig") == "sig"
        and (named is None or key.get("kid") == named)
    ]
    if len(signing) != 1:
        raise SignOnError(f"the token's key {named!r} is not one of the issuer's")
    kind, stated = str(signing[0]["kty"]), signing[0].get("alg")
    signatures = tuple(one for one in SIGNATURES[kind] if stated in (None, one))
    if header.get("alg") not in signatures:
        raise SignOnError(f"the token is signed by {header.get('alg')!r}, which its key does not")
    return jwt.PyJWK(dict(signing[0]), algorithm=str(header["alg"])).key, signatures


def _check_party(claims: Mapping[str, Any], issuer: Issuer) -> None:
    """Refuse a token that was made out to another client too, without naming us as its user."""
    party = claims.get("azp")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (party is not None or several) and party != issuer.client_id:
        raise SignOnError("the token is made out to another client")


def verified_address(claims: Mapping[str, Any]) -> str:
    """Return the address that the issuer has verified, in small letters; SignOnError: none is."""
    address = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(address, str):
        raise SignOnError("the issuer has verified no address")
    return address.strip().lower()
