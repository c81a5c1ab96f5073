"""Stores brought to one size, so that what moves all by the same per cent moves all alike."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.measure.kept_units import kept_units
from showfloor.measure.panels import prepare
from showfloor.measure.untreated_model import RegionFit, fit_in_scale

Floats = npt.NDArray[np.float64]

SMALLEST = 0.1
"""Units below this share of the median size are not brought up any further: noise would be."""


@dataclass(frozen=True, slots=True)
class OneSize:
    """A panel whose units are brought to the size of the mean treated one.

    size: [U] usual untreated outcome a time in the unit of the outcome, as the per-cent model sees
    it: the mean over all times of what is foretold; NaN for units that `prepare` leaves out.
    """

    panel: Panel
    size: Floats
    notes: tuple[str, ...] = ()


def one_size(
    panel: Panel, *, anticipation: float = 0.0, region: npt.ArrayLike | None = None
) -> OneSize:
    """Divide each unit's outcomes by its usual outcome, times that of the mean treated unit.

    Under E[y] = exp(unit + time) without treatment, outcomes then move in parallel in levels, and
    every estimator and check of levels may be used: each unit counts alike, and effects are amounts
    at a unit of the mean treated one's size. Sizes come from untreated outcomes only. Units smaller
    than a tenth of the median one are brought up as if they had that size. region: [U] labels,
    where each region's times are its own: outcomes then move in parallel within regions.
    PanelError as in `prepare` and `per_cent_fit`.
    """
    kept = np.flatnonzero(kept_units(panel, anticipation))
    prepared = prepare(panel, anticipation=anticipation, region=region)
    fit = fit_in_scale(prepared, "per_cent", anticipation)
    foretold = np.zeros_like(prepared.outcome) if fit.mean is None else fit.mean
    own = _mean_of_known_times(fit, foretold) if isinstance(fit, RegionFit) else foretold.mean(1)
    treated = np.isfinite(prepared.cohort)
    aim = float(own[treated].mean()) if treated.any() else float(own.mean())
    positive = own[own > 0.0]
    least = SMALLEST * float(np.median(positive)) if len(positive) else 1.0
    factor = np.ones(len(panel.units))
    factor[kept] = (aim if aim > 0.0 else 1.0) / np.maximum(own, least)
    size = np.full(len(panel.units), np.nan)
    size[kept] = own
    small = int((own < least).sum())
    said = (
        f"{small} {'store sells' if small == 1 else 'stores sell'} less than a tenth of the "
        "median one: event study and checks give them less weight than the others"
    )
    scaled = replace(panel, outcome=panel.outcome * factor[:, None])
    return OneSize(scaled, size, (said,) if small else ())


def _mean_of_known_times(fit: RegionFit, foretold: Floats) -> Floats:
    """Return [U] the mean of what is foretold over the times that the unit's region knows."""
    size = np.zeros(len(foretold))
    for rows, part in fit.parts:
        known = part.before.any(axis=0)
        size[rows] = foretold[rows].sum(axis=1) / max(int(known.sum()), 1)
    return size
