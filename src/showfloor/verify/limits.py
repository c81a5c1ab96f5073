"""The limits of a programme by week: cumulative budget, crews by region, deliveries, pace."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

from showfloor.domain.calendars import week_number
from showfloor.verify.facts import Facts

NO_LIMIT = 10**9


@dataclass(frozen=True, slots=True)
class WeekLimit:
    """One step of a cumulative limit: start weeks 0 .. end - 1 together use at most `amount`."""

    end: int
    amount: float
    name: str
    format_column: int = -1
    """The format that a delivery is for; -1 for the budget."""


def budget_limits(facts: Facts) -> tuple[WeekLimit, ...]:
    """Return the budget steps in the programme's order; the last counts every start week."""
    steps = facts.programme.budget
    limits = []
    for place, step in enumerate(steps):
        days = (step.through - facts.programme.start).days
        end = facts.programme.weeks if place == len(steps) - 1 else days // 7 + 1
        limits.append(
            WeekLimit(
                end=min(max(end, 0), facts.programme.weeks),
                amount=fsum(item.amount for item in steps[: place + 1]),
                name=f"through {step.through}",
            )
        )
    return tuple(limits)


def supply_limits(facts: Facts) -> tuple[WeekLimit, ...]:
    """Return the supply steps in the programme's order.

    A step limits the start weeks before the next entry of its format, the last all of them.
    """
    programme = facts.programme
    limits = []
    for step in programme.supply:
        later = [
            other.week
            for other in programme.supply
            if other.format_id == step.format_id and other.week > step.week
        ]
        end = week_number(min(later), programme.start) if later else programme.weeks
        limits.append(
            WeekLimit(
                end=min(max(end, 0), programme.weeks),
                amount=step.units,
                name=f"{step.format_id} from {step.week}",
                format_column=facts.column[step.format_id],
            )
        )
    return tuple(limits)


@dataclass(frozen=True, slots=True)
class PaceLimit:
    """At most so many new areas sell in `week` or before."""

    week: int
    at_most: int
    name: str


def pace_limits(facts: Facts) -> tuple[PaceLimit, ...]:
    """Return the pace steps in the programme's order; a week may lie outside the programme."""
    return tuple(
        PaceLimit(
            week=week_number(step.selling_by, facts.programme.start),
            at_most=step.at_most,
            name=f"selling by {step.selling_by}",
        )
        for step in facts.programme.pace
    )


def crew_capacity(facts: Facts, region: str | None, week: int) -> int:
    """Return the whole crew-days of a region in a week; NO_LIMIT where no crews are stated."""
    crews = facts.programme.crews
    if crews is None:
        return NO_LIMIT
    for entry in crews:
        if entry.region == region:
            return entry.crew_days[week] if 0 <= week < len(entry.crew_days) else 0
    return 0
