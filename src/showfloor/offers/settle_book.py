"""A settlement beside the book of budgets: what was sold must be what was confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from showfloor.domain.offer_budgets import KeptClaim
from showfloor.domain.offer_terms import Offer
from showfloor.offers.budgets import claims_of, limits_of
from showfloor.offers.settle_types import Settlement, SoldBasket

Claimed = tuple[str, str]
"""Basket and offer."""


def unlike_book(
    found: Settlement,
    sold: Sequence[SoldBasket],
    offers: Iterable[Offer],
    kept: Iterable[KeptClaim],
) -> tuple[str, ...]:
    """Return, in words, where the baskets of the statement and the book differ.

    Only limited offers are in the book, and a manufacturer's statement is compared for its own.
    """
    limited = {
        offer.offer_id
        for offer in offers
        if limits_of(offer) is not None and found.manufacturer_id in {None, offer.manufacturer_id}
    }
    shown = {line.basket for line in found.lines if line.kind == "sale"}
    book = {(item.basket_key, item.offer_id): item for item in kept}
    differences: list[str] = []
    for basket in sorted(sold, key=lambda item: item.basket):
        if basket.basket not in shown:
            continue
        stated = Counter(
            {claim.offer_id: claim.cents for claim in claims_of(basket.priced, limited)}
        )
        for offer_id in sorted(stated):
            where = f"basket '{basket.basket}', offer '{offer_id}'"
            item = book.get((basket.basket, offer_id))
            if item is None:
                differences.append(f"{where}: the book of budgets does not know it")
            elif item.state != "confirmed":
                differences.append(f"{where}: {item.state} in the book of budgets, not confirmed")
            elif item.cents != stated[offer_id]:
                differences.append(
                    f"{where}: {stated[offer_id]} cents off, {item.cents} in the book of budgets"
                )
    return tuple(differences)
