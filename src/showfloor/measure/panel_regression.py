"""Linear regression of panels with absorbed fixed effects and standard errors by cluster."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from showfloor.measure.panel_regression_errors import clustered, estimates, notes
from showfloor.measure.panel_regression_sample import Rows, checked, sample_of
from showfloor.measure.types_regression import LinearFit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def fit_linear(
    outcome: Floats,
    regressors: Floats,
    names: tuple[str, ...],
    *,
    effect_a: Ints,
    effect_b: Ints,
    clusters: Ints | tuple[Ints, ...],
    effect_c: Ints | None = None,
    weights: Floats | None = None,
) -> LinearFit:
    """Estimate y = x'b + a + c (+ d) by least squares, one level of each effect a row.

    outcome: [n]. regressors: [n, k]. names: k. effect_a, effect_b, effect_c: [n] integers.
    clusters: [n] integers, or two such for errors by two ways. weights: [n] > 0, of the squares.
    Coefficients are in outcomes a unit of the regressor. Rows that are the only one of an effect
    say nothing: they are left out, counted in `rows_single` and said in `notes`. A regressor that
    the effects or the regressors before it explain entirely is NaN with a reason. Standard errors
    are the clustered sandwich times G/(G-1) (n-1)/(n-k), k without the effects nested in clusters
    (as fixest counts); intervals by t with G-1. PanelError for NaN, lengths that disagree, or where
    no row is left.
    """
    given = Rows.of(
        outcome,
        regressors,
        names,
        effects=(effect_a, effect_b, effect_c),
        clusters=clusters,
        weights=weights,
    )
    sample = sample_of(checked(given, "linear", counts=False), zeros=False)
    rows, columns = sample.rows, sample.columns
    centred = (rows.outcome - rows.outcome.mean())[:, None]
    sample.effects.take_off(centred, rows.weight)
    left = centred[:, 0]
    heavy = columns * rows.weight[:, None]
    bread = np.asarray(np.linalg.inv(heavy.T @ columns), dtype=np.float64)
    slopes = bread @ (heavy.T @ left)
    residual = left - columns @ slopes
    nothing = np.zeros((sample.effects.count, columns.shape[1]))
    found = clustered(sample, bread, rows.weight * residual, nothing)
    failure = "" if np.isfinite(left).all() else "the fixed effects are nearly collinear"
    by_name, covariance = estimates(sample, slopes, found, failure)
    varied = float(rows.weight @ left**2)
    unexplained = float(rows.weight @ residual**2)
    return LinearFit(
        names=names,
        estimates=by_name,
        rows=len(left),
        rows_single=sample.single,
        clusters=found.clusters,
        covariance=covariance,
        squares=unexplained,
        explained=1.0 - unexplained / varied if varied > 0.0 else math.nan,
        notes=notes(sample),
    )
