"""Claims about a price, judged by its reference price alone: allowed, or refused with the reason.

The per cent, the struck-through price and a "price highlight" are computed from the lowest price of
the days before the reduction (Court of Justice, C-330/23, Aldi Süd), which must stand beside them
unmistakably and well legible (Bundesgerichtshof, 9 October 2025, I ZR 183/24).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from showfloor.errors import DataError
from showfloor.offers.lawful_references import Reference, against
from showfloor.offers.lawful_rules import ReductionRules

Exempt = Literal["personal", "perishable"]
Code = Literal[
    "never_sold",
    "not_sold_in_window",
    "too_new",
    "not_lower",
    "per_cent_too_high",
    "amount_too_high",
    "compared_too_high",
    "compared_too_low",
    "reference_missing",
    "price_differs",
    "recommended_unknown",
    "recommended_differs",
    "recommended_as_reduction",
    "parts_unknown",
    "parts_differ",
    "perishable_not_marked",
    "perishable_not_exempt",
]
Note = Literal["personal", "perishable", "recommended", "parts", "general", "quantity", "no_claim"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What an advertisement says of a price.

    price:       the price that it offers; None: it states none.
    per_cent:    per cent off, 23 for "-23 %".
    amount_off:  euros off.
    compared:    own prices beside it: struck through, "instead of", "so far", "lowest of 30 days".
    recommended: the manufacturer's recommended price beside it, named as such.
    parts:       the sum of what a bundle's parts cost alone, named as such.
    highlight:   words that stress the price as an advantage ("price highlight", "reduced").
    general:     words of a seller about all its prices ("always low prices"): no reduction.
    quantity:    one buys more to pay less ("3 for 2"): no reduction of one product.
    marked_perishable: it says that the goods soon expire.
    """

    price: Decimal | None = None
    per_cent: Decimal | None = None
    amount_off: Decimal | None = None
    compared: tuple[Decimal, ...] = ()
    recommended: Decimal | None = None
    parts: Decimal | None = None
    highlight: str | None = None
    general: str | None = None
    quantity: str | None = None
    marked_perishable: bool = False

    @property
    def announces_a_reduction(self) -> bool:
        """Whether a consumer reads it as a reduction of the seller's own price.

        Per cent or euros off beside the parts of a bundle are off their sum.
        """
        off = self.per_cent is not None or self.amount_off is not None
        return bool((off and self.parts is None) or self.compared or self.highlight)


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """Whether a claim may be made.

    reasons:  why not, each a code; empty: it may.
    notes:    what it was read as beside a reduction.
    per_cent: the most that may be claimed, in whole per cent; None: no reduction.
    amount_off: the most euros off.
    price, reference: the price offered and the one it may be compared with.
    recommended, parts: the other prices that it may be compared with, named as such.
    """

    allowed: bool
    reasons: tuple[Code, ...]
    notes: tuple[Note, ...]
    price: Decimal
    reference: Reference
    per_cent: int | None
    amount_off: Decimal | None
    recommended: Decimal | None
    parts: Decimal | None = None


