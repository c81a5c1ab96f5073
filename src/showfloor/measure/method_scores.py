"""What each cluster adds to the overall effect by imputation and by Callaway and Sant'Anna."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.measure.att_averages import families_of
from showfloor.measure.callaway_santanna import Comparison
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.region_errors import region_overall
from showfloor.measure.unit_difference_scores import difference_scores
from showfloor.measure.unit_differences import unit_cells
from showfloor.measure.unit_imputation import unit_fit
from showfloor.measure.unit_imputation_scores import imputation_scores
from showfloor.measure.unit_scores import UnitScores, unit_errors

Floats = npt.NDArray[np.float64]
_NONE: tuple[Floats | None, float] = (None, math.nan)


@dataclass(frozen=True, slots=True)
class MethodScores:
    """Adjusted scores [C] whose squares add up to the variance, and degrees of freedom.

    None and NaN where the method has no overall effect.
    """

    imputation: Floats | None
    imputation_df: float
    differences: Floats | None
    differences_df: float


def method_scores(
    panel: Panel,
    *,
    comparison: Comparison,
    anticipation: float,
    region: npt.ArrayLike | None = None,
) -> MethodScores:
    """Return the scores of imputation's overall effect and of Callaway and Sant'Anna's simple one.

    The squared difference of the two sums to the variance of their difference. region: [U] labels,
    where imputation has times of each region's own.
    """
    prepared = prepare(panel, anticipation=anticipation, region=region)
    first = _of_imputation(prepared, anticipation)
    cells = unit_cells(prepared, never=comparison == "never", anticipation=anticipation)
    second: tuple[Floats | None, float] = (None, math.nan)
    if np.isfinite(cells.att).any():
        number = (prepared.cohort[:, None] == prepared.cohorts[None, :]).sum(axis=0)
        share = number / len(prepared.cohort)
        simple = families_of(cells.att, prepared.cohorts, prepared.times, share).simple
        if len(simple.keys):
            second = _adjusted(difference_scores(prepared, cells, [simple]))
    return MethodScores(*first, *second)


def _of_imputation(prepared: PreparedPanel, anticipation: float) -> tuple[Floats | None, float]:
    if prepared.region is not None:
        found = region_overall(prepared, anticipation)
        known = bool(np.isfinite(found.value[0]))
        return (found.errors.adjusted[:, 0], float(found.errors.df[0])) if known else _NONE
    fit = unit_fit(prepared, anticipation)
    count = np.array([np.isfinite(fit.effect[rows]).sum(axis=0) for rows in fit.rows[:-1]])
    if not count.any():
        return _NONE
    return _adjusted(imputation_scores(prepared, fit, (count / count.sum())[None]))


def _adjusted(scores: UnitScores) -> tuple[Floats, float]:
    errors = unit_errors(scores)
    return errors.adjusted[:, 0], float(errors.df[0])
