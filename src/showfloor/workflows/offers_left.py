"""A basket of a file priced with what is left of budgets: nothing is reserved, nothing promised."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from showfloor import offers
from showfloor.domain.offer_budgets import OfferBudgets
from showfloor.offers.budgets import customer_digest, day_of, limited_in, used_up, within
from showfloor.offers.priced import PricedBasket
from showfloor.storage.offer_budgets import open_kept_budgets
from showfloor.storage.offer_budgets_checks import read_key
from showfloor.workflows.offer_checks import OfferGround
from showfloor.workflows.offer_pricing import PriceAsked, purchase_of_file


@dataclass(frozen=True, slots=True)
class OfferLeft:
    """What is left of one offer here and today; None is no limit."""

    offer_id: str
    cents: int | None
    pieces: int | None
    customers: int | None
    """Places among the first customers; a customer who has one keeps it."""
    used: int | None
    """Pieces that the customer has had; None where nobody was counted."""
    used_up: bool
    """It falls out: no basket gets anything of it here today."""


@dataclass(frozen=True, slots=True)
class PricedWithin:
    """A price with what is left, and what that is."""

    priced: PricedBasket
    left: tuple[OfferLeft, ...]
    """By offer id: the limited offers that the budgets know."""
    unknown: tuple[str, ...]
    """Limited offers that the budgets do not know: they count as untouched."""


def price_within(
    ground: OfferGround,
    basket: Path,
    asked: PriceAsked,
    budgets: OfferBudgets,
    *,
    secret: bytes | None = None,
) -> PricedWithin:
    """Price the basket of a CSV file with what is left of the offers' budgets.

    secret: the key of the customers' digests; without it no customer is counted, and nobody has had
    anything. DataError as `price_of_file`, or where the budgets cannot be read.
    """
    purchase = purchase_of_file(ground, basket, asked)
    known = asked.customer.customer_id
    counted = None if known is None or secret is None else customer_digest(secret, known)
    limited = limited_in(ground.book)
    room = budgets.room(limited, asked.store_id, day_of(asked.at), counted)
    priced = offers.price_basket(
        offers.compile_book(ground.book), within(purchase, room), reasons=True
    )
    left = tuple(
        OfferLeft(
            name,
            rest.cents,
            rest.pieces,
            rest.customers,
            None if counted is None else room.used.get(name, 0),
            used_up(rest),
        )
        for name, rest in sorted(room.left.items())
    )
    return PricedWithin(priced, left, tuple(name for name in limited if name not in room.left))


def price_within_book(
    ground: OfferGround, basket: Path, asked: PriceAsked, place: str, key: Path | None = None
) -> PricedWithin:
    """Price with the budgets that are kept in a file or at an address; they are only read.

    key: a file with the key of the customers' digests. DataError where no budgets are kept there,
    or the key cannot be read.
    """
    secret = None if key is None else read_key(key)
    budgets = open_kept_budgets(place)
    try:
        return price_within(ground, basket, asked, budgets, secret=secret)
    finally:
        budgets.close()
