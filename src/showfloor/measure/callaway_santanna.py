"""Callaway and Sant'Anna (2021): effects by cohort and time, their averages, analytic errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.att_averages import Families, families_of
from showfloor.measure.cohort_differences import (
    CohortCells,
    cells_resting,
    cohort_cells,
    family_sums,
)
from showfloor.measure.cohort_moments import CohortMoments, cohort_moments, is_balanced
from showfloor.measure.cohort_sums import CohortSums, resting_of
from showfloor.measure.event_band import DRAWS, event_band
from showfloor.measure.inference import undefined
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.resting import NOTHING_COMPARED, Resting, rest_all
from showfloor.measure.types import CallawaySantAnna, Estimate, EventBand
from showfloor.measure.unit_differences import UnitCells, unit_cell_rests, unit_cells, unit_rests

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
    return analytic_differences(find_differences(prepared, comparison, anticipation), draws, seed)


def analytic_differences(found: Differences, draws: int = DRAWS, seed: int = 0) -> CallawaySantAnna:
    """Return the averages with the paper's analytic errors."""
    resting, joint = found.rests()
    averages = rest_all(resting)
    families = found.families
    event = dict(zip(families.event.keys.tolist(), averages[families.events], strict=True))
    band = event_band(event, joint, draws=draws, seed=seed)
    return result_of(found, averages, joint, band)


@dataclass(frozen=True, slots=True)
class ByCohort:
    """ATT(g, t) and averages of a balanced panel, as sums over cohorts."""

    moments: CohortMoments
    cells: CohortCells
    sums: CohortSums


@dataclass(frozen=True, slots=True)
class Differences:
    """ATT(g, t) [G, T] and the averages, whatever their errors are: from cohorts or from units."""

    prepared: PreparedPanel
    comparison: Comparison
    anticipation: float
    att: Floats
    families: Families
    behind: ByCohort | UnitCells

    @property
    def never(self) -> bool:
        """Whether the never treated are the only ones compared with."""
        return self.comparison == "never"

    def rests(self) -> tuple[Resting, Floats]:
        """Return what the averages rest on, and the covariance [E, E] of the event times."""
        events = self.families.events
        if isinstance(self.behind, ByCohort):
            return resting_of(self.behind.moments, self.behind.sums, events)
        return unit_rests(self.prepared, self.behind, self.families.in_order, events)

    def cells(self) -> Resting:
        """Return what the defined ATT(g, t) rest on."""
        if isinstance(self.behind, ByCohort):
            return cells_resting(self.behind.moments, self.behind.cells)
        return unit_cell_rests(self.prepared, self.behind)


def find_differences(
    prepared: PreparedPanel,
    comparison: Comparison,
    anticipation: float,
    *,
    moments: CohortMoments | None = None,
) -> Differences:
    """Return ATT(g, t) and the averages. moments: of this panel, where it is balanced."""
    never = comparison == "never"
    if never and not np.isinf(prepared.cohort).any():
        raise PanelError(
            "every unit is treated in the end, so there is no never-treated unit to compare with; "
            'compare with the not yet treated (comparison = "not_yet")'
        )
    if not is_balanced(prepared):
        found = unit_cells(prepared, never=never, anticipation=anticipation)
        families = _families(prepared, found.att)
        return Differences(prepared, comparison, anticipation, found.att, families, found)
    known = cohort_moments(prepared) if moments is None else moments
    cells = cohort_cells(known, never=never, anticipation=anticipation)
    families = _families(prepared, cells.att)
    behind = ByCohort(known, cells, family_sums(known, cells, families.in_order))
    return Differences(prepared, comparison, anticipation, cells.att, families, behind)


def _families(prepared: PreparedPanel, att: Floats) -> Families:
    if np.isnan(att).all():
        raise PanelError("no cohort has both treated and comparison units at any two times")
    number = (prepared.cohort[:, None] == prepared.cohorts[None, :]).sum(axis=0)
    share = number / len(prepared.cohort)
    return families_of(att, prepared.cohorts, prepared.times, share)


def result_of(
    found: Differences, averages: Sequence[Estimate], covariance: Floats, band: EventBand
) -> CallawaySantAnna:
    """Return the result of the averages in their families' order, and of single ATT(g, t).

    covariance: [E, E] of the event times.
    """
    prepared, rest = found.prepared, iter(averages)
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
        att=dict(zip(cells, rest_all(found.cells()), strict=True)),
        event_covariance=covariance,
        event_band=band,
    )


def _only(estimates: Mapping[float, Estimate]) -> Estimate:
    """Return the one estimate of an overall average; undefined where it had no cell."""
    return next(iter(estimates.values()), undefined(NOTHING_COMPARED))
