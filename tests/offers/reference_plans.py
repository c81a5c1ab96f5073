"""What a plan is and what it costs: docs/methods/offer-pricing.md word by word, every plan tried.

A plan is a tuple, one entry a unit in canonical order; an entry is a tuple, one mark a group: None,
or the offer that takes the unit and the place of its slot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from reference_applicable import Unit, matches

from showfloor.offers.types import (
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    Limits,
    OffBasket,
    Offer,
    Steps,
)

Mark = tuple[Offer, int] | None
Plan = tuple[tuple[Mark, ...], ...]
MOST_PLANS = 50_000


class TooManyPlansError(Exception):
    """The reference tries every plan; this question has too many for it."""


@dataclass(frozen=True)
class Taking:
    """What one offer does to one unit under a plan."""

    application: int
    cut: Cut


def half_up(above: int, below: int) -> int:
    return (2 * above + below) // (2 * below)


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Largest remainder; the order of the weights is the canonical order, which breaks ties."""
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    parts = [amount * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(amount * weights[i] % total))
    for place in by_remainder[: amount - sum(parts)]:
        parts[place] += 1
    return parts


def every_plan(
    units: Sequence[Unit], groups: Sequence[str], offers: Sequence[Offer], limits: Limits
) -> Iterator[Plan]:
    """Every way to mark the units; those whose applications are not whole are among them."""
    choices = [_entries(unit, groups, offers, limits) for unit in units]
    size = 1
    for entries in choices:
        size *= len(entries)
    if size > MOST_PLANS:
        raise TooManyPlansError
    return product(*choices)


def _entries(
    unit: Unit, groups: Sequence[str], offers: Sequence[Offer], limits: Limits
) -> list[tuple[Mark, ...]]:
    by_group: list[list[Mark]] = [[None] for _ in groups]
    for offer in offers:
        for slot, goods in enumerate(_planned_goods(offer)):
            if matches(goods, unit):
                by_group[groups.index(offer.meets.group)].append((offer, slot))
    return [
        entry
        for entry in product(*by_group)
        if may_share([mark[0] for mark in entry if mark is not None], limits)
    ]


def _planned_goods(offer: Offer) -> list:
    if isinstance(offer.reward, OffBasket):
        return []
    if isinstance(offer.reward, Bundle):
        return [slot.goods for slot in offer.reward.slots]
    return [offer.reward.goods]


def may_share(takers: Sequence[Offer], limits: Limits) -> bool:
    """Whether these offers may take one unit together."""
    if limits.most_offers_a_unit is not None and len(takers) > limits.most_offers_a_unit:
        return False
    if len(takers) > 1 and any(offer.meets.exclusive != "no" for offer in takers):
        return False
    return not any(
        one is not other and other.meets.group in one.meets.not_with
        for one in takers
        for other in takers
    )


def takings(
    plan: Plan, units: Sequence[Unit], offer: Offer, most: float
) -> dict[int, Taking] | None:
    """By place of the unit, what the offer does; None: no whole applications, or too many."""
    taken = [
        [i for i, entry in enumerate(plan) if (offer, slot) in entry]
        for slot in range(len(_planned_goods(offer)))
    ]
    found = _formed(offer, taken, units)
    if found is None:
        return None
    applications = {taking.application for taking in found.values()}
    return found if len(applications) <= most else None


def _formed(
    offer: Offer, taken: list[list[int]], units: Sequence[Unit]
) -> dict[int, Taking] | None:
    reward, first = offer.reward, taken[0]
    if isinstance(reward, EachUnit):
        return {i: Taking(n, reward.cut) for n, i in enumerate(first, 1)}
    if isinstance(reward, Steps):
        reached = [step.cut for step in reward.steps if step.from_units <= len(first)]
        if first and not reached:
            return None
        return {i: Taking(1, reached[-1]) for i in first}
    if isinstance(reward, CheapestOf):
        if len(first) % reward.units:
            return None
        paid, found = reward.units - reward.rewarded, dict[int, Taking]()
        for n, i in enumerate(first):
            cut = reward.cut if n % reward.units >= paid else Cut("none")
            found[i] = Taking(n // reward.units + 1, cut)
        return found
    return _bundled(reward, taken, units)


def _bundled(
    reward: Bundle, taken: list[list[int]], units: Sequence[Unit]
) -> dict[int, Taking] | None:
    times = len(taken[0]) // reward.slots[0].units
    if any(len(t) != times * s.units for t, s in zip(taken, reward.slots, strict=True)):
        return None
    found: dict[int, Taking] = {}
    for n in range(times):
        parts = [
            (i, slot.cut)
            for places, slot in zip(taken, reward.slots, strict=True)
            for i in places[n * slot.units : (n + 1) * slot.units]
        ]
        if reward.whole.kind != "none":
            parts = _whole(reward.whole, sorted(i for i, _ in parts), units)
        found |= {i: Taking(n + 1, cut) for i, cut in parts}
    return found


def _whole(cut: Cut, places: list[int], units: Sequence[Unit]) -> list[tuple[int, Cut]]:
    if cut.kind == "per_cent":
        return [(i, cut) for i in places]
    shelves = [units[i].shelf for i in places]
    if cut.kind == "at_most" and cut.value >= sum(shelves):
        return [(i, Cut("none")) for i in places]
    parts = split(min(cut.value, sum(shelves)), shelves)
    return [(i, Cut(cut.kind, part)) for i, part in zip(places, parts, strict=True)]


def floor_of(offer: Offer, unit: Unit, limits: Limits) -> int:
    if offer.floor.approved_by is not None:
        return 0
    floors = [0, unit.product.cost, unit.product.floor, offer.floor.stated]
    if limits.most_discount is not None:
        floors.append(unit.shelf - half_up(unit.shelf * limits.most_discount, 10_000))
    return max(floor for floor in floors if floor is not None)


def lowered(price: int, cut: Cut, floor: int) -> int:
    """The price that a cut leaves."""
    wanted = {
        "none": price,
        "per_cent": price - half_up(price * cut.value, 10_000),
        "amount": max(0, price - cut.value),
        "at_most": min(price, cut.value),
    }[cut.kind]
    return max(wanted, min(price, floor))
