"""What an effect rests on (treated and comparison units), and the interval that this allows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.measure.inference import undefined, with_interval, without_interval
from showfloor.measure.types import Estimate

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FEWEST_TREATED = 4
"""Treated clusters below which no interval is stated: its coverage would be a fiction."""
FEWEST_TRUSTED = 6
"""Treated clusters from which on a small-sample interval covers what it says."""
FEWEST_DEGREES = 4.0
"""Satterthwaite degrees of freedom below which CR2 intervals are doubtful (Pustejovsky, Tipton)."""
FEWEST_COMPARED = 2
NOTHING_COMPARED = "no unit-time with both a treated and a comparison unit"


@dataclass(frozen=True, slots=True)
class Support:
    """The units [U] that an estimate rests on; None where there are none."""

    treated: Flags | None = None
    compared: Flags | None = None


def rest_on(value: float, influence: Floats, cluster: Ints, support: Support) -> Estimate:
    """Return an estimate with the interval that its support allows.

    influence: [U], whose squared sums by cluster [U] add up to the variance. The interval is by t
    with min(treated clusters, comparison clusters) - 1 degrees of freedom.
    """
    if support.treated is None or support.compared is None or not math.isfinite(value):
        return undefined(NOTHING_COMPARED)
    treated = len(np.unique(cluster[support.treated]))
    compared = len(np.unique(cluster[support.compared]))
    sums = np.bincount(cluster, weights=influence)
    return _rested(value, math.sqrt(float(sums @ sums)), treated, compared)


@dataclass(frozen=True, slots=True)
class Resting:
    """What K estimates rest on, when they are made together.

    value:    [K]; NaN where undefined.
    parts:    [H, K] what the clusters of each cohort (or of all, H = 1) add to the variance.
    units:    [H, K] how many clusters of each cohort the estimate uses.
    treated, compared: [K] clusters on either side.
    """

    value: Floats
    parts: Floats
    units: Floats
    treated: Ints
    compared: Ints


def rest_all(resting: Resting) -> list[Estimate]:
    """Return the K estimates with the intervals that what they rest on allows."""
    errors = np.sqrt(resting.parts.sum(axis=0)).tolist()
    sides = zip(resting.treated.tolist(), resting.compared.tolist(), strict=True)
    return [
        _rested(value, se, treated, compared)
        for value, se, (treated, compared) in zip(
            resting.value.tolist(), errors, sides, strict=True
        )
    ]


def rest_small(value: float, se: float, df: float, sides: tuple[int, int], method: str) -> Estimate:
    """Return an estimate with the small-sample interval that its treated clusters allow.

    sides: treated and comparison clusters. Six treated or more: the interval by t with `df`; four
    or five: the same, to be reviewed; fewer: none, and a permutation may say what p-value it has.
    """
    treated, compared = sides
    found = _rested(value, se, treated, compared, df)
    if not math.isfinite(value):
        return found
    if not math.isfinite(found.low):
        return replace(found, treated=treated, verdict="FAIL")
    if treated < FEWEST_TRUSTED:
        reason = f"rests on {treated} treated units only: read the interval with care"
        return replace(found, method=method, treated=treated, verdict="REVIEW", reason=reason)
    if df < FEWEST_DEGREES:
        reason = f"a few of its {treated} treated units decide it ({df:.1f} degrees of freedom)"
        return replace(found, method=method, treated=treated, verdict="REVIEW", reason=reason)
    return replace(found, method=method, treated=treated, verdict="PASS")


def _rested(
    value: float, se: float, treated: int, compared: int, df: float | None = None
) -> Estimate:
    if not math.isfinite(value):
        return undefined(NOTHING_COMPARED)
    if treated < FEWEST_TREATED:
        return without_interval(
            value,
            f"rests on {treated} treated {'unit' if treated == 1 else 'units'}; an interval needs "
            f"at least {FEWEST_TREATED}",
        )
    if compared < FEWEST_COMPARED:
        return without_interval(value, "rests on a single comparison unit")
    scale = max(abs(value), 1e-300)
    if se <= 1e-12 * scale:
        return without_interval(value, "the units show no variation, so there is no standard error")
    return with_interval(value, se, float(min(treated, compared) - 1) if df is None else df)
