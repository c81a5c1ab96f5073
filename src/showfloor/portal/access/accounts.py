"""How sign-in behaves here: nobody signs up without an invitation, and too many tries are over."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from showfloor.portal.figures.answers import error_answer


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth states no types
    """allauth's rules of this portal."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Say no: people come by invitation."""
        return False


def locked_out(
    request: HttpRequest,
    _response: Any = None,
    _credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer after too many failed attempts; the same whether the address is known or not."""
    return error_answer(request, HTTPStatus.TOO_MANY_REQUESTS, "access.locked")
