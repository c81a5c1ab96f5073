"""From draft to end: who approves, what must be there before an announcement, and who is told."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from showfloor.domain.offer_terms import Offer
from showfloor.portal.clock import today
from showfloor.portal.figures.page import NotHereError
from showfloor.portal.offers.book import book, end_of, offer_of, shared_text
from showfloor.portal.offers.models import (
    PUBLIC,
    Happened,
    KeptOffer,
    OwnOffer,
    PublicOffer,
    Status,
)
from showfloor.portal.offers.phase import SHOWN, is_over
from showfloor.portal.offers.refusal import RefusedError
from showfloor.portal.offers.taking import add_event
from showfloor.portal.people.models import Organisation
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import OrganisationKind
from showfloor.portal.workspace import workspace
from showfloor.workflows.offers_announcing import (
    AnnouncementAsked,
    AnnouncementFound,
    announcement_of,
    keep_references,
)
from showfloor.workflows.offers_pages import check_offer


@transaction.atomic
def approve(visit: Visit, key: UUID, seen: int, *, floor_approved_by: str = "") -> KeptOffer:
    """Approve a draft that its check has nothing against; once however often.

    floor_approved_by: who allows that it breaks a floor. RefusedError where the check fails or
    cannot be made, a floor is broken that nobody allowed, or it has changed since it was seen.
    """
    row = _locked(key)
    if row.status != Status.DRAFT.value:
        return row
    if row.revision != seen:
        raise RefusedError("changed_since")
    offer = offer_of(row)
    found = check_offer(workspace(), book(), offer, today())
    if found.problem:
        raise RefusedError("unchecked", why=found.problem)
    if found.fails:
        raise RefusedError("fails")
    if found.below_floor and not floor_approved_by.strip():
        raise RefusedError("floor")
    # Only where a floor is broken: else the offer would be free of floors that come later.
    row.floor_approved_by = floor_approved_by.strip()[:200] if found.below_floor else ""
    row.approved_by_name = str(visit.person)[:200]
    return _moved(visit, row, Status.APPROVED, Happened.APPROVED, row.floor_approved_by)


def announcement_found(row: KeptOffer, asked: AnnouncementAsked) -> AnnouncementFound:
    """Return what an announcement must show, and what is wrong with what it claims."""
    return announcement_of(workspace(), offer_of(row), asked, announced_before(row))


def announced_before(row: KeptOffer) -> Sequence[Offer]:
    """Return the earlier versions of an offer that were announced, or ran."""
    earlier = KeptOffer.objects.filter(offer_id=row.offer_id, version__lt=row.version)
    return [offer_of(one) for one in earlier.exclude(medium="")]


@transaction.atomic
def announce(
    visit: Visit, key: UUID, asked: AnnouncementAsked
) -> tuple[KeptOffer, AnnouncementFound | None]:
    """Announce an approved offer, where nothing is missing and every claim is lawful.

    Its facts, its words and the runs of its reference prices are kept with it. Returns the offer
    and what was found; None where it was announced before. Where something is missing it stays
    approved. RefusedError for a draft, an ended offer, or one that is over.
    """
    row = _locked(key)
    if row.status in SHOWN:
        return row, None
    if row.status != Status.APPROVED.value:
        raise RefusedError("not_approved")
    if is_over(row):
        raise RefusedError("over")
    found = announcement_found(row, asked)
    if not found.may_be_announced:
        return row, found
    row.campaign_runs = list(keep_references(workspace(), found))
    row.medium, row.says, row.facts = asked.medium, asked.says, dict(found.facts)
    _moved(visit, row, Status.ANNOUNCED, Happened.ANNOUNCED, asked.says)
    _publish(row)
    return row, found


@transaction.atomic
def end(visit: Visit, key: UUID) -> KeptOffer:
    """End an offer before its time is over; once however often. RefusedError for a draft."""
    row = _locked(key)
    if row.status == Status.ENDED.value:
        return row
    if row.status == Status.DRAFT.value:
        raise RefusedError("not_approved")
    PublicOffer.objects.filter(kept=row).update(state="")
    return _moved(visit, row, Status.ENDED, Happened.ENDED)


def _locked(key: UUID) -> KeptOffer:
    row: KeptOffer | None = KeptOffer.objects.select_for_update().filter(pk=key).first()
    if row is None:
        raise NotHereError
    return row


def _moved(
    visit: Visit, row: KeptOffer, status: Status, happened: Happened, text: str = ""
) -> KeptOffer:
    row.status = status.value
    row.revision += 1
    row.save()
    add_event(visit, row, happened, text)
    _tell(row)
    return row


def _tell(row: KeptOffer) -> None:
    """Write what the manufacturer may know of its offer into a row of its own."""
    partner = Organisation.objects.filter(
        kind=OrganisationKind.MANUFACTURER.value, manufacturer_id=row.manufacturer_id
    ).first()
    if partner is None:
        return
    offer = offer_of(row)
    OwnOffer.objects.update_or_create(
        organisation=partner,
        kept=row.pk,
        defaults={
            "offer_id": row.offer_id,
            "version": row.version,
            "name": row.name,
            "text": shared_text(offer),
            "status": row.status,
            "begins": row.begins,
            "ends": end_of(offer),
        },
    )


def _publish(row: KeptOffer) -> None:
    """Let everybody read an announced offer; an earlier version's row gives way."""
    earlier = KeptOffer.objects.filter(offer_id=row.offer_id, version__lt=row.version)
    later = Q(ends=None) | Q(ends__gt=row.begins)
    PublicOffer.objects.filter(later, kept__in=earlier).update(ends=row.begins)
    offer = offer_of(row)
    PublicOffer.objects.update_or_create(
        kept=row,
        defaults={
            "organisation_id": row.organisation_id,
            "name": row.name,
            "text": shared_text(offer),
            "says": row.says,
            "facts": row.facts,
            "begins": row.begins,
            "ends": end_of(offer),
            "state": PUBLIC,
        },
    )
