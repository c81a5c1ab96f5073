"""Taking in offers: from a text or a proposal, as drafts; what was approved keeps its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from showfloor.domain.offer_terms import Offer, StatedOffers
from showfloor.errors import DataError
from showfloor.portal.figures.page import NotHereError
from showfloor.portal.offers.book import book, end_of, rules, shared_text
from showfloor.portal.offers.models import (
    BookRules,
    Happened,
    KeptOffer,
    OfferEvent,
    OwnOffer,
    Status,
    Told,
)
from showfloor.portal.offers.refusal import RefusedError
from showfloor.portal.people.models import Organisation
from showfloor.portal.people.visit import Visit
from showfloor.workflows.offers_pages import check_together, offer_text, offers_of_text

MOST_AT_ONCE = 500


@transaction.atomic
def take_in(visit: Visit, stated: StatedOffers) -> tuple[KeptOffer, ...]:
    """Keep each stated version as a draft; the same words again change nothing.

    RefusedError where a version was approved and says something else, is older than one that
    stands, or does not fit into the book.
    """
    if len(stated.offers) > MOST_AT_ONCE:
        raise RefusedError("too_many", most=str(MOST_AT_ONCE))
    _check_doubles(stated)
    _take_rules(visit, stated)
    kept = tuple(_taken(visit, offer) for offer in stated.offers)
    _check_book()
    return kept


def _check_doubles(stated: StatedOffers) -> None:
    counted = Counter((offer.offer_id, offer.version) for offer in stated.offers)
    (key, times) = counted.most_common(1)[0]
    if times > 1:
        raise RefusedError("twice", id=key[0], version=str(key[1]))


def _taken(visit: Visit, offer: Offer) -> KeptOffer:
    stands: list[KeptOffer] = list(
        KeptOffer.objects.select_for_update().filter(offer_id=offer.offer_id)
    )
    same: KeptOffer | None = next((row for row in stands if row.version == offer.version), None)
    plain = replace(offer, status="draft")
    if same is not None and _says_the_same(same, plain):
        return same
    if same is not None and same.status != Status.DRAFT.value:
        raise RefusedError("stands", id=offer.offer_id, version=str(offer.version))
    newest = max((row.version for row in stands), default=0)
    if offer.version < newest:
        raise RefusedError("older", id=offer.offer_id, version=str(newest + 1))
    if any(row.manufacturer_id != offer.manufacturer_id for row in stands if row != same):
        raise RefusedError("other_manufacturer", id=offer.offer_id)
    values = {
        "name": offer.name,
        "manufacturer_id": offer.manufacturer_id,
        "text": offer_text(plain),
        "begins": offer.when.begins,
        "ends": end_of(offer),
    }
    if same is None:
        made: KeptOffer = KeptOffer.objects.create(
            organisation_id=visit.reach.organisation_id,
            offer_id=offer.offer_id,
            version=offer.version,
            **values,
        )
        add_event(visit, made, Happened.STATED)
        return made
    for name, value in values.items():
        setattr(same, name, value)
    same.revision += 1
    same.save()
    add_event(visit, same, Happened.CHANGED)
    return same


def _says_the_same(row: KeptOffer, stated: Offer) -> bool:
    return offers_of_text(row.text).offers == (stated,)


def _take_rules(visit: Visit, stated: StatedOffers) -> None:
    """Keep the order of groups and the limits where a text states some.

    The row is held until the end: one change of the book waits for another.
    """
    house = {"organisation_id": visit.reach.organisation_id}
    BookRules.objects.get_or_create(**house, defaults={"groups": ["offers"]})
    held = BookRules.objects.select_for_update().get(**house)
    if stated.groups != ("offers",):
        held.groups = list(stated.groups)
    if stated.limits.most_offers_a_unit is not None:
        held.most_offers_a_unit = stated.limits.most_offers_a_unit
    if stated.limits.most_discount is not None:
        held.most_discount = stated.limits.most_discount
    held.save()


def _check_book() -> None:
    try:
        check_together(book())
    except DataError as error:
        raise RefusedError("book", why=str(error), groups=", ".join(rules()[0])) from error


@transaction.atomic
def propose(visit: Visit, stated: StatedOffers) -> tuple[OwnOffer, ...]:
    """Keep a manufacturer's proposals in rows of its own; the same one again changes nothing.

    RefusedError for another manufacturer's goods, a floor, or too many at once.
    """
    house = visit.organisation
    if house is None or not house.manufacturer_id:
        raise NotHereError
    if len(stated.offers) > MOST_AT_ONCE:
        raise RefusedError("too_many", most=str(MOST_AT_ONCE))
    _check_doubles(stated)
    found = []
    for offer in stated.offers:
        if offer.manufacturer_id != house.manufacturer_id:
            raise RefusedError("not_yours", id=offer.offer_id, own=house.manufacturer_id)
        if offer.floor.approved_by is not None or offer.floor.stated is not None:
            raise RefusedError("floor_proposed", id=offer.offer_id)
        found.append(_proposed(visit, house, offer))
    return tuple(found)


def _proposed(visit: Visit, house: Organisation, offer: Offer) -> OwnOffer:
    mine = OwnOffer.objects.filter(organisation=house, offer_id=offer.offer_id, kept=None)
    held: OwnOffer | None = mine.filter(version=offer.version).first()
    row = held or OwnOffer(organisation=house, offer_id=offer.offer_id, version=offer.version)
    row.name, row.text = offer.name, shared_text(offer)
    row.begins, row.ends = offer.when.begins, end_of(offer)
    row.status, row.answer = Told.PROPOSED.value, ""
    row.proposed_by_name = str(visit.person)[:200]
    # A reader outside of the house reads views; what is written goes to the tables themselves.
    row.save(using="default", force_insert=held is None, force_update=held is not None)
    return row


@transaction.atomic
def take_up(visit: Visit, key: UUID) -> KeptOffer:
    """Make a proposal the house's draft; once however often.

    RefusedError where it was declined, or the house has an offer of its id and version already.
    """
    row: OwnOffer | None = OwnOffer.objects.select_for_update().filter(pk=key).first()
    if row is None:
        raise NotHereError
    if row.kept is not None:
        kept: KeptOffer = KeptOffer.objects.get(pk=row.kept)
        return kept
    if row.status == Told.DECLINED.value:
        raise RefusedError("declined")
    stated = offers_of_text(row.text)
    (offer,) = stated.offers
    if KeptOffer.objects.filter(offer_id=offer.offer_id, version=offer.version).exists():
        raise RefusedError("taken", id=offer.offer_id, version=str(offer.version))
    (made,) = take_in(visit, stated)
    row.kept, row.status = made.pk, Told.TAKEN_UP.value
    row.save()
    return made


def add_event(visit: Visit, row: KeptOffer, happened: Happened, text: str = "") -> None:
    """Add a line to an offer's history."""
    OfferEvent.objects.create(
        organisation_id=row.organisation_id,
        offer=row,
        revision=row.revision,
        happened=happened.value,
        by=visit.reach.person_id,
        by_name=str(visit.person)[:200],
        text=text[:2000],
    )


def versions_of(row: KeptOffer) -> Sequence[KeptOffer]:
    """Return every version of an offer, the newest first."""
    return list(KeptOffer.objects.filter(offer_id=row.offer_id))
