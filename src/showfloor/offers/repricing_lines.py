"""Alike lines of sales as alike baskets: so many units of a product at one shelf price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from showfloor.domain.queries import Columns
from showfloor.offers.purchase_checks import DEAREST, MOST_UNITS
from showfloor.offers.types import WHOLE

Ints = NDArray[np.int64]
MOST_MONEY = DEAREST * MOST_UNITS


@dataclass(frozen=True, slots=True)
class Baskets:
    """Baskets of one line each; one entry for all that are alike."""

    place: Ints
    situation: Ints
    product: Ints
    units: Ints
    price: Ints
    """Gross shelf price of a unit in cents."""
    alike: Ints
    """Baskets of this entry."""
    unpriceable: int
    """Lines that were left out."""


def baskets_of(columns: Columns, vat_rates: Ints, *, gross: bool) -> Baskets:
    """Turn the columns of `sold_alike` into baskets.

    vat_rates: by class of products, in hundredths of a per cent; used where revenue is net. The
    shelf price is revenue and stated discount by unit, half a cent up. A row of several lines is
    split into lines of equally many units, but for the units left over, one each.
    """
    units, money = columns["units"], columns["cents"] + columns["off"]
    parts = np.clip(columns["parts"], 1, units)
    fits = (money >= 0) & (money <= MOST_MONEY) & (units <= MOST_UNITS * parts)
    money = np.where(fits, money, 0)
    if not gross:
        money = _half_up(money * (WHOLE + vat_rates[columns["product"]]), np.int64(WHOLE))
    price = _half_up(money, units)
    fits &= price <= DEAREST
    whole, more = units // parts, units % parts
    fewer, further = np.flatnonzero(fits), np.flatnonzero(fits & (more > 0))
    rows = np.concatenate([fewer, further])
    each = np.concatenate([whole[fewer], whole[further] + 1])
    alike = columns["alike"]
    counts = np.concatenate([((parts - more) * alike)[fewer], (more * alike)[further]])
    return Baskets(
        columns["place"][rows],
        columns["situation"][rows],
        columns["product"][rows],
        each,
        price[rows],
        counts,
        int(alike[~fits].sum()),
    )


def _half_up(above: Ints, below: Ints | np.int64) -> Ints:
    return (2 * above + below) // (2 * below)
