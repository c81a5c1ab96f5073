"""What two or three treated stores let one detect: the power of the test by permutation."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from showfloor.measure.design_blocks import BlockDesign, block_design, block_sums
from showfloor.measure.design_types import Floats, Ints
from showfloor.measure.permutation import Exchange, permutation_test

DRAWS = 800
"""Rollouts drawn: the power is then known to 1.4 points, the effect to about 2 %."""
PERMUTED = 799
MOST_ENUMERATED = 800
MOST_COMPARED = 600
STEPS = 6
CLOSE = 0.005
FAR = 0.05
"""Further below the power no effect reaches it: there are too few assignments."""
LEVEL = 0.05


def permutation_multiple(
    design: BlockDesign, between: Floats, scale: Floats, *, power: float, seed: int = 0
) -> float:
    """Return the effect that a permutation test at 5 % finds with `power`, in standard errors.

    between: [weeks] semivariogram at lags 0, 1, ...; scale: [stores] variance relative to the
    average store, cohort after cohort as the design has them. Rollouts are drawn from the noise,
    tested as `permutation_test` does, and the effect is moved until the share of findings is the
    power. NaN where no effect, however large, is found so often.
    """
    rng = np.random.default_rng(seed)
    rollouts = _Rollouts(*_smaller(design, scale, rng), between, rng)
    effect, found = 3.0 * rollouts.se, math.nan
    for _ in range(STEPS):
        found = rollouts.power(effect)
        if abs(found - power) <= CLOSE:
            break
        # The share rises by about one probit a standard error.
        inside = min(max(found, 0.5 / DRAWS), 1.0 - 0.5 / DRAWS)
        effect += rollouts.se * float(stats.norm.ppf(power) - stats.norm.ppf(inside))
    return effect / rollouts.se if found >= power - FAR else math.nan


class _Rollouts:
    """Rollouts of one design drawn once: their stores' scores under every label."""

    def __init__(
        self, design: BlockDesign, scale: Floats, between: Floats, rng: np.random.Generator
    ) -> None:
        sums = block_sums(between, design.edges)
        covariance = -design.weight @ sums @ design.weight.T
        values, vectors = np.linalg.eigh(covariance)
        self.root = vectors * np.sqrt(np.maximum(values, 0.0))
        self.label = np.repeat(np.arange(len(design.number)), design.number.astype(np.int64))
        self.spread = np.sqrt(scale)
        self.seed = int(rng.integers(2**31))
        self.se = math.sqrt(float(scale @ np.diagonal(covariance)[self.label]))
        # What an effect of 1 of a store with one label adds to its score under another.
        self.carried = (design.weight * design.length) @ design.treated.T

    def power(self, effect: float) -> float:
        """Return the share of the drawn rollouts in which the test finds this effect."""
        rng = np.random.default_rng(self.seed)
        stratum: Ints = np.zeros(len(self.label), dtype=np.int64)
        added = effect * self.carried[:, self.label].T
        found = 0
        for draw in range(DRAWS):
            noise = rng.standard_normal((len(self.label), len(self.root))) @ self.root.T
            score = self.spread[:, None] * noise + added
            given = Exchange(self.label, score, 0.0, stratum)
            test = permutation_test(given, draws=PERMUTED, seed=draw, most=MOST_ENUMERATED)
            found += test.p_value <= LEVEL
        return found / DRAWS


def _smaller(
    design: BlockDesign, scale: Floats, rng: np.random.Generator
) -> tuple[BlockDesign, Floats]:
    """Return the design with at most MOST_COMPARED stores that are never treated.

    In standard errors, what so many tell of chance is what any more would tell.
    """
    if not design.before[-1].all() or design.number[-1] <= MOST_COMPARED:
        return design, scale
    sizes = np.append(design.number[:-1], MOST_COMPARED).astype(np.int64)
    weeks = int(design.edges[-1])
    first = np.where(design.before, weeks, design.edges[None, :-1]).min(axis=1)
    others = rng.choice(scale[sizes[:-1].sum() :], MOST_COMPARED, replace=False)
    smaller = block_design(sizes, first, weeks)
    return smaller or design, np.concatenate([scale[: sizes[:-1].sum()], others])


def placebo_reach(design: BlockDesign, between: Floats, scale: Floats, *, seed: int = 0) -> float:
    """Return what the estimate of one treated store without any effect stays below, 95 of 100.

    Either way, over who it is among the stores. scale: [stores] in any order.
    """
    rng = np.random.default_rng(seed)
    spread = design.noise(between)
    own, others = (
        float(spread[design.reached].sum()),
        float(spread[~design.reached] @ design.number[~design.reached]),
    )
    each = np.sqrt(rng.choice(scale, 20_000) * own + others * float(scale.mean()))
    return float(np.quantile(np.abs(each * rng.standard_normal(len(each))), 0.95))
