"""Results of panel regressions that are linear, and of leads and lags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from showfloor.measure.types import Estimate

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LinearFit:
    """A linear regression with absorbed fixed effects, clustered standard errors."""

    names: tuple[str, ...]
    estimates: Mapping[str, Estimate]
    """Outcomes a unit of the regressor, by regressor."""
    rows: int
    rows_single: int
    """Rows left out: the only one of a fixed effect."""
    clusters: tuple[int, ...]
    """By clustering; intervals go by the smallest."""
    squares: float
    """Weighted sum of squared residuals."""
    explained: float
    """Share of the outcome's variation beside the effects that the regressors explain, 0 to 1."""
    covariance: Floats | None = field(default=None, compare=False)
    """[k, k] of the coefficients in the order of `names`; NaN where undefined."""
    notes: tuple[str, ...] = ()
    """Sentences: what was left out and why."""


@dataclass(frozen=True, slots=True)
class LeadsAndLags:
    """A regressor at other times of the same unit.

    columns: [n, leads + 1 + lags], earliest lead first. names: of the columns. known: [n] whether
    all of them are; a row beside a missing time has NaN there.
    """

    columns: Floats
    names: tuple[str, ...]
    known: Flags
