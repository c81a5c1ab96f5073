"""What alike baskets cost under the offers, priced once by the engine and added up by version."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from showfloor.offers.compiled import CompiledBook
from showfloor.offers.engine import price_basket
from showfloor.offers.purchase import BasketLine, Purchase
from showfloor.offers.repricing_book import told_by_lines
from showfloor.offers.repricing_bounds import Bounds
from showfloor.offers.repricing_classes import Classes, binds, noon
from showfloor.offers.repricing_lines import Baskets, Ints
from showfloor.offers.types import EachUnit

Given = tuple[tuple[int, int, int, int], ...]
"""Of one basket by version: its number, applications, discount, the manufacturer's part."""


@dataclass(slots=True)
class VersionSums:
    """What one version would have given away, in cents where it is money."""

    lines: int = 0
    applications: int = 0
    discount: int = 0
    manufacturer_pays: int = 0
    not_binding: int = 0


@dataclass(slots=True)
class Pricer:
    """Prices baskets of one line and adds up; remembers what it priced."""

    compiled: CompiledBook
    classes: Classes
    sums: dict[int, VersionSums]
    bounds: Bounds
    _alone: int
    """Versions that cut every unit for itself, whatever else is in the basket, as bits."""
    _by_baskets: int
    """Versions of which a bound is wanted, as bits."""
    _known: dict[tuple[int, int, int, int], Given] = field(default_factory=dict)

    def add(self, baskets: Baskets) -> None:
        """Price baskets that are alike once, and add them as often as they are there."""
        meeting, sets = self._offers_that_meet(baskets)
        binding = np.array([binds(place) for place in self.classes.places], dtype=np.int64)
        first, alike = _alike(
            (meeting, baskets.product, binding[baskets.place], baskets.price, baskets.units),
            baskets.alike,
        )
        rows = np.stack(
            [meeting, baskets.place, baskets.situation, baskets.product, baskets.price,
             baskets.units]
        )[:, first]  # fmt: skip
        for (number, *line), times in zip(rows.T.tolist(), alike.tolist(), strict=True):
            if sets[number]:
                self._add_line(sets[number], line, times)

    def _offers_that_meet(self, baskets: Baskets) -> tuple[Ints, list[int]]:
        """Return for each basket a number, and by number the versions that can be for it."""
        classes = self.classes
        shape = (len(classes.days), len(classes.places), len(classes.products))
        flat = np.ravel_multi_index((baskets.situation, baskets.place, baskets.product), shape)
        different, which = np.unique(flat, return_inverse=True)
        numbers: dict[int, int] = {}
        number_of = np.empty(len(different), dtype=np.int64)
        for entry, key in enumerate(different.tolist()):
            rest, product = divmod(key, shape[2])
            day, place = divmod(rest, shape[1])
            met = classes.holding[day][place] & classes.meant[product]
            number_of[entry] = numbers.setdefault(met, len(numbers))
        return number_of[which], list(numbers)

    def _add_line(self, meet: int, line: list[int], alike: int) -> None:
        place, situation, product, price, units = line
        for number in _bits(meet & self._by_baskets):
            self.bounds.add(
                self.compiled.versions[number],
                self.classes.products[product],
                price,
                units=units,
                baskets=alike,
            )
        each = meet & ~self._alone == 0
        asked = 1 if each else units
        key = (meet, product, price, asked)
        given = self._known.get(key)
        if given is None:
            given = self._known[key] = self._priced(place, situation, product, price, asked)
        times = alike * (units if each else 1)
        binding = binds(self.classes.places[place])
        for number, applications, discount, pays in given:
            sums = self.sums[number]
            sums.lines += alike
            sums.applications += applications * times
            sums.discount += discount * times
            sums.manufacturer_pays += pays * times
            sums.not_binding += 0 if binding else discount * times

    def _priced(self, place: int, situation: int, product: int, price: int, units: int) -> Given:
        classes = self.classes
        line = BasketLine("1", classes.products[product].product_id, units, price)
        day = noon(classes.days[situation])
        priced = price_basket(self.compiled, Purchase((line,), classes.places[place], day))
        numbers = self.compiled.numbers
        return tuple(
            (
                numbers[item.offer_id, item.version],
                item.applications,
                item.discount,
                item.manufacturer_pays,
            )
            for item in priced.applied
        )


def pricer_of(compiled: CompiledBook, classes: Classes) -> Pricer:
    """Return a pricer that has added nothing yet."""
    alone = by_baskets = 0
    for version in compiled.versions:
        bit = 1 << version.number
        if isinstance(version.reward, EachUnit) and not version.needs and not version.limited:
            alone |= bit
        if told_by_lines(version.offer) == "baskets":
            by_baskets |= bit
    sums = {version.number: VersionSums() for version in compiled.versions}
    return Pricer(compiled, classes, sums, Bounds(compiled), alone, by_baskets)


def _alike(columns: tuple[Ints, ...], counts: Ints) -> tuple[Ints, Ints]:
    """Return the first row of each combination of values, and the sum of the counts of its rows."""
    code = np.zeros(len(counts), dtype=np.int64)
    for column in columns:
        width = int(column.max(initial=0)) + 1
        code = np.unique(code * width + column, return_inverse=True)[1]
    first = np.unique(code, return_index=True)[1]
    sums = np.zeros(len(first), dtype=np.int64)
    np.add.at(sums, code, counts)
    return first, sums


def _bits(numbers: int) -> list[int]:
    found = []
    while numbers:
        low = numbers & -numbers
        found.append(low.bit_length() - 1)
        numbers ^= low
    return found
