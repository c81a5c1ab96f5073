"""Statements of a month: settled from sold baskets, and shared with the manufacturer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from showfloor.errors import DataError
from showfloor.portal.figures.page import NotHereError
from showfloor.portal.offers.book import offer_of
from showfloor.portal.offers.models import KeptOffer, Statement, Status
from showfloor.portal.offers.refusal import RefusedError
from showfloor.portal.people.models import Organisation
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import OrganisationKind
from showfloor.workflows.offers_statements import (
    Settlement,
    StatementFound,
    statement_in,
    statements_of,
)


@transaction.atomic
def settle_month(visit: Visit, month: date, source: str, sold: str) -> tuple[Statement, ...]:
    """Settle a month's sold baskets: a statement for each manufacturer; the same again is none.

    RefusedError where a statement that was shared would change, where nothing falls in the month,
    or where the baskets say what cannot be.
    """
    rows = KeptOffer.objects.exclude(status=Status.DRAFT.value)
    offers = [offer_of(row) for row in rows.order_by("offer_id", "version")]
    if not offers:
        raise RefusedError("no_offers")
    try:
        found = statements_of(month, sold, offers)
    except DataError as error:
        raise RefusedError("sold", why=str(error)) from error
    if not found:
        raise RefusedError("nothing_sold")
    return tuple(_kept(visit, month, source, one) for one in found)


def _kept(visit: Visit, month: date, source: str, found: StatementFound) -> Statement:
    house = visit.reach.organisation_id
    stands: Statement | None = (
        Statement.objects.select_for_update()
        .filter(organisation_id=house, month=month, manufacturer_id=found.manufacturer_id)
        .first()
    )
    if stands is not None and stands.digest == found.digest:
        return stands
    if stands is not None and shared_of(stands) is not None:
        raise RefusedError("statement_shared", maker=found.manufacturer_id, month=f"{month:%Y-%m}")
    row = stands or Statement(
        organisation_id=house, month=month, manufacturer_id=found.manufacturer_id, revision=0
    )
    row.revision += 1
    row.source_name, row.digest, row.statement = source[:200], found.digest, found.document
    row.settled_by_name = str(visit.person)[:200]
    row.save()
    return row


@transaction.atomic
def share(visit: Visit, key: UUID) -> Statement:
    """Give a statement to its manufacturer as a row of its own; once however often.

    RefusedError where no organisation of that manufacturer has people here.
    """
    row = _house_row(visit, key, lock=True)
    told = shared_of(row)
    if told is not None:
        return told
    partner = Organisation.objects.filter(
        kind=OrganisationKind.MANUFACTURER.value, manufacturer_id=row.manufacturer_id
    ).first()
    if partner is None:
        raise RefusedError("no_partner", maker=row.manufacturer_id)
    made: Statement = Statement.objects.create(
        organisation=partner,
        month=row.month,
        manufacturer_id=row.manufacturer_id,
        revision=row.revision,
        source_name=row.source_name,
        digest=row.digest,
        statement=row.statement,
        settled_by_name=row.settled_by_name,
    )
    return made


def shared_of(row: Statement) -> Statement | None:
    """Return the manufacturer's row of a statement; None while it was not shared."""
    told: Statement | None = (
        Statement.objects.filter(month=row.month, manufacturer_id=row.manufacturer_id)
        .exclude(organisation_id=row.organisation_id)
        .first()
    )
    return told


def statements_here(visit: Visit) -> Sequence[Statement]:
    """Return the statements of the visitor's organisation, the newest month first."""
    return list(Statement.objects.filter(organisation_id=visit.reach.organisation_id))


def statement_here(visit: Visit, key: UUID) -> Statement:
    """Return a statement of the visitor's organisation; NotHereError where there is none."""
    return _house_row(visit, key)


def settlement_of(row: Statement) -> Settlement | None:
    """Return what a statement says; None where it was kept by a version that wrote it otherwise."""
    try:
        return statement_in(row.statement)
    except DataError:
        return None


def _house_row(visit: Visit, key: UUID, *, lock: bool = False) -> Statement:
    rows = Statement.objects.select_for_update() if lock else Statement.objects.all()
    found: Statement | None = rows.filter(
        pk=key, organisation_id=visit.reach.organisation_id
    ).first()
    if found is None:
        raise NotHereError
    return found
