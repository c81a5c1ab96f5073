"""What an offer says: who, what, when, how it meets others, its limits, and who pays.

The meaning of every field is in docs/methods/offer-pricing.md. Money is integer cents, shares are
integer hundredths of a per cent (2500 is 25 %), and an empty tuple asks for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

CutKind = Literal["none", "per_cent", "amount", "at_most"]
Status = Literal["draft", "approved", "announced", "running", "ended"]
STATUSES: tuple[Status, ...] = ("draft", "approved", "announced", "running", "ended")
LIVE: frozenset[Status] = frozenset({"approved", "announced", "running"})
"""Statuses that price within the offer's time."""
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of an offer that states none; checks refuse it before approval."""
Exclusive = Literal["no", "unit", "basket"]
ForIndependents = Literal["recommendation", "maximum", "none"]
WHOLE = 10_000
"""A share of 100 %, in hundredths of a per cent."""
BERLIN = ZoneInfo("Europe/Berlin")
"""Whose clocks an offer's days, weekdays and hours are read from."""


@dataclass(frozen=True, slots=True)
class Goods:
    """Which units are meant: each stated list must name the unit's product or its fact."""

    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    manufacturers: tuple[str, ...] = ()
    not_products: tuple[str, ...] = ()
    price_from: int | None = None
    """Shelf price in cents, inclusive."""
    price_to: int | None = None
    """Shelf price in cents, inclusive."""
    handed_in: bool = False
    """True: old devices that the customer hands in; False: goods that the customer buys."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What happens to one unit's price: nothing, a share off, an amount off, or a highest price."""

    kind: CutKind
    value: int = 0
    """Hundredths of a per cent for `per_cent`, cents for `amount` and `at_most`."""


@dataclass(frozen=True, slots=True)
class EachUnit:
    """Every unit for itself; one application is one unit."""

    goods: Goods
    cut: Cut


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a bundle: so many units of these goods an application, and what they are cut by."""

    goods: Goods
    units: int = 1
    cut: Cut = Cut("none")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Goods bought together: a cut by slot, or one for the whole (then slots state none)."""

    slots: tuple[Slot, ...]
    whole: Cut = Cut("none")


@dataclass(frozen=True, slots=True)
class CheapestOf:
    """Of each `units` units the cheapest `rewarded` ones are cut (free: 100 %)."""

    goods: Goods
    units: int
    rewarded: int
    cut: Cut


@dataclass(frozen=True, slots=True)
class Step:
    """From so many units on, this cut for each of them."""

    from_units: int
    cut: Cut


@dataclass(frozen=True, slots=True)
class Steps:
    """Quantity steps, ascending by `from_units`; one application is all units taken."""

    goods: Goods
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class OffBasket:
    """An amount in cents off the basket's matching goods, split over them at the very end."""

    goods: Goods
    amount: int


Reward = EachUnit | Bundle | CheapestOf | Steps | OffBasket


@dataclass(frozen=True, slots=True)
class Need:
    """What the basket must hold; it is looked at and not taken."""

    goods: Goods
    units: int = 1
    value: int = 0
    """Sum of the matching units' shelf prices in cents, at least."""


@dataclass(frozen=True, slots=True)
class Where:
    """In which channels and stores an offer holds."""

    channels: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    area_of: str | None = None
    """Only stores with a brand area of this manufacturer that sells on the day."""
    for_independents: ForIndependents = "recommendation"
    """What the offer is in a store whose operator sets its own prices."""


@dataclass(frozen=True, slots=True)
class Whom:
    """For which customers."""

    groups: tuple[str, ...] = ()
    """The customer is in at least one of them."""
    code: str | None = None
    a_customer: int | None = None
    """Applications that one known customer may have in all."""


@dataclass(frozen=True, slots=True)
class When:
    """From, to (exclusive), and at which local times of Europe/Berlin."""

    begins: datetime
    ends: datetime
    """An aware instant, exclusive."""
    weekdays: tuple[int, ...] = ()
    """ISO: 1 is Monday."""
    hours: tuple[tuple[int, int], ...] = ()
    """Minutes since midnight on the wall clock, end exclusive, at most 1440."""
    area_days: tuple[int, int] | None = None
    """First and last day since the area opened, both inclusive, its first selling day being 0."""


@dataclass(frozen=True, slots=True)
class Meets:
    """How an offer meets others."""

    group: str = "offers"
    """Within a group a unit is used once; groups stack in the book's order."""
    priority: int = 0
    """0 to 999; among equally good answers the higher is preferred."""
    exclusive: Exclusive = "no"
    not_with: tuple[str, ...] = ()
    """Groups whose offers share no unit with it."""
    most_a_basket: int | None = None
    """Applications in one basket."""


@dataclass(frozen=True, slots=True)
class Floor:
    """A price in cents below which the offer lowers no unit, and who allowed less."""

    stated: int | None = None
    approved_by: str | None = None
    """A name: with it neither cost nor any other floor limits this offer."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Euros (as cents) and pieces (applications) that may be given away; None is no limit."""

    cents: int | None = None
    pieces: int | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be given away in all, in each store, on each day; and to how many customers."""

    overall: Allowance = Allowance()
    a_store: Allowance = Allowance()
    a_day: Allowance = Allowance()
    first_customers: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One version of one offer."""

    offer_id: str
    version: int
    name: str
    manufacturer_id: str
    status: Status
    when: When
    reward: Reward
    where: Where = Where()
    whom: Whom = Whom()
    needs: tuple[Need, ...] = ()
    meets: Meets = Meets()
    floor: Floor = Floor()
    budget: Budget = Budget()
    manufacturer_pays: int = 0
    """Share of each discount, in hundredths of a per cent; the retailer pays the rest."""


@dataclass(frozen=True, slots=True)
class Product:
    """What pricing must know of a product."""

    product_id: str
    manufacturer_id: str
    category: str
    vat_rate: int
    """Hundredths of a per cent, from the price's own row."""
    cost: int | None = None
    """Gross cents: what it costs the retailer; no offer without approval goes below."""
    floor: int | None = None
    """A stated price in cents below which no offer without approval goes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the retailer allows in all."""

    most_offers_a_unit: int | None = None
    most_discount: int | None = None
    """Highest total share off a unit's shelf price, in hundredths of a per cent."""


@dataclass(frozen=True, slots=True)
class OfferBook:
    """All offers with the facts that pricing needs; the order of `offers` means nothing."""

    offers: tuple[Offer, ...]
    products: tuple[Product, ...]
    groups: tuple[str, ...] = ("offers",)
    """Every group that an offer names, in the order in which they stack."""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class StatedOffers:
    """What a file of offers states; with products it becomes an OfferBook."""

    offers: tuple[Offer, ...]
    groups: tuple[str, ...] = ("offers",)
    limits: Limits = field(default_factory=Limits)
