"""Measured lifts, shrunk toward their common mean by a normal-normal model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from showfloor.domain.lifts import Lift, MeasuredLift
from showfloor.errors import DataError, nearest
from showfloor.learn.spread import common_mean, spread_between
from showfloor.learn.types import LearnedLifts, ShrinkageModel

METHOD = "normal-normal, spread by Paule and Mandel (1982)"
ONE_CELL = "one measured cell: no spread between cells can be estimated"
NOTHING_MEASURED = "nothing measured: state a prior"

Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Posterior:
    mean: float
    sd: float
    shrinkage: float


def shrink_lifts(
    measured: Sequence[MeasuredLift], *, formats: Sequence[str], store_kinds: Sequence[str]
) -> LearnedLifts:
    """Return a lift for every format and store kind, shrunk toward the common mean of all.

    Model: y_i ~ N(theta_i, s_i^2), theta_i ~ N(mu, tau^2), flat prior on mu; tau^2 by Paule and
    Mandel. Means and standard deviations are those of theta given tau (Gelman et al., Bayesian
    Data Analysis, 3rd edition, section 5.4); they hold the uncertainty of mu, not that of tau.
    A cell without an estimate (absent, or NaN) gets the common mean with sd^2 = tau^2 + var(mu).
    One measured cell stands as measured and the others have NaN as sd; without any all are NaN,
    and `source` says so. Relative lifts: 0.10 is ten per cent more.

    Raises DataError for a cell given twice, outside `formats` x `store_kinds`, with an infinite
    lift, or with a standard error that is zero, negative or infinite.
    """
    cells = _by_cell(measured, formats, store_kinds)
    known = {cell: item for cell, item in cells.items() if _is_measured(item)}
    model = _model(list(known.values()))
    lifts = [
        _measured(known[cell], model) if cell in known else _pooled(cell, cells.get(cell), model)
        for cell in ((format_id, kind) for format_id in formats for kind in store_kinds)
    ]
    return LearnedLifts(lifts=tuple(lifts), model=model)


def _is_measured(item: MeasuredLift) -> bool:
    return not (math.isnan(item.lift) or math.isnan(item.se))


def _by_cell(
    measured: Sequence[MeasuredLift], formats: Sequence[str], store_kinds: Sequence[str]
) -> Mapping[Cell, MeasuredLift]:
    cells: dict[Cell, MeasuredLift] = {}
    for item in measured:
        cell = (item.format_id, item.store_kind)
        where = f"the lift of format '{item.format_id}' in stores of kind '{item.store_kind}'"
        if item.format_id not in formats:
            raise DataError(f"{where} names no format asked for{nearest(item.format_id, formats)}")
        if item.store_kind not in store_kinds:
            raise DataError(
                f"{where} names no store kind asked for{nearest(item.store_kind, store_kinds)}"
            )
        if cell in cells:
            raise DataError(f"{where} is given twice; combine the two estimates first")
        if _is_measured(item) and not (math.isfinite(item.lift) and 0 < item.se < math.inf):
            raise DataError(
                f"{where} is {item.lift} with standard error {item.se}; a measured lift needs a "
                "finite value and a positive, finite standard error"
            )
        cells[cell] = item
    return cells


def _model(known: Sequence[MeasuredLift]) -> ShrinkageModel:
    """Estimate common mean and spread; what too few cells leave undefined is NaN."""
    if not known:
        return ShrinkageModel(math.nan, math.nan, math.nan, NOTHING_MEASURED, 0)
    if len(known) == 1:
        return ShrinkageModel(known[0].lift, known[0].se, math.nan, ONE_CELL, 1)
    effects = np.array([item.lift for item in known], dtype=np.float64)
    variances = np.square(np.array([item.se for item in known], dtype=np.float64))
    spread = spread_between(effects, variances)
    mean, variance = common_mean(effects, variances, spread.variance)
    return ShrinkageModel(
        common_mean=mean,
        common_mean_se=math.sqrt(variance),
        between_sd=math.sqrt(spread.variance),
        method=METHOD,
        cells=len(known),
        between_sd_low=math.sqrt(spread.low),
        between_sd_high=math.sqrt(spread.high),
        heterogeneity=spread.heterogeneity,
    )


def _posterior(lift: float, se: float, model: ShrinkageModel) -> _Posterior:
    """Return the posterior of a measured cell's true lift, given the spread."""
    if math.isnan(model.between_sd):
        return _Posterior(lift, se, 0.0)
    variance, between = se**2, model.between_sd**2
    weight = variance / (variance + between)
    mean = weight * model.common_mean + (1 - weight) * lift
    posterior = (1 - weight) * variance + weight**2 * model.common_mean_se**2
    return _Posterior(mean, math.sqrt(posterior), weight)


def _measured(item: MeasuredLift, model: ShrinkageModel) -> Lift:
    posterior = _posterior(item.lift, item.se, model)
    return Lift(
        format_id=item.format_id,
        store_kind=item.store_kind,
        mean=posterior.mean,
        sd=posterior.sd,
        origin="measured",
        source=model.method,
        measured=item.lift,
        measured_se=item.se,
        shrinkage=posterior.shrinkage,
    )


def _pooled(cell: Cell, item: MeasuredLift | None, model: ShrinkageModel) -> Lift:
    """Return the lift of a cell without an estimate: a draw from the cells' distribution."""
    why = "not measured" if item is None else item.reason or "the estimate is undefined"
    return Lift(
        format_id=cell[0],
        store_kind=cell[1],
        mean=model.common_mean,
        sd=math.hypot(model.between_sd, model.common_mean_se),
        origin="pooled",
        source=f"{why}; {model.method}",
        shrinkage=1.0,
    )