def check_claim(
    claim: Claim,
    price: Decimal,
    reference: Reference,
    rules: ReductionRules,
    *,
    recommended: Decimal | None = None,
    parts: Decimal | None = None,
    exempt: Exempt | None = None,
) -> ClaimVerdict:
    """Judge a claim about `price` by its reference price.

    recommended: the manufacturer's present recommended price, None where there is none.
    parts: the sum of a bundle's parts' own reference prices (`sum_of_parts`); None: no bundle.
    exempt: a "personal" reduction for one consumer (PAngV section 11 (4) no. 1), or a "perishable"
    one, since the goods soon expire (no. 2), as far as the country exempts it.
    DataError where the price is negative.
    """
    if not price >= 0:
        raise DataError(f"the price {price} is negative")
    told = against(reference, price)
    reasons = [*_of_recommended(claim, recommended), *_of_parts(claim, price, parts)]
    if claim.price is not None and claim.price != price:
        reasons.append("price_differs")
    if exempt == "perishable" and rules.perishable == "not_exempt":
        reasons.append("perishable_not_exempt")
    elif exempt == "perishable" and rules.perishable == "exempt_if_marked":
        reasons += [] if claim.marked_perishable else ["perishable_not_marked"]
    if claim.announces_a_reduction and exempt is None:
        reasons += _of_reduction(claim, price, told)
    lower = told.problem is None and told.price is not None
    return ClaimVerdict(
        allowed=not reasons,
        reasons=tuple(reasons),
        notes=_notes(claim, exempt),
        price=price,
        reference=told,
        per_cent=most_per_cent(price, told.price) if lower else None,
        amount_off=told.price - price if lower and told.price is not None else None,
        recommended=recommended,
        parts=parts,
    )


def sum_of_parts(parts: Sequence[Reference]) -> Decimal | None:
    """Return what a bundle's parts cost alone: each at its reference price, or its last if lower.

    None where a part has no price of its own.
    """
    total = Decimal(0)
    for part in parts:
        known = [price for price in (part.price, part.before) if price is not None]
        if not known:
            return None
        total += min(known)
    return total


def most_per_cent(price: Decimal, reference: Decimal | None) -> int | None:
    """Return the whole per cent off, rounded down so that it never promises more than is true."""
    if not reference:
        return None
    share = (reference - price) / reference * 100
    return int(share.to_integral_value(rounding=ROUND_FLOOR))


def _of_recommended(claim: Claim, recommended: Decimal | None) -> list[Code]:
    """Return what is wrong with the comparison with the manufacturer's recommended price."""
    found: list[Code] = []
    if claim.recommended is None:
        return found
    if recommended is None:
        found.append("recommended_unknown")
    elif claim.recommended != recommended:
        found.append("recommended_differs")
    if claim.per_cent is not None and not claim.compared:
        found.append("recommended_as_reduction")
    return found


def _of_parts(claim: Claim, price: Decimal, parts: Decimal | None) -> list[Code]:
    """Return what is wrong with the comparison with a bundle's parts."""
    if claim.parts is None:
        return []
    if parts is None:
        return ["parts_unknown"]
    found: list[Code] = ["parts_differ"] if claim.parts != parts else []
    if claim.per_cent is not None and claim.per_cent * parts > (parts - price) * 100:
        found.append("per_cent_too_high")
    if claim.amount_off is not None and claim.amount_off > parts - price:
        found.append("amount_too_high")
    return found


def _of_reduction(claim: Claim, price: Decimal, reference: Reference) -> list[Code]:
    """Return what is wrong with the announcement of a reduction."""
    if reference.problem is not None:
        return [reference.problem]
    lowest = reference.price
    if lowest is None:
        return ["not_sold_in_window"]
    found: list[Code] = []
    if claim.per_cent is not None and claim.per_cent > (lowest - price) / lowest * 100:
        found.append("per_cent_too_high")
    if claim.amount_off is not None and claim.amount_off > lowest - price:
        found.append("amount_too_high")
    if any(compared > lowest for compared in claim.compared):
        found.append("compared_too_high")
    elif any(compared < lowest for compared in claim.compared):
        found.append("compared_too_low")
    if lowest not in claim.compared:
        found.append("reference_missing")
    return found


def _notes(claim: Claim, exempt: Exempt | None) -> tuple[Note, ...]:
    found: list[Note] = [] if exempt is None else [exempt]
    if claim.recommended is not None:
        found.append("recommended")
    if claim.parts is not None:
        found.append("parts")
    if claim.general is not None:
        found.append("general")
    if claim.quantity is not None:
        found.append("quantity")
    if not claim.announces_a_reduction and not found:
        found.append("no_claim")
    return tuple(found)
