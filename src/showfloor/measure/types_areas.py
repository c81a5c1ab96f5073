"""What brand areas of a ledger did: the panel of stores by weeks, and what was found in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from showfloor.domain.queries import Columns
from showfloor.domain.stores import Area, Closure, Store
from showfloor.measure.discontinuity import Discontinuity
from showfloor.measure.sensitivity_types import Sensitivity
from showfloor.measure.spillover_check import RingEffect
from showfloor.measure.types import Check, Estimate, EventGain, ScaleBeside, StaggeredResult
from showfloor.measure.types_area_series import ComparedStore, StoreGain, WeekSold
from showfloor.measure.types_choice import PlanChoice
from showfloor.measure.types_offers import TripleDifference
from showfloor.measure.types_outcomes import Quantity, Scale
from showfloor.measure.types_randomised import RandomisedCells

Floats = npt.NDArray[np.float64]


RIVAL_AREA_WEEKS = 26
"""Weeks after which a store counts as used to another manufacturer's area."""


@dataclass(frozen=True, slots=True)
class AreaQuestion:
    """Whose areas are measured, and over which weeks.

    format_id: only areas of this format; "" for all. first_week, to_week: Mondays, the end
    exclusive. weekdays: trading days, Monday is 0. rival_area_weeks: how old another
    manufacturer's area must be at the first week for its store to be compared with; None: any.
    scale: in what stores without an area move alike, which foretells the others. region_weeks:
    only stores of one region do. after_reopening: weeks after a store was closed that do not count.
    """

    manufacturer_id: str
    format_id: str
    first_week: date
    to_week: date
    weekdays: tuple[int, ...]
    rival_area_weeks: int | None = RIVAL_AREA_WEEKS
    scale: Scale = "per_cent"
    region_weeks: bool = False
    after_reopening: int = 0


@dataclass(frozen=True, slots=True)
class AreaLedger:
    """What the ledger says: its stores, closures and areas, and the answers to the questions.

    sales, traffic, online: answers to AREA_SALES, AREA_TRAFFIC and AREA_ONLINE. capex: what an
    area of a format costs, for formats where it is known.
    """

    stores: Sequence[Store]
    closures: Sequence[Closure]
    areas: Sequence[Area]
    sales: Columns
    traffic: Columns
    online: Columns
    capex: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnShops:
    """S shops of the manufacturer without an area: revenue of own products [S, T], and where.

    region: of each shop, "" where unknown.
    """

    stores: tuple[str, ...]
    revenue: Floats
    latitude: Floats
    longitude: Floats
    region: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RivalAreas:
    """Stores in which another manufacturer's area began, or was younger than `weeks`.

    left_out: comparison stores of which `store_weeks` do not count. compared: comparison stores
    that count all the same. treated: stores with an own area as well.
    """

    left_out: int = 0
    store_weeks: int = 0
    compared: int = 0
    treated: int = 0
    weeks: int = RIVAL_AREA_WEEKS


@dataclass(frozen=True, slots=True)
class ComparedRegions:
    """What comparing within regions and weeks leaves out.

    regions: named ones. store_weeks: with an area, in `region_weeks` weeks of a region in which no
    untreated store was open. stores: that have no others. unknown: stores without a region.
    """

    regions: int
    region_weeks: int
    store_weeks: int
    stores: int
    unknown: int


@dataclass(frozen=True, slots=True)
class AreaPanel:
    """U stores by T weeks, numbered from 0 at `first_week`.

    outcomes: (part, quantity) to [U, T], a full trading week; NaN where missing, for every part
    and quantity alike. A rival's part is "rival " and its id. baskets: [U, T], missing in more
    places; None without traffic. open_share: [U, T] of the trading days, 0 where missing.
    disrupted, opened: [U] week of the first disruption and of the first selling, NaN without an
    area in these weeks. format_id: [U], "" without. cost: mean cost of a measured area, NaN where
    unknown. priced: share of all revenue with a stated unit margin. notes: sentences on what was
    left out or changed.
    """

    question: AreaQuestion
    stores: tuple[str, ...]
    outcomes: Mapping[tuple[str, Quantity], Floats]
    baskets: Floats | None
    open_share: Floats
    disrupted: Floats
    opened: Floats
    format_id: tuple[str, ...]
    kind: tuple[str, ...]
    region: tuple[str, ...]
    latitude: Floats
    longitude: Floats
    own_shops: OwnShops
    cost: float
    priced: float
    notes: tuple[str, ...]
    rivals: RivalAreas = field(default_factory=RivalAreas)
    regions: ComparedRegions | None = None
    """Where each region has weeks of its own; None: all share them."""
    uncompared: npt.NDArray[np.bool_] | None = None
    """[U, T] store-weeks that were left out for want of a comparison in their region."""

    @property
    def weeks(self) -> int:
        """T."""
        return int(self.open_share.shape[1])


