"""The lowest price before a reduction: of the calendar days before the day on which it began.

The window opens at local midnight so many calendar days before the day of the reduction, and ends
when the reduction begins: with 30 days and a reduction from 1 December, 10:00, it holds all of 1 to
30 November and the morning of 1 December. A price counts that held at any instant in it, also one
that began before. PAngV section 11 (1); Directive 98/6/EC Article 6a (2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from showfloor.offers.price_log import FARTHEST, NOT_ON_SALE, Ints, PriceSteps

BERLIN_NAME = "Europe/Berlin"
NONE = -1
"""In place of a price, a place or a time that there is not."""
_SPAN = 35
"""Bits of an instant, so that a series and an instant make one number."""


@dataclass(frozen=True, slots=True)
class LowestPrices:
    """The lowest prices before q reductions.

    cents:       [q] in cents; NONE where nothing was sold in the window.
    step:        [q] the step that held it, the first of equal ones; NONE where there is none.
    before:      [q] the price in cents at the last instant before the reduction, of the same
                 channels; NONE where it was not on sale then.
    window_from: [q] when the window opens, seconds since 1970 in UTC.
    begins:      [q] when the reduction begins, and the window ends.
    first_sold:  [q] when the product was first on sale there; NONE where it never was before.
    """

    cents: Ints
    step: Ints
    before: Ints
    window_from: Ints
    begins: Ints
    first_sold: Ints

    def __len__(self) -> int:
        """Return the number of reductions."""
        return len(self.cents)


def lowest_in_channel(
    steps: PriceSteps, series: Ints, begins: Ints, *, days: int = 30, zone: str = BERLIN_NAME
) -> LowestPrices:
    """Return the lowest prices of each series before its reduction.

    series, begins: [q] as in `PriceLog`; a series without entries gives NONE.
    """
    return _lowest_between(steps, series, window_starts(begins, days, zone), begins)


def _lowest_between(steps: PriceSteps, series: Ints, opens: Ints, begins: Ints) -> LowestPrices:
    keys = _key(steps.series, steps.instants)
    first = np.searchsorted(steps.series, series, side="left")
    begun = np.searchsorted(keys, _key(series, opens), side="right") - 1
    start = np.maximum(begun, first)
    end = np.searchsorted(keys, _key(series, begins), side="left")
    step = _lowest(steps.cents, start, np.maximum(end, start))
    last = np.where(end > first, end - 1, NONE)
    return LowestPrices(
        _at(steps.cents, step),
        step,
        _at(steps.cents, last),
        opens,
        begins,
        _first_sold(steps, series, begins),
    )


def lowest_in_all_channels(
    steps: PriceSteps, products: Ints, begins: Ints, *, days: int = 30, zone: str = BERLIN_NAME
) -> LowestPrices:
    """Return the lowest prices of products in whichever channel of the log.

    products, begins: [q] places in `PriceLog.products`, and seconds since 1970 in UTC.
    """
    _, first_asked, back = np.unique(_key(products, begins), return_index=True, return_inverse=True)
    product, begin = products[first_asked], begins[first_asked]
    opens = window_starts(begin, days, zone)
    known = steps.series[np.diff(steps.series, prepend=NONE) != 0]
    width = max(len(steps.log.channels), 1)
    first = np.searchsorted(known, product * width, side="left")
    count = np.searchsorted(known, (product + 1) * width, side="left") - first
    owner = np.repeat(np.arange(len(product)), count)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    each = _lowest_between(steps, known[first[owner] + place], opens[owner], begin[owner])
    return _taken(_least_of(each, owner, begin, opens), back.reshape(-1))


def window_starts(begins: Ints, days: int, zone: str = BERLIN_NAME) -> Ints:
    """Return local midnight `days` calendar days before the local day of each instant."""
    different, back = np.unique(begins, return_inverse=True)
    local = ZoneInfo(zone)
    midnights: dict[date, int] = {}
    found = np.empty(len(different), dtype=np.int64)
    for number, begin in enumerate(different.tolist()):
        day = datetime.fromtimestamp(begin, UTC).astimezone(local).date() - timedelta(days=days)
        if day not in midnights:
            midnights[day] = int(datetime.combine(day, time(), local).timestamp())
        found[number] = midnights[day]
    return found[back.reshape(-1)]


def local_day(seconds: int, zone: str = BERLIN_NAME) -> date:
    """Return the local day of an instant."""
    return datetime.fromtimestamp(int(seconds), UTC).astimezone(ZoneInfo(zone)).date()


def _key(series: Ints, instants: Ints) -> Ints:
    key: Ints = (series << _SPAN) + (instants + FARTHEST)
    return key


def _lowest(cents: Ints, start: Ints, end: Ints) -> Ints:
    """Return the place of the least price in each [start, end), NONE where nothing is sold."""
    count = len(cents)
    by_price = np.lexsort((np.arange(count), cents))
    by_price = np.concatenate([by_price[cents[by_price] != NOT_ON_SALE], [NONE]])
    rank = np.full(count + 1, len(by_price) - 1, dtype=np.int64)
    rank[by_price[:-1]] = np.arange(len(by_price) - 1)
    # Ranges in rising order, so that what `reduceat` takes between two of them is passed once.
    order = np.argsort(start, kind="stable")
    bounds = np.stack([start[order], end[order]], axis=1).reshape(-1)
    least = np.full(len(start), len(by_price) - 1, dtype=np.int64)
    if len(start):
        least[order] = np.minimum.reduceat(rank, np.minimum(bounds, count))[::2]
    least[end <= start] = len(by_price) - 1
    found: Ints = by_price[least].astype(np.int64)
    return found


def _at(cents: Ints, places: Ints) -> Ints:
    padded = np.append(cents, NONE)
    found: Ints = padded[np.where(places >= 0, places, len(cents))]
    return found


def _first_sold(steps: PriceSteps, series: Ints, begins: Ints) -> Ints:
    sold = np.flatnonzero(steps.cents != NOT_ON_SALE)
    known, at = np.unique(steps.series[sold], return_index=True)
    place = np.minimum(np.searchsorted(known, series), max(len(known) - 1, 0))
    found = np.full(len(series), NONE, dtype=np.int64)
    if len(known):
        instants = steps.instants[sold][at][place]
        there = (known[place] == series) & (instants < begins)
        found[there] = instants[there]
    return found


def _least_of(each: LowestPrices, owner: Ints, begins: Ints, opens: Ints) -> LowestPrices:
    """Return the least of the rows of each owner, the first of equal ones; NONE of no rows.

    owner: [rows], rising; an owner without rows has none.
    """
    count = len(begins)
    cents = _least(each.cents, owner, count)
    is_least = (each.cents == cents[owner]) & (each.cents != NONE)
    return LowestPrices(
        cents,
        _least(np.where(is_least, each.step, NONE), owner, count),
        _least(each.before, owner, count),
        opens,
        begins,
        _least(each.first_sold, owner, count),
    )


def _least(values: Ints, owner: Ints, count: int) -> Ints:
    """Return each owner's least value that is not NONE, or NONE; `owner` rises."""
    found = np.full(count, NONE, dtype=np.int64)
    if len(values):
        most = np.iinfo(np.int64).max
        starts = np.flatnonzero(np.diff(owner, prepend=NONE))
        least = np.minimum.reduceat(np.where(values == NONE, most, values), starts)
        found[owner[starts]] = np.where(least == most, NONE, least)
    return found


def _taken(found: LowestPrices, places: npt.NDArray[np.int64]) -> LowestPrices:
    return LowestPrices(
        found.cents[places],
        found.step[places],
        found.before[places],
        found.window_from[places],
        found.begins[places],
        found.first_sold[places],
    )
