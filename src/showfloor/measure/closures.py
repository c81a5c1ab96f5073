"""Closed weeks: how many by cohort, and where closures leave nothing to compare with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.errors import PanelError
from showfloor.measure.panels import PreparedPanel

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Closures:
    """Shares of unit-times without an outcome, and treated region-times without comparison.

    by_cohort: share by cohort, 0 to 1. never: that of the never treated; NaN where there are none.
    uncompared: (region, time) with a treated unit and no unit of the region that is not treated
    yet. compared: number of region-times with both.
    """

    by_cohort: Mapping[float, float]
    never: float
    uncompared: tuple[tuple[str, float], ...]
    compared: int

    @property
    def most(self) -> float:
        """The largest share of any cohort or the never treated."""
        shares = [*self.by_cohort.values(), *([] if math.isnan(self.never) else [self.never])]
        return max(shares)

    @property
    def most_apart(self) -> float:
        """The largest difference between a cohort's share and that of the never treated."""
        if math.isnan(self.never):
            return math.nan
        return max(abs(share - self.never) for share in self.by_cohort.values())


def closures(
    prepared: PreparedPanel,
    region: npt.NDArray[np.str_] | None = None,
    *,
    anticipation: float = 0.0,
    left_out: npt.NDArray[np.bool_] | None = None,
) -> Closures:
    """Return what closed (missing) weeks leave. region: [U] labels, None for one region.

    left_out: [U, T] missing unit-times that were left out without being closed.
    PanelError where regions and units differ in number.
    """
    units = len(prepared.cohort)
    if region is not None and region.shape != (units,):
        raise PanelError(f"{units} units but {len(region)} regions")
    open_ = np.isfinite(prepared.outcome)
    shut = ~open_ if left_out is None else ~(open_ | left_out)
    shares = {float(g): float(shut[prepared.cohort == g].mean()) for g in prepared.cohorts}
    never = np.isinf(prepared.cohort)
    share = float(shut[never].mean()) if never.any() else math.nan
    labels = np.full(units, "") if region is None else region
    since = prepared.times[None, :] - prepared.cohort[:, None]
    treated, other = open_ & (since >= 0.0), open_ & (since < -anticipation)
    uncompared: list[tuple[str, float]] = []
    compared = 0
    for name in np.unique(labels).tolist():
        own = labels == name
        needs, has = treated[own].any(axis=0), other[own].any(axis=0)
        compared += int((needs & has).sum())
        uncompared += [(str(name), float(t)) for t in prepared.times[needs & ~has]]
    return Closures(shares, share, tuple(uncompared), compared)
