"""What sensitivity to violations of parallel trends starts from, and what it says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Restriction = Literal["relative magnitudes", "smoothness", "relative smoothness"]
Direction = Literal["either", "up", "down"]
"""Which way a violation may have moved treated units after the opening."""


@dataclass(frozen=True, slots=True, eq=False)
class EventStudy:
    """Effects by time since treatment against one base time, with their joint covariance.

    position:   [K] whole steps from the base time, rising, without gap around 0 and without it;
                negative ones lie before the base.
    estimate:   [K] in the outcome's unit. covariance: [K, K].
    weight:     [K] of the target, an average after treatment: 0 up to the base, sums to 1.
    df:         degrees of freedom of the errors; inf: normal.
    reason:     what was left out to leave no gap; empty where nothing was.
    times_a_step: how many of the panel's times one step is.
    """

    position: npt.NDArray[np.int64]
    estimate: Floats
    covariance: Floats
    weight: Floats
    df: float = math.inf
    reason: str = ""
    times_a_step: int = 1

    @property
    def before(self) -> int:
        """Number of estimates before the base time; they come first."""
        return int((self.position < 0).sum())

    @property
    def target(self) -> float:
        """The average after treatment that is asked for."""
        return float(self.weight @ self.estimate)

    @property
    def target_se(self) -> float:
        """Its standard error where parallel trends hold."""
        return math.sqrt(float(self.weight @ self.covariance @ self.weight))


@dataclass(frozen=True, slots=True)
class RobustInterval:
    """The effects that stay possible where violations are as large as `bound` at most.

    95 % of such intervals hold the true effect. NaN and a reason where there is none; an end that
    is infinite was not found.
    """

    bound: float
    low: float
    high: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How an effect fares as parallel trends are violated more and more.

    bound of `relative magnitudes`: violations between neighbouring times after the base, as a
    multiple of the largest before. `smoothness`: the most that the slope of the violation changes
    from one time to the next, in the outcome's unit. `relative smoothness`: the same as a multiple
    of the largest such change before. breakdown: the largest bound at which the interval still
    leaves zero out; NaN where it holds zero without any violation, with the reason.
    before, after: numbers of estimates on either side of the base. times_a_step: how many of the
    panel's times lie between two of them.
    """

    restriction: Restriction
    target: float
    intervals: tuple[RobustInterval, ...]
    breakdown: float
    before: int
    after: int
    direction: Direction = "either"
    reason: str = ""
    times_a_step: int = 1
