"""One basket for the kernel: checked, written into a buffer that each thread keeps, and read off.

What the kernel does not settle is left to the longer way of `price_basket`, with the offers that
were found; what is no basket too, and that says what is wrong.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from showfloor.offers.book_flat import flat_book, mask_of
from showfloor.offers.book_flat_types import FlatBook, Kept, KeptPlace
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.compiled_versions import microseconds
from showfloor.offers.index import MOST_PLACES
from showfloor.offers.kernel_one import HEAD, RESULT, one_size, price_one
from showfloor.offers.kernel_types import Ints
from showfloor.offers.one_answer import Written, answer_later
from showfloor.offers.place_flat import place_flat
from showfloor.offers.priced import PricedBasket
from showfloor.offers.purchase import BasketLine, Customer, Place, Purchase
from showfloor.offers.purchase_checks import MOST_LINES, YEARS
from showfloor.offers.wall_clock import HOUR, ahead_in

FIRST = 16
"""Baskets of a book that are priced without the kernel, which takes longer than they to load."""
MOST_SETS = 4_096
"""Sets of groups or codes whose bits are remembered."""
BY_ID = attrgetter("line_id")
WHOLE_NUMBER, YES_OR_NO = {int}, {bool}
NO_BASKET = (AttributeError, KeyError, OverflowError, TypeError, ValueError, struct.error)
"""What a purchase that is none may raise on its way into the buffer."""
_writers: dict[int, Callable[..., None]] = {}


def price_in_kernel(compiled: CompiledBook, purchase: Purchase) -> PricedBasket | list[int] | None:
    """Return the answer where the kernel settles the basket, or else the hits that it found.

    Hits are those of offers that can be applied by all tests but `can_form`; see
    `engine_applicable.candidates_among`. None where the kernel was not asked, or found no basket.
    """
    kept = compiled.kept
    if kept.baskets < FIRST:
        kept.baskets += 1
        return None
    book = kept.book or flat_book(compiled)
    if book.flat is None or purchase.left:
        return None
    try:
        buffer, work = kept.own.buffers
    except AttributeError:
        buffer, work = kept.own.buffers = _buffers(compiled)
    try:
        lines = sorted(purchase.lines, key=BY_ID)
        written = _write(book, kept, purchase, lines, buffer)
        place = kept.places.get(id(purchase.place)) or _keep(compiled, book, purchase.place)
    except NO_BASKET:
        return None
    length = price_one(book.flat, book.names, place.bits, place.areas, work) if written else 0
    if length == 0:
        return None
    if length < 0:
        hits: list[int] = work[RESULT : RESULT - 1 - length].tolist()
        return hits
    numbers = work[RESULT : RESULT + length].tolist()
    return answer_later(Written(compiled, lines, numbers, place.binding))


def _write(
    book: FlatBook,
    kept: Kept,
    purchase: Purchase,
    lines: Sequence[BasketLine],
    buffer: memoryview,
) -> bool:
    """Write a purchase as `kernel_one.HEAD` says; False where it is none, or not for here."""
    count = len(lines)
    units = [line.units for line in lines]
    prices = [line.unit_price for line in lines]
    handed_in = [line.handed_in for line in lines]
    at, customer = purchase.at, purchase.customer
    if (
        customer.used
        or count > MOST_LINES
        or len({line.line_id for line in lines}) != count
        or not WHOLE_NUMBER.issuperset(map(type, units))
        or not WHOLE_NUMBER.issuperset(map(type, prices))
        or not YES_OR_NO.issuperset(map(type, handed_in))
        or at.year not in YEARS
    ):
        return False
    products = book.product_places
    instant = microseconds(at)
    write = _writers.get(count) or _writer(count)
    write(
        buffer,
        0,
        0,
        count,
        instant,
        ahead_in(instant // HOUR),
        0,
        0,
        0,
        customer.customer_id is not None,
        _groups(book, kept, customer),
        _codes(book, kept, customer),
        *[products[line.product_id] for line in lines],
        *units,
        *prices,
        *handed_in,
    )
    return True


def _writer(count: int) -> Callable[..., None]:
    write = _writers[count] = struct.Struct(f"{HEAD + 4 * count}q").pack_into
    return write


def _groups(book: FlatBook, kept: Kept, customer: Customer) -> int:
    found = kept.groups.get(customer.groups)
    if found is None:
        if len(kept.groups) >= MOST_SETS:
            kept.groups.clear()
        found = kept.groups[customer.groups] = mask_of(customer.groups, book.customer_groups)
    return found


def _codes(book: FlatBook, kept: Kept, customer: Customer) -> int:
    found = kept.codes.get(customer.codes)
    if found is None:
        if len(kept.codes) >= MOST_SETS:
            kept.codes.clear()
        folded = frozenset(code.casefold() for code in customer.codes)
        found = kept.codes[customer.codes] = mask_of(folded, book.codes)
    return found


def _keep(compiled: CompiledBook, book: FlatBook, place: Place) -> KeptPlace:
    """Lay out a place and remember it by its id, which stays its own while it is kept."""
    bits, areas = place_flat(compiled, place, book.makers)
    binding = place.operator_status in {"own", "agent"}
    known = compiled.kept.places
    if len(known) >= MOST_PLACES:
        known.clear()
    found = known[id(place)] = KeptPlace(place, bits, areas, binding)
    return found


def _buffers(compiled: CompiledBook) -> tuple[memoryview, Ints]:
    """Return a thread's array for this book, and its bytes."""
    work = np.zeros(one_size(len(compiled.versions), len(compiled.groups)), dtype=np.int64)
    octets: NDArray[np.uint8] = work.view(np.uint8)
    return octets.data, work
