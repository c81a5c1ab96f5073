"""Imputation of a balanced panel from its cohorts' moments: every number in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg

from showfloor.measure.cohort_moments import CohortMoments
from showfloor.measure.cohort_sums import CohortSums

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CohortImputation:
    """The estimates (overall, then horizons, then cohorts) of H cohorts over T times.

    sums:      1 + E + G estimates.
    horizons:  [E] times since treatment, rising. groups: [G] places of the cohorts with effects.
    untreated: [H] number of untreated times, which are the first ones.
    residual:  [H, T] the cohort's mean residual on untreated times, 0 elsewhere.
    unforetold: treated unit-times that no untreated unit foretells.
    """

    sums: CohortSums
    horizons: Floats
    groups: Ints
    untreated: Ints
    residual: Floats
    unforetold: int


@dataclass(frozen=True, slots=True)
class CohortPretrend:
    """Coefficients [J] of leads before treatment and their covariance before any correction.

    leads: [J] times since treatment, latest first. slopes: [J], NaN where they cannot be told
    apart from unit and time effects. rows: untreated unit-times. times: those with such a row.
    """

    leads: Floats
    slopes: Floats
    covariance: Floats
    rows: int
    times: int


def untreated_times(moments: CohortMoments, anticipation: float) -> Ints:
    """Return [H] how many times each cohort is untreated: the first ones, up to anticipation."""
    before = moments.times[None, :] - moments.cohorts[:, None] < -anticipation
    count: Ints = before.sum(axis=1)
    return count


def imputation_sums(moments: CohortMoments, anticipation: float) -> CohortImputation:
    """Return the imputation estimates with the weight of every outcome behind them.

    Without any effect that can be foretold there is one estimate, the overall, and it is NaN.
    """
    lengths = untreated_times(moments, anticipation)
    before = np.arange(len(moments.times))[None, :] < lengths[:, None]
    since = moments.times[None, :] - moments.cohorts[:, None]
    after = since >= 0.0
    known = after & (np.arange(len(moments.times)) < lengths.max())[None, :]
    system = _times_system(moments, before)
    residual, effect = _effects(moments, before, system)
    horizons = np.unique(since[known])
    groups = np.flatnonzero(known.any(axis=1))
    own = _own_weights(moments, known, since, horizons, groups)
    weights = own - _foretelling(moments, before, system, own)
    value = np.einsum("hkt,ht->k", own, moments.number[:, None] * effect)
    value = np.where(own.any(axis=(0, 2)), value, np.nan)
    treated: Flags = np.any(own != 0.0, axis=2)
    shift = np.einsum("hkt,ht->hk", weights * before[:, None, :], residual)
    sums = CohortSums(value, weights, shift, treated, np.logical_not(treated))
    lost = int(moments.number @ (after & ~known).sum(axis=1))
    return CohortImputation(sums, horizons, groups, lengths, residual, lost)


def pretrend_sums(
    moments: CohortMoments, anticipation: float, residual: Floats, leads: int
) -> CohortPretrend | None:
    """Return the coefficients of the last leads before treatment; None where there is one time.

    residual: [H, T] of the untreated model without leads, as `imputation_sums` gives it.
    """
    before = (
        np.arange(len(moments.times))[None, :] < untreated_times(moments, anticipation)[:, None]
    )
    since = np.where(before, moments.times[None, :] - moments.cohorts[:, None], -np.inf)
    available = np.unique(since[np.isfinite(since)])[::-1]
    chosen = available[: min(leads, len(available) - 1)]
    if not len(chosen):
        return None
    columns = (since[:, None, :] == chosen[None, :, None]).astype(np.float64)
    columns -= _foretelling(moments, before, _times_system(moments, before), columns)
    cross = np.einsum("hjt,hkt->jk", moments.number[:, None, None] * columns, columns)
    rows = int(moments.number @ before.sum(axis=1))
    times = int(before.any(axis=0).sum())
    tolerance = 1e-9 * max(float(np.trace(cross)), 1e-300)
    if np.linalg.matrix_rank(cross, tol=tolerance) < len(chosen):
        nan = np.full(len(chosen), np.nan)
        return CohortPretrend(chosen, nan, np.diag(nan), rows, times)
    bread = np.linalg.inv(cross)
    slopes = bread @ np.einsum("hjt,ht->j", columns, moments.number[:, None] * residual)
    left = residual - np.einsum("hjt,j->ht", columns, slopes)
    meat = np.zeros_like(cross)
    for number, column, scatter, rest in zip(
        moments.number, columns, moments.scatter, left, strict=True
    ):
        shared = column @ rest
        meat += column @ scatter @ column.T + number * np.outer(shared, shared)
    return CohortPretrend(chosen, slopes, bread @ meat @ bread, rows, times)


def _own_weights(
    moments: CohortMoments, known: Flags, since: Floats, horizons: Floats, groups: Ints
) -> Floats:
    """Return [H, 1 + E + G, T]: what each estimate gives to the effects of one unit."""
    own = np.zeros((len(moments.number), 1 + len(horizons) + len(groups), len(moments.times)))
    cohort, time = np.nonzero(known)
    if not len(cohort):
        return own
    place = 1 + np.searchsorted(horizons, since[cohort, time])
    own[cohort, 0, time] = 1.0 / moments.number[cohort].sum()
    sizes = np.bincount(place, weights=moments.number[cohort])
    own[cohort, place, time] = 1.0 / sizes[place]
    each = 1.0 / (moments.number * np.maximum(known.sum(axis=1), 1))
    group = 1 + len(horizons) + np.searchsorted(groups, cohort)
    own[cohort, group, time] = each[cohort]
    return own


def _times_system(moments: CohortMoments, before: Flags) -> Floats:
    """Return the normal equations [S, S] of the time effects, the units' taken out.

    S: the times with an untreated unit; the first one's effect is set to zero.
    """
    used = before[:, before.any(axis=0)].astype(np.float64)
    per_time = moments.number / used.sum(axis=1)
    system: Floats = np.diag(moments.number @ used) - used.T @ (per_time[:, None] * used)
    system[0, :] = system[:, 0] = 0.0
    system[0, 0] = 1.0
    return system


def _time_effects(system: Floats, right: Floats) -> Floats:
    """Solve for the time effects [T, k] of right-hand sides [T, k]; 0 beyond the system."""
    effects: Floats = np.zeros_like(right)
    inside = right[: len(system)].copy()
    inside[0] = 0.0
    effects[: len(system)] = linalg.cho_solve(linalg.cho_factor(system), inside)
    return effects


def _effects(moments: CohortMoments, before: Flags, system: Floats) -> tuple[Floats, Floats]:
    """Return the mean residuals on untreated times and the outcomes less what is foretold."""
    lengths = before.sum(axis=1)
    own = (moments.mean * before).sum(axis=1) / lengths
    centred = (moments.mean - own[:, None]) * before
    of_time = _time_effects(system, (moments.number @ centred)[:, None])[:, 0]
    of_unit = own - (before @ of_time) / lengths
    effect: Floats = moments.mean - of_unit[:, None] - of_time[None, :]
    return effect * before, effect


def _foretelling(moments: CohortMoments, before: Flags, system: Floats, given: Floats) -> Floats:
    """Return [H, K, T]: on untreated times, the unit and time effects with the sums of `given`.

    Of the weights of treated unit-times this is what foretells them; of a regressor [H, K, T] on
    untreated unit-times it is the regressor's projection on unit and time effects.
    """
    inside = before.astype(np.float64)
    lengths = inside.sum(axis=1)[:, None]
    of_unit = given.sum(axis=2) / lengths
    right = np.einsum("h,hkt->tk", moments.number, given)
    right -= inside.T @ (moments.number[:, None] * of_unit)
    of_time = _time_effects(system, right).T
    of_unit -= (inside @ of_time.T) / lengths
    projected: Floats = (of_unit[:, :, None] + of_time[None, :, :]) * before[:, None, :]
    return projected
