"""The jump at the planner's cut-off: stores just above it against stores just below."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.inference import undefined, with_interval
from showfloor.measure.local_polynomial import (
    Bandwidths,
    Side,
    best_bandwidths,
    local_fit,
    neighbour_residuals,
)
from showfloor.measure.types import Estimate

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FEWEST = 20
"""Stores below which no bandwidth can be chosen."""
FEWEST_NEAR = 8
"""Stores within the bandwidth, on either side, below which no jump is stated."""
WEAK_JUMP = 0.1
"""A jump in openings below this share says nothing about those that followed the plan."""


@dataclass(frozen=True, slots=True)
class Discontinuity:
    """The effect on stores at the cut-off, in the outcome's unit.

    effect: bias-corrected, with the robust interval. conventional: the local lines' jump without
    correction. opened: the jump in the share of stores that opened; None where all followed the
    plan. bandwidth, bias_bandwidth: in the score's unit. below, above: stores within `bandwidth`.
    NaN and a reason in `effect` where there is none.
    """

    effect: Estimate
    conventional: float
    opened: Estimate | None
    bandwidth: float
    bias_bandwidth: float
    below: int
    above: int


def discontinuity(
    score: npt.ArrayLike,
    outcome: npt.ArrayLike,
    *,
    cutoff: float = 0.0,
    opened: npt.ArrayLike | None = None,
    bandwidths: Bandwidths | None = None,
) -> Discontinuity:
    """Return the jump of `outcome` [n] where `score` [n] reaches the cut-off.

    Local lines with a triangular kernel; bandwidths of least mean squared error unless given;
    bias correction by a parabola, and an interval that is honest about it (Calonico, Cattaneo,
    Titiunik 2014). opened: [n] whether each store opened; where some did not follow their score
    the effect is the jump in outcomes per jump in openings (fuzzy), at the same bandwidths.
    Missing outcomes are left out. PanelError where lengths differ or a score is no number.
    """
    left, right, fuzzy = _sides(score, outcome, opened, cutoff)
    if min(len(left.distance), len(right.distance)) < FEWEST_NEAR or (
        len(left.distance) + len(right.distance) < FEWEST
    ):
        return _none(
            f"{len(left.distance)} stores below and {len(right.distance)} above the cut-off are "
            "too few"
        )
    try:
        chosen = best_bandwidths(left, right) if bandwidths is None else bandwidths
        parts = [_at_cutoff(side, chosen) for side in (left, right)]
    except np.linalg.LinAlgError:
        return _none("too few distinct scores near the cut-off")
    near = [int((np.abs(s.distance) < chosen.level).sum()) for s in (left, right)]
    if min(near) < FEWEST_NEAR:
        return _none(f"{near[0]} stores just below and {near[1]} just above are too few", chosen)
    below, above = parts
    jump, corrected = above.line - below.line, above.corrected - below.corrected
    first = None
    mix = np.array([1.0])
    if fuzzy:
        variance = _variance(below, np.array([0.0, 1.0])) + _variance(above, np.array([0.0, 1.0]))
        first = with_interval(float(corrected[1]), math.sqrt(variance), math.inf)
        if abs(jump[1]) < WEAK_JUMP:
            found = _none("the plan hardly changed who opened at the cut-off", chosen)
            return Discontinuity(found.effect, math.nan, first, chosen.level, chosen.bias, *near)
        mix = np.array([1.0 / jump[1], -jump[0] / jump[1] ** 2])
    level = float(jump[0] / jump[1]) if fuzzy else float(jump[0])
    value = level - float(mix @ (jump - corrected))
    se = math.sqrt(_variance(below, mix) + _variance(above, mix))
    flat = "" if se > 0.0 else "the outcome does not vary near the cut-off"
    effect = with_interval(value, se, math.inf, flat)
    return Discontinuity(effect, level, first, chosen.level, chosen.bias, near[0], near[1])


def rollout_discontinuity(
    panel: Panel, score: npt.ArrayLike, *, cutoff: float = 0.0, anticipation: float = 0.0
) -> Discontinuity:
    """Return the jump in each store's gain: its mean after the last opening less before the first.

    score: [U] in the panel's order, at or above the cut-off where the plan chose the store; NaN
    where the plan could not have chosen: left out. Stores that opened all count as opened.
    PanelError where no store opened within the data or none was seen before.
    """
    scores = np.asarray(score, dtype=np.float64)
    if scores.shape != panel.cohort.shape:
        raise PanelError(f"{len(panel.units)} units but {len(scores)} scores")
    opened = np.isfinite(panel.cohort) & (panel.cohort <= panel.times[-1])
    if not opened.any():
        raise PanelError("no store opened within the data")
    before = panel.times < panel.cohort[opened].min() - anticipation
    after = panel.times >= panel.cohort[opened].max()
    if not before.any():
        raise PanelError("the data show no time before the first opening")
    gain = _mean(panel.outcome[:, after]) - _mean(panel.outcome[:, before])
    known = np.isfinite(scores)
    return discontinuity(scores[known], gain[known], cutoff=cutoff, opened=opened[known])


@dataclass(frozen=True, slots=True)
class _AtCutoff:
    """One side's limits at the cut-off [k], and how each unit [n] enters the corrected one."""

    line: Floats
    corrected: Floats
    share: Floats
    residual: Floats


