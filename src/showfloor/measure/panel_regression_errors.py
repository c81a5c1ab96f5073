"""Clustered errors of panel regressions, one or two ways, and the estimates with intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure import panel_regression_kernels as kernels
from showfloor.measure.inference import undefined, with_interval, without_interval
from showfloor.measure.panel_regression_effects import AbsorbedEffects, Places
from showfloor.measure.panel_regression_sample import Sample, cluster_codes
from showfloor.measure.types import Estimate

Floats = npt.NDArray[np.float64]

FEWEST_CLUSTERS = 2
_NO_VARIATION = 1e-12


@dataclass(frozen=True, slots=True)
class Clustered:
    """Covariance [k, k] of the usable regressors' slopes, and how many clusters made it.

    clusters: by clustering; intervals go by the smallest number, less one.
    """

    covariance: Floats
    clusters: tuple[int, ...]


def clustered(sample: Sample, bread: Floats, error: Floats, effect: Floats) -> Clustered:
    """Return the sandwich of the sample's scaled columns, in the regressors' own units.

    bread: [k, k] inverse of the weighted products. error: [n] weight x residual. effect: [L, k]
    what is still to be taken off the columns. With two clusterings V = V1 + V2 - V12. All times
    G/(G-1) (n-1)/(n-k) with G the smaller number of clusters and k without nested effects, as
    fixest and pyfixest count. NaN with a single cluster.
    """
    codes, numbers = cluster_codes(sample.rows.clusters)
    width, ways = sample.columns.shape[1], len(sample.rows.clusters)
    fewest = min(numbers[:ways])
    if fewest < FEWEST_CLUSTERS:
        return Clustered(np.full((width, width), np.nan), numbers[:ways])
    covariance = np.zeros((width, width))
    for code, number, sign in zip(codes, numbers, (1.0, 1.0, -1.0), strict=False):
        sums = np.zeros((number, width))
        kernels.score_sums(sample.columns, error, (effect, sample.effects.level), code, sums)
        sums = sums @ bread
        covariance += sign * (sums.T @ sums)
    rows = len(sample.columns)
    free = rows - _parameters(sample.effects, codes[:ways], width)
    factor = fewest / (fewest - 1) * (rows - 1) / free if free > 0 else math.nan
    covariance *= factor / np.outer(sample.scale, sample.scale)
    return Clustered(covariance, numbers[:ways])


def estimates(
    sample: Sample, slopes: Floats, found: Clustered, failure: str = ""
) -> tuple[dict[str, Estimate], Floats]:
    """Return an estimate for every regressor, and their covariance [K, K] with NaN where undefined.

    slopes: [k] of the scaled columns. failure: why none of them can be stated, or "".
    """
    names, reasons = sample.rows.names, sample.reasons
    usable = np.flatnonzero([not reason for reason in reasons])
    covariance = np.full((len(names), len(names)), np.nan)
    if not failure:
        covariance[np.ix_(usable, usable)] = found.covariance
    own = dict(zip(usable.tolist(), (slopes / sample.scale).tolist(), strict=True))
    by_name = {}
    for i, (name, reason) in enumerate(zip(names, reasons, strict=True)):
        if reason or failure:
            by_name[name] = undefined(reason or failure)
        else:
            by_name[name] = _estimate(own[i], float(covariance[i, i]), min(found.clusters))
    return by_name, covariance


def notes(sample: Sample, separated: int = 0) -> tuple[str, ...]:
    """Say in a sentence each what the regression left out."""
    said = []
    if sample.zero:
        said.append(f"{_rows(sample.zero)} left out: a fixed effect has only zeros there")
    if sample.single:
        said.append(f"{_rows(sample.single)} left out: the only one of a fixed effect")
    if separated:
        said.append(
            f"{_rows(separated)} left out: a combination of regressors and fixed effects is not "
            "zero on these rows alone, all of them have a zero outcome, and it would go to "
            "infinity (separation)"
        )
    said += [f"left out: {reason}" for reason in sample.reasons if reason]
    return tuple(said)


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def _estimate(slope: float, variance: float, clusters: int) -> Estimate:
    if clusters < FEWEST_CLUSTERS:
        return without_interval(slope, "one cluster only: no standard error")
    if math.isnan(variance):
        return without_interval(slope, "as many parameters as rows: no standard error")
    if variance <= 0.0:
        return without_interval(
            slope, "the clusters leave no variance (two ways may even take more than there is)"
        )
    se = math.sqrt(variance)
    if se <= _NO_VARIATION * abs(slope):
        return without_interval(slope, "every row is fitted exactly: no standard error")
    return with_interval(slope, se, clusters - 1.0)


def _parameters(effects: AbsorbedEffects, clusters: tuple[Places, ...], width: int) -> int:
    """Return how many parameters the small-sample factor counts.

    Regressors and levels, less one for each effect but the first; the levels of effects that are
    nested in a clustering count one an effect.
    """
    nested = [
        any(_nested(level - start, size, cluster) for cluster in clusters)
        for level, start, size in zip(effects.level, effects.starts, effects.sizes, strict=False)
    ]
    free = effects.count - (len(nested) - 1)
    return (
        width
        + free
        - sum(size - 1 for size, inside in zip(effects.sizes, nested, strict=True) if inside)
    )


def _nested(level: Places, count: int, cluster: Places) -> bool:
    one_of = np.zeros(count, dtype=np.int32)
    one_of[level] = cluster
    return bool((one_of[level] == cluster).all())
