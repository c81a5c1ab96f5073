"""The sales lines of a benchmark, block by block: the same whatever is read or kept at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.simulate.benchmark_sales_network import BenchmarkNetwork
from showfloor.simulate.benchmark_sales_products import CATEGORIES, BenchmarkRange
from showfloor.simulate.benchmark_sales_types import BenchmarkSize, Ints

BLOCK = 1 << 18
"""Lines of one block at most; part of what a seed means, so never a setting."""
LINE_TYPES = ("sale", "return", "cancellation")
SALE_TYPES = ("outright", "contract", "instalment")
RETURNED, CANCELLED, IN_INSTALMENTS = 0.03, 0.005, 0.06
MORE_THAN = (0.12, 0.03, 0.008)
"""Shares of lines with more than one, two and three units, where more than one is bought."""
CONTRACT_CENTS = 100
"""A device that comes with a contract costs one euro."""

Codes = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Lines [L] of one day, sorted by store, in each store numbered from 1.

    day: days since the first; number: the block's number in the day; first: how many lines of
    what was asked for stand before it. store and product are row numbers; units and cents are
    negative on lines of type return and cancellation; line_type and sale_type are numbers into
    LINE_TYPES and SALE_TYPES.
    """

    day: int
    number: int
    first: int
    store: Ints
    line_no: Ints
    product: Ints
    units: Ints
    cents: Ints
    line_type: Codes
    sale_type: Codes


def lines_by_store_day(size: BenchmarkSize, network: BenchmarkNetwork) -> Ints:
    """Return [D, S] how many lines each store-day has: exactly `size.lines` in sum.

    The running sum of the shares is rounded, so no draw is needed and none is left over; a
    store-day that does not trade has none.
    """
    running = np.cumsum(network.share.ravel())
    ends = np.floor(running / running[-1] * size.lines + 0.5).astype(np.int64)
    lines: Ints = np.diff(ends, prepend=0).reshape(network.share.shape)
    return lines


def line_blocks(
    days: range, lines: Ints, products: BenchmarkRange, seed: int
) -> Iterator[LineBlock]:
    """Yield the lines of some days, counted from the first, by day, store and number.

    lines: [D, S] of `lines_by_store_day`. Each block has a random stream of its own, so a day's
    lines are the same whichever others are asked for. Memory is that of one block.
    """
    contract = np.array([share for _, _, share, _ in CATEGORIES])[products.category]
    several = np.array([more for _, _, _, more in CATEGORIES])[products.category]
    first = 0
    for day in days:
        ends = np.cumsum(lines[day])
        running = np.cumsum(products.weight(day))
        running /= running[-1]
        for number, begin in enumerate(range(0, int(ends[-1]), BLOCK)):
            end = min(begin + BLOCK, int(ends[-1]))
            rng = np.random.default_rng([seed, 3, day, number])
            product = np.searchsorted(running, rng.random(end - begin), side="right")
            draws = rng.integers(0, 1 << 16, (3, end - begin), dtype=np.uint16) / float(1 << 16)
            sale_type = _sale_types(draws[1], contract[product])
            price = np.where(
                sale_type == 1, CONTRACT_CENTS, products.price_cents[day // 7][product]
            )
            line_type = _line_types(draws[0])
            units = _units(draws[2], several[product]) * np.where(line_type > 0, -1, 1)
            place = _places(ends, begin, end)
            yield LineBlock(
                day,
                number,
                first + begin,
                *place,
                product,
                units,
                units * price,
                line_type,
                sale_type,
            )
        first += int(ends[-1])


def _places(ends: Ints, begin: int, end: int) -> tuple[Ints, Ints]:
    """Return store and number in the store of a day's lines begin .. end - 1."""
    reached = np.clip(np.concatenate([[0], ends]), begin, end)
    inside = reached[1:] - reached[:-1]
    store = np.repeat(np.arange(len(ends)), inside)
    before = np.concatenate([[0], ends[:-1]])
    return store, np.arange(begin, end) - before[store] + 1


def _line_types(draw: npt.NDArray[np.float64]) -> Codes:
    found = (draw < RETURNED + CANCELLED).astype(np.int8)
    found[draw < CANCELLED] = 2
    return found


def _sale_types(draw: npt.NDArray[np.float64], contract: npt.NDArray[np.float64]) -> Codes:
    found = np.zeros(len(draw), dtype=np.int8)
    found[(contract > 0.0) & (draw < contract + IN_INSTALMENTS)] = 2
    found[draw < contract] = 1
    return found


def _units(draw: npt.NDArray[np.float64], several: npt.NDArray[np.bool_]) -> Ints:
    units = np.ones(len(draw), dtype=np.int64)
    for share in MORE_THAN:
        units += several & (draw < share)
    return units
