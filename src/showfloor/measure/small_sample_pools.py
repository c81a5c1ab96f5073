"""Errors from pooled scores of many estimates at once: what every unit adds to variance and df.

The formulas are those of `pooled_scores`, which has them for a single estimate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.pooled_scores import ALONE, FEWEST_IN_POOL, pools_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pools:
    """Which cohorts stand together in each of K estimates.

    place: [H, K] the first cohort of the pool that a cohort is in; -1 where it has no weight.
    joined: whether any pool holds more than one cohort.
    """

    place: Ints
    joined: bool

    def sums(self, values: Floats) -> Floats:
        """Return [..., H, K]: each cohort's pool's sum of values; 0 without a pool."""
        if not self.joined:
            return np.where(self.place >= 0, values, 0.0)
        sums: Floats = np.zeros_like(values)
        for first in range(len(self.place)):
            inside = self.place == first
            if inside.any():
                sums += inside * (values * inside).sum(axis=-2, keepdims=True)
        return sums

    @property
    def first(self) -> Flags:
        """[H, K] one cohort for each pool."""
        return np.asarray(self.place == np.arange(len(self.place))[:, None], dtype=np.bool_)

    def joins(self) -> Flags:
        """Return [K] whether an estimate has a pool of several cohorts."""
        return np.asarray((self.place >= 0).sum(axis=0) > self.first.sum(axis=0), dtype=np.bool_)


def pools_of_all(members: Floats) -> Pools:
    """Return the pools of K estimates. members: [H, K] units with a weight of their own."""
    place = np.where(members > 0, np.arange(len(members))[:, None], -1)
    thin = ((members > 0) & (members < FEWEST_IN_POOL)).any(axis=0)
    for k in np.flatnonzero(thin).tolist():
        pool = pools_of(members[:, k], members[:, k])
        for one in range(int(pool.max(initial=-1)) + 1):
            inside = np.flatnonzero(pool == one)
            place[inside, k] = inside[0]
    return Pools(place, bool(thin.any()))


@dataclass(frozen=True, slots=True)
class PoolFactors:
    """Of like units: weight in the pool, variance that is left in a deviation, and its factor."""

    weight: Floats
    left: Floats
    factor: Floats


def pool_factors(own: Floats, noise: Floats, pool_own: Floats, pool_noise: Floats) -> PoolFactors:
    """Return what a unit's squared deviation is multiplied by, 0 where it has no own weight."""
    weight = own / np.where(pool_own > 0.0, pool_own, 1.0)
    left = noise * (1.0 - 2.0 * weight) + weight**2 * pool_noise
    seen = (own != 0.0) & (left > ALONE * noise)
    factor = np.where(seen, noise / np.where(seen, left, 1.0), 0.0)
    return PoolFactors(weight, left, factor)


def pool_terms(found: PoolFactors, noise: Floats, pool_noise: Floats) -> Floats:
    """Return [5, ...]: what one unit adds to the sums that its pool's degrees of freedom need."""
    weight, left, factor = found.weight, found.left, found.factor
    itself = weight * (weight * pool_noise - 2.0 * noise)
    across = factor * weight
    return np.stack(
        [
            factor * left,
            across * weight,
            factor * noise**2,
            across * noise,
            factor**2 * (left - itself) * (left + itself),
        ]
    )


def compared_terms(noise: Floats, shared: Floats, beside: Flags) -> tuple[Floats, Floats]:
    """Return the factor of compared units, 0 where not compared, and [3, ...] what they add."""
    seen = beside & (noise > 0.0) & (shared < 1.0 - ALONE)
    factor = np.where(seen, 1.0 / np.where(seen, 1.0 - shared, 1.0), 0.0)
    shown = np.where(seen, noise, 0.0)
    return factor, np.stack([shown, shown**2, shown * shared])


def degrees_of(pools: Pools, pool_noise: Floats, treated: Floats, compared: Floats) -> Floats:
    """Return [K] Satterthwaite's degrees of freedom; NaN where nothing shows noise.

    pool_noise: [H, K]. treated: [5, H, K] sums of `pool_terms` by cohort. compared: [3, K].
    """
    trace, ww, ss, sw, itself = (np.where(pools.first, pools.sums(part), 0.0) for part in treated)
    noise = np.where(pools.first, pool_noise, 0.0)
    pairs = (noise * ww - 2.0 * sw) * noise * ww + 2.0 * ss * ww + 2.0 * sw**2
    pairs -= 2.0 * noise * sw * ww
    total, square, shared = compared
    some = total > 0.0
    lost = np.where(some, shared / np.where(some, total, 1.0), 0.0)
    whole = trace.sum(axis=0) + total
    norm = (pairs + itself).sum(axis=0) + square / np.maximum(1.0 - lost, ALONE)
    return np.where(norm > 0.0, whole**2 / np.where(norm > 0.0, norm, 1.0), np.nan)
