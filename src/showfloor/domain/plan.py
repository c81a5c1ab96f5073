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
class PreviousChoice:
    """What an earlier plan decided for a store."""

    store_id: str
    format_id: str
    start_week: date


@dataclass(frozen=True, slots=True)
class PreviousPlan:
    """An earlier plan, and what every departure from it costs.

    A store departs where its decision differs: another format or start week, an area where there
    was none, or none where there was one. Stores with a standing area never depart.
    """

    choices: tuple[PreviousChoice, ...]
    """At most one a store."""
    change_cost: float
    """Currency (week 0 money) a store that departs, taken off the objective; >= 0."""


@dataclass(frozen=True, slots=True)
class RolloutProblem:
    """Everything that a plan depends on; the same problem and seed give the same plan."""

    programme: Programme
    stores: tuple[Store, ...]
    closures: tuple[Closure, ...]
    options: tuple[OptionMargin, ...]
    areas: tuple[Area, ...] = ()
    trading_days: TradingDays = field(default_factory=TradingDays)
    previous: PreviousPlan | None = None


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


@dataclass(frozen=True, slots=True)
class DrawnStore:
    """A store in a cell of near-ties: what the optimised plan gave it and what the draw gave it.

    A cell's stores are put in the order of the SHA-256 of "{seed}:{cell}:{store_id}" (as
    hexadecimal text); the cell's areas, in the order of start week and then format id, go to the
    first stores, and the rest get none. So each store gets each of the cell's areas with the same
    probability, 1 / stores in the cell.
    """

    cell: str
    store_id: str
    planned_format_id: str | None
    """Before the draw; None for no area."""
    planned_start_week: date | None
    format_id: str | None
    """After the draw; None for no area."""
    start_week: date | None
    probability: float
    """Of what the store got: areas of the cell with that format and week (or its stores that get
    none) by its stores."""
