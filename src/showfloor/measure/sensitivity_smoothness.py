"""Intervals that hold where a violation of parallel trends is nearly a straight line.

Rambachan and Roth (2023), fixed-length confidence intervals under Delta^SD(M). The worst bias of an
affine estimator is a weighted sum of absolute values; the trade against its variance is a lasso,
whose path is piecewise linear: the shortest interval is found along it, without a solver.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg, optimize, special

from showfloor.measure.sensitivity_types import EventStudy, RobustInterval

Floats = npt.NDArray[np.float64]

_LEAST_STEP = 1e-10
_KNOTS = 50


@dataclass(frozen=True, slots=True)
class SmoothnessPath:
    """All affine estimators that are worth a look, from the least bias to the least variance.

    penalty: [P] falling. free: [P, T - 1] the changes of slope before the base that the estimator
    leans on. Others hold what follows from them: see `_estimator`.
    """

    penalty: Floats
    free: Floats
    total: float
    """Distance-weighted sum of the target's weights: the slope's part in the target."""
    bias_after: float
    to_weights: Floats
    study: EventStudy
    before_covariance: Floats
    across: Floats


def smoothness_path(study: EventStudy) -> SmoothnessPath:
    """Return the estimators between which the bound M chooses.

    With T estimates before the base at distances 1..T, an estimator adds v'(estimates before) to
    the target. Its bias is finite only if straight lines cancel; then it is at most M times
    |u_0| + |u_1| + ... + |u_{T-1}| + (a part of the target's weights alone), u_j = sum over
    distances s > j of (s - j) v_s, and u_0 is fixed by the target.
    """
    number = study.before
    distance = np.arange(1, number + 1)
    to_changes = np.maximum(distance[None, :] - np.arange(number)[:, None], 0).astype(np.float64)
    to_weights = linalg.solve_triangular(to_changes, np.eye(number))
    backwards = np.arange(number)[::-1]
    covariance = study.covariance[np.ix_(backwards, backwards)]
    across = study.covariance[backwards] @ study.weight
    quadratic = to_weights.T @ covariance @ to_weights
    linear = to_weights.T @ across
    after = study.position > 0
    reach = study.position[after].astype(np.float64)
    total = float(study.weight[after] @ reach)
    beyond = np.maximum(reach[None, :] - np.arange(1, len(reach))[:, None], 0.0)
    bias_after = float(np.abs(beyond @ study.weight[after]).sum())
    penalty, free = _lasso_path(quadratic[1:, 1:], linear[1:] + quadratic[1:, 0] * total)
    return SmoothnessPath(penalty, free, total, bias_after, to_weights, study, covariance, across)


def smoothness_interval(path: SmoothnessPath, bound: float, confidence: float) -> RobustInterval:
    """Return the shortest interval at one bound M >= 0 on the change of slope a step."""

    def half(penalty: float) -> float:
        bias, error, _ = _estimator(path, penalty)
        return error * folded_quantile(bound * bias / error, confidence)

    lengths = [half(float(penalty)) for penalty in path.penalty]
    best = int(np.argmin(lengths))
    penalty = float(path.penalty[best])
    low = float(path.penalty[min(best + 1, len(lengths) - 1)])
    high = float(path.penalty[max(best - 1, 0)])
    if high > low:
        found = optimize.minimize_scalar(half, bounds=(low, high), method="bounded")
        penalty = float(found.x) if found.fun < lengths[best] else penalty
    _, _, middle = _estimator(path, penalty)
    width = half(penalty)
    return RobustInterval(bound, middle - width, middle + width)


def folded_quantile(shift: float, confidence: float) -> float:
    """Return the quantile of |N(shift, 1)|: the critical value of an estimator with that bias."""
    at = abs(shift)

    def missed(value: float) -> float:
        return float(special.ndtr(value - at) - special.ndtr(-value - at)) - confidence

    one_sided = float(special.ndtri(confidence))
    two_sided = float(special.ndtri(0.5 + confidence / 2))
    return float(optimize.brentq(missed, at + one_sided - 1e-9, at + two_sided + 1e-9))


def _estimator(path: SmoothnessPath, penalty: float) -> tuple[float, float, float]:
    """Return the worst bias at M = 1, the standard error and the value of one on the path."""
    knot = int(np.searchsorted(-path.penalty, -penalty))
    free = path.free[min(knot, len(path.penalty) - 1)]
    if 0 < knot < len(path.penalty):
        above, below = path.penalty[knot - 1], path.penalty[knot]
        share = (penalty - below) / (above - below)
        free = share * path.free[knot - 1] + (1.0 - share) * free
    changes = np.concatenate(([path.total], free))
    weights = path.to_weights @ changes
    study = path.study
    variance = weights @ path.before_covariance @ weights + 2.0 * weights @ path.across
    variance += study.weight @ study.covariance @ study.weight
    bias = float(np.abs(changes).sum()) + path.bias_after
    value = study.target + float(weights @ study.estimate[: study.before][::-1])
    return bias, math.sqrt(max(float(variance), 0.0)), value


@dataclass(slots=True)
class _Lasso:
    """min z'Qz/2 + q'z + penalty |z|_1 on its way from no z to the z without penalty."""

    quadratic: Floats
    linear: Floats
    point: Floats
    penalty: float
    sign: dict[int, float]
    """Sign of each z that is not zero, in the order in which they entered."""

    @property
    def slope(self) -> Floats:
        """Derivative of the quadratic part, by z."""
        return self.quadratic @ self.point + self.linear


def _lasso_path(quadratic: Floats, linear: Floats) -> tuple[Floats, Floats]:
    """Return the knots of the path: penalties [P], falling to 0, and z [P, n]."""
    number = len(linear)
    if not number:
        return np.zeros(1), np.zeros((1, 0))
    first = int(np.argmax(np.abs(linear)))
    start = float(np.abs(linear[first]))
    sign = {first: -math.copysign(1.0, linear[first])}
    lasso = _Lasso(quadratic, linear, np.zeros(number), start, sign)
    knots, points = [start], [lasso.point.copy()]
    for _ in range(_KNOTS * number):
        enters, leaves = _advance(lasso)
        if leaves is not None:
            lasso.point[leaves] = 0.0
            del lasso.sign[leaves]
        knots.append(lasso.penalty)
        points.append(lasso.point.copy())
        if enters is None and leaves is None:
            break
        if enters is not None:
            lasso.sign[enters] = -math.copysign(1.0, float(lasso.slope[enters]))
    return np.array(knots), np.array(points)


def _advance(lasso: _Lasso) -> tuple[int | None, int | None]:
    """Lower the penalty to the next knot; return which z enters or leaves there."""
    active = list(lasso.sign)
    signs = np.array(list(lasso.sign.values()))
    change = np.linalg.solve(lasso.quadratic[np.ix_(active, active)], signs)
    drift, slope = lasso.quadratic[:, active] @ change, lasso.slope
    least = _LEAST_STEP * lasso.penalty
    step, enters, leaves = lasso.penalty, None, None
    for i in range(len(slope)):
        for side in () if i in lasso.sign else (1.0, -1.0):
            # The slope reaches the penalty: side x (slope + step x drift) = penalty - step.
            rate = side * drift[i] + 1.0
            reach = (lasso.penalty - side * slope[i]) / rate if rate > 0.0 else math.inf
            if least < reach < step:
                step, enters = float(reach), i
    for place, i in enumerate(active):
        if change[place] * lasso.sign[i] < 0.0:
            reach = -lasso.point[i] / change[place]
            if least < reach < step:
                step, enters, leaves = float(reach), None, i
    lasso.point[active] += step * change
    lasso.penalty -= step
    return enters, leaves
