"""The probability of treatment given covariates: a logistic regression by Newton's method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_STEPS = 60
_STILL = 1e-11
_FLAT = 1e-10
"""A curvature below this share of the largest leaves a coefficient undetermined."""


@dataclass(frozen=True, slots=True)
class Propensity:
    """Fitted probabilities [n] of treatment, and how their coefficients follow from each unit.

    inverse: [k, k] the inverse of the score's derivative; the influence of unit i on the
    coefficients is inverse @ x_i (treated_i - probability_i). reason: why there is no fit.
    """

    probability: Floats
    inverse: Floats
    reason: str = ""


def fit_propensity(treated: Flags, values: Floats) -> Propensity:
    """Return the maximum-likelihood fit of `treated` [n] on `values` [n, k] (with a constant).

    Where the covariates tell treated from untreated units perfectly, or nearly, the likelihood has
    no maximum and `reason` says so.
    """
    coefficient = np.zeros(values.shape[1])
    target = treated.astype(np.float64)
    share = target.mean()
    coefficient[0] = np.log(share / (1.0 - share))
    likelihood = _likelihood(values @ coefficient, target)
    for _ in range(_STEPS):
        probability = _logistic(values @ coefficient)
        curvature = values.T @ (values * (probability * (1.0 - probability))[:, None])
        spectrum, axes = np.linalg.eigh(curvature)
        if not spectrum[0] > _FLAT * spectrum[-1]:
            return _no_fit(probability)
        score = values.T @ (target - probability)
        step = axes @ ((axes.T @ score) / spectrum)
        if float(np.abs(step).max()) <= _STILL * (1.0 + float(np.abs(coefficient).max())):
            return Propensity(probability, (axes / spectrum) @ axes.T)
        scale = 1.0
        while scale > 1e-4:
            moved = coefficient + scale * step
            found = _likelihood(values @ moved, target)
            if found >= likelihood - 1e-12 * abs(likelihood):
                break
            scale /= 2.0
        coefficient, likelihood = moved, found
    return _no_fit(_logistic(values @ coefficient))


def _no_fit(probability: Floats) -> Propensity:
    reason = (
        "the covariates tell treated from comparison units (almost) perfectly, so no comparison "
        "unit stands for some of the treated; use fewer covariates or regression"
    )
    return Propensity(probability, np.zeros((0, 0)), reason)


def _logistic(index: Floats) -> Floats:
    found: Floats = 1.0 / (1.0 + np.exp(-np.clip(index, -500.0, 500.0)))
    return found


def _likelihood(index: Floats, target: Floats) -> float:
    return float((target * index - np.logaddexp(0.0, index)).sum())
