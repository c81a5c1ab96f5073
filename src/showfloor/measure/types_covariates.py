"""Results of effects that are adjusted for what stores were like before treatment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from showfloor.measure.types import CallawaySantAnna, PanelFacts

Floats = npt.NDArray[np.float64]
Control = Literal["regression", "weighting", "doubly_robust"]


@dataclass(frozen=True, slots=True)
class Covariates:
    """Values [U, k] of a panel's units in its order, NaN where unknown, and how they are used."""

    values: Floats
    names: Sequence[str] | None = None
    control: Control = "doubly_robust"


@dataclass(frozen=True, slots=True)
class AdjustedCallawaySantAnna:
    """Callaway and Sant'Anna's effects with covariates, and what the adjustment came upon."""

    effects: CallawaySantAnna
    """Cells that the adjustment could not make stand in `att` as NaN with the reason."""
    control: Control
    covariates: tuple[str, ...]
    """Names of the covariates that were used, in the given order."""
    panel: PanelFacts
    notes: tuple[str, ...] = ()
    """Sentences: covariates and cells left out, comparison units given no weight, and why."""
    highest_propensity: Mapping[float, float] | None = None
    """By cohort the largest fitted probability of belonging to it; None for regression."""
