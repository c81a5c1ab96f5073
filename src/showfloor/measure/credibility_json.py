"""Checks and the numbers behind them as JSON."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from showfloor.measure.credibility import Credibility
from showfloor.measure.discontinuity import Discontinuity
from showfloor.measure.sensitivity_types import Sensitivity
from showfloor.measure.types import Check, Estimate


def credibility_json(found: Credibility) -> dict[str, Any]:
    """Return nested dictionaries ready for JSON; what is undefined or infinite is None.

    `checks` have the keys of `result_json`'s and `value` beside them.
    """
    one, space, power = found.one_store, found.placebo_space, found.power
    return {
        "checks": [_check(check) for check in found.checks],
        "sensitivity": [_sensitivity(one) for one in found.sensitivity],
        "power_before_the_opening": None
        if power is None
        else {
            "slope_half": _number(power.slope_half),
            "slope_most": _number(power.slope_most),
            "bias_half": _number(power.bias_half),
            "bias_most": _number(power.bias_most),
            "leads": power.leads,
            "reason": power.reason,
        },
        "placebo_in_time": _estimate(found.placebo_time),
        "placebo_in_space": {
            "placebo": [_number(value) for value in space.placebo.tolist()],
            "actual": _number(space.actual),
            "false_alarms": _number(space.false_alarms),
            "p_value": _number(space.p_value),
            "opened": space.opened,
            "reason": space.reason,
        },
        "spillover": [
            {
                "from_km": ring.from_km,
                "to_km": ring.to_km,
                "units": ring.units,
                "clean": ring.clean,
                "effect": _estimate(ring.effect),
            }
            for ring in found.spillover
        ],
        "one_store": {
            "unit": one.unit,
            "effect": _number(one.effect),
            "without": _number(one.without),
            "change": _number(one.change),
            "share_of_error": _number(one.share_of_error),
            "treated": one.treated,
            "exact": one.exact,
            "reason": one.reason,
        },
        "closures": {
            "by_cohort": {f"{g:g}": share for g, share in found.closures.by_cohort.items()},
            "never": _number(found.closures.never),
            "uncompared": [[region, time] for region, time in found.closures.uncompared],
            "compared": found.closures.compared,
        },
    }


def discontinuity_json(found: Discontinuity) -> dict[str, Any]:
    """Return the jump at the cut-off as a dictionary ready for JSON; undefined numbers are None."""
    return {
        "effect": _estimate(found.effect),
        "conventional": _number(found.conventional),
        "opened": None if found.opened is None else _estimate(found.opened),
        "bandwidth": _number(found.bandwidth),
        "bias_bandwidth": _number(found.bias_bandwidth),
        "below": found.below,
        "above": found.above,
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "verdict": check.verdict,
        "advice": check.advice,
        "value": _number(check.value),
    }


def _sensitivity(found: Sensitivity) -> dict[str, Any]:
    return {
        "restriction": found.restriction,
        "target": _number(found.target),
        "intervals": [
            {
                "bound": _number(interval.bound),
                "low": _number(interval.low),
                "high": _number(interval.high),
                "reason": interval.reason,
            }
            for interval in found.intervals
        ],
        "breakdown": _number(found.breakdown),
        "before": found.before,
        "after": found.after,
        "direction": found.direction,
        "times_a_step": found.times_a_step,
        "reason": found.reason,
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    numbers = {name: _number(getattr(estimate, name)) for name in _NUMBERS}
    return {**numbers, "reason": estimate.reason}


_NUMBERS = ("estimate", "se", "df", "low", "high")


def _number(value: float | np.float64) -> float | None:
    return float(value) if math.isfinite(value) else None
