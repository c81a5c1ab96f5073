"""Why it moved: a change of revenue split into parts that add up to the cent."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np
import numpy.typing as npt

from showfloor.domain.queries import Columns
from showfloor.standing.day_pairs import comparable_day
from showfloor.standing.like_for_like import cents, counted

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NO_CUSTOMERS = "neither customers nor lines are known of every comparable store-day"
_CUSTOMERS = ("store_days", "known_days", "previous_customers", "customers")
_LINES = ("rows_found", "rows_known", "previous_lines", "lines")


@dataclass(frozen=True, slots=True)
class MovementPart:
    """One reason and its part of the change, in currency; negative where it lowered revenue."""

    name: str
    change: float


@dataclass(frozen=True, slots=True)
class Movement:
    """A change of revenue against the days 52 weeks before, and its parts.

    The parts, in this order, add up to `change` to the cent: stores opened, stores closed, open
    days, customers and units per customer (or lines and units per line, or units), price, mix,
    without units. From customers on they are of comparable store-days.
    """

    from_date: date
    to_date: date
    previous_from: date
    previous_to: date
    revenue: float
    previous_revenue: float
    change: float
    parts: tuple[MovementPart, ...]
    comparable_revenue: float
    comparable_previous_revenue: float
    counted_by: str
    """customers (baskets of anyone), lines (of the manufacturer), or nothing, with the reason."""
    counted: float
    """How many on comparable store-days; NaN where neither is known."""
    previous_counted: float
    counted_reason: str


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of comparable store-days: price [i] in cents a unit, share of units [i], units."""

    price: Floats
    mix: Floats
    units: float


def why_it_moved(
    products: Columns,
    customers: Columns,
    lines: Columns | None = None,
    *,
    from_date: date,
    to_date: date,
    silent_days_count: bool = False,
) -> Movement:
    """Split the change of revenue between a period and the days 52 weeks before it.

    products, customers, lines: the answers to `movement_questions`; lines serve where customers are
    not known of every comparable day, and need not be asked otherwise. Stores and open days are the
    actual sales of store-days that have no comparable day. On comparable days revenue is customers
    x units a customer x price in its mix, and each factor's part is its Shapley value: its effect
    averaged over every order in which the factors can change. A product sold on one side only has
    the same price on both, so that it is mix. Products with net units of zero or fewer on a side
    where they had sales have no price; their change is "without units".
    """
    now, before = cents(products["revenue"]), cents(products["previous_revenue"])
    changed = now - before
    comparable = counted(products, silent_days_count=silent_days_count)
    found = [*_of_stores_and_days(products, changed, comparable)]
    counted_by, baskets = "customers", _known(customers, _CUSTOMERS, silent_days_count)
    if baskets is None and lines is not None:
        counted_by, baskets = "lines", _known(lines, _LINES, silent_days_count)
    by_product = _by_product(products, comparable)
    found += _of_comparable_days(*by_product, baskets, counted_by)
    return Movement(
        from_date=from_date,
        to_date=to_date,
        previous_from=comparable_day(from_date),
        previous_to=comparable_day(to_date),
        revenue=float(now.sum()) / 100.0,
        previous_revenue=float(before.sum()) / 100.0,
        change=float(changed.sum()) / 100.0,
        parts=tuple(MovementPart(name, part / 100.0) for name, part in found),
        comparable_revenue=float(now[comparable].sum()) / 100.0,
        comparable_previous_revenue=float(before[comparable].sum()) / 100.0,
        counted_by=counted_by if baskets else "",
        counted=baskets[1] if baskets else float("nan"),
        previous_counted=baskets[0] if baskets else float("nan"),
        counted_reason="" if baskets else NO_CUSTOMERS,
    )


def shapley_parts(value: Callable[[frozenset[int]], float], factors: int) -> list[float]:
    """Return each factor's part of value(all) - value(none), averaged over all orders of change.

    value: the outcome where the factors in the set have changed and the others not. The parts add
    up to the difference but for rounding. Shapley (1953), A value for n-person games, equation 13.
    """
    worth = {
        frozenset(chosen): value(frozenset(chosen))
        for size in range(factors + 1)
        for chosen in combinations(range(factors), size)
    }
    return [_average_effect(worth, factor, factors) for factor in range(factors)]


