"""What a programme's limits still leave after the areas that an earlier plan has committed.

All limits but crews are cumulative: each step counts all areas up to a date. What is left of a step
is its amount less what committed areas count in it; where a later step leaves less than an earlier
one, the later holds for both, since whatever the earlier counts the later counts too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from showfloor.domain.calendars import week_number
from showfloor.domain.money import to_cents
from showfloor.domain.programme import BudgetStep, CrewCapacity, Pace, Programme, SupplyStep
from showfloor.domain.stores import Store


@dataclass(frozen=True, slots=True)
class Commitment:
    """An area that an earlier plan of the programme decided and that can no longer change."""

    store_id: str
    format_id: str
    start_week: date
    """Monday of its first installation week."""
    selling_week: date
    """Monday of its first selling week."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A programme, its stores by id, what is committed, and the Monday from which is planned."""

    programme: Programme
    stores: dict[str, Store]
    committed: tuple[Commitment, ...]
    start: date

    @property
    def weeks_gone(self) -> int:
        """Weeks of the programme that lie before the new start."""
        return (self.start - self.programme.start).days // 7


def capex_of(ground: Ground, area: Commitment) -> float:
    """Return what a committed area costs, in cents' precision; 0 for a format without a price."""
    for item in ground.programme.formats:
        if item.format_id == area.format_id:
            return to_cents(item.capex * ground.stores[area.store_id].capex_factor)
    return 0.0


def _falling_from_the_end(left: Sequence[float]) -> list[float]:
    """Return for each place the least of it and all later ones, and never less than 0."""
    least, result = math.inf, []
    for amount in reversed(left):
        least = min(least, amount)
        result.append(max(0.0, least))
    return result[::-1]


def budget_left(ground: Ground, notes: list[str]) -> tuple[BudgetStep, ...]:
    """Return the budget's steps from the new start on, less what committed areas cost."""
    steps = ground.programme.budget
    if not steps:
        return ()
    spent = [(area.start_week, capex_of(ground, area)) for area in ground.committed]
    left, total = [], 0.0
    for index, step in enumerate(steps):
        total += step.amount
        last = index == len(steps) - 1
        left.append(total - math.fsum(c for day, c in spent if last or day <= step.through))
    if left[-1] < -0.005:
        notes.append(f"budget: committed areas cost {-left[-1]:.2f} more than there is")
    kept = [
        (step.through, amount)
        for index, (step, amount) in enumerate(zip(steps, _falling_from_the_end(left), strict=True))
        if step.through >= ground.start or index == len(steps) - 1
    ]
    before, result = 0.0, []
    for through, amount in kept:
        result.append(BudgetStep(through, max(0.0, to_cents(amount - before))))
        before = math.fsum(step.amount for step in result)
    return tuple(result)


def crews_left(ground: Ground, notes: list[str]) -> tuple[CrewCapacity, ...] | None:
    """Return the crew-days from the new start on, less what running installations still need."""
    programme = ground.programme
    if programme.crews is None:
        return None
    needed: Counter[tuple[str, int]] = Counter()
    formats = {item.format_id: item for item in programme.formats}
    for area in ground.committed:
        item, region = formats.get(area.format_id), ground.stores[area.store_id].region
        if item is None or region is None:
            continue
        first = week_number(area.start_week, ground.start)
        for offset, days in enumerate(item.crew_days):
            needed[region, first + offset] += days
    result = []
    for crew in programme.crews:
        given = crew.crew_days[ground.weeks_gone :]
        left = [days - needed[crew.region, week] for week, days in enumerate(given)]
        notes += [
            f"crews {crew.region}: committed areas need {-days} crew-days more than there are in "
            f"the week of {ground.start + timedelta(weeks=week)}"
            for week, days in enumerate(left)
            if days < 0
        ]
        result.append(CrewCapacity(crew.region, tuple(max(0, days) for days in left)))
    return tuple(result)


def supply_left(ground: Ground, notes: list[str]) -> tuple[SupplyStep, ...]:
    """Return the deliveries from the new start on, less the fixtures that are used."""
    result: list[SupplyStep] = []
    for format_id in dict.fromkeys(step.format_id for step in ground.programme.supply):
        steps = [step for step in ground.programme.supply if step.format_id == format_id]
        used = [area.start_week for area in ground.committed if area.format_id == format_id]
        ends = [*(step.week for step in steps[1:]), None]
        left = [
            step.units - float(sum(1 for day in used if end is None or day < end))
            for step, end in zip(steps, ends, strict=True)
        ]
        if left[-1] < 0:
            notes.append(f"supply {format_id}: committed areas use {-left[-1]:.0f} more than come")
        result += [
            SupplyStep(format_id, max(step.week, ground.start), int(units))
            for step, end, units in zip(steps, ends, _falling_from_the_end(left), strict=True)
            if end is None or end > ground.start
        ]
    return tuple(result)


def pace_left(ground: Ground, notes: list[str]) -> tuple[Pace, ...]:
    """Return the pace from the new start on, less the committed areas that it counts."""
    steps = ground.programme.pace
    left = [
        float(step.at_most - sum(area.selling_week <= step.selling_by for area in ground.committed))
        for step in steps
    ]
    notes += [
        f"pace: {-amount:.0f} committed areas too many sell by {step.selling_by}"
        for step, amount in zip(steps, left, strict=True)
        if amount < 0
    ]
    return tuple(
        replace(step, at_most=int(amount))
        for step, amount in zip(steps, _falling_from_the_end(left), strict=True)
        if step.selling_by >= ground.start
    )
