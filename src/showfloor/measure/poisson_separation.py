"""Which rows of a Poisson regression its regressors separate: the iterative rectifier.

Correia, Guimaraes, Zylkin (2021), "Verifying the existence of maximum likelihood estimates for
generalized linear models", section 3: rows are separated where some combination of regressors and
effects is zero on all rows with a positive outcome, never negative, and positive on those rows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from showfloor.measure.panel_regression_sample import Sample

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_TOLERANCE = 1e-4
_SETTLED = 0.01
"""Share by which a round may still change the fit; nearly separated rows shrink by far more."""
_MOST_ROUNDS = 300
_LEAST_WEIGHT = 1e7
"""Of a row that must be fitted by zero, against 1 of a row that may be separated."""


def separated_rows(sample: Sample, suspect: Flags) -> Flags:
    """Return the separated rows [n] among `suspect` ones, all of them zero rows.

    Regresses an indicator of the suspect rows on columns and effects, the other rows weighted so
    that they are fitted by zero; negative fits are set to zero, and so on until fit and indicator
    are the same. No row where that does not end.
    """
    none = np.zeros(len(suspect), dtype=np.bool_)
    heavy = max(_LEAST_WEIGHT, float(suspect.sum()) / _TOLERANCE)
    weight = np.where(suspect, 1.0, heavy)
    target = suspect.astype(np.float64)
    for _ in range(_MOST_ROUNDS):
        fitted = _fitted(sample, target, weight)
        fitted[(fitted > -0.1 * _TOLERANCE) & (fitted < _TOLERANCE)] = 0.0
        fitted[~suspect] = 0.0
        change = float(np.abs(fitted - target).max())
        target = np.maximum(fitted, 0.0)
        if not target.any() or change <= _SETTLED * float(target.max()):
            return target > 0.0
    return none


def _fitted(sample: Sample, target: Floats, weight: Floats) -> Floats:
    """Return the weighted least-squares fit of `target` by columns and effects."""
    width = sample.columns.shape[1]
    values = np.column_stack([sample.columns, target])
    sample.effects.take_off(values, weight)
    columns, left = values[:, :width], values[:, width]
    if width:
        products = columns.T @ (columns * weight[:, None])
        size = np.sqrt(np.maximum(np.diag(products), 1e-300))
        right = columns.T @ (left * weight) / size
        slopes = np.linalg.lstsq(products / np.outer(size, size), right, rcond=1e-12)[0]
        left = left - columns @ (slopes / size)
    return target - left
