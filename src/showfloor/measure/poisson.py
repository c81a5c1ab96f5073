"""Poisson regression with absorbed fixed effects and standard errors by cluster."""

from __future__ import annotations

import math
from collections.abc import Callable
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
_ROUNDING = 1e-9
"""Share of the deviance by which a step may raise it."""
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
    weight, predictor = np.empty(len(columns)), np.zeros(len(columns))
    if rows.exposure is not None:
        np.log(rows.exposure, out=predictor)
    sums, cross = np.zeros((effects.count, width + 2)), np.zeros((width + 1, width))
    data = (columns, rows.outcome, rows.weight, effects.level)

    def moved(step: Floats, change: Floats) -> float:
        return kernels.poisson_pass(data, step, change, (predictor, weight), (sums, cross))

    slopes, level = np.zeros(width), _start(rows, effects)
    deviance = moved(slopes, level)
    goal = _CLOSE * tolerance * float(rows.weight @ rows.outcome) / len(columns)
    newton, iteration = _newton(effects, weight, sums, cross, None), 0
    while math.isfinite(newton.gain) and newton.gain > goal and iteration < most:
        iteration += 1
        length, deviance = _descended(moved, newton, deviance)
        slopes, level = slopes + length * newton.step, level + length * newton.change
        newton = _newton(effects, weight, sums, cross, newton.projection)
    bread = _inverse(newton.hessian)
    with np.errstate(over="ignore"):
        mean = np.exp(predictor)
    return PoissonSolution(
        slopes=slopes + newton.step,
        levels=level + newton.change,
        mean=mean,
        weight=weight,
        projection=newton.projection,
        bread=bread,
        deviance=deviance,
        iterations=iteration,
        failure=_failure(newton, goal, bread, iteration),
    )


@dataclass(frozen=True, slots=True)
class _Newton:
    """A step of the slopes [k] and levels [L], and twice the likelihood that it would gain."""

    step: Floats
    change: Floats
    gain: float
    hessian: Floats
    projection: Floats


def _newton(
    effects: AbsorbedEffects,
    weight: Floats,
    sums: Floats,
    cross: Floats,
    before: Floats | None,
) -> _Newton:
    """Return the step that a pass's sums ask for. before: the last step's projection [L, k]."""
    width = cross.shape[1]
    start = None if before is None else np.column_stack([before, np.zeros(len(before))])
    solved = effects.solve(weight, sums[:, width + 1], sums[:, : width + 1], start=start)
    projection = np.ascontiguousarray(solved[:, :width])
    hessian = _full(cross[:width]) - projection.T @ sums[:, :width]
    score = cross[width] - projection.T @ sums[:, width]
    step = _step(hessian, score)
    change = solved[:, width] - projection @ step
    gain = float(score @ step + solved[:, width] @ sums[:, width])
    return _Newton(step, change, gain, hessian, projection)


def _descended(
    moved: Callable[[Floats, Floats], float], newton: _Newton, deviance: float
) -> tuple[float, float]:
    """Make the step, halved while the deviance rises; return the part made and the deviance."""
    length, reached = 1.0, moved(newton.step, newton.change)
    for _ in range(_HALVINGS):
        if reached <= deviance + _ROUNDING * (1.0 + abs(deviance)):
            break
        length /= 2.0
        reached = moved(-length * newton.step, -length * newton.change)
    return length, reached


def _failure(newton: _Newton, goal: float, bread: Floats, iteration: int) -> str:
    """Say why a solution cannot be used; "" where it can."""
    if not math.isfinite(newton.gain):
        return "the search ended in numbers that are not finite"
    if newton.gain > goal:
        return f"no convergence after {iteration} iterations"
    if not np.isfinite(bread).all():
        return "the regressors cannot be told apart on the rows that sold"
    return ""


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


def _inverse(hessian: Floats) -> Floats:
    """Return the inverse; NaN where there is none."""
    try:
        return np.asarray(np.linalg.inv(hessian), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full_like(hessian, np.nan)


def _step(hessian: Floats, score: Floats) -> Floats:
    """Solve the columns' equations; a singular one (a separated regressor) takes the least step."""
    if not (np.isfinite(hessian).all() and np.isfinite(score).all()):
        return np.full(len(score), np.nan)
    try:
        return np.asarray(np.linalg.solve(hessian, score), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.lstsq(hessian, score, rcond=None)[0], dtype=np.float64)
