"""Averages of imputed effects with weights by unit and time, for several outcomes jointly.

In levels, outcomes that are missing in the same places share the untreated model, the weights and
so the adjustment of every unit's score: a sum of outcomes has exactly the sum of their scores. In
per cent every outcome has its own untreated model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.measure.panels import PreparedPanel
from showfloor.measure.region_scores import errors_by_region, hidden_noise
from showfloor.measure.resting import rest_small
from showfloor.measure.small_sample_errors import BY_UNIT
from showfloor.measure.types import Estimate
from showfloor.measure.types_outcomes import Scale, Totals
from showfloor.measure.unit_imputation import UnitFit
from showfloor.measure.unit_scores import UnitErrors, UnitScores, unit_errors
from showfloor.measure.untreated_model import (
    RegionFit,
    UntreatedFit,
    fit_in_scale,
    parts_of,
    sums_by_time,
)

Floats = npt.NDArray[np.float64]

_NOTHING = 1e-6
"""Share of a mean unit's foretold amount that a treated unit gets which is foretold nothing."""
ROUNDING = 1e-12
"""A standard error of this share of what was foretold is rounding: the stores show no noise."""


@dataclass(frozen=True, slots=True)
class WeightedEffects:
    """K weighted averages of one outcome's effects.

    value: [K]; NaN where a weight is nowhere foretold. errors: adjusted scores [C, K] and their
    degrees of freedom. counterfactual: [K] the same averages of what was foretold.
    on_counterfactual: [C, K] what each unit adds to their error.
    """

    value: Floats
    errors: UnitErrors
    counterfactual: Floats
    on_counterfactual: Floats

    def estimate(self, place: int) -> Estimate:
        """Return one average with the interval that its treated units allow."""
        se = float(np.sqrt(self.errors.variance[place]))
        se = 0.0 if se <= ROUNDING * abs(float(self.counterfactual[place])) else se
        treated, compared = self.errors.sides[:, place].tolist()
        df = float(self.errors.df[place])
        return rest_small(float(self.value[place]), se, df, (treated, compared), BY_UNIT)

    def totals(self, place: int, *, weight: float, unit_times: int) -> Totals:
        """Return one average as a sum: times the total weight. unit_times: that enter."""
        treated, compared = self.errors.sides[:, place].tolist()
        pair = np.stack([self.errors.adjusted[:, place], self.on_counterfactual[:, place]])
        return Totals(
            effect=weight * float(self.value[place]),
            counterfactual=weight * float(self.counterfactual[place]),
            covariance=weight**2 * (pair @ pair.T),
            unit_times=unit_times,
            treated=treated,
            compared=compared,
            df=float(self.errors.df[place]),
        )


def weighted_effects(
    prepared: PreparedPanel,
    outcome: Floats,
    weights: Iterable[Floats],
    *,
    scale: Scale = "levels",
) -> WeightedEffects:
    """Return averages of the imputed effects on `outcome` [U, T] (missing as in `prepared`).

    weights: K of [U, T], 0 or more, looked at one by one; they count where a treated unit-time can
    be foretold, and are scaled to add up to one there. One unit is one cluster. scale: of the
    untreated model; effects are amounts in both. PanelError where per cent have no meaning.
    """
    fit = fit_in_scale(replace(prepared, outcome=outcome), scale)
    return averages_of(prepared, fit, outcome, weights)


def averages_of(
    prepared: PreparedPanel, fit: UntreatedFit, outcome: Floats, weights: Iterable[Floats]
) -> WeightedEffects:
    """Return the averages of `weighted_effects` from a fit to the outcome."""
    foretold = np.isfinite(fit.effect)
    effect = np.where(foretold, fit.effect, 0.0)
    base = np.where(foretold, outcome - effect, 0.0)
    sums = [_weighted_sums(weight, fit, effect, base) for weight in weights]
    own, right, noise, effects, bases, total = (
        np.stack(parts, axis=-1) for parts in zip(*sums, strict=True)
    )
    errors, influence = effect_scores(prepared, fit, (own, right, noise, effects))
    empty = total == 0.0
    return WeightedEffects(
        value=np.where(empty, np.nan, effects.sum(axis=0)),
        errors=errors,
        counterfactual=np.where(empty, np.nan, bases.sum(axis=0)),
        on_counterfactual=influence,
    )


def _weighted_sums(
    weight: Floats, fit: UntreatedFit, effect: Floats, base: Floats
) -> tuple[Floats, ...]:
    """Return a scaled weight's sums by unit, by part and time, of squares, and of what it weighs.

    In per cent, by unit and time count the foretold amounts that are weighed, and the squares of
    these: noise in proportion to what a store sells. Last the weight that was given.
    """
    inside = np.where(np.isfinite(fit.effect), weight, 0.0)
    total = float(inside.sum())
    scaled = inside / total if total > 0.0 else inside
    moved = scaled if fit.mean is None else scaled * np.nan_to_num(fit.mean)
    return (
        _about(moved.sum(axis=1), scaled.sum(axis=1)),
        sums_by_time(fit, moved),
        np.einsum("ut,ut->u", moved, moved),
        np.einsum("ut,ut->u", scaled, effect),
        np.einsum("ut,ut->u", scaled, base),
        np.asarray(total),
    )


