"""The rows and columns that a panel regression can use, and what was left out of either."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from showfloor.errors import PanelError
from showfloor.measure import panel_regression_kernels as kernels
from showfloor.measure.absorption import levels
from showfloor.measure.panel_regression_effects import (
    AbsorbedEffects,
    Places,
    absorbed_effects,
    coded,
    in_order,
    products_of,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_CLUSTER_WAYS = 2
_ABSORBED = 1e-10
"""A regressor keeps at least this share of its variance beside the effects, or is absorbed."""
_CONSTANT = 1e-13
"""A regressor that varies by less than this share of its mean is constant but for rounding."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns of one length [n], as a caller gives them; `checked` makes sure they fit together.

    regressors: [n, k]. effects: [n] each. clusters: one or two of [n]. weight: [n] > 0.
    exposure: [n] > 0.
    """

    outcome: Floats
    regressors: Floats
    names: tuple[str, ...]
    effects: tuple[Ints, ...]
    clusters: tuple[Ints, ...]
    weight: Floats
    exposure: Floats | None

    @classmethod
    def of(
        cls,
        outcome: Floats,
        regressors: Floats,
        names: tuple[str, ...],
        *,
        effects: tuple[Ints | None, ...],
        clusters: Ints | tuple[Ints, ...],
        weights: Floats | None,
        exposure: Floats | None = None,
    ) -> Rows:
        """Return the columns that a caller gave; None is an effect or a weight not there."""
        return cls(
            outcome,
            regressors,
            names,
            tuple(effect for effect in effects if effect is not None),
            clusters if isinstance(clusters, tuple) else (clusters,),
            np.ones(len(outcome)) if weights is None else weights,
            exposure,
        )

    def taken(self, rows: Ints | Flags) -> Rows:
        """Return some rows, by number or by flag."""
        return Rows(
            self.outcome[rows],
            self.regressors[rows],
            self.names,
            tuple(effect[rows] for effect in self.effects),
            tuple(cluster[rows] for cluster in self.clusters),
            self.weight[rows],
            None if self.exposure is None else self.exposure[rows],
        )


@dataclass(frozen=True, slots=True)
class Sample:
    """The n rows that stay, in the order of the first effect, ready for the arithmetic.

    columns: [n, k'] the usable regressors less their weighted effects, each divided by `scale`
    [k']. reasons: [k] why a regressor is not usable, or "". zero, single: rows left out because
    an effect has only zeros, or one row.
    """

    rows: Rows
    columns: Floats
    scale: Floats
    reasons: tuple[str, ...]
    effects: AbsorbedEffects
    zero: int
    single: int


def checked(given: Rows, kind: str, *, counts: bool) -> Rows:
    """Return the rows as float columns; PanelError where they are no sample of a regression.

    kind: of the regression, for messages. counts: the outcome may not be negative.
    """
    numbered = (*given.effects, *given.clusters)
    real = [given.weight] if given.exposure is None else [given.weight, given.exposure]
    lengths = {len(given.regressors), *(len(c) for c in numbered), *(len(c) for c in real)}
    rows, names = len(given.outcome), given.names
    if lengths != {rows} or given.regressors.ndim != 2 or given.regressors.shape[1] != len(names):
        found = ", ".join(str(len(column)) for column in (*numbered, *real))
        raise PanelError(
            f"the {kind} regression needs columns of one length: outcome {rows}, regressors "
            f"{given.regressors.shape} for {len(names)} names, effects, clusters and weights "
            f"{found}"
        )
    if rows == 0:
        raise PanelError(f"the {kind} regression was given no rows")
    if not 1 <= len(given.clusters) <= MOST_CLUSTER_WAYS:
        raise PanelError(f"errors go by one or two clusterings, not {len(given.clusters)}")
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise PanelError(f"each regressor needs a name of its own: {', '.join(twice)} comes twice")
    _refuse_numbers(given, kind, counts=counts)
    return replace(
        given,
        outcome=np.asarray(given.outcome, dtype=np.float64),
        regressors=np.asarray(given.regressors, dtype=np.float64),
        weight=np.asarray(given.weight, dtype=np.float64),
    )


def sample_of(given: Rows, *, zeros: bool) -> Sample:
    """Return the sample of checked rows.

    Rows that are the only one of an effect, and with `zeros` rows of an effect with only zeros, say
    nothing: they are left out, again and again until nothing changes. PanelError where none stays.
    """
    level, starts = coded(given.effects)
    reason = np.zeros(len(given.outcome), dtype=np.int32)
    kernels.drop_useless(given.outcome, level, starts[-1], zeros, reason)
    zero, single = int((reason == 1).sum()), int((reason == 2).sum())
    if zero + single == len(reason):
        only = "only zeros" if zero else "a single row"
        raise PanelError(f"every row belongs to an effect with {only}; nothing can be estimated")
    if zero + single:
        given = given.taken(reason == 0)
        level, starts = coded(given.effects)
    order = in_order(level)
    if order is not None:
        given, level = given.taken(order), np.ascontiguousarray(level[:, order])
    effects = absorbed_effects(level, starts)
    columns, scale, reasons = _centred(given, effects)
    return Sample(given, columns, scale, reasons, effects, zero, single)


def _refuse_numbers(given: Rows, kind: str, *, counts: bool) -> None:
    if not np.isfinite(given.outcome).all() or (counts and not (given.outcome >= 0.0).all()):
        must = "finite and not negative" if counts else "finite"
        raise PanelError(f"the outcome of a {kind} regression must be {must}")
    if not np.isfinite(given.regressors).all():
        columns = zip(given.names, given.regressors.T, strict=True)
        bad = [name for name, column in columns if not np.isfinite(column).all()]
        raise PanelError(f"the regressors {', '.join(bad)} hold NaN or infinite values")
    for name, column in (("weights", given.weight), ("exposure", given.exposure)):
        if column is not None and not (np.isfinite(column).all() and (column > 0.0).all()):
            raise PanelError(
                f"the {name} must be finite and above 0; leave out rows that have none"
            )


def _centred(given: Rows, effects: AbsorbedEffects) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Return the usable regressors less their effects, their scale, and why others are not usable.

    Taking effects out changes no slope and spares the weighted sums their cancellation.
    """
    ones = np.ones(len(given.outcome))
    mean = ones @ given.regressors / len(ones)
    columns = given.regressors - mean
    scale = np.sqrt(np.diag(products_of(columns, ones)) / len(ones))
    constant = scale <= _CONSTANT * np.abs(mean)
    scale = np.where(constant, 1.0, scale)
    columns /= scale
    spread = np.diag(products_of(columns, given.weight))
    effects.take_off(columns, given.weight)
    cross = products_of(columns, given.weight)
    if np.isnan(cross).any():
        raise PanelError("the fixed effects could not be told apart: they are nearly collinear")
    reasons = _reasons(given.names, cross, np.where(constant, math.inf, spread))
    usable = np.array([not reason for reason in reasons], dtype=bool)
    if not usable.all():
        columns, scale = np.ascontiguousarray(columns[:, usable]), scale[usable]
    return columns, scale, reasons


def _reasons(names: tuple[str, ...], cross: Floats, spread: Floats) -> tuple[str, ...]:
    """Say which regressors the effects [k] or the regressors before them explain; "" for others."""
    reasons: list[str] = []
    basis: list[int] = []
    for i, name in enumerate(names):
        own = float(cross[i, i])
        if own <= _ABSORBED * spread[i]:
            reasons.append(f"{name} does not vary beside the fixed effects")
            continue
        left = own
        if basis:
            inner = cross[np.ix_(basis, basis)]
            left = own - float(cross[i, basis] @ np.linalg.solve(inner, cross[basis, i]))
        if left <= _ABSORBED * own:
            others = ", ".join(names[j] for j in basis)
            reasons.append(f"{name} is explained by {others} and the fixed effects")
            continue
        basis.append(i)
        reasons.append("")
    return tuple(reasons)


def cluster_codes(clusters: tuple[Ints, ...]) -> tuple[tuple[Places, ...], tuple[int, ...]]:
    """Return each clustering numbered from 0, then their intersection if there are two; numbers."""
    found = [levels(cluster) for cluster in clusters]
    if len(found) == MOST_CLUSTER_WAYS:
        (first, _), (second, number) = found
        found.append(levels(first * number + second))
    return (
        tuple(code.astype(np.int32) for code, _ in found),
        tuple(number for _, number in found),
    )
