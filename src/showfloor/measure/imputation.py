"""Imputation (Borusyak, Jaravel, Spiess 2024): effects against the untreated outcome foretold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.cohort_imputation import (
    CohortImputation,
    CohortPretrend,
    imputation_sums,
    pretrend_sums,
)
from showfloor.measure.cohort_moments import CohortMoments, cohort_moments, is_balanced
from showfloor.measure.cohort_sums import resting_of
from showfloor.measure.event_band import DRAWS, event_band
from showfloor.measure.inference import undefined, with_interval
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.region_imputation import (
    RegionAverages,
    region_averages,
    region_pretrend,
)
from showfloor.measure.resting import NOTHING_COMPARED, Resting, rest_all
from showfloor.measure.types import Estimate, EventBand, Imputation
from showfloor.measure.unit_imputation import UnitAverages, unit_averages, unit_fit, unit_pretrend
from showfloor.measure.untreated_model import fit_by_region

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
    return analytic_imputation(find_effects(prepared, anticipation, leads), draws, seed)


def analytic_imputation(found: Effects, draws: int = DRAWS, seed: int = 0) -> Imputation:
    """Return the averages with the paper's conservative errors."""
    resting, joint = found.rests()
    averages = rest_all(resting)
    event = dict(zip(found.horizons.tolist(), averages[found.events], strict=True))
    band = event_band(event, joint, draws=draws, seed=seed)
    return imputation_of(found, averages, joint, band)


@dataclass(frozen=True, slots=True)
class MomentEffects:
    """The imputation estimates of a balanced panel, as sums over cohorts."""

    moments: CohortMoments
    found: CohortImputation


@dataclass(frozen=True, slots=True)
class Effects:
    """What imputation's averages (overall, then horizons, then groups) and pre-trend start from.

    horizons: [E] times since treatment, rising. groups: [G] places of the cohorts with effects.
    clusters: those with an untreated outcome. unforetold: treated unit-times without an effect.
    """

    prepared: PreparedPanel
    anticipation: float
    horizons: Floats
    groups: Ints
    unforetold: int
    pretrend: CohortPretrend | None
    clusters: int
    behind: MomentEffects | UnitAverages | RegionAverages

    @property
    def events(self) -> slice:
        """Where the horizons stand among the averages."""
        return slice(1, 1 + len(self.horizons))

    def rests(self) -> tuple[Resting, Floats]:
        """Return what the averages rest on, and the covariance [E, E] of the horizons.

        PanelError with times of each region's own: few units learn them, as the paper's errors
        for many do not know.
        """
        if isinstance(self.behind, RegionAverages):
            raise PanelError(
                "times of each region's own have small-sample errors only: leave analytic ones out"
            )
        if isinstance(self.behind, MomentEffects):
            return resting_of(self.behind.moments, self.behind.found.sums, self.events)
        return self.behind.rests(self.prepared)


def find_effects(
    prepared: PreparedPanel,
    anticipation: float,
    leads: int = LEADS,
    *,
    moments: CohortMoments | None = None,
) -> Effects:
    """Return the effects behind all averages. moments: of this panel, where it is balanced."""
    if prepared.region is not None:
        found = _within_regions(prepared, prepared.region, anticipation, leads)
    elif is_balanced(prepared):
        known = cohort_moments(prepared) if moments is None else moments
        sums = imputation_sums(known, anticipation)
        found = Effects(
            prepared=prepared,
            anticipation=anticipation,
            horizons=sums.horizons,
            groups=sums.groups,
            unforetold=sums.unforetold,
            pretrend=pretrend_sums(known, anticipation, sums.residual, leads),
            clusters=prepared.clusters,
            behind=MomentEffects(known, sums),
        )
    else:
        fit = unit_fit(prepared, anticipation)
        averages = unit_averages(prepared, fit)
        pretrend, clusters = unit_pretrend(prepared, fit, leads)
        found = Effects(
            prepared=prepared,
            anticipation=anticipation,
            horizons=averages.horizons,
            groups=averages.groups,
            unforetold=averages.unforetold,
            pretrend=pretrend,
            clusters=clusters,
            behind=averages,
        )
    if not len(found.horizons):
        where = "" if prepared.region is None else " of its region"
        raise PanelError(f"no treated unit-time can be foretold from untreated unit-times{where}")
    return found


def _within_regions(
    prepared: PreparedPanel, region: Ints, anticipation: float, leads: int
) -> Effects:
    fit = fit_by_region(prepared, region, "levels", anticipation)
    pretrend = region_pretrend(prepared, fit, leads)
    averages = region_averages(prepared, fit, pretrend.behind)
    return Effects(
        prepared=prepared,
        anticipation=anticipation,
        horizons=averages.horizons,
        groups=averages.groups,
        unforetold=averages.unforetold,
        pretrend=pretrend.found,
        clusters=int(pretrend.behind.sum()),
        behind=averages,
    )


def imputation_of(
    found: Effects, averages: Sequence[Estimate], covariance: Floats, band: EventBand
) -> Imputation:
    """Return the result of the averages in order. covariance: [E, E] of the horizons."""
    prepared, rest = found.prepared, iter(averages[1:])
    event = {h: next(rest) for h in found.horizons.tolist()}
    groups = dict(zip(prepared.cohorts[found.groups].tolist(), rest, strict=True))
    absent = undefined(NOTHING_COMPARED)
    pretrend, p = _pretrend(found.pretrend, found.clusters)
    return Imputation(
        overall=averages[0],
        event=event,
        pretrend=pretrend,
        pretrend_p=p,
        group={g: groups.get(g, absent) for g in prepared.cohorts.tolist()},
        event_covariance=covariance,
        event_band=band,
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
