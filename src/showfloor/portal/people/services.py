"""Changes of people and organisations; each is one call that leaves nothing half done."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from showfloor.errors import UsageError
from showfloor.portal.people.models import Membership, Organisation, Person
from showfloor.portal.walls.permissions import ROLES_OF, OrganisationKind, Role


@transaction.atomic
def take_in(
    organisation: Organisation, address: str, name: str, role: Role, store_id: str = ""
) -> Person:
    """Give an address a role in an organisation, as a new person where nobody has it yet.

    UsageError for a role that the organisation's kind does not have.
    """
    kind = OrganisationKind(organisation.kind)
    if role not in ROLES_OF[kind]:
        known = ", ".join(sorted(ROLES_OF[kind]))
        raise UsageError(f"a {kind.value} has no {role.value}; its roles are {known}")
    person = Person.objects.filter(email=address.lower()).first()
    if person is None:
        person = Person.objects.create_user(address, name=name)
    EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    Membership.objects.create(
        organisation=organisation, person=person, role=role.value, store_id=store_id
    )
    return person
