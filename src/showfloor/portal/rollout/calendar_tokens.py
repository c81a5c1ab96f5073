"""The secret in a calendar's address: whose it is, signed by the portal, and a word that is kept.

32 bytes name the organisation and the person, 16 are drawn, 16 are the portal's signature over
them. So nobody's rows are touched before the portal has recognised its own hand; and a new address
draws a new word, with which the old address names nothing any more.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.utils.crypto import salted_hmac

SALT = "showfloor.rollout.calendar"
SECRET_BYTES = SIGNATURE_BYTES = 16
TOKEN_BYTES = 2 * 16 + SECRET_BYTES + SIGNATURE_BYTES


@dataclass(frozen=True, slots=True)
class Token:
    """What an address says, once its signature has been recognised."""

    organisation_id: UUID
    person_id: UUID
    secret: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 by which the address's row is known."""
        return hashlib.sha256(self.secret).hexdigest()

    def text(self) -> str:
        """Return the token as it stands in an address."""
        said = self.organisation_id.bytes + self.person_id.bytes + self.secret
        return base64.urlsafe_b64encode(said + _signature(said)).decode().rstrip("=")


def drawn(organisation_id: UUID, person_id: UUID) -> Token:
    """Return a new token of a person in an organisation."""
    return Token(organisation_id, person_id, secrets.token_bytes(SECRET_BYTES))


def recognised(text: str) -> Token | None:
    """Return what a token says; None unless this portal has signed it."""
    try:
        data = base64.b64decode(text.encode("ascii") + b"==", altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    said, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    if len(data) != TOKEN_BYTES or not hmac.compare_digest(signature, _signature(said)):
        return None
    return Token(UUID(bytes=said[:16]), UUID(bytes=said[16:32]), said[32:])


def _signature(said: bytes) -> bytes:
    return salted_hmac(SALT, said, algorithm="sha256").digest()[:SIGNATURE_BYTES]
