"""Covariates of units: checked, matched with the panel's units, and freed of what says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.kept_units import kept_units, some_names
from showfloor.measure.panels import PreparedPanel, prepare

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_DEPENDENT = 1e-9
"""A covariate of which no larger share is left by the others and a constant is dropped."""


@dataclass(frozen=True, slots=True)
class CovariateDesign:
    """A prepared panel with its units' covariates.

    values: [U, 1 + k] a constant, then each covariate less its mean over its standard deviation:
    no estimate depends on units of measurement. rows: [U] their places among the panel's units.
    """

    prepared: PreparedPanel
    values: Floats
    names: tuple[str, ...]
    notes: tuple[str, ...]
    rows: npt.NDArray[np.int64]


def covariate_design(
    panel: Panel, covariates: Floats, names: Sequence[str] | None, anticipation: float
) -> CovariateDesign:
    """Return the panel prepared, with covariates [U, k] of the units that stay.

    Units without a covariate are left out and named; constant covariates and those that follow
    from earlier ones are dropped and named. PanelError for shapes that disagree, an infinite
    value, names that are not distinct, or no covariate that varies.
    """
    values = np.asarray(covariates, dtype=np.float64)
    if values.ndim == 1:
        values = values[:, None]
    if values.ndim != 2 or values.shape[0] != len(panel.units):
        raise PanelError(
            f"the panel has {len(panel.units)} units, but the covariates' shape is {values.shape}: "
            f"one row a unit, one column a covariate"
        )
    labels = _labels(names, values.shape[1])
    if np.isinf(values).any():
        row, column = np.argwhere(np.isinf(values))[0].tolist()
        raise PanelError(f"unit {panel.units[row]} has an infinite {labels[column]}")
    known: Flags = np.asarray(np.isfinite(values).all(axis=1))
    notes = []
    if not known.all():
        notes.append(
            f"{int((~known).sum())} units without a value of every covariate left out: "
            f"{some_names(panel.units, ~known)}"
        )
    if not known.any():
        raise PanelError("no unit has a value of every covariate")
    panel, values = _subset(panel, known), values[known]
    prepared = prepare(panel, anticipation=anticipation)
    kept = kept_units(panel, anticipation)
    values, rows = values[kept], np.flatnonzero(known)[kept]
    used, why = _independent(values, labels)
    if not used:
        raise PanelError(
            f"no covariate varies over the panel's units ({', '.join(labels)}): "
            f"estimate without covariates"
        )
    chosen = values[:, used]
    scaled = (chosen - chosen.mean(axis=0)) / chosen.std(axis=0)
    constant = np.ones((len(scaled), 1))
    return CovariateDesign(
        prepared,
        np.concatenate([constant, scaled], axis=1),
        tuple(labels[k] for k in used),
        (*notes, *why),
        rows,
    )


def _labels(names: Sequence[str] | None, count: int) -> list[str]:
    if count == 0:
        raise PanelError("no covariate was given: estimate without covariates")
    labels = [f"covariate {k + 1}" for k in range(count)] if names is None else list(names)
    if len(labels) != count or len(set(labels)) != count:
        raise PanelError(f"{count} covariates need {count} distinct names, not {labels}")
    return labels


def _subset(panel: Panel, rows: Flags) -> Panel:
    units = tuple(unit for unit, kept in zip(panel.units, rows.tolist(), strict=True) if kept)
    clusters = None if panel.clusters is None else panel.clusters[rows]
    cohort = panel.cohort[rows]
    return replace(
        panel, units=units, outcome=panel.outcome[rows], cohort=cohort, clusters=clusters
    )


def _independent(values: Floats, labels: Sequence[str]) -> tuple[list[int], list[str]]:
    """Return the columns that no constant and no earlier column explain, and why others went."""
    basis = [np.ones(len(values)) / np.sqrt(len(values))]
    used: list[int] = []
    why = []
    for k, column in enumerate(values.T):
        size = max(float(np.abs(column).max()), 1e-300)
        rest = column / size
        spread = float(np.linalg.norm(rest - rest.mean()))
        for direction in [*basis, *basis]:  # twice: once leaves rounding behind
            rest = rest - (direction @ rest) * direction
        left = float(np.linalg.norm(rest))
        if spread <= _DEPENDENT:
            why.append(f"{labels[k]} is the same for all units and was left out")
        elif left <= _DEPENDENT * spread:
            earlier = ", ".join(labels[j] for j in used)
            why.append(f"{labels[k]} follows from {earlier} and was left out")
        else:
            basis.append(rest / left)
            used.append(k)
    return used, why
