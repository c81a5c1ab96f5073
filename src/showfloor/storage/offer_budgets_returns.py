"""What came back of a sold basket: each return known by its key, never more than was sold."""

from __future__ import annotations

import json
from collections.abc import Sequence

from showfloor.domain.offer_budgets import Claim
from showfloor.errors import DataError
from showfloor.storage.offer_budgets_database import Transaction
from showfloor.storage.offer_budgets_rows import Basket


def book_return(at: Transaction, return_key: str, basket_key: str, back: Sequence[Claim]) -> bool:
    """Keep a return; False where it is kept already, DataError where its key says another one."""
    stated = json.dumps(sorted([c.offer_id, c.cents, c.pieces] for c in back), ensure_ascii=False)
    found = at.rows(
        "INSERT INTO offer_budget_returns (return_key, basket_key, back) VALUES (?, ?, ?) "
        "ON CONFLICT (return_key) DO NOTHING RETURNING 1",
        (return_key, basket_key, stated),
    )
    if found:
        return True
    known = at.rows(
        "SELECT basket_key, back FROM offer_budget_returns WHERE return_key = ?", (return_key,)
    )
    if known != [(basket_key, stated)]:
        raise DataError(
            f"the return '{return_key}' is known with another basket or other amounts; give each "
            "return a key of its own"
        )
    return False


def back_after(basket: Basket, back: Sequence[Claim]) -> tuple[Claim, ...]:
    """Return what will have come back of each claim; DataError where it is more than was sold."""
    key = basket.asked.basket_key
    if basket.state != "confirmed":
        raise DataError(f"basket '{key}' is {basket.state} and not sold; nothing can come back")
    coming = {claim.offer_id: claim for claim in back}
    unknown = coming.keys() - {claim.offer_id for claim in basket.asked.claims}
    if unknown:
        raise DataError(f"basket '{key}' had nothing of offer '{min(unknown)}'")
    after = []
    for claim, before in zip(basket.asked.claims, basket.back, strict=True):
        item = coming.get(claim.offer_id, Claim(claim.offer_id, 0, 0))
        total = Claim(claim.offer_id, before.cents + item.cents, before.pieces + item.pieces)
        if total.cents > claim.cents or total.pieces > claim.pieces:
            raise DataError(
                f"basket '{key}', offer '{claim.offer_id}': {total.cents} cents and {total.pieces} "
                f"pieces would have come back of {claim.cents} and {claim.pieces}"
            )
        after.append(total)
    return tuple(after)
