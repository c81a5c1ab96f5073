"""What is settled: sold baskets, what came back, who pays by which terms, and the statement.

The meaning is in docs/methods/offer-settlement.md. Money is integer cents, gross where nothing else
is said; a figure of what came back is negative.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Literal

from showfloor.offers.priced import PricedBasket


@dataclass(frozen=True, slots=True)
class SoldBasket:
    """A confirmed basket as it was priced."""

    basket: str
    """The basket's key."""
    store_id: str
    at: datetime
    priced: PricedBasket
    vat_rates: Mapping[str, int] = field(default_factory=dict)
    """By product id, where the basket has several rates; hundredths of a per cent."""


@dataclass(frozen=True, slots=True)
class ReturnedUnit:
    """One unit of a sold basket that came back."""

    line_id: str
    number: int


@dataclass(frozen=True, slots=True)
class ReturnedUnits:
    """Units of one basket that came back together."""

    returned: str
    """The return's key."""
    basket: str
    at: datetime
    units: tuple[ReturnedUnit, ...]


@dataclass(frozen=True, slots=True)
class ShareTerms:
    """Who pays for an offer, where it is more than the offer's share; None changes nothing."""

    offer_id: str
    an_application: int | None = None
    """The manufacturer pays this for each application, at most its discount, and no share."""
    a_unit: int | None = None
    """The manufacturer pays this for each reduced unit, at most its discount."""
    most_a_month: int | None = None
    most: int | None = None
    """What the manufacturer pays at most in a month, and in all; the retailer pays the rest."""


@dataclass(frozen=True, slots=True)
class SettledLine:
    """What one offer took off one unit, and who pays for it; a return has the signs turned."""

    kind: Literal["sale", "return"]
    record: str
    """The key of the basket, or of the return."""
    basket: str
    at: datetime
    day: date
    sold_on: date
    store_id: str
    line_id: str
    number: int
    product_id: str
    offer_id: str
    version: int
    application: int
    manufacturer_id: str
    vat_rate: int
    discount: int
    manufacturer_pays: int
    retailer_pays: int
    discount_vat: int
    manufacturer_vat: int
    retailer_vat: int
    capped: int
    """What the manufacturer would have paid had there been no cap, less what it pays."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Sums over lines: gross, and the tax that is contained."""

    lines: int = 0
    discount: int = 0
    manufacturer_pays: int = 0
    retailer_pays: int = 0
    discount_vat: int = 0
    manufacturer_vat: int = 0
    retailer_vat: int = 0
    capped: int = 0

    @property
    def discount_net(self) -> int:
        """The discount without tax."""
        return self.discount - self.discount_vat

    @property
    def manufacturer_net(self) -> int:
        """The manufacturer's part without tax."""
        return self.manufacturer_pays - self.manufacturer_vat

    @property
    def retailer_net(self) -> int:
        """The retailer's part without tax."""
        return self.retailer_pays - self.retailer_vat


SUMMED = tuple(item.name for item in fields(Shares) if item.name != "lines")
"""The amounts of a line that are added up."""


@dataclass(frozen=True, slots=True)
class SettledOffer:
    """One offer's sums at one VAT rate: sales, what came back, and both together."""

    offer_id: str
    name: str
    manufacturer_id: str
    vat_rate: int
    sold: Shares
    returned: Shares
    total: Shares


@dataclass(frozen=True, slots=True)
class Settlement:
    """A month's statement: by offer and rate, in all, and every line behind it."""

    month: date
    manufacturer_id: str | None
    """None: of all manufacturers."""
    offers: tuple[SettledOffer, ...]
    total: Shares
    lines: tuple[SettledLine, ...]
    repeated: int
    """Records that were there more than once, word for word, and count once."""
    unlike_book: tuple[str, ...] = ()
    """Where the book of budgets says otherwise; None asked: empty."""
