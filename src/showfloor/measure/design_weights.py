"""The imputation estimator's weights for a rollout, by cohort and week: no outcome is needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.design_blocks import block_design
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

    sizes: [cohorts] stores, > 0. first: [cohorts] rising place (>= 1) of the first treated week;
    `weeks` or more: not treated within the data. None where no treated store-week can be foretold.
    """
    design = block_design(sizes, first, weeks)
    if design is None:
        return None
    length = np.diff(design.edges)
    weight = np.repeat(design.weight, length, axis=1)
    return CohortWeights(weight, np.repeat(design.treated, length, axis=1))
