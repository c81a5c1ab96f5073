"""From an estimate and its standard error to an interval; sums of scores by cluster."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from showfloor.measure.types import Estimate

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CONFIDENCE = 0.95


def with_interval(estimate: float, se: float, df: float, reason: str = "") -> Estimate:
    """Return `estimate` with its 95 % interval by Student's t with `df` degrees of freedom.

    df: inf for the normal distribution. Where the standard error or df is undefined or not
    positive, the interval is NaN and `reason` must say why.
    """
    if not math.isfinite(estimate):
        return undefined(reason or "the estimate is undefined")
    if not (math.isfinite(se) and se > 0.0 and df > 0.0):
        nan = math.nan
        why = reason or "the standard error is undefined"
        return Estimate(estimate, se if se > 0.0 else nan, nan, nan, nan, why)
    half = quantile(0.5 + CONFIDENCE / 2, df) * se
    return Estimate(estimate, se, df, estimate - half, estimate + half, reason)


def without_interval(estimate: float, reason: str) -> Estimate:
    """Return an estimate whose uncertainty cannot be stated, and why."""
    return Estimate(estimate, math.nan, math.nan, math.nan, math.nan, reason)


def undefined(reason: str) -> Estimate:
    """Return an estimate that does not exist, and why."""
    return Estimate(math.nan, math.nan, math.nan, math.nan, math.nan, reason)


def quantile(probability: float, df: float) -> float:
    """Return the quantile of Student's t with `df` degrees of freedom (inf: normal)."""
    if math.isinf(df):
        return float(special.ndtri(probability))
    return float(special.stdtrit(df, probability))


def two_sided_p(estimate: Estimate) -> float:
    """Return the p-value against zero; NaN where the estimate has no standard error."""
    if not (estimate.se > 0.0):
        return math.nan
    ratio = abs(estimate.estimate) / estimate.se
    tail = stats.norm.sf(ratio) if math.isinf(estimate.df) else stats.t.sf(ratio, estimate.df)
    return float(2.0 * tail)


def sums_by_cluster(values: Floats, clusters: Ints) -> Floats:
    """Return the sums [clusters, k] of `values` [n, k]; clusters [n] are numbered from 0."""
    count = int(clusters.max()) + 1
    columns = [np.bincount(clusters, weights=column, minlength=count) for column in values.T]
    return np.stack(columns, axis=1)
