"""Small-sample errors of estimates that weigh all units of a cohort alike (balanced panels)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.cohort_sums import CohortSums
from showfloor.measure.pooled_scores import FEWEST_IN_POOL
from showfloor.measure.satterthwaite import bias_reduced
from showfloor.measure.small_sample_pools import (
    Pools,
    compared_terms,
    degrees_of,
    pool_factors,
    pool_terms,
    pools_of_all,
)
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
    df:      [K]; NaN where the design leaves none.
    pooled:  of the estimates whose scores are pooled; None where CR2 does for all.
    """

    weights: Floats
    centre: Floats
    df: Floats
    pooled: PooledForm | None

    def shift(self, apart: Floats) -> Floats:
        """Return what cohort means add to each unit's score, [..., H, K].

        apart: [..., H, T] cohort means less what is foretold of them.
        """
        parts = [apart[..., h, :] @ centre.T for h, centre in enumerate(self.centre)]
        shift: Floats = np.stack(parts, axis=-2)
        if self.pooled is None:
            return shift
        places = self.pooled.places
        shift[..., places] = self.pooled.centred(shift[..., places])
        return shift

    def methods(self) -> tuple[str, ...]:
        """Return [K] how each error is made, in words."""
        said = [CR2] * len(self.df)
        if self.pooled is not None:
            for place in self.pooled.places[self.pooled.pools.joins()].tolist():
                said[place] = POOLED
        return tuple(said)


@dataclass(frozen=True, slots=True)
class PooledForm:
    """The estimates at `places` [P], whose scores are measured from their pool's common effect.

    number: [H] units. own: [H, P] weight of one unit's effect. root: [H, P] of the factors.
    """

    places: npt.NDArray[np.int64]
    pools: Pools
    number: Floats
    own: Floats
    root: Floats

    def centred(self, score: Floats) -> Floats:
        """Return scores [..., H, P] less what the pools' common effects give, adjusted."""
        number = self.number[:, None]
        weight = self.pools.sums(number * self.own)
        effect = self.pools.sums(number * score) / np.where(weight > 0.0, weight, 1.0)
        found: Floats = self.root * (score - effect * self.own)
        return found


def imputation_form(fit: UntreatedFit, weights: Floats, own: Floats) -> ErrorForm:
    """Return the form of imputation's errors. weights: [H, K, T]; own: [H, K] as `own_weights`.

    CR2 where every cohort that the estimate is about has two units or more; else, as the model
    with a dummy for each treated cohort and time would fit single units exactly, pooled scores.
    """
    reduced = bias_reduced(fit, weights)
    single = (own != 0.0) & (fit.number < FEWEST_IN_POOL)[:, None]
    alone = np.flatnonzero(single.any(axis=0))
    if not len(alone):
        return ErrorForm(reduced.weights, reduced.centre, reduced.df, None)
    form = _pooled_form(fit.number, fit.compared, weights[:, alone], own[:, alone])
    adjusted, centre, df = reduced.weights, reduced.centre, reduced.df
    adjusted[:, alone] = form.weights
    centre[:, alone] = weights[:, alone] * (fit.before | fit.treated)[:, None, :]
    df[alone] = form.df
    pooled = form.pooled
    assert pooled is not None
    placed = PooledForm(alone, pooled.pools, pooled.number, pooled.own, pooled.root)
    return ErrorForm(adjusted, centre, df, placed)


def difference_form(number: Floats, compared: Floats, weights: Floats, own: Floats) -> ErrorForm:
    """Return the form of Callaway and Sant'Anna's errors, given the cohorts' sizes.

    ATT(g, t) is a difference of cohort means, least squares with a dummy for every cohort and time:
    CR2 is then the sum of sample variances over the number of units, n_g (n_g - 1) in all, with
    Welch-Satterthwaite degrees of freedom from the weights. compared: [T] units that may be
    compared with. weights: [H, K, T]; own: [H, K].
    """
    return _pooled_form(number, compared, weights, own)


def own_weights(weights: Floats, treated: Flags, after: Flags, number: Floats) -> Floats:
    """Return [H, K] the weight of one unit's effect in each estimate; 0: compared only.

    weights: [H, K, T]; treated: [H, K] cohorts that the estimate is about; after: [H, T] treated
    times. Estimates before treatment weigh the units of their cohorts equally.
    """
    sums = np.stack([of_cohort @ late for of_cohort, late in zip(weights, after, strict=True)])
    own = np.where(treated, sums, 0.0)
    total = number @ own
    equal = treated / np.maximum(number @ treated, 1.0)
    found: Floats = np.where(np.abs(total) > 0.5, own, equal)
    return found


def small_sample_sums(sums: CohortSums, form: ErrorForm, apart: Floats) -> CohortSums:
    """Return the sums with scores adjusted: their variance is then the small-sample one.

    apart: [H, T] cohort means less what is foretold of them.
    """
    return CohortSums(sums.value, form.weights, form.shift(apart), sums.treated, sums.compared)


def _pooled_form(number: Floats, compared: Floats, weights: Floats, own: Floats) -> ErrorForm:
    """Return errors from scores by cohort."""
    squares = weights**2
    noise = squares.sum(axis=2)
    share = squares @ (1.0 / np.maximum(compared, 1.0)) / np.where(noise > 0.0, noise, 1.0)
    each = number[:, None]
    pools = pools_of_all(np.where(own > 0.0, each, 0.0))
    weight, whole = pools.sums(each * own), pools.sums(each * noise)
    about = pools.place >= 0
    factors = pool_factors(np.where(about, own, 0.0), noise, weight, whole)
    beside, of_compared = compared_terms(noise, share, ~about)
    treated = each * np.where(about, pool_terms(factors, noise, whole), 0.0)
    df = degrees_of(pools, whole, treated, (each * of_compared).sum(axis=1))
    root = np.sqrt(factors.factor + beside)
    places = np.arange(weights.shape[1])
    pooled = PooledForm(places, pools, number, own, root)
    return ErrorForm(weights * root[:, :, None], weights, df, pooled)