def whole_cents(parts: Sequence[float], total: int) -> list[int]:
    """Round parts [k] in cents so that they add up to `total`: largest remainders go up first."""
    down = [math.floor(part) for part in parts]
    missing = total - sum(down)
    order = sorted(range(len(parts)), key=lambda i: (down[i] - parts[i], i))
    every, rest = divmod(missing, len(parts))
    up = set(order[:rest])
    return [value + every + (i in up) for i, value in enumerate(down)]


def _average_effect(worth: dict[frozenset[int], float], factor: int, factors: int) -> float:
    effect = 0.0
    for chosen, value in worth.items():
        if factor not in chosen:
            size = len(chosen)
            weight = math.factorial(size) * math.factorial(factors - size - 1)
            effect += weight * (worth[chosen | {factor}] - value)
    return effect / math.factorial(factors)


def _of_stores_and_days(
    products: Columns, changed: Floats, comparable: Flags
) -> list[tuple[str, int]]:
    def either(state: str) -> Flags:
        return np.asarray(
            (products["state"] == state) | (products["previous_state"] == state), dtype=np.bool_
        )

    ended = either("after closing") & ~comparable
    begun = either("before opening") & ~comparable & ~ended
    days = ~comparable & ~ended & ~begun
    return [
        ("stores opened", round(float(changed[begun].sum()))),
        ("stores closed", round(float(changed[ended].sum()))),
        ("open days", round(float(changed[days].sum()))),
    ]


def _known(
    columns: Columns, names: tuple[str, str, str, str], silent_days_count: bool
) -> tuple[float, float] | None:
    """Return counts before and now on comparable days; None where any are not known."""
    kept = counted(columns, silent_days_count=silent_days_count)
    found, known, before, now = (float(columns[name][kept].sum()) for name in names)
    return (before, now) if known == found and before > 0.0 and now > 0.0 else None


def _by_product(products: Columns, kept: Flags) -> tuple[Floats, Floats]:
    """Return units [2, i] and cents [2, i] of products on comparable days, before and now."""
    ids, place = np.unique(products["product_id"][kept].astype(str), return_inverse=True)

    def summed(values: Floats) -> Floats:
        return np.bincount(place, weights=values[kept], minlength=len(ids)).astype(np.float64)

    units = np.array([summed(products["previous_units"]), summed(products["units"])])
    money = np.array(
        [summed(cents(products["previous_revenue"])), summed(cents(products["revenue"]))]
    )
    return units, money


def _of_comparable_days(
    units: Floats, money: Floats, baskets: tuple[float, float] | None, counted_by: str
) -> list[tuple[str, int]]:
    sold = units > 0.0
    absent = (units == 0.0) & (money == 0.0)
    priced = (sold | absent).all(axis=0) & sold.any(axis=0)
    unpriced = round(float((money[1] - money[0])[~priced].sum()))
    units, money = units[:, priced], money[:, priced]
    change = round(float((money[1] - money[0]).sum()))
    names = [counted_by, f"units per {counted_by.removesuffix('s')}"] if baskets else ["units"]
    names += ["price", "mix"]
    parts = [0.0] * len(names)
    if priced.any():
        sides = _sides(units, money)
        parts = shapley_parts(lambda moved: _revenue(sides, baskets, moved), len(names))
    split = whole_cents(parts, change)
    return [*zip(names, split, strict=True), ("without units", unpriced)]


def _sides(units: Floats, money: Floats) -> tuple[_Side, _Side]:
    """Return both sides; what one side lacks (a product's price, a whole mix) is the other's."""
    price = np.divide(money, units, out=np.zeros_like(money), where=units > 0.0)
    price = np.where(units > 0.0, price, price[::-1])
    total = units.sum(axis=1)
    share = np.array([units[i] / total[i if total[i] > 0.0 else 1 - i] for i in (0, 1)])
    for i in (0, 1):
        if total[i] == 0.0:
            share[i] = share[1 - i]
    return (
        _Side(price[0], share[0], float(total[0])),
        _Side(price[1], share[1], float(total[1])),
    )


def _revenue(
    sides: tuple[_Side, _Side], baskets: tuple[float, float] | None, moved: frozenset[int]
) -> float:
    """Return revenue in cents with the factors in `moved` as now and the others as before."""
    factors = 4 if baskets else 3
    price = sides[factors - 2 in moved].price
    mix = sides[factors - 1 in moved].mix
    units = sides[0 in moved].units
    if baskets:
        before, now = (side.units / count for side, count in zip(sides, baskets, strict=True))
        units = baskets[0 in moved] * (now if 1 in moved else before)
    return units * float(price @ mix)
