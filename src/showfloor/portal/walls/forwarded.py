"""Whose request it is behind a proxy: the network address that the proxy states.

Wrong passwords and letters are counted by network address. A proxy on a socket leaves none at all,
and one on this machine leaves its own: everybody would be one visitor, or nobody could sign in.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Forwarded-For"
THIS_MACHINE = "127.0.0.1"


class Forwarded:
    """Puts the address that the nearest proxy has seen in the place of the proxy's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand before everything that counts by address."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Believe the header where a proxy must be in front: on a socket, or as configured.

        Of several addresses the last one counts, as everybody can send others before it.
        """
        own = request.META.get("REMOTE_ADDR", "")
        if not own or settings.PORTAL.behind_tls:
            stated = request.headers.get(HEADER, "").rsplit(",", 1)[-1].strip()
            request.META["REMOTE_ADDR"] = _address(stated) or own or THIS_MACHINE
        return self._get_response(request)


def _address(stated: str) -> str:
    """Return a network address as it is written usually; empty where it is none."""
    try:
        return str(ipaddress.ip_address(stated))
    except ValueError:
        return ""
