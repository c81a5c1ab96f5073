"""From coefficients of a Poisson regression to relative lifts."""

from __future__ import annotations

import math

from showfloor.domain.lifts import MeasuredLift


def lift_from_log_points(estimate: float, se: float) -> tuple[float, float]:
    """Return the relative lift `exp(estimate) - 1` and its standard error `exp(estimate) * se`.

    `estimate` and `se` are in log points, as Poisson regressions give them; the standard error is
    first order (delta method). NaN stays NaN.
    """
    return math.expm1(estimate), math.exp(estimate) * se


def measured_lift(
    format_id: str,
    store_kind: str,
    estimate: float,
    se: float,
    *,
    rows: int = 0,
    reason: str = "",
) -> MeasuredLift:
    """Return the measured lift of one format in one kind of store, from log points."""
    lift, lift_se = lift_from_log_points(estimate, se)
    return MeasuredLift(format_id, store_kind, lift, lift_se, rows, reason)
