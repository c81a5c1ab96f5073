"""The book of offers: every version that the retailer keeps, as the words of its row say."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal, cast

from showfloor.domain.offer_terms import NEVER, Floor, Limits, Meets, Offer, StatedOffers
from showfloor.errors import DataError
from showfloor.portal.offers.models import BookRules, KeptOffer, OwnOffer, PublicOffer
from showfloor.workflows.offers_pages import offer_text, offers_of_text, with_approval

DEFAULT_GROUP = Meets().group
"""Of forms and proposals, which name no group."""
Stated = Literal["draft", "approved", "announced", "running", "ended"]


def offer_of(row: KeptOffer) -> Offer:
    """Return what a row says, with its own status and the approval that it was given."""
    (offer,) = offers_of_text(row.text).offers
    return with_approval(replace(offer, status=cast("Stated", row.status)), row.floor_approved_by)


def words_of(row: OwnOffer | PublicOffer) -> Offer | None:
    """Return what a told row says; None where its text cannot be read."""
    try:
        found = offers_of_text(row.text).offers
    except DataError:
        return None
    return found[0]


def book() -> StatedOffers:
    """Return every version that has not ended, with the order of groups and the limits."""
    rows = KeptOffer.objects.exclude(status="ended").order_by("offer_id", "version", "id")
    groups, limits = rules()
    return StatedOffers(tuple(offer_of(row) for row in rows), groups, limits)


def rules() -> tuple[tuple[str, ...], Limits]:
    """Return the order of groups and the limits; the group of offers that name none is one."""
    held = BookRules.objects.first()
    if held is None:
        return (DEFAULT_GROUP,), Limits()
    groups = tuple(str(name) for name in held.groups)
    if DEFAULT_GROUP not in groups:
        groups = (*groups, DEFAULT_GROUP)
    return groups, Limits(held.most_offers_a_unit, held.most_discount)


def shared_text(offer: Offer) -> str:
    """Return the words that leave the house: no floor, no other's group, no other's area."""
    where = offer.where
    if where.area_of not in (None, offer.manufacturer_id):
        where = replace(where, area_of=None)
    return offer_text(replace(offer, floor=Floor(), meets=Meets(), where=where, status="draft"))


def end_of(offer: Offer) -> datetime | None:
    """Return when an offer ends; None where it never does."""
    return None if offer.when.ends == NEVER else offer.when.ends