def _at_cutoff(side: Side, chosen: Bandwidths) -> _AtCutoff:
    """Return the local line's limit, and that less its bias as a parabola at `bias` tells it.

    The correction is linear in outcomes too: shares [n] are the line's less, for each unit of the
    line's expected second-order error, what the parabola's second coefficient takes from it.
    """
    near = side.within(max(chosen.level, chosen.bias))
    line = local_fit(near, 1, chosen.level)
    bent = local_fit(near, 2, chosen.bias)
    of_line = line.regressors @ line.bread[0]
    second = float(of_line @ near.distance**2)
    share = of_line - second * (bent.regressors @ bent.bread[2])
    return _AtCutoff(
        line.coefficients[0],
        np.asarray(share @ near.values, dtype=np.float64),
        share,
        neighbour_residuals(near),
    )


def _variance(part: _AtCutoff, mix: Floats) -> float:
    mixed = part.residual[:, : len(mix)] @ mix
    return float((part.share**2) @ mixed**2)


def _sides(
    score: npt.ArrayLike, outcome: npt.ArrayLike, opened: npt.ArrayLike | None, cutoff: float
) -> tuple[Side, Side, bool]:
    distance = np.asarray(score, dtype=np.float64) - cutoff
    value = np.asarray(outcome, dtype=np.float64)
    follows = distance >= 0.0
    took = follows if opened is None else np.asarray(opened, dtype=np.bool_)
    if distance.ndim != 1 or value.shape != distance.shape or took.shape != distance.shape:
        raise PanelError("scores, outcomes and openings differ in number")
    if not np.isfinite(distance).all():
        raise PanelError("a score is missing or infinite")
    seen = np.isfinite(value)
    fuzzy = bool((took != follows)[seen].any())
    columns = [value, took.astype(np.float64)] if fuzzy else [value]
    values: Floats = np.stack(columns, axis=1)
    order = np.argsort(distance, kind="stable")
    order = order[seen[order]]
    split = int((distance[order] < 0.0).sum())
    low, high = order[:split], order[split:]
    return Side(distance[low], values[low]), Side(distance[high], values[high]), fuzzy


def _mean(values: Floats) -> Floats:
    seen = np.isfinite(values)
    number = seen.sum(axis=1)
    total = np.where(seen, values, 0.0).sum(axis=1)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def _none(reason: str, chosen: Bandwidths | None = None) -> Discontinuity:
    nan = math.nan
    level, bias = (nan, nan) if chosen is None else (chosen.level, chosen.bias)
    return Discontinuity(undefined(reason), nan, None, level, bias, 0, 0)
