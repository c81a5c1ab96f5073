"""Opening the house: whoever runs the server invites its first partner manager, or another one."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from showfloor.errors import UsageError
from showfloor.portal.people.inviting import invite
from showfloor.portal.people.models import Organisation
from showfloor.portal.walls.permissions import OrganisationKind, Role
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.workspace import workspace


def invite_manager(email: str) -> str:
    """Invite an address as a partner manager of the retailer; return where it can join.

    The retailer's organisation is made where there is none, by the workspace's name. UsageError
    for what is no address, or who is a partner manager already.
    """
    try:
        validate_email(email)
    except ValidationError as reason:
        raise UsageError(f"'{email}' is no mail address") from reason
    with within(WHOLE_HOUSE), transaction.atomic():
        house, _made = Organisation.objects.get_or_create(
            kind=OrganisationKind.RETAILER.value,
            manufacturer_id="",
            defaults={"name": workspace().config.name[:200]},
        )
        _invitation, secret = invite(house, email, Role.PARTNER_MANAGER, "", None)
    return f"{settings.PORTAL.address}{reverse('join', args=[secret])}"