@dataclass(frozen=True, slots=True)
class AreaEffect:
    """An effect a store and full trading week: for the money, and for the operation.

    from_disruption: mean over all weeks from the first disruption (announcement, clearance,
    building); from_opening: mean over the weeks from the first selling.
    """

    from_disruption: Estimate
    from_opening: Estimate


@dataclass(frozen=True, slots=True)
class AreaMoney:
    """What the areas earned on own products from the first disruption, all stores together.

    total: in the currency. a_week: a store and full trading week. per_cent: of what was foretold.
    payback: weeks until the gain of a store has paid its area. cost: of an area.
    """

    quantity: Quantity
    total: Estimate
    a_week: Estimate
    per_cent: Estimate
    payback: Estimate
    cost: float


@dataclass(frozen=True, slots=True)
class WhomItCost:
    """Where the own gain came from, a store and full trading week, from the first disruption.

    gain = from_rivals + from_elsewhere + new, exactly. from_elsewhere: from other categories
    (below zero: they gained too). new: what the store sells more in all. covariance: [4, 4] of the
    four. rivals: effect on each rival's sales. online: effect on the online shop's own sales, a
    postcode area around treated stores and week. own_shops: on the manufacturer's own shops within
    the largest ring, a shop and week. rings: effect on own sales of stores nearby.
    """

    quantity: Quantity
    gain: Estimate
    from_rivals: Estimate
    from_elsewhere: Estimate
    new: Estimate
    covariance: Floats = field(compare=False)
    rivals: Mapping[str, Estimate]
    online: Estimate
    own_shops: Estimate
    rings: tuple[RingEffect, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupEffect:
    """The money effect in one group of stores, and how far it lies from all other groups together.

    family: format, kind, region or wave. p_value of the difference; p_holm: corrected for all
    differences that were tested.
    """

    family: str
    name: str
    stores: int
    effect: Estimate
    difference: Estimate
    p_value: float
    p_holm: float


@dataclass(frozen=True, slots=True)
class ClosureRemedy:
    """The money measured so that closures which go with region and wave cannot pass for it.

    weeks: after a closure that are left out; 0: stores are compared within regions and weeks
    instead. total, per_cent: as in `AreaMoney`, over the store-weeks that are kept. apart: the
    headline over these store-weeks less this, a store and full trading week, with the error of
    that difference; apart_p its p-value. left_out: store-weeks with an area.
    """

    weeks: int
    total: Estimate
    per_cent: Estimate
    apart: Estimate
    apart_p: float
    left_out: int


@dataclass(frozen=True, slots=True)
class AreasFound:
    """What one manufacturer's areas earned, whom it cost, and how far to trust it.

    effects: own effect by quantity. staggered: the primary outcome's event study and both
    estimators, from the first disruption. primary: the outcome that decides, in words. weeks,
    by_store: the money's quantity. sensitivity: of the event study, as in `credibility`.
    """

    manufacturer_id: str
    format_id: str
    first_week: date
    to_week: date
    primary: str
    stores: int
    treated: int
    compared: int
    effects: Mapping[str, AreaEffect]
    money: AreaMoney
    whom: WhomItCost
    groups: tuple[GroupEffect, ...]
    staggered: StaggeredResult
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    weeks: tuple[WeekSold, ...] = ()
    by_store: tuple[StoreGain, ...] = ()
    compared_stores: tuple[ComparedStore, ...] = ()
    sensitivity: tuple[Sensitivity, ...] = ()
    rivals: RivalAreas = field(default_factory=RivalAreas)
    choice: PlanChoice | None = None
    """How a kept plan chose the stores; None where none is behind them."""
    drawn: RandomisedCells | None = None
    """The effect on the stores that the plan drew; None without a draw."""
    jump: Discontinuity | None = None
    """The primary effect at the plan's cut-off; None where no plan with scores is behind them."""
    offers: TripleDifference | None = None
    """Area apart from offer; None where no offers were given."""
    scale: Scale = "levels"
    """In what stores without an area move alike. In per cent, `staggered` and the checks speak of
    stores brought to the size of the mean treated one."""
    events: tuple[EventGain, ...] = ()
    """The money by week since the first disruption, in per cent and in the currency."""
    beside: ScaleBeside | None = None
    """What the other scale finds; None where it cannot be fitted."""
    regions: ComparedRegions | None = None
    """Where the headline's weeks are each region's own; None: all share them."""
    after_reopening: int = 0
    """Weeks after a closure that were left out."""
    remedies: tuple[ClosureRemedy, ...] = ()
    """What the headline would be by remedies against closures; empty where these are few."""
