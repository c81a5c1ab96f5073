"""Sums of effects and of counterfactuals with their joint covariance, from imputed levels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.kept_units import kept_units
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.types_outcomes import OutcomeTotals, Totals, UnitTotals
from showfloor.measure.unit_imputation import unit_fit

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_NONE = "no treated unit-time can be foretold from untreated unit-times"


@dataclass(frozen=True, slots=True)
class Foretold:
    """A panel's treated unit-times beside what is foretold of them; U units, T times.

    foretold: [U, T] on treated, observed unit-times that can be foretold, NaN elsewhere.
    around: [U, T] on those: the outcome less its expectation by cohort and time; 0 elsewhere.
    untreated: [U, T] whether an untreated outcome enters the model that foretells.
    influence: [U, K] what each unit adds to the error of the K sums of what is foretold.
    """

    foretold: Floats
    around: Floats
    untreated: Flags
    influence: Floats


@dataclass(frozen=True, slots=True)
class Keys:
    """Which of K sums each treated unit-time belongs to: overall, event times, cohorts.

    events: [E] rising. groups: [G] cohorts with effects. inside: [U, T] treated and foretold.
    event: [U, T] place among the events. group: [U] place among the cohorts.
    """

    events: Floats
    groups: Floats
    inside: Flags
    event: npt.NDArray[np.int64]
    group: npt.NDArray[np.int64]

    @property
    def count(self) -> int:
        """K."""
        return 1 + len(self.events) + len(self.groups)

    def by_unit(self, values: Floats) -> Floats:
        """Return the sums [U, K] of values [U, T] over each unit's times."""
        sums = np.zeros((len(values), self.count))
        kept = np.where(self.inside, values, 0.0)
        unit, time = np.nonzero(self.inside)
        sums[:, 0] = kept.sum(axis=1)
        np.add.at(sums, (unit, 1 + self.event[unit, time]), kept[unit, time])
        own = np.flatnonzero(self.inside.any(axis=1))
        sums[own, 1 + len(self.events) + self.group[own]] = sums[own, 0]
        return sums

    def by_time(self, values: Floats) -> Floats:
        """Return the sums [T, K] of values [U, T] over each time's units."""
        sums = np.zeros((values.shape[1], self.count))
        unit, time = np.nonzero(self.inside)
        kept = values[unit, time]
        everything = np.zeros_like(unit)
        for place in (everything, 1 + self.event[unit, time]):
            np.add.at(sums, (time, place), kept)
        np.add.at(sums, (time, 1 + len(self.events) + self.group[unit]), kept)
        return sums


def keys_of(prepared: PreparedPanel, inside: Flags) -> Keys:
    """Return the sums that treated unit-times `inside` [U, T] enter; PanelError where none does."""
    if not inside.any():
        raise PanelError(_NONE)
    since = prepared.times[None, :] - prepared.cohort[:, None]
    events = np.unique(since[inside])
    groups = np.unique(prepared.cohort[inside.any(axis=1)])
    event = np.searchsorted(events, np.where(inside, since, events[0]))
    group = np.minimum(np.searchsorted(groups, prepared.cohort), len(groups) - 1)
    return Keys(events, groups, inside, event.astype(np.int64), group.astype(np.int64))


def cell_means(prepared: PreparedPanel, inside: Flags, values: Floats) -> Floats:
    """Return [U, T]: the mean of `values` over the treated units of the same cohort and time."""
    means = np.zeros_like(values)
    for cohort in prepared.cohorts:
        rows = np.flatnonzero(prepared.cohort == cohort)
        seen = inside[rows]
        total = np.where(seen, values[rows], 0.0).sum(axis=0)
        means[rows] = total / np.maximum(seen.sum(axis=0), 1)
    return means


def level_totals(panel: Panel, *, anticipation: float = 0.0) -> OutcomeTotals:
    """Sum the effects and counterfactuals of imputation in levels.

    The model is that of `imputation`: unit and time effects of untreated unit-times, by least
    squares; the variance its conservative one (Borusyak, Jaravel, Spiess 2024, theorem 3), here
    jointly for both sums. PanelError where nothing can be foretold.
    """
    prepared = prepare(panel, anticipation=anticipation)
    fit = unit_fit(prepared, anticipation)
    inside = np.isfinite(fit.effect)
    keys = keys_of(prepared, inside)
    effect = np.where(inside, fit.effect, 0.0)
    foretold = np.where(inside, prepared.outcome - effect, np.nan)
    around = np.where(inside, effect - cell_means(prepared, inside, effect), 0.0)
    ones = inside.astype(np.float64)
    own = keys.by_unit(ones)
    before = fit.before.astype(np.float64)
    length = np.maximum(before.sum(axis=1), 1.0)[:, None]
    by_time = fit.solve(keys.by_time(ones) - before.T @ (own / length))
    found = Foretold(foretold, around, fit.before, fit.residual @ by_time)
    return totals_of(units_kept(panel, anticipation), prepared, keys, found)


def units_kept(panel: Panel, anticipation: float) -> tuple[str, ...]:
    """Return the ids [U] of the units that a prepared panel holds."""
    kept = np.flatnonzero(kept_units(panel, anticipation)).tolist()
    return tuple(panel.units[i] for i in kept)


def totals_of(
    units: tuple[str, ...], prepared: PreparedPanel, keys: Keys, found: Foretold
) -> OutcomeTotals:
    """Return all sums of a prepared panel with these unit ids [U]."""
    counterfactual = keys.by_unit(found.foretold)
    actual = keys.by_unit(prepared.outcome)
    on_effect = _by_cluster(prepared, keys.by_unit(found.around) - found.influence)
    on_counterfactual = _by_cluster(prepared, found.influence)
    number = keys.by_unit(keys.inside.astype(np.float64))
    treated = _by_cluster(prepared, number) > 0.0
    compared = _by_cluster(prepared, found.untreated.sum(axis=1, keepdims=True) * 1.0) > 0.0
    sums = []
    for k in range(keys.count):
        pair = np.stack([on_effect[:, k], on_counterfactual[:, k]])
        foretold = float(counterfactual[:, k].sum())
        sums.append(
            Totals(
                effect=float(actual[:, k].sum()) - foretold,
                counterfactual=foretold,
                covariance=pair @ pair.T,
                unit_times=int(number[:, k].sum()),
                treated=int(treated[:, k].sum()),
                compared=int((compared[:, 0] & ~treated[:, k]).sum()),
            )
        )
    events = 1 + len(keys.events)
    late = np.isfinite(prepared.outcome) & (prepared.times[None, :] >= prepared.cohort[:, None])
    own = np.flatnonzero(keys.inside.any(axis=1))
    return OutcomeTotals(
        overall=sums[0],
        event=dict(zip(keys.events.tolist(), sums[1:events], strict=True)),
        group=dict(zip(keys.groups.tolist(), sums[events:], strict=True)),
        by_unit=UnitTotals(
            units=tuple(units[i] for i in own.tolist()),
            effect=(actual - counterfactual)[own, 0],
            counterfactual=counterfactual[own, 0],
            unit_times=number[own, 0].astype(np.int64),
        ),
        unforetold=int((late & ~keys.inside).sum()),
        notes=prepared.facts.dropped,
    )


def _by_cluster(prepared: PreparedPanel, values: Floats) -> Floats:
    sums = np.zeros((prepared.clusters, values.shape[1]))
    np.add.at(sums, prepared.cluster, values)
    return sums
