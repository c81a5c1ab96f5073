"""Sums of effects and of counterfactuals with their joint covariance, from imputed levels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.kept_units import kept_units
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.types_outcomes import OutcomeTotals, Totals, UnitTotals
from showfloor.measure.unit_imputation import unit_fit
from showfloor.measure.unit_scores import UnitErrors, UnitScores, clustered, unit_errors

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_LEAST = 1e-12
_NONE = "no treated unit-time can be foretold from untreated unit-times"


@dataclass(frozen=True, slots=True)
class Foretold:
    """A panel's treated unit-times beside what is foretold of them; U units, T times.

    foretold: [U, T] on treated, observed unit-times that can be foretold, NaN elsewhere.
    untreated: [U, T] whether an untreated outcome enters the model that foretells.
    influence: [U, K] what each unit adds to the error of the K sums of what is foretold.
    weighing: how the sums weigh each unit, which fixes how much noise its scores hold.
    """

    foretold: Floats
    untreated: Flags
    influence: Floats
    weighing: Weighing


@dataclass(frozen=True, slots=True)
class Weighing:
    """How K sums weigh U units under a working model, [U, K] each.

    own: what a common effect would add. square: variance of the treated outcomes. noise: variance
    of what the unit's untreated outcomes add to what is foretold. leverage: that part of it which
    the unit's own pull on the times' effects hides from its residuals.
    """

    own: Floats
    square: Floats
    noise: Floats
    leverage: Floats


def weighing_of(mass: Floats, by_time: Floats, own: Floats, square: Floats) -> Weighing:
    """Return the weighing from each untreated outcome's variance `mass` [U, T], 0 without one.

    Variances are equal in levels and the foretold means in a Poisson model. by_time: [T, K] the
    times' part of the weights that foretell; the unit's part follows.
    """
    length = np.maximum(mass.sum(axis=1), _LEAST)[:, None]
    of_times = mass @ by_time
    by_unit = (own - of_times) / length
    noise = length * by_unit**2 + 2.0 * by_unit * of_times + mass @ by_time**2
    # A unit's effect takes a single untreated outcome whole: it says nothing about its time.
    telling = mass * ((mass > 0.0).sum(axis=1) > 1)[:, None]
    pull = telling**2 / np.maximum(telling.sum(axis=0), _LEAST)
    leverage = by_unit**2 * pull.sum(axis=1)[:, None] + 2.0 * by_unit * (pull @ by_time)
    leverage += pull @ by_time**2
    return Weighing(own, square, np.maximum(noise, 0.0), np.maximum(leverage, 0.0))


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


def level_totals(panel: Panel, *, anticipation: float = 0.0) -> OutcomeTotals:
    """Sum the effects and counterfactuals of imputation in levels.

    The model is that of `imputation`: unit and time effects of untreated unit-times, by least
    squares; errors are the small-sample ones by unit (docs/methods/inference.md), jointly for both
    sums. PanelError where nothing can be foretold.
    """
    prepared = prepare(panel, anticipation=anticipation)
    fit = unit_fit(prepared, anticipation)
    inside = np.isfinite(fit.effect)
    keys = keys_of(prepared, inside)
    effect = np.where(inside, fit.effect, 0.0)
    foretold = np.where(inside, prepared.outcome - effect, np.nan)
    ones = inside.astype(np.float64)
    own = keys.by_unit(ones)
    before = fit.before.astype(np.float64)
    length = np.maximum(before.sum(axis=1), 1.0)[:, None]
    by_time = fit.solve(keys.by_time(ones) - before.T @ (own / length))
    weighing = weighing_of(before, by_time, own, own)
    found = Foretold(foretold, fit.before, fit.residual @ by_time, weighing)
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
    number = keys.by_unit(keys.inside.astype(np.float64))
    foretold, sold = counterfactual.sum(axis=0), actual.sum(axis=0)
    score = actual - counterfactual - found.influence
    errors = _errors(prepared, found, score, np.ones(keys.count))
    of_share = np.where(foretold > 0.0, sold / np.where(foretold > 0.0, foretold, 1.0), np.nan)
    share = _errors(prepared, found, score, np.nan_to_num(of_share, nan=1.0))
    base = _errors(prepared, found, found.influence, None).adjusted
    sums = []
    for k in range(keys.count):
        pair = np.stack([errors.adjusted[:, k], base[:, k]])
        sums.append(
            Totals(
                effect=float(sold[k] - foretold[k]),
                counterfactual=float(foretold[k]),
                covariance=pair @ pair.T,
                unit_times=int(number[:, k].sum()),
                treated=int(errors.sides[0, k]),
                compared=int(errors.sides[1, k]),
                df=float(errors.df[k]),
                share_df=float(share.df[k]) if foretold[k] > 0.0 else math.nan,
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


def _errors(
    prepared: PreparedPanel, found: Foretold, score: Floats, ratio: Floats | None
) -> UnitErrors:
    """Return adjusted scores and degrees of freedom of sums.

    ratio: [K] of outcomes to what is foretold: an effect less its share of what is foretold weighs
    untreated outcomes `ratio` times; 1 for the effect. None: of what is foretold alone.
    """
    known = found.weighing
    own = np.zeros_like(score) if ratio is None else known.own
    scale = 1.0 if ratio is None else ratio**2
    noise = scale * known.noise + (0.0 if ratio is None else known.square)
    shared = np.where(noise > 0.0, scale * known.leverage / np.where(noise > 0.0, noise, 1.0), 0.0)
    compared = (found.untreated.sum(axis=1) > 0)[:, None] & (own == 0.0)
    code = np.searchsorted(prepared.cohorts, prepared.cohort)
    shared = np.minimum(shared, 1.0)
    return unit_errors(clustered(prepared, UnitScores(score, own, noise, shared, compared, code)))
