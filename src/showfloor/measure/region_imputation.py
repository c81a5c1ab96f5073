"""Imputation with times of each region's own: its averages, and its pre-trend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.cohort_imputation import CohortPretrend
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.unit_imputation import lead_blocks, leads_before
from showfloor.measure.untreated_model import RegionFit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class RegionAverages:
    """Which averages (overall, then horizons, then cohorts) the effects of a fit by region have.

    horizons: [E] times since treatment, rising. groups: [G'] places of the cohorts with effects.
    unforetold: treated unit-times without an effect. sides: treated and never treated units that
    the pre-trend rests on.
    """

    fit: RegionFit
    horizons: Floats
    groups: Ints
    unforetold: int
    sides: tuple[int, int]

    @property
    def overall(self) -> float:
        """The mean effect over all treated unit-times."""
        return float(np.nanmean(self.fit.effect))


@dataclass(frozen=True, slots=True)
class RegionPretrend:
    """Coefficients of the last leads, None without any, and the units [U] that they rest on."""

    found: CohortPretrend | None
    behind: npt.NDArray[np.bool_]


def region_averages(
    prepared: PreparedPanel, fit: RegionFit, behind: npt.NDArray[np.bool_]
) -> RegionAverages:
    """Return the averages that the fit's effects have; behind: [U] units of the pre-trend."""
    foretold = np.isfinite(fit.effect)
    since = prepared.times[None, :] - prepared.cohort[:, None]
    late = np.isfinite(prepared.outcome) & (since >= 0.0)
    treated = np.isfinite(prepared.cohort)
    return RegionAverages(
        fit=fit,
        horizons=np.unique(since[foretold]),
        groups=np.flatnonzero(np.isin(prepared.cohorts, prepared.cohort[foretold.any(axis=1)])),
        unforetold=int(late.sum()) - int(foretold.sum()),
        sides=(int((behind & treated).sum()), int((behind & ~treated).sum())),
    )


def region_pretrend(prepared: PreparedPanel, fit: RegionFit, leads: int) -> RegionPretrend:
    """Return the coefficients of the last leads before treatment, the same in all regions.

    As in `unit_pretrend`, with the leads less their projection on unit and region-time effects. A
    unit's squared score is divided by the share of its noise that the times of its region leave:
    1 - (sum of w^2 / n) / (sum of w^2), w its weights in a coefficient and n the units seen then.
    """
    since, chosen = leads_before(prepared, fit.before, leads)
    nobody = np.zeros(len(since), dtype=np.bool_)
    if not len(chosen):
        return RegionPretrend(None, nobody)
    products = np.zeros((len(since), len(chosen), len(chosen)))
    scores = np.zeros((len(since), len(chosen)))
    for rows, part in fit.parts:
        for block, left in lead_blocks(part, since[rows], chosen):
            products[rows[block]] = left @ left.transpose(0, 2, 1)
            scores[rows[block]] = np.einsum("ujt,ut->uj", left, part.residual[block])
    cross = products.sum(axis=0)
    number, times = _sizes(fit)
    behind = np.trace(products, axis1=1, axis2=2) > ROUNDING * float(np.trace(cross))
    tolerance = 1e-9 * max(float(np.trace(cross)), 1e-300)
    if np.linalg.matrix_rank(cross, tol=tolerance) < len(chosen):
        nan = np.full(len(chosen), np.nan)
        return RegionPretrend(CohortPretrend(chosen, nan, np.diag(nan), number, times), behind)
    bread = np.linalg.inv(cross)
    slopes = bread @ scores.sum(axis=0)
    influence = (scores - products @ slopes) @ bread
    influence *= np.sqrt(_inflation(fit, since, chosen, bread))
    covariance = influence.T @ influence
    return RegionPretrend(CohortPretrend(chosen, slopes, covariance, number, times), behind)


def _sizes(fit: RegionFit) -> tuple[int, int]:
    """Return the untreated unit-times and the region-times that they lie in."""
    times = sum(int(part.before.any(axis=0).sum()) for _, part in fit.parts)
    return int(fit.before.sum()), times


def _inflation(fit: RegionFit, since: Floats, chosen: Floats, bread: Floats) -> Floats:
    """Return [U, J] the factors on squared scores; 1 where a unit has none."""
    factor = np.ones((len(since), len(chosen)))
    for rows, part in fit.parts:
        seen = np.maximum(part.before.sum(axis=0), 1)
        for block, left in lead_blocks(part, since[rows], chosen):
            square = np.einsum("jk,ukt->ujt", bread, left) ** 2
            whole, hidden = square.sum(axis=2), square @ (1.0 / seen)
            kept = whole - hidden
            known = kept > ROUNDING * np.maximum(whole, ROUNDING)
            factor[rows[block]] = np.where(known, whole / np.where(known, kept, 1.0), 1.0)
    return factor
