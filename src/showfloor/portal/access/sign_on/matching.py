"""From what an issuer says to a person who may sign in: invited, and of its organisation alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from showfloor.portal.access.models import SignOnIdentity
from showfloor.portal.access.sign_on.claims import verified_address
from showfloor.portal.access.sign_on.fetching import SignOnError
from showfloor.portal.issuers import Issuer
from showfloor.portal.people.models import Membership, Person
from showfloor.portal.walls.reach import HOUSE_DATABASE


def matched(issuer: Issuer, claims: Mapping[str, Any]) -> Person:
    """Return the person whom checked claims name; SignOnError where nobody may come in by them.

    Called within the whole house, before anybody's own reach is known. Nothing is made but the
    memory of the issuer's own name for the person, at their first sign-on.
    """
    address = verified_address(claims)
    if not issuer.speaks_for(address):
        raise SignOnError("the issuer speaks for no address of that domain")
    person = Person.objects.filter(email=address, is_active=True).first()
    if person is None:
        raise SignOnError("nobody of that address was invited")
    _check_membership(issuer, person)
    _check_identity(issuer, str(claims["sub"]), person)
    return person


def _check_membership(issuer: Issuer, person: Person) -> None:
    """Refuse who is not in the issuer's organisation, or in another one too.

    An issuer never opens what belongs to another organisation than its own.
    """
    held = Membership.objects.filter(person=person, ended_at=None).select_related("organisation")
    houses = {(one.organisation.kind, one.organisation.manufacturer_id) for one in held}
    if houses != {(issuer.kind, issuer.manufacturer_id)}:
        raise SignOnError("the address has no access to the issuer's organisation alone")


def _check_identity(issuer: Issuer, subject: str, person: Person) -> None:
    """Hold a person to the name that the issuer had for them first."""
    known = SignOnIdentity.objects.filter(issuer=issuer.issuer)
    try:
        with transaction.atomic(using=HOUSE_DATABASE):
            held, _is_new = known.get_or_create(
                person=person, defaults={"issuer": issuer.issuer, "subject": subject}
            )
    except IntegrityError as reason:
        raise SignOnError("the issuer's name belongs to another person here") from reason
    if held.subject != subject:
        raise SignOnError("the issuer knew the address as somebody else")


def forget(person: Person) -> None:
    """Forget every issuer's name for a person whose access has ended."""
    SignOnIdentity.objects.filter(person=person).delete()
