"""Everything that can be asked of a measured rollout before it is believed, in one call."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from showfloor.domain.measuring import CredibilityTerms
from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.closures import Closures, closures
from showfloor.measure.credibility_checks import (
    MAGNITUDES,
    Choosing,
    anticipation_check,
    chosen_check,
    closures_check,
    compared_in_region_check,
    magnitudes_check,
    one_store_check,
    placebo_space_check,
    placebo_time_check,
    power_check,
    regression_check,
    spillover_check,
    straight_drift_check,
)
from showfloor.measure.influence_of_one import InfluenceOfOne, influence_of_one
from showfloor.measure.kept_units import kept_units
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.placebo import PlaceboInSpace, placebo_in_space, placebo_in_time
from showfloor.measure.pretrend_power import PretrendPower, pretrend_power
from showfloor.measure.sensitivity import (
    BOUNDS,
    event_study_of,
    relative_magnitudes,
    smoothness,
)
from showfloor.measure.sensitivity_periods import in_periods
from showfloor.measure.sensitivity_types import EventStudy, Sensitivity
from showfloor.measure.spillover_check import Neighbours, RingEffect, spillover_by_ring
from showfloor.measure.types import Check, Estimate, StaggeredResult


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known beside a panel, in its order.

    region: [U] labels, None where unknown. uncompared: [U, T] unit-times that were left out because
    nothing in their region speaks for them, and are no closures. within: whether the headline
    compares within regions.
    """

    choosing: Choosing = field(default_factory=Choosing)
    neighbours: Neighbours | None = None
    region: npt.NDArray[np.str_] | None = None
    uncompared: npt.NDArray[np.bool_] | None = None
    within: bool = False


@dataclass(frozen=True, slots=True)
class Credibility:
    """The checks beyond those of `measure_staggered`, and the numbers that they rest on.

    sensitivity: relative magnitudes, smoothness, relative smoothness; empty, like `power` None,
    where the event study allows none, and the checks then say why. spillover: by ring, empty
    without distances.
    """

    checks: tuple[Check, ...]
    sensitivity: tuple[Sensitivity, ...]
    power: PretrendPower | None
    placebo_time: Estimate
    placebo_space: PlaceboInSpace
    spillover: tuple[RingEffect, ...]
    one_store: InfluenceOfOne
    closures: Closures


_TERMS = CredibilityTerms()
_SURROUNDINGS = Surroundings()


def credibility(
    panel: Panel,
    result: StaggeredResult,
    *,
    anticipation: float = 0.0,
    terms: CredibilityTerms = _TERMS,
    surroundings: Surroundings = _SURROUNDINGS,
    seed: int = 0,
) -> Credibility:
    """Check a result of `measure_staggered` on `panel`, with the same anticipation.

    seed: of the placebo rollouts. PanelError where the panel is wrong, as there.
    """
    prepared = prepare(panel, anticipation=anticipation)
    region = _regions(panel, surroundings, anticipation)
    uncompared = surroundings.uncompared
    if uncompared is not None:
        uncompared = uncompared[kept_units(panel, anticipation)]
    studied = _studied(result, anticipation, terms)
    early = placebo_in_time(
        panel,
        earlier=terms.placebo_earlier,
        anticipation=anticipation,
        region=surroundings.region if surroundings.within else None,
    )
    elsewhere = placebo_in_space(prepared, draws=terms.placebo_draws, seed=seed)
    near = surroundings.neighbours
    rings = () if near is None else spillover_by_ring(panel, near, terms.rings_km)
    one = influence_of_one(panel, anticipation=anticipation)
    closed = closures(prepared, region, anticipation=anticipation, left_out=uncompared)
    checks = (
        *studied.checks,
        placebo_time_check(early, terms),
        placebo_space_check(elsewhere, terms),
        anticipation_check(result.imputation.pretrend, terms),
        spillover_check(rings, terms),
        one_store_check(one, terms),
        closures_check(closed, terms),
        compared_in_region_check(closed),
        regression_check(surroundings.choosing, *_baseline(prepared)),
        chosen_check(surroundings.choosing, terms),
    )
    return Credibility(
        checks, studied.sensitivity, studied.power, early, elsewhere, rings, one, closed
    )


def _regions(
    panel: Panel, surroundings: Surroundings, anticipation: float
) -> npt.NDArray[np.str_] | None:
    """Return the regions of the units that `prepare` keeps."""
    region = surroundings.region
    if region is None:
        return None
    if region.shape != panel.cohort.shape:
        raise PanelError(f"{len(panel.units)} units but {len(region)} regions")
    return region[kept_units(panel, anticipation)]


@dataclass(frozen=True, slots=True)
class _Studied:
    checks: tuple[Check, ...]
    sensitivity: tuple[Sensitivity, ...] = ()
    power: PretrendPower | None = None


def _studied(result: StaggeredResult, anticipation: float, terms: CredibilityTerms) -> _Studied:
    """Return what follows from the event study of Callaway and Sant'Anna."""
    try:
        leads = terms.period_times * (terms.pretrend_periods + 1) - 1
        direct = result.callaway_santanna
        study = event_study_of(direct, anticipation=anticipation, leads=leads)
    except PanelError as reason:
        said = f"Drifts before the opening cannot be weighed against the effect: {reason}."
        return _Studied((Check(MAGNITUDES, "REVIEW", said),))
    study = in_periods(study, terms.period_times)
    power = pretrend_power(study)
    found = _sensitivities(study)
    checks = (
        power_check(power, study.target, terms),
        magnitudes_check(found[0], terms),
        straight_drift_check(found[1]),
    )
    return _Studied(checks, found, power)


def _sensitivities(study: EventStudy) -> tuple[Sensitivity, ...]:
    return (
        relative_magnitudes(study, bounds=(0.0, *BOUNDS)),
        smoothness(study),
        relative_magnitudes(study, bounds=(0.0, *BOUNDS), of_slopes=True),
    )


def _baseline(prepared: PreparedPanel) -> tuple[float, float]:
    """Return the first time and the last opening: where any store is compared with itself."""
    return float(prepared.times[0]), float(prepared.cohorts[-1])
