"""What a manufacturer may see of a measurement of its areas: effects on its own products alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from showfloor.measure.types import Check, Estimate
from showfloor.measure.types_areas import AreasFound

OWN_QUANTITIES = ("revenue", "units")
"""Never the margin, which is the retailer's, nor baskets, which hold everybody's products."""
OWN_CHECKS = frozenset(
    {
        "before the opening",
        "both methods",
        "power before the opening",
        "drift going on",
        "placebo in time",
        "placebo in space",
        "anticipation",
        "spillover onto comparison stores",
        "one store",
        "closures",
        "regression to the mean",
        "locked analysis",
    }
)
"""Checks that speak of own products and areas only. Others tell of rivals' areas, of how the
retailer chose stores, or of its offers; a check that is new is not told until it stands here."""


@dataclass(frozen=True, slots=True)
class Span:
    """An estimate with the ends of its 95 % interval, NaN where unknown."""

    estimate: float
    low: float
    high: float

    @property
    def has_ends(self) -> bool:
        """Whether it has an interval."""
        return math.isfinite(self.low) and math.isfinite(self.high)


@dataclass(frozen=True, slots=True)
class OwnEffect:
    """The effect on one quantity of own products, a store and full trading week.

    quantity: revenue (currency) or units. from_disruption: over all weeks from the first
    disruption, building included; from_opening: over the weeks from the first selling.
    """

    quantity: str
    from_disruption: Span
    from_opening: Span


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """The effect on own revenue in one week since the first disruption, a store."""

    week: float
    effect: Span


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """A check by its name and verdict; its advice may speak of others and stays in the house."""

    name: str
    verdict: str


@dataclass(frozen=True, slots=True)
class OwnEffects:
    """A measurement as its manufacturer may see it.

    stores: with an own area, of `format_id` ("" for all). first_week, to_week: Mondays, the end
    exclusive. total: own revenue of all these stores, in currency; per_cent: of what was foretold
    without areas; both NaN where the measurement's money was another quantity. No number of
    compared stores: those with a rival's young area are not among them.
    """

    format_id: str
    first_week: date
    to_week: date
    stores: int
    total: Span
    per_cent: Span
    effects: tuple[OwnEffect, ...]
    weeks: tuple[OwnWeek, ...]
    checks: tuple[OwnCheck, ...]


def own_effects(found: AreasFound) -> OwnEffects:
    """Return what a measurement says of own products; nothing of whom it cost, or of the margin."""
    is_revenue = found.money.quantity == "revenue"
    imputed = found.staggered.imputation
    unknown = Span(math.nan, math.nan, math.nan)
    return OwnEffects(
        format_id=found.format_id,
        first_week=found.first_week,
        to_week=found.to_week,
        stores=found.treated,
        total=_span(found.money.total) if is_revenue else unknown,
        per_cent=_span(found.money.per_cent) if is_revenue else unknown,
        effects=tuple(
            OwnEffect(
                quantity,
                _span(found.effects[quantity].from_disruption),
                _span(found.effects[quantity].from_opening),
            )
            for quantity in OWN_QUANTITIES
            if quantity in found.effects
        ),
        weeks=tuple(
            OwnWeek(time, _span(estimate))
            for time, estimate in sorted({**imputed.pretrend, **imputed.event}.items())
        ),
        checks=tuple(_told(check) for check in found.checks if check.name in OWN_CHECKS),
    )


def _span(estimate: Estimate) -> Span:
    return Span(estimate.estimate, estimate.low, estimate.high)


def _told(check: Check) -> OwnCheck:
    return OwnCheck(check.name, check.verdict)
