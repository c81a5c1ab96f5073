"""Many baskets as columns, and what they cost as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class BasketColumns:
    """Baskets b = 0, 1, ... whose lines are `starts[b]` to before `starts[b + 1]`.

    A line's id is its place in its basket. What is left of budgets, and what a customer has used,
    is not in columns: such baskets are priced one at a time (`price_basket`).
    """

    starts: NDArray[np.int64]
    """(baskets + 1,), from 0 to the number of lines, never falling."""
    product: NDArray[np.int32]
    """(lines,): places in `CompiledBatch.product_ids`."""
    units: NDArray[np.int32]
    """(lines,), at least 1."""
    unit_price: NDArray[np.int64]
    """(lines,): gross shelf price of one unit in cents."""
    handed_in: NDArray[np.bool_]
    """(lines,): old devices, at price 0."""
    place: NDArray[np.int32]
    """(baskets,): places in `CompiledBatch.places`."""
    at: NDArray[np.int64]
    """(baskets,): microseconds since 1970, UTC."""
    known: NDArray[np.bool_]
    """(baskets,): whether the customer has an id."""
    groups: NDArray[np.int64]
    """(baskets,): the customer's groups, a bit for each of `CompiledBatch.customer_groups`."""
    codes: NDArray[np.int64]
    """(baskets,): the codes presented, a bit for each of `CompiledBatch.codes`."""


@dataclass(frozen=True, slots=True)
class PricedColumns:
    """What the baskets cost, in the order in which they were asked."""

    charged: NDArray[np.int64]
    """(lines,): cents."""
    basket_charged: NDArray[np.int64]
    """(baskets,): cents."""
    proven: NDArray[np.bool_]
    """(baskets,): as `PricedBasket.proven`."""
    at_least: NDArray[np.int64]
    """(baskets,): as `PricedBasket.at_least`."""
    singly: NDArray[np.bool_]
    """(baskets,): whether `price_basket` was asked, since the kernel could not settle it."""
    step_line: NDArray[np.int64]
    """(steps,): ascending; a step is one offer on one line."""
    step_version: NDArray[np.int32]
    """(steps,): places in `CompiledBook.versions`; within a line in the order of the groups."""
    step_units: NDArray[np.int64]
    """(steps,): units of the line that the offer takes."""
    step_discount: NDArray[np.int64]
    """(steps,): cents off these units."""
    step_manufacturer_pays: NDArray[np.int64]
    """(steps,): the manufacturer's part of it."""
