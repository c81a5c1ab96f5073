"""A band that holds all event times at once, from draws of their joint distribution."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack

from showfloor.measure.inference import CONFIDENCE, quantile
from showfloor.measure.types import Estimate, EventBand

Floats = npt.NDArray[np.float64]

DRAWS = 999
_NUDGE = 1e-9
"""Added to the diagonal, so that a singular correlation has a root too."""


def event_band(
    event: Mapping[float, Estimate],
    covariance: Floats,
    *,
    df: float | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> EventBand:
    """Return the sup-t band of estimates by event time.

    covariance: [E, E] of the estimates in the mapping's order; only its correlations are used, the
    widths are the estimates' own standard errors. df: of the multivariate t, by default the
    smallest of the estimates'; inf: normal. Event times without a standard error are left out, and
    `reason` says how many. A multiplier bootstrap with Gaussian multipliers draws from the same
    distribution (Callaway and Sant'Anna 2021, section 4.1), at the cost of all units a draw.
    ValueError for fewer than 99 draws.
    """
    if draws < 99:
        raise ValueError(f"a 95 % band needs 99 draws or more, not {draws}")
    times, estimates = list(event), list(event.values())
    spread = np.diagonal(covariance)
    used = [k for k, e in enumerate(estimates) if e.se > 0.0 and spread[k] > 0.0 and e.df > 0.0]
    if not used:
        nan = math.nan
        return EventBand({}, {}, nan, nan, draws, seed, "no event time has a standard error")
    smallest = min(estimates[k].df for k in used) if df is None else df
    scale = np.sqrt(spread[used])
    correlation = covariance[np.ix_(used, used)] / np.outer(scale, scale)
    critical = critical_value(correlation, smallest, draws, seed)
    low = {times[k]: estimates[k].estimate - critical * estimates[k].se for k in used}
    high = {times[k]: estimates[k].estimate + critical * estimates[k].se for k in used}
    left = len(times) - len(used)
    reason = f"{left} of {len(times)} event times have no standard error" if left else ""
    return EventBand(low, high, critical, smallest, draws, seed, reason)


def critical_value(correlation: Floats, df: float, draws: int, seed: int) -> float:
    """Return the 95 % quantile of the largest of E absolute t ratios with `correlation` [E, E].

    It is the order statistic ceil(0.95 (draws + 1)), and never below that of a single ratio.
    """
    rng = np.random.default_rng(seed)
    root = _root(correlation)
    largest = np.abs(rng.standard_normal((draws, len(root))) @ root).max(axis=1)
    if math.isfinite(df):
        largest /= np.sqrt(rng.chisquare(df, draws) / df)
    place = min(math.ceil(CONFIDENCE * (draws + 1)), draws) - 1
    return max(float(np.partition(largest, place)[place]), quantile(0.5 + CONFIDENCE / 2, df))


def _root(correlation: Floats) -> Floats:
    """Return [E, E] R with R'R = correlation, to a billionth; the correlation may be singular.

    Nothing is pivoted: matrices that differ by rounding then give the same draws.
    """
    nudge = _NUDGE
    while True:
        root, failed = lapack.dpotrf(correlation + nudge * np.eye(len(correlation)))
        if not failed:
            return np.triu(root)
        nudge *= 100.0
