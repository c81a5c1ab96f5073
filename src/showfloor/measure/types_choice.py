"""How the measured stores came to be chosen: the plan behind them, and what it promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from showfloor.domain.plan import DrawnStore, OptionMargin, PlannedArea
from showfloor.measure.types import Estimate


@dataclass(frozen=True, slots=True)
class PlanBehind:
    """A kept plan. scored_from, scored_to: the days (end exclusive) whose sales made its options.

    None and "" where the plan does not say.
    """

    run_id: str
    areas: Sequence[PlannedArea]
    options: Sequence[OptionMargin]
    drawn: Sequence[DrawnStore]
    scored_from: date | None = None
    scored_to: date | None = None
    scored_by: str = ""
    """The run that made the options."""
    scores: Mapping[str, float] = field(default_factory=dict)
    """By store: its best option's value after the plan's prices; areas go to those at 0 or more."""


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """How the measured stores were chosen by the plan `run_id`, as far as it is known.

    planned: measured stores that are in the plan; unplanned: the others' ids. drawn: measured
    stores that were drawn among near-ties. promised: mean promised margin a week of the planned
    ones, left: of the `left_stores` stores with an option that got no area. slope: what a store
    gained a week per promised unit of currency. gap: slope x (left - promised): how much more the
    stores left out would gain.
    """

    run_id: str
    planned: int
    unplanned: tuple[str, ...]
    drawn: int
    scored_from: date | None
    scored_to: date | None
    scored_by: str
    promised: float
    left: float
    left_stores: int
    slope: Estimate
    gap: Estimate
