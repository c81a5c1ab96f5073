"""Results and inputs of estimators that rest on the draw of who is treated when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from showfloor.measure.types import Estimate, EventBand, PanelFacts

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WaveEffects:
    """Averages of the effects by cohort and time; keys are times as numbers."""

    simple: Estimate
    """Over all treated unit-times that someone untreated can be compared with."""
    group: Mapping[float, Estimate]
    group_overall: Estimate
    """Over cohorts by their units."""
    event: Mapping[float, Estimate]
    calendar: Mapping[float, Estimate]
    calendar_overall: Estimate
    """Over times, equally."""


@dataclass(frozen=True, slots=True)
class RandomisedWaves:
    """Roth and Sant'Anna (2023): the same estimates with two standard errors."""

    refined: WaveEffects
    """Errors less what earlier outcomes foretell of how effects differ between units."""
    conservative: WaveEffects
    """Neyman's errors, never too small on average."""
    panel: PanelFacts
    adjustment: Mapping[str, tuple[float, ...]]
    """How much of each window's difference before treatment is taken off, for the overall effects;
    1 for a single window is the difference in differences, 0 the difference of means."""
    refined_with: int
    """Times before the first treatment that the refinement used; 0: none could be."""
    notes: tuple[str, ...] = ()
    event_covariance: Floats | None = field(default=None, compare=False)
    """[E, E] conservative, of `event` in its order."""
    event_band: EventBand | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """Who was drawn with whom, in which cell, and what each got: experiment.csv in panel times.

    units: [D] ids as in the panel. cell: [D] the cell's name. start: [D] first treated time that
    the draw gave; NaN for none. probability: [D] of what the unit got, within its cell.
    """

    units: tuple[str, ...]
    cell: tuple[str, ...]
    start: Floats
    probability: Floats


@dataclass(frozen=True, slots=True)
class RandomisedCells:
    """Effects on all drawn stores, from comparisons within the cells of a draw."""

    overall: Estimate
    """Mean over drawn units and compared times since their cell's treatment."""
    event: Mapping[float, Estimate]
    cells: int
    units: int
    adjustment: float
    """How much of the difference before treatment is taken off in `overall`."""
    assignments: float
    """How many outcomes the draw could have had."""
    notes: tuple[str, ...] = ()
