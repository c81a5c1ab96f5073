"""Entering by a calendar's secret address, which carries its own proof instead of a session.

It stands before `people.entering`, because a piece of work sees with one pair of eyes only: the
calendar is made within the reach of the person whose address it is, and without a session, so that
a calendar program leaves no cookie and no line of a sign-in behind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from django.http import HttpRequest, HttpResponse

from showfloor.portal.people.models import Membership, Person
from showfloor.portal.rollout.calendar_tokens import Token, recognised
from showfloor.portal.rollout.calendars import FOLDER, calendar_of
from showfloor.portal.rollout.models import CalendarAddress
from showfloor.portal.walls.reach import Kind, Reach, within
from showfloor.portal.words import language_of
from showfloor.portal.workspace import workspace
from showfloor.present.types import LANGUAGES

Answer: TypeAlias = Callable[[HttpRequest], HttpResponse]
SUFFIX = ".ics"
LONGEST = 200
READ = ("GET", "HEAD")


class CalendarEntering:
    """Django middleware: answers calendars, and lets every other request pass."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what answers next; an address that names nothing goes there too, and looks so."""
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a calendar of whoever's address it is."""
        if not request.path.startswith(FOLDER) or request.method not in READ:
            return self._answer(request)
        found = _calendar(request.path)
        if found is None:
            return self._answer(request)
        answer = HttpResponse(found, content_type="text/calendar; charset=utf-8")
        answer["Cache-Control"] = "private, no-store"
        answer["Content-Disposition"] = 'inline; filename="installations.ics"'
        answer["Referrer-Policy"] = "no-referrer"
        return answer


def _calendar(path: str) -> bytes | None:
    """Return the calendar of an address, or None where it names none."""
    rest = path.removeprefix(FOLDER)
    code, _, name = rest.partition("/")
    if code not in LANGUAGES or not name.endswith(SUFFIX) or len(name) > LONGEST:
        return None
    token = recognised(name.removesuffix(SUFFIX))
    if token is None:
        return None
    with within(Reach(Kind.PARTNER, token.organisation_id, token.person_id)):
        membership = _membership(token)
        if membership is None:
            return None
        language = language_of("de" if code == "de" else "en", workspace().config.currency)
        return calendar_of(membership, language)


def _membership(token: Token) -> Membership | None:
    """Return the membership of an address that still holds."""
    held = CalendarAddress.objects.filter(
        organisation_id=token.organisation_id,
        person_id=token.person_id,
        secret_sha256=token.digest,
    )
    if not held.exists():
        return None
    if not Person.objects.filter(pk=token.person_id, is_active=True).exists():
        return None
    found: Membership | None = Membership.objects.filter(
        organisation_id=token.organisation_id, person_id=token.person_id, ended_at=None
    ).first()
    return found
