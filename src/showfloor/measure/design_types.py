"""What the design of a measurable rollout starts from and finds: history, noise, detectability."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class History:
    """One outcome of stores by consecutive weeks, before (and perhaps after) a rollout begins.

    outcome: [stores, weeks] float64 a store and week; NaN where nothing was observed.
    """

    store_ids: tuple[str, ...]
    first_week: date
    """Monday of the first column."""
    outcome: Floats


@dataclass(frozen=True, slots=True)
class Noise:
    """How outcomes would move without any rollout, once store and week effects are taken away.

    The semivariogram of a store is its scale times `components @ basis(lag)`: half the variance of
    the difference of two of its weeks that lie `lag` weeks apart.
    """

    store_ids: tuple[str, ...]
    first_week: date
    """Monday of the first week of the history."""
    weeks: int
    """Weeks of the history that were used: those before the rollout's first selling week."""
    scale: Floats
    """[stores] variance relative to the average store, shrunk towards it; mean 1."""
    reliability: float
    """Share (0 to 1) of the stores' differences in variance that was believed."""
    components: Floats
    """[basis] >= 0, the outcome's unit squared."""
    seen: Floats
    """[weeks - 1] semivariogram of the history at lags 1, 2, ..., pooled over stores."""
    level: float
    """Mean outcome a store and week in the history."""


@dataclass(frozen=True, slots=True)
class Detectable:
    """What a rollout lets one see when the outcomes up to and including the week `on` are in.

    Effects are the mean over all treated store-weeks, in the outcome's unit a store and week.
    All NaN, with a reason, where no interval could be stated.
    """

    on: date
    treated: int
    """Stores that sell from a new area by then."""
    compared: int
    """Stores that do not, and are compared with."""
    store_weeks: int
    """Treated store-weeks that can be foretold from untreated ones."""
    se: float
    df: float
    mde: float
    """Smallest effect found with 80 % power by a two-sided test at 5 %."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RolloutDesign:
    """How well a plan can be measured, now and as it proceeds."""

    at: Detectable
    """At the date asked."""
    by_week: tuple[Detectable, ...]
    """Each week from the first selling week to the date asked."""
    level: float
    """Mean outcome a store and week before the rollout: what an MDE is to be compared with."""
    stores: int
    history_weeks: int
    reliability: float
    semivariogram: tuple[tuple[int, float, float], ...]
    """(lag in weeks, seen, fitted); seen is NaN beyond the history."""
    notes: tuple[str, ...] = ()
    """What was assumed or left out, one sentence each."""

    @property
    def relative_mde(self) -> float:
        """The MDE as a share of the mean outcome; NaN where either is undefined."""
        return self.at.mde / self.level if self.level > 0.0 else float("nan")


@dataclass(frozen=True, slots=True)
class DesignPoint:
    """One plan on the frontier of value against detectability; money in week 0 currency."""

    strength: float
    """0: as the best plan goes; 1: the slowest pace tried."""
    status: str
    areas: int
    value: float
    """The plan's objective."""
    upper_bound: float
    """Certified for the programme with this pace; recomputable from its prices."""
    gap: float
    price: float
    """At most what this point gives up: the certified bound without any pace, less the value."""
    se: float
    mde: float
    drawn_share: float
    """Share of the plan's stores that were drawn among near-ties; NaN without an experiment."""
    efficient: bool = True
    """No other point has both a smaller MDE and a larger value."""
    reason: str = ""
