"""Which offers a basket can have, found through the index, and which of its units each matches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from showfloor.domain.offer_terms import BERLIN
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.compiled_versions import Version, microseconds
from showfloor.offers.engine_units import Kind, Units
from showfloor.offers.kernel_one import RANKS, SLOTS
from showfloor.offers.purchase import Place, Purchase
from showfloor.offers.types import Bundle, CheapestOf, EachUnit, Need, OffBasket, Steps

NO_LIMIT = 1_000_000
"""More applications than any basket has units."""


@dataclass(slots=True)
class Candidate:
    """An offer that holds here and now, with the kinds that each of its goods matches."""

    version: Version
    most: int
    """Applications that it may have in this basket."""
    kinds: list[list[Kind]] = field(default_factory=list)
    """By slot; rewards without slots have one."""

    def matched(self, slot: int) -> int:
        """Return how many units the goods of this slot match."""
        return sum(len(kind.units) for kind in self.kinds[slot])


def candidates(compiled: CompiledBook, purchase: Purchase, units: Units) -> list[Candidate]:
    """Return the offers that can be applied to this basket, in the order of rank."""
    index = compiled.index
    if not units.kinds or not compiled.versions:
        return []
    local = purchase.at.astimezone(BERLIN)
    holding = _holding(compiled, purchase, local)
    asked = [(kind.product.product_id, kind.shelf, kind.handed_in) for kind in units.kinds]
    found: list[Candidate] = []
    last = -1
    for number, slot, place in index.goods.matching(holding, asked):
        if number != last:
            last = number
            version = compiled.versions[number]
            found.append(Candidate(version, NO_LIMIT, [[] for _ in version.goods]))
        found[-1].kinds[slot].append(units.kinds[place])
    return [c for c in found if _applicable(c, purchase, local, units)]


def candidates_among(
    compiled: CompiledBook, purchase: Purchase, units: Units, hits: list[int]
) -> list[Candidate]:
    """Return the same from the hits that a kernel found and tested, as `kernel_one` writes them."""
    by_rank: list[Kind] = []
    first = 0
    for line in units.lines:
        by_rank.append(units.kind_of[first])
        first += line.units
    found: list[Candidate] = []
    last = -1
    for hit in sorted(hits):
        place, rank = divmod(hit, RANKS)
        number, slot = divmod(place, SLOTS)
        if number != last:
            last = number
            version = compiled.versions[number]
            found.append(Candidate(version, NO_LIMIT, [[] for _ in version.goods]))
        kinds, kind = found[-1].kinds[slot], by_rank[rank]
        if not kinds or kinds[-1] is not kind:
            kinds.append(kind)
    return [c for c in found if _formed(c, purchase)]


def _formed(candidate: Candidate, purchase: Purchase) -> bool:
    if candidate.version.limited:
        candidate.most = most_of(candidate.version, purchase)
    return can_form(candidate)


def _applicable(candidate: Candidate, purchase: Purchase, local: datetime, units: Units) -> bool:
    """Set how often an offer that holds may be applied, and say whether it can be at all."""
    version = candidate.version
    if version.limited or version.offer_id in purchase.left:
        candidate.most = most_of(version, purchase)
    return (
        candidate.most > 0
        and (not version.timed or _in_time(version, purchase, local))
        and (not version.needs or needs_met(version, units))
        and can_form(candidate)
    )


def _holding(compiled: CompiledBook, purchase: Purchase, local: datetime) -> int:
    """Return the versions that hold whatever the basket holds, as bits."""
    index = compiled.index
    place = purchase.place
    day = local.date()
    found = (
        index.of_place(place)
        & index.time.live(microseconds(purchase.at))
        & index.of_areas(place, day)
        & index.weekdays.hold(str(local.isoweekday()))
        & index.of_customer(purchase.customer)
    )
    for offer_id, left in purchase.left.items():
        gone = left.customers is not None and left.customers <= 0
        gone = gone or (left.cents is not None and left.cents <= 0)
        if gone:
            for offer in compiled.offers.get(offer_id, ()):
                number = compiled.numbers.get((offer_id, offer.version), -1)
                if number >= 0 and found >> number & 1:
                    found ^= 1 << number
    return found


def _in_time(version: Version, purchase: Purchase, local: datetime) -> bool:
    """Say whether the offer's hours and the age of its area hold."""
    hours = version.offer.when.hours
    if hours and not in_hours(version, 60 * local.hour + local.minute):
        return False
    return in_area_days(version, purchase.place, local.date())


