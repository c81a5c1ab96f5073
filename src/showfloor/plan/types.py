"""Results of planning: the plan, its certificate, and the reason for every store."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

from showfloor.domain.certificate import Certificate, Prices
from showfloor.domain.plan import DrawnStore, Holding, PlannedArea
from showfloor.plan.draws_types import PlanUncertainty
from showfloor.plan.experiment_types import DrawCost, PlanPrice

StoreVerdict = Literal[
    "planned",
    "holdout",
    "no_option_row",
    "no_space",
    "excluded",
    "has_area",
    "never_allowed",
    "worth_less_than_zero",
    "outbid",
]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a planning run is: what it does now, and the best plan and bound so far."""

    stage: str
    seconds: float
    objective: float
    """NaN while there is no plan."""
    bound: float
    """NaN while there is none."""
    certified: float = math.nan
    """The bound that prices prove so far, without outward rounding; NaN while there are none."""

    @property
    def says(self) -> str:
        """The stage, with the certified gap where there is a plan and a bound of prices."""
        gap = (self.certified - self.objective) / max(1.0, abs(self.certified))
        if math.isnan(gap):
            return self.stage
        return f"{self.stage}, certified gap {max(gap, 0.0):.1e}"


@dataclass(frozen=True, slots=True)
class WarmStart:
    """An earlier plan of a similar problem, to start from: its areas, its prices, or both.

    Areas and prices of what the new problem does not have are left aside.
    """

    areas: tuple[PlannedArea, ...] = ()
    prices: Prices | None = None


@dataclass(frozen=True, slots=True)
class StoreReason:
    """Why a store is in the plan or not, at the plan's prices (currency, week 0 money).

    `best_reduced_value` is the store's best option's value after paying the prices of the scarce
    things it uses; `margin_to_flip` how much that would have to change for the choice to change.
    NaN where the store has no option.
    """

    store_id: str
    verdict: StoreVerdict
    best_format_id: str | None
    best_start_week: date | None
    best_value: float
    best_reduced_value: float
    margin_to_flip: float
    because: tuple[str, ...] = ()
    """Rules that oblige or forbid: "promise", "wave flagships", "quota DE-BE", "holdout"."""


@dataclass(frozen=True, slots=True)
class ScarceThing:
    """What one more unit of something limited would be worth, and how much of it the plan uses."""

    kind: Literal["budget", "crews", "supply", "pace", "quota", "other"]
    name: str
    """Budget: "through 2021-03-31"; crews: region; supply: format; pace: "selling by 2021-03-29";
    quota: region; other: the party whose value must reach the limit, "manufacturer" or
    "retailer"."""
    week: date | None
    limit: float
    used: float
    price: float
    """Currency a euro, crew-day, fixture, or area; quota and other: what the last demanded area
    or euro costs."""


@dataclass(frozen=True, slots=True)
class RuleConflict:
    """A smallest set of rules that cannot hold together, in the user's words with their numbers."""

    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remedy:
    """One rule changed by as little as is needed, in the user's words with its numbers."""

    kind: str
    """promise, wave, quota, other, holdout, freeze, budget, supply, pace, crews, store"""
    name: str
    """The store, wave, region, format or party that the rule names; "" where it names none."""
    amount: float
    unit: str
    """weeks, areas, stores, crew-days, fixtures, currency, or "" where it is all or nothing."""
    says: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """Changes that together make the programme possible; a plan that keeps every rule was found."""

    remedies: tuple[Remedy, ...]
    objective: float
    """What the best plan found under these changes is worth; NaN where none was looked for."""
    upper_bound: float
    """Certified bound of the best such plan; NaN where there is none."""


@dataclass(frozen=True, slots=True)
class PlanResult:
    """A plan with its proof. Infeasible is a status with `conflict`, not an exception."""

    certificate: Certificate
    areas: tuple[PlannedArea, ...]
    """Sorted by store_id."""
    holdout: tuple[Holding, ...]
    holdout_shortfalls: tuple[str, ...]
    """Strata that have fewer stores than asked, as sentences."""
    reasons: tuple[StoreReason, ...]
    scarce: tuple[ScarceThing, ...]
    value: float
    """Sum of the areas' values."""
    spillover_loss: float
    other_party_value: float
    """The same plan's value to the other party; NaN where its margins are not stated."""
    capex: float
    """Undiscounted, both parties."""
    conflict: RuleConflict | None = None
    change_cost: float = 0.0
    """What departing from the earlier plan costs in all; 0 without one."""
    departing: int = 0
    """Stores without a fixed area whose decision differs from the earlier plan's."""
    ways_out: tuple[WayOut, ...] = ()
    """Where the programme is infeasible: the smallest changes that make a plan possible."""
    drawn: tuple[DrawnStore, ...] = ()
    """Stores that drew among near-ties, sorted by cell and store_id; `areas` are those drawn."""
    draw_cost: DrawCost | None = None
    """What drawing costs; None where nothing was to be drawn."""
    price: PlanPrice | None = None
    """Why the plan is worth less than the bound, term by term; None where not computed."""
    price_before_draw: PlanPrice | None = None
    uncertainty: PlanUncertainty | None = None
    """How sure the plan's choices are; None where no margins were drawn."""


def warm_start_of(found: PlanResult) -> WarmStart:
    """Return a plan and its prices as a start for a similar problem.

    Prices of several leaves belong to parts of the plans, and are none for the whole.
    """
    leaves = found.certificate.leaves
    return WarmStart(areas=found.areas, prices=leaves[0].prices if len(leaves) == 1 else None)
