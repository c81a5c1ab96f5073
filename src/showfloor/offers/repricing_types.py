"""What is asked of sales that were, and what offers would have cost on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Told = Literal["lines", "conditions", "baskets"]
"""How far lines of sales tell an offer's cost: in full; with what they do not tell (time of day,
customer) counted as met; or each line as a basket of its own, where the offer looks at baskets."""


@dataclass(frozen=True, slots=True)
class SalesAsked:
    """Which sales, and how the offers' time meets them."""

    begins: date
    to: date
    """Exclusive."""
    weeks_back: int | None = None
    """Offers hold so many weeks before their stated time; None: in the whole period."""
    gross: bool = True
    """Whether revenue is with VAT; without it the product's rate is added."""


@dataclass(frozen=True, slots=True)
class OfferCost:
    """What one version would have cost on these sales, beside all others; money in cents."""

    offer_id: str
    version: int
    told: Told
    lines: int
    """Lines in which it would have been applied."""
    applications: int
    discount: int
    """Each line a basket of its own, no budget ever used up."""
    manufacturer_pays: int
    """Part of discount."""
    not_binding: int
    """Part of discount in stores that set their own prices, where it is recommended at best."""
    at_most: int | None
    """Where baskets decide: no grouping of these lines into baskets makes it cost more; else
    None."""
    budget: int | None
    """What the offer may give away in all."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Lines of the period that were not priced."""

    not_sales: int = 0
    """Returns, cancellations, and lines without units."""
    unknown_products: int = 0
    """Of products without a price in the book."""
    unpriceable: int = 0
    """A price below 0 or above a million, or more than 1,000 units."""


@dataclass(frozen=True, slots=True)
class Repriced:
    """What offers would have cost on the sales of a period, none of them sold otherwise."""

    begins: date
    to: date
    lines: int
    """All lines of the period."""
    revenue: int
    """Of all lines, as the ledger states it, in cents."""
    discount: int
    """Of all offers together, in cents."""
    without_conditions: int
    """The same without the offers that ask for a time of day or a customer."""
    offers: tuple[OfferCost, ...]
    """By id and version."""
    left_out: LeftOut = LeftOut()
