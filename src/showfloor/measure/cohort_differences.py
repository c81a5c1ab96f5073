"""Callaway and Sant'Anna on a balanced panel from its cohorts' moments, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.measure.att_averages import Family, share_shift
from showfloor.measure.cohort_moments import CohortMoments
from showfloor.measure.cohort_sums import CohortSums
from showfloor.measure.resting import Resting

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class CohortCells:
    """ATT(g, t) of G treated cohorts at T times, with H cohorts behind them.

    att:      [G, T], NaN where undefined.
    base:     [G, T] place of the base time, -1 for none.
    compared: [G, H, T] whether cohort h is compared with.
    against:  [G, T] number of units compared with; 0 where undefined.
    apart:    [G, H, T] the cohort's mean change less that of all that it is compared together with.
    parts:    [G, H, T] what each cohort's units add to the variance.
    """

    att: Floats
    base: Ints
    compared: Flags
    against: Floats
    apart: Floats
    parts: Floats


def base_times(times: Floats, g: float, anticipation: float) -> Ints:
    """Return the place of the base time for each time [T]; -1 for the first, which has none."""
    before = int(np.searchsorted(times, g - anticipation, side="left")) - 1
    base = np.arange(-1, len(times) - 1)
    base[times >= g] = before
    return base


def cohort_cells(moments: CohortMoments, *, never: bool, anticipation: float) -> CohortCells:
    """Return ATT(g, t) with its variance. never: compare with the never treated only."""
    times, number = moments.times, moments.number
    shape = (moments.treated, len(moments.cohorts), len(times))
    att, against = np.full((shape[0], shape[2]), np.nan), np.zeros((shape[0], shape[2]))
    base = np.empty((shape[0], shape[2]), dtype=np.int64)
    compared, apart, parts = np.zeros(shape, dtype=bool), np.zeros(shape), np.zeros(shape)
    at = np.arange(len(times))
    for i, g in enumerate(moments.cohorts[: shape[0]]):
        base[i] = base_times(times, float(g), anticipation)
        from_time = np.maximum(base[i], 0)
        change = moments.mean[:, at] - moments.mean[:, from_time]
        spread = _spread_of_change(moments.scatter, at, from_time)
        others = compared_cohorts(
            moments.cohorts, times, i, base[i], never=never, anticipation=anticipation
        )
        compared[i] = others
        against[i] = number @ others
        total = np.maximum(against[i], 1.0)
        mean = (number[:, None] * others * change).sum(axis=0) / total
        att[i] = np.where(against[i] > 0.0, change[i] - mean, np.nan)
        apart[i] = np.where(others, change - mean, 0.0)
        parts[i] = others * (spread + number[:, None] * apart[i] ** 2) / total**2
        parts[i, i] = np.where(against[i] > 0.0, spread[i] / number[i] ** 2, 0.0)
    return CohortCells(att, base, compared, against, apart, parts)


def family_sums(moments: CohortMoments, cells: CohortCells, families: list[Family]) -> CohortSums:
    """Return the averages of all families, in order, as sums over cohorts."""
    count = sum(len(family.keys) for family in families)
    shape = (len(moments.cohorts), count, len(moments.times))
    weights, shift = np.zeros(shape), np.zeros(shape[:2])
    treated, compared = np.zeros(shape[:2], dtype=bool), np.zeros(shape[:2], dtype=bool)
    units = int(moments.number.sum())
    share = moments.number[: moments.treated] / units
    first = 0
    for family in families:
        last = first + len(family.keys)
        cohort, time = np.nonzero(family.place >= 0)
        k, w = first + family.place[cohort, time], family.weight[cohort, time]
        base = cells.base[cohort, time]
        own = w / moments.number[cohort]
        treated[cohort, k] = True
        np.add.at(weights, (cohort, k, time), own)
        np.add.at(weights, (cohort, k, base), -own)
        other = w / cells.against[cohort, time]
        for h in range(shape[0]):
            used = cells.compared[cohort, h, time]
            np.add.at(weights[h], (k[used], time[used]), -other[used])
            np.add.at(weights[h], (k[used], base[used]), other[used])
            apart = cells.apart[cohort, h, time]
            np.add.at(shift[h], k[used], (-other * apart)[used])
            compared[h, k[used]] = True
        shift[:, first:last] += share_shift(family, share, units, shape[0])
        first = last
    value = np.concatenate([family.value for family in families])
    return CohortSums(value, weights, shift, treated, compared)


def cells_resting(moments: CohortMoments, cells: CohortCells) -> Resting:
    """Return what the defined ATT(g, t) rest on, cohort by cohort and time by time."""
    cohort, time = np.nonzero(np.isfinite(cells.att))
    users = cells.compared[cohort, :, time].T
    users[cohort, np.arange(len(cohort))] = True
    return Resting(
        value=cells.att[cohort, time],
        parts=cells.parts[cohort, :, time].T,
        units=moments.number[:, None] * users,
        treated=moments.number[cohort].astype(np.int64),
        compared=cells.against[cohort, time].astype(np.int64),
    )


def _spread_of_change(scatter: Floats, at: Ints, base: Ints) -> Floats:
    """Return [H, T]: the scatter of the changes from base to `at`."""
    level = scatter[:, at, at] + scatter[:, base, base]
    spread = level - 2.0 * scatter[:, at, base]
    return np.where(spread > _ROUNDING * level, spread, 0.0)


def compared_cohorts(
    cohorts: Floats, times: Floats, own: int, base: Ints, *, never: bool, anticipation: float
) -> Flags:
    """Return [H, T] which cohorts the cohort at place `own` is compared with at each time.

    cohorts: [H], inf for the never treated. base: [T] from `base_times`; none where it is -1.
    """
    untreated = np.isinf(cohorts)
    if never:
        flags = np.broadcast_to(untreated[:, None], (len(untreated), len(base)))
    else:
        latest = np.maximum(times, times[np.maximum(base, 0)]) + anticipation
        later = cohorts[:, None] > latest[None, :]
        other = np.arange(len(untreated)) != own
        flags = untreated[:, None] | (later & other[:, None])
    compared: Flags = flags & (base >= 0)[None, :]
    return compared
