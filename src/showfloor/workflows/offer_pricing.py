"""What a basket of a file costs under the offers of a file: on files alone, or with a ledger."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from showfloor import offers
from showfloor.domain.purchases import Customer, Purchase
from showfloor.offers.priced import PricedBasket
from showfloor.storage.offer_products_file import read_basket
from showfloor.workflows.offer_checks import OfferGround, place_named


@dataclass(frozen=True, slots=True)
class PriceAsked:
    """Who buys where and when; `channel`: None for the store's own."""

    store_id: str
    at: datetime
    channel: str | None = None
    customer: Customer = field(default_factory=Customer)


def price_of_file(
    ground: OfferGround, basket: Path, asked: PriceAsked, *, reasons: bool = True
) -> PricedBasket:
    """Price the basket of a CSV file; budgets count as untouched.

    DataError says which line cannot be priced, which offer cannot be used, or that there is no
    such store.
    """
    purchase = purchase_of_file(ground, basket, asked)
    return offers.price_basket(offers.compile_book(ground.book), purchase, reasons=reasons)


def purchase_of_file(ground: OfferGround, basket: Path, asked: PriceAsked) -> Purchase:
    """Return the basket of a CSV file as a purchase under offers that can be used.

    DataError says which line cannot be priced, which offer cannot be used, or that there is no
    such store.
    """
    place = place_named(ground, asked.store_id)
    place = replace(place, channel=asked.channel or place.channel)
    offers.check_book(ground.book)
    lines = tuple(line.at(ground.network.prices) for line in read_basket(basket))
    return Purchase(lines, place, asked.at, asked.customer)
