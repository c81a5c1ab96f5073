"""The pre-trend of few treated units: leads with their own intervals, and Hotelling's joint test.

The cluster-robust covariance of the leads is that of a mean over the treated units' residuals, each
less that mean: with few treated units it is too small and its quantiles are Student's, not normal.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import special

from showfloor.measure.imputation import Effects
from showfloor.measure.region_imputation import RegionAverages
from showfloor.measure.resting import rest_small
from showfloor.measure.types import Imputation

Floats = npt.NDArray[np.float64]

METHOD = "by unit, Student's t with the smaller side's degrees of freedom"


def with_small_pretrend(found: Effects, result: Imputation) -> Imputation:
    """Return the result with the leads' errors and joint p-value for the units that they rest on.

    With n the smaller of treated and comparison clusters and J leads, the covariance is that of
    `imputation` times n / (n - 1), the intervals Student's with n - 1 degrees of freedom, and the
    joint p-value Hotelling's: T2 (n - J) / (J (n - 1)) as F with J and n - J. Below four treated
    clusters there is no interval, below J + 1 no joint p-value.
    """
    pretrend = found.pretrend
    if pretrend is None or not result.pretrend or np.isnan(pretrend.slopes).any():
        return result
    treated, never = _sides(found)
    compared = never or treated
    number = min(treated, compared)
    if number < 2 or found.clusters < 2:
        joint = np.full_like(pretrend.covariance, math.nan)
    else:
        factor = found.clusters / (found.clusters - 1) * number / (number - 1)
        joint = factor * pretrend.covariance
    errors = np.sqrt(np.maximum(np.diagonal(joint), 0.0)).tolist()
    estimates = {
        float(lead): rest_small(
            float(pretrend.slopes[k]), errors[k], number - 1.0, (treated, compared), METHOD
        )
        for k, lead in enumerate(pretrend.leads)
    }
    p = _hotelling(pretrend.slopes, joint, number)
    return replace(result, pretrend=dict(sorted(estimates.items())), pretrend_p=p)


def _sides(found: Effects) -> tuple[int, int]:
    """Return the treated and the never treated clusters that the leads rest on."""
    if isinstance(found.behind, RegionAverages):
        return found.behind.sides
    prepared = found.prepared
    treated = len(np.unique(prepared.cluster[np.isfinite(prepared.cohort)]))
    return treated, len(np.unique(prepared.cluster[np.isinf(prepared.cohort)]))


def _hotelling(slopes: Floats, joint: Floats, number: int) -> float:
    """Return the joint p-value of the leads; NaN where the units are too few for it."""
    leads = len(slopes)
    free = number - leads
    if free < 1 or not np.isfinite(joint).all() or np.linalg.matrix_rank(joint) < leads:
        return math.nan
    squared = float(slopes @ np.linalg.solve(joint, slopes))
    return float(special.fdtrc(leads, free, squared * free / (leads * (number - 1))))
