"""Baskets priced in compiled code: whose units all stand for themselves, by the rules of the page.

For each line the entries of its product are gone through; those of versions that hold in the place
and pass every test are hits. If all hits are of `EachUnit` offers that need not count, each line's
units are settled by trying all ways through the groups. Every other basket is left to
`price_basket`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from showfloor.offers.batch_book import BUNDLE, EACH, LAST, BookArrays, Ints
from showfloor.offers.batch_compiled import compiled_kernel, inner_kernel

MOST_HITS = 4_096
"""Hits of one basket; with more it is priced singly."""
MOST_WAYS = 50_000
"""Ways through the groups of one line; likewise."""


class Asked(NamedTuple):
    """The baskets' columns with the local time; see BasketColumns."""

    starts: Ints
    product: NDArray[np.int32]
    units: NDArray[np.int32]
    unit_price: Ints
    handed_in: NDArray[np.bool_]
    place: NDArray[np.int32]
    at: Ints
    day: Ints
    """Local days since 1970."""
    minute: Ints
    weekday: Ints
    known: NDArray[np.bool_]
    groups: Ints
    codes: Ints


class Answer(NamedTuple):
    """What the kernel writes; steps by line and group."""

    charged: Ints
    singly: NDArray[np.bool_]
    version: NDArray[np.int32]
    """(lines, groups): -1 nobody."""
    discount: NDArray[np.int64]
    """(lines, groups): of one unit."""


class Scratch(NamedTuple):
    """What is known of one basket, written over for the next."""

    stamp: Ints
    """By version: the last basket that looked at it."""
    passes: NDArray[np.bool_]
    matched: Ints
    """By version and slot, 2 wide: units; all units in the third column."""
    last_line: Ints
    seen: Ints
    """The versions with hits."""
    hit_line: Ints
    hit_version: Ints
    choices: Ints
    """By group and digit: who may take a unit."""
    counts: Ints
    digits: Ints
    prices: Ints
    """By group: what is left before it."""
    best: Ints


@compiled_kernel
def price_baskets(book: BookArrays, asked: Asked, answer: Answer, scratch: Scratch) -> None:
    """Price every basket that can be settled here; mark the others in `answer.singly`."""
    scratch.stamp[:] = -1
    for basket in range(len(asked.place)):
        hits, seen = _find(book, asked, scratch, basket)
        if hits < 0 or not _stand_alone(book, asked, scratch, basket, seen):
            answer.singly[basket] = True
            continue
        hit = 0
        for line in range(asked.starts[basket], asked.starts[basket + 1]):
            ways, hit = _choices(book, scratch, line, hit, hits)
            if ways > MOST_WAYS:
                answer.singly[basket] = True
                break
            answer.charged[line] = asked.unit_price[line] * asked.units[line]
            if ways > 1:
                _settle(book, asked, answer, scratch, line)


@inner_kernel
def _find(book: BookArrays, asked: Asked, scratch: Scratch, basket: int) -> tuple[int, int]:
    """List the hits of a basket by line and version; return how many, and versions seen."""
    hits, seen = 0, 0
    bits = book.place_bits[asked.place[basket]]
    for line in range(asked.starts[basket], asked.starts[basket + 1]):
        product = asked.product[line]
        price = asked.unit_price[line]
        for entry in range(book.entry_starts[product], book.entry_starts[product + 1]):
            version = book.entry_version[entry]
            if not bits[version >> 3] >> (version & 7) & 1:
                continue
            if (
                price < book.entry_from[entry]
                or price > book.entry_to[entry]
                or asked.handed_in[line] != book.entry_handed_in[entry]
            ):
                continue
            if scratch.stamp[version] != basket:
                scratch.stamp[version] = basket
                scratch.matched[version, :] = 0
                scratch.last_line[version] = -1
                scratch.passes[version] = _holds(book, asked, basket, version)
                if scratch.passes[version]:
                    scratch.seen[seen] = version
                    seen += 1
            if not scratch.passes[version]:
                continue
            slot = book.entry_slot[entry]
            if slot < 2:
                scratch.matched[version, slot] += asked.units[line]
            if scratch.last_line[version] != line:
                scratch.last_line[version] = line
                scratch.matched[version, 2] += asked.units[line]
            if hits >= MOST_HITS:
                return -1, seen
            scratch.hit_line[hits] = line
            scratch.hit_version[hits] = version
            hits += 1
    return hits, seen


@inner_kernel
def _holds(book: BookArrays, asked: Asked, basket: int, version: int) -> bool:
    """Say whether a version that holds in the place holds now and for this customer."""
    if not book.begins[version] <= asked.at[basket] < book.ends[version]:
        return False
    groups, codes = book.groups_asked[version], book.codes_asked[version]
    if (
        not book.weekdays[version] >> asked.weekday[basket] & 1
        or (groups != 0 and groups & asked.groups[basket] == 0)
        or (codes != 0 and codes & asked.codes[basket] == 0)
        or (book.a_customer[version] and not asked.known[basket])
        or book.most[version] <= 0
    ):
        return False
    first, end = book.hour_starts[version], book.hour_starts[version + 1]
    holds = first == end
    for hours in range(first, end):
        if book.hour_from[hours] <= asked.minute[basket] < book.hour_to[hours]:
            holds = True
    return holds and (book.maker[version] < 0 or _has_area(book, asked, basket, version))


