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

from showfloor.offers.compiled_versions import Version, goods_of, microseconds
from showfloor.offers.purchase import Customer, Place
from showfloor.offers.types import Goods, Product

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
        self.hours = _bits(n for n, v in enumerate(versions) if v.offer.when.hours)
        self.area_days = _bits(n for n, v in enumerate(versions) if v.offer.when.area_days)
        self.needs = _bits(n for n, v in enumerate(versions) if v.needs)
        self.time = TimeIndex(_spans(versions))
        self.goods = _GoodsIndex(versions)
        self._places: dict[Place, int] = {}
        self._products: dict[str, int] = {}

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

    def of_product(self, product_id: str) -> int:
        """Return the versions with goods that this product can be, whatever its price."""
        found = self._products.get(product_id)
        if found is None:
            found = self.goods.of(self.products[product_id])
            if len(self._products) >= MOST_PRODUCTS:
                self._products.clear()
            self._products[product_id] = found
        return found


class _GoodsIndex:
    """Which versions have goods that a product can be."""

    def __init__(self, versions: Sequence[Version]) -> None:
        self.any_goods: set[int] = set()
        lists: dict[tuple[str, str], list[int]] = defaultdict(list)
        for version in versions:
            for goods in goods_of(version.reward):
                keys = _keys(goods)
                if not keys:
                    self.any_goods.add(version.number)
                for key in keys:
                    lists[key].append(version.number)
        self.everything = _bits(self.any_goods)
        self.by_key = {key: _bits(numbers) for key, numbers in lists.items()}

    def of(self, product: Product) -> int:
        found = self.everything
        for key in (
            ("product", product.product_id),
            ("category", product.category),
            ("manufacturer", product.manufacturer_id),
        ):
            found |= self.by_key.get(key, 0)
        return found


def _keys(goods: Goods) -> list[tuple[str, str]]:
    """Return the narrowest of the goods' lists: the others are looked at unit by unit."""
    if goods.products:
        return [("product", name) for name in goods.products]
    if goods.categories:
        return [("category", name) for name in goods.categories]
    return [("manufacturer", name) for name in goods.manufacturers]


def numbers_in(bits: int) -> Iterator[int]:
    """Yield the places of the set bits, ascending."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


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


def _spans(versions: Sequence[Version]) -> list[tuple[int, int]]:
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
