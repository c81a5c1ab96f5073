"""One's own account: who one is here, and as what."""

from __future__ import annotations

from django.urls import reverse

from showfloor.portal.figures.page import Link, Links, Page, PageForm
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Right
from showfloor.present.sections.blocks import Definition, Definitions


def account(visit: Visit) -> Page:
    """Return who the visitor is: address, organisation, role, and the store of store staff."""
    say, person, membership = visit.say, visit.person, visit.membership
    facts = [
        ("access.account.address", person.email if person else ""),
        ("access.account.organisation", visit.organisation.name if visit.organisation else ""),
        ("access.account.role", say(f"walls.role.{visit.role.value}")),
        ("access.account.store", membership.store_id if membership else ""),
    ]
    known = tuple(Definition(key, say(key), text) for key, text in facts if text)
    return Page(
        "account",
        say("access.account.question"),
        say("access.account.title", name=str(person)),
        (Definitions(known),),
        lead=say("access.account.lead" if membership else "access.account.no_role"),
        views=(
            Links(
                say("access.account.sign_in"),
                (
                    Link(say("access.account.password"), reverse("account_change_password")),
                    Link(say("access.account.second_factor"), reverse("mfa_index")),
                    *_colleagues(visit),
                ),
            ),
        ),
        forms=(
            PageForm(
                reverse("sign-out-elsewhere"),
                say("access.sessions.end"),
                explains=say("access.sessions.explains"),
                is_destructive=True,
            ),
        ),
    )


def _colleagues(visit: Visit) -> tuple[Link, ...]:
    """Return the link to who else has access, for those who may say so."""
    if visit.organisation is None or not visit.may(Right.MANAGE_OWN_PEOPLE):
        return ()
    href = reverse("people", args=[visit.organisation.pk])
    return (Link(visit.say("access.account.colleagues"), href),)
