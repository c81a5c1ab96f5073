"""Sums of effects and of counterfactuals: what per cent, euros and payback are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

Quantity = Literal["units", "revenue", "margin", "baskets"]
"""What an outcome counts; revenue and margin in the workspace's currency."""

Scale = Literal["per_cent", "levels"]
"""In what untreated stores move alike: all by the same per cent, or all by the same amount."""
SCALES: tuple[Scale, ...] = ("per_cent", "levels")


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the same treated unit-times, in the outcome's unit; NaN with a reason.

    effect: of outcomes less counterfactuals. counterfactual: of what was foretold without
    treatment. covariance: [2, 2] of the two sums, in this order.
    unit_times: treated unit-times that enter. treated, compared: clusters on either side.
    """

    effect: float
    counterfactual: float
    covariance: Floats = field(compare=False)
    unit_times: int
    treated: int
    compared: int
    reason: str = ""
    df: float = float("nan")
    """Degrees of freedom of the effect's error; NaN: the smaller side's clusters less one."""
    share_df: float = float("nan")
    """The same of the effect as a share of the counterfactual; NaN: those of the effect."""


@dataclass(frozen=True, slots=True)
class OutcomeTotals:
    """Totals of a panel, overall, by time since treatment and by cohort, and unit by unit."""

    overall: Totals
    event: Mapping[float, Totals]
    group: Mapping[float, Totals]
    by_unit: UnitTotals
    unforetold: int
    """Observed treated unit-times that untreated ones cannot foretell; they enter nowhere."""
    notes: tuple[str, ...] = ()
    """Sentences: what was left out and why."""


@dataclass(frozen=True, slots=True)
class UnitTotals:
    """Sums of the V treated units with an effect; single units have no error worth stating."""

    units: tuple[str, ...]
    effect: Floats
    counterfactual: Floats
    unit_times: Ints
