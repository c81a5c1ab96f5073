"""Offers as they ran: which product was on offer in which store, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StoreOffer:
    """A time in which a product was on offer in a store; `to_date` is the first day without it."""

    store_id: str
    product_id: str
    from_date: date
    to_date: date
