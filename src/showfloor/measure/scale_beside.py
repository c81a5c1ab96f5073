"""The same effect in the other scale, and whether growth before the openings went with size."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.measure.area_scores import WeightedEffects, averages_of
from showfloor.measure.inference import two_sided_p, with_interval
from showfloor.measure.outcomes import per_cent, total
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.resting import rest_small
from showfloor.measure.small_sample_errors import BY_UNIT
from showfloor.measure.types import Estimate, ScaleBeside
from showfloor.measure.types_outcomes import Scale
from showfloor.measure.untreated_model import UntreatedFit, fit_in_scale, parts_of

Floats = npt.NDArray[np.float64]

OTHER: dict[Scale, Scale] = {"per_cent": "levels", "levels": "per_cent"}
_ALL = 1.0 - 1e-9
"""Share of a slope's information above which one unit makes it alone."""


@dataclass(frozen=True, slots=True)
class _InScale:
    fit: UntreatedFit
    effects: WeightedEffects


def scale_beside(
    prepared: PreparedPanel, outcome: Floats, weight: Floats, scale: Scale
) -> ScaleBeside:
    """Return what the other scale finds of the effect that `weight` [U, T] averages.

    Both scales see the same treated outcomes, so that their effects differ by what they foretell:
    the difference's error is that of the units' influences on the two foretold means. The slope of
    growth on size is one step of the score from none, with errors by unit (HC2, degrees of freedom
    by Satterthwaite under noise in proportion to what is foretold). PanelError where the other
    scale cannot be fitted.
    """
    shown = replace(prepared, outcome=outcome)
    ours, theirs = (_in_scale(shown, weight, name) for name in (scale, OTHER[scale]))
    relative = ours if scale == "per_cent" else theirs
    size = np.zeros(len(outcome)) if relative.fit.mean is None else relative.fit.mean.mean(axis=1)
    growth, growth_beside = (_growth(shown, part, weight, size) for part in (ours, theirs))
    apart = _apart(ours.effects, theirs.effects)
    times = int((weight > 0.0).sum())
    sums = theirs.effects.totals(0, weight=float(weight.sum()), unit_times=times)
    treated = np.isfinite(prepared.cohort)
    return ScaleBeside(
        scale=OTHER[scale],
        total=total(sums),
        per_cent=per_cent(sums),
        apart=apart,
        apart_p=two_sided_p(apart),
        growth=growth,
        growth_p=two_sided_p(growth),
        growth_beside=growth_beside,
        growth_beside_p=two_sided_p(growth_beside),
        size_ratio=_ratio(size[treated], size[~treated]),
    )


def _ratio(treated: Floats, compared: Floats) -> float:
    """Return the ratio of mean sizes; NaN without stores that are never treated."""
    if not (compared > 0.0).any():
        return math.nan
    return float(treated.mean() / compared.mean())


def _in_scale(prepared: PreparedPanel, weight: Floats, scale: Scale) -> _InScale:
    fit = fit_in_scale(prepared, scale)
    return _InScale(fit, averages_of(prepared, fit, prepared.outcome, [weight]))


def _apart(ours: WeightedEffects, theirs: WeightedEffects) -> Estimate:
    scores = ours.on_counterfactual[:, 0] - theirs.on_counterfactual[:, 0]
    treated, compared = ours.errors.sides[:, 0].tolist()
    df = float(min(ours.errors.df[0], theirs.errors.df[0]))
    se = float(np.linalg.norm(scores))
    return rest_small(float(ours.value[0] - theirs.value[0]), se, df, (treated, compared), BY_UNIT)


def _growth(prepared: PreparedPanel, part: _InScale, weight: Floats, size: Floats) -> Estimate:
    """Return what growth that goes with size adds to the effect, in per cent of what is foretold.

    The regressor is log size x time, less its weighted fit by unit and time effects; the same fit,
    carried on to the treated unit-times, says what a slope there adds to the effect.
    """
    fit = part.fit
    before = fit.before.astype(np.float64)
    mass = before if fit.mean is None else np.where(fit.before, fit.mean, 0.0)
    known = size > 0.0
    log_size = np.log(np.where(known, size, 1.0))
    log_size = np.where(known, log_size - log_size[known].mean() if known.any() else 0.0, 0.0)
    time = np.linspace(-0.5, 0.5, len(prepared.times))
    apart = _less_effects(fit, mass, log_size[:, None] * time[None, :])
    information = np.einsum("ut,ut->u", mass, apart**2)
    whole = float(information.sum())
    if not whole > 0.0:
        return rest_small(math.nan, math.nan, math.nan, (0, 0), BY_UNIT)
    slope = float(np.einsum("ut,ut->", fit.residual, apart)) / whole
    own = np.einsum("ut,ut->u", fit.residual, apart) - slope * information
    leverage = np.minimum(information / whole, _ALL)
    se = math.sqrt(float((own**2 / (1.0 - leverage)).sum())) / whole
    noise = np.einsum("ut,ut->u", mass**2, apart**2)
    df = float(noise.sum()) ** 2 / float((noise**2).sum())
    inside = np.where(np.isfinite(fit.effect), weight, 0.0)
    moved = inside if fit.mean is None else inside * np.nan_to_num(fit.mean)
    carried = float((moved * apart).sum()) / float(inside.sum())
    foretold = float(part.effects.counterfactual[0])
    worth = 100.0 * carried / foretold if foretold > 0.0 else math.nan
    if not (math.isfinite(worth) and se > 0.0):
        return rest_small(math.nan, math.nan, math.nan, (0, 0), BY_UNIT)
    return with_interval(worth * slope, abs(worth) * se, df)


def _less_effects(fit: UntreatedFit, mass: Floats, regressor: Floats) -> Floats:
    """Return [U, T] the regressor less its weighted unit and time effects, everywhere."""
    apart = np.zeros_like(regressor)
    for rows, part in parts_of(fit):
        weight, values = mass[rows], regressor[rows]
        whole = weight.sum(axis=1)[:, None]
        length = np.where(whole > 0.0, whole, 1.0)
        centred = values - (weight * values).sum(axis=1)[:, None] / length
        of_time = part.solve((weight * centred).sum(axis=0)[:, None])[:, 0]
        left = centred - of_time[None, :] + (weight @ of_time[:, None]) / length
        apart[rows] = np.where(whole > 0.0, left, 0.0)
    return apart
