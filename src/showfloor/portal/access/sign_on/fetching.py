"""One request to an issuer: to the stated place only, with small answers, in five seconds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from showfloor.portal.issuers import LOOPBACK

SECONDS = 5.0
LARGEST = 512 * 1024


class SignOnError(Exception):
    """The issuer says nothing that lets anybody in; the reason is for the log alone."""


class IssuerAwayError(SignOnError):
    """The issuer does not answer, or not what an issuer answers."""


def fetch(
    address: str, sent: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the JSON object that an address answers to GET, or to POST where something is sent.

    IssuerAwayError for every other answer: redirects, errors, large or other content.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise IssuerAwayError(f"{address} is not https")
    body = urlencode(sent).encode() if sent is not None else None
    asked = Request(address, body, {"Accept": "application/json", **(headers or {})})  # noqa: S310  # checked above
    try:
        with _opener().open(asked, timeout=SECONDS) as answer:
            content = answer.read(LARGEST + 1)
            status = answer.status
    except (OSError, URLError, ValueError) as reason:
        raise IssuerAwayError(f"{parts.netloc}{parts.path} does not answer: {reason}") from reason
    if status != 200 or len(content) > LARGEST:  # HTTP's word for done
        raise IssuerAwayError(f"{parts.netloc}{parts.path} answers {status}")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as reason:
        raise IssuerAwayError(f"{parts.netloc}{parts.path} answers no JSON") from reason
    if not isinstance(found, dict):
        raise IssuerAwayError(f"{parts.netloc}{parts.path} answers no JSON object")
    return found


class _AsItComes(HTTPErrorProcessor):
    """Hands every status on; a redirect is not followed, as it would lead elsewhere."""

    def http_response(self, _request: Any, response: Any) -> Any:
        """Return the answer as it is."""
        return response

    https_response = http_response  # type: ignore[assignment]  # as the library does itself


def _opener() -> OpenerDirector:
    """Return an opener that knows no files and follows nothing; the system's proxy is used."""
    opener = OpenerDirector()
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler(), _AsItComes()):
        opener.add_handler(handler)
    return opener
