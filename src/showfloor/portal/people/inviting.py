"""Inviting: an address is asked to join an organisation, once, until a day, unless withdrawn.

The letter's secret names the organisation and the invitation, signed; the database holds only a
digest of its random part. Accepting is a single update of the row that is still open, so that two
who accept at once are one who does.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils import timezone

from showfloor.errors import UsageError
from showfloor.portal.people.models import Invitation, Membership, Organisation, Person
from showfloor.portal.people.services import take_in
from showfloor.portal.walls.permissions import ROLES_OF, OrganisationKind, Role
from showfloor.portal.walls.reach import NOBODY

VALID_FOR = timedelta(days=14)
SALT = "showfloor.invitation"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter's secret says: whose invitation it is, and its random part."""

    organisation_id: UUID
    invitation_id: UUID
    random: str


def invite(
    organisation: Organisation, email: str, role: Role, store_id: str, by: Person | None
) -> tuple[Invitation, str]:
    """Invite an address; return the invitation and the letter's secret.

    by: None: whoever runs the server.
    UsageError for a role that the organisation's kind has not, or who is in it already.
    """
    if role not in ROLES_OF[OrganisationKind(organisation.kind)]:
        raise UsageError(f"{organisation.name} has no {role.value}")
    address = email.lower()
    held = Membership.objects.filter(organisation=organisation, person__email=address)
    if held.filter(ended_at=None).exists():
        raise UsageError(f"{address} belongs to {organisation.name} already")
    random = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        organisation=organisation,
        email=address,
        role=role.value,
        store_id=store_id,
        secret_sha256=_digest(random),
        invited_by=NOBODY if by is None else by.pk,
        expires_at=timezone.now() + VALID_FOR,
    )
    words = [organisation.pk.hex, made.pk.hex, random]
    return made, signing.dumps(words, salt=SALT)


def read_letter(secret: str) -> Letter | None:
    """Return what a letter's secret says; None for one that this portal did not write."""
    try:
        organisation, invitation, random = signing.loads(secret, salt=SALT, max_age=VALID_FOR)
        return Letter(UUID(organisation), UUID(invitation), str(random))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def open_invitation(letter: Letter) -> Invitation | None:
    """Return the letter's invitation while it can be accepted, within its organisation's reach."""
    found: Invitation | None = Invitation.objects.filter(
        pk=letter.invitation_id,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=timezone.now(),
    ).first()
    if found is None or not secrets.compare_digest(found.secret_sha256, _digest(letter.random)):
        return None
    return found


@transaction.atomic
def accept(letter: Letter, name: str, password: str) -> Person | None:
    """Accept an invitation; return the person, or None where it is no longer open.

    Somebody new gets the name and password; who has an account already keeps theirs.
    """
    found = open_invitation(letter)
    if found is None:
        return None
    taken = Invitation.objects.filter(pk=found.pk, accepted_at=None, withdrawn_at=None)
    if not taken.update(accepted_at=timezone.now()):
        return None
    organisation = Organisation.objects.get(pk=letter.organisation_id)
    is_new = not Person.objects.filter(email=found.email).exists()
    earlier = Membership.objects.filter(organisation=organisation, person__email=found.email)
    if earlier.update(role=found.role, store_id=found.store_id, ended_at=None):
        return Person.objects.get(email=found.email)
    person = take_in(organisation, found.email, name, Role(found.role), found.store_id)
    if is_new:
        person.set_password(password)
        person.save(update_fields=["password"])
    return person


def withdraw(invitation_id: UUID) -> bool:
    """Withdraw an invitation that nobody has accepted; say whether it was open."""
    held = Invitation.objects.filter(pk=invitation_id, accepted_at=None, withdrawn_at=None)
    return bool(held.update(withdrawn_at=timezone.now()))


def end_membership(membership_id: UUID) -> bool:
    """End a person's access to an organisation at once; say whether there was some.

    UsageError for the last partner manager: nobody could let anybody in again.
    """
    held = Membership.objects.filter(pk=membership_id, ended_at=None)
    found = held.first()
    if found is None:
        return False
    if found.role == Role.PARTNER_MANAGER:
        others = Membership.objects.filter(
            organisation_id=found.organisation_id, role=found.role, ended_at=None
        ).exclude(pk=found.pk)
        if not others.exists():
            raise UsageError("the last partner manager stays: invite another one first")
    return bool(held.update(ended_at=timezone.now()))


def _digest(random: str) -> str:
    return hashlib.sha256(random.encode()).hexdigest()
