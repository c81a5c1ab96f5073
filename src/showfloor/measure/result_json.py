"""A staggered result as the plain data that `showfloor measure --json` prints."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from showfloor.measure.types import (
    Estimate,
    EventBand,
    MethodComparison,
    ScaleBeside,
    ScaledEffects,
    StaggeredResult,
)


def result_json(result: StaggeredResult) -> dict[str, Any]:
    """Return the result as nested dictionaries ready for JSON; undefined numbers are None.

    Cohorts, times and event times are keys as plain decimal numbers ("2004", "-1", "0.5").
    "methods" is there where methods were compared, "per_cent" where it was measured so.
    """
    direct, imputed, facts = result.callaway_santanna, result.imputation, result.panel
    return {
        "panel": {
            "units": facts.units,
            "times": facts.times,
            "observed": facts.observed,
            "never_treated": facts.never_treated,
            "cohorts": {_key(g): number for g, number in facts.cohorts.items()},
            "dropped": list(facts.dropped),
        },
        "errors": result.errors,
        "callaway_santanna": {
            "simple": _estimate(direct.simple),
            "group": _estimates(direct.group),
            "group_overall": _estimate(direct.group_overall),
            "event": _estimates(direct.event),
            "event_overall": _estimate(direct.event_overall),
            "calendar": _estimates(direct.calendar),
            "event_band": _band(direct.event_band),
        },
        "imputation": {
            "overall": _estimate(imputed.overall),
            "event": _estimates(imputed.event),
            "group": _estimates(imputed.group),
            "event_band": _band(imputed.event_band),
        },
        **({} if result.scaled is None else {"per_cent": _scaled(result.scaled)}),
        **({} if result.methods is None else {"methods": _methods(result.methods)}),
        "checks": [
            {"name": check.name, "verdict": check.verdict, "advice": check.advice}
            for check in result.checks
        ],
    }


def _methods(found: MethodComparison) -> dict[str, Any]:
    return {
        "headline": found.headline,
        "covariates": list(found.covariates),
        "control": found.control,
        "estimates": [
            {
                "method": item.method,
                "estimate": _estimate(item.estimate),
                "apart": _estimate(item.apart),
                "test": item.test,
                "p_value": _number(item.p_value),
                "p_holm": _number(item.p_holm),
                "notes": list(item.notes),
            }
            for item in found.estimates
        ],
    }


def _scaled(found: ScaledEffects) -> dict[str, Any]:
    beside = found.beside
    return {
        "scale": found.scale,
        "overall": _estimate(found.per_cent),
        "total": _estimate(found.total),
        "mean": _estimate(found.mean),
        "event": {_key(item.event): _estimate(item.per_cent) for item in found.events},
        "event_mean": {_key(item.event): _estimate(item.mean) for item in found.events},
        "beside": None if beside is None else _beside(beside),
    }


def _beside(found: ScaleBeside) -> dict[str, Any]:
    return {
        "scale": found.scale,
        "overall": _estimate(found.per_cent),
        "total": _estimate(found.total),
        "apart": _estimate(found.apart),
        "apart_p": _number(found.apart_p),
        "growth_by_size": _estimate(found.growth),
        "growth_by_size_p": _number(found.growth_p),
        "growth_by_size_beside": _estimate(found.growth_beside),
        "growth_by_size_beside_p": _number(found.growth_beside_p),
        "size_ratio": _number(found.size_ratio),
    }


def _estimates(estimates: Mapping[float, Estimate]) -> dict[str, dict[str, Any]]:
    return {_key(at): _estimate(estimate) for at, estimate in estimates.items()}


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        "estimate": _number(estimate.estimate),
        "se": _number(estimate.se),
        "df": _number(estimate.df),
        "low": _number(estimate.low),
        "high": _number(estimate.high),
        "reason": estimate.reason,
        "method": estimate.method,
        "treated": estimate.treated,
        "verdict": estimate.verdict,
        "p_value": _number(estimate.p_value),
    }


def _band(band: EventBand | None) -> dict[str, Any] | None:
    if band is None:
        return None
    return {
        "low": {_key(at): _number(value) for at, value in band.low.items()},
        "high": {_key(at): _number(value) for at, value in band.high.items()},
        "critical": _number(band.critical),
        "df": _number(band.df),
        "draws": band.draws,
        "seed": band.seed,
        "reason": band.reason,
        "pooled": [list(times) for times in band.pooled],
    }


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _key(at: float) -> str:
    return str(int(at)) if float(at).is_integer() else repr(float(at))
