"""Imputation (Borusyak, Jaravel, Spiess 2024): effects against the untreated outcome foretold."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.absorption import TwoEffects, two_effects
from showfloor.measure.inference import sums_by_cluster, undefined, with_interval
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.resting import Support, rest_on
from showfloor.measure.types import Estimate, Imputation

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LEADS = 4
"""Times before treatment whose coefficients the pre-trend test looks at, where there are enough."""


@dataclass(frozen=True, slots=True)
class _Untreated:
    """The model of the untreated unit-times: fitted by unit and time effects.

    rows, columns: [n] places of the untreated, observed unit-times. residual: [U, T], 0 elsewhere.
    foretold: [U, T], NaN where the untreated data do not determine it.
    """

    rows: Ints
    columns: Ints
    effects: TwoEffects
    unit_level: Ints
    time_level: Ints
    residual: Floats
    foretold: Floats


@dataclass(frozen=True, slots=True)
class _Treated:
    """The m treated unit-times with their effects. horizon: [m] place among the horizons."""

    rows: Ints
    columns: Ints
    effect: Floats
    horizon: Ints
    horizons: int

    @property
    def sizes(self) -> Ints:
        """[horizons] number of unit-times."""
        return np.bincount(self.horizon, minlength=self.horizons).astype(np.int64, copy=False)


def imputation(panel: Panel, *, anticipation: float = 0.0, leads: int = LEADS) -> Imputation:
    """Estimate effects as outcome less what unit and time effects of untreated unit-times foretell.

    Estimates are in the outcome's unit: `overall` the mean over all treated unit-times, `event` by
    time since treatment. Standard errors are the conservative ones of the paper's theorem 3 with
    effects averaged by cohort and time (equation 8), clustered; df = min(treated, untreated
    clusters) - 1. The pre-trend test (section 4.4) adds `leads` indicators before treatment to the
    untreated model. Missing unit-times are left out. PanelError where nothing can be foretold.
    """
    prepared = prepare(panel, anticipation=anticipation)
    return estimate_imputation(prepared, anticipation, leads)


def estimate_imputation(
    prepared: PreparedPanel, anticipation: float, leads: int = LEADS
) -> Imputation:
    """Return `imputation` of a panel that was prepared before."""
    since = prepared.times[None, :] - prepared.cohort[:, None]
    observed = np.isfinite(prepared.outcome)
    untreated = observed & (since < -anticipation)
    model = _untreated_model(prepared, untreated)
    effect = prepared.outcome - model.foretold
    treated = observed & (since >= 0.0) & np.isfinite(effect)
    if not treated.any():
        raise PanelError("no treated unit-time can be foretold from untreated unit-times")
    horizons = np.unique(since[treated])
    row, column = np.nonzero(treated)
    place = np.searchsorted(horizons, since[row, column])
    foretold = _Treated(row, column, effect[row, column], place, len(horizons))
    estimates = _averages(prepared, model, foretold)
    pretrend, p = _pretrend(prepared, model, since, leads)
    return Imputation(
        overall=estimates[0],
        event={float(h): e for h, e in zip(horizons, estimates[1:], strict=True)},
        pretrend=pretrend,
        pretrend_p=p,
    )


def unforetold(prepared: PreparedPanel, anticipation: float) -> int:
    """Return how many observed treated unit-times the untreated data cannot foretell."""
    since = prepared.times[None, :] - prepared.cohort[:, None]
    observed = np.isfinite(prepared.outcome)
    model = _untreated_model(prepared, observed & (since < -anticipation))
    return int((observed & (since >= 0.0) & ~np.isfinite(model.foretold)).sum())


def _untreated_model(prepared: PreparedPanel, untreated: Flags) -> _Untreated:
    rows, columns = np.nonzero(untreated)
    if not len(rows):
        raise PanelError("no untreated unit-time was observed")
    effects = two_effects(rows, columns)
    values = prepared.outcome[rows, columns]
    sums_a, sums_b = effects.sums(values[:, None])
    of_unit, of_time = effects.solve(np.ones(len(rows)), sums_a, sums_b)
    units, times = prepared.outcome.shape
    unit_level, time_level = np.full(units, -1), np.full(times, -1)
    unit_level[rows] = effects.effect_a
    time_level[columns] = effects.effect_b
    known = (unit_level >= 0)[:, None] & (time_level >= 0)[None, :]
    known &= effects.component_a[unit_level][:, None] == effects.component_b[time_level][None, :]
    fitted = of_unit[unit_level, 0][:, None] + of_time[time_level, 0][None, :]
    residual = np.zeros((units, times))
    residual[rows, columns] = values - fitted[rows, columns]
    foretold = np.where(known, fitted, np.nan)
    return _Untreated(rows, columns, effects, unit_level, time_level, residual, foretold)


def _averages(prepared: PreparedPanel, model: _Untreated, treated: _Treated) -> list[Estimate]:
    """Return the mean effect over all treated unit-times, then over those of each horizon."""
    rows, horizon, sizes = treated.rows, treated.horizon, treated.sizes
    by_horizon = np.bincount(horizon, weights=treated.effect, minlength=treated.horizons) / sizes
    values = [float(treated.effect.mean()), *by_horizon.tolist()]
    influence = _influence_of_untreated(model, treated)
    spread = treated.effect - _cohort_means(prepared, treated)
    influence[:, 0] += np.bincount(rows, weights=spread / len(rows), minlength=len(influence))
    np.add.at(influence, (rows, horizon + 1), spread / sizes[horizon])
    compared = np.zeros(len(prepared.cohort), dtype=bool)
    compared[model.rows] = True
    estimates = []
    for k, value in enumerate(values):
        chosen = np.zeros(len(prepared.cohort), dtype=bool)
        chosen[rows if k == 0 else rows[horizon == k - 1]] = True
        support = Support(chosen, compared & ~chosen)
        estimates.append(rest_on(value, influence[:, k], prepared.cluster, support))
    return estimates


def _influence_of_untreated(model: _Untreated, treated: _Treated) -> Floats:
    """Return [U, 1 + horizons]: by unit, the sum of v x residual over its untreated unit-times.

    v = -Z (Z'Z)^-1 Z1' w: with (a, b) the effects that solve the untreated normal equations for the
    treated weights' sums, v = -(a_i + b_t).
    """
    width = treated.horizons + 1
    sums_a = np.zeros((model.effects.a_levels, width))
    sums_b = np.zeros((model.effects.b_levels, width))
    a, b = model.unit_level[treated.rows], model.time_level[treated.columns]
    weight = 1.0 / treated.sizes[treated.horizon]
    for sums, level in ((sums_a, a), (sums_b, b)):
        sums[:, 0] = np.bincount(level, minlength=len(sums)) / len(level)
        np.add.at(sums, (level, treated.horizon + 1), weight)
    of_a, of_b = model.effects.solve(np.ones(len(model.rows)), sums_a, sums_b)
    by_time = np.where((model.time_level >= 0)[:, None], of_b[model.time_level], 0.0)
    by_unit = np.where((model.unit_level >= 0)[:, None], of_a[model.unit_level], 0.0)
    residual_sums = model.residual.sum(axis=1)
    influence: Floats = -(model.residual @ by_time + residual_sums[:, None] * by_unit)
    return influence


def _cohort_means(prepared: PreparedPanel, treated: _Treated) -> Floats:
    """Return for each treated unit-time the mean effect of its cohort at that time."""
    cohort = np.searchsorted(prepared.cohorts, prepared.cohort[treated.rows])
    cell = cohort * len(prepared.times) + treated.columns
    means = np.bincount(cell, weights=treated.effect) / np.maximum(np.bincount(cell), 1)
    found: Floats = means[cell]
    return found


def _pretrend(
    prepared: PreparedPanel, model: _Untreated, since: Floats, leads: int
) -> tuple[dict[float, Estimate], float]:
    """Return the coefficients of the last leads before treatment, and their joint p-value (F)."""
    before = since[model.rows, model.columns]
    treated_later = np.isfinite(before)
    available = np.unique(before[treated_later])[::-1]
    chosen = available[: min(leads, len(available) - 1)] if len(available) > 1 else available[:0]
    if not len(chosen):
        return {}, math.nan
    columns = (before[:, None] == chosen[None, :]).astype(np.float64)
    values = prepared.outcome[model.rows, model.columns]
    residual = model.effects.residuals(columns, np.ones(len(values)))
    cross = residual.T @ residual
    if np.linalg.matrix_rank(cross, tol=1e-9 * max(float(np.trace(cross)), 1e-300)) < len(chosen):
        reason = "the leads cannot be told apart from unit and time effects"
        return {float(e): undefined(reason) for e in chosen}, math.nan
    slopes = np.linalg.solve(cross, residual.T @ values).astype(np.float64, copy=False)
    errors = model.residual[model.rows, model.columns] - residual @ slopes
    cluster = prepared.cluster[model.rows]
    scores = sums_by_cluster(residual * errors[:, None], cluster)
    clusters = len(np.unique(cluster))
    bread = np.linalg.inv(cross)
    rows, free = len(values), len(chosen) + model.effects.b_levels
    if clusters < 2 or rows <= free:
        return {}, math.nan
    factor = clusters / (clusters - 1) * (rows - 1) / (rows - free)
    covariance: Floats = factor * bread @ (scores.T @ scores) @ bread
    estimates = {
        float(e): with_interval(float(slopes[k]), math.sqrt(covariance[k, k]), clusters - 1.0)
        for k, e in enumerate(chosen)
    }
    return dict(sorted(estimates.items())), _joint_p(slopes, covariance, clusters)


def _joint_p(slopes: Floats, covariance: Floats, clusters: int) -> float:
    number = len(slopes)
    if clusters <= number or np.linalg.matrix_rank(covariance) < number:
        return math.nan
    wald = float(slopes @ np.linalg.solve(covariance, slopes)) / number
    return float(stats.f.sf(wald, number, clusters - 1))
