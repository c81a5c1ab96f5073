"""A staggered rollout measured by both estimators, with the checks on how far to trust it."""

from __future__ import annotations

from typing import Literal

import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.measure.callaway_santanna import (
    Comparison,
    analytic_differences,
    find_differences,
)
from showfloor.measure.cohort_moments import cohort_moments, is_balanced
from showfloor.measure.event_band import DRAWS
from showfloor.measure.exchanges import strata_of
from showfloor.measure.imputation import LEADS, analytic_imputation, find_effects
from showfloor.measure.panels import prepare
from showfloor.measure.small_sample_results import (
    SmallSample,
    small_sample_differences,
    small_sample_imputation,
)
from showfloor.measure.staggered_checks import staggered_checks
from showfloor.measure.types import StaggeredResult


def measure_staggered(
    panel: Panel,
    *,
    comparison: Comparison = "never",
    anticipation: float = 0.0,
    leads: int = LEADS,
    draws: int = DRAWS,
    seed: int = 0,
    errors: Literal["small_sample", "analytic"] = "small_sample",
    strata: npt.ArrayLike | None = None,
    region: npt.ArrayLike | None = None,
) -> StaggeredResult:
    """Estimate the effect of a staggered rollout by imputation and by Callaway and Sant'Anna.

    Effects are in the outcome's unit, a unit (store) and time (week). comparison: whom Callaway
    and Sant'Anna compare with. anticipation: time before treatment in which effects may show.
    leads: times before treatment that the pre-trend test looks at. draws, seed: of the
    simultaneous bands over event times. errors: by the number of treated units that each estimate
    rests on (CR2, Satterthwaite, permutation; docs/methods/inference.md), or the papers' own.
    strata: [U] labels within which units could have been treated in each other's place (the cells
    of a randomised plan); permutations keep to them. region: [U] labels; imputation and its
    pre-trend then have times of each region's own (docs/methods/region-weeks.md), with small-sample
    errors and no permutation, Callaway and Sant'Anna compare units of all regions. What was left
    out is said in `panel.dropped`. PanelError where the panel is wrong or nothing can be compared.
    """
    prepared = prepare(panel, anticipation=anticipation, region=region)
    moments = cohort_moments(prepared) if is_balanced(prepared) else None
    differences = find_differences(prepared, comparison, anticipation, moments=moments)
    effects = find_effects(prepared, anticipation, leads, moments=moments)
    if errors == "small_sample":
        kept = None if strata is None else strata_of(panel, strata, anticipation)
        settings = SmallSample(kept, draws, seed)
        direct = small_sample_differences(differences, settings)
        result = small_sample_imputation(effects, settings)
    else:
        direct = analytic_differences(differences, draws, seed)
        result = analytic_imputation(effects, draws, seed)
    checks = staggered_checks(prepared, direct, result, effects.unforetold)
    return StaggeredResult(prepared.facts, direct, result, checks, errors)
