"""Which of a panel's units an estimator keeps, for what is given or said by unit beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel

Flags = npt.NDArray[np.bool_]

_NAMED = 5


def kept_units(panel: Panel, anticipation: float) -> Flags:
    """Return which units [U] `prepare` keeps: ever seen, and untreated at the first time."""
    seen = np.isfinite(panel.outcome).any(axis=1)
    cohort = np.where(np.isnan(panel.cohort), np.inf, panel.cohort)
    late = np.isfinite(cohort) & (cohort > panel.times[-1])
    kept: Flags = seen & (late | (cohort - anticipation > panel.times[0]))
    return kept


def some_names(units: Sequence[str], flags: Flags) -> str:
    """Return the first flagged units' ids for a sentence, with "and more" where there are more."""
    named = [units[i] for i in np.flatnonzero(flags).tolist()]
    return ", ".join(named[:_NAMED]) + (" and more" if len(named) > _NAMED else "")
