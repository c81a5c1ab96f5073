"""How far an effect survives violations of parallel trends: Rambachan and Roth (2023)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from showfloor.errors import PanelError
from showfloor.measure.inference import CONFIDENCE, quantile
from showfloor.measure.sensitivity_magnitudes import (
    Violations,
    relative_interval,
    violations_of,
    zero_stands,
)
from showfloor.measure.sensitivity_smoothness import smoothness_interval, smoothness_path
from showfloor.measure.sensitivity_types import (
    Direction,
    EventStudy,
    Restriction,
    RobustInterval,
    Sensitivity,
)
from showfloor.measure.types import CallawaySantAnna

Floats = npt.NDArray[np.float64]

BOUNDS = (0.5, 1.0, 1.5, 2.0)
LARGEST_BOUND = 64.0
_HALVINGS = 20


def event_study(
    times: npt.ArrayLike,
    estimate: npt.ArrayLike,
    covariance: npt.ArrayLike,
    *,
    base: float = -1.0,
    weight: npt.ArrayLike | None = None,
    df: float = math.inf,
    leads: int | None = None,
) -> EventStudy:
    """Return estimates by event time in the form that sensitivity starts from.

    times: [K] event times, without `base`, which all estimates are differences to. covariance:
    [K, K]. weight: [K] of the target; by default the plain average of times >= 0. leads: only so
    many of the latest times before the base; all by default. Times are counted in steps of the
    smallest gap; those beyond a missing one are left out, and `reason` says so. PanelError where
    shapes disagree, numbers are not finite, times repeat or are no whole steps from the base, the
    covariance of the target and the estimates before is not positive definite, or a weight falls
    on a time up to the base or on one left out.
    """
    time = np.asarray(times, dtype=np.float64)
    value, joint = np.asarray(estimate, dtype=np.float64), np.asarray(covariance, np.float64)
    order = np.argsort(time, kind="stable")
    _refuse(time, value, joint, base)
    share = _equal_weight(time) if weight is None else np.asarray(weight, dtype=np.float64)
    if share.shape != time.shape:
        raise PanelError(f"{len(time)} event times but {len(share)} weights")
    time, value, share, joint = time[order], value[order], share[order], joint[np.ix_(order, order)]
    step = float(np.diff(np.sort(np.append(time, base))).min())
    position = np.rint((time - base) / step).astype(np.int64)
    if np.abs((time - base) / step - position).max() > 1e-6:
        raise PanelError(f"event times must lie whole steps of {step:g} from the base {base:g}")
    kept = _without_gap(position)
    if (share[~kept] != 0.0).any() and weight is not None:
        raise PanelError("a weight falls on an event time beyond a missing one")
    share = np.where(kept, share, 0.0)
    if (share[position < 0] != 0.0).any() or not share.any():
        raise PanelError("weights must lie on event times after the base time")
    left = int((~kept).sum())
    reason = f"{left} event times beyond a missing one are left out" if left else ""
    chosen = np.flatnonzero(kept & (position >= -(len(position) if leads is None else leads)))
    scaled = share[chosen] / share.sum() if weight is None else share[chosen]
    study = EventStudy(
        position[chosen], value[chosen], joint[np.ix_(chosen, chosen)], scaled, df, reason
    )
    _refuse_indefinite(study)
    return study


def event_study_of(
    direct: CallawaySantAnna, *, anticipation: float = 0.0, leads: int | None = None
) -> EventStudy:
    """Return Callaway and Sant'Anna's event study against the last time before anticipation.

    Their estimates before treatment are differences between neighbouring times (varying base):
    added up, they are differences to one base time. The target is the plain average of event
    times >= 0; df the smallest of theirs; leads as in `event_study`. PanelError where there is no
    joint covariance, or no estimate with a standard error on either side.
    """
    if direct.event_covariance is None:
        raise PanelError("the event study has no joint covariance")
    keys = np.array(list(direct.event))
    estimates = list(direct.event.values())
    spread = np.diagonal(direct.event_covariance)
    usable = np.array([math.isfinite(e.estimate) and e.se > 0.0 for e in estimates]) & (spread > 0)
    base = -anticipation - 1.0 if len(keys) < 2 else -anticipation - float(np.diff(keys).min())
    usable &= _joined(keys, usable, base)
    time = keys[usable]
    if not ((time <= base).any() and (time >= 0.0).any()):
        raise PanelError(
            "sensitivity needs an estimate with a standard error before and after the opening"
        )
    value = np.array([e.estimate for e in estimates])[usable]
    chosen = np.flatnonzero(usable)
    joint = direct.event_covariance[np.ix_(chosen, chosen)]
    long = _long_differences(time, base)
    df = min(e.df for e, used in zip(estimates, usable, strict=True) if used)
    at = np.where(time <= base, time - _step(time, base), time)
    return event_study(at, long @ value, long @ joint @ long.T, base=base, df=df, leads=leads)


def relative_magnitudes(
    study: EventStudy,
    *,
    bounds: Sequence[float] = BOUNDS,
    of_slopes: bool = False,
    direction: Direction = "either",
) -> Sensitivity:
    """Return intervals where violations after are at most `bound` times the largest before.

    of_slopes: violations are changes of slope (Delta^SDRM) instead of differences between
    neighbouring times (Delta^RM). direction: "up" where a violation can only have raised treated
    units after the opening (the sign restriction), "down" where only lowered; this needs weights
    >= 0. Where the study has finite degrees of freedom its covariance is enlarged so that the
    interval without violation is Student's. PanelError for a negative bound or weight.
    """
    restriction: Restriction = "relative smoothness" if of_slopes else "relative magnitudes"
    _refuse_bounds(bounds)
    if direction != "either" and ((study.weight < 0.0).any() or of_slopes):
        raise PanelError("a known direction needs weights >= 0 and relative magnitudes")
    needed = 2 if of_slopes else 1
    if study.before < needed:
        return _none(study, restriction, f"it needs {needed} estimates before the base time")
    violations = violations_of(_enlarged(study), of_slopes=of_slopes)
    intervals = tuple(
        relative_interval(violations, float(b), CONFIDENCE, direction) for b in bounds
    )

    def holds_zero(bound: float) -> bool:
        return zero_stands(violations, bound, CONFIDENCE, direction)

    breakdown = _breakdown(holds_zero, _scale(violations))
    return _result(study, restriction, intervals, breakdown, direction)


def smoothness(study: EventStudy, *, bounds: Sequence[float] | None = None) -> Sensitivity:
    """Return intervals where a violation's slope changes by at most `bound` a step (Delta^SD).

    bounds: in the outcome's unit a step; by default multiples (0, 1/4, 1/2, 1, 2) of what moves
    the target by its standard error. Zero: violations are straight lines. Fixed-length intervals,
    which a known sign does not shorten. PanelError for a negative bound.
    """
    if study.before < 1:
        return _none(study, "smoothness", "it needs an estimate before the base time")
    enlarged = _enlarged(study)
    path = smoothness_path(enlarged)
    unit = enlarged.target_se / (abs(path.total) + path.bias_after)
    chosen = tuple(unit * k for k in (0.0, 0.25, 0.5, 1.0, 2.0)) if bounds is None else bounds
    _refuse_bounds(chosen)
    intervals = tuple(smoothness_interval(path, float(b), CONFIDENCE) for b in chosen)

    def holds_zero(bound: float) -> bool:
        found = smoothness_interval(path, bound, CONFIDENCE)
        return found.low <= 0.0 <= found.high

    return _result(study, "smoothness", intervals, _breakdown(holds_zero, unit))


def _breakdown(holds_zero: Callable[[float], bool], unit: float) -> tuple[float, str]:
    """Return the largest bound at which zero is left out, by doubling `unit` and halving."""
    if holds_zero(0.0):
        return math.nan, "the interval holds zero already without any violation"
    low, high = 0.0, unit
    while not holds_zero(high):
        if high > LARGEST_BOUND * unit:
            return high, f"zero is left out up to a bound of {high:.3g}, the largest tried"
        low, high = high, 2.0 * high
    for _ in range(_HALVINGS):
        between = 0.5 * (low + high)
        if holds_zero(between):
            high = between
        else:
            low = between
    return low, ""


def _scale(violations: Violations) -> float:
    return 1.0 / violations.reach if violations.reach > 0.0 else 1.0


def _enlarged(study: EventStudy) -> EventStudy:
    if math.isinf(study.df):
        return study
    upper = 0.5 + CONFIDENCE / 2
    factor = (quantile(upper, study.df) / quantile(upper, math.inf)) ** 2
    return replace(study, covariance=study.covariance * factor)


def _none(study: EventStudy, restriction: Restriction, reason: str) -> Sensitivity:
    return _result(study, restriction, (), (math.nan, reason))


def _result(
    study: EventStudy,
    restriction: Restriction,
    intervals: tuple[RobustInterval, ...],
    breakdown: tuple[float, str],
    direction: Direction = "either",
) -> Sensitivity:
    value, reason = breakdown
    return Sensitivity(
        restriction=restriction,
        target=study.target,
        intervals=intervals,
        breakdown=value,
        before=study.before,
        after=len(study.position) - study.before,
        direction=direction,
        reason="; ".join(part for part in (study.reason, reason) if part),
        times_a_step=study.times_a_step,
    )


def _step(time: Floats, base: float) -> float:
    return float(np.diff(np.unique(np.append(time, base))).min())


def _joined(keys: Floats, usable: npt.NDArray[np.bool_], base: float) -> npt.NDArray[np.bool_]:
    """Say which estimates still count: before treatment, a missing difference ends the sums."""
    joined = np.ones(len(keys), dtype=bool)
    for side in (keys <= base, (keys > base) & (keys < 0.0)):
        broken = keys[side & ~usable]
        if len(broken):
            joined &= ~(side & (keys <= broken.max()))
    return joined


def _long_differences(time: Floats, base: float) -> Floats:
    """Return [K, K] that turns neighbouring differences before treatment into long ones."""
    long = np.eye(len(time))
    early = np.flatnonzero(time <= base)
    for place in early:
        long[place] = 0.0
        long[place, early[early >= place]] = -1.0
    between = np.flatnonzero((time > base) & (time < 0.0))
    for place in between:
        long[place, between[between <= place]] = 1.0
    return long


def _equal_weight(time: Floats) -> Floats:
    later = time >= 0.0
    if not later.any():
        raise PanelError("there is no event time from treatment on")
    share: Floats = later / later.sum()
    return share


def _without_gap(position: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Say which positions are reached from 0 in steps of one."""
    present = set(position.tolist()) | {0}
    low = high = 0
    while low - 1 in present:
        low -= 1
    while high + 1 in present:
        high += 1
    kept: npt.NDArray[np.bool_] = (position >= low) & (position <= high)
    return kept


