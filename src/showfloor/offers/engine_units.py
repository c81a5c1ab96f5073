"""The basket as the engine sees it: units in canonical order, alike ones of one kind."""

from __future__ import annotations

from dataclasses import dataclass

from showfloor.offers.cents import half_up
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.compiled_versions import Version
from showfloor.offers.purchase import BasketLine
from showfloor.offers.types import WHOLE, Product


@dataclass(slots=True)
class Kind:
    """Units that no offer can tell apart: one product at one shelf price."""

    place: int
    product: Product
    shelf: int
    handed_in: bool
    floor: int
    """The product's and the retailer's; an offer may state a higher one, or be approved."""
    units: list[int]
    """Places in canonical order."""

    def floor_for(self, version: Version) -> int:
        """Return the price in cents below which this offer lowers no such unit."""
        return 0 if version.approved else max(self.floor, version.stated_floor)


@dataclass(frozen=True, slots=True)
class Units:
    """All units of a basket, by place in canonical order."""

    lines: list[BasketLine]
    """Lines in canonical order: their units follow each other."""
    kinds: list[Kind]
    kind_of: list[Kind]

    @property
    def shelf(self) -> int:
        """Return the sum of the shelf prices in cents."""
        return sum(kind.shelf * len(kind.units) for kind in self.kinds)


def units_of(compiled: CompiledBook, lines: tuple[BasketLine, ...]) -> Units:
    """Lay out a basket that was checked; the order of its lines changes nothing."""
    ordered = sorted(lines, key=lambda line: (-line.unit_price, line.product_id, line.line_id))
    kinds: dict[tuple[str, int, bool], Kind] = {}
    kind_of: list[Kind] = []
    for line in ordered:
        key = (line.product_id, line.unit_price, line.handed_in)
        kind = kinds.get(key)
        if kind is None:
            product = compiled.products[line.product_id]
            floor = _floor(compiled, product, line.unit_price)
            kind = Kind(len(kinds), product, line.unit_price, line.handed_in, floor, [])
            kinds[key] = kind
        for _ in range(line.units):
            kind.units.append(len(kind_of))
            kind_of.append(kind)
    return Units(ordered, list(kinds.values()), kind_of)


def _floor(compiled: CompiledBook, product: Product, shelf: int) -> int:
    floor = max(0, product.cost or 0, product.floor or 0)
    most = compiled.limits.most_discount
    return floor if most is None else max(floor, shelf - half_up(shelf * most, WHOLE))
