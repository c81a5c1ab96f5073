"""The untreated model in either scale, with weeks that all stores share or each region's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.measure.panels import PreparedPanel
from showfloor.measure.per_cent_fit import per_cent_fit
from showfloor.measure.types_outcomes import Scale
from showfloor.measure.unit_imputation import UnitFit, unit_fit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Part = tuple[Ints | slice, UnitFit]
"""Rows that share their weeks, and the model fitted to them."""


@dataclass(frozen=True, slots=True)
class RegionFit:
    """Untreated models of R regions of U units over T times, none of which knows the others.

    region: [U] numbered from 0. parts: each region's rows and model, in order. before, residual,
    effect, mean: [U, T] of all units, as in `UnitFit`.
    """

    region: Ints
    parts: tuple[tuple[Ints, UnitFit], ...]
    before: Flags
    residual: Floats
    effect: Floats
    mean: Floats | None = None


UntreatedFit = UnitFit | RegionFit


def fit_in_scale(prepared: PreparedPanel, scale: Scale, anticipation: float = 0.0) -> UntreatedFit:
    """Return the untreated model of the panel's outcomes, in levels or in per cent.

    Where the panel names regions, unit and region-time effects: the model falls apart into one a
    region. PanelError where per cent have no meaning.
    """
    if prepared.region is None:
        return _fitted(prepared, scale, anticipation)
    return fit_by_region(prepared, prepared.region, scale, anticipation)


def fit_by_region(
    prepared: PreparedPanel, region: Ints, scale: Scale, anticipation: float = 0.0
) -> RegionFit:
    """Return one untreated model a region; region: [U] numbered from 0."""
    parts = []
    for place in np.unique(region).tolist():
        rows = np.flatnonzero(region == place)
        parts.append((rows, _fitted(_of_rows(prepared, rows), scale, anticipation)))
    shape = prepared.outcome.shape
    return RegionFit(
        region=region,
        parts=tuple(parts),
        before=_together(shape, ((rows, fit.before) for rows, fit in parts)) > 0.0,
        residual=_together(shape, ((rows, fit.residual) for rows, fit in parts)),
        effect=_together(shape, ((rows, fit.effect) for rows, fit in parts)),
        mean=None
        if scale == "levels"
        else _together(shape, ((rows, fit.mean) for rows, fit in parts if fit.mean is not None)),
    )


def parts_of(fit: UntreatedFit) -> tuple[Part, ...]:
    """Return the rows that share their weeks, with their models; one where all do."""
    return fit.parts if isinstance(fit, RegionFit) else ((slice(None), fit),)


def sums_by_time(fit: UntreatedFit, values: Floats) -> Floats:
    """Return [R, T]: the sums of values [U, T] over the rows of each part."""
    return np.stack([values[rows].sum(axis=0) for rows, _ in parts_of(fit)])


def _fitted(prepared: PreparedPanel, scale: Scale, anticipation: float) -> UnitFit:
    fitted = unit_fit if scale == "levels" else per_cent_fit
    return fitted(prepared, anticipation)


def _of_rows(prepared: PreparedPanel, rows: Ints) -> PreparedPanel:
    return replace(
        prepared,
        outcome=prepared.outcome[rows],
        cohort=prepared.cohort[rows],
        cluster=np.arange(len(rows)),
        region=None,
    )


def _together(shape: tuple[int, ...], parts: Iterable[tuple[Ints, Floats | Flags]]) -> Floats:
    whole = np.full(shape, np.nan)
    for rows, values in parts:
        whole[rows] = values
    return whole
