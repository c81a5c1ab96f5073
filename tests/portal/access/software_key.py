"""A security key in software: answers as WebAuthn says, for tests of the server's side."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, HAS_KEY = 1, 4, 64
ORIGIN = "http://localhost"


@dataclass
class SoftwareKey:
    """One key pair for one site (WebAuthn level 2, sections 6.1 and 6.5; no attestation)."""

    site: str = "localhost"
    verifies: bool = True
    identifier: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    pair: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    uses: int = 0

    def add(self, options: dict[str, Any], origin: str = ORIGIN) -> dict[str, Any]:
        """Answer a request for a new credential."""
        data = AttestedCredentialData.create(
            b"\0" * 16, self.identifier, ES256.from_cryptography_key(self.pair.public_key())
        )
        told = AuthenticatorData.create(
            hashlib.sha256(self.site.encode()).digest(), self._flags() | HAS_KEY, 0, data
        )
        attestation = b"\xa3cfmtdnonegattStmt\xa0hauthData" + _cbor_bytes(bytes(told))
        return self._answer(
            {
                "clientDataJSON": _client("webauthn.create", options, origin),
                "attestationObject": attestation,
                "transports": [],
            }
        )

    def use(
        self, options: dict[str, Any], origin: str = ORIGIN, person: bytes | None = None
    ) -> dict[str, Any]:
        """Answer a request to prove that this key is here."""
        self.uses += 1
        told = (
            hashlib.sha256(self.site.encode()).digest()
            + bytes([self._flags()])
            + struct.pack(">I", self.uses)
        )
        client = _client("webauthn.get", options, origin)
        signed = self.pair.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": client,
                "authenticatorData": told,
                "signature": signed,
                "userHandle": person,
            }
        )

    def _flags(self) -> int:
        return PRESENT | (VERIFIED if self.verifies else 0)

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        told = {
            name: websafe_encode(value) if isinstance(value, bytes) else value
            for name, value in response.items()
        }
        identifier = websafe_encode(self.identifier)
        return {
            "id": identifier,
            "rawId": identifier,
            "type": "public-key",
            "clientExtensionResults": {"credProps": {"rk": self.verifies}},
            "response": told,
        }


def _client(kind: str, options: dict[str, Any], origin: str) -> bytes:
    challenge = options["publicKey"]["challenge"]
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()


def _cbor_bytes(content: bytes) -> bytes:
    return b"\x58" + bytes([len(content)]) + content