def _about(moved: Floats, weight: Floats) -> Floats:
    """Return what a common effect adds by unit; a little for a treated one foretold nothing."""
    treated = weight > 0.0
    if not moved.any():
        return weight
    least = _NOTHING * float(moved.sum()) / max(int(treated.sum()), 1)
    return np.where(treated, np.maximum(moved, least), 0.0)


def summed(parts: Sequence[WeightedEffects], signs: Sequence[float]) -> WeightedEffects:
    """Return the sum of outcomes' averages, each times its sign, from their joint scores.

    The parts are averages over the same unit-times with the same weights. Degrees of freedom are
    the least of the parts': each has its own untreated model.
    """
    each = list(zip(parts, signs, strict=True))
    adjusted = np.sum([sign * part.errors.adjusted for part, sign in each], axis=0)
    df = np.min([part.errors.df for part, _ in each], axis=0)
    return WeightedEffects(
        value=np.sum([sign * part.value for part, sign in each], axis=0),
        errors=UnitErrors(adjusted, df, parts[0].errors.sides),
        counterfactual=np.sum([sign * part.counterfactual for part, sign in each], axis=0),
        on_counterfactual=np.sum([sign * part.on_counterfactual for part, sign in each], axis=0),
    )


def effect_scores(
    prepared: PreparedPanel, fit: UntreatedFit, sums: tuple[Floats, Floats, Floats, Floats]
) -> tuple[UnitErrors, Floats]:
    """Return the errors of K averages, and what each unit adds to that of what is foretold.

    sums: own [U, K], by time [R, T, K] of each part that shares its weeks, squares [U, K] and
    effects [U, K] of the weights. The working model has noise alike in all unit-times; in per cent,
    in proportion to what is foretold.
    """
    own, right, squares, effects = sums
    influence, foretelling, hidden = (np.zeros_like(own) for _ in range(3))
    counted = np.zeros(own.shape, dtype=np.bool_)
    for (rows, part), of_part in zip(parts_of(fit), right, strict=True):
        exact = isinstance(fit, RegionFit)
        found = _part_scores(part, own[rows], of_part, exact=exact)
        influence[rows], foretelling[rows], hidden[rows] = found
        counted[rows] = np.asarray(part.before.any(axis=1))[:, None]
        if exact:
            counted[rows] &= np.asarray((own[rows] != 0.0).any(axis=0))[None, :]
    code = np.searchsorted(prepared.cohorts, prepared.cohort)
    noise, nothing = squares + foretelling, np.zeros_like(own)
    beside = counted & (own == 0.0)
    scores = UnitScores(effects - influence, own, noise, _share(hidden, noise), beside, code)
    shared = _share(hidden, foretelling)
    base = UnitScores(influence, nothing, foretelling, shared, counted, code)
    return _errors(scores, fit), _errors(base, fit).adjusted


def _errors(scores: UnitScores, fit: UntreatedFit) -> UnitErrors:
    if isinstance(fit, RegionFit):
        return errors_by_region(scores, fit.region)
    return unit_errors(scores)


def _part_scores(
    fit: UnitFit, own: Floats, right: Floats, *, exact: bool
) -> tuple[Floats, Floats, Floats]:
    """Return [U, K] each unit's part of what is foretold, its noise, and how much the fit hides.

    own: [U, K]. right: [T, K]. exact: with a leverage for every unit, not by its weeks.
    """
    before = fit.before.astype(np.float64)
    mass = before if fit.mean is None else np.where(fit.before, fit.mean, 0.0)
    length = mass.sum(axis=1)[:, None]
    length = np.where(length > 0.0, length, 1.0)
    by_time = fit.solve(right - mass.T @ (own / length))
    by_unit = (own - mass @ by_time) / length
    noise_of = mass**2
    foretelling = _squares(noise_of, by_unit, by_time)
    if exact:
        hidden = hidden_noise(fit, mass, by_unit, by_time)
    else:
        number = before.sum(axis=1)[:, None]
        hidden = _squares(noise_of * _pull(mass * (number > 1.0)), by_unit, by_time)
    return fit.residual @ by_time, foretelling, hidden


def _pull(telling: Floats) -> Floats:
    """Return [U, T] the share of a unit's noise that the week's fit to it hides.

    With weights w of W in all and noise in proportion to them: 2 w / W - sum (w / W)^2, which is
    1 / n where all n weigh the same. Negative for the smallest of unlike units.
    """
    whole = telling.sum(axis=0)
    share = telling / np.where(whole > 0.0, whole, 1.0)
    return np.where(telling > 0.0, 2.0 * share - (share**2).sum(axis=0), 0.0)


def _squares(weight: Floats, by_unit: Floats, by_time: Floats) -> Floats:
    """Return [U, K] the sums over times of weight x (by_unit + by_time)^2."""
    found = by_unit**2 * weight.sum(axis=1)[:, None] + 2.0 * by_unit * (weight @ by_time)
    return np.asarray(found + weight @ by_time**2, dtype=np.float64)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.clip(part / np.where(whole > 0.0, whole, 1.0), -1.0, 1.0)
