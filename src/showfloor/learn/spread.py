"""The spread of true effects between cells: Paule and Mandel's estimate and its interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import chi2

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """Variance between cells with its 95 % interval, and Cochran's Q at no spread."""

    variance: float
    low: float
    high: float
    heterogeneity: float


def common_mean(effects: Floats, variances: Floats, between: float) -> tuple[float, float]:
    """Return the weighted mean of `effects` [k] and its variance, at a variance between cells."""
    weights = 1.0 / (variances + between)
    return float((weights * effects).sum() / weights.sum()), float(1.0 / weights.sum())


def generalised_q(effects: Floats, variances: Floats, between: float) -> float:
    """Return sum_i (y_i - mean)^2 / (s_i^2 + between); it never rises with `between`."""
    mean, _ = common_mean(effects, variances, between)
    return float((np.square(effects - mean) / (variances + between)).sum())


def spread_between(effects: Floats, variances: Floats) -> Spread:
    """Return Paule and Mandel's (1982) variance between cells: where Q equals k - 1, or 0.

    `effects` and `variances` (squared standard errors, > 0) are [k] with k >= 2. The interval is
    Viechtbauer's (2007) Q-profile: where Q equals the 97.5 and 2.5 % points of chi-squared(k - 1).
    """
    freedom = len(effects) - 1

    def q(between: float) -> float:
        return generalised_q(effects, variances, between)

    return Spread(
        variance=_where_q_is(q, float(freedom), float(variances.min())),
        low=_where_q_is(q, float(chi2.ppf(0.975, freedom)), float(variances.min())),
        high=_where_q_is(q, float(chi2.ppf(0.025, freedom)), float(variances.min())),
        heterogeneity=q(0.0),
    )


def _where_q_is(q: Callable[[float], float], target: float, step: float) -> float:
    """Return the variance at which the falling `q` meets `target`; 0 where it starts below."""
    if q(0.0) <= target:
        return 0.0
    high = step
    while q(high) > target:
        high *= 2.0
    return float(brentq(lambda between: q(between) - target, 0.0, high, xtol=high * 1e-14))
