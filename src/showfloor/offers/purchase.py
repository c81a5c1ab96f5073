"""What is priced, as this room takes it: the words are those of the domain."""

from showfloor.domain.purchases import (
    BasketLine,
    Customer,
    Left,
    Place,
    Purchase,
    SellingArea,
)

__all__ = [
    "BasketLine",
    "Customer",
    "Left",
    "Place",
    "Purchase",
    "SellingArea",
]
