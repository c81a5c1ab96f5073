"""Amounts in whole cents that add up: the largest remainders take the cents that are over."""

from __future__ import annotations

import math
from collections.abc import Sequence

from showfloor.domain.money import to_cents


def adding_up(amounts: Sequence[float], total: float) -> tuple[float, ...]:
    """Return the amounts in whole cents so that they add up to `total` rounded to cents.

    The method of the largest remainder: all are rounded down, and the cents that are then missing
    go to those that were rounded down most, the earlier of equals. ValueError where the amounts
    themselves lie further than half a cent an amount from the total, or one is not finite.
    """
    if not all(math.isfinite(amount) for amount in (*amounts, total)):
        raise ValueError("only finite amounts add up")
    if not amounts:
        return ()
    wanted = round(to_cents(total) * 100)
    down = [math.floor(amount * 100 + 1e-7) for amount in amounts]
    missing = wanted - sum(down)
    if not -len(down) <= missing <= 2 * len(down):
        raise ValueError(f"{math.fsum(amounts)} in all is not {total}")
    order = sorted(range(len(down)), key=lambda k: (down[k] - amounts[k] * 100, k))
    each, over = divmod(missing, len(down))
    for place, k in enumerate(order):
        down[k] += each + (1 if place < over else 0)
    return tuple(cents / 100 for cents in down)
