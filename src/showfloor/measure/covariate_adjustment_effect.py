"""One difference in differences with covariates: three ways, each with its influence by unit.

Heckman, Ichimura and Todd (1997) for regression, Abadie (2005) for weighting, Sant'Anna and Zhao
(2020) for the doubly robust estimator; influences as in their appendix.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.covariate_adjustment_logit import Propensity, fit_propensity
from showfloor.measure.types_covariates import Control

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NO_OVERLAP = 0.999
"""A fitted probability of treatment from which on there is no one to compare with."""
NO_WEIGHT = 0.995
"""Comparison units with such a probability of treatment would outweigh all others: they get none.
Both limits are those of R's did and DRDID."""
_DEPENDENT = 1e-9


@dataclass(frozen=True, slots=True)
class AdjustedDifference:
    """Adjusted effects [m] of one sample's changes, or the reason why there are none.

    influence: [n, m] by unit, already divided by numbers of units: the variance is the sum of its
    squares. unweighted: comparison units that got no weight. highest: largest probability.
    """

    effect: Floats
    influence: Floats
    reason: str = ""
    unweighted: int = 0
    highest: float = math.nan


@dataclass(frozen=True, slots=True)
class _Regression:
    """Changes less those foretold from the comparison units' regression; its inverse Gram."""

    residual: Floats
    inverse: Floats


def adjusted_difference(
    treated: Flags, values: Floats, change: Floats, control: Control
) -> AdjustedDifference:
    """Return the effect on treated units of a sample, comparing units that are alike.

    treated: [n]; values: [n, 1 + k] a constant and covariates; change: [n, m] of the outcome, for m
    times with this sample. control: "regression" of the comparison units' changes on covariates;
    "weighting" of comparison units by their odds of treatment, weights summing to 1;
    "doubly_robust": both, right where either model is (the traditional estimator, R's default).
    """
    reason = _too_few(treated, values, control)
    fit = None
    if not reason and control != "regression":
        fit = fit_propensity(treated, values)
        reason = fit.reason or _no_overlap(fit, treated)
    regression = None
    if not reason and control != "weighting":
        regression = _regress(treated, values, change)
        if regression is None:
            reason = (
                f"the covariates do not vary independently among the {int((~treated).sum())} "
                f"comparison units"
            )
    highest = math.nan if fit is None else float(fit.probability.max())
    if reason:
        none = np.full(change.shape[1], np.nan)
        return AdjustedDifference(none, np.zeros(change.shape), reason, 0, highest)
    left = change if regression is None else regression.residual
    weight = _weights(treated, fit)
    unweighted = 0 if fit is None else int((weight[~treated] == 0.0).sum())
    effect, influence = _difference(treated, weight, left)
    if regression is not None:
        influence -= _of_regression(treated, values, weight, regression)
    if fit is not None:
        influence -= _of_propensity(treated, values, weight * (left - weight @ left).T, fit)
    return AdjustedDifference(effect, influence, "", unweighted, highest)


def _difference(treated: Flags, weight: Floats, left: Floats) -> tuple[Floats, Floats]:
    """Return mean less weighted mean of `left` [n, m], and the influence of its units.

    weight: [n] of comparison units, summing to 1, or all 0 where only the regression compares.
    """
    own = left[treated].mean(axis=0)
    beside = weight @ left
    influence = np.where(treated[:, None], (left - own) / treated.sum(), 0.0)
    influence -= weight[:, None] * (left - beside)
    return own - beside, influence


def _of_regression(
    treated: Flags, values: Floats, weight: Floats, regression: _Regression
) -> Floats:
    """Return what the regression's estimation adds, [n, m]."""
    gap = values[treated].mean(axis=0) - weight @ values
    reach = np.where(treated, 0.0, values @ (regression.inverse @ gap))
    added: Floats = reach[:, None] * regression.residual
    return added


def _of_propensity(treated: Flags, values: Floats, weighted: Floats, fit: Propensity) -> Floats:
    """Return what the propensity's estimation adds, [n, m]. weighted: [m, n] deviations."""
    score = (treated - fit.probability)[:, None] * values
    added: Floats = score @ (fit.inverse @ (weighted @ values).T)
    return added


def _weights(treated: Flags, fit: Propensity | None) -> Floats:
    if fit is None:
        return np.zeros(len(treated))
    counts = ~treated & (fit.probability < NO_WEIGHT)
    odds = np.where(counts, fit.probability / (1.0 - fit.probability), 0.0)
    weight: Floats = odds / odds.sum()
    return weight


def _regress(treated: Flags, values: Floats, change: Floats) -> _Regression | None:
    """Return residuals [n, m] from the comparison units' regression; None where it is singular."""
    beside = values[~treated]
    left, size, right = np.linalg.svd(beside, full_matrices=False)
    if not size[-1] > _DEPENDENT * size[0]:
        return None
    slope = right.T @ ((left.T @ change[~treated]) / size[:, None])
    return _Regression(change - values @ slope, (right.T / size**2) @ right)


def _too_few(treated: Flags, values: Floats, control: Control) -> str:
    own, beside, count = int(treated.sum()), int((~treated).sum()), values.shape[1] - 1
    if beside <= count + 1 and control != "weighting":
        return f"{beside} comparison units cannot carry a regression on {count} covariates"
    if own <= count and control != "regression":
        return (
            f"{own} treated units cannot carry a model of treatment with {count} covariates; "
            f"use fewer covariates or regression"
        )
    if beside <= count and control != "regression":
        return (
            f"{beside} comparison units cannot carry a model of treatment with {count} covariates"
        )
    return ""


def _no_overlap(fit: Propensity, treated: Flags) -> str:
    if fit.probability.max() < NO_OVERLAP:
        return ""
    certain = int((fit.probability[treated] >= NO_OVERLAP).sum())
    if not certain:
        return (
            f"{int((fit.probability >= NO_OVERLAP).sum())} comparison units are by their "
            f"covariates certain to be treated; use fewer covariates or regression"
        )
    return (
        f"{certain} of {int(treated.sum())} treated units have covariates that no comparison "
        f"unit has; use fewer covariates or regression"
    )
