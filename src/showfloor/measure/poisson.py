"""Poisson regression with two absorbed fixed effects and standard errors by cluster."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.errors import PanelError
from showfloor.measure.absorption import TwoEffects, levels, two_effects
from showfloor.measure.inference import sums_by_cluster, undefined, with_interval, without_interval
from showfloor.measure.types import Estimate, PoissonFit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FEWEST_CLUSTERS = 2
_ABSORBED = 1e-10
"""A regressor keeps at least this share of its variance beside the effects, or is absorbed."""
_HALVINGS = 12


@dataclass(frozen=True, slots=True)
class _Solution:
    """What the iterations end with; slopes in the columns' own units."""

    slopes: Floats
    expected: Floats
    deviance: float
    iterations: int
    converged: bool


def fit_poisson(
    outcome: Floats,
    regressors: Floats,
    names: tuple[str, ...],
    *,
    effect_a: Ints,
    effect_b: Ints,
    clusters: Ints,
    tolerance: float = 1e-8,
    most_iterations: int = 60,
) -> PoissonFit:
    """Estimate E[y] = exp(x'b + a + c) with one effect of either kind a row, errors by cluster.

    outcome: [n] >= 0. regressors: [n, k]. names: k. effect_a, effect_b, clusters: [n] integers.
    tolerance: of the deviance, relative. Rows of an effect with only zeros or a single row say
    nothing: they are left out and counted in `rows_dropped`. A regressor that the effects or the
    regressors before it explain entirely is NaN with a reason. Standard errors are the clustered
    sandwich times G/(G-1) (n-1)/(n-k), k without the effects nested in clusters (as fixest
    counts); intervals by t with G-1. Maximum likelihood by iteratively reweighted least squares;
    Correia, Guimaraes, Zylkin (2020) for the separation by zeros. PanelError for NaN, negative
    outcomes, lengths that disagree, or where no row is left.
    """
    _check(outcome, regressors, names, (effect_a, effect_b, clusters))
    kept = informative_rows(outcome, effect_a, effect_b)
    if not kept.any():
        raise PanelError("every row belongs to an effect with only zeros; nothing can be estimated")
    dropped = len(kept) - int(kept.sum())
    if dropped:
        outcome, regressors, clusters = outcome[kept], regressors[kept], clusters[kept]
        effect_a, effect_b = effect_a[kept], effect_b[kept]
    effects = two_effects(effect_a, effect_b)
    centred, reasons = _centred(regressors, effects, names)
    columns = np.ascontiguousarray(centred[:, [not reason for reason in reasons]])
    solution = _iterate(outcome, columns, effects, tolerance, most_iterations)
    cluster, count = levels(clusters)
    errors = _standard_errors(columns, effects, solution.expected, outcome, cluster)
    return PoissonFit(
        names=names,
        estimates=_estimates(names, reasons, solution, errors, count),
        rows=len(outcome),
        rows_dropped=dropped,
        clusters=count,
        iterations=solution.iterations,
        converged=solution.converged,
        deviance=solution.deviance,
    )


def informative_rows(outcome: Floats, effect_a: Ints, effect_b: Ints) -> Flags:
    """Return which rows [n] stay once effects with only zeros or a single row are left out.

    Leaving rows out can make further effects useless, so it is repeated until nothing changes.
    """
    kept = np.ones(len(outcome), dtype=bool)
    coded = [levels(effect)[0] for effect in (effect_a, effect_b)]
    while True:
        before = int(kept.sum())
        for level in coded:
            positive = np.bincount(level, weights=np.where(kept, outcome, 0.0)) > 0.0
            several = np.bincount(level, weights=kept) > 1.0
            kept &= (positive & several)[level]
        if int(kept.sum()) == before:
            return kept


def _check(
    outcome: Floats, regressors: Floats, names: tuple[str, ...], numbered: tuple[Ints, Ints, Ints]
) -> None:
    rows = len(outcome)
    lengths = {len(regressors), *(len(column) for column in numbered)}
    if lengths != {rows} or regressors.ndim != 2 or regressors.shape[1] != len(names):
        found = ", ".join(str(len(column)) for column in numbered)
        raise PanelError(
            f"the Poisson regression needs columns of one length: outcome {rows}, regressors "
            f"{regressors.shape} for {len(names)} names, effects and clusters {found}"
        )
    if rows == 0:
        raise PanelError("the Poisson regression was given no rows")
    if not (np.isfinite(outcome).all() and (outcome >= 0.0).all()):
        raise PanelError("the outcome of a Poisson regression must be finite and not negative")
    if not np.isfinite(regressors).all():
        bad = [n for n, c in zip(names, regressors.T, strict=True) if not np.isfinite(c).all()]
        raise PanelError(f"the regressors {', '.join(bad)} hold NaN or infinite values")


def _centred(
    regressors: Floats, effects: TwoEffects, names: tuple[str, ...]
) -> tuple[Floats, list[str]]:
    """Return the regressors less their unweighted effects, and why one cannot be used or "".

    Taking effects out changes no slope and spares the weighted sums their cancellation.
    """
    centred = effects.residuals(regressors, np.ones(len(regressors)))
    spread = ((regressors - regressors.mean(axis=0)) ** 2).sum(axis=0)
    cross = centred.T @ centred
    reasons = []
    basis: list[int] = []
    for i, name in enumerate(names):
        own = float(cross[i, i])
        if spread[i] == 0.0 or own <= _ABSORBED * spread[i]:
            reasons.append(f"{name} does not vary beside the fixed effects")
            continue
        left = own
        if basis:
            inner = cross[np.ix_(basis, basis)]
            left = own - float(cross[i, basis] @ np.linalg.solve(inner, cross[basis, i]))
        if left <= _ABSORBED * own:
            others = ", ".join(names[j] for j in basis)
            reasons.append(f"{name} is explained by {others} and the fixed effects")
            continue
        basis.append(i)
        reasons.append("")
    return centred, reasons


