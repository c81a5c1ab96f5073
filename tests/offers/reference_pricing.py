"""The slow and obvious price of a basket, from docs/methods/offer-pricing.md: tries every plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf

from reference_applicable import (
    Unit,
    goods_of,
    in_force,
    matches,
    most_applications,
    units_in_order,
    why_not,
)
from reference_plans import (
    Plan,
    every_plan,
    floor_of,
    half_up,
    lowered,
    may_share,
    split,
    takings,
)

from showfloor.offers.priced import (
    Applied,
    NotApplied,
    NotCode,
    PricedBasket,
    PricedLine,
    PricedUnit,
    UnitStep,
    VatPart,
)
from showfloor.offers.purchase import Left, Purchase
from showfloor.offers.types import OffBasket, Offer, OfferBook


@dataclass
class Way:
    """One unit's way from the shelf to what is charged."""

    price: int
    steps: list[tuple[Offer, UnitStep]] = field(default_factory=list)

    def take(self, offer: Offer, application: int, after: int) -> None:
        pays = half_up((self.price - after) * offer.manufacturer_pays, 10_000)
        step = UnitStep(offer.offer_id, offer.version, application, self.price, after, pays)
        self.steps.append((offer, step))
        self.price = after


def rank(offer: Offer) -> tuple[int, str]:
    return -offer.meets.priority, offer.offer_id


def price_slowly(book: OfferBook, purchase: Purchase, *, reasons: bool = True) -> PricedBasket:
    """What the basket costs, and why every other offer did not apply."""
    units = units_in_order(book, purchase)
    codes, applicable = _sorted_out(book, purchase, units)
    while True:
        ways = _best(book, purchase, units, applicable)
        too_dear = [
            offer
            for offer in applicable
            if _discount(ways, offer) > _money(purchase.left.get(offer.offer_id, Left()))
        ]
        if not too_dear:
            break
        out = max(too_dear, key=rank)
        applicable = [offer for offer in applicable if offer is not out]
        codes[out.offer_id] = NotApplied(out.offer_id, out.version, "money_gone")
    applied = _applied(book, purchase, ways)
    used = {item.offer_id for item in applied}
    for offer in applicable if reasons else ():
        if offer.offer_id not in used:
            codes[offer.offer_id] = _outdone(offer, book, purchase, units, ways)
    not_applied = tuple(codes[key] for key in sorted(codes)) if reasons else ()
    return _answer(purchase, units, ways, applied, not_applied)


def _money(left: Left) -> float:
    return inf if left.cents is None else left.cents


def _sorted_out(
    book: OfferBook, purchase: Purchase, units: list[Unit]
) -> tuple[dict[str, NotApplied], list[Offer]]:
    codes: dict[str, NotApplied] = {}
    applicable: list[Offer] = []
    for offer_id in {offer.offer_id for offer in book.offers}:
        versions = [offer for offer in book.offers if offer.offer_id == offer_id]
        offer, code = in_force(versions, purchase)
        code = code or why_not(offer, purchase, units)
        if code is None:
            applicable.append(offer)
        else:
            codes[offer_id] = NotApplied(offer_id, offer.version, code)
    return codes, sorted(applicable, key=rank)


def _best(
    book: OfferBook, purchase: Purchase, units: list[Unit], applicable: list[Offer]
) -> list[Way]:
    together = [offer for offer in applicable if offer.meets.exclusive != "basket"]
    alone = [[offer] for offer in applicable if offer.meets.exclusive == "basket"]
    answers = [_best_of(book, purchase, units, offers) for offers in [together, *alone]]
    # min keeps the first of equals: the answer together, then those alone by rank.
    return min(answers, key=lambda ways: (sum(way.price for way in ways), _points(ways)))


def _points(ways: list[Way]) -> int:
    applications = {
        (offer.offer_id, step.application, offer.meets.priority)
        for way in ways
        for offer, step in way.steps
    }
    return sum(1000 - priority for _, _, priority in applications)


def _best_of(
    book: OfferBook, purchase: Purchase, units: list[Unit], offers: list[Offer]
) -> list[Way]:
    planned = [offer for offer in offers if not isinstance(offer.reward, OffBasket)]
    best: list[Way] | None = None
    best_key: tuple | None = None
    for plan in every_plan(units, book.groups, planned, book.limits):
        ways = _ways(book, purchase, units, planned, plan)
        if ways is not None:
            marks = [
                (rank(mark[0]), mark[1]) if mark else ((inf, ""), 0)
                for entry in plan
                for mark in entry
            ]
            key = (sum(way.price for way in ways), _points(ways), marks)
            if best_key is None or key < best_key:
                best, best_key = ways, key
    assert best is not None, "the plan that takes nothing is always permitted"
    for group in book.groups:
        _off_basket(book, units, best, [o for o in offers if o.meets.group == group])
    return best


