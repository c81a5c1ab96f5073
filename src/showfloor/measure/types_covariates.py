"""Results of effects that are adjusted for what stores were like before treatment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from showfloor.measure.types import CallawaySantAnna, PanelFacts

Control = Literal["regression", "weighting", "doubly_robust"]


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
