"""Money: amounts with two places, rounded half to even away from float noise."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")


def cents(amount: float | Decimal) -> Decimal:
    """Return `amount` rounded to cents, half to even on its shortest decimal form."""
    return Decimal(str(amount)).quantize(CENT, rounding=ROUND_HALF_EVEN)


def to_cents(amount: float) -> float:
    """Return `amount` rounded to cents as a float."""
    return float(cents(amount))
