"""What a balanced panel holds about its cohorts: each one's size, mean course and scatter.

All units of one cohort have the same treatment at every time. Whatever is linear in outcomes with
weights that sum to zero in every unit, its variance and its regressions follow from these moments
alone, however many units there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.errors import PanelError
from showfloor.measure.panels import PreparedPanel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_BLOCK = 1024
"""Units read at a time: at 208 weeks a block stays in a processor's own cache."""

_AVERAGES = 3
"""Estimates that are held together, as a multiple of the times: event times before and after."""
_MOST_NUMBERS = 100_000_000
"""Most numbers (800 MB) in moments and weights: 50 cohorts over 700 days are within."""


@dataclass(frozen=True, slots=True)
class CohortMoments:
    """Moments of a balanced panel's H cohorts over T times, outcomes less their unit's mean.

    cohorts: [H] time of first treatment, rising; inf, the never treated, comes last if there.
    times:   [T] rising.
    number:  [H] units.
    level:   [H] mean outcome over all unit-times of the cohort.
    mean:    [H, T] mean over units; each row sums to 0 (add `level` for the mean outcome).
    scatter: [H, T, T] sum over units of the deviations from `mean` times themselves.
    """

    cohorts: Floats
    times: Floats
    number: Floats
    level: Floats
    mean: Floats
    scatter: Floats

    @property
    def treated(self) -> int:
        """Number of treated cohorts, which are the first ones."""
        return int(np.isfinite(self.cohorts).sum())


def is_balanced(prepared: PreparedPanel) -> bool:
    """Say whether cohorts' moments are all that estimates need, and small enough to be held.

    Every unit was observed at every time and is a cluster of its own. Years of days with a hundred
    cohorts would need gigabytes for moments and weights: those panels are read unit by unit too.
    """
    complete = prepared.facts.observed == prepared.outcome.size
    cohorts, times = len(prepared.cohorts) + 1, len(prepared.times)
    held = cohorts * times * (times + _AVERAGES * times) <= _MOST_NUMBERS
    return complete and prepared.clusters == len(prepared.cohort) and held


def cohort_moments(prepared: PreparedPanel) -> CohortMoments:
    """Return the moments of a panel without missing outcomes, in one pass over it.

    Each unit's mean is taken off first: nothing that the estimators ask for depends on it, and
    large stores then cost no digits. PanelError where an outcome is missing.
    """
    if prepared.facts.observed != prepared.outcome.size:
        raise PanelError("a cohort's moments need every unit observed at every time")
    never = np.isinf(prepared.cohort)
    cohorts = np.append(prepared.cohorts, np.inf) if never.any() else prepared.cohorts
    code = np.searchsorted(cohorts, prepared.cohort)
    members = np.split(np.argsort(code, kind="stable"), np.cumsum(np.bincount(code))[:-1])
    times = prepared.outcome.shape[1]
    level, mean = np.empty(len(cohorts)), np.empty((len(cohorts), times))
    scatter = np.empty((len(cohorts), times, times))
    for place, rows in enumerate(members):
        level[place], mean[place], scatter[place] = _moments(prepared.outcome, rows)
    number = np.array([len(rows) for rows in members], dtype=np.float64)
    return CohortMoments(cohorts, prepared.times, number, level, mean, scatter)


def _moments(outcome: Floats, rows: Ints) -> tuple[float, Floats, Floats]:
    """Return the level, mean [T] and scatter [T, T] of some units' outcomes.

    Deviations are taken from the first block's mean and corrected at the end, so that neither a
    second pass is needed nor digits are lost to what all units share in a week.
    """
    times = outcome.shape[1]
    level, about = 0.0, np.zeros(times)
    total, cross = np.zeros(times), np.zeros((times, times))
    for first in range(0, len(rows), _BLOCK):
        block = outcome[rows[first : first + _BLOCK]]
        own = block.mean(axis=1)
        level += float(own.sum())
        block -= own[:, None]
        if not first:
            about = block.mean(axis=0)
        block -= about
        total += block.sum(axis=0)
        cross += block.T @ block
    shift = total / len(rows)
    return level / len(rows), about + shift, cross - len(rows) * np.outer(shift, shift)
