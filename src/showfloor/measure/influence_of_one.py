"""What the effect would be without any one store: the store that moves it most."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.cohort_imputation import imputation_sums
from showfloor.measure.cohort_moments import CohortMoments, cohort_moments
from showfloor.measure.imputation import analytic_imputation, find_effects, imputation
from showfloor.measure.kept_units import kept_units
from showfloor.measure.panels import PreparedPanel, prepare

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CANDIDATES = 8
"""Units that are left out one by one where outcomes are missing."""


@dataclass(frozen=True, slots=True)
class InfluenceOfOne:
    """The unit whose absence moves the overall effect (imputation) most.

    effect: with all units. without: without `unit`. change: without - effect. share_of_error: the
    change's size in standard errors of the effect; NaN where it has none. exact: whether every
    unit was left out; else those whose gain lies farthest from its group's. Where nothing can be
    estimated without a unit it is this one, `without` and `change` are NaN, and `reason` says so.
    """

    unit: str
    effect: float
    without: float
    change: float
    share_of_error: float
    treated: bool
    exact: bool
    reason: str = ""


def influence_of_one(panel: Panel, *, anticipation: float = 0.0) -> InfluenceOfOne:
    """Leave out every unit in turn and return the one that moves the overall effect most.

    Where every outcome is known all are left out in closed form: without a unit of a cohort,
    estimates are linear in outcomes with weights that are the same for all units of that cohort.
    Where outcomes are missing the CANDIDATES most unusual units are left out, each with a new
    estimate.
    """
    prepared = prepare(panel, anticipation=anticipation)
    kept = np.flatnonzero(kept_units(panel, anticipation))
    overall = analytic_imputation(find_effects(prepared, anticipation)).overall
    complete = prepared.facts.observed == prepared.outcome.size
    if complete:
        places, without = np.arange(len(kept)), _all_left_out(prepared, anticipation)
    else:
        places = _unusual(prepared)[:CANDIDATES]
        without = _some_left_out(panel, kept, places, anticipation)
    change = np.abs(without - overall.estimate)
    most = int(np.argmax(np.where(np.isnan(change), np.inf, change)))
    moved = float(without[most]) - overall.estimate
    return InfluenceOfOne(
        unit=panel.units[kept[places[most]]],
        effect=overall.estimate,
        without=float(without[most]),
        change=moved,
        share_of_error=abs(moved) / overall.se if overall.se > 0.0 else math.nan,
        treated=bool(np.isfinite(prepared.cohort[places[most]])),
        exact=complete,
        reason="nothing can be estimated without it" if math.isnan(moved) else "",
    )


def _all_left_out(prepared: PreparedPanel, anticipation: float) -> Floats:
    """Return [U] the overall effect without each unit; NaN where nothing is left."""
    moments = cohort_moments(prepared)
    code = np.searchsorted(moments.cohorts, prepared.cohort)
    outcome = prepared.outcome - prepared.outcome.mean(axis=1, keepdims=True)
    without = np.full(len(code), np.nan)
    for cohort in range(len(moments.number)):
        members = np.flatnonzero(code == cohort)
        reduced = _one_fewer(moments, cohort)
        if not reduced.treated:
            continue
        sums = imputation_sums(reduced, anticipation).sums
        if math.isnan(sums.value[0]):
            continue
        weights = sums.weights[:, 0]
        if moments.number[cohort] > 1:
            whole = float(np.einsum("h,ht,ht->", moments.number, weights, moments.mean))
            without[members] = whole - outcome[members] @ weights[cohort]
        else:
            without[members] = np.einsum("h,ht,ht->", reduced.number, weights, reduced.mean)
    return without


def _one_fewer(moments: CohortMoments, cohort: int) -> CohortMoments:
    """Return the moments with one unit fewer in a cohort, whose weights alone are then right."""
    number = moments.number.copy()
    number[cohort] -= 1
    stay = number > 0
    return CohortMoments(
        moments.cohorts[stay],
        moments.times,
        number[stay],
        moments.level[stay],
        moments.mean[stay],
        moments.scatter[stay],
    )


def _some_left_out(panel: Panel, kept: Ints, places: Ints, anticipation: float) -> Floats:
    """Return [n] the overall effect without each of the n units; NaN where nothing is left."""
    without = np.full(len(places), np.nan)
    for i, place in enumerate(places):
        rest = np.delete(kept, place)
        clusters = None if panel.clusters is None else panel.clusters[rest]
        units = tuple(panel.units[unit] for unit in rest)
        fewer = Panel(units, panel.times, panel.outcome[rest], panel.cohort[rest], clusters)
        try:
            found = imputation(fewer, anticipation=anticipation)
        except PanelError:
            continue
        without[i] = found.overall.estimate
    return without


def _unusual(prepared: PreparedPanel) -> Ints:
    """Return units, those first whose deviation from their group counts most in the effect."""
    middle = np.isinf(prepared.cohort)
    start = np.where(middle, float(np.median(prepared.cohort[~middle])), prepared.cohort)
    after = prepared.times[None, :] >= start[:, None]
    seen = np.isfinite(prepared.outcome)
    values = np.where(seen, prepared.outcome, 0.0)
    sides = []
    for side in (after & seen, ~after & seen):
        count = side.sum(axis=1)
        sides.append((values * side).sum(axis=1) / np.maximum(count, 1))
    gain = sides[0] - sides[1]
    times = np.where((after & seen).any(axis=1) & (~after & seen).any(axis=1), 1.0, 0.0)
    number = np.bincount(np.unique(prepared.cohort, return_inverse=True)[1])
    lone = number[np.searchsorted(np.unique(prepared.cohort), prepared.cohort)] == 1
    gain[lone] -= gain[~middle].mean()
    for group in np.unique(prepared.cohort[~lone]):
        own = prepared.cohort == group
        gain[own] -= gain[own].mean()
    size = np.where(middle, middle.sum(), (~middle).sum())
    unusual = np.where(size == 1, np.inf, np.abs(gain) * times / size)
    return np.argsort(-unusual, kind="stable").astype(np.int64)