def in_hours(version: Version, minute: int) -> bool:
    """Say whether the minute of the wall clock lies in one of the offer's times."""
    return any(start <= minute < end for start, end in version.offer.when.hours)


def in_area_days(version: Version, place: Place, day: date) -> bool:
    """Say whether an area in question is as many days old as the offer asks."""
    asked = version.offer.when.area_days
    if asked is None:
        return True
    wanted = version.offer.where.area_of or version.offer.manufacturer_id
    return any(
        area.manufacturer_id == wanted
        and area.selling_from <= day
        and (area.selling_to is None or day < area.selling_to)
        and asked[0] <= (day - area.selling_from).days <= asked[1]
        for area in place.areas
    )


def most_of(version: Version, purchase: Purchase) -> int:
    """Return how many applications of an offer this basket may have."""
    most = version.offer.meets.most_a_basket
    found = NO_LIMIT if most is None else most
    left = purchase.left.get(version.offer_id)
    if left is not None and left.pieces is not None:
        found = min(found, left.pieces)
    a_customer = version.offer.whom.a_customer
    if a_customer is not None:
        found = min(found, a_customer - purchase.customer.used.get(version.offer_id, 0))
    return found


def needs_met(version: Version, units: Units) -> bool:
    """Say whether the basket holds all that an offer wants to see in it."""
    return all(
        _need_met(need, version, place, units) for place, need in enumerate(version.offer.needs)
    )


def _need_met(need: Need, version: Version, place: int, units: Units) -> bool:
    goods = version.needs[place]
    seen = [k for k in units.kinds if goods.matches(k.product, k.shelf, k.handed_in)]
    count = sum(len(kind.units) for kind in seen)
    return count >= need.units and sum(k.shelf * len(k.units) for k in seen) >= need.value


def can_form(candidate: Candidate) -> bool:
    """Say whether the basket's units can form one application, whatever other offers do."""
    reward = candidate.version.reward
    if isinstance(reward, EachUnit):
        return True
    if isinstance(reward, Bundle):
        return _can_form_bundle(candidate, [slot.units for slot in reward.slots])
    if isinstance(reward, CheapestOf):
        return candidate.matched(0) >= reward.units
    if isinstance(reward, Steps):
        return candidate.matched(0) >= reward.steps[0].from_units
    return True


def _can_form_bundle(candidate: Candidate, wanted: list[int]) -> bool:
    """Fill the slots from the kinds, moving units between slots along augmenting paths."""
    if any(candidate.matched(slot) < units for slot, units in enumerate(wanted)):
        return False
    seen = {kind.place for kinds in candidate.kinds for kind in kinds}
    if sum(len(kinds) for kinds in candidate.kinds) == len(seen):
        return True  # no kind is in two slots
    free = {kind.place: len(kind.units) for kinds in candidate.kinds for kind in kinds}
    filled: list[dict[int, int]] = [{} for _ in wanted]
    return all(
        _fill(candidate, slot, free, filled, set())
        for slot, units in enumerate(wanted)
        for _ in range(units)
    )


def _fill(
    candidate: Candidate,
    slot: int,
    free: dict[int, int],
    filled: list[dict[int, int]],
    tried: set[int],
) -> bool:
    """Give the slot one more unit, if need be one that another slot can do without."""
    for kind in candidate.kinds[slot]:
        place = kind.place
        if place in tried:
            continue
        tried.add(place)
        if free[place] > 0:
            free[place] -= 1
            filled[slot][place] = filled[slot].get(place, 0) + 1
            return True
        for other, taken in enumerate(filled):
            if other != slot and taken.get(place, 0) > 0:
                taken[place] -= 1
                filled[slot][place] = filled[slot].get(place, 0) + 1
                if _fill(candidate, other, free, filled, tried):
                    return True
                taken[place] += 1
                filled[slot][place] -= 1
    return False


def is_off_basket(candidate: Candidate) -> bool:
    """Say whether an offer comes last, off the basket."""
    return isinstance(candidate.version.reward, OffBasket)
