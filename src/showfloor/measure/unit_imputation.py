"""Imputation unit by unit: for missing outcomes and clusters coarser than units.

The unit effects are taken out one unit at a time, which leaves normal equations of times by times;
whatever else is needed is a sum over units. Time and memory grow in proportion to the units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse
from scipy.sparse.csgraph import connected_components

from showfloor.measure.cohort_imputation import CohortPretrend
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.resting import Resting

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class UnitFit:
    """The untreated model of U units over T times.

    rows:      [G + 1] the units of each treated cohort, then the never treated.
    before:    [U, T] untreated and observed.
    residual:  [U, T] on those, 0 elsewhere.
    effect:    [U, T] outcome less what is foretold on treated and observed unit-times, else NaN.
    component: [T] times joined by a unit with untreated outcomes at both; -1 without any.
    factor:    Cholesky factor of the times' equations, one time of each component set to zero.
    grounded:  [T] those times; a time without any untreated outcome is one too.
    mean:      [U, T] what is foretold without treatment in a model in per cent, whose equations
               weigh unit-times by it; None: in levels, where all weigh the same.
    """

    rows: tuple[Ints, ...]
    before: Flags
    residual: Floats
    effect: Floats
    component: Ints
    factor: Floats
    grounded: Flags
    mean: Floats | None = None

    def solve(self, right: Floats) -> Floats:
        """Return the time effects [T, k] of right-hand sides [T, k]."""
        inside = np.where(self.grounded[:, None], 0.0, right)
        solved: Floats = linalg.cho_solve((self.factor, False), inside)
        return solved


@dataclass(frozen=True, slots=True)
class UnitAverages:
    """The averages (overall, then horizons, then cohorts) of the effects of a fit.

    cells: [G, T] number of unit-times with an effect. horizons: [E] times since treatment, rising.
    groups: [G'] places of the cohorts with effects. unforetold: treated unit-times without effect.
    """

    fit: UnitFit
    cells: Ints
    horizons: Floats
    groups: Ints
    unforetold: int

    def rests(self, prepared: PreparedPanel) -> tuple[Resting, Floats]:
        """Return what the averages rest on, and the covariance [E, E] of the horizons."""
        since = prepared.times[None, :] - prepared.cohorts[:, None]
        place = np.searchsorted(self.horizons, since)
        keys = _Keys(self.cells, place, len(self.horizons), self.groups)
        by_time = self.fit.solve(_right_sides(self.fit, keys))
        return _rests(prepared, self.fit, keys, by_time)


def unit_fit(prepared: PreparedPanel, anticipation: float) -> UnitFit:
    """Fit unit and time effects to the untreated, observed outcomes."""
    since = prepared.times[None, :] - prepared.cohort[:, None]
    observed = np.isfinite(prepared.outcome)
    before = observed & (since < -anticipation)
    cohorts = np.append(prepared.cohorts, np.inf)
    code = np.searchsorted(cohorts, prepared.cohort)
    order = np.argsort(code, kind="stable")
    rows = tuple(np.split(order, np.cumsum(np.bincount(code, minlength=len(cohorts)))[:-1]))
    outcome = np.where(before, prepared.outcome, 0.0)
    length = np.maximum(before.sum(axis=1), 1).astype(np.float64)
    own = outcome.sum(axis=1) / length
    centred = np.where(before, prepared.outcome - own[:, None], 0.0)
    system = _times_system(before, length)
    component, grounded, factor = factored_times(system)
    component = np.where(before.any(axis=0), component, -1)
    fit = UnitFit(rows, before, centred, centred, component, factor, grounded)
    of_time = fit.solve(centred.sum(axis=0)[:, None])[:, 0]
    of_unit = own - (before @ of_time) / length
    rest = prepared.outcome - of_unit[:, None] - of_time[None, :]
    known = component_of_units(before, component)[:, None] == component[None, :]
    effect = np.where((since >= 0.0) & known, rest, np.nan)
    residual = np.where(before, rest, 0.0)
    return UnitFit(rows, before, residual, effect, component, factor, grounded)


def unit_averages(prepared: PreparedPanel, fit: UnitFit) -> UnitAverages:
    """Return which averages the fit's effects have: overall, by horizon and by cohort."""
    treated = np.isfinite(fit.effect)
    cells = np.array([treated[rows].sum(axis=0) for rows in fit.rows[:-1]])
    since = prepared.times[None, :] - prepared.cohorts[:, None]
    horizons = np.unique(since[cells > 0])
    groups = np.flatnonzero(cells.sum(axis=1))
    late = np.isfinite(prepared.outcome) & (prepared.times[None, :] >= prepared.cohort[:, None])
    unforetold = int(late.sum()) - int(treated.sum())
    return UnitAverages(fit, cells, horizons, groups, unforetold)


def unit_pretrend(
    prepared: PreparedPanel, fit: UnitFit, leads: int
) -> tuple[CohortPretrend | None, int]:
    """Return the coefficients of the last leads before treatment, and the clusters behind them."""
    before, chosen = leads_before(prepared, fit.before, leads)
    clusters = len(np.unique(prepared.cluster[fit.before.any(axis=1)]))
    if not len(chosen):
        return None, clusters
    products, scores = _lead_products(fit, before, chosen)
    cross = products.sum(axis=0)
    rows, times = int(fit.before.sum()), int(fit.before.any(axis=0).sum())
    tolerance = 1e-9 * max(float(np.trace(cross)), 1e-300)
    if np.linalg.matrix_rank(cross, tol=tolerance) < len(chosen):
        nan = np.full(len(chosen), np.nan)
        return CohortPretrend(chosen, nan, np.diag(nan), rows, times), clusters
    bread = np.linalg.inv(cross)
    slopes = bread @ scores.sum(axis=0)
    sums = np.zeros((prepared.clusters, len(chosen)))
    np.add.at(sums, prepared.cluster, scores - products @ slopes)
    covariance = bread @ (sums.T @ sums) @ bread
    return CohortPretrend(chosen, slopes, covariance, rows, times), clusters


def leads_before(prepared: PreparedPanel, before: Flags, leads: int) -> tuple[Floats, Floats]:
    """Return [U, T] times since treatment where untreated and observed, and the last leads [J].

    The times are -inf elsewhere; one lead at least stays out, to compare with: none, if need be.
    """
    since = np.where(before, prepared.times[None, :] - prepared.cohort[:, None], -np.inf)
    available = np.unique(since[np.isfinite(since)])[::-1]
    return since, available[: max(min(leads, len(available) - 1), 0)]


@dataclass(frozen=True, slots=True)
class _Keys:
    """Which of 1 + E + G estimates each treated unit-time belongs to.

    cells: [G, T] number of unit-times with an effect. horizon: [G, T] place among the E horizons.
    groups: places of the cohorts with effects.
    """

    cells: Ints
    horizon: Ints
    horizons: int
    groups: Ints

    @property
    def count(self) -> int:
        """Number of estimates."""
        return 1 + self.horizons + len(self.groups)

    @property
    def sizes(self) -> Floats:
        """[K] unit-times of each estimate; 1 instead of 0."""
        used = self.cells > 0
        by_horizon = np.bincount(
            self.horizon[used], weights=self.cells[used], minlength=self.horizons
        )
        by_group = self.cells.sum(axis=1)[self.groups]
        overall = [max(int(self.cells.sum()), 1)]
        return np.concatenate([overall, by_horizon, by_group]).astype(np.float64)

    def times_of(self, cohort: int) -> tuple[Ints, Ints, int]:
        """Return a cohort's times with effects, their horizons' and the cohort's own estimate."""
        time = np.flatnonzero(self.cells[cohort])
        group = 1 + self.horizons + int(np.searchsorted(self.groups, cohort))
        return time, 1 + self.horizon[cohort, time], group


def _right_sides(fit: UnitFit, keys: _Keys) -> Floats:
    """Return [T, K]: the treated weights' sums by time, the units' effects taken out."""
    right = np.zeros((len(fit.component), keys.count))
    for cohort, rows in enumerate(fit.rows[:-1]):
        time, place, group = keys.times_of(cohort)
        if not len(time):
            continue
        treated = np.isfinite(fit.effect[rows][:, time]).astype(np.float64)
        before = fit.before[rows].astype(np.float64)
        length = np.maximum(before.sum(axis=1), 1.0)
        carried = (before / length[:, None]).T @ treated
        carried[time, np.arange(len(time))] -= treated.sum(axis=0)
        right[:, place] -= carried
        right[:, group] -= carried.sum(axis=1)
        right[:, 0] -= carried.sum(axis=1)
    scaled: Floats = right / keys.sizes
    return scaled


def _rests(
    prepared: PreparedPanel, fit: UnitFit, keys: _Keys, by_time: Floats
) -> tuple[Resting, Floats]:
    sizes, count = keys.sizes, keys.count
    alone = prepared.clusters == len(prepared.cohort)
    parts = np.zeros((len(fit.rows) if alone else 1, count))
    users = np.zeros_like(parts)
    value = np.zeros(count)
    events = slice(1, 1 + keys.horizons)
    covariance = np.zeros((keys.horizons, keys.horizons))
    treated: Ints = np.zeros(count, dtype=np.int64)
    compared: Ints = np.zeros(count, dtype=np.int64)
    clusters = 0 if alone else prepared.clusters
    sums = np.zeros((clusters, count))
    own, other = np.zeros((clusters, count)), np.zeros((clusters, count))
    for cohort, rows, means in _blocks(fit):
        influence, about = _influence(fit, keys, (cohort, rows, means), by_time, value)
        beside = (fit.before[rows].sum(axis=1) > 0)[:, None] & ~about
        if not alone:
            np.add.at(sums, prepared.cluster[rows], influence)
            np.add.at(own, prepared.cluster[rows], about)
            np.add.at(other, prepared.cluster[rows], beside)
            continue
        parts[cohort] += np.einsum("ik,ik->k", influence, influence)
        users[cohort] += (about | beside).sum(axis=0)
        treated += about.sum(axis=0)
        compared += beside.sum(axis=0)
        covariance += influence[:, events].T @ influence[:, events]
    if not alone:
        parts[0] = np.einsum("ck,ck->k", sums, sums)
        users[0] = ((own > 0.0) | (other > 0.0)).sum(axis=0)
        treated, compared = (own > 0.0).sum(axis=0), (other > 0.0).sum(axis=0)
        covariance = sums[:, events].T @ sums[:, events]
    value = np.where(treated > 0, value / sizes, np.nan)
    return Resting(value, parts, users, treated, compared), covariance


def _influence(
    fit: UnitFit, keys: _Keys, of: tuple[int, Ints, Floats], by_time: Floats, value: Floats
) -> tuple[Floats, Flags]:
    """Return [B, K] of one cohort's units: what each adds, and whether it is treated in it.

    Adds the effects to the sums `value` [K]. By unit, the residuals sum to 0, so that only the time
    part of v = -(a_i + b_t) counts; a treated unit-time adds its effect less its cohort's mean.
    """
    cohort, rows, means = of
    influence: Floats = -(fit.residual[rows] @ by_time)
    about = np.zeros(influence.shape, dtype=bool)
    if cohort < len(keys.cells):
        time, place, group = keys.times_of(cohort)
        effect = fit.effect[rows][:, time]
        seen = np.isfinite(effect)
        spread = np.where(seen, effect - means[time], 0.0)
        total = np.where(seen, effect, 0.0).sum(axis=0)
        value[place] += total
        influence[:, place] += spread / keys.sizes[place]
        about[:, place] = seen
        if len(time):
            for k in (0, group):
                value[k] += total.sum()
                influence[:, k] += spread.sum(axis=1) / keys.sizes[k]
                about[:, k] = seen.any(axis=1)
    return influence, about


def _blocks(fit: UnitFit) -> Iterator[tuple[int, Ints, Floats]]:
    """Yield each cohort's place, rows of a block, and mean effects [T] (0 where there is none)."""
    for cohort, rows in enumerate(fit.rows):
        if not len(rows):
            continue
        effect = fit.effect[rows]
        seen = np.isfinite(effect)
        means = np.where(seen, effect, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
        for first in range(0, len(rows), _BLOCK):
            yield cohort, rows[first : first + _BLOCK], means


def lead_blocks(fit: UnitFit, since: Floats, leads: Floats) -> Iterator[tuple[slice, Floats]]:
    """Yield rows of a block and [B, J, T] the leads less their projection on unit and time effects.

    since: [U, T] time since treatment on untreated, observed unit-times, -inf elsewhere.
    """
    length = np.maximum(fit.before.sum(axis=1), 1).astype(np.float64)
    own = np.stack([(since == lead).sum(axis=1) / length for lead in leads], axis=1)
    right = np.stack([(since == lead).sum(axis=0) for lead in leads], axis=1)
    of_time = fit.solve(right - fit.before.T @ own)
    of_unit = own - (fit.before @ of_time) / length[:, None]
    for first in range(0, len(since), _BLOCK):
        block = slice(first, first + _BLOCK)
        left = (since[block, None, :] == leads[None, :, None]) - of_unit[block, :, None]
        left -= of_time.T[None, :, :]
        left *= fit.before[block, None, :]
        yield block, left


def _lead_products(fit: UnitFit, since: Floats, leads: Floats) -> tuple[Floats, Floats]:
    """Return [U, J, J] and [U, J]: products of the leads with each other and with the residuals."""
    products = np.empty((len(since), len(leads), len(leads)))
    scores = np.empty((len(since), len(leads)))
    for block, left in lead_blocks(fit, since, leads):
        products[block] = left @ left.transpose(0, 2, 1)
        scores[block] = np.einsum("ujt,ut->uj", left, fit.residual[block])
    return products, scores


def _times_system(before: Flags, length: Floats) -> Floats:
    """Return the normal equations [T, T] of the time effects, the units' taken out."""
    system: Floats = np.diag(before.sum(axis=0).astype(np.float64))
    for first in range(0, len(before), _BLOCK):
        inside = before[first : first + _BLOCK] / np.sqrt(length[first : first + _BLOCK, None])
        system -= inside.T @ inside
    return system


def factored_times(system: Floats) -> tuple[Ints, Flags, Floats]:
    """Return the times' components, the grounded times and the Cholesky factor."""
    _, label = connected_components(sparse.csr_matrix(system != 0.0), directed=False)
    grounded = np.zeros(len(system), dtype=bool)
    grounded[np.unique(label, return_index=True)[1]] = True
    solvable = system.copy()
    solvable[grounded, :] = 0.0
    solvable[:, grounded] = 0.0
    solvable[grounded, grounded] = 1.0
    factor: Floats = linalg.cholesky(solvable)
    return label.astype(np.int64), grounded, factor


def component_of_units(before: Flags, component: Ints) -> Ints:
    """Return [U] the component of each unit's untreated times; -2 without any."""
    return np.where(before.any(axis=1), component[before.argmax(axis=1)], -2)
