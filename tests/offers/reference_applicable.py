"""Which offers a purchase may use: docs/methods/offer-pricing.md word by word."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from zoneinfo import ZoneInfo

from showfloor.offers.priced import NotCode
from showfloor.offers.purchase import Left, Purchase
from showfloor.offers.types import (
    LIVE,
    Bundle,
    CheapestOf,
    EachUnit,
    Goods,
    OffBasket,
    Offer,
    OfferBook,
    Product,
    Steps,
)

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Unit:
    """One piece of a basket."""

    shelf: int
    product: Product
    line_id: str
    number: int
    handed_in: bool


def units_in_order(book: OfferBook, purchase: Purchase) -> list[Unit]:
    """Every piece of the basket in canonical order."""
    products = {product.product_id: product for product in book.products}
    units = [
        Unit(line.unit_price, products[line.product_id], line.line_id, number, line.handed_in)
        for line in purchase.lines
        for number in range(1, line.units + 1)
    ]
    return sorted(units, key=lambda u: (-u.shelf, u.product.product_id, u.line_id, u.number))


def matches(goods: Goods, unit: Unit) -> bool:
    product = unit.product
    return all(
        [
            not goods.products or product.product_id in goods.products,
            not goods.categories or product.category in goods.categories,
            not goods.manufacturers or product.manufacturer_id in goods.manufacturers,
            product.product_id not in goods.not_products,
            goods.price_from is None or unit.shelf >= goods.price_from,
            goods.price_to is None or unit.shelf <= goods.price_to,
            unit.handed_in == goods.handed_in,
        ]
    )


def goods_of(offer: Offer) -> list[Goods]:
    """The goods of the reward: of a bundle those of each slot."""
    reward = offer.reward
    return [slot.goods for slot in reward.slots] if isinstance(reward, Bundle) else [reward.goods]


def in_force(offers: list[Offer], purchase: Purchase) -> tuple[Offer, NotCode | None]:
    """Of one id's versions the one that speaks, and why it cannot be applied if it cannot."""
    stated = [offer for offer in offers if offer.status != "draft"]
    begun = [offer for offer in stated if offer.when.begins <= purchase.at]
    if begun:
        return max(begun, key=lambda offer: offer.version), None
    if stated:
        next_one = min(stated, key=lambda offer: (offer.when.begins, -offer.version))
        return next_one, "stopped" if next_one.status == "ended" else "not_yet"
    return max(offers, key=lambda offer: offer.version), "not_approved"


def why_not(offer: Offer, purchase: Purchase, units: list[Unit]) -> NotCode | None:
    """The first test that fails, for a version in force; None: it is applicable."""
    for fails in (_status, _place, _clock, _customer, _left):
        code = fails(offer, purchase)
        if code is not None:
            return code
    if not any(matches(goods, unit) for goods in goods_of(offer) for unit in units):
        return "nothing_matches"
    for need in offer.needs:
        found = [unit.shelf for unit in units if matches(need.goods, unit)]
        if len(found) < need.units or sum(found) < need.value:
            return "too_little"
    return None if forms_one(offer, units) else "too_little"


def _status(offer: Offer, purchase: Purchase) -> NotCode | None:
    if offer.status not in LIVE:
        return "stopped"
    return "over" if purchase.at >= offer.when.ends else None


def _place(offer: Offer, purchase: Purchase) -> NotCode | None:
    where, place = offer.where, purchase.place
    if where.channels and place.channel not in where.channels:
        return "wrong_channel"
    if where.stores and place.store_id not in where.stores:
        return "wrong_store"
    if where.regions and place.region not in where.regions:
        return "wrong_region"
    if where.kinds and place.kind not in where.kinds:
        return "wrong_store_kind"
    if place.operator_status not in ("own", "agent") and where.for_independents == "none":
        return "independent_store"
    return None


def _clock(offer: Offer, purchase: Purchase) -> NotCode | None:
    local = purchase.at.astimezone(BERLIN)
    today, when = local.date(), offer.when
    if offer.where.area_of is not None or when.area_days is not None:
        wanted = offer.manufacturer_id if offer.where.area_of is None else offer.where.area_of
        ages = [
            (today - area.selling_from).days
            for area in purchase.place.areas
            if area.manufacturer_id == wanted
            and area.selling_from <= today
            and (area.selling_to is None or today < area.selling_to)
        ]
        if not ages:
            return "no_area"
        if when.area_days and not any(
            when.area_days[0] <= age <= when.area_days[1] for age in ages
        ):
            return "area_days"
    if when.weekdays and local.isoweekday() not in when.weekdays:
        return "weekday"
    minute = 60 * local.hour + local.minute
    if when.hours and not any(start <= minute < end for start, end in when.hours):
        return "hours"
    return None


def _customer(offer: Offer, purchase: Purchase) -> NotCode | None:
    whom, customer = offer.whom, purchase.customer
    if whom.groups and not set(whom.groups) & customer.groups:
        return "customer_group"
    if whom.code is not None and whom.code.casefold() not in {c.casefold() for c in customer.codes}:
        return "no_code"
    if whom.a_customer is not None:
        if customer.customer_id is None:
            return "customer_unknown"
        if customer.used.get(offer.offer_id, 0) >= whom.a_customer:
            return "customer_used_it"
    return None


def _left(offer: Offer, purchase: Purchase) -> NotCode | None:
    left = purchase.left.get(offer.offer_id, Left())
    if left.customers is not None and left.customers <= 0:
        return "customers_gone"
    if left.pieces is not None and left.pieces <= 0:
        return "pieces_gone"
    return "money_gone" if left.cents is not None and left.cents <= 0 else None


def forms_one(offer: Offer, units: list[Unit]) -> bool:
    """Whether the units could form one application if the offer were alone."""
    reward = offer.reward
    if isinstance(reward, Bundle):
        wanted = [slot.goods for slot in reward.slots for _ in range(slot.units)]
        candidates = [u for u in units if any(matches(goods, u) for goods in wanted)]
        return any(
            all(matches(goods, unit) for goods, unit in zip(wanted, chosen, strict=True))
            for chosen in permutations(candidates, len(wanted))
        )
    found = sum(matches(reward.goods, unit) for unit in units)
    if isinstance(reward, CheapestOf):
        return found >= reward.units
    if isinstance(reward, Steps):
        return found >= reward.steps[0].from_units
    return isinstance(reward, EachUnit | OffBasket) and found >= 1


def most_applications(offer: Offer, purchase: Purchase) -> float:
    """How often the offer may be applied in this basket."""
    left = purchase.left.get(offer.offer_id, Left())
    used = purchase.customer.used.get(offer.offer_id, 0)
    a_customer = None if offer.whom.a_customer is None else offer.whom.a_customer - used
    stated = [n for n in (offer.meets.most_a_basket, left.pieces, a_customer) if n is not None]
    return min(stated, default=float("inf"))
