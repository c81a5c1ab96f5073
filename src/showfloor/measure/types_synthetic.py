"""Results of synthetic difference-in-differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from showfloor.measure.types import Estimate, PanelFacts

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SyntheticDifference:
    """Effects against a weighted mix of comparison stores and of weeks before treatment.

    Estimates are in the outcome's unit; their errors and p-values come from placebos.
    """

    overall: Estimate
    """Mean effect over the treated unit-times."""
    group: Mapping[float, Estimate]
    """Mean effect by cohort."""
    event: Mapping[float, Estimate]
    """Mean effect by time since treatment, 0 and later; cohorts weigh by their units."""
    unit_weights: Mapping[float, Mapping[str, float]]
    """By cohort: comparison unit to its weight; those with weight 0 are absent."""
    time_weights: Mapping[float, Mapping[float, float]]
    """By cohort: time before treatment to its weight; those with weight 0 are absent."""
    misfit: Mapping[float, float]
    """By cohort: root mean squared difference from its mix before treatment, levels apart."""
    misfit_share: float
    """Share of placebos whose mix fits as badly or worse: small means a poor fit."""
    noise_ratio: Mapping[float, float]
    """By cohort: how much more its units changed from week to week before treatment than comparison
    units; above 1 it widens errors and p-values."""
    panel: PanelFacts
    placebo: Floats = field(default_factory=lambda: np.zeros(0), compare=False)
    """[B] overall effects of the placebos, rising."""
    placebo_se: float = float("nan")
    """Their root mean squared deviation from their mean, before any widening."""
    every_placebo: bool = False
    """Whether the placebos are all that exist (otherwise they were drawn)."""
    notes: tuple[str, ...] = ()
    """Sentences: what was left out and why, and what the interval assumes."""
