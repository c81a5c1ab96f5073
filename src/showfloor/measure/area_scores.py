"""Averages of imputed effects with weights by unit and time, for several outcomes jointly.

Outcomes that are missing in the same places share the untreated model, the weights and so the
adjustment of every unit's score: a sum of outcomes has exactly the sum of their scores.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.measure.panels import PreparedPanel
from showfloor.measure.resting import rest_small
from showfloor.measure.small_sample_errors import BY_UNIT
from showfloor.measure.types import Estimate
from showfloor.measure.types_outcomes import Totals
from showfloor.measure.unit_imputation import UnitFit, unit_fit
from showfloor.measure.unit_scores import UnitErrors, UnitScores, unit_errors

Floats = npt.NDArray[np.float64]

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
    prepared: PreparedPanel, outcome: Floats, weights: Iterable[Floats]
) -> WeightedEffects:
    """Return averages of the imputed effects on `outcome` [U, T] (missing as in `prepared`).

    weights: K of [U, T], 0 or more, looked at one by one; they count where a treated unit-time can
    be foretold, and are scaled to add up to one there. One unit is one cluster.
    """
    fit = unit_fit(replace(prepared, outcome=outcome), 0.0)
    foretold = np.isfinite(fit.effect)
    effect = np.where(foretold, fit.effect, 0.0)
    base = np.where(foretold, outcome - effect, 0.0)
    sums = [_weighted_sums(weight, foretold, effect, base) for weight in weights]
    own, right, noise, effects, bases = (
        np.stack(parts, axis=1) for parts in zip(*sums, strict=True)
    )
    scores, influence = effect_scores(prepared, fit, (own, right, noise, effects))
    empty = own.sum(axis=0) == 0.0
    return WeightedEffects(
        value=np.where(empty, np.nan, effects.sum(axis=0)),
        errors=unit_errors(scores),
        counterfactual=np.where(empty, np.nan, bases.sum(axis=0)),
        on_counterfactual=influence,
    )


def _weighted_sums(
    weight: Floats, foretold: npt.NDArray[np.bool_], effect: Floats, base: Floats
) -> tuple[Floats, ...]:
    """Return a scaled weight's sums by unit and by time, of its squares, and of what it weighs."""
    inside = np.where(foretold, weight, 0.0)
    total = float(inside.sum())
    scaled = inside / total if total > 0.0 else inside
    return (
        scaled.sum(axis=1),
        scaled.sum(axis=0),
        np.einsum("ut,ut->u", scaled, scaled),
        np.einsum("ut,ut->u", scaled, effect),
        np.einsum("ut,ut->u", scaled, base),
    )


def effect_scores(
    prepared: PreparedPanel, fit: UnitFit, sums: tuple[Floats, Floats, Floats, Floats]
) -> tuple[UnitScores, Floats]:
    """Return each unit's scores [U, K] and what it adds to the error of what is foretold.

    sums: own [U, K], by time [T, K], squares [U, K] and effects [U, K] of the weights.
    """
    own, right, squares, effects = sums
    before = fit.before.astype(np.float64)
    length = np.maximum(before.sum(axis=1), 1.0)[:, None]
    by_time = fit.solve(right - before.T @ (own / length))
    influence: Floats = fit.residual @ by_time
    of_before = before @ by_time
    by_unit = (own - of_before) / length
    telling = before * (length > 1.0)
    free = (1.0 / np.maximum(telling.sum(axis=0), 1.0))[:, None]
    foretelling = length * by_unit**2 + 2.0 * by_unit * of_before + before @ by_time**2
    hidden = by_unit**2 * (before @ free) + 2.0 * by_unit * (before @ (by_time * free))
    hidden += before @ (by_time**2 * free)
    seen = (fit.before.sum(axis=1) > 0)[:, None]
    code = np.searchsorted(prepared.cohorts, prepared.cohort)
    noise, nothing = squares + foretelling, np.zeros_like(own)
    scores = UnitScores(
        effects - influence, own, noise, _share(hidden, noise), seen & (own == 0.0), code
    )
    everyone = np.broadcast_to(seen, own.shape)
    shared = _share(hidden, foretelling)
    base = UnitScores(influence, nothing, foretelling, shared, everyone, code)
    return scores, unit_errors(base).adjusted


def _share(part: Floats, whole: Floats) -> Floats:
    return np.clip(part / np.where(whole > 0.0, whole, 1.0), 0.0, 1.0)
