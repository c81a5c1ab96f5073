"""What the design of a measurable rollout starts from and finds: history, noise, detectability."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from showfloor.measure.types_outcomes import Scale

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
    the difference of two of its weeks that lie `lag` weeks apart (`design_noise.semivariogram`).
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
    left_out: int = 0
    """Stores of the history that are no part of the measurement."""
    size: Floats | None = None
    """[stores] what a store sells over what the mean one does, where noise goes in per cent of it:
    figures are then at the mean store's size. None: in levels."""


@dataclass(frozen=True, slots=True)
class Detectable:
    """What a rollout lets one see when the outcomes up to and including the week `on` are in.

    Effects are the mean over all treated store-weeks, in the outcome's unit a store and week.
    What is found follows the number of treated stores as `measure_staggered` does: six or more and
    an interval (`interval`), four or five and one to be read with care (REVIEW), two or three and
    a permutation test (`permutation`), one and no more than its rank among the others (`placebo`,
    `mde` NaN). NaN with a reason where nothing could be said.
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
    method: Literal["", "interval", "permutation", "placebo"] = ""
    """How the effect will be tested; "" where it will not."""
    verdict: Literal["", "PASS", "REVIEW", "FAIL"] = ""
    """How far the measured effect will be trusted; FAIL: it will have no interval."""
    placebo: float = math.nan
    """What 95 of 100 stores without any effect stay below, either way; for one treated store."""


@dataclass(frozen=True, slots=True)
class Starts:
    """When each store that can be measured begins to sell from a new area."""

    store_ids: tuple[str, ...]
    first: Ints
    """[stores] week number (0: the history's first week); far beyond any panel: never."""
    scale: Floats
    """[stores] variance relative to the average store."""
    notes: tuple[str, ...] = ()
    size: Floats | None = None
    """[stores] as in `Noise`."""


@dataclass(frozen=True, slots=True)
class ShareOfDraws:
    """How often something happened in random draws, with its 95 % Monte Carlo interval."""

    share: float
    low: float
    high: float
    draws: int


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The promise put to the test on the history's last weeks, in which nothing opened.

    The noise is learned from the weeks before them, and who opens is drawn anew many times. All NaN
    with a reason where the history is too short for that.
    """

    weeks: int
    """Held out; the rollout's own weeks as far as half of the history holds them."""
    before: int
    """Weeks that the noise was learned from."""
    stores: int
    """Observed in every week of both."""
    treated: int
    false_alarms: ShareOfDraws
    """Findings at 5 % where there is no effect."""
    power: ShareOfDraws
    """Findings where the effect is the smallest detectable one that was promised."""
    promised_se: float
    found_se: float
    """Root mean square of the standard errors that the measurement stated."""
    spread: float
    """Standard deviation of its estimates."""
    own_p: float = math.nan
    """p-value of the actual stores in these weeks: small where they moved differently before."""
    reason: str = ""

    @property
    def ratio(self) -> float:
        """Promised over found standard error; above 1 the promise was cautious."""
        return self.promised_se / self.found_se if self.found_se > 0.0 else math.nan


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
    held_out: HeldOut | None = None
    """The promise tested on the history's end; None where nobody did."""
    scale: Scale = "levels"
    """In what stores are taken to move alike; in per cent, effects are at the mean store's size."""

    @property
    def relative_mde(self) -> float:
        """The MDE as a share of the mean outcome; NaN where either is undefined."""
        return self.at.mde / self.level if self.level > 0.0 else math.nan


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
    se: float
    mde: float
    drawn_share: float = math.nan
    """Share of the stores that could get an area that drew among near-ties; NaN where the
    programme has no such experiment."""
    price: float = math.nan
    """At most what this point gives up: the certified bound without any pace, less the value."""
    efficient: bool = True
    """No other point has both an MDE as small and a value as large, and one of them better."""
    folder: str = ""
    """Where the plan lies with its certificate and its programme, below the folder written to."""
    reason: str = ""
    """Why a figure is unknown."""


@dataclass(frozen=True, slots=True)
class PlannedStore:
    """A store that gets an area, and when it begins to sell from it."""

    store_id: str
    selling_week: date
    stratum: str = ""
    origin: Literal["given", "included", "fixed", "drawn"] = "given"


@dataclass(frozen=True, slots=True)
class ByNumber:
    """What a number of stores would let one detect on the same Monday.

    Of average stores, dealt evenly to the waves; `own` is the design itself with its own stores.
    """

    treated: int
    compared: int
    se: float
    mde: float
    method: str
    verdict: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """From which week on an effect of this size would be seen; None: not by the last week."""

    effect: float
    share: float
    """Of the mean outcome; NaN where the mean is not positive."""
    on: date | None


@dataclass(frozen=True, slots=True)
class StoresDesign:
    """A design that was made from stores and dates, without a plan."""

    planned: tuple[PlannedStore, ...]
    compared: tuple[str, ...]
    waves: tuple[date, ...]
    by_number: tuple[ByNumber, ...]
    answers: tuple[Answer, ...]
    strata: int = 1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class DesignFound:
    """Everything that `showfloor design` found: a plan's detectability, and slower plans."""

    on: date
    design: RolloutDesign
    """Of the chosen plan: the given one, or the best that meets `mde_at_most`."""
    outcome: str
    """What the history holds: the name of its column, or "units"."""
    mde_at_most: float = math.nan
    """NaN where no limit was asked for."""
    points: tuple[DesignPoint, ...] = ()
    """Plans that were made on the way, by rising strength; none where a plan was only measured."""
    chosen: int = -1
    """Place of the chosen plan among the points; -1 where there are none or none has a plan."""
    most_telling: int = -1
    """Place of the point with the smallest MDE; -1 where there is none."""
    slower_is_better: bool | None = None
    """Whether any slower pace promised a smaller standard error than the best plan's own; None
    where none was looked for."""
    stores: StoresDesign | None = None
    """Where the design was made from stores and dates; None where it is a plan's."""

    @property
    def met(self) -> bool | None:
        """Whether the chosen plan keeps the limit asked for; None where none was."""
        if math.isnan(self.mde_at_most):
            return None
        return self.design.at.mde <= self.mde_at_most

    @property
    def point(self) -> DesignPoint | None:
        """The chosen point, or None where there is none."""
        return self.points[self.chosen] if self.chosen >= 0 else None

    @property
    def finest(self) -> DesignPoint | None:
        """The point with the smallest MDE, or None where there is none."""
        return self.points[self.most_telling] if self.most_telling >= 0 else None
