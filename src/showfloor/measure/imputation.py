"""Imputation (Borusyak, Jaravel, Spiess 2024): effects against the untreated outcome foretold."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.cohort_imputation import CohortPretrend, imputation_sums, pretrend_sums
from showfloor.measure.cohort_moments import CohortMoments, cohort_moments, is_balanced
from showfloor.measure.cohort_sums import resting_of
from showfloor.measure.event_band import DRAWS, event_band
from showfloor.measure.inference import undefined, with_interval
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.resting import NOTHING_COMPARED, rest_all
from showfloor.measure.types import Estimate, Imputation
from showfloor.measure.unit_imputation import unit_estimates, unit_fit, unit_pretrend

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEADS = 4
"""Times before treatment whose coefficients the pre-trend test looks at, where there are enough."""


def imputation(
    panel: Panel,
    *,
    anticipation: float = 0.0,
    leads: int = LEADS,
    draws: int = DRAWS,
    seed: int = 0,
) -> Imputation:
    """Estimate effects as outcome less what unit and time effects of untreated unit-times foretell.

    Estimates are in the outcome's unit: `overall` the mean over all treated unit-times, `event` by
    time since treatment, `group` by cohort. Standard errors are the conservative ones of the
    paper's theorem 3 with effects averaged by cohort and time (equation 8), clustered; df =
    min(treated, untreated clusters) - 1. The pre-trend test (section 4.4) adds `leads` indicators
    before treatment to the untreated model. draws, seed: of the simultaneous band over event times.
    Missing unit-times are left out. PanelError where nothing can be foretold.
    """
    prepared = prepare(panel, anticipation=anticipation)
    found = estimate_imputation(prepared, anticipation, leads, draws=draws, seed=seed)
    return found.result


@dataclass(frozen=True, slots=True)
class ImputationFound:
    """The result, and how many observed treated unit-times the untreated data cannot foretell."""

    result: Imputation
    unforetold: int


def estimate_imputation(
    prepared: PreparedPanel,
    anticipation: float,
    leads: int = LEADS,
    *,
    moments: CohortMoments | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> ImputationFound:
    """Return `imputation` of a panel that was prepared before.

    moments: of this panel, where it is balanced and they were computed before.
    """
    find = _by_cohort if is_balanced(prepared) else _by_unit
    found = find(prepared, moments, anticipation, leads)
    if not found.horizons:
        raise PanelError("no treated unit-time can be foretold from untreated unit-times")
    overall, rest = found.estimates[0], iter(found.estimates[1:])
    event = {h: next(rest) for h in found.horizons}
    groups = dict(zip(prepared.cohorts[found.groups].tolist(), rest, strict=True))
    absent = undefined(NOTHING_COMPARED)
    pretrend, p = _pretrend(found.pretrend, found.clusters)
    result = Imputation(
        overall=overall,
        event=event,
        pretrend=pretrend,
        pretrend_p=p,
        group={g: groups.get(g, absent) for g in prepared.cohorts.tolist()},
        event_covariance=found.covariance,
        event_band=event_band(event, found.covariance, draws=draws, seed=seed),
    )
    return ImputationFound(result, found.unforetold)


@dataclass(frozen=True, slots=True)
class _Found:
    """The estimates (overall, then horizons, then groups) and what the pre-trend test needs.

    covariance: [E, E] of the horizons. clusters: those with an untreated outcome.
    """

    estimates: list[Estimate]
    horizons: list[float]
    groups: Ints
    covariance: Floats
    pretrend: CohortPretrend | None
    clusters: int
    unforetold: int


def _by_cohort(
    prepared: PreparedPanel, moments: CohortMoments | None, anticipation: float, leads: int
) -> _Found:
    known = cohort_moments(prepared) if moments is None else moments
    found = imputation_sums(known, anticipation)
    resting, joint = resting_of(known, found.sums, slice(1, 1 + len(found.horizons)))
    return _Found(
        estimates=rest_all(resting),
        horizons=found.horizons.tolist(),
        groups=found.groups,
        covariance=joint,
        pretrend=pretrend_sums(known, anticipation, found.residual, leads),
        clusters=prepared.clusters,
        unforetold=found.unforetold,
    )


def _by_unit(
    prepared: PreparedPanel, _moments: CohortMoments | None, anticipation: float, leads: int
) -> _Found:
    fit = unit_fit(prepared, anticipation)
    found = unit_estimates(prepared, fit)
    pretrend, clusters = unit_pretrend(prepared, fit, leads)
    return _Found(
        estimates=rest_all(found.resting),
        horizons=found.horizons.tolist(),
        groups=found.groups,
        covariance=found.covariance,
        pretrend=pretrend,
        clusters=clusters,
        unforetold=found.unforetold,
    )


def _pretrend(found: CohortPretrend | None, clusters: int) -> tuple[dict[float, Estimate], float]:
    """Return the coefficients of the last leads before treatment, and their joint p-value (F)."""
    if found is None:
        return {}, math.nan
    if np.isnan(found.slopes).any():
        reason = "the leads cannot be told apart from unit and time effects"
        return {e: undefined(reason) for e in found.leads.tolist()}, math.nan
    free = len(found.leads) + found.times
    if clusters < 2 or found.rows <= free:
        return {}, math.nan
    factor = clusters / (clusters - 1) * (found.rows - 1) / (found.rows - free)
    joint = factor * found.covariance
    errors = np.sqrt(np.maximum(np.diagonal(joint), 0.0)).tolist()  # rounding falls below 0
    estimates = {
        float(e): with_interval(float(found.slopes[k]), errors[k], clusters - 1.0)
        for k, e in enumerate(found.leads)
    }
    return dict(sorted(estimates.items())), _joint_p(found.slopes, joint, clusters)


def _joint_p(slopes: Floats, joint: Floats, clusters: int) -> float:
    number = len(slopes)
    if clusters <= number or np.linalg.matrix_rank(joint) < number:
        return math.nan
    wald = float(slopes @ np.linalg.solve(joint, slopes)) / number
    return float(special.fdtrc(number, clusters - 1, wald))
