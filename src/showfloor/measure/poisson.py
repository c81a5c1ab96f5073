"""Poisson regression with absorbed fixed effects and standard errors by cluster."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.measure import panel_regression_kernels as kernels
from showfloor.measure.panel_regression_effects import AbsorbedEffects
from showfloor.measure.panel_regression_errors import clustered, estimates, notes
from showfloor.measure.panel_regression_sample import Rows, Sample, checked, sample_of
from showfloor.measure.poisson_separation import separated_rows
from showfloor.measure.types import PoissonFit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_HALVINGS = 12
_SUSPECT = 100.0
"""A zero row whose mean ends below this many tolerances of the mean outcome may be separated."""
_CLOSE = 1e-6
"""The search ends where a step gains less deviance than this many tolerances of a mean outcome."""


@dataclass(frozen=True, slots=True)
class PoissonSolution:
    """What the iterations end with; k usable columns, L levels of effects, n rows.

    slopes: [k] of the scaled columns. levels: [L] the effects, in the predictor's unit. mean: [n].
    weight: [n] given weight x mean. projection: [L, k] the columns' effects under these weights.
    bread: [k, k] inverse of the columns' weighted products beside the effects.
    """

    slopes: Floats
    levels: Floats
    mean: Floats
    weight: Floats
    projection: Floats
    bread: Floats
    deviance: float
    iterations: int
    failure: str


def fit_poisson(
    outcome: Floats,
    regressors: Floats,
    names: tuple[str, ...],
    *,
    effect_a: Ints,
    effect_b: Ints,
    clusters: Ints | tuple[Ints, ...],
    effect_c: Ints | None = None,
    weights: Floats | None = None,
    exposure: Floats | None = None,
    tolerance: float = 1e-8,
    most_iterations: int = 60,
) -> PoissonFit:
    """Estimate E[y] = exposure x exp(x'b + a + c (+ d)), one level of each effect a row.

    outcome: [n] >= 0. regressors: [n, k]. names: k. effect_a, effect_b, effect_c: [n] integers.
    clusters: [n] integers, or two such for errors by two ways. weights: [n] > 0. exposure: [n] > 0,
    say open days. tolerance: how near the maximum, see docs/methods/poisson.md. Rows of an
    effect with only zeros or a single row, and rows separated by regressors, say nothing: they are
    left out, counted in `rows_dropped` and said in `notes`. A regressor that the effects or the
    regressors before it explain entirely is NaN with a reason. Standard errors are the clustered
    sandwich times G/(G-1) (n-1)/(n-k), k without the effects nested in clusters (as fixest
    counts); intervals by t with G-1. Maximum likelihood by Newton's method; separation by Correia,
    Guimaraes, Zylkin (2021). PanelError for NaN, negative outcomes, lengths that disagree, or where
    no row is left.
    """
    given = Rows.of(
        outcome,
        regressors,
        names,
        effects=(effect_a, effect_b, effect_c),
        clusters=clusters,
        weights=weights,
        exposure=exposure,
    )
    given = checked(given, "Poisson", counts=True)
    sample, solution, separated = _unseparated(given, tolerance, most_iterations)
    error = sample.rows.weight * (sample.rows.outcome - solution.mean)
    found = clustered(sample, solution.bread, error, solution.projection)
    by_name, covariance = estimates(sample, solution.slopes, found, solution.failure)
    rows = len(sample.rows.outcome)
    return PoissonFit(
        names=names,
        estimates=by_name,
        rows=rows,
        rows_dropped=len(outcome) - rows,
        clusters=min(found.clusters),
        iterations=solution.iterations,
        converged=not solution.failure,
        deviance=solution.deviance,
        rows_single=sample.single,
        rows_separated=separated,
        cluster_numbers=found.clusters,
        covariance=covariance,
        notes=notes(sample, separated),
    )


def _unseparated(given: Rows, tolerance: float, most: int) -> tuple[Sample, PoissonSolution, int]:
    """Fit; where rows turn out to be separated, leave them out and fit the rest.

    A fit whose score vanishes while the means of all zero rows stay positive proves that no row is
    separated: only rows whose mean has vanished need the search.
    """
    separated = zero = single = 0
    while True:
        sample = sample_of(given, zeros=True)
        zero, single = zero + sample.zero, single + sample.single
        solution = solve_poisson(sample, tolerance, most)
        typical = float(sample.rows.outcome.mean())
        suspect = (sample.rows.outcome == 0.0) & (solution.mean <= _SUSPECT * tolerance * typical)
        found = separated_rows(sample, suspect) if suspect.any() else suspect
        if not found.any():
            return replace(sample, zero=zero, single=single), solution, separated
        separated += int(found.sum())
        given = sample.rows.taken(~found)


def solve_poisson(sample: Sample, tolerance: float, most: int) -> PoissonSolution:
    """Return the maximum of the likelihood of a sample by Newton's method, steps halved if needed.

    Every pass over the rows gives the sums that the next step needs; the effects are eliminated
    from the normal equations, never demeaned column by column.
    """
    rows, effects, columns = sample.rows, sample.effects, sample.columns
    width = columns.shape[1]
    weight = np.empty(len(columns))
    sums, cross = np.zeros((effects.count, width + 2)), np.zeros((width + 1, width))
    level = _start(rows, effects)
    offset = 0.0 if rows.exposure is None else np.log(rows.exposure)
    predictor = np.zeros(len(columns)) + offset

    data = (columns, rows.outcome, rows.weight, effects.level)

    def moved(step: Floats, change: Floats) -> float:
        return kernels.poisson_pass(data, step, change, (predictor, weight), (sums, cross))

    slopes = np.zeros(width)
    deviance = moved(slopes, level)
    goal = _CLOSE * tolerance * float(rows.weight @ rows.outcome) / len(columns)
    projection = None
    failure, iteration = "", 0
    while True:
        if projection is not None:
            projection[:, width] = 0.0
        projection = effects.solve(
            weight, sums[:, width + 1], sums[:, : width + 1], start=projection
        )
        hessian = _full(cross[:width]) - projection[:, :width].T @ sums[:, :width]
        score = cross[width] - projection[:, :width].T @ sums[:, width]
        step = _step(hessian, score)
        gain = float(score @ step + projection[:, width] @ sums[:, width])
        if not math.isfinite(gain):
            failure = "the search ended in numbers that are not finite"
        elif gain > goal and iteration >= most:
            failure = f"no convergence after {iteration} iterations"
        if failure or gain <= goal:
            break
        iteration += 1
        change = projection[:, width] - projection[:, :width] @ step
        length, reached = 1.0, moved(step, change)
        for _ in range(_HALVINGS):
            if reached <= deviance + 1e-9 * (1.0 + abs(deviance)):
                break
            length /= 2.0
            reached = moved(-length * step, -length * change)
        slopes, level, deviance = slopes + length * step, level + length * change, reached
    slopes, level = slopes + step, level + projection[:, width] - projection[:, :width] @ step
    mean = np.exp(predictor)
    bread: Floats = np.full((width, width), np.nan)
    if not failure:
        bread[:] = np.linalg.inv(hessian)
    return PoissonSolution(
        slopes, level, mean, weight, projection[:, :width], bread, deviance, iteration, failure
    )


def _start(rows: Rows, effects: AbsorbedEffects) -> Floats:
    """Return levels [L] whose sum is the log of the product of totals: exact on complete grids."""
    base = np.ones(len(rows.outcome)) if rows.exposure is None else rows.exposure
    pair = np.stack([rows.outcome, base], axis=1)
    sums = effects.sums(pair, rows.weight)
    level: Floats = np.log(sums[:, 0] / sums[:, 1])
    total = math.log(float(rows.weight @ rows.outcome) / float(rows.weight @ base))
    level[effects.starts[1] :] -= total
    return level


def _full(lower: Floats) -> Floats:
    """Return the symmetric matrix of its lower triangle."""
    return np.tril(lower) + np.tril(lower, -1).T


def _step(hessian: Floats, score: Floats) -> Floats:
    """Solve the columns' equations; a singular one (a separated regressor) takes the least step."""
    if not (np.isfinite(hessian).all() and np.isfinite(score).all()):
        return np.full(len(score), np.nan)
    try:
        return np.asarray(np.linalg.solve(hessian, score), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.lstsq(hessian, score, rcond=None)[0], dtype=np.float64)
