"""What each cluster adds to the overall effect by imputation and by Callaway and Sant'Anna."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.measure.att_averages import families_of
from showfloor.measure.callaway_santanna import Comparison
from showfloor.measure.panels import prepare
from showfloor.measure.unit_difference_scores import difference_scores
from showfloor.measure.unit_differences import unit_cells
from showfloor.measure.unit_imputation import unit_fit
from showfloor.measure.unit_imputation_scores import imputation_scores
from showfloor.measure.unit_scores import UnitScores, unit_errors

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MethodScores:
    """Adjusted scores [C] whose squares add up to the variance, and degrees of freedom.

    None and NaN where the method has no overall effect.
    """

    imputation: Floats | None
    imputation_df: float
    differences: Floats | None
    differences_df: float


def method_scores(panel: Panel, *, comparison: Comparison, anticipation: float) -> MethodScores:
    """Return the scores of imputation's overall effect and of Callaway and Sant'Anna's simple one.

    The squared difference of the two sums to the variance of their difference.
    """
    prepared = prepare(panel, anticipation=anticipation)
    fit = unit_fit(prepared, anticipation)
    count = np.array([np.isfinite(fit.effect[rows]).sum(axis=0) for rows in fit.rows[:-1]])
    first: tuple[Floats | None, float] = (None, math.nan)
    if count.any():
        first = _adjusted(imputation_scores(prepared, fit, (count / count.sum())[None]))
    cells = unit_cells(prepared, never=comparison == "never", anticipation=anticipation)
    second: tuple[Floats | None, float] = (None, math.nan)
    if np.isfinite(cells.att).any():
        number = (prepared.cohort[:, None] == prepared.cohorts[None, :]).sum(axis=0)
        share = number / len(prepared.cohort)
        simple = families_of(cells.att, prepared.cohorts, prepared.times, share).simple
        if len(simple.keys):
            second = _adjusted(difference_scores(prepared, cells, [simple]))
    return MethodScores(*first, *second)


def _adjusted(scores: UnitScores) -> tuple[Floats, float]:
    errors = unit_errors(scores)
    return errors.adjusted[:, 0], float(errors.df[0])
