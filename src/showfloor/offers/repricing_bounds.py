"""What an offer that looks at baskets can cost at most, however lines were grouped into baskets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from showfloor.offers.cents import half_up
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.compiled_versions import Version, after_cut
from showfloor.offers.types import (
    WHOLE,
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    OffBasket,
    Product,
    Steps,
)


@dataclass(slots=True)
class SlotSums:
    """What lines bring to one of a version's goods."""

    units: int = 0
    most: int = 0
    """If each of the units were cut."""
    highest: int = 0
    """Of one unit."""


@dataclass(slots=True)
class Bounds:
    """Adds lines up by version; the bound of each is of the offer alone, beside no other."""

    compiled: CompiledBook
    sums: dict[tuple[int, int], SlotSums] = field(default_factory=lambda: defaultdict(SlotSums))

    def add(
        self, version: Version, product: Product, price: int, *, units: int, baskets: int
    ) -> None:
        """Add alike baskets of so many units of a product at a shelf price in cents."""
        floor = self._floor(version, product, price)
        for slot, cuts in enumerate(_cuts(version)):
            goods = version.goods[slot]
            if not (goods.names(product) and goods.fits(price, handed_in=False)):
                continue
            sums = self.sums[version.number, slot]
            room = price - min(price, floor)
            most = max(
                room if cut is None else price - after_cut(cut, price, floor) for cut in cuts
            )
            sums.units += units * baskets
            sums.highest = max(sums.highest, most)
            if isinstance(version.reward, OffBasket):
                sums.most += baskets * min(version.reward.amount, units * room)
            else:
                sums.most += baskets * units * most

    def of(self, version: Version) -> int:
        """Return the most that the version can have cost, in cents."""
        reward = version.reward
        found = [self.sums[version.number, slot] for slot in range(len(version.goods))]
        if isinstance(reward, Bundle):
            return _of_bundle(reward, found)
        if isinstance(reward, CheapestOf):
            times = found[0].units // reward.units
            return min(found[0].most, times * reward.rewarded * found[0].highest)
        if isinstance(reward, Steps) and found[0].units < reward.steps[0].from_units:
            return 0
        return found[0].most

    def _floor(self, version: Version, product: Product, price: int) -> int:
        if version.approved:
            return 0
        floor = max(0, product.cost or 0, product.floor or 0, version.stated_floor)
        most = self.compiled.limits.most_discount
        return floor if most is None else max(floor, price - half_up(price * most, WHOLE))


def _cuts(version: Version) -> Iterator[list[Cut | None]]:
    """Yield by slot the cuts that a unit can get; None: any part of its price."""
    reward = version.reward
    match reward:
        case Bundle():
            whole = reward.whole
            for slot in reward.slots:
                if whole.kind == "at_most":
                    yield [None]
                else:
                    yield [slot.cut if whole.kind == "none" else whole]
        case Steps():
            yield [step.cut for step in reward.steps]
        case EachUnit() | CheapestOf():
            yield [reward.cut]
        case OffBasket():
            yield [Cut("amount", reward.amount)]


def _of_bundle(reward: Bundle, found: list[SlotSums]) -> int:
    bought = [
        sums.units // slot.units
        for slot, sums in zip(reward.slots, found, strict=True)
        if not slot.goods.handed_in
    ]
    times = min(bought, default=0)
    most = sum(
        min(sums.most, times * slot.units * sums.highest)
        for slot, sums in zip(reward.slots, found, strict=True)
    )
    return min(most, times * reward.whole.value) if reward.whole.kind == "amount" else most
