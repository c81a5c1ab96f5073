"""From a priced basket to what it takes of budgets, and from an offer to the limits it states."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from showfloor.domain.offer_budgets import (
    BudgetLimits,
    BudgetRoom,
    Claim,
    OnReturn,
    Short,
)
from showfloor.domain.offer_terms import BERLIN, LIVE, Allowance, Offer, OfferBook
from showfloor.domain.purchases import Left, Purchase
from showfloor.errors import UsageError
from showfloor.offers.priced import PricedBasket

SHORTEST_KEY = 32
"""Bytes; what is shorter could be guessed, and with it the customers."""


def customer_digest(secret: bytes, customer_id: str) -> str:
    """Return what stands for a customer in budgets: HMAC-SHA-256 of the id, in hexadecimal.

    Without the secret no id can be tried against it. UsageError for a secret below 32 bytes.
    """
    if len(secret) < SHORTEST_KEY:
        raise UsageError(f"the customers' key has {len(secret)} bytes; take {SHORTEST_KEY} or more")
    return hmac.new(
        secret, customer_id.encode("utf-8", "surrogatepass"), hashlib.sha256
    ).hexdigest()


def limits_of(offer: Offer, on_return: OnReturn = "give_back") -> BudgetLimits | None:
    """Return the limits that an offer states; None where it gives away without limit."""
    limits = BudgetLimits(
        offer.offer_id, offer.version, offer.budget, offer.whom.a_customer, on_return
    )
    return limits if is_limited(limits) else None


def is_limited(limits: BudgetLimits) -> bool:
    """Say whether anything is limited at all."""
    budget = limits.budget
    stated = budget.overall, budget.a_store, budget.a_day
    return (
        any(allowance != Allowance() for allowance in stated)
        or budget.first_customers is not None
        or limits.a_customer is not None
    )


def limited_in(book: OfferBook) -> tuple[str, ...]:
    """Return the ids of a book's limited offers, drafts and ended ones aside, in order."""
    return tuple(
        sorted(
            {
                offer.offer_id
                for offer in book.offers
                if offer.status in LIVE and limits_of(offer) is not None
            }
        )
    )


def used_up(left: Left) -> bool:
    """Say whether nothing of an offer can be given away any more."""
    return any(rest is not None and rest <= 0 for rest in (left.cents, left.pieces, left.customers))


def claims_of(priced: PricedBasket, limited: Iterable[str]) -> tuple[Claim, ...]:
    """Return what a priced basket takes of the limited offers: its discounts and applications."""
    ids = frozenset(limited)
    return tuple(
        Claim(item.offer_id, item.discount, item.applications)
        for item in priced.applied
        if item.offer_id in ids
    )


def within(purchase: Purchase, room: BudgetRoom, left_out: Iterable[Short] = ()) -> Purchase:
    """Return the purchase with what is left, and with what its customer has had.

    left_out: of these offers nothing counts as left.
    """
    gone = {short.offer_id: Left(0, 0, 0) for short in left_out}
    customer = replace(purchase.customer, used=room.used)
    return replace(purchase, left={**room.left, **gone}, customer=customer)


def day_of(at: datetime) -> date:
    """Return the day of budgets and of statements: the local date in Europe/Berlin."""
    return at.astimezone(BERLIN).date()
