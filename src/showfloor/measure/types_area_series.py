"""What areas did week by week and store by store: the series behind pictures and statements."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from showfloor.measure.types import Estimate


@dataclass(frozen=True, slots=True)
class WeekSold:
    """What the stores with an area sold in one week, and what was foretold without areas.

    week: its Monday. stores: with an area sooner or later, open in this week. begun: those of them
    whose area had begun. actual, foretold: own sales a store and full trading week, mean over all
    of `stores`; before an area begins, the untreated model's fit. gain: of the begun ones, a store
    and full trading week. weight: full trading weeks of the begun ones; gain x weight adds up over
    the weeks to the total. share: of the full trading weeks of all `stores` that are the begun
    ones'.
    """

    week: date
    stores: int
    begun: int
    actual: float
    foretold: float
    gain: Estimate
    weight: float
    share: float


@dataclass(frozen=True, slots=True)
class StoreGain:
    """One store's own difference to what was foretold: mostly noise, and never an effect proven.

    begins: Monday of its first disruption. gain: a full trading week from then on. weight: full
    trading weeks; gain x weight adds up over the stores to the total. spread: standard deviation
    of the same difference at stores without an area, had theirs begun in the same week. beyond:
    share of those that lie at least as far from zero. NaN where nothing is foretold, or fewer than
    two stores were seen on both sides. latitude, longitude: NaN where unknown.
    """

    store_id: str
    format_id: str
    begins: date
    gain: float
    weight: float
    spread: float
    beyond: float
    latitude: float = math.nan
    longitude: float = math.nan


@dataclass(frozen=True, slots=True)
class ComparedStore:
    """A store without an area, and how far the next store with one is.

    nearest_km: infinite beyond the last ring, NaN where the place is unknown.
    """

    store_id: str
    latitude: float
    longitude: float
    nearest_km: float