@inner_kernel
def _has_area(book: BookArrays, asked: Asked, basket: int, version: int) -> bool:
    """Say whether an area of the manufacturer sells here on the day, as old as is asked."""
    place, day = asked.place[basket], asked.day[basket]
    for area in range(book.area_starts[place], book.area_starts[place + 1]):
        age = day - book.area_from[area]
        if book.area_maker[area] != book.maker[version] or age < 0 or day >= book.area_to[area]:
            continue
        if book.area_first[version] < 0 or (
            book.area_first[version] <= age <= book.area_last[version]
        ):
            return True
    return False


@inner_kernel
def _stand_alone(book: BookArrays, asked: Asked, scratch: Scratch, basket: int, seen: int) -> bool:
    """Strike out what cannot be applied; say whether every unit stands for itself then."""
    for place in range(seen):
        version = scratch.seen[place]
        reward = book.reward[version]
        formed = reward in (EACH, LAST) or scratch.matched[version, 0] >= book.wanted[version, 0]
        if reward == BUNDLE:
            wanted = book.wanted[version, 0] + book.wanted[version, 1]
            formed = formed and scratch.matched[version, 1] >= book.wanted[version, 1]
            formed = formed and scratch.matched[version, 2] >= wanted
        if not formed or not _needs_met(book, asked, basket, version):
            scratch.passes[version] = False
        elif (
            reward != EACH
            or book.alone_in_basket[version]
            or book.most[version] < scratch.matched[version, 0]
        ):
            return False
    return True


@inner_kernel
def _needs_met(book: BookArrays, asked: Asked, basket: int, version: int) -> bool:
    """Say whether the basket holds all that an offer wants to see in it."""
    for need in range(book.need_starts[version], book.need_starts[version + 1]):
        units, value = 0, 0
        for line in range(asked.starts[basket], asked.starts[basket + 1]):
            price = asked.unit_price[line]
            if (
                book.need_names[book.need_row[need], asked.product[line]]
                and book.need_from[need] <= price <= book.need_to[need]
                and asked.handed_in[line] == book.need_handed_in[need]
            ):
                units += asked.units[line]
                value += asked.units[line] * price
        if units < book.need_units[need] or value < book.need_value[need]:
            return False
    return True


@inner_kernel
def _choices(book: BookArrays, scratch: Scratch, line: int, hit: int, hits: int) -> tuple[int, int]:
    """List by group who may take the line's units; return the ways, and the next line's hit."""
    scratch.counts[:] = 0
    while hit < hits and scratch.hit_line[hit] == line:
        version = scratch.hit_version[hit]
        if scratch.passes[version]:
            group = book.group[version]
            scratch.choices[group, scratch.counts[group]] = version
            scratch.counts[group] += 1
        hit += 1
    ways = 1
    for group in range(book.group_count):
        ways = min(ways * (scratch.counts[group] + 1), MOST_WAYS + 1)
    return ways, hit


@inner_kernel
def _settle(book: BookArrays, asked: Asked, answer: Answer, scratch: Scratch, line: int) -> None:
    """Settle the units of a line, which are alike."""
    price = asked.unit_price[line]
    floor = _floor(book, asked, line)
    answer.charged[line] = asked.units[line] * _best_way(book, scratch, price, floor)
    for group in range(book.group_count):
        version = scratch.best[group]
        answer.version[line, group] = version
        if version >= 0:
            after = _after(book, version, price, floor)
            answer.discount[line, group] = price - after
            price = after


@inner_kernel
def _floor(book: BookArrays, asked: Asked, line: int) -> int:
    floor = book.product_floor[asked.product[line]]
    if book.most_discount >= 0:
        shelf = asked.unit_price[line]
        floor = max(floor, shelf - (2 * shelf * book.most_discount + 10_000) // 20_000)
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
    held = 0 if book.approved[version] else max(floor, book.stated_floor[version])
    return int(max(wanted, min(price, held), 0))


@inner_kernel
def _best_way(book: BookArrays, scratch: Scratch, shelf: int, floor: int) -> int:
    """Try all ways through the groups in the order of marks; the first of the best stays.

    Leaves who takes the unit in `scratch.best`, by group; returns its price.
    """
    last = book.group_count - 1
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
            version = scratch.choices[group, digits[group]]
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
                scratch.best[place] = scratch.choices[place, digits[place]] if taken else -1
    return best_price


@inner_kernel
def _points(book: BookArrays, scratch: Scratch) -> int:
    points = 0
    for group in range(book.group_count):
        if scratch.digits[group] < scratch.counts[group]:
            points += book.points[scratch.choices[group, scratch.digits[group]]]
    return points


@inner_kernel
def _may_take(book: BookArrays, scratch: Scratch, group: int, version: int) -> bool:
    """Say whether a version may take the unit beside those of the groups before."""
    taken = 0
    for before in range(group):
        if scratch.digits[before] < scratch.counts[before]:
            other = scratch.choices[before, scratch.digits[before]]
            taken += 1
            if (
                book.alone_on_unit[version]
                or book.alone_on_unit[other]
                or book.not_with[version] >> book.group[other] & 1
                or book.not_with[other] >> book.group[version] & 1
            ):
                return False
    return book.most_offers < 0 or taken < book.most_offers