def _iterate(
    outcome: Floats, columns: Floats, effects: TwoEffects, tolerance: float, most: int
) -> _Solution:
    slopes = np.zeros(columns.shape[1])
    predictor = _start(outcome, effects)
    expected = np.exp(predictor)
    deviance = _deviance(outcome, expected)
    converged = False
    iteration = 0
    while iteration < most and not converged:
        iteration += 1
        step, change = _newton_step(outcome, columns, effects, expected)
        length = 1.0
        for _ in range(_HALVINGS):
            tried = predictor + length * change
            new_expected = np.exp(tried)
            new_deviance = _deviance(outcome, new_expected)
            if new_deviance <= deviance + tolerance * (1.0 + abs(deviance)):
                break
            length /= 2.0
        slopes = slopes + length * step
        predictor, expected = tried, new_expected
        converged = abs(deviance - new_deviance) <= tolerance * (0.1 + abs(new_deviance))
        deviance = new_deviance
    return _Solution(slopes, expected, deviance, iteration, converged)


def _start(outcome: Floats, effects: TwoEffects) -> Floats:
    """Return the log of row total x column total / component total: exact on complete grids."""
    sums_a, sums_b = effects.sums(outcome[:, None])
    rows_a, rows_b = effects.sums(np.ones((len(outcome), 1)))
    mean_a = np.log(sums_a / rows_a)
    mean_b = np.log(sums_b / rows_b)
    middle = effects.fitted(mean_a, mean_b)[:, 0]
    scale = math.log(outcome.sum() / np.exp(middle).sum())
    return middle + scale


def _newton_step(
    outcome: Floats, columns: Floats, effects: TwoEffects, expected: Floats
) -> tuple[Floats, Floats]:
    width = columns.shape[1]
    weighted = np.empty((len(outcome), width + 1))
    np.multiply(columns, expected[:, None], out=weighted[:, :width])
    np.subtract(outcome, expected, out=weighted[:, width])
    sums_a, sums_b = effects.sums(weighted)
    of_a, of_b = effects.solve(expected, sums_a, sums_b)
    cross = columns.T @ weighted
    projected = of_a[:, :width].T @ sums_a + of_b[:, :width].T @ sums_b
    left = cross - projected
    step = np.zeros(width)
    if width:
        step[:] = np.linalg.solve(left[:, :width], left[:, width])
    direction = np.append(-step, 1.0)
    change: Floats = effects.fitted(of_a @ direction, of_b @ direction)
    if width:
        change += columns @ step
    return step, change


def _deviance(outcome: Floats, expected: Floats) -> float:
    """Return twice the sum of y log(y/mu) - (y - mu), with 0 log 0 = 0."""
    positive = outcome > 0.0
    y = outcome[positive]
    logs = float(np.dot(y, np.log(y / expected[positive])))
    return 2.0 * (logs - float(outcome.sum()) + float(expected.sum()))


def _standard_errors(
    columns: Floats, effects: TwoEffects, expected: Floats, outcome: Floats, cluster: Ints
) -> Floats:
    """Return the clustered standard errors [k]; NaN with a single cluster."""
    rows, width = columns.shape
    count = int(cluster.max()) + 1
    if width == 0 or count < FEWEST_CLUSTERS:
        return np.full(width, np.nan)
    residual = effects.residuals(columns, expected)
    bread = np.linalg.inv(residual.T @ (residual * expected[:, None]))
    scores = sums_by_cluster(residual * (outcome - expected)[:, None], cluster)
    factor = count / (count - 1) * (rows - 1) / (rows - _parameters(effects, cluster, width))
    errors: Floats = np.sqrt(factor * ((scores @ bread) ** 2).sum(axis=0))
    return errors


def _parameters(effects: TwoEffects, cluster: Ints, width: int) -> int:
    """Return how many parameters the small-sample factor counts: none of nested effects."""
    nested = [
        _nested(level, count, cluster)
        for level, count in (
            (effects.effect_a, effects.a_levels),
            (effects.effect_b, effects.b_levels),
        )
    ]
    free = effects.a_levels + effects.b_levels - 1
    free -= (effects.a_levels if nested[0] else 0) + (effects.b_levels if nested[1] else 0)
    return width + free + sum(nested)


def _nested(level: Ints, count: int, cluster: Ints) -> bool:
    one_of = np.zeros(count, dtype=np.int64)
    one_of[level] = cluster
    return bool((one_of[level] == cluster).all())


def _estimates(
    names: tuple[str, ...],
    reasons: list[str],
    solution: _Solution,
    errors: Floats,
    clusters: int,
) -> dict[str, Estimate]:
    estimates = {}
    place = 0
    for name, reason in zip(names, reasons, strict=True):
        if reason:
            estimates[name] = undefined(reason)
            continue
        slope, se = float(solution.slopes[place]), float(errors[place])
        place += 1
        if not solution.converged:
            estimates[name] = undefined(f"no convergence after {solution.iterations} iterations")
        elif clusters < FEWEST_CLUSTERS:
            estimates[name] = without_interval(slope, "one cluster only: no standard error")
        else:
            estimates[name] = with_interval(slope, se, clusters - 1.0)
    return estimates
