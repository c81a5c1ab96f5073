"""Words for tests on prices: an instant in Berlin, and entries of a log in a line."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from showfloor.domain.prices import PriceEntry

BERLIN = ZoneInfo("Europe/Berlin")
RATE = Decimal("0.19")


def at(text: str) -> datetime:
    """Return an instant of Berlin's clocks: "2026-03-01", or with a time."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def asked(
    since: str,
    price: str | None,
    *,
    product: str = "phone",
    channel: str = "online",
    recorded: str | None = None,
    vat: Decimal = RATE,
) -> PriceEntry:
    """Return an entry: from then on this price is asked; None: it is not on sale."""
    return PriceEntry(
        product,
        channel,
        at(since),
        None if price is None else Decimal(price),
        vat,
        None if recorded is None else at(recorded),
    )
