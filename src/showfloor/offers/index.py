"""The index of a book: which versions can hold, by place, time, customer and product, as bits.

A set of versions is one whole number whose bit n stands for version n, so that thousands of
versions are met with one `&`. Each test has a set of the versions that do not ask, and one for
each value that some ask for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from showfloor.offers.compiled_versions import Matcher, Version, microseconds
from showfloor.offers.purchase import Customer, Place
from showfloor.offers.types import Product

CHECKPOINT = 16
MOST_PLACES = 4_096
MOST_PRODUCTS = 100_000


@dataclass(frozen=True, slots=True)
class Test:
    """Sets of versions by the value that they ask for, and of those that do not ask."""

    unasked: int
    by_value: dict[str, int]

    def hold(self, value: str | None) -> int:
        """Return the versions that hold for this value."""
        return self.unasked | (self.by_value.get(value, 0) if value is not None else 0)

    def hold_for(self, values: Iterable[str]) -> int:
        """Return the versions that hold for any of these values."""
        found = self.unasked
        for value in values:
            found |= self.by_value.get(value, 0)
        return found


class TimeIndex:
    """Which versions are in force and neither over nor ended, at an instant."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        """spans: for each version from and to (exclusive) in microseconds; empty: never."""
        flips: dict[int, list[int]] = defaultdict(list)
        for number, (begins, ends) in enumerate(spans):
            if begins < ends:
                flips[begins].append(number)
                flips[ends].append(number)
        self.instants = sorted(flips)
        self.flips = [tuple(flips[at]) for at in self.instants]
        self.kept = [0]
        live = 0
        for place, numbers in enumerate(self.flips, start=1):
            for number in numbers:
                live ^= 1 << number
            if place % CHECKPOINT == 0:
                self.kept.append(live)
        self.last = (-1, 0)

    def live(self, at: int) -> int:
        """Return the versions that hold at this instant (microseconds since 1970)."""
        passed = bisect_right(self.instants, at)
        known, found = self.last
        if known == passed:
            return found
        found = self.kept[passed // CHECKPOINT]
        for numbers in self.flips[passed - passed % CHECKPOINT : passed]:
            for number in numbers:
                found ^= 1 << number
        self.last = (passed, found)
        return found


class Index:
    """All tests of a book's versions that need no look at the basket as a whole."""

    def __init__(self, versions: Sequence[Version], products: dict[str, Product]) -> None:
        self.products = products
        where = [version.offer.where for version in versions]
        self.channels = _test(w.channels for w in where)
        self.stores = _test(w.stores for w in where)
        self.regions = _test(w.regions for w in where)
        self.kinds = _test(w.kinds for w in where)
        self.for_independents = _bits(
            n for n, w in enumerate(where) if w.for_independents != "none"
        )
        self.areas = _test(_area_asked(version) for version in versions)
        self.weekdays = _test(map(str, v.offer.when.weekdays) for v in versions)
        self.groups = _test(v.offer.whom.groups for v in versions)
        self.codes = _test(_code(v) for v in versions)
        self.unnamed = _bits(n for n, v in enumerate(versions) if v.offer.whom.a_customer is None)
        self.time = TimeIndex(spans_of(versions))
        self.goods = GoodsIndex(versions, products)
        self._places: dict[Place, int] = {}

    def of_place(self, place: Place) -> int:
        """Return the versions that hold in a place, but for its areas."""
        found = self._places.get(place)
        if found is None:
            found = (
                self.channels.hold(place.channel)
                & self.stores.hold(place.store_id)
                & self.regions.hold(place.region)
                & self.kinds.hold(place.kind)
            )
            if place.operator_status not in {"own", "agent"}:
                found &= self.for_independents
            if len(self._places) >= MOST_PLACES:
                self._places.clear()
            self._places[place] = found
        return found

    def of_areas(self, place: Place, day: date) -> int:
        """Return the versions that ask for no area, or for one that sells here on this day."""
        if not place.areas:
            return self.areas.unasked
        return self.areas.hold_for(
            area.manufacturer_id
            for area in place.areas
            if area.selling_from <= day and (area.selling_to is None or day < area.selling_to)
        )

    def of_customer(self, customer: Customer) -> int:
        """Return the versions that hold for this customer, but for what was used."""
        found = self.groups.hold_for(customer.groups)
        found &= self.codes.hold_for(code.casefold() for code in customer.codes)
        return found if customer.customer_id is not None else found & self.unnamed


