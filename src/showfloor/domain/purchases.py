"""What is priced: a basket in a place at a time for a customer, and what is left of budgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class BasketLine:
    """So many units of a product at one shelf price; or old devices handed in, at price 0."""

    line_id: str
    """Unique in the basket; the order of lines means nothing."""
    product_id: str
    units: int
    unit_price: int
    """Gross shelf price of one unit in cents."""
    handed_in: bool = False


@dataclass(frozen=True, slots=True)
class SellingArea:
    """A manufacturer's brand area in a store: from its first selling day to before its last."""

    manufacturer_id: str
    selling_from: date
    selling_to: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is bought: the store's facts and the channel."""

    store_id: str
    channel: str
    kind: str
    region: str | None = None
    operator_status: Literal["own", "agent", "independent"] | None = None
    """None counts as independent: then no price can be laid down."""
    areas: tuple[SellingArea, ...] = ()


@dataclass(frozen=True, slots=True)
class Customer:
    """Who buys; without an id nobody known."""

    customer_id: str | None = None
    groups: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    used: Mapping[str, int] = field(default_factory=dict)
    """Applications that this customer has had, by offer id, of all its versions."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of an offer's budgets here and today; None is no limit."""

    cents: int | None = None
    pieces: int | None = None
    customers: int | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """One question for a price."""

    lines: tuple[BasketLine, ...]
    place: Place
    at: datetime
    """An aware instant."""
    customer: Customer = field(default_factory=Customer)
    left: Mapping[str, Left] = field(default_factory=dict)
    """By offer id; an offer that is not named has no limit."""
