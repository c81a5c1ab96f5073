"""Kernels that find the offers of a basket, and say whether each of its units stands for itself.

For each line the entries of its product are gone through; those of versions that hold in the place
and pass every test are hits. The tests are those of index.py and engine_applicable.py.
"""

from __future__ import annotations

from showfloor.offers.kernel_compiled import inner_kernel
from showfloor.offers.kernel_types import (
    BUNDLE,
    EACH,
    LAST,
    MOST_HITS,
    Asked,
    BookArrays,
    Scratch,
)


@inner_kernel
def find(book: BookArrays, asked: Asked, scratch: Scratch, basket: int) -> bool:
    """List the hits of a basket by line and version; False where they are too many."""
    hits, seen, ticket = 0, 0, scratch.found[0] + 1
    scratch.found[0] = ticket
    bits = asked.places.bits[asked.place[basket]]
    for line in range(asked.starts[basket], asked.starts[basket + 1]):
        product = asked.product[line]
        price = asked.unit_price[line]
        for entry in range(book.entry_starts[product], book.entry_starts[product + 1]):
            goods = book.entry_goods[entry]
            version = book.goods_version[goods]
            if not bits[version >> 3] >> (version & 7) & 1:
                continue
            if (
                price < book.goods_from[goods]
                or price > book.goods_to[goods]
                or asked.handed_in[line] != book.goods_handed_in[goods]
            ):
                continue
            if scratch.stamp[version] != ticket:
                _begin(scratch, version, ticket)
                if _holds(book, asked, basket, version):
                    scratch.passes[version] = 1
                    scratch.seen[seen] = version
                    seen += 1
            if scratch.passes[version] == 0:
                continue
            if hits >= MOST_HITS:
                return False
            slot = book.goods_slot[goods]
            _count(scratch, version, slot, line, asked.units[line])
            scratch.hit_line[hits] = line
            scratch.hit_version[hits] = version
            scratch.hit_slot[hits] = slot
            hits += 1
    scratch.found[1], scratch.found[2] = hits, seen
    return True


@inner_kernel
def _begin(scratch: Scratch, version: int, ticket: int) -> None:
    scratch.stamp[version] = ticket
    scratch.passes[version] = 0
    scratch.last_line[version] = -1
    scratch.applied[version] = 0
    for column in range(3):
        scratch.matched[3 * version + column] = 0


@inner_kernel
def _count(scratch: Scratch, version: int, slot: int, line: int, units: int) -> None:
    if slot < 2:
        scratch.matched[3 * version + slot] += units
    if scratch.last_line[version] != line:
        scratch.last_line[version] = line
        scratch.matched[3 * version + 2] += units


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
        or (book.a_customer[version] != 0 and asked.known[basket] == 0)
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
    place, day, places = asked.place[basket], asked.day[basket], asked.places
    for area in range(places.area_starts[place], places.area_starts[place + 1]):
        age = day - places.area_from[area]
        if places.area_maker[area] != book.maker[version] or age < 0 or day >= places.area_to[area]:
            continue
        if book.area_first[version] < 0 or (
            book.area_first[version] <= age <= book.area_last[version]
        ):
            return True
    return False


@inner_kernel
def stand_alone(book: BookArrays, asked: Asked, scratch: Scratch, basket: int) -> bool:
    """Strike out what cannot be applied; say whether every unit stands for itself then."""
    alone = True
    for place in range(scratch.found[2]):
        version = scratch.seen[place]
        reward, matched = book.reward[version], 3 * version
        first = scratch.matched[matched]
        formed = reward in (EACH, LAST) or first >= book.wanted_first[version]
        if reward == BUNDLE:
            wanted = book.wanted_first[version] + book.wanted_second[version]
            formed = formed and scratch.matched[matched + 1] >= book.wanted_second[version]
            formed = formed and scratch.matched[matched + 2] >= wanted
        if not formed or not _needs_met(book, asked, basket, version):
            scratch.passes[version] = 0
        elif reward != EACH or book.alone_in_basket[version] != 0 or book.most[version] < first:
            alone = False
    return alone


@inner_kernel
def _needs_met(book: BookArrays, asked: Asked, basket: int, version: int) -> bool:
    """Say whether the basket holds all that an offer wants to see in it."""
    for need in range(book.need_starts[version], book.need_starts[version + 1]):
        units, value = 0, 0
        for line in range(asked.starts[basket], asked.starts[basket + 1]):
            price = asked.unit_price[line]
            if (
                book.names[book.need_row[need], asked.product[line]]
                and book.need_from[need] <= price <= book.need_to[need]
                and asked.handed_in[line] == book.need_handed_in[need]
            ):
                units += asked.units[line]
                value += asked.units[line] * price
        if units < book.need_units[need] or value < book.need_value[need]:
            return False
    return True
