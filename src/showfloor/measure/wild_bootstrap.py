"""A wild cluster bootstrap of one estimate, with the null imposed: offered on request."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Signs = Literal["webb", "rademacher"]

FEWEST_ON_A_SIDE = 10
"""Treated, and compared, units below which the bootstrap is not offered."""
DRAWS = 9_999
_POINTS = {
    "rademacher": np.array([-1.0, 1.0]),
    "webb": np.array([-1.0, -1.0, -1.0, 1.0, 1.0, 1.0]) * np.sqrt([1.5, 1.0, 0.5, 0.5, 1.0, 1.5]),
}
_CHUNK_CELLS = 2_000_000


@dataclass(frozen=True, slots=True)
class WildBootstrap:
    """A bootstrap p-value of no average effect, and the interval of the same studentised draws.

    NaN with a `reason` where the bootstrap is not offered.
    """

    p_value: float
    low: float
    high: float
    draws: int
    seed: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ScoreSample:
    """Units' scores in one estimate, which they add up to.

    residual: [U] scores of the residuals without the null imposed. share: [U] >= 0, a unit's part
    of the estimate's variance under equal errors, sums to 1: what imposing the null moves. group:
    [U] cohort. estimate: the estimate. treated, compared: number of units on either side.
    """

    estimate: float
    residual: Floats
    share: Floats
    group: Ints
    treated: int
    compared: int


def wild_bootstrap(
    sample: ScoreSample, *, signs: Signs = "webb", draws: int = DRAWS, seed: int = 0
) -> WildBootstrap:
    """Return the wild cluster bootstrap of an estimate, null of no effect imposed.

    Least squares under the null leaves residuals larger by (weights x estimate / their squared
    norm); their scores are multiplied by random signs unit by unit, and each draw is divided by
    its own standard error from within cohorts (Cameron, Gelbach and Miller 2008; Webb's six points
    2014). Only with ten treated and ten compared units: with fewer it over- or under-rejects badly
    (MacKinnon and Webb 2017). Two-sided, symmetric.
    """
    if min(sample.treated, sample.compared) < FEWEST_ON_A_SIDE:
        return _refused(
            f"rests on {sample.treated} treated and {sample.compared} comparison units; a wild "
            f"bootstrap needs {FEWEST_ON_A_SIDE} of each",
            draws,
            seed,
        )
    groups = [np.flatnonzero(sample.group == group) for group in np.unique(sample.group)]
    if any(len(rows) < 2 for rows in groups):
        return _refused("a cohort of a single unit shows no variation of its own", draws, seed)
    se = math.sqrt(sum(_variance(sample.residual[rows]) for rows in groups))
    if not se > 0.0:
        return _refused("the units show no variation", draws, seed)
    null = sample.residual + sample.share * sample.estimate
    ratios = np.abs(_ratios(null, groups, signs, draws, np.random.default_rng(seed)))
    actual = abs(sample.estimate) / se
    p_value = (1 + int((ratios >= actual).sum())) / (draws + 1)
    place = min(math.ceil(0.95 * (draws + 1)), draws) - 1
    reach = float(np.partition(ratios, place)[place]) * se
    return WildBootstrap(p_value, sample.estimate - reach, sample.estimate + reach, draws, seed)


def _variance(score: Floats) -> float:
    number = len(score)
    return number / (number - 1) * float(((score - score.mean()) ** 2).sum())


def _ratios(
    null: Floats, groups: list[Ints], signs: Signs, draws: int, rng: np.random.Generator
) -> Floats:
    ratios = np.empty(draws)
    step = max(1, _CHUNK_CELLS // len(null))
    for first in range(0, draws, step):
        number = min(step, draws - first)
        total, variance = np.zeros(number), np.zeros(number)
        for rows in groups:
            drawn = _signs(signs, (number, len(rows)), rng)
            sums, squares = drawn @ null[rows], drawn**2 @ null[rows] ** 2
            total += sums
            variance += len(rows) / (len(rows) - 1) * (squares - sums**2 / len(rows))
        ratios[first : first + number] = total / np.sqrt(np.maximum(variance, 1e-300))
    return ratios


def _signs(signs: Signs, shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    points = _POINTS[signs]
    return np.asarray(points[rng.integers(0, len(points), size=shape)], dtype=np.float64)


def _refused(reason: str, draws: int, seed: int) -> WildBootstrap:
    nan = math.nan
    return WildBootstrap(nan, nan, nan, draws, seed, reason)
