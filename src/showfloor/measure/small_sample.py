"""Small-sample errors of estimates that weigh all units of a cohort alike (balanced panels)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.cohort_sums import CohortSums
from showfloor.measure.pooled_scores import (
    FEWEST_IN_POOL,
    PooledError,
    ScoreGroups,
    pooled_error,
    pools_of,
)
from showfloor.measure.satterthwaite import bias_reduced
from showfloor.measure.untreated_fit import UntreatedFit

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

CR2 = "CR2, Satterthwaite"
POOLED = "cohorts of one unit pooled, bias-reduced, Satterthwaite"


@dataclass(frozen=True, slots=True)
class ErrorForm:
    """How K estimates' variances follow from cohort means and scatters: fixed by who opened when.

    weights: [H, K, T] on a unit's deviation from its cohort's mean, adjusted for bias.
    centre:  [H, K, T] on the cohort means' unexplained part, adjusted likewise.
    pooled:  for each estimate the pools of its cohorts, None where no pool is needed.
    df:      [K]; NaN where the design leaves none.
    """

    weights: Floats
    centre: Floats
    pooled: tuple[PooledError | None, ...]
    df: Floats

    def shift(self, apart: Floats) -> Floats:
        """Return what cohort means add to each unit's score, [..., H, K].

        apart: [..., H, T] cohort means less what is foretold of them.
        """
        shift: Floats = np.einsum("hkt,...ht->...hk", self.centre, apart)
        for place, error in enumerate(self.pooled):
            if error is not None:
                scored = error.centre(shift[..., place])
                shift[..., place] = np.sqrt(error.factor) * scored
        return shift

    def methods(self) -> tuple[str, ...]:
        """Return [K] how each error is made, in words."""
        joined = [error is not None and error.joins_cohorts for error in self.pooled]
        return tuple(POOLED if pooled else CR2 for pooled in joined)


def imputation_form(fit: UntreatedFit, weights: Floats, own: Floats) -> ErrorForm:
    """Return the form of imputation's errors. weights: [H, K, T]; own: [H, K] as `own_weights`.

    CR2 where every cohort that the estimate is about has two units or more; else, as the model
    with a dummy for each treated cohort and time would fit single units exactly, pooled scores.
    """
    reduced = bias_reduced(fit, weights)
    form = _pooled_form(fit.number, fit.compared, weights, own)
    alone = np.array([error is not None for error in form.pooled], dtype=bool)
    used = fit.before | fit.treated
    raw = weights * used[:, None, :]
    pick = alone[None, :, None]
    return ErrorForm(
        weights=np.where(pick, form.weights, reduced.weights),
        centre=np.where(pick, raw, reduced.centre),
        pooled=form.pooled,
        df=np.where(alone, form.df, reduced.df),
    )


def difference_form(number: Floats, compared: Floats, weights: Floats, own: Floats) -> ErrorForm:
    """Return the form of Callaway and Sant'Anna's errors, given the cohorts' sizes.

    ATT(g, t) is a difference of cohort means, least squares with a dummy for every cohort and time:
    CR2 is then the sum of sample variances over the number of units, n_g (n_g - 1) in all, with
    Welch-Satterthwaite degrees of freedom from the weights. compared: [T] units that may be
    compared with. weights: [H, K, T]; own: [H, K].
    """
    return _pooled_form(number, compared, weights, own, whole=True)


def own_weights(weights: Floats, treated: Flags, after: Flags, number: Floats) -> Floats:
    """Return [H, K] the weight of one unit's effect in each estimate; 0: compared only.

    weights: [H, K, T]; treated: [H, K] cohorts that the estimate is about; after: [H, T] treated
    times. Estimates before treatment weigh the units of their cohorts equally.
    """
    own = np.where(treated, np.einsum("hkt,ht->hk", weights, after.astype(np.float64)), 0.0)
    total = number @ own
    equal = treated / np.maximum(number @ treated, 1.0)
    found: Floats = np.where(np.abs(total) > 0.5, own, equal)
    return found


def small_sample_sums(sums: CohortSums, form: ErrorForm, apart: Floats) -> CohortSums:
    """Return the sums with scores adjusted: their variance is then the small-sample one.

    apart: [H, T] cohort means less what is foretold of them.
    """
    return CohortSums(sums.value, form.weights, form.shift(apart), sums.treated, sums.compared)


def _pooled_form(
    number: Floats, compared: Floats, weights: Floats, own: Floats, *, whole: bool = False
) -> ErrorForm:
    """Return errors from scores by cohort. whole: also where no cohort has a single unit."""
    noise = (weights**2).sum(axis=2)
    share = (weights**2 / np.maximum(compared, 1.0)).sum(axis=2) / np.where(noise > 0, noise, 1.0)
    adjusted = weights.copy()
    forms: list[PooledError | None] = []
    df = np.full(weights.shape[1], np.nan)
    for place in range(weights.shape[1]):
        if not (whole or (number[own[:, place] != 0.0] < FEWEST_IN_POOL).any()):
            forms.append(None)
            continue
        groups = ScoreGroups(
            number, own[:, place], noise[:, place], share[:, place], pools_of(number, own[:, place])
        )
        error = pooled_error(groups)
        adjusted[:, place] *= np.sqrt(error.factor)[:, None]
        df[place] = error.df
        forms.append(error)
    return ErrorForm(adjusted, weights, tuple(forms), df)