class GoodsIndex:
    """Which goods of which versions a product can be: an entry for each version and slot."""

    def __init__(self, versions: Sequence[Version], products: dict[str, Product]) -> None:
        self.products = products
        self.slots: list[tuple[int, int]] = []
        """By entry the version's number and the slot; in the order of rank, then of slots."""
        self.matchers: list[Matcher] = []
        lists: dict[tuple[str, str], list[int]] = defaultdict(list)
        for version in versions:
            for slot, goods in enumerate(version.goods):
                for key in _keys(goods):
                    lists[key].append(len(self.slots))
                self.slots.append((version.number, slot))
                self.matchers.append(goods)
        self.by_key = dict(lists)
        self.versions = np.array([number for number, _ in self.slots], dtype=np.int32)
        self.plain = [
            goods.price_from == 0 and goods.price_to is None and not goods.handed_in
            for goods in self.matchers
        ]
        """By entry, whether no price and no handing in is asked for."""
        self._products: dict[str, NDArray[np.int32]] = {}

    def of_product(self, product_id: str) -> NDArray[np.int32]:
        """Return the entries that a product matches, but for its price and the way it goes."""
        found = self._products.get(product_id)
        if found is None:
            product = self.products[product_id]
            numbers = {
                entry
                for key in (
                    ("product", product_id),
                    ("category", product.category),
                    ("manufacturer", product.manufacturer_id),
                    _ANYTHING,
                )
                for entry in self.by_key.get(key, ())
                if self.matchers[entry].names(product)
            }
            found = np.array(sorted(numbers), dtype=np.int32)
            if len(self._products) >= MOST_PRODUCTS:
                self._products.clear()
            self._products[product_id] = found
        return found

    def matching(
        self, holding: int, asked: Sequence[tuple[str, int, bool]]
    ) -> Iterator[tuple[int, int, int]]:
        """Yield (version, slot, place in `asked`) where goods of a version that holds match.

        asked: product, shelf price in cents, handed in. In the order of versions, slots, places.
        """
        bits = holding.to_bytes(len(self.slots) // 8 + 2, "little")
        flags = np.unpackbits(np.frombuffer(bits, dtype=np.uint8), bitorder="little")
        lists = [self.of_product(product_id) for product_id, _, _ in asked]
        entries = np.concatenate(lists)
        live = np.flatnonzero(flags[self.versions[entries]])
        ends = np.cumsum([len(found) for found in lists])
        owners = np.searchsorted(ends, live, side="right")
        for entry, owner in sorted(zip(entries[live].tolist(), owners.tolist(), strict=True)):
            if not self.plain[entry] or asked[owner][2]:
                goods = self.matchers[entry]
                _, price, handed_in = asked[owner]
                if not goods.fits(price, handed_in=handed_in):
                    continue
            number, slot = self.slots[entry]
            yield number, slot, owner


_ANYTHING = ("anything", "")


def _keys(goods: Matcher) -> list[tuple[str, str]]:
    """Return the narrowest of the goods' lists: the others are looked at once a product."""
    if goods.products is not None:
        return [("product", name) for name in goods.products]
    if goods.categories is not None:
        return [("category", name) for name in goods.categories]
    if goods.manufacturers is not None:
        return [("manufacturer", name) for name in goods.manufacturers]
    return [_ANYTHING]


def _test(asked: Iterable[Iterable[str]]) -> Test:
    unasked: list[int] = []
    lists: dict[str, list[int]] = defaultdict(list)
    for number, values in enumerate(asked):
        stated = False
        for value in values:
            stated = True
            lists[value].append(number)
        if not stated:
            unasked.append(number)
    return Test(_bits(unasked), {value: _bits(found) for value, found in lists.items()})


def _bits(numbers: Iterable[int]) -> int:
    found = sorted(numbers)
    if not found:
        return 0
    buffer = bytearray(found[-1] // 8 + 1)
    for number in found:
        buffer[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(buffer, "little")


def _area_asked(version: Version) -> tuple[str, ...]:
    offer = version.offer
    if offer.where.area_of is None and offer.when.area_days is None:
        return ()
    return (offer.where.area_of or offer.manufacturer_id,)


def _code(version: Version) -> tuple[str, ...]:
    code = version.offer.whom.code
    return () if code is None else (code.casefold(),)


def spans_of(versions: Sequence[Version]) -> list[tuple[int, int]]:
    """Return for each version when it is in force, priced and not over."""
    begins = [microseconds(version.offer.when.begins) for version in versions]
    by_id: dict[str, list[Version]] = defaultdict(list)
    for version in versions:
        by_id[version.offer_id].append(version)
    spans = [(0, 0)] * len(versions)
    for found in by_id.values():
        replaced: float = float("inf")
        for version in sorted(found, key=lambda v: -v.offer.version):
            number = version.number
            ends = microseconds(version.offer.when.ends)
            if version.offer.status != "ended":
                spans[number] = (begins[number], int(min(ends, replaced)))
            replaced = min(replaced, begins[number])
    return spans
