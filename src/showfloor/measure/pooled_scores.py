"""Variance of an estimate from scores, where cohorts are too small to stand on their own.

A score is what one unit adds to an estimate. Its noise is seen in how far it lies from what its
pool's common effect would give; a pool is a cohort, or several where a cohort has a single unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FEWEST_IN_POOL = 2
ALONE = 1e-9
"""Share of noise left below which a unit shows nothing."""


@dataclass(frozen=True, slots=True)
class ScoreGroups:
    """G groups of units that are alike in one estimate.

    number: [G] units. own: [G] weight of one unit's effect; 0 for units that are compared only.
    noise:  [G] variance of one unit's score under the working model, in any unit.
    shared: [G] a compared unit's leverage on the mean that its score is measured from, 0 to 1.
    pool:   [G] numbered from 0 for groups with a weight; -1 for compared ones.
    """

    number: Floats
    own: Floats
    noise: Floats
    shared: Floats
    pool: Ints


@dataclass(frozen=True, slots=True)
class PooledError:
    """What makes the variance: the sum over units of factor x (score - own x pool's effect)^2.

    factor: [G], 0 where the group shows nothing. df: NaN where nothing shows noise.
    """

    groups: ScoreGroups
    factor: Floats
    df: float

    @property
    def joins_cohorts(self) -> bool:
        """Whether some pool holds more than one group."""
        pools = self.groups.pool[self.groups.pool >= 0]
        return len(np.unique(pools)) < len(pools)

    def centre(self, mean: Floats) -> Floats:
        """Return the mean scores [..., G] less what the pools' common effects give."""
        centred = mean.copy()
        groups = self.groups
        for pool in range(int(groups.pool.max(initial=-1)) + 1):
            inside = groups.pool == pool
            own, number = groups.own[inside], groups.number[inside]
            effect = (mean[..., inside] @ number) / (own @ number)
            centred[..., inside] -= effect[..., None] * own
        return centred

    def variance(self, mean: Floats, spread: Floats) -> Floats:
        """Return the variance [...]. mean, spread: [..., G] of the units' scores.

        spread: the sum over a group's units of squared deviations from the group's mean.
        """
        squares = spread + self.groups.number * self.centre(mean) ** 2
        variance: Floats = squares @ self.factor
        return variance


def pooled_error(groups: ScoreGroups) -> PooledError:
    """Return the error's form: factors that make it unbiased under the working model, and its df.

    In a pool of weights w_i and noise s_i^2 (sums W and S), a unit's deviation has variance
    s_i^2 (1 - 2 w_i / W) + (w_i / W)^2 S, so its square is divided by that over s_i^2: n / (n - 1)
    where all are alike. Degrees of freedom as Satterthwaite's, from the deviations' covariances.
    """
    factor = np.zeros(len(groups.number))
    trace, norm = 0.0, 0.0
    compared = (groups.pool < 0) & (groups.noise > 0.0) & (groups.shared < 1.0 - ALONE)
    factor[compared] = 1.0 / (1.0 - groups.shared[compared])
    noise, number = groups.noise[compared], groups.number[compared]
    total, square = float(number @ noise), float(number @ noise**2)
    if total > 0.0:
        lost = float((number * noise) @ groups.shared[compared]) / total
        trace += total
        norm += square / max(1.0 - lost, ALONE)
    for pool in range(int(groups.pool.max(initial=-1)) + 1):
        inside = groups.pool == pool
        factor[inside], of_trace, of_norm = _pool(
            groups.number[inside], groups.own[inside], groups.noise[inside]
        )
        trace, norm = trace + of_trace, norm + of_norm
    return PooledError(groups, factor, trace**2 / norm if norm > 0.0 else float("nan"))


def _pool(number: Floats, own: Floats, noise: Floats) -> tuple[Floats, float, float]:
    """Return a pool's factors, and the trace and squared norm of its deviations' covariances."""
    weight = own / (own @ number)
    whole = float(number @ noise)
    left = noise * (1.0 - 2.0 * weight) + weight**2 * whole
    seen = left > ALONE * noise
    factor = np.where(seen, noise / np.where(seen, left, 1.0), 0.0)
    trace = float((number * factor) @ left)
    # Units i and j: -(w_j s_i^2 + w_i s_j^2) + w_i w_j S. Its square, summed over all pairs.
    f = number * factor
    ww, ss, sw = f @ weight**2, f @ noise**2, f @ (noise * weight)
    pairs = whole**2 * ww**2 + 2.0 * ss * ww + 2.0 * sw**2 - 4.0 * whole * sw * ww
    itself = -2.0 * weight * noise + weight**2 * whole
    norm = pairs + float((number * factor**2) @ (left**2 - itself**2))
    return factor, trace, float(norm)


def pools_of(number: Floats, own: Floats) -> Ints:
    """Return the pool of each of G cohorts in the order of their first treatment.

    number: [G] units. own: [G] weight of one unit's effect; without one the pool is -1. Cohorts of
    one unit are pooled; a single such cohort joins the next smaller or later neighbour's pool.
    """
    pool = np.full(len(number), -1, dtype=np.int64)
    places = np.flatnonzero(own > 0.0)
    thin = places[number[places] < FEWEST_IN_POOL]
    thick = places[number[places] >= FEWEST_IN_POOL]
    if len(thin) == 1 and len(thick):
        neighbour = thick[np.argmin(np.abs(thick - thin[0]))]
        thin, thick = np.append(thin, neighbour), thick[thick != neighbour]
    pool[thick] = np.arange(len(thick))
    pool[thin] = len(thick)
    return pool
