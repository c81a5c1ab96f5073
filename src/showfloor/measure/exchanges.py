"""Which stores could have opened in place of which: what a permutation test exchanges."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.absorption import two_effects
from showfloor.measure.cohort_imputation import imputation_sums
from showfloor.measure.cohort_moments import cohort_moments
from showfloor.measure.cohort_sums import CohortSums
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.permutation import Exchange, exchange
from showfloor.measure.small_sample_errors import (
    Name,
    difference_names,
    difference_sums,
    imputation_names,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NONE_NEVER = "no unit was never treated, so none could be exchanged for a treated one"
COARSER = "clusters are coarser than units, which cannot be exchanged one by one"
WITHIN = "times are each region's own, and who could have been treated within one is not drawn anew"
UNFILLED = "too many outcomes are missing to say what every unit would have shown"


@dataclass(frozen=True, slots=True)
class Exchanges:
    """The exchanges of a panel's estimates by name; None, with `reason`, where there are none.

    outcome: [U, T] without gaps. label: [U] place of the cohort; the never treated come last.
    """

    outcome: Floats
    label: Ints
    strata: Ints | None
    sums: CohortSums | None
    places: dict[Name, int]
    reason: str = ""

    def of(self, name: Name) -> Exchange | None:
        """Return an estimate's exchange: of its own cohorts' units and the never treated.

        Units of other cohorts keep their labels: nothing is said of effects on them.
        """
        if self.sums is None or name not in self.places:
            return None
        place = self.places[name]
        weights, about = self.sums.weights[:, place], self.sums.treated[:, place]
        never = len(about) - 1
        moved = np.append(np.flatnonzero(about), never)
        inside = np.isin(self.label, moved)
        kept = self.outcome[~inside] * weights[self.label[~inside]]
        label = np.searchsorted(moved, self.label[inside])
        strata = None if self.strata is None else self.strata[inside]
        return exchange(self.outcome[inside], label, weights[moved], float(kept.sum()), strata)


def strata_of(panel: Panel, strata: npt.ArrayLike, anticipation: float) -> Ints:
    """Return the strata, numbered from 0, of the units that `prepare` keeps of a panel.

    strata: [U] any labels, one a unit of the panel. PanelError for another number of them.
    """
    given = np.asarray(strata)
    if given.shape != (len(panel.units),):
        raise PanelError(f"{len(panel.units)} units but strata of shape {given.shape}")
    early = panel.cohort - anticipation <= panel.times[0]
    kept = np.isfinite(panel.outcome).any(axis=1) & ~early
    return np.unique(given[kept], return_inverse=True)[1].astype(np.int64)


def difference_exchanges(
    prepared: PreparedPanel, strata: Ints | None, *, never: bool, anticipation: float
) -> Exchanges:
    """Return the exchanges of Callaway and Sant'Anna's averages."""
    full = _without_gaps(prepared)
    if isinstance(full, str):
        return _nothing(full)
    moments = cohort_moments(full)
    sums, families = difference_sums(moments, never=never, anticipation=anticipation)
    return _exchanges(full, strata, sums, difference_names(families))


def imputation_exchanges(
    prepared: PreparedPanel, strata: Ints | None, *, anticipation: float
) -> Exchanges:
    """Return the exchanges of imputation's averages; none with times of each region's own."""
    if prepared.region is not None:
        return _nothing(WITHIN)
    full = _without_gaps(prepared)
    if isinstance(full, str):
        return _nothing(full)
    found = imputation_sums(cohort_moments(full), anticipation)
    names = imputation_names(found.horizons, full.cohorts[found.groups])
    return _exchanges(full, strata, found.sums, names)


def _exchanges(
    full: PreparedPanel, strata: Ints | None, sums: CohortSums, names: tuple[Name, ...]
) -> Exchanges:
    label = np.searchsorted(full.cohorts, full.cohort)
    places = {name: place for place, name in enumerate(names)}
    return Exchanges(full.outcome, label, strata, sums, places)


def _nothing(reason: str) -> Exchanges:
    empty = np.zeros(0, dtype=np.int64)
    return Exchanges(np.zeros((0, 0)), empty, None, None, {}, reason)


def _without_gaps(prepared: PreparedPanel) -> PreparedPanel | str:
    """Return the panel with missing outcomes foretold by unit and time effects of all the others.

    Under the sharp null nothing was treated: what fills the gaps is the same whoever opened, so
    the test stays exact. A sentence where there is nothing to exchange.
    """
    if not np.isinf(prepared.cohort).any():
        return NONE_NEVER
    if prepared.clusters < len(prepared.cohort):
        return COARSER
    seen = np.isfinite(prepared.outcome)
    if seen.all():
        return prepared
    rows, columns = np.nonzero(seen)
    effects = two_effects(rows, columns)
    if effects.components > 1 or effects.b_levels < seen.shape[1]:
        return UNFILLED
    sums = effects.sums(prepared.outcome[rows, columns][:, None])
    of_unit, of_time = effects.solve(np.ones(len(rows)), *sums)
    foretold = of_unit[:, 0][:, None] + of_time[:, 0][None, :]
    outcome = np.where(seen, prepared.outcome, foretold)
    return replace(prepared, outcome=outcome, facts=replace(prepared.facts, observed=outcome.size))