def _ways(
    book: OfferBook, purchase: Purchase, units: list[Unit], offers: list[Offer], plan: Plan
) -> list[Way] | None:
    """The units' ways under a plan; None: the plan is not permitted."""
    done = {}
    for offer in offers:
        done[offer.offer_id] = takings(plan, units, offer, most_applications(offer, purchase))
        if done[offer.offer_id] is None:
            return None
    ways = [Way(unit.shelf) for unit in units]
    for i, (unit, way) in enumerate(zip(units, ways, strict=True)):
        for mark in plan[i]:
            if mark is not None:
                taking = done[mark[0].offer_id][i]
                floor = floor_of(mark[0], unit, book.limits)
                way.take(mark[0], taking.application, lowered(way.price, taking.cut, floor))
    return ways


def _off_basket(book: OfferBook, units: list[Unit], ways: list[Way], offers: list[Offer]) -> None:
    """Apply the amount off the basket that takes most off, of one group's offers."""
    best: tuple[int, Offer, list[int]] | None = None
    for offer in sorted(offers, key=rank):
        if isinstance(offer.reward, OffBasket):
            rooms = [_room(book, offer, u, w) for u, w in zip(units, ways, strict=True)]
            amount = min(offer.reward.amount, sum(rooms))
            if amount > (best[0] if best else 0):
                best = amount, offer, split(amount, rooms)
    if best is not None:
        for way, part in zip(ways, best[2], strict=True):
            if part > 0:
                way.take(best[1], 1, way.price - part)


def _room(book: OfferBook, offer: Offer, unit: Unit, way: Way) -> int:
    assert isinstance(offer.reward, OffBasket)
    takers = [other for other, _ in way.steps]
    same_group = any(other.meets.group == offer.meets.group for other in takers)
    free = not same_group and may_share([*takers, offer], book.limits)
    if not free or not matches(offer.reward.goods, unit):
        return 0
    return way.price - min(way.price, floor_of(offer, unit, book.limits))


def _discount(ways: Sequence[Way], offer: Offer) -> int:
    return sum(s.before - s.after for way in ways for other, s in way.steps if other is offer)


def _applied(book: OfferBook, purchase: Purchase, ways: list[Way]) -> tuple[Applied, ...]:
    own = purchase.place.operator_status in ("own", "agent")
    offers = {offer.offer_id: offer for way in ways for offer, _ in way.steps}
    found = []
    for offer in offers.values():
        steps = [step for way in ways for other, step in way.steps if other is offer]
        binds = "price" if own else offer.where.for_independents
        assert binds != "none"
        applied = Applied(
            offer.offer_id,
            offer.version,
            len({step.application for step in steps}),
            sum(step.before - step.after for step in steps),
            sum(step.manufacturer_pays for step in steps),
            binds,
        )
        last = isinstance(offer.reward, OffBasket)
        found.append(((last, book.groups.index(offer.meets.group), rank(offer)), applied))
    return tuple(applied for _, applied in sorted(found, key=lambda item: item[0]))


def _outdone(
    offer: Offer, book: OfferBook, purchase: Purchase, units: list[Unit], ways: list[Way]
) -> NotApplied:
    alone = _best(book, purchase, units, [offer])
    if not any(way.steps for way in alone):
        return NotApplied(offer.offer_id, offer.version, "no_gain")
    touched = {
        step.offer_id
        for unit, way in zip(units, ways, strict=True)
        for _, step in way.steps
        if any(matches(goods, unit) for goods in goods_of(offer))
    }
    every = {step.offer_id for way in ways for _, step in way.steps}
    code: NotCode = "outdone"
    return NotApplied(offer.offer_id, offer.version, code, tuple(sorted(touched or every)))


def _answer(
    purchase: Purchase,
    units: list[Unit],
    ways: list[Way],
    applied: tuple[Applied, ...],
    not_applied: tuple[NotApplied, ...],
) -> PricedBasket:
    lines = []
    for line in sorted(purchase.lines, key=lambda line: line.line_id):
        own = sorted(
            (unit.number, unit.shelf, way)
            for unit, way in zip(units, ways, strict=True)
            if unit.line_id == line.line_id
        )
        priced = tuple(
            PricedUnit(number, shelf, way.price, tuple(step for _, step in way.steps))
            for number, shelf, way in own
        )
        shelf, charged = sum(u.shelf for u in priced), sum(u.charged for u in priced)
        lines.append(PricedLine(line.line_id, line.product_id, shelf, charged, priced))
    charged = sum(line.charged for line in lines)
    return PricedBasket(
        shelf=sum(line.shelf for line in lines),
        charged=charged,
        lines=tuple(lines),
        applied=applied,
        not_applied=not_applied,
        vat=_vat(units, ways),
        binding=purchase.place.operator_status in ("own", "agent"),
        proven=True,
        at_least=charged,
    )


def _vat(units: list[Unit], ways: list[Way]) -> tuple[VatPart, ...]:
    parts = []
    for rate in sorted({unit.product.vat_rate for unit in units if not unit.handed_in}):
        gross = sum(
            way.price
            for unit, way in zip(units, ways, strict=True)
            if unit.product.vat_rate == rate and not unit.handed_in
        )
        vat = half_up(gross * rate, 10_000 + rate)
        parts.append(VatPart(rate, gross, gross - vat, vat))
    return tuple(parts)


def without(book: OfferBook, offer_id: str) -> OfferBook:
    """The book without one offer."""
    return replace(book, offers=tuple(o for o in book.offers if o.offer_id != offer_id))
