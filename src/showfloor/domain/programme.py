"""A rollout programme: formats, limits, promises, waves, holdout (docs/methods/plan.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Party = Literal["retailer", "manufacturer", "joint"]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of brand area: table, wall, island, shop-in-shop."""

    format_id: str
    footprint_m2: float
    places: int
    capex: float
    """Currency; times the store's capex_factor, rounded to cents, due in the start week."""
    manufacturer_pays: float
    """Share (0 to 1) of the capex that the manufacturer pays; the retailer pays the rest."""
    crew_days: tuple[int, ...]
    """Whole crew-days by week of the installation; its length is the installation's length."""
    ramp: tuple[float, ...] = ()
    """Share of the margin in the first selling weeks, then 1."""

    @property
    def weeks_to_install(self) -> int:
        """Weeks from the start of the installation to the first selling week (L)."""
        return len(self.crew_days)


@dataclass(frozen=True, slots=True)
class BudgetStep:
    """Start weeks with a Monday on or before `through` may spend the amounts so far."""

    through: date
    amount: float


@dataclass(frozen=True, slots=True)
class CrewCapacity:
    """Whole crew-days a week in a region, one number for each of weeks + longest L - 1 weeks."""

    region: str
    crew_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SupplyStep:
    """Fixtures of a format delivered in total up to and including the week of `week`."""

    format_id: str
    week: date
    units: int
    """Cumulative count; entries of one format never decrease in time."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A store that was promised an area, selling from the Monday `selling_by` at the latest."""

    store_id: str
    selling_by: date
    format_ids: tuple[str, ...] = ()
    """Formats that keep the promise; empty means any."""


@dataclass(frozen=True, slots=True)
class Wave:
    """Stores that come together, in order; every listed store gets an area."""

    name: str
    store_ids: tuple[str, ...]
    release_on: date | None = None
    """From this selling week on the wave no longer holds back later ones."""


@dataclass(frozen=True, slots=True)
class Holdout:
    """Comparison stores kept free of areas until a date, by stratum."""

    by: tuple[Literal["region", "kind"], ...]
    keep: int
    no_sales_before: date
    draw: Literal["random", "optimised"] = "random"
    stores: tuple[str, ...] = ()
    """Only for draw = "random": held before any other of their stratum, as far as they are eligible
    and within `keep`; an earlier plan's comparison stores."""


@dataclass(frozen=True, slots=True)
class Quota:
    """At least so many new areas in a region that start in the planning weeks."""

    region: str
    at_least: int


@dataclass(frozen=True, slots=True)
class SpilloverPair:
    """Two stores that lose an amount a week together while both sell from an area."""

    store_a: str
    store_b: str
    loss_per_week: float


@dataclass(frozen=True, slots=True)
class Freeze:
    """Days on which nothing is installed, in some regions or everywhere.

    An option is not allowed if any day, Monday to Sunday, of any week of its installation lies in
    a freeze of its store's region. A freeze may lie anywhere in time.
    """

    from_date: date
    to_date: date
    """Exclusive; later than `from_date`."""
    regions: tuple[str, ...] = ()
    """Empty: everywhere, at stores without a region too."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the rollout may go: new areas that sell in the week of `selling_by` or before."""

    selling_by: date
    """A Monday."""
    at_most: int
    """Count over all new areas; areas that stand already do not count."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """What a plan gives up so that it can be measured: near-ties are drawn, starts are spread."""

    cost_at_most: float | None = None
    """Share of the bound that drawing among near-ties may cost; None: nothing is drawn."""
    mde_at_most: float | None = None
    """Smallest effect (in the panel's outcome, 80 % power) that must be detectable."""
    measured_on: date | None = None
    """Monday of the last week whose outcomes count for `mde_at_most`."""


@dataclass(frozen=True, slots=True)
class Programme:
    """All that the programme file says, checked for shape but not yet against the stores."""

    programme_id: str
    manufacturer_id: str
    start: date
    weeks: int
    area_life_weeks: int
    discount_rate: float
    value_for: Party
    formats: tuple[Format, ...]
    season: tuple[float, ...] = ()
    """52 factors by ISO week, or empty for 1 throughout."""
    budget: tuple[BudgetStep, ...] = ()
    """In order of `through`; empty means unlimited."""
    crews: tuple[CrewCapacity, ...] | None = None
    """None means unlimited everywhere; else a region without an entry has none."""
    supply: tuple[SupplyStep, ...] = ()
    """In order of format and week."""
    promises: tuple[Promise, ...] = ()
    waves: tuple[Wave, ...] = ()
    holdout: Holdout | None = None
    quotas: tuple[Quota, ...] = ()
    excluded_stores: tuple[str, ...] = ()
    spillover: tuple[SpilloverPair, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    pace: tuple[Pace, ...] = ()
    """In order of `selling_by`; `at_most` never decreases."""
    experiment: Experiment | None = None
    other_at_least: float | None = None
    """Currency: what the planned areas must be worth to the other party together, within 0.01;
    any sign, None for no such rule. The other party is the manufacturer where `value_for` is
    "retailer" and the retailer where it is "manufacturer"; with "joint" there is none."""

    @property
    def crew_weeks(self) -> int:
        """Weeks in which crews may work: weeks + longest installation - 1."""
        return self.weeks + max(f.weeks_to_install for f in self.formats) - 1

    def format(self, format_id: str) -> Format:
        """Return the format with this id; KeyError if the programme has none."""
        for item in self.formats:
            if item.format_id == format_id:
                return item
        raise KeyError(format_id)
