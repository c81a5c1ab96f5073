"""Preparing what pages ask of a version of the ledger, before they show it."""

from __future__ import annotations

import logging

from showfloor.portal.people.models import Organisation
from showfloor.portal.walls.permissions import OrganisationKind
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.workspace import workspace
from showfloor.workflows.preparing_pages import prepare_pages
from showfloor.workflows.progress import Report

LOG = logging.getLogger("showfloor.work")


def manufacturers_here() -> list[str]:
    """Return the manufacturers that have people here, by id; called within the whole house."""
    makers = Organisation.objects.filter(kind=OrganisationKind.MANUFACTURER.value)
    return sorted(makers.values_list("manufacturer_id", flat=True))


def prepare(report: Report) -> None:
    """Prepare the newest version; what cannot be prepared is made when it is asked for.

    So a version that was taken stays taken, whatever its pages say of it.
    """
    with within(WHOLE_HOUSE):
        makers = manufacturers_here()
    try:
        prepare_pages(workspace(), makers, report)
    except Exception:
        LOG.exception("the newest version of the ledger could not be prepared for pages")
