"""Which trend a look at the time before treatment would have missed, and what it would do.

Roth (2022): a test that finds nothing says little where it could hardly have found anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import optimize, stats

from showfloor.measure.inference import CONFIDENCE, quantile
from showfloor.measure.sensitivity_types import EventStudy

Floats = npt.NDArray[np.float64]
PowerTest = Literal["joint", "any"]

DRAWS = 20_000
_DOUBLINGS = 60


@dataclass(frozen=True, slots=True)
class PretrendPower:
    """Straight violations of parallel trends that a test before treatment finds now and then.

    slope_half, slope_most: the slope a step, in the outcome's unit, found in 50 % and in 80 % of
    samples. bias_half, bias_most: by how much such a trend, going on, would move the target.
    leads: estimates before treatment that the test looks at. NaN and a reason where there are none.
    """

    slope_half: float
    slope_most: float
    bias_half: float
    bias_most: float
    leads: int
    test: PowerTest
    reason: str = ""


def pretrend_power(
    study: EventStudy, *, leads: int | None = None, test: PowerTest = "joint", seed: int = 0
) -> PretrendPower:
    """Return the slopes that a 5 % test of the last `leads` estimates finds half and mostly.

    test: "joint" is a Wald test, exact by the noncentral F (chi-square where df is infinite);
    "any" asks whether a single estimate is significant, as Roth does, by draws of the estimates'
    joint distribution. leads: all by default.
    """
    number = study.before if leads is None else min(leads, study.before)
    if number < 1:
        reason = "there is no estimate before the base time"
        return PretrendPower(math.nan, math.nan, math.nan, math.nan, 0, test, reason)
    chosen = slice(study.before - number, study.before)
    position = study.position[chosen].astype(np.float64)
    covariance = study.covariance[chosen, chosen]
    if test == "joint":
        power = _joint_power(position, covariance, study.df)
    else:
        power = _any_power(position, covariance, study.df, seed)
    half, most = _slope_at(power, 0.5), _slope_at(power, 0.8)
    reach = float(study.weight @ study.position)
    return PretrendPower(half, most, half * reach, most * reach, number, test)


def _joint_power(position: Floats, covariance: Floats, df: float) -> Callable[[float], float]:
    number = len(position)
    unit = float(position @ np.linalg.solve(covariance, position))
    if math.isinf(df):
        critical = stats.chi2.ppf(CONFIDENCE, number)
        return lambda slope: float(stats.ncx2.sf(critical, number, slope**2 * unit))
    critical = stats.f.ppf(CONFIDENCE, number, df)
    return lambda slope: float(stats.ncf.sf(critical, number, df, slope**2 * unit))


def _any_power(
    position: Floats, covariance: Floats, df: float, seed: int
) -> Callable[[float], float]:
    error = np.sqrt(np.diagonal(covariance))
    root = np.linalg.cholesky(covariance) / error[:, None]
    noise = np.random.default_rng(seed).standard_normal((DRAWS, len(position))) @ root.T
    critical = quantile(0.5 + CONFIDENCE / 2, df)

    def power(slope: float) -> float:
        return float((np.abs(noise + slope * position / error) > critical).any(axis=1).mean())

    return power


def _slope_at(power: Callable[[float], float], wanted: float) -> float:
    """Return the slope whose power is `wanted`; 0 where noise alone is found as often."""
    if power(0.0) >= wanted:
        return 0.0
    high = 1e-9
    for _ in range(_DOUBLINGS):
        if power(high) >= wanted:
            break
        high *= 2.0
    return float(optimize.brentq(lambda slope: power(slope) - wanted, 0.0, high, rtol=1e-8))
