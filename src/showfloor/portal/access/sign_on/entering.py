"""The middleware of single sign-on: it talks to issuers before a request's transaction begins.

An issuer may take seconds to answer, for which SQLite's only writer must not be held; and whom an
issuer names is looked up in the whole house, before there is a visitor whose reach would do.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from showfloor.portal.access.sign_on.fetching import SignOnError
from showfloor.portal.access.sign_on.issuer import Journey, claims_of, where_to_go
from showfloor.portal.access.sign_on.matching import matched
from showfloor.portal.figures.answers import error_answer
from showfloor.portal.issuers import Issuer
from showfloor.portal.people.models import Person
from showfloor.portal.walls.reach import WHOLE_HOUSE, within

Answer: TypeAlias = Callable[[HttpRequest], HttpResponse]
LOG = logging.getLogger("showfloor.sign_on")
FOLDER = "/account/sign-on/"
BACK = "back/"
UNDER_WAY = "showfloor_sign_on"
"""Session key of the journeys that have not come back: state -> issuer, what was drawn, when."""
MOST = 5
LONGEST_SECONDS = 600.0
LONGEST_LINE = 300


class SignOnEntering:
    """Django middleware: sends people to an issuer, and hears what it says when they come back."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what answers next."""
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go to the issuer that an address names, or let the next one answer."""
        issuer, rest = _named(request.path)
        if issuer is None or request.method != "GET":
            return self._answer(request)
        if rest == BACK:
            request.signed_on = _heard(request, issuer)  # type: ignore[attr-defined]
            return self._answer(request)
        return _sent_away(request, issuer)


def _named(path: str) -> tuple[Issuer | None, str]:
    """Return the issuer that an address names, and what follows."""
    if not path.startswith(FOLDER):
        return None, ""
    name, _, rest = path.removeprefix(FOLDER).partition("/")
    found = (one for one in settings.PORTAL.sign_on if one.id == name and rest in ("", BACK))
    return next(found, None), rest


def _sent_away(request: HttpRequest, issuer: Issuer) -> HttpResponse:
    """Draw a journey, keep it in the session, and send the browser to the issuer."""
    journey = Journey.begun()
    try:
        place = where_to_go(issuer, journey, _back(issuer))
    except SignOnError as reason:
        LOG.warning("sign-on by %s is away: %s", issuer.id, str(reason)[:LONGEST_LINE])
        return error_answer(request, HTTPStatus.SERVICE_UNAVAILABLE, "access.sign_on.away")
    under_way = dict(request.session.get(UNDER_WAY, {}))
    while len(under_way) >= MOST:
        del under_way[min(under_way, key=lambda state: float(under_way[state]["at"]))]
    to = request.GET.get("next", "")
    under_way[journey.state] = {
        **asdict(journey),
        "issuer": issuer.id,
        "at": time.time(),
        "to": to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else "/",
    }
    request.session[UNDER_WAY] = under_way
    answer = HttpResponseRedirect(place)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _heard(request: HttpRequest, issuer: Issuer) -> tuple[Person, str] | None:
    """Return whom the issuer names and where they wanted to go; None lets nobody in."""
    try:
        kept = _taken(request, issuer)
        code = _code(request, issuer)
        journey = Journey(kept["state"], kept["nonce"], kept["verifier"])
        claims = claims_of(issuer, journey, code, _back(issuer))
        with within(WHOLE_HOUSE):
            return matched(issuer, claims), str(kept["to"])
    except SignOnError as reason:
        LOG.warning("sign-on by %s refused: %s", issuer.id, str(reason)[:LONGEST_LINE])
        return None


def _code(request: HttpRequest, issuer: Issuer) -> str:
    """Return the code that comes back; SignOnError without one, or of another issuer (RFC 9207)."""
    if request.GET.get("iss", issuer.issuer) != issuer.issuer:
        raise SignOnError("another issuer answers")
    code = request.GET.get("code", "")
    if not code:
        raise SignOnError("the issuer gives no code")
    return code


def _taken(request: HttpRequest, issuer: Issuer) -> dict[str, Any]:
    """Take a journey out of the session, whatever becomes of it: none comes back twice."""
    under_way = dict(request.session.get(UNDER_WAY, {}))
    kept: dict[str, Any] | None = under_way.pop(request.GET.get("state", ""), None)
    if kept is None:
        raise SignOnError("nobody of this session has set out so")
    request.session[UNDER_WAY] = under_way
    request.session.save()
    if kept["issuer"] != issuer.id or time.time() - float(kept["at"]) > LONGEST_SECONDS:
        raise SignOnError("the journey was to another issuer, or took too long")
    return kept


def _back(issuer: Issuer) -> str:
    """Return the address that the issuer sends people back to; never from the request's host."""
    return f"{settings.PORTAL.address}{reverse('sign-on-back', args=[issuer.id])}"
