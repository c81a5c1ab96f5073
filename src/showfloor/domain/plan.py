"""What the planner starts from and what it decides: options, planned areas, problem and plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from showfloor.domain.calendars import TradingDays
from showfloor.domain.programme import Programme
from showfloor.domain.stores import Area, Closure, Store

PlanStatus = Literal["optimal", "feasible", "infeasible", "no_plan_found"]


@dataclass(frozen=True, slots=True)
class OptionMargin:
    """Expected incremental margin of an area of a format in a store, in a normal week.

    Currency a week; the retailer's is net of what its other products lose. NaN is refused.
    `margin_sd` is the standard deviation of the retailer's margin, `manufacturer_margin_sd` that
    of the manufacturer's; None where not stated.
    """

    store_id: str
    format_id: str
    retailer_margin_per_week: float
    manufacturer_margin_per_week: float | None = None
    margin_sd: float | None = None
    manufacturer_margin_sd: float | None = None


@dataclass(frozen=True, slots=True)
class RolloutProblem:
    """Everything that a plan depends on; the same problem and seed give the same plan."""

    programme: Programme
    stores: tuple[Store, ...]
    closures: tuple[Closure, ...]
    options: tuple[OptionMargin, ...]
    areas: tuple[Area, ...] = ()
    trading_days: TradingDays = field(default_factory=TradingDays)


@dataclass(frozen=True, slots=True)
class PlannedArea:
    """One decision: this store gets this format, built from `start_week`."""

    store_id: str
    format_id: str
    start_week: date
    selling_week: date
    value: float
    """Discounted value to the chosen party over the area's life, less its capex; no spillover."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A store drawn into the holdout, with the stratum it was drawn for."""

    store_id: str
    stratum: str
    """The values of the strata columns joined by " | ", for example "DE-NW | standard"."""
