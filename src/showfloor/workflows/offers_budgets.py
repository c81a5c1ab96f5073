"""A basket priced within budgets that are taken at the same time: priced, reserved, priced anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from showfloor.domain.offer_budgets import (
    BudgetAnswer,
    BudgetAsked,
    OfferBudgets,
    OnReturn,
    Short,
)
from showfloor.domain.offer_terms import OfferBook
from showfloor.domain.purchases import Purchase
from showfloor.errors import DataError
from showfloor.offers import price_basket
from showfloor.offers.budgets import claims_of, customer_digest, day_of, limits_of, within
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.priced import PricedBasket


@dataclass(frozen=True, slots=True)
class Reserved:
    """A price that holds, and what was reserved for it; None where no limited offer applied."""

    priced: PricedBasket
    answer: BudgetAnswer | None


def put_limits(
    budgets: OfferBudgets, book: OfferBook, on_return: Mapping[str, OnReturn] | None = None
) -> tuple[str, ...]:
    """Keep the limits of all offers that are no drafts; return the limited offers' ids.

    on_return: by offer id what a return does, where it is not "give_back".
    """
    words = on_return or {}
    stated = [
        limits
        for offer in book.offers
        if offer.status != "draft"
        and (limits := limits_of(offer, words.get(offer.offer_id, "give_back"))) is not None
    ]
    budgets.put(stated)
    return tuple(dict.fromkeys(limits.offer_id for limits in stated))


def price_and_reserve(
    compiled: CompiledBook,
    purchase: Purchase,
    basket_key: str,
    budgets: OfferBudgets,
    limited: tuple[str, ...],
    *,
    secret: bytes,
    now: datetime,
) -> Reserved:
    """Price a basket with what is left, and reserve what it takes, or price it anew.

    limited: what `put_limits` returned. secret: the key of the customers' digests. Where others
    were quicker, the basket is priced with what they left; after the second time without the offers
    that were short. A key that is reserved is released first. DataError for one that is sold.
    """
    known = purchase.customer.customer_id
    customer = None if known is None else customer_digest(secret, known)
    day = day_of(purchase.at)
    store_id = purchase.place.store_id
    states = {item.state for item in budgets.kept([basket_key])}
    if "confirmed" in states:
        raise DataError(f"basket '{basket_key}' is sold; give each basket a key of its own")
    if "reserved" in states:
        budgets.release(basket_key, now)
    left_out: tuple[Short, ...] = ()
    for wait in (True, True, *(False for _ in limited), False):
        room = budgets.room(limited, store_id, day, customer)
        priced = price_basket(compiled, within(purchase, room, left_out), reasons=True)
        claims = claims_of(priced, limited)
        if not claims:
            return Reserved(priced, None)
        answer = budgets.reserve(BudgetAsked(basket_key, store_id, day, claims, customer), now)
        if answer.state != "short":
            return Reserved(priced, answer)
        if not wait:
            left_out = (*left_out, *answer.shorts)
    raise AssertionError("each try leaves one more limited offer out, and then none claims")
