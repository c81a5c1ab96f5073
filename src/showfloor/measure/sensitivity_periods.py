"""Event studies in longer periods: weekly noise is no violation, and reaches too far if it were."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from showfloor.errors import PanelError
from showfloor.measure.sensitivity_types import EventStudy

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_FEWEST_PERIODS = 3


def in_periods(study: EventStudy, times: int) -> EventStudy:
    """Return the study in periods of `times` steps: averages against the last period before.

    The base becomes the average of the last `times` steps up to the base time, so the target is
    the same average after treatment less that of this period. Periods are shorter where fewer
    than three of them fit before; an incomplete first one is left out, an incomplete last one is
    the average of what there is. PanelError for less than one step.
    """
    if times < 1:
        raise PanelError(f"a period has one time or more, not {times}")
    width = min(times, max((study.before + 1) // _FEWEST_PERIODS, 1))
    if width == 1:
        return study
    position = np.insert(study.position, study.before, 0)
    weight = np.insert(study.weight, study.before, 0.0)
    period = np.where(position > 0, (position - 1) // width + 1, -(-position // width))
    complete = [p for p in np.unique(period).tolist() if p > 0 or (period == p).sum() == width]
    rows = np.array([_average(period == p, weight) for p in complete])
    change = np.delete(rows, complete.index(0), axis=0) - rows[complete.index(0)]
    change = np.delete(change, study.before, axis=1)
    share = [weight[period == p].sum() for p in complete if p != 0]
    return EventStudy(
        position=np.array([p for p in complete if p != 0], dtype=np.int64),
        estimate=change @ study.estimate,
        covariance=change @ study.covariance @ change.T,
        weight=np.array(share),
        df=study.df,
        reason=study.reason,
        times_a_step=study.times_a_step * width,
    )


def _average(chosen: npt.NDArray[np.bool_], weight: Floats) -> Floats:
    """Return the average over a period, by the target's weights where it has any."""
    own = np.where(chosen, weight, 0.0)
    counted = own if own.any() else chosen.astype(np.float64)
    return np.asarray(counted / counted.sum(), dtype=np.float64)
