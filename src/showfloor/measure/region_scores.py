"""Errors of averages whose weeks are each region's own: leverages exact, regions one by one.

A region's weeks are learned from few stores, which the shortcuts for many would make too sure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.pooled_scores import ALONE
from showfloor.measure.unit_imputation import UnitFit
from showfloor.measure.unit_scores import ScoreAdjusting, ScoreSums, UnitErrors, UnitScores

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def hidden_noise(fit: UnitFit, mass: Floats, by_unit: Floats, by_time: Floats) -> Floats:
    """Return [U, K]: how much of the noise of each unit's weighted residuals the fit hides.

    mass: [U, T] weights of the untreated model, 0 where a unit-time is not in it. by_unit [U, K]
    and by_time [T, K] add up to the weights x of residuals, whose mass-weighted sum by unit is 0.
    With noise of variance mass^2, q = the noise that x carries to the times and S the times'
    equations, the residuals' part of the variance is sum mass^2 x^2 less what is returned:
    2 u'q - u'Bu, u = S^(-1) (mass x), B the variance of the times' right sides.
    """
    square = mass**2
    whole = mass.sum(axis=1)[:, None]
    part = mass / np.where(whole > 0.0, whole, 1.0)
    noise = square.sum(axis=1)[:, None]
    carried = square.T @ part
    between = np.diag(square.sum(axis=0)) - carried - carried.T + part.T @ (noise * part)
    # One inverse of S, not a solution for each average: thousands of small ones took most of a run.
    inverse = fit.solve(np.eye(len(by_time)))
    hidden = np.empty_like(by_unit)
    for k in range(by_unit.shape[1]):
        weight = by_unit[:, k, None] + by_time[None, :, k]
        spread = square * weight
        own = spread - part * spread.sum(axis=1)[:, None]
        moved = (mass * weight) @ inverse
        hidden[:, k] = 2.0 * np.einsum("ut,ut->u", moved, own)
        hidden[:, k] -= np.einsum("ut,ut->u", moved @ between, moved)
    return hidden


@dataclass(frozen=True, slots=True)
class _Compared:
    """Sums over the compared units, [K]: all their noise, what is seen, its squared norm."""

    whole: Floats
    seen: Floats
    norm: Floats


def errors_by_region(scores: UnitScores, region: Ints) -> UnitErrors:
    """Return the adjusted scores, with pools by region and cohort, thin ones joined.

    region: [C]. Units of one region and cohort share what their region's weeks are uncertain by,
    so that it drops out of how they differ. Compared units count region by region. Where some are
    the only ones of their region-times, they leave no residual: those that do leave one then speak
    for them (noise in the same proportion), or the treated ones where none does.
    """
    cells = scores.cohort + region * (int(scores.cohort.max()) + 1)
    code = np.unique(cells, return_inverse=True)[1]
    rows_of = [np.flatnonzero(code == cell) for cell in range(int(code.max()) + 1)]
    found = ScoreSums.of([scores.at(rows) for rows in rows_of])
    adjusting = ScoreAdjusting.of(found)
    adjusted = np.empty_like(scores.score)
    compared = _Compared(*np.zeros((3, scores.score.shape[1])))
    for place in range(int(region.max()) + 1):
        before = adjusting.compared.copy()
        for cell, rows in enumerate(rows_of):
            if region[rows[0]] == place:
                adjusted[rows] = adjusting.add(scores.at(rows), cell)
        compared = _and_region(compared, scores, region == place, adjusting.compared - before)
    treated = adjusting.terms[0].sum(axis=0)
    some = compared.seen > 0.0
    for_compared = compared.whole / np.where(some, compared.seen, 1.0)
    for_treated = 1.0 + np.where(some, 0.0, compared.whole) / np.where(treated > 0.0, treated, 1.0)
    factor = np.where(scores.own == 0.0, for_compared, for_treated)
    nothing = np.zeros_like(compared.seen)
    adjusting.compared = np.stack(
        [compared.whole * some, compared.norm * for_compared**2 * some, nothing]
    )
    sides = np.stack([found.treated, adjusting.beside])
    return UnitErrors(adjusted * np.sqrt(factor), adjusting.degrees(), sides)


def _and_region(
    sums: _Compared, scores: UnitScores, inside: npt.NDArray[np.bool_], terms: Floats
) -> _Compared:
    """Return the sums with one region's; terms: [3, K] noise, its squares and what is hidden."""
    seen, square, shared = terms
    lost = shared / np.where(seen > 0.0, seen, 1.0)
    rows = np.flatnonzero(inside)
    whole = np.where(scores.compared[rows], scores.noise[rows], 0.0).sum(axis=0)
    norm = square / np.maximum(1.0 - lost, ALONE)
    return _Compared(sums.whole + whole, sums.seen + seen, sums.norm + norm)
