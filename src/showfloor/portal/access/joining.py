"""Joining by the secret address of a letter: somebody new gives a name and a password."""

from __future__ import annotations

from django.urls import reverse

from showfloor.portal.access.forms import JoiningForm
from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, NotHereError, Page, PageForm
from showfloor.portal.people.inviting import Letter, accept, open_invitation, read_letter
from showfloor.portal.people.models import Invitation, Organisation, Person
from showfloor.portal.people.visit import Visit


def join(visit: Visit, secret: str, form: JoiningForm | None = None) -> Page:
    """Return the page of an open invitation; one that is over or false is not there."""
    _letter, found = _open(secret)
    say, house = visit.say, Organisation.objects.get(pk=found.organisation_id)
    is_known = Person.objects.filter(email=found.email).exists()
    role = say(f"walls.role.{found.role}")
    return Page(
        "join",
        say("access.join.question"),
        say("access.join.title", house=house.name, role=role),
        lead=say("access.join.known" if is_known else "access.join.lead", address=found.email),
        forms=(
            PageForm(
                reverse("accept-invitation", args=[secret]),
                say("access.join.accept"),
                None if is_known else form or JoiningForm(say=say),
            ),
        ),
    )


def accept_invitation(visit: Visit, sent: Sent, secret: str) -> Done | Page:
    """Accept an invitation and go on to where one signs in."""
    letter, found = _open(secret)
    name = password = ""
    if not Person.objects.filter(email=found.email).exists():
        form = JoiningForm(sent.fields, say=visit.say)
        if not form.is_valid():
            return join(visit, secret, form)
        name, password = form.cleaned_data["name"], form.cleaned_data["password"]
    if accept(letter, name, password) is None:
        raise NotHereError
    return Done(reverse("account_login"), visit.say("access.join.done"))


def _open(secret: str) -> tuple[Letter, Invitation]:
    letter = read_letter(secret)
    found = open_invitation(letter) if letter is not None else None
    if letter is None or found is None:
        raise NotHereError
    return letter, found
