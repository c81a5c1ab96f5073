"""One basket priced in compiled code, and laid out so that its answer can be read off.

One array is read, worked in and written: its head and lines as `one_basket` writes them, then the
answer, then what only the kernel needs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from showfloor.offers.kernel_compiled import compiled_kernel, inner_kernel
from showfloor.offers.kernel_find import find, stand_alone
from showfloor.offers.kernel_settle import GROUPS, settle_lines
from showfloor.offers.kernel_types import (
    Answer,
    Asked,
    BookArrays,
    Ints,
    PlaceArrays,
    Scratch,
    book_of,
    scratch_of,
    scratch_size,
)
from showfloor.offers.purchase_checks import DEAREST, MOST_LINES, MOST_UNITS

HEAD = 10
"""Zero, lines, microseconds since 1970, how far Berlin's clock is ahead, room for the day, the
minute and the weekday, whether the customer is known, its groups and its codes."""
RESULT = HEAD + 4 * MOST_LINES
"""Where the answer begins: shelf price, charge, and where the offers begin; then of each line its
charge and where its steps begin and end; then steps: version, first application, price before and
after, the manufacturer's part; then the offers: version, applications, discount, manufacturer's
part."""
SUMS, LINE, STEP, OFFER = 3, 3, 5, 4
SLOTS, RANKS = 1 << 16, 1 << 10
"""More slots than an offer has, and more lines than a basket: a hit is one number."""
MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE


def result_size(groups: int) -> int:
    """Return how many whole numbers an answer may have."""
    return SUMS + (LINE + (STEP + OFFER) * groups) * MOST_LINES


def one_size(versions: int, groups: int) -> int:
    """Return how many whole numbers the array has; they begin as zeros."""
    own = (3 + 2 * groups) * MOST_LINES + 1
    return RESULT + result_size(groups) + own + scratch_size(versions, groups)


@compiled_kernel
def price_one(
    flat: Ints, names: NDArray[np.bool_], bits: NDArray[np.uint8], areas: Ints, work: Ints
) -> int:
    """Price the basket in `work`; return the length of its answer.

    Where the basket is left, -1 less the number of its hits, which `_tell` writes; 0 where it is
    no basket or has too many hits.
    flat, names: the book. bits: (1, bytes), areas: 0, their number, makers, first and last days.
    """
    book = book_of(flat, names)
    lines, groups = work[1], book.limits[GROUPS]
    asked = _asked(work, lines, bits, areas)
    if not _is_basket(asked, lines):
        return 0
    result = work[RESULT : RESULT + SUMS + (LINE + (STEP + OFFER) * groups) * MOST_LINES]
    own = work[RESULT + len(result) :]
    answer = Answer(
        own[0:MOST_LINES],
        own[MOST_LINES : (1 + groups) * MOST_LINES],
        own[(1 + groups) * MOST_LINES : (1 + 2 * groups) * MOST_LINES],
        own[(1 + 2 * groups) * MOST_LINES : (1 + 2 * groups) * MOST_LINES + 1],
    )
    rest = own[(1 + 2 * groups) * MOST_LINES + 1 :]
    order, ranks = rest[0:MOST_LINES], rest[MOST_LINES : 2 * MOST_LINES]
    scratch = scratch_of(rest[2 * MOST_LINES :], len(book.begins), groups)
    answer.version[0 : lines * groups] = -1
    if not find(book, asked, scratch, 0):
        return 0
    _put_in_order(asked, order, lines)
    if not stand_alone(book, asked, scratch, 0):
        for place in range(lines):
            ranks[order[place]] = place
        return _tell(scratch, ranks, result)
    if not settle_lines(book, asked, answer, scratch, 0):
        return 0
    _write(asked, answer, order, result)
    return _sum_up(book, asked, scratch, result)


@inner_kernel
def _asked(work: Ints, lines: int, bits: NDArray[np.uint8], areas: Ints) -> Asked:
    """Return the basket's parts, with Berlin's day, minute and weekday."""
    local = work[2] + work[3]
    day = local // DAY
    work[4], work[5], work[6] = day, local % DAY // MINUTE, (day + 3) % 7 + 1
    count = areas[1]
    columns = work[HEAD:]
    return Asked(
        work[0:2],
        columns[0:lines],
        columns[lines : 2 * lines],
        columns[2 * lines : 3 * lines],
        columns[3 * lines : 4 * lines],
        work[0:1],
        work[2:3],
        work[4:5],
        work[5:6],
        work[6:7],
        work[7:8],
        work[8:9],
        work[9:10],
        PlaceArrays(
            bits,
            areas[0:2],
            areas[2 : 2 + count],
            areas[2 + count : 2 + 2 * count],
            areas[2 + 2 * count : 2 + 3 * count],
        ),
    )


@inner_kernel
def _is_basket(asked: Asked, lines: int) -> bool:
    """Say whether the lines pass what `check_purchase` asks of their numbers."""
    units = 0
    for line in range(lines):
        price = asked.unit_price[line]
        if not 1 <= asked.units[line] <= MOST_UNITS or not 0 <= price <= DEAREST:
            return False
        if asked.handed_in[line] != 0 and price != 0:
            return False
        units += asked.units[line]
    return units <= MOST_UNITS


@inner_kernel
def _put_in_order(asked: Asked, order: Ints, lines: int) -> None:
    """List the lines in canonical order; they come in the order of their ids."""
    for line in range(lines):
        place = line
        while place > 0 and _before(asked, line, order[place - 1]):
            order[place] = order[place - 1]
            place -= 1
        order[place] = line


@inner_kernel
def _before(asked: Asked, line: int, other: int) -> bool:
    price, beside = asked.unit_price[line], asked.unit_price[other]
    if price != beside:
        return bool(price > beside)
    return bool(asked.product[line] < asked.product[other])


@inner_kernel
def _tell(scratch: Scratch, ranks: Ints, result: Ints) -> int:
    """Write the hits of offers that were not struck out: version, slot, place in canonical order.

    ranks: by line its place.
    """
    told = 0
    for hit in range(scratch.found[1]):
        version = scratch.hit_version[hit]
        if scratch.passes[version] != 0:
            slot, rank = scratch.hit_slot[hit], ranks[scratch.hit_line[hit]]
            result[told] = (version * SLOTS + slot) * RANKS + rank
            told += 1
    return -1 - told


@inner_kernel
def _write(asked: Asked, answer: Answer, order: Ints, result: Ints) -> None:
    """Write the sums, the lines, and who takes their units, in canonical order."""
    lines = asked.starts[1]
    groups = len(answer.version) // MOST_LINES
    shelf, charged = 0, 0
    end = SUMS + LINE * lines
    for place in range(lines):
        line = order[place]
        price = asked.unit_price[line]
        shelf += asked.units[line] * price
        charged += answer.charged[line]
        own = SUMS + LINE * line
        result[own], result[own + 1] = answer.charged[line], end
        for step in range(line * groups, (line + 1) * groups):
            if answer.version[step] >= 0:
                result[end], result[end + 1] = answer.version[step], asked.units[line]
                result[end + 2], result[end + 3] = price, price - answer.discount[step]
                price -= answer.discount[step]
                end += STEP
        result[own + 2] = end
    result[0], result[1], result[2] = shelf, charged, end


@inner_kernel
def _sum_up(book: BookArrays, asked: Asked, scratch: Scratch, result: Ints) -> int:
    """Number the applications in the order of the steps, and add them up by offer."""
    first = end = result[2]
    sums = scratch.matched
    for step in range(SUMS + LINE * asked.starts[1], first, STEP):
        version, units = result[step], result[step + 1]
        discount = result[step + 2] - result[step + 3]
        pays = (2 * discount * book.pays[version] + 10_000) // 20_000
        result[step + 1], result[step + 4] = scratch.applied[version] + 1, pays
        if scratch.applied[version] == 0:
            sums[3 * version], sums[3 * version + 1] = 0, 0
            _put_offer(book, result, first, end, version)
            end += OFFER
        scratch.applied[version] += units
        sums[3 * version] += units * discount
        sums[3 * version + 1] += units * pays
    for offer in range(first, end, OFFER):
        version = result[offer]
        result[offer + 1] = scratch.applied[version]
        result[offer + 2], result[offer + 3] = sums[3 * version], sums[3 * version + 1]
    return int(end)


@inner_kernel
def _put_offer(book: BookArrays, result: Ints, first: int, end: int, version: int) -> None:
    """Put an offer among those that were applied, in the order of groups and ranks."""
    place = end
    while place > first:
        other = result[place - OFFER]
        if (book.group[other], other) < (book.group[version], version):
            break
        result[place] = other
        place -= OFFER
    result[place] = version
