"""Joint critical values for estimates that each have degrees of freedom of their own."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEVEL = 0.95
_MANY = 1e6
"""Degrees of freedom from which on t is normal to six digits."""
_ROUNDING = 1e-12
"""Eigenvalues below this share of the largest are none; their roots would be a millionth of it."""


def joint_reaches(correlation: Floats, df: Floats, *, draws: int, seed: int) -> Floats:
    """Return [K] how many standard errors either way hold all K estimates at once, 95 in 100 times.

    correlation: [K, K]. df: [K] > 0, inf for the normal. Draws of a multivariate normal are divided
    by independent roots of chi-squares over df: few treated units show each event time's error
    anew, and one shared by all (the usual multivariate t) covered 0.91 with six of them. All
    estimates get about the same tail probability, so a thin one widens its own interval most.
    """
    normals, roots = base_draws(df, draws, np.random.default_rng(seed))
    return reaches_of(correlation, df, normals, roots)


def base_draws(df: Floats, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return [draws, K] standard normals and roots of chi-squares over df."""
    freedom = np.minimum(df, _MANY)
    shape = (draws, len(df))
    return rng.standard_normal(shape), np.sqrt(rng.chisquare(freedom, shape) / freedom)


def reaches_of(correlation: Floats, df: Floats, normals: Floats, roots: Floats) -> Floats:
    """Return [K] as `joint_reaches`, from base draws [draws, K]."""
    freedom = np.minimum(df, _MANY)
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.where(values > _ROUNDING * values[-1], values, 0.0))
    ratio = (normals @ root.T) / roots
    # Wallace's approximation of the normal deviate with the same tail as a t ratio; any rising
    # function would keep the level, this one makes the tails alike.
    scale = (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0)
    deviate = scale * np.sqrt(freedom * np.log1p(ratio**2 / freedom))
    largest = deviate.max(axis=1)
    place = min(math.ceil(LEVEL * (len(largest) + 1)), len(largest)) - 1
    held = float(np.partition(largest, place)[place])
    reaches: Floats = np.sqrt(freedom * np.expm1((held / scale) ** 2 / freedom))
    return reaches
