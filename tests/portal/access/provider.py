"""A small OpenID provider that answers on this machine, and lies as a test asks it to."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT, SECRET = "showfloor", "of the client"


@dataclass
class Provider:
    """What the provider knows and says; tests change it before they ask.

    person: claims of whoever signs in there. wrong: claims that replace the right ones (None takes
    one away). signs_with: another key, algorithm or none. told: claims of the userinfo.
    """

    address: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    signs_with: tuple[Any, str] | None = None
    told: dict[str, Any] | None = None
    describes: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    """What was asked with each code that was given out; a code is taken once."""
    requests: list[str] = field(default_factory=list)

    def authorise(self, address: str) -> dict[str, str]:
        """Sign the person in, as the browser does at the provider; return what goes back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = hashlib.sha256(address.encode()).hexdigest()
        self.asked[code] = query
        return {"code": code, "state": query["state"]}

    def token(self, sent: dict[str, str], header: str) -> dict[str, Any] | None:
        """Return what a code is worth; None for a wrong code, client or verifier."""
        query = self.asked.pop(sent.get("code", ""), None)
        pair = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()
        if query is None or header != f"Basic {pair}":
            return None
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != query["code_challenge"] or sent["redirect_uri"] != query["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": query["nonce"],
            **self.person,
            **self.wrong,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        key, algorithm = self.signs_with or (self.key, "ES256")
        token = jwt.encode(claims, key, algorithm, headers={"kid": "one"})
        return {"access_token": "open", "token_type": "Bearer", "id_token": token}

    def described(self) -> dict[str, Any]:
        """Return the provider's description of itself."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorise",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/person",
            **self.describes,
        }

    def keys(self) -> dict[str, Any]:
        """Return the public key."""
        public = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "one", "use": "sig"}]}


@contextmanager
def answering(provider: Provider) -> Iterator[Provider]:
    """Let a provider answer on a port of its own."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer its description, its keys, and who signed in."""
            provider.requests.append(self.path)
            found = {
                "/.well-known/openid-configuration": provider.described(),
                "/keys": provider.keys(),
                "/person": provider.told,
            }.get(self.path)
            self._answer(found)

        def do_POST(self) -> None:
            """Answer what a code is worth."""
            length = int(self.headers["Content-Length"])
            sent = parse_qs(self.rfile.read(length).decode())
            header = self.headers.get("Authorization", "")
            self._answer(provider.token({name: value[0] for name, value in sent.items()}, header))

        def _answer(self, found: Any) -> None:
            content = json.dumps(found).encode()
            self.send_response(200 if found is not None else 400)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
