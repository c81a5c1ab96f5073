"""One cohort of treated stores against its mix of comparison stores and earlier weeks.

Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), algorithm 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.simplex_weights import simplex_weights

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_TIME_RIDGE = 1e-6
"""In standard deviations of a week's change: makes the weeks' weights unique, no more."""


@dataclass(frozen=True, slots=True)
class Block:
    """A cohort's times and units. before, after: places of its times; rows: its units."""

    cohort: float
    rows: Ints
    before: Ints
    after: Ints
    noise: float
    """Standard deviation of the comparison units' changes from one time before to the next."""
    noise_ratio: float
    """How much more the cohort's units change than comparison units, what all share taken off."""


@dataclass(frozen=True, slots=True)
class BlockEffect:
    """effect: [after] by time. unit_weights: [comparison]; time_weights: [before]."""

    effect: Floats
    unit_weights: Floats
    time_weights: Floats
    misfit: float


def block_of(
    outcome: Floats, beside: Ints, rows: Ints, times: Floats, *, cohort: float, gap: float
) -> Block:
    """Return a cohort's block; times at which one of its units was not seen are left out.

    outcome: [U, T]; beside: comparison units; times between cohort - gap and cohort are neither
    before nor after.
    """
    seen = np.isfinite(outcome[rows]).all(axis=0)
    before = np.flatnonzero(seen & (times < cohort - gap))
    after = np.flatnonzero(seen & (times >= cohort))
    changes = np.diff(outcome[np.ix_(beside, before)], axis=1)
    noise = float(changes.std(ddof=1)) if changes.size > 1 else 0.0
    own = np.diff(outcome[np.ix_(rows, before)], axis=1)
    return Block(cohort, rows, before, after, noise, _noise_ratio(own, changes))


def _noise_ratio(own: Floats, beside: Floats) -> float:
    """Return the ratio of root mean squares of changes, [units, times] each; NaN for none."""
    if not own.size or len(beside) < 2:
        return math.nan
    shared = beside.mean(axis=0)
    usual = float(((beside - shared) ** 2).sum() / ((len(beside) - 1) * beside.shape[1]))
    actual = float(((own - shared) ** 2).mean()) / (1.0 + 1.0 / len(beside))
    return math.sqrt(actual / usual) if usual > 0.0 else math.nan


def block_effect(block: Block, treated: Floats, beside: Floats, units: int) -> BlockEffect:
    """Return the effect on `treated` [T] (the mean of `units` units) against `beside` [C, T].

    Weights of comparison units: least squares on the times before, with a constant and a ridge of
    (units x times after)^(1/2) x noise^2 a time; weights of times: so that each comparison unit's
    weighted times before foretell its mean after, with a constant.
    """
    early, late = beside[:, block.before], beside[:, block.after]
    own = treated[block.before]
    ridge = np.sqrt(units * len(block.after)) * block.noise**2
    unit_weights = simplex_weights(
        _centred(early.T), own - own.mean(), float(ridge * len(block.before))
    )
    mean_late = late.mean(axis=1)
    time_weights = simplex_weights(
        _centred(early),
        mean_late - mean_late.mean(),
        (_TIME_RIDGE * block.noise) ** 2 * len(beside),
    )
    apart_early = own - unit_weights @ early
    apart_late = treated[block.after] - unit_weights @ late
    return BlockEffect(
        effect=apart_late - time_weights @ apart_early,
        unit_weights=unit_weights,
        time_weights=time_weights,
        misfit=float(apart_early.std()),
    )


def _centred(columns: Floats) -> Floats:
    centred: Floats = columns - columns.mean(axis=0)
    return centred
