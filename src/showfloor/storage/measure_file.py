"""The file measure.toml: the thresholds of the checks on a measured effect."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from showfloor.domain.measuring import CredibilityTerms
from showfloor.errors import DataError, nearest

_Share = Annotated[float, Field(ge=0.0, le=1.0)]
_Errors = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
_Count = Annotated[int, Field(ge=1)]
_DEFAULT = CredibilityTerms()


class _Credibility(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    significant: Annotated[float, Field(gt=0.0, lt=1.0)] = _DEFAULT.significant
    methods_apart_errors: _Errors = _DEFAULT.methods_apart_errors
    enough_treated: _Count = _DEFAULT.enough_treated
    enough_compared: _Count = _DEFAULT.enough_compared
    most_missing: _Share = _DEFAULT.most_missing
    most_closed: _Share = _DEFAULT.most_closed
    closed_apart: _Share = _DEFAULT.closed_apart
    hidden_bias: _Errors = _DEFAULT.hidden_bias
    period_times: _Count = _DEFAULT.period_times
    pretrend_periods: _Count = _DEFAULT.pretrend_periods
    least_breakdown: _Errors = _DEFAULT.least_breakdown
    placebo_earlier: _Count = _DEFAULT.placebo_earlier
    placebo_draws: Annotated[int, Field(ge=19)] = _DEFAULT.placebo_draws
    most_false_alarms: _Share = _DEFAULT.most_false_alarms
    anticipation_leads: _Count = _DEFAULT.anticipation_leads
    rings_km: list[Annotated[float, Field(gt=0.0, allow_inf_nan=False)]] = list(_DEFAULT.rings_km)
    one_store_errors: _Errors = _DEFAULT.one_store_errors
    chosen_apart: _Share = _DEFAULT.chosen_apart
    rival_area_weeks: Annotated[int, Field(ge=0)] = _DEFAULT.rival_area_weeks
    reopening_weeks: Annotated[int, Field(ge=0, le=520)] = _DEFAULT.reopening_weeks


class _MeasureFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    credibility: _Credibility = _Credibility()


def read_credibility_terms(path: Path) -> CredibilityTerms:
    """Read measure.toml; the defaults where there is none. DataError names the key that is wrong.

    A key that is not stated keeps its default.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return CredibilityTerms()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as reason:
        raise DataError(f"{path} cannot be read: {reason}") from reason
    try:
        stated = _MeasureFile.model_validate(data).credibility
    except ValidationError as reason:
        problems = [_problem(e["type"], e["loc"], e["msg"]) for e in reason.errors()]
        raise DataError(f"{path}: {'; '.join(problems)}") from reason
    rings = tuple(stated.rings_km)
    if not rings or any(outer <= inner for inner, outer in pairwise(rings)):
        raise DataError(f"{path}: credibility.rings_km must be rising radii in km, not {rings}")
    return CredibilityTerms(**{**stated.model_dump(), "rings_km": rings})


def _problem(kind: str, place: tuple[int | str, ...], message: str) -> str:
    key = ".".join(str(part) for part in place)
    if kind == "extra_forbidden":
        fields = _Credibility.model_fields if len(place) > 1 else _MeasureFile.model_fields
        return f"unknown key '{key}'{nearest(str(place[-1]), fields)}"
    return f"{key}: {message}"