def _refuse(time: Floats, value: Floats, joint: Floats, base: float) -> None:
    number = len(time)
    if time.ndim != 1 or value.shape != (number,) or joint.shape != (number, number):
        raise PanelError(
            f"{number} event times, estimates of shape {value.shape}, covariance {joint.shape}"
        )
    if number == 0 or not all(np.isfinite(part).all() for part in (time, value, joint)):
        raise PanelError("event times, estimates and their covariance must be finite numbers")
    if len(np.unique(np.append(time, base))) != number + 1:
        raise PanelError(f"event times must differ from each other and from the base {base:g}")


def _refuse_indefinite(study: EventStudy) -> None:
    rows = np.vstack([np.eye(study.before, len(study.position)), study.weight])
    joint = rows @ study.covariance @ rows.T
    scale = np.sqrt(np.abs(np.diagonal(joint)))
    if (scale == 0.0).any() or np.linalg.eigvalsh(joint / np.outer(scale, scale))[0] < 1e-10:
        raise PanelError(
            "the covariance of the event study is not positive definite: fewer clusters than "
            "event times, or two of them the same; look at fewer leads"
        )


def _refuse_bounds(bounds: Sequence[float]) -> None:
    if not all(math.isfinite(bound) and bound >= 0.0 for bound in bounds):
        raise PanelError(f"bounds must be 0 or more, not {list(bounds)}")
