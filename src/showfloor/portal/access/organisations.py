"""Organisations and their people: who has access as what, invitations, and ending both."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from showfloor.errors import UsageError
from showfloor.portal.access.forms import InvitationForm, OrganisationForm
from showfloor.portal.access.letters import send_invitation
from showfloor.portal.access.sessions import end_sessions
from showfloor.portal.access.sign_on.matching import forget
from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, NotHereError, Page, PageForm
from showfloor.portal.people.inviting import end_membership, invite, withdraw
from showfloor.portal.people.models import Invitation, Membership, Organisation
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import ROLES_OF, OrganisationKind, Right, Role
from showfloor.present.sections.blocks import Heading
from showfloor.present.tables import Column, Row, Table


def organisations(visit: Visit, form: OrganisationForm | None = None) -> Page:
    """Return every organisation with how many people it has."""
    say = visit.say
    every = list(Organisation.objects.all())
    people = list(Membership.objects.filter(ended_at=None).values_list("organisation_id"))
    rows = tuple(
        Row(
            (
                one.name,
                say(f"access.kind.{one.kind}"),
                one.manufacturer_id,
                people.count((one.pk,)),
            ),
            href=reverse("people", args=[one.pk]),
        )
        for one in every
    )
    return Page(
        "organisations",
        say("access.people.question"),
        say("access.organisations.title", n=len(every), people=visit.language.count(len(people))),
        (
            Table(
                "organisations",
                say("access.organisations.caption"),
                (
                    Column("name", say("access.account.organisation")),
                    Column("kind", say("access.kind")),
                    Column("manufacturer_id", say("access.manufacturer")),
                    Column("people", say("access.people"), "count"),
                ),
                rows,
            ),
        ),
        forms=(
            PageForm(
                reverse("add-organisation"),
                say("access.organisations.add"),
                form or OrganisationForm(say=say),
                say("access.organisations.new"),
            ),
        ),
    )


def add_organisation(visit: Visit, sent: Sent) -> Done | Page:
    """Add an organisation; the page again where something is wrong with what was sent."""
    form = OrganisationForm(sent.fields, say=visit.say)
    if not form.is_valid():
        return organisations(visit, form)
    kind, maker = form.cleaned_data["kind"], form.cleaned_data["manufacturer_id"]
    made, is_new = Organisation.objects.get_or_create(
        kind=kind, manufacturer_id=maker, defaults={"name": form.cleaned_data["name"]}
    )
    said = "access.organisations.added" if is_new else "access.organisations.known"
    return Done(reverse("people", args=[made.pk]), visit.say(said, name=made.name))


def people(visit: Visit, key: UUID, form: InvitationForm | None = None) -> Page:
    """Return an organisation's people and open invitations; of others' there is none."""
    say, organisation = visit.say, _organisation(key)
    members = Membership.objects.filter(organisation_id=key, ended_at=None)
    held = list(members.select_related("person"))
    invited = list(
        Invitation.objects.filter(organisation_id=key, accepted_at=None, withdrawn_at=None)
    )
    forms = [
        PageForm(
            reverse("invite", args=[key]),
            say("access.people.invite"),
            form or _form(visit, organisation, None),
            say("access.people.invite.title"),
            say("access.people.invite.explains"),
        )
    ]
    forms += [
        PageForm(
            reverse("end-membership", args=[key, one.pk]),
            say("access.people.end", name=str(one.person)),
            is_destructive=True,
        )
        for one in held
        if visit.membership is None or one.pk != visit.membership.pk
    ]
    forms += [
        PageForm(
            reverse("withdraw-invitation", args=[key, one.pk]),
            say("access.people.withdraw", address=one.email),
            is_destructive=True,
        )
        for one in invited
    ]
    above = (Link(say("figures.nav.organisations"), reverse("organisations")),)
    return Page(
        "people",
        organisation.name,
        say("access.people.title", n=len(held), name=organisation.name),
        (
            _people_table(visit, held),
            Heading(say("access.people.invited")),
            _invited_table(visit, invited),
        ),
        forms=tuple(forms),
        trail=above if visit.may(Right.MANAGE_PEOPLE) else (),
    )


def send_invitation_to(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """Invite an address into an organisation, and send it the letter."""
    organisation = _organisation(key)
    form = _form(visit, organisation, sent.fields)
    if not form.is_valid() or visit.person is None:
        return people(visit, key, form)
    email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    try:
        made, secret = invite(
            organisation, email, role, form.cleaned_data["store_id"], visit.person
        )
    except UsageError:
        form.add_error("email", visit.say("access.people.already"))
        return people(visit, key, form)
    send_invitation(made, secret, organisation.name, visit.language)
    return Done(
        reverse("people", args=[key]), visit.say("access.people.letter", address=made.email)
    )


def end_access(visit: Visit, _sent: Sent, key: UUID, membership: UUID) -> Done | Page:
    """End a person's access; what was ended already stays so."""
    organisation = _organisation(key)
    held = Membership.objects.filter(organisation_id=organisation.pk, pk=membership).first()
    if held is None:
        raise NotHereError
    try:
        if end_membership(held.pk):
            forget(held.person)
            end_sessions(held.person_id)
    except UsageError:
        return Done(reverse("people", args=[key]), visit.say("access.people.last"))
    return Done(reverse("people", args=[key]), visit.say("access.people.ended"))


def withdraw_invitation(visit: Visit, _sent: Sent, key: UUID, invitation: UUID) -> Done:
    """Withdraw an open invitation; what was accepted stays so, and the page shows it."""
    organisation = _organisation(key)
    held = Invitation.objects.filter(organisation_id=organisation.pk, pk=invitation).first()
    if held is None:
        raise NotHereError
    withdraw(held.pk)
    return Done(reverse("people", args=[key]), visit.say("access.people.withdrawn"))


def _organisation(key: UUID) -> Organisation:
    found: Organisation | None = Organisation.objects.filter(pk=key).first()
    if found is None:
        raise NotHereError
    return found


def _form(visit: Visit, organisation: Organisation, sent: object) -> InvitationForm:
    roles = sorted(ROLES_OF[OrganisationKind(organisation.kind)])
    words = [(role.value, visit.say(f"walls.role.{role.value}")) for role in roles]
    return InvitationForm(sent, say=visit.say, roles=words)


def _people_table(visit: Visit, held: list[Membership]) -> Table:
    say = visit.say
    rows = tuple(
        Row(
            (
                str(one.person),
                one.person.email,
                say(f"walls.role.{one.role}"),
                one.store_id,
                one.since.date(),
            )
        )
        for one in held
    )
    return Table(
        "people",
        say("access.people.caption") if rows else say("access.people.none"),
        (
            Column("name", say("access.name")),
            Column("address", say("access.account.address")),
            Column("role", say("access.account.role")),
            Column("store", say("access.account.store")),
            Column("since", say("access.since")),
        ),
        rows,
    )


def _invited_table(visit: Visit, invited: list[Invitation]) -> Table:
    say = visit.say
    rows = tuple(
        Row((one.email, say(f"walls.role.{one.role}"), one.store_id, one.expires_at.date()))
        for one in invited
    )
    return Table(
        "invitations",
        say("access.people.invited.caption") if rows else say("access.people.invited.none"),
        (
            Column("address", say("access.account.address")),
            Column("role", say("access.account.role")),
            Column("store", say("access.account.store")),
            Column("until", say("access.until")),
        ),
        rows,
    )
