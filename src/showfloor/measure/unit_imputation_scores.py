"""What each unit adds to averages of imputed effects, and its variance under the working model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.panels import PreparedPanel
from showfloor.measure.unit_imputation import UnitFit
from showfloor.measure.unit_scores import UnitScores, clustered

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ROUNDING = 1e-12
"""Noise below this share of its terms is a difference of equal numbers."""


@dataclass(frozen=True, slots=True)
class ImputationScoring:
    """K averages of imputed effects, scored for any units.

    code: [U] place of each unit's cohort. each: [G, T, K] weight of one unit's effect.
    by_time: [T, K] time part of the weights that foretell. carried: [T, 4 K + 1] what untreated
    times carry to variances. length: [U] untreated times, 1 instead of 0.
    """

    fit: UnitFit
    code: Ints
    each: Floats
    by_time: Floats
    carried: Floats
    length: Floats
    least: Floats
    """[K] noise that is none: weights that cancel leave some rounding."""

    @property
    def count(self) -> int:
        """K."""
        return int(self.by_time.shape[1])

    def of(self, rows: Ints) -> UnitScores:
        """Return the scores of units, each a cluster of its own."""
        fit, count, code = self.fit, self.count, self.code[rows]
        score: Floats = -(fit.residual[rows] @ self.by_time)
        own, noise = np.zeros_like(score), np.zeros_like(score)
        for cohort in np.unique(code[code < len(self.each)]).tolist():
            inside = np.flatnonzero(code == cohort)
            each = self.each[cohort]
            effect = fit.effect[rows[inside]]
            seen = np.isfinite(effect)
            own[inside] = seen @ each
            noise[inside] = seen @ each**2
            score[inside] += np.where(seen, effect, 0.0) @ each
        of_times = fit.before[rows].astype(np.float64) @ self.carried
        parts = np.split(of_times, [count, 2 * count, 3 * count, 4 * count], axis=1)
        of_before, squared, freed, both, free = parts
        length = self.length[rows, None]
        by_unit = (own - of_before) / length
        terms = length * by_unit**2 + squared
        noise += terms + 2.0 * by_unit * of_before
        noise[noise <= np.maximum(_ROUNDING * terms, self.least)] = 0.0
        shared = (by_unit * free + 2.0 * freed) * by_unit + both
        shared = np.where(noise > 0.0, shared / np.where(noise > 0.0, noise, 1.0), 0.0)
        untreated = fit.before[rows].sum(axis=1) > 0
        compared = untreated[:, None] & (own == 0.0)
        return UnitScores(score, own, noise, shared, compared, code)


def imputation_scoring(prepared: PreparedPanel, fit: UnitFit, cells: Floats) -> ImputationScoring:
    """Return averages of imputed effects, ready to be scored.

    cells: [K, G, T] weight of each cohort's mean effect at each time, 0 where it has none.
    """
    code = np.searchsorted(prepared.cohorts, prepared.cohort)
    length = np.maximum(fit.before.sum(axis=1), 1).astype(np.float64)
    right = np.zeros((prepared.outcome.shape[1], len(cells)))
    each = np.empty((len(prepared.cohorts), *right.shape))
    for cohort, rows in enumerate(fit.rows[:-1]):
        seen = np.isfinite(fit.effect[rows])
        number = seen.sum(axis=0)
        each[cohort] = (cells[:, cohort] / np.maximum(number, 1)).T
        right += number[:, None] * each[cohort]
        own = seen @ each[cohort]
        right -= fit.before[rows].T @ (own / length[rows, None])
    by_time = fit.solve(right)
    # A unit's effect takes a single untreated outcome whole: it says nothing about its time.
    telling = (length > 1.0).astype(np.float64) @ fit.before
    free = 1.0 / np.maximum(telling, 1.0)[:, None]
    squared = by_time**2
    carried = np.hstack([by_time, squared, by_time * free, squared * free, free])
    least = _ROUNDING**2 * squared.max(axis=0)
    return ImputationScoring(fit, code, each, by_time, carried, length, least)


def imputation_scores(prepared: PreparedPanel, fit: UnitFit, cells: Floats) -> UnitScores:
    """Return the scores of all clusters in averages of imputed effects; cells: [K, G, T]."""
    scoring = imputation_scoring(prepared, fit, cells)
    return clustered(prepared, scoring.of(np.arange(len(prepared.cohort))))
