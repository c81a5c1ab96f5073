"""Prices as they were asked of consumers: the rows of the append-only price log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from showfloor.domain.money import CENT
from showfloor.errors import DataError


@dataclass(frozen=True, slots=True)
class PriceEntry:
    """From `valid_from` on, this price holds for a product in a channel, until the next entry.

    channel:     where it is asked: the online shop, all stores of one price, or one store that
                 prices alone.
    valid_from:  the first instant at which it holds, with its offset from UTC.
    gross_price: what a consumer pays, VAT included, in the workspace's currency; None: from here
                 on the product is not sold in the channel.
    vat_rate:    the VAT within it, 0.19 for 19 per cent.
    recorded_at: when the log learnt of it; None: when it began. A correction is one more entry
                 of the same instant that was recorded later.
    """

    product_id: str
    channel: str
    valid_from: datetime
    gross_price: Decimal | None
    vat_rate: Decimal
    recorded_at: datetime | None = None

    def __post_init__(self) -> None:
        """Raise DataError where a time has no offset, or the price is negative."""
        for name, moment in (("valid_from", self.valid_from), ("recorded_at", self.recorded_at)):
            if moment is not None and moment.utcoffset() is None:
                raise DataError(
                    f"price of {self.product_id} in {self.channel}: {name} {moment} has no offset "
                    "from UTC; state its time zone"
                )
        if self.gross_price is not None and not self.gross_price >= 0:
            raise DataError(
                f"price of {self.product_id} in {self.channel}: {self.gross_price} is negative"
            )

    @property
    def net_price(self) -> Decimal | None:
        """The price without its VAT, rounded half up to cents; of the same row, so they agree."""
        return None if self.gross_price is None else net_of(self.gross_price, self.vat_rate)


def net_of(gross: Decimal, vat_rate: Decimal) -> Decimal:
    """Return a gross price without its VAT, rounded half up to cents."""
    return (gross / (1 + vat_rate)).quantize(CENT, rounding=ROUND_HALF_UP)
