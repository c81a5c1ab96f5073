"""Which products an offer would sell below their floor, had it its way and no other offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from showfloor.offers.cents import half_up
from showfloor.offers.findings_goods import Catalogue, bought_by
from showfloor.offers.types import (
    WHOLE,
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    Limits,
    Offer,
    Product,
    Steps,
)


@dataclass(frozen=True, slots=True)
class BelowFloor:
    """A product, what one unit would cost, and its floor; in cents."""

    product_id: str
    wanted: int
    floor: int


def below_floor(offer: Offer, catalogue: Catalogue, limits: Limits) -> list[BelowFloor]:
    """Return what would be sold below the floor, farthest below first; none with an approval.

    A bundle cut as a whole is reckoned with the product of the highest floor in each slot. An
    amount off the basket is split by room, so that it never reaches a floor.
    """
    if offer.floor.approved_by is not None:
        return []
    found = [
        BelowFloor(product_id, wanted, floor)
        for product_id, wanted in set(_wanted(offer, catalogue, limits))
        if wanted < (floor := floor_of(offer, product_id, catalogue, limits))
        and wanted < catalogue.prices[product_id]
    ]
    return sorted(found, key=lambda item: (item.wanted - item.floor, item.product_id))


def cost_unknown(offer: Offer, catalogue: Catalogue) -> list[str]:
    """Return the products that the offer takes and whose cost and floor nobody stated."""
    if offer.floor.approved_by is not None or offer.floor.stated is not None:
        return []
    products = (catalogue.products[name] for name in bought_by(offer, catalogue))
    return sorted(p.product_id for p in products if p.cost is None and p.floor is None)


def floor_of(offer: Offer, product_id: str, catalogue: Catalogue, limits: Limits) -> int:
    """Return the cents below which the offer lowers no unit of the product."""
    product: Product = catalogue.products[product_id]
    stated = [product.cost, product.floor, offer.floor.stated]
    if limits.most_discount is not None:
        shelf = catalogue.prices[product_id]
        stated.append(shelf - half_up(shelf * limits.most_discount, WHOLE))
    return max((floor for floor in stated if floor is not None), default=0)


def _wanted(offer: Offer, catalogue: Catalogue, limits: Limits) -> Iterator[tuple[str, int]]:
    """Yield products with what one unit would cost if no floor held the price."""
    match offer.reward:
        case EachUnit() | CheapestOf() as reward:
            goods = [(reward.goods, reward.cut)]
        case Steps() as reward:
            goods = [(reward.goods, step.cut) for step in reward.steps]
        case Bundle() as reward if reward.whole.kind in {"none", "per_cent"}:
            whole = reward.whole.kind != "none"
            goods = [(slot.goods, reward.whole if whole else slot.cut) for slot in reward.slots]
        case Bundle() as reward:
            yield from _of_a_whole(offer, reward, catalogue, limits)
            return
        case _:
            return
    for meant, cut in goods:
        for product_id in catalogue.meant(meant):
            if product_id in catalogue.prices and not meant.handed_in:
                yield product_id, price_after(catalogue.prices[product_id], cut)


def price_after(price: int, cut: Cut) -> int:
    """Return the cents that a unit costs after a cut, if no floor holds its price."""
    match cut.kind:
        case "per_cent":
            return price - half_up(price * cut.value, WHOLE)
        case "amount":
            return max(0, price - cut.value)
        case "at_most":
            return min(price, cut.value)
    return price


def _of_a_whole(
    offer: Offer, reward: Bundle, catalogue: Catalogue, limits: Limits
) -> Iterator[tuple[str, int]]:
    """Yield one unit a slot of the bundle whose products have the highest floors."""
    chosen: list[str] = []
    for slot in reward.slots:
        meant = [p for p in sorted(catalogue.meant(slot.goods)) if p in catalogue.prices]
        if meant and not slot.goods.handed_in:
            dearest = max(meant, key=lambda p: floor_of(offer, p, catalogue, limits))
            chosen += [dearest] * slot.units
    total = sum(catalogue.prices[product_id] for product_id in chosen)
    if reward.whole.kind == "at_most":
        left = min(total, reward.whole.value)
    else:
        left = max(0, total - reward.whole.value)
    for product_id in chosen:
        yield product_id, -(-left * catalogue.prices[product_id] // total) if total else 0
