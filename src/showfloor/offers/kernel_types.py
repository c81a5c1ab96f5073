"""What the kernels of this room read and write: one long array each, seen as named parts.

A call from Python takes as long for each array as pricing a line, so a book is one array of whole
numbers; its head says where each part begins. Cutting parts out costs a kernel next to nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from showfloor.offers.kernel_compiled import inner_kernel

Ints = NDArray[np.int64]

EACH, CHEAPEST, STEPS, BUNDLE, LAST = range(5)
"""Kinds of rewards, by the class that says them; LAST comes off the basket."""
MOST_HITS = 4_096
"""Hits of one basket; with more it is priced the longer way."""


class BookArrays(NamedTuple):
    """A book in arrays; by version unless said otherwise. Yes and no are 1 and 0."""

    entry_starts: Ints
    """By product: where its entries begin."""
    entry_goods: Ints
    goods_version: Ints
    """By goods, of which a version has one a slot; all of `goods_` likewise."""
    goods_slot: Ints
    goods_from: Ints
    """Shelf price in cents, inclusive; `goods_to` too."""
    goods_to: Ints
    goods_handed_in: Ints
    begins: Ints
    """Microseconds since 1970; `ends` too, exclusive."""
    ends: Ints
    weekdays: Ints
    """Bit n: ISO weekday n holds."""
    hour_starts: Ints
    hour_from: Ints
    hour_to: Ints
    maker: Ints
    """The manufacturer whose area is asked for; -1 none."""
    area_first: Ints
    """Age in days; -1 with no question of age."""
    area_last: Ints
    groups_asked: Ints
    """0: none."""
    codes_asked: Ints
    a_customer: Ints
    most: Ints
    need_starts: Ints
    need_row: Ints
    """By need: its row of the names."""
    need_units: Ints
    need_value: Ints
    need_from: Ints
    need_to: Ints
    need_handed_in: Ints
    reward: Ints
    wanted_first: Ints
    """Units that the first slot of an application asks for."""
    wanted_second: Ints
    cut: Ints
    """The kind of an `EachUnit`'s cut, as its place in CUTS."""
    cut_value: Ints
    group: Ints
    points: Ints
    not_with: Ints
    alone_on_unit: Ints
    alone_in_basket: Ints
    approved: Ints
    stated_floor: Ints
    pays: Ints
    product_floor: Ints
    """By product."""
    limits: Ints
    """Most discount, most offers a unit (-1: no limit), and the number of groups."""
    names: NDArray[np.bool_]
    """By row of names that needs ask for, and product: whether it is meant."""


class PlaceArrays(NamedTuple):
    """Places in arrays."""

    bits: NDArray[np.uint8]
    """By place and version >> 3: the versions that hold there, but for areas."""
    area_starts: Ints
    """By place."""
    area_maker: Ints
    area_from: Ints
    """Days since 1970; `area_to` too, exclusive."""
    area_to: Ints


class Asked(NamedTuple):
    """The baskets' columns with the local time; see BasketColumns."""

    starts: Ints
    product: Ints
    units: Ints
    unit_price: Ints
    handed_in: Ints
    place: Ints
    at: Ints
    day: Ints
    """Local days since 1970."""
    minute: Ints
    weekday: Ints
    known: Ints
    groups: Ints
    codes: Ints
    places: PlaceArrays


class Answer(NamedTuple):
    """What the kernels write; steps by line and group, the groups of a line side by side."""

    charged: Ints
    """By line."""
    version: Ints
    """By line and group: -1 nobody."""
    discount: Ints
    """By line and group: of one unit."""
    singly: Ints
    """By basket: 1 where the kernel leaves it."""


class Scratch(NamedTuple):
    """What is known of one basket, written over for the next."""

    found: Ints
    """The basket's ticket, a number that no basket had before; hits; versions with hits."""
    stamp: Ints
    """By version: the ticket of the last basket that looked at it."""
    passes: Ints
    matched: Ints
    """By version and slot, 3 wide: units; all units in the third column."""
    last_line: Ints
    applied: Ints
    """By version: its applications so far."""
    seen: Ints
    """The versions with hits."""
    hit_line: Ints
    hit_version: Ints
    hit_slot: Ints
    choices: Ints
    """By group, MOST_HITS wide: who may take a unit."""
    counts: Ints
    digits: Ints
    prices: Ints
    """By group: what is left before it."""
    best: Ints


def scratch_size(versions: int, groups: int) -> int:
    """Return how many whole numbers a scratch takes; they begin as zeros."""
    return 3 + 8 * versions + (3 + groups) * MOST_HITS + 4 * groups


@inner_kernel
def book_of(flat: Ints, names: NDArray[np.bool_]) -> BookArrays:
    """Return the parts of a book laid out by `book_flat.flat_book`."""
    return BookArrays(
        flat[flat[0] : flat[1]],
        flat[flat[1] : flat[2]],
        flat[flat[2] : flat[3]],
        flat[flat[3] : flat[4]],
        flat[flat[4] : flat[5]],
        flat[flat[5] : flat[6]],
        flat[flat[6] : flat[7]],
        flat[flat[7] : flat[8]],
        flat[flat[8] : flat[9]],
        flat[flat[9] : flat[10]],
        flat[flat[10] : flat[11]],
        flat[flat[11] : flat[12]],
        flat[flat[12] : flat[13]],
        flat[flat[13] : flat[14]],
        flat[flat[14] : flat[15]],
        flat[flat[15] : flat[16]],
        flat[flat[16] : flat[17]],
        flat[flat[17] : flat[18]],
        flat[flat[18] : flat[19]],
        flat[flat[19] : flat[20]],
        flat[flat[20] : flat[21]],
        flat[flat[21] : flat[22]],
        flat[flat[22] : flat[23]],
        flat[flat[23] : flat[24]],
        flat[flat[24] : flat[25]],
        flat[flat[25] : flat[26]],
        flat[flat[26] : flat[27]],
        flat[flat[27] : flat[28]],
        flat[flat[28] : flat[29]],
        flat[flat[29] : flat[30]],
        flat[flat[30] : flat[31]],
        flat[flat[31] : flat[32]],
        flat[flat[32] : flat[33]],
        flat[flat[33] : flat[34]],
        flat[flat[34] : flat[35]],
        flat[flat[35] : flat[36]],
        flat[flat[36] : flat[37]],
        flat[flat[37] : flat[38]],
        flat[flat[38] : flat[39]],
        flat[flat[39] : flat[40]],
        flat[flat[40] : flat[41]],
        flat[flat[41] : flat[42]],
        names,
    )


@inner_kernel
def scratch_of(work: Ints, versions: int, groups: int) -> Scratch:
    """Return the parts of a scratch of `scratch_size` whole numbers."""
    own = work[3 : 3 + 8 * versions]
    hits = work[3 + 8 * versions :]
    ways = hits[(3 + groups) * MOST_HITS :]
    return Scratch(
        work[0:3],
        own[0:versions],
        own[versions : 2 * versions],
        own[2 * versions : 5 * versions],
        own[5 * versions : 6 * versions],
        own[6 * versions : 7 * versions],
        own[7 * versions :],
        hits[0:MOST_HITS],
        hits[MOST_HITS : 2 * MOST_HITS],
        hits[2 * MOST_HITS : 3 * MOST_HITS],
        hits[3 * MOST_HITS : (3 + groups) * MOST_HITS],
        ways[0:groups],
        ways[groups : 2 * groups],
        ways[2 * groups : 3 * groups],
        ways[3 * groups : 4 * groups],
    )
