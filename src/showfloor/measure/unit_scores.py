"""Scores unit by unit, where outcomes are missing or clusters are coarser than units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.panels import PreparedPanel
from showfloor.measure.pooled_scores import ScoreGroups, pooled_error, pools_of
from showfloor.measure.unit_differences import UnitCells
from showfloor.measure.unit_imputation import UnitFit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class UnitScores:
    """What C clusters add to K estimates: [C, K] each but `cohort`.

    score: sums to the estimates, but for what compared units leave unexplained. own: weight of the
    cluster's own effect. noise: the score's variance under the working model, in any unit. shared:
    leverage of a compared cluster. compared: whether it is compared with only. cohort: [C] place.
    """

    score: Floats
    own: Floats
    noise: Floats
    shared: Floats
    compared: Flags
    cohort: Ints


@dataclass(frozen=True, slots=True)
class UnitErrors:
    """Adjusted scores [C, K], whose cross-products are the covariance; df [K]; sides [2, K]."""

    adjusted: Floats
    df: Floats
    sides: Ints

    @property
    def variance(self) -> Floats:
        """[K]."""
        return np.asarray((self.adjusted**2).sum(axis=0), dtype=np.float64)


def imputation_scores(prepared: PreparedPanel, fit: UnitFit, cells: Floats) -> UnitScores:
    """Return the scores of averages of imputed effects.

    cells: [K, G, T] weight of each cohort's mean effect at each time, 0 where it has none.
    """
    count, units = len(cells), len(prepared.cohort)
    code = np.searchsorted(prepared.cohorts, prepared.cohort)
    before = fit.before.astype(np.float64)
    length = np.maximum(before.sum(axis=1), 1.0)[:, None]
    score, own, noise = np.zeros((units, count)), np.zeros((units, count)), np.zeros((units, count))
    right = np.zeros((prepared.outcome.shape[1], count))
    for cohort, rows in enumerate(fit.rows[:-1]):
        seen = np.isfinite(fit.effect[rows])
        each = (cells[:, cohort] / np.maximum(seen.sum(axis=0), 1)).T
        inside = seen.astype(np.float64)
        score[rows] = np.where(seen, fit.effect[rows], 0.0) @ each
        own[rows], noise[rows] = inside @ each, inside @ each**2
        right += inside.sum(axis=0)[:, None] * each
    by_time = fit.solve(right - before.T @ (own / length))
    of_before = before @ by_time
    by_unit = (own - of_before) / length
    free = (1.0 / np.maximum(before.sum(axis=0), 1.0))[:, None]
    score -= fit.residual @ by_time
    noise += length * by_unit**2 + 2.0 * by_unit * of_before + before @ by_time**2
    shared = by_unit**2 * (before @ free) + 2.0 * by_unit * (before @ (by_time * free))
    shared += before @ (by_time**2 * free)
    shared /= np.where(noise > 0.0, noise, 1.0)
    compared = (fit.before.sum(axis=1) > 0)[:, None] & (own == 0.0)
    return _by_cluster(prepared, UnitScores(score, own, noise, shared, compared, code))


def difference_scores(prepared: PreparedPanel, found: UnitCells, cells: Floats) -> UnitScores:
    """Return the scores of averages of ATT(g, t). cells: [K, G, T] weights, 0 where undefined.

    The working model is that of scores in proportion to their gross weights.
    """
    shape = (len(prepared.cohort), len(cells))
    score, own, gross, share = (np.zeros(shape) for _ in range(4))
    for cohort in range(len(found.att)):
        asked = np.flatnonzero((cells[:, cohort] != 0.0).any(axis=1))
        if not len(asked):
            continue
        weight = cells[asked, cohort].T
        own_count = np.maximum(found.own_count[cohort], 1.0)[:, None]
        other_count = np.maximum(found.other_count[cohort], 1.0)[:, None]
        rows = np.flatnonzero(found.code == cohort)
        apart, mine = _apart(prepared, found, cohort, rows)
        score[np.ix_(rows, asked)] += apart @ (weight / own_count)
        own[np.ix_(rows, asked)] += mine @ (weight / own_count)
        gross[np.ix_(rows, asked)] += mine @ np.abs(weight / own_count)
        rows = np.flatnonzero(found.compared[cohort].any(axis=1)[found.code])
        apart, seen = _apart(prepared, found, cohort, rows)
        beside = seen * found.compared[cohort][found.code[rows]]
        score[np.ix_(rows, asked)] -= (apart * beside) @ (weight / other_count)
        gross[np.ix_(rows, asked)] += beside @ np.abs(weight / other_count)
        share[np.ix_(rows, asked)] += beside @ np.abs(weight / other_count**2)
    share /= np.where(gross > 0.0, gross, 1.0)
    compared = (gross > 0.0) & (own == 0.0)
    return _by_cluster(prepared, UnitScores(score, own, gross**2, share, compared, found.code))


def _apart(
    prepared: PreparedPanel, found: UnitCells, cohort: int, rows: Ints
) -> tuple[Floats, Floats]:
    """Return changes [rows, T] less those compared with, and 1 where both ends were seen."""
    base = found.base[cohort]
    block = prepared.outcome[rows]
    change = block - block[:, np.maximum(base, 0)] - found.other_mean[cohort]
    seen = np.isfinite(change) & ((base >= 0) & np.isfinite(found.att[cohort]))[None, :]
    return np.where(seen, change, 0.0), seen.astype(np.float64)


def unit_errors(scores: UnitScores) -> UnitErrors:
    """Return the adjusted scores, as in `pooled_scores`: pools are cohorts, thin ones joined."""
    adjusted = np.empty_like(scores.score)
    clusters, count = scores.score.shape
    df, sides = np.full(count, np.nan), np.zeros((2, count), dtype=np.int64)
    cohorts = int(scores.cohort.max()) + 1
    for k in range(count):
        own = scores.own[:, k]
        about = own != 0.0
        number = np.bincount(scores.cohort[about], minlength=cohorts).astype(np.float64)
        pool = np.where(about, pools_of(number, number)[scores.cohort], -1)
        noise = np.where(about | scores.compared[:, k], scores.noise[:, k], 0.0)
        groups = ScoreGroups(np.ones(clusters), own, noise, scores.shared[:, k], pool)
        error = pooled_error(groups)
        adjusted[:, k] = np.sqrt(error.factor) * error.centre(scores.score[:, k])
        df[k] = error.df
        sides[:, k] = about.sum(), scores.compared[:, k].sum()
    return UnitErrors(adjusted, df, sides)


def _by_cluster(prepared: PreparedPanel, scores: UnitScores) -> UnitScores:
    """Add units up by cluster; a cluster with treated units belongs to their earliest cohort."""
    clusters = prepared.clusters
    if clusters == len(prepared.cohort) and (np.diff(prepared.cluster) == 1).all():
        return scores

    def summed(values: Floats) -> Floats:
        sums = np.zeros((clusters, values.shape[1]))
        np.add.at(sums, prepared.cluster, values)
        return sums

    cohort = np.full(clusters, int(scores.cohort.max()) + 1)
    np.minimum.at(cohort, prepared.cluster, scores.cohort)
    own = summed(scores.own)
    compared = summed(scores.compared.astype(np.float64)) > 0.0
    shared = summed(scores.shared * np.where(scores.compared, 1.0, 0.0))
    return UnitScores(
        score=summed(scores.score),
        own=own,
        noise=summed(np.sqrt(np.maximum(scores.noise, 0.0))) ** 2,
        shared=np.minimum(shared, 1.0),
        compared=compared & (own == 0.0),
        cohort=cohort,
    )
