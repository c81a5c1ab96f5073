"""What a rollout lets one detect: standard error and smallest effect, before it has begun."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
from scipy import special, stats

from showfloor.measure.design_noise import semivariogram
from showfloor.measure.design_types import Detectable, Floats, Ints, Noise
from showfloor.measure.design_weights import imputation_weights
from showfloor.measure.resting import FEWEST_COMPARED, FEWEST_TREATED

POWER = 0.8
LEVEL = 0.05


def detectable(noise: Noise, first: Ints, scale: Floats, on: date) -> Detectable:
    """Return what the imputation estimator could detect with the outcomes through the week `on`.

    first: [stores] week number (0: the history's first week) of a store's first selling week; a
    number after that of `on` means not treated by then. scale: [stores] variance relative to the
    average store. Every store is taken to be observed in every week from the history's first to
    `on`. The standard error is that of `imputation`'s overall effect, stores as clusters:
    sqrt(sum over stores of scale x v'(-G)v), with v the store's weights (they sum to 0) and G the
    semivariogram between weeks. NaN with a reason where the estimator would state no interval.
    """
    weeks = (on - noise.first_week).days // 7 + 1
    cohorts, member = np.unique(np.minimum(first, weeks), return_inverse=True)
    sizes = np.bincount(member).astype(np.int64, copy=False)
    variances = np.bincount(member, weights=scale)
    found = imputation_weights(sizes, cohorts, weeks)
    if found is None:
        return _nothing(on, int(sizes[cohorts < weeks].sum()), 0, "no store is treated by then")
    reached = found.treated.any(axis=1)
    treated, compared = int(sizes[reached].sum()), int(sizes[~reached].sum())
    store_weeks = int((sizes @ found.treated).sum())
    if treated < FEWEST_TREATED:
        reason = f"too few treated stores: {treated}, an interval needs {FEWEST_TREATED}"
        return _nothing(on, treated, compared, reason, store_weeks)
    if compared < FEWEST_COMPARED:
        reason = f"too few stores to compare with: {compared}, it takes {FEWEST_COMPARED}"
        return _nothing(on, treated, compared, reason, store_weeks)
    at = np.arange(weeks)
    between = semivariogram(noise.components, at, noise.weeks)[np.abs(at[:, None] - at[None, :])]
    of_cohort = -((found.weight @ between) * found.weight).sum(axis=1)
    se = math.sqrt(max(float(variances @ of_cohort), 0.0))
    df = float(min(treated, compared) - 1)
    return Detectable(on, treated, compared, store_weeks, se, df, smallest_detectable(se, df))


def detectable_by_week(
    noise: Noise, first: Ints, scale: Floats, through: date
) -> tuple[Detectable, ...]:
    """Return what could be detected in each week from the first selling week to `through`.

    Nothing where no store sells by then.
    """
    last = (through - noise.first_week).days // 7
    weeks = range(int(first.min()), last + 1)
    dates = [noise.first_week + timedelta(weeks=week) for week in weeks]
    return tuple(detectable(noise, first, scale, day) for day in dates)


def smallest_detectable(se: float, df: float, power: float = POWER) -> float:
    """Return the effect that a two-sided t test at 5 % finds with `power`; NaN where undefined.

    se: standard error in the outcome's unit; df: degrees of freedom (inf: normal). Solves the
    noncentral t distribution for its noncentrality; the other tail (below 1e-5) is neglected.
    """
    if not (se >= 0.0 and df > 0.0):
        return math.nan
    if math.isinf(df):
        return float(se * (stats.norm.ppf(1.0 - LEVEL / 2.0) + stats.norm.ppf(power)))
    critical = float(stats.t.ppf(1.0 - LEVEL / 2.0, df))
    return se * float(special.nctdtrinc(df, 1.0 - power, critical))


def _nothing(
    on: date, treated: int, compared: int, reason: str, store_weeks: int = 0
) -> Detectable:
    nan = math.nan
    return Detectable(on, treated, compared, store_weeks, nan, nan, nan, reason)
