"""Entering: from a session to a visit, by the membership row alone, and the reach it is held in."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.db import transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django_scopes import scopes_disabled

from showfloor.portal.people.inviting import read_letter
from showfloor.portal.people.models import Membership, Organisation, Person
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.audit import note
from showfloor.portal.walls.models import Happening
from showfloor.portal.walls.permissions import REACHES, ROLES_OF, OrganisationKind, Role
from showfloor.portal.walls.reach import HOUSE_DATABASE, NOBODY, Kind, Reach, Step, steps, within
from showfloor.portal.words import known_code, language_of
from showfloor.portal.workspace import workspace

Answer: TypeAlias = Callable[[HttpRequest], HttpResponse]
CHOSEN = "showfloor_membership"
"""Session key of the membership that a person with several has chosen."""
JOINING = "/join/"
"""Where letters of invitation lead; the secret that follows names the organisation, signed."""
TOLD = "showfloor_signed_in_told"


class Entering:
    """Django middleware: works out the visit and answers within its reach, in one transaction."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what answers next."""
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as the visitor that its session makes it."""
        if request.method == "POST":
            with steps() as step:
                visit = visit_of(request, step)
            _receive(request, visit)
            with within(visit.reach):
                return self._within(request, visit)
        with steps() as step:
            visit = visit_of(request, step)
            with step(visit.reach):
                return self._within(request, visit)

    def process_exception(self, _request: HttpRequest, failed: Exception) -> None:
        """Take back what a page or an action wrote before it failed; Django then says so.

        Two of allauth's exceptions are answers (go and confirm that it is you), for which its own
        middleware asks the database next.
        """
        if isinstance(failed, ImmediateHttpResponse | ReauthenticationRequired):
            return
        transaction.set_rollback(True, using=HOUSE_DATABASE)

    def _within(self, request: HttpRequest, visit: Visit) -> HttpResponse:
        request.visit = visit  # type: ignore[attr-defined]
        if visit.person is not None and TOLD not in request.session:
            note(visit.reach, str(visit.person), Happening.SIGNED_IN, "")
            request.session[TOLD] = True
        return self._answer(request)


def _receive(request: HttpRequest, visit: Visit) -> None:
    """Receive what a request sends before the transaction that answers it begins.

    A slow upload would otherwise hold SQLite's only writer for as long as it takes.
    """
    request.visit = visit  # type: ignore[attr-defined]  # says how much they may send
    with contextlib.suppress(UnreadablePostError):
        _ = request.POST


def visit_of(request: HttpRequest, step: Step) -> Visit:
    """Return who asks: the public, a person without a role, or a member of an organisation."""
    config = workspace().config
    language = language_of(known_code(getattr(request, "LANGUAGE_CODE", None)), config.currency)
    asked = {key: value for key, value in request.GET.items() if isinstance(value, str)}
    visit = Visit(language, path=request.path, asked=asked)
    user = request.user
    if request.path.startswith(JOINING):
        return _joining(request, visit)
    if not user.is_authenticated or not isinstance(user, Person):
        return visit
    reach = Reach(Kind.PUBLIC, person_id=user.pk)
    visit = Visit(language, reach, Role.PUBLIC, user, path=request.path, asked=asked)
    found = _membership(request, reach, step)
    organisation = _organisation(found, user, step) if found is not None else None
    if found is None or organisation is None:
        return visit
    kind = OrganisationKind(organisation.kind)
    role = Role(found.role)
    if role not in ROLES_OF[kind]:
        return visit
    reach = Reach(REACHES[kind], organisation.pk, user.pk)
    return Visit(language, reach, role, user, found, organisation, request.path, asked)


def _joining(request: HttpRequest, visit: Visit) -> Visit:
    """Return a visit that sees the organisation whose letter was sent, without a role in it."""
    letter = read_letter(request.path.removeprefix(JOINING).split("/", 1)[0])
    if letter is None:
        return visit
    user = request.user
    person = user if user.is_authenticated and isinstance(user, Person) else None
    reach = Reach(Kind.PARTNER, letter.organisation_id, person.pk if person else NOBODY)
    return replace(visit, reach=reach, person=person)


def _membership(request: HttpRequest, reach: Reach, step: Step) -> Membership | None:
    """Return the person's membership; of several the one chosen, or the oldest."""
    chosen = request.session.get(CHOSEN)
    with step(reach), scopes_disabled():
        held = list(Membership.objects.filter(person_id=reach.person_id, ended_at=None))
    return next((one for one in held if str(one.pk) == chosen), held[0] if held else None)


def _organisation(membership: Membership, person: Person, step: Step) -> Organisation | None:
    """Return the membership's organisation, seen with its own people's eyes."""
    with step(Reach(Kind.PARTNER, membership.organisation_id, person.pk)):
        found: Organisation | None = Organisation.objects.first()
        return found
