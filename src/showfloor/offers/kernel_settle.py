"""Kernels that settle a line whose units all stand for themselves: every way is tried."""

from __future__ import annotations

from showfloor.offers.kernel_compiled import inner_kernel
from showfloor.offers.kernel_types import MOST_HITS, Answer, Asked, BookArrays, Scratch

MOST_WAYS = 50_000
"""Ways through the groups of one line; with more its basket is priced the longer way."""
GROUPS = 2
"""The place of their number in `BookArrays.limits`."""


@inner_kernel
def settle_lines(
    book: BookArrays, asked: Asked, answer: Answer, scratch: Scratch, basket: int
) -> bool:
    """Settle all lines of a basket; False where one has too many ways through the groups."""
    hit = 0
    for line in range(asked.starts[basket], asked.starts[basket + 1]):
        ways, hit = _choices(book, scratch, line, hit)
        if ways > MOST_WAYS:
            return False
        answer.charged[line] = asked.unit_price[line] * asked.units[line]
        if ways > 1:
            _settle(book, asked, answer, scratch, line)
    return True


@inner_kernel
def _choices(book: BookArrays, scratch: Scratch, line: int, hit: int) -> tuple[int, int]:
    """List by group who may take the line's units; return the ways, and the next line's hit."""
    scratch.counts[:] = 0
    while hit < scratch.found[1] and scratch.hit_line[hit] == line:
        version = scratch.hit_version[hit]
        if scratch.passes[version] != 0:
            group = book.group[version]
            scratch.choices[group * MOST_HITS + scratch.counts[group]] = version
            scratch.counts[group] += 1
        hit += 1
    ways = 1
    for group in range(book.limits[GROUPS]):
        ways = min(ways * (scratch.counts[group] + 1), MOST_WAYS + 1)
    return ways, hit


@inner_kernel
def _settle(book: BookArrays, asked: Asked, answer: Answer, scratch: Scratch, line: int) -> None:
    """Settle the units of a line, which are alike."""
    price = asked.unit_price[line]
    floor = _floor(book, asked, line)
    answer.charged[line] = asked.units[line] * _best_way(book, scratch, price, floor)
    first = line * book.limits[GROUPS]
    for group in range(book.limits[GROUPS]):
        version = scratch.best[group]
        answer.version[first + group] = version
        if version >= 0:
            after = _after(book, version, price, floor)
            answer.discount[first + group] = price - after
            price = after


@inner_kernel
def _floor(book: BookArrays, asked: Asked, line: int) -> int:
    floor = book.product_floor[asked.product[line]]
    if book.limits[0] >= 0:
        shelf = asked.unit_price[line]
        floor = max(floor, shelf - (2 * shelf * book.limits[0] + 10_000) // 20_000)
    return int(floor)


@inner_kernel
def _after(book: BookArrays, version: int, price: int, floor: int) -> int:
    """Return what a version's cut makes of a price, as after_cut."""
    kind, value = book.cut[version], book.cut_value[version]
    wanted = price
    if kind == 1:
        wanted = price - (2 * price * value + 10_000) // 20_000
    elif kind == 2:
        wanted = price - value
    elif kind == 3:
        wanted = min(price, value)
    held = 0 if book.approved[version] != 0 else max(floor, book.stated_floor[version])
    return int(max(wanted, min(price, held), 0))


@inner_kernel
def _best_way(book: BookArrays, scratch: Scratch, shelf: int, floor: int) -> int:
    """Try all ways through the groups in the order of marks; the first of the best stays.

    Leaves who takes the unit in `scratch.best`, by group; returns its price.
    """
    last = book.limits[GROUPS] - 1
    digits, prices = scratch.digits, scratch.prices
    best_price, best_points = shelf, -1
    group, digits[0], prices[0] = 0, -1, shelf
    while group >= 0:
        digits[group] += 1
        count = scratch.counts[group]
        if digits[group] > count:
            group -= 1
            continue
        price = prices[group]
        if digits[group] < count:
            version = scratch.choices[group * MOST_HITS + digits[group]]
            if not _may_take(book, scratch, group, version):
                continue
            price = _after(book, version, price, floor)
        if group < last:
            group += 1
            prices[group], digits[group] = price, -1
            continue
        points = _points(book, scratch)
        if best_points < 0 or (price, points) < (best_price, best_points):
            best_price, best_points = price, points
            for place in range(last + 1):
                taken = digits[place] < scratch.counts[place]
                choice = place * MOST_HITS + digits[place]
                scratch.best[place] = scratch.choices[choice] if taken else -1
    return best_price


@inner_kernel
def _points(book: BookArrays, scratch: Scratch) -> int:
    points = 0
    for group in range(book.limits[GROUPS]):
        if scratch.digits[group] < scratch.counts[group]:
            choice = group * MOST_HITS + scratch.digits[group]
            points += book.points[scratch.choices[choice]]
    return points


@inner_kernel
def _may_take(book: BookArrays, scratch: Scratch, group: int, version: int) -> bool:
    """Say whether a version may take the unit beside those of the groups before."""
    taken = 0
    for before in range(group):
        if scratch.digits[before] < scratch.counts[before]:
            other = scratch.choices[before * MOST_HITS + scratch.digits[before]]
            taken += 1
            if (
                book.alone_on_unit[version] != 0
                or book.alone_on_unit[other] != 0
                or book.not_with[version] >> book.group[other] & 1
                or book.not_with[other] >> book.group[version] & 1
            ):
                return False
    return bool(book.limits[1] < 0 or taken < book.limits[1])
