"""CR2 errors with Satterthwaite degrees of freedom, in closed form in the cohorts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.untreated_fit import UntreatedFit

Floats = npt.NDArray[np.float64]

_SINGULAR = 1e-10
"""Eigenvalues of I - H up to this are directions that the design fits exactly."""


@dataclass(frozen=True, slots=True)
class AdjustedWeights:
    """Weights of K estimates, adjusted so that squared scores add up to an unbiased variance.

    weights: [H, K, T] on a unit's deviation from its cohort's mean. df: [K], NaN where there are
    none. centre: [H, K, T] weights on the cohort mean's part that is left unexplained (`apart` of
    the fit): a unit's score is weights x deviation + centre x that part.
    """

    weights: Floats
    df: Floats
    centre: Floats

    def shift(self, fit: UntreatedFit, mean: Floats) -> Floats:
        """Return the cohorts' part [..., H, K] of the scores from cohort means [..., H, T]."""
        shift: Floats = np.einsum("hkt,...ht->...hk", self.centre, fit.apart(mean))
        return shift


def bias_reduced(fit: UntreatedFit, weights: Floats) -> AdjustedWeights:
    """Return the weights [H, K, T] of imputation adjusted as CR2, with their degrees of freedom.

    Imputation is least squares on unit and time effects and one dummy a treated cohort and time.
    All units of a cohort have the same regressors, hence the same block H_hh of the hat matrix
    and the same A_h = (I - H_hh)^(-1/2), pseudo-inverse as unit effects make it singular. The
    variance is the sum over units of (w' A_h residual)^2; degrees of freedom under the working
    model of equal, independent errors. Bell and McCaffrey (2002); Pustejovsky and Tipton (2018),
    equations 8 and 11.
    """
    adjusted = np.empty_like(weights)
    for cohort in range(len(fit.number)):
        adjusted[cohort] = weights[cohort] @ _adjustment(fit, cohort)
    centre = adjusted * fit.before[:, None, :]
    return AdjustedWeights(adjusted, _degrees(fit, adjusted), centre)


def _adjustment(fit: UntreatedFit, cohort: int) -> Floats:
    """Return the symmetric square root [T, T] of the pseudo-inverse of I - H_hh."""
    number, before, treated = fit.number[cohort], fit.before[cohort], fit.treated[cohort]
    cohorts = len(fit.number)
    used = before | treated
    of_time = fit.inverse[cohorts:, cohorts:]
    across = fit.inverse[cohort, cohorts:]
    hat = fit.inverse[cohort, cohort] + across[:, None] + across[None, :] + of_time
    rest = np.diag(np.where(used, 1.0, 0.0) - np.where(treated, 1.0 / number, 0.0))
    rest -= np.where(before[:, None] & before[None, :], hat, 0.0)
    rest -= (1.0 - 1.0 / number) / used.sum() * np.outer(used, used)
    values, vectors = np.linalg.eigh(rest)
    kept = values > _SINGULAR
    root: Floats = (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T
    return root


def _degrees(fit: UntreatedFit, adjusted: Floats) -> Floats:
    """Return [K]: squared trace over squared norm of the matrix of scores' covariances.

    Two units of cohorts g and h have covariance -q_gh, one unit with itself |a_g|^2 - q_gg.
    """
    number = fit.number
    before = adjusted * fit.before[:, None, :]
    square = (adjusted**2).sum(axis=2)
    own = square - (before**2).sum(axis=2)
    sums = np.concatenate([np.zeros((*square.shape, len(number))), before], axis=2)
    for cohort in range(len(number)):
        sums[cohort, :, cohort] = before[cohort].sum(axis=1)
    shared = np.einsum("gkp,hkp->kgh", sums @ fit.inverse, sums, optimize=True)
    diagonal = np.arange(len(number))
    shared[:, diagonal, diagonal] += (own / number[:, None]).T
    itself = square.T - shared[:, diagonal, diagonal]
    trace = itself @ number
    norm = np.einsum("kgh,g,h->k", shared**2, number, number, optimize=True)
    norm += (itself**2 - shared[:, diagonal, diagonal] ** 2) @ number
    return np.where(norm > 0.0, trace**2 / np.where(norm > 0.0, norm, 1.0), np.nan)
