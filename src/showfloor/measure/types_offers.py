"""An area's effect apart from an offer's: what goes in, and what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from showfloor.domain.offers import StoreOffer
from showfloor.domain.queries import Columns
from showfloor.measure.types import Check, Estimate
from showfloor.measure.types_outcomes import Scale

TRIPLE = "triple difference"
BY_OFFER_STORES = "stores with the offer alone"


@dataclass(frozen=True, slots=True)
class OfferLedger:
    """Offers as they ran, the ledger's stores, the answers to OFFERED_SALES and PRODUCT_MAKERS."""

    offers: Sequence[StoreOffer]
    stores: Sequence[str]
    sales: Columns
    makers: Columns


@dataclass(frozen=True, slots=True)
class TripleDifference:
    """What areas did and what offers did where both ran, in revenue a store and full trading week.

    both: effect of area and offer together on all own products, in the store-weeks that `way` can
    split. offer, area: its two parts, which add up to it. way: what tells them apart: "triple
    difference" or "stores with the offer alone"; "" where nothing does, and the parts say why.
    area_alone, offer_alone: effect on all own products in store-weeks with one of them only.
    others: effect on the own products never on offer, where both ran. others_by_offer: the same in
    store-weeks with the offer alone: what an offer takes from them, nothing if the assumption
    holds. by_offer_stores: the area's part by stores with the offer alone, where both ways are
    open; `apart` how far it lies from `area`.
    stores, store_weeks: by "both", "area", "offer", "neither". products: on offer. ratio: their
    revenue per revenue of the others before either began. matched: share of the store-weeks with
    both that has a counterpart of the same age.
    """

    way: str
    both: Estimate
    area: Estimate
    offer: Estimate
    area_alone: Estimate
    offer_alone: Estimate
    others: Estimate
    others_by_offer: Estimate
    by_offer_stores: Estimate
    apart: Estimate
    before: Estimate
    """The triple difference that openings pretended too early show: nothing if it can be used."""
    stores: Mapping[str, int]
    store_weeks: Mapping[str, int]
    products: int
    ratio: float
    matched: float
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    scale: Scale = "levels"
    """In what stores are foretold, and in what the area or the offer alone speaks for both."""
