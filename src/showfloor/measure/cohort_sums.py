"""Estimates that weigh all units of a cohort alike: their values, variances and covariances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.cohort_moments import CohortMoments
from showfloor.measure.resting import Resting

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_ROUNDING = 1e-13
"""A variance below this share of what its terms add up to is a difference of equal numbers."""


@dataclass(frozen=True, slots=True)
class CohortSums:
    """K estimates over H cohorts and T times.

    value:    [K] estimates; NaN where undefined.
    weights:  [H, K, T] weight of each outcome of one unit of the cohort; each sums to 0 over T.
    shift:    [H, K] what each unit of the cohort adds to the influence whatever its outcomes: the
              estimated cohort shares, and the means of cohorts that are compared with together.
    treated:  [H, K] whether the estimate is about treated unit-times of the cohort.
    compared: [H, K] whether the cohort serves as comparison.
    """

    value: Floats
    weights: Floats
    shift: Floats
    treated: Flags
    compared: Flags


def variances(moments: CohortMoments, sums: CohortSums, joint: Ints) -> tuple[Floats, Floats]:
    """Return [H, K] what each cohort's units add to each variance, and a covariance.

    The variance is the sum over units of (weights x deviation from the cohort's mean + shift)
    squared. The covariance [J, J] is that of the estimates at the places `joint`.
    """
    parts = moments.number[:, None] * sums.shift**2
    shift = sums.shift[:, joint]
    covariance: Floats = shift.T @ (shift * moments.number[:, None])
    among = np.full(len(sums.value), -1)
    among[joint] = np.arange(len(joint))
    for place, (weights, scatter) in enumerate(zip(sums.weights, moments.scatter, strict=True)):
        used = np.flatnonzero(weights.any(axis=1))
        chosen = weights[used]
        carried = chosen @ scatter
        spread = np.einsum("kt,kt->k", carried, chosen)
        most = (np.abs(chosen) @ np.sqrt(np.diagonal(scatter))) ** 2
        parts[place, used] += np.where(spread > _ROUNDING * most, spread, 0.0)
        inside = np.flatnonzero(among[used] >= 0)
        at = among[used[inside]]
        covariance[np.ix_(at, at)] += carried[inside] @ chosen[inside].T
    return parts, covariance


def resting_of(moments: CohortMoments, sums: CohortSums, joint: slice) -> tuple[Resting, Floats]:
    """Return what the estimates rest on, and the covariance of those in `joint`."""
    number = moments.number
    parts, covariance = variances(moments, sums, np.arange(joint.start, joint.stop))
    resting = Resting(
        value=sums.value,
        parts=parts,
        units=number[:, None] * (sums.treated | sums.compared),
        treated=(number @ sums.treated).astype(np.int64),
        compared=(number @ sums.compared).astype(np.int64),
    )
    return resting, covariance
