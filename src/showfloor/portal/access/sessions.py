"""Sessions end: after a day's work, after two idle hours, and everywhere at once when asked to."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from showfloor.portal.figures.answers import not_here
from showfloor.portal.figures.navigation import visit_in
from showfloor.portal.people.models import Person
from showfloor.portal.walls.audit import note
from showfloor.portal.walls.models import Happening

Answer: TypeAlias = Callable[[HttpRequest], HttpResponse]
LONGEST_SECONDS = 12 * 60 * 60
"""How long somebody stays signed in, however busy."""
IDLE_SECONDS = 2 * 60 * 60
"""How long somebody stays signed in who asks for nothing."""
TELL_SECONDS = 5 * 60
"""How often a session's last use is written down, at most."""
BEGAN, USED = "showfloor_began", "showfloor_used"


class SessionAges:
    """Django middleware: signs out whoever was signed in too long, or idle."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what answers next."""
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the session's age before anybody acts in it."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            now = _now()
            began = float(request.session.get(BEGAN, now))
            used = float(request.session.get(USED, now))
            if now - began > LONGEST_SECONDS or now - used > IDLE_SECONDS:
                logout(request)
            elif BEGAN not in request.session or now - used > TELL_SECONDS:
                request.session[BEGAN], request.session[USED] = began, now
        return self._answer(request)


def _now() -> float:
    return time.time()


def end_sessions(person_id: UUID, but: str = "") -> int:
    """End a person's sessions, but for the one of that key; return how many ended."""
    ended = 0
    for held in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if held.session_key != but and held.get_decoded().get(SESSION_KEY) == str(person_id):
            held.delete()
            ended += 1
    return ended


def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End every other session of whoever asks."""
    visit = visit_in(request)
    if request.method != "POST" or not isinstance(request.user, Person):
        return not_here(request)
    end_sessions(request.user.pk, but=request.session.session_key or "")
    note(visit.reach, str(visit.person), Happening.CHANGED, request.path)
    messages.success(request, visit.say("access.sessions.ended"))
    return HttpResponseRedirect(reverse("account"), status=303)


ADDRESSES = [path("", sign_out_elsewhere, name="sign-out-elsewhere")]
