"""Standing's answers as they are kept and shown: growth, why it moved, distribution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from showfloor.standing.distribution import DistributionRow
from showfloor.standing.distribution_space import SpaceRevenue
from showfloor.standing.holidays import Holiday, TradingDayCount
from showfloor.standing.like_for_like import LikeForLike, StoreScope
from showfloor.standing.movement import Movement
from showfloor.standing.movement_rivals import ShareMovement
from showfloor.standing.types import ComparablePart


@dataclass(frozen=True, slots=True)
class HolidaysFound:
    """The public holidays of a period and of the days 52 weeks before, and what they leave."""

    holidays: tuple[Holiday, ...]
    trading_days: tuple[TradingDayCount, ...]


@dataclass(frozen=True, slots=True)
class LikeForLikeFound:
    """Like for like, and the holidays of both periods."""

    growth: LikeForLike
    calendar: HolidaysFound
    even_weeks_only: bool = False
    same_holidays: bool = False
    """Whether holidays are compared with the same holidays of the year before."""
    part: ComparablePart | None = None
    """The days that could be compared at all, where they are not all of the period's."""


@dataclass(frozen=True, slots=True)
class MovementFound:
    """Why revenue moved, whose (None: everybody's), and who took share from whom."""

    movement: Movement
    rivals: tuple[ShareMovement, ...]
    scope: StoreScope
    manufacturer_id: str | None = None
    silent_days_count: bool = False


@dataclass(frozen=True, slots=True)
class DistributionFound:
    """In how many stores each manufacturer sells; and revenue for the space of areas.

    space is empty where `space_reason` says why.
    """

    from_date: date
    to_date: date
    """Exclusive."""
    scope: StoreScope
    rows: tuple[DistributionRow, ...]
    space: tuple[SpaceRevenue, ...]
    space_reason: str = ""
