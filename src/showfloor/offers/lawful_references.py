"""The reference price of a reduction: the price that may stand beside it, and why none may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

import numpy as np

from showfloor.domain.prices import net_of
from showfloor.errors import DataError, nearest
from showfloor.offers.lawful_rules import ReductionRules
from showfloor.offers.lowest_price import (
    BERLIN_NAME,
    NONE,
    LowestPrices,
    local_day,
    lowest_in_all_channels,
    lowest_in_channel,
)
from showfloor.offers.price_log import (
    Ints,
    PriceLog,
    PriceSteps,
    moment_of,
    seconds_of,
    steps_known_at,
)

Begun = Literal["first", "deepening", "pause", "rise", "too_long", "no_deepening_rule"]
Problem = Literal["never_sold", "not_sold_in_window", "too_new", "not_lower"]


@dataclass(frozen=True, slots=True)
class Reference:
    """The price with which a reduced one may be compared, and where it comes from.

    price, net_price: the lowest total price, and the same without its own VAT; None: there is none.
    vat_rate:    of the entry of the log that held it.
    channel, valid_from: that entry.
    window_from, window_to: the time that was looked at, the end exclusive.
    days_on_sale: calendar days from the first sale to the reduction; None: never sold before.
    before:      the price at the last instant before the reduction; None: not on sale then.
    problem:     why no reduction may be announced; None where one may.
    begun:       why the window lies there: the reduction's first step, or where it begins anew.
    known_at:    up to when the log was known; None: as it was at the time of asking.
    """

    price: Decimal | None
    net_price: Decimal | None
    vat_rate: Decimal | None
    channel: str | None
    valid_from: datetime | None
    window_from: datetime
    window_to: datetime
    days_on_sale: int | None
    before: Decimal | None
    problem: Problem | None
    begun: Begun = "first"
    known_at: datetime | None = None


def references(
    log: PriceLog,
    reductions: Sequence[tuple[str, str, datetime]],
    rules: ReductionRules,
    *,
    known_at: datetime | None = None,
    zone: str = BERLIN_NAME,
) -> tuple[Reference, ...]:
    """Return the reference price before each (product, channel, begin), in their order.

    DataError where the log knows a product or a channel not.
    """
    series_by_name = _series_by_name(log)
    series = np.array(
        [_series(log, series_by_name, product, channel) for product, channel, _ in reductions],
        dtype=np.int64,
    )
    begins = np.array([seconds_of(begin) for _, _, begin in reductions], dtype=np.int64)
    steps = steps_known_at(log, known_at)
    found = lowest_prices(steps, series, begins, rules, zone=zone)
    return tuple(
        _reference(found, place, steps, rules=rules, known_at=known_at, zone=zone)
        for place in range(len(found))
    )


def lowest_prices(
    steps: PriceSteps,
    series: Ints,
    begins: Ints,
    rules: ReductionRules,
    *,
    zone: str = BERLIN_NAME,
) -> LowestPrices:
    """Return the lowest prices that a country's rules look at, as arrays."""
    if rules.channels == "same":
        return lowest_in_channel(steps, series, begins, days=rules.days, zone=zone)
    products = series // max(len(steps.log.channels), 1)
    return lowest_in_all_channels(steps, products, begins, days=rules.days, zone=zone)


def against(reference: Reference, price: Decimal) -> Reference:
    """Return the reference with the problem "not_lower" where `price` is not below it."""
    if reference.problem is None and reference.price is not None and price >= reference.price:
        return replace(reference, problem="not_lower")
    return reference


def _series_by_name(log: PriceLog) -> tuple[dict[str, int], dict[str, int]]:
    return (
        {name: place for place, name in enumerate(log.products)},
        {name: place for place, name in enumerate(log.channels)},
    )


def _series(
    log: PriceLog, places: tuple[dict[str, int], dict[str, int]], product: str, channel: str
) -> int:
    for what, name, known in (("product", product, places[0]), ("channel", channel, places[1])):
        if name not in known:
            some = f"it has {', '.join(list(known)[:5])}" if known else "it is empty"
            raise DataError(f"the price log has no {what} '{name}'{nearest(name, known)}; {some}")
    return places[0][product] * len(log.channels) + places[1][channel]


def _reference(
    found: LowestPrices,
    place: int,
    steps: PriceSteps,
    *,
    rules: ReductionRules,
    known_at: datetime | None,
    zone: str,
) -> Reference:
    log, step = steps.log, int(found.step[place])
    row = int(steps.row[step]) if step != NONE else NONE
    price = _amount(int(found.cents[place]))
    vat = None if row == NONE else Decimal(repr(float(log.vat[row])))
    days = _days_on_sale(found, place, zone)
    return Reference(
        price=price,
        net_price=None if price is None or vat is None else net_of(price, vat),
        vat_rate=vat,
        channel=None if row == NONE else log.channels[int(log.series[row]) % len(log.channels)],
        valid_from=None if row == NONE else moment_of(log.instants[row]),
        window_from=moment_of(found.window_from[place]),
        window_to=moment_of(found.begins[place]),
        days_on_sale=days,
        before=_amount(int(found.before[place])),
        problem=_problem(price, days, rules),
        known_at=known_at,
    )


def _days_on_sale(found: LowestPrices, place: int, zone: str) -> int | None:
    first = int(found.first_sold[place])
    if first == NONE:
        return None
    return (local_day(int(found.begins[place]), zone) - local_day(first, zone)).days


def _problem(price: Decimal | None, days: int | None, rules: ReductionRules) -> Problem | None:
    if days is None:
        return "never_sold"
    if price is None:
        return "not_sold_in_window"
    if days < rules.days and rules.new_goods == "refuse":
        return "too_new"
    return None


def _amount(cents: int) -> Decimal | None:
    return None if cents == NONE else Decimal(cents).scaleb(-2)
