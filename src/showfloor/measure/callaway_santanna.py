"""Callaway and Sant'Anna (2021): effects by cohort and time, their averages, analytic errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.att_averages import Families, families_of
from showfloor.measure.cohort_differences import cells_resting, cohort_cells, family_sums
from showfloor.measure.cohort_moments import CohortMoments, cohort_moments, is_balanced
from showfloor.measure.cohort_sums import resting_of
from showfloor.measure.event_band import DRAWS, event_band
from showfloor.measure.inference import undefined
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.resting import NOTHING_COMPARED, rest_all
from showfloor.measure.types import CallawaySantAnna, Estimate
from showfloor.measure.unit_differences import cell_family, unit_cells, unit_rests

Floats = npt.NDArray[np.float64]
Comparison = Literal["never", "not_yet"]


def callaway_santanna(
    panel: Panel,
    *,
    comparison: Comparison = "never",
    anticipation: float = 0.0,
    draws: int = DRAWS,
    seed: int = 0,
) -> CallawaySantAnna:
    """Estimate the average effect on the treated by cohort and time, and its aggregations.

    Estimates are in the outcome's unit. comparison: never-treated units, or those not yet treated
    at either end of the difference. Before treatment the base is the time before (varying base, the
    default of R's did); from treatment on the last time before g - anticipation. Aggregations as
    in section 3 of the paper, weighted by the cohorts' shares, whose estimation enters the standard
    errors. Errors are clustered; df = min(treated, compared clusters) - 1. With fewer than four
    treated clusters there is no interval. draws, seed: of the simultaneous band over event times.
    PanelError where no unit can be compared with.
    """
    prepared = prepare(panel, anticipation=anticipation)
    return estimate_callaway_santanna(prepared, comparison, anticipation, draws=draws, seed=seed)


def estimate_callaway_santanna(
    prepared: PreparedPanel,
    comparison: Comparison,
    anticipation: float,
    *,
    moments: CohortMoments | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> CallawaySantAnna:
    """Return `callaway_santanna` of a panel that was prepared before.

    moments: of this panel, where it is balanced and they were computed before.
    """
    if comparison == "never" and not np.isinf(prepared.cohort).any():
        raise PanelError(
            "every unit is treated in the end, so there is no never-treated unit to compare with; "
            'compare with the not yet treated (comparison = "not_yet")'
        )
    find = _by_cohort if is_balanced(prepared) else _by_unit
    found = find(prepared, moments, never=comparison == "never", anticipation=anticipation)
    return _result(prepared, found, draws, seed)


@dataclass(frozen=True, slots=True)
class _Found:
    """ATT(g, t) [G, T], the averages, and the estimates of the averages in order, then the cells.

    covariance: [E, E] of the event times.
    """

    att: Floats
    families: Families
    estimates: list[Estimate]
    covariance: Floats


def _by_cohort(
    prepared: PreparedPanel, moments: CohortMoments | None, *, never: bool, anticipation: float
) -> _Found:
    known = cohort_moments(prepared) if moments is None else moments
    cells = cohort_cells(known, never=never, anticipation=anticipation)
    families = _families(prepared, cells.att)
    sums = family_sums(known, cells, families.in_order)
    resting, joint = resting_of(known, sums, families.events)
    estimates = rest_all(resting) + rest_all(cells_resting(known, cells))
    return _Found(cells.att, families, estimates, joint)


def _by_unit(
    prepared: PreparedPanel, _moments: CohortMoments | None, *, never: bool, anticipation: float
) -> _Found:
    cells = unit_cells(prepared, never=never, anticipation=anticipation)
    families = _families(prepared, cells.att)
    every = [*families.in_order, cell_family(cells.att)]
    resting, joint = unit_rests(prepared, cells, every, families.events)
    return _Found(cells.att, families, rest_all(resting), joint)


def _families(prepared: PreparedPanel, att: Floats) -> Families:
    if np.isnan(att).all():
        raise PanelError("no cohort has both treated and comparison units at any two times")
    number = (prepared.cohort[:, None] == prepared.cohorts[None, :]).sum(axis=0)
    share = number / len(prepared.cohort)
    return families_of(att, prepared.cohorts, prepared.times, share)


def _result(prepared: PreparedPanel, found: _Found, draws: int, seed: int) -> CallawaySantAnna:
    rest = iter(found.estimates)
    simple, group, group_overall, event, event_overall, calendar = (
        {float(key): next(rest) for key in family.keys} for family in found.families.in_order
    )
    cohort, time = np.nonzero(np.isfinite(found.att))
    cells = zip(prepared.cohorts[cohort].tolist(), prepared.times[time].tolist(), strict=True)
    absent = undefined(NOTHING_COMPARED)
    return CallawaySantAnna(
        simple=_only(simple),
        group={g: group.get(g, absent) for g in prepared.cohorts.tolist()},
        group_overall=_only(group_overall),
        event=event,
        event_overall=_only(event_overall),
        calendar=calendar,
        att=dict(zip(cells, rest, strict=True)),
        event_covariance=found.covariance,
        event_band=event_band(event, found.covariance, draws=draws, seed=seed),
    )


def _only(estimates: Mapping[float, Estimate]) -> Estimate:
    """Return the one estimate of an overall average; undefined where it had no cell."""
    return next(iter(estimates.values()), undefined(NOTHING_COMPARED))
