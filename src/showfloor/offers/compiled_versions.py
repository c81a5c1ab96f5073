"""One version of an offer, prepared for the engine: which goods it matches, what its cuts make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from showfloor.offers.types import (
    WHOLE,
    Bundle,
    Cut,
    Goods,
    Offer,
    Product,
    Reward,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Matcher:
    """Goods with sets for lists; None asks for nothing."""

    products: frozenset[str] | None
    categories: frozenset[str] | None
    manufacturers: frozenset[str] | None
    not_products: frozenset[str] | None
    price_from: int
    price_to: int | None
    handed_in: bool

    def names(self, product: Product) -> bool:
        """Say whether a unit of this product can be meant, whatever its price."""
        return (
            (self.products is None or product.product_id in self.products)
            and (self.categories is None or product.category in self.categories)
            and (self.manufacturers is None or product.manufacturer_id in self.manufacturers)
            and (self.not_products is None or product.product_id not in self.not_products)
        )

    def matches(self, product: Product, shelf: int, handed_in: bool) -> bool:
        """Say whether a unit of this product at this shelf price (cents) is meant."""
        return self.fits(shelf, handed_in=handed_in) and self.names(product)

    def fits(self, shelf: int, *, handed_in: bool) -> bool:
        """Say whether a unit at this shelf price (cents), bought or handed in, can be meant."""
        return (
            handed_in == self.handed_in
            and shelf >= self.price_from
            and (self.price_to is None or shelf <= self.price_to)
        )


@dataclass(frozen=True, slots=True)
class Version:
    """A version that is no draft, with what the engine asks of it again and again."""

    number: int
    """Its bit in the index; ascending numbers are ascending rank."""
    offer: Offer
    offer_id: str
    reward: Reward
    group: int
    points: int
    """What an application counts among equally cheap plans."""
    goods: tuple[Matcher, ...]
    """Of each slot of a bundle; of every other reward one."""
    needs: tuple[Matcher, ...]
    not_with: frozenset[int]
    """Groups by place."""
    limited: bool
    """Whether the offer itself limits the applications in one basket."""
    timed: bool
    """Whether it asks for hours, or for the age of an area."""
    alone_on_unit: bool
    alone_in_basket: bool
    approved: bool
    stated_floor: int


def version_of(number: int, offer: Offer, groups: dict[str, int]) -> Version:
    """Prepare one version; number: its place in the order of rank."""
    meets = offer.meets
    return Version(
        number,
        offer,
        offer.offer_id,
        offer.reward,
        groups[meets.group],
        1000 - meets.priority,
        tuple(matcher(goods) for goods in goods_of(offer.reward)),
        tuple(matcher(need.goods) for need in offer.needs),
        frozenset(groups[name] for name in meets.not_with if name in groups),
        meets.most_a_basket is not None or offer.whom.a_customer is not None,
        bool(offer.when.hours) or offer.when.area_days is not None,
        meets.exclusive != "no",
        meets.exclusive == "basket",
        offer.floor.approved_by is not None,
        offer.floor.stated or 0,
    )


def goods_of(reward: Reward) -> tuple[Goods, ...]:
    """Return the goods of each slot of a bundle, or the one of any other reward."""
    if isinstance(reward, Bundle):
        return tuple(slot.goods for slot in reward.slots)
    return (reward.goods,)


def matcher(goods: Goods) -> Matcher:
    """Turn a goods' lists into sets."""
    return Matcher(
        _set(goods.products),
        _set(goods.categories),
        _set(goods.manufacturers),
        _set(goods.not_products),
        goods.price_from or 0,
        goods.price_to,
        goods.handed_in,
    )


def _set(names: tuple[str, ...]) -> frozenset[str] | None:
    return frozenset(names) if names else None


def after_cut(cut: Cut, price: int, floor: int) -> int:
    """Return what a cut makes of a price, both in cents; a price below the floor stays."""
    kind = cut.kind
    if kind == "per_cent":
        wanted = price - (2 * price * cut.value + WHOLE) // (2 * WHOLE)
    elif kind == "amount":
        wanted = price - cut.value
    elif kind == "at_most":
        wanted = min(price, cut.value)
    else:
        return price
    return max(wanted, min(price, floor), 0)


def microseconds(at: datetime) -> int:
    """Return an aware instant as microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND
