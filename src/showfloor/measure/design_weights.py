"""The imputation estimator's weights for a rollout, by cohort and week: no outcome is needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.design_types import Floats, Ints

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CohortWeights:
    """Weights of one store's outcome in the estimate of the mean effect.

    weight: [cohorts, weeks]; summed over a store's weeks, or over a week's stores, they are 0.
    treated: [cohorts, weeks] store-weeks that the estimate is the mean of.
    """

    weight: Floats
    treated: Flags


def imputation_weights(sizes: Ints, first: Ints, weeks: int) -> CohortWeights | None:
    """Return the weights of `imputation`'s overall effect on a panel without missing outcomes.

    sizes: [cohorts] stores, > 0. first: [cohorts] place (>= 1) of the first treated week; `weeks`
    or more: not treated within the data. All stores of a cohort have the same weights, so the
    normal equations of unit and time effects on the untreated store-weeks are solved for cohorts
    instead of stores. Weeks in which nobody is untreated foretell nothing and are left out, as the
    estimator does. None where no treated store-week can be foretold.

    Source: Borusyak, Jaravel and Spiess (2024), proposition 3: v = -Z (Z'Z)^-1 Z1'w.
    """
    number = sizes.astype(np.float64)
    untreated = (np.arange(weeks)[None, :] < first[:, None]).astype(np.float64)
    free = number @ untreated
    known = free > 0.0
    treated = (untreated == 0.0) & known[None, :]
    store_weeks = float((number @ treated).sum())
    if store_weeks == 0.0:
        return None
    each = 1.0 / store_weeks
    free = np.where(known, free, 1.0)
    of_store = each * treated.sum(axis=1)
    of_week = each * (number @ treated)
    share = untreated / free[None, :]
    system = np.diag(number * untreated.sum(axis=1))
    system -= number[:, None] * (share @ untreated.T) * number[None, :]
    # One effect is undetermined; this pins the stores' mean effect and changes no weight.
    system += np.outer(number, number) / number.sum()
    by_cohort = np.linalg.solve(system, number * (of_store - share @ of_week))
    by_week = (of_week - (number * by_cohort) @ untreated) / free
    foretelling = -(by_cohort[:, None] + by_week[None, :]) * untreated
    return CohortWeights(np.where(treated, each, foretelling), treated)
