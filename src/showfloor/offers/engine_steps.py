"""A plan carried out: every unit's steps from shelf to the price that is left, then amounts off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from showfloor.offers.cents import half_up, split
from showfloor.offers.compiled import CompiledBook
from showfloor.offers.compiled_versions import Version, after_cut
from showfloor.offers.engine_applicable import Candidate
from showfloor.offers.engine_units import Units
from showfloor.offers.priced import UnitStep
from showfloor.offers.search import Plan
from showfloor.offers.search_profiles import may_share
from showfloor.offers.search_whole import parts_of
from showfloor.offers.types import WHOLE, Bundle, CheapestOf, Cut, EachUnit, OffBasket, Steps

UNTAKEN = Cut("none")


@dataclass(slots=True)
class Outcome:
    """What happened to each unit, by place in canonical order."""

    prices: list[int]
    steps: list[list[UnitStep]]
    takers: list[list[Version]]
    applications: dict[int, int]
    """By version number, in the order in which `applied` names them."""
    points: int
    proven: bool
    at_least: int

    @property
    def charged(self) -> int:
        """Return the sum of what is paid, in cents."""
        return sum(self.prices)


def carry_out(compiled: CompiledBook, units: Units, plan: Plan) -> Outcome:
    """Apply a plan: each unit is cut in the order of the groups."""
    versions = compiled.versions
    cuts = _cuts_of_joined(compiled, units, plan)
    prices = [kind.shelf for kind in units.kind_of]
    steps: list[list[UnitStep]] = [[] for _ in prices]
    takers: list[list[Version]] = [[] for _ in prices]
    applications: dict[int, int] = {}
    for unit, taken in enumerate(plan.takes):
        kind = units.kind_of[unit]
        for number, _ in taken:
            version = versions[number]
            reward = version.reward
            if isinstance(reward, EachUnit):
                application, cut = applications.get(number, 0) + 1, reward.cut
            else:
                application, cut = cuts[unit, number]
            applications[number] = max(application, applications.get(number, 0))
            before = prices[unit]
            prices[unit] = after = after_cut(cut, before, kind.floor_for(version))
            steps[unit].append(_step(version, application, before, after))
            takers[unit].append(version)
    ordered = {
        number: applications[number]
        for number in sorted(applications, key=lambda number: (versions[number].group, number))
    }
    return Outcome(prices, steps, takers, ordered, plan.points, plan.proven, plan.at_least)


def _step(version: Version, application: int, before: int, after: int) -> UnitStep:
    pays = half_up((before - after) * version.offer.manufacturer_pays, WHOLE)
    return UnitStep(version.offer_id, version.offer.version, application, before, after, pays)


def _cuts_of_joined(
    compiled: CompiledBook, units: Units, plan: Plan
) -> dict[tuple[int, int], tuple[int, Cut]]:
    """Return by (unit, version) the application and its cut, where applications join units."""
    taken: dict[int, dict[int, list[int]]] = {}
    for unit, takes in enumerate(plan.takes):
        for number, slot in takes:
            if not isinstance(compiled.versions[number].reward, EachUnit):
                taken.setdefault(number, {}).setdefault(slot, []).append(unit)
    return {
        (unit, number): (application, cut)
        for number, by_slot in taken.items()
        for unit, application, cut in _of_version(compiled.versions[number], by_slot, units)
    }


def _of_version(
    version: Version, by_slot: dict[int, list[int]], units: Units
) -> list[tuple[int, int, Cut]]:
    """Return (unit, application, cut) of all units that a version takes."""
    reward = version.reward
    if isinstance(reward, Bundle):
        return _of_bundle(reward, by_slot, units)
    taken = by_slot[0]
    if isinstance(reward, CheapestOf):
        first_cut = reward.units - reward.rewarded
        return [
            (
                unit,
                place // reward.units + 1,
                reward.cut if place % reward.units >= first_cut else UNTAKEN,
            )
            for place, unit in enumerate(taken)
        ]
    if isinstance(reward, Steps):
        reached = [step.cut for step in reward.steps if step.from_units <= len(taken)]
        return [(unit, 1, reached[-1]) for unit in taken]
    raise TypeError(f"the applications of {type(reward).__name__} join no units")


def _of_bundle(
    reward: Bundle, by_slot: dict[int, list[int]], units: Units
) -> list[tuple[int, int, Cut]]:
    whole = reward.whole
    found: list[tuple[int, int, Cut]] = []
    applications: dict[int, list[int]] = {}
    for slot, taken in by_slot.items():
        wanted = reward.slots[slot].units
        cut = reward.slots[slot].cut if whole.kind == "none" else whole
        for place, unit in enumerate(taken):
            found.append((unit, place // wanted + 1, cut))
            applications.setdefault(place // wanted + 1, []).append(unit)
    if whole.kind not in {"amount", "at_most"}:
        return found
    cuts: dict[int, Cut] = {}
    for members in applications.values():
        ordered = sorted(members)
        parts = parts_of(whole, [units.kind_of[unit].shelf for unit in ordered])
        for place, unit in enumerate(ordered):
            cuts[unit] = UNTAKEN if parts is None else Cut(whole.kind, parts[place])
    return [(unit, application, cuts[unit]) for unit, application, _ in found]


def take_amounts_off(
    compiled: CompiledBook, units: Units, outcome: Outcome, offers: Sequence[Candidate]
) -> None:
    """Take amounts off the basket, of each group the one that takes most; changes the outcome."""
    for group in sorted({candidate.version.group for candidate in offers}):
        best: tuple[int, Version, list[int], list[int]] | None = None
        for candidate in offers:
            reward = candidate.version.reward
            assert isinstance(reward, OffBasket)
            if candidate.version.group != group or (best and best[0] >= reward.amount):
                continue
            members, rooms, amount = _rooms(compiled, units, outcome, candidate)
            if amount > 0 and (best is None or amount > best[0]):
                best = (amount, candidate.version, members, rooms)
        if best is None:
            continue
        amount, version, members, rooms = best
        for unit, part in zip(members, split(amount, rooms), strict=True):
            if part:
                before = outcome.prices[unit]
                outcome.prices[unit] = before - part
                outcome.steps[unit].append(_step(version, 1, before, before - part))
                outcome.takers[unit].append(version)
        outcome.applications[version.number] = 1
        outcome.points += version.points


def _rooms(
    compiled: CompiledBook, units: Units, outcome: Outcome, candidate: Candidate
) -> tuple[list[int], list[int], int]:
    """Return the units that an amount off may take, their rooms, and what it takes off in all."""
    version = candidate.version
    most = compiled.limits.most_offers_a_unit
    members: list[int] = []
    rooms: list[int] = []
    for unit in sorted(unit for kind in candidate.kinds[0] for unit in kind.units):
        takers = outcome.takers[unit]
        if most is not None and len(takers) >= most:
            continue
        if any(t.group == version.group or not may_share(version, t) for t in takers):
            continue
        price = outcome.prices[unit]
        members.append(unit)
        rooms.append(price - min(price, units.kind_of[unit].floor_for(version)))
    reward = version.reward
    assert isinstance(reward, OffBasket)
    return members, rooms, min(reward.amount, sum(rooms))
