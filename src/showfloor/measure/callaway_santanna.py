"""Callaway and Sant'Anna (2021): effects by cohort and time, their averages, analytic errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.resting import Support, rest_on
from showfloor.measure.types import CallawaySantAnna, Estimate

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Comparison = Literal["never", "not_yet"]
Cell = tuple[int, int]
"""(place of the cohort, place of the time)."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """ATT(g, t) of all cohorts [G, T], NaN where undefined, with influences of the defined ones.

    influence: [G][U, T]: the derivative of ATT(g, t) by unit, already divided by the number of
    units, so that the variance is the sum of its squares by cluster.
    compared: [G][U, T]: which units each ATT(g, t) was compared with.
    """

    att: Floats
    influence: list[Floats]
    treated: list[Flags]
    compared: list[Flags]
    share: Floats


def callaway_santanna(
    panel: Panel, *, comparison: Comparison = "never", anticipation: float = 0.0
) -> CallawaySantAnna:
    """Estimate the average effect on the treated by cohort and time, and its aggregations.

    Estimates are in the outcome's unit. comparison: never-treated units, or those not yet treated
    at either end of the difference. Before treatment the base is the time before (varying base, the
    default of R's did); from treatment on the last time before g - anticipation. Aggregations as
    in section 3 of the paper, weighted by the cohorts' shares, whose estimation enters the standard
    errors. Errors are clustered; df = min(treated, compared clusters) - 1. With fewer than four
    treated clusters there is no interval. PanelError where no unit can be compared with.
    """
    prepared = prepare(panel, anticipation=anticipation)
    return estimate_callaway_santanna(prepared, comparison, anticipation)


def estimate_callaway_santanna(
    prepared: PreparedPanel, comparison: Comparison, anticipation: float
) -> CallawaySantAnna:
    """Return `callaway_santanna` of a panel that was prepared before."""
    if comparison == "never" and not np.isinf(prepared.cohort).any():
        raise PanelError(
            "every unit is treated in the end, so there is no never-treated unit to compare with; "
            'compare with the not yet treated (comparison = "not_yet")'
        )
    cells = _all_cells(prepared, comparison, anticipation)
    if np.isnan(cells.att).all():
        raise PanelError("no cohort has both treated and comparison units at any two times")
    after = _after(prepared)
    defined = np.isfinite(cells.att)
    whole = _by_share(cells, _cells_where(after & defined))
    group = {
        float(g): _equally(_cells_where_row(after & defined, i))
        for i, g in enumerate(prepared.cohorts)
    }
    event = _keyed(cells, defined, prepared.times[None, :] - prepared.cohorts[:, None])
    later = {e: w for e, w in event.items() if e >= 0.0}
    calendar_key = np.broadcast_to(prepared.times[None, :], defined.shape)
    calendar = _keyed(cells, defined & after, calendar_key)
    return CallawaySantAnna(
        simple=_estimate(cells, prepared, whole),
        group={g: _estimate(cells, prepared, weights) for g, weights in group.items()},
        group_overall=_estimate(cells, prepared, _over_groups(cells, group, prepared)),
        event={e: _estimate(cells, prepared, weights) for e, weights in event.items()},
        event_overall=_estimate(cells, prepared, _average(list(later.values()))),
        calendar={t: _estimate(cells, prepared, weights) for t, weights in calendar.items()},
        att={
            (float(g), float(t)): _estimate(cells, prepared, _equally([(i, j)]))
            for i, g in enumerate(prepared.cohorts)
            for j, t in enumerate(prepared.times)
            if defined[i, j]
        },
    )


@dataclass(frozen=True, slots=True)
class _Weights:
    """A weighted sum of ATT(g, t) and how its weights depend on the cohorts' shares.

    slope: [cells, G] derivative of each weight by each cohort's share; None where there is none.
    """

    cells: list[Cell]
    weight: Floats
    slope: Floats | None


def _all_cells(prepared: PreparedPanel, comparison: Comparison, anticipation: float) -> _Cells:
    count = len(prepared.cohorts), len(prepared.times)
    att = np.full(count, np.nan)
    influence, treated, compared = [], [], []
    for i, g in enumerate(prepared.cohorts):
        base = _base_times(prepared.times, float(g), anticipation)
        change = prepared.outcome - prepared.outcome[:, np.maximum(base, 0)]
        change[:, base < 0] = np.nan
        seen = np.isfinite(change)
        own = seen & (prepared.cohort == g)[:, None]
        other = seen & _comparable(prepared, float(g), base, comparison, anticipation)
        usable = own.any(axis=0) & other.any(axis=0)
        own &= usable
        other &= usable
        att[i], psi = _difference(np.where(seen, change, 0.0), own, other, usable)
        influence.append(psi)
        treated.append(own)
        compared.append(other)
    units = len(prepared.cohort)
    share = np.array([(prepared.cohort == g).sum() / units for g in prepared.cohorts])
    return _Cells(att, influence, treated, compared, share)


def _difference(change: Floats, own: Flags, other: Flags, usable: Flags) -> tuple[Floats, Floats]:
    """Return the difference of mean changes [T] (NaN unless usable) and its influences [U, T]."""
    own_count = np.maximum(own.sum(axis=0), 1)
    other_count = np.maximum(other.sum(axis=0), 1)
    own_mean = (change * own).sum(axis=0) / own_count
    other_mean = (change * other).sum(axis=0) / other_count
    psi = own * (change - own_mean) / own_count - other * (change - other_mean) / other_count
    return np.where(usable, own_mean - other_mean, np.nan), psi


def _base_times(times: Floats, g: float, anticipation: float) -> npt.NDArray[np.int64]:
    """Return the place of the base time for each time; -1 for the first, which has none."""
    before = int(np.searchsorted(times, g - anticipation, side="left")) - 1
    base = np.arange(-1, len(times) - 1)
    base[times >= g] = before
    return base


def _comparable(
    prepared: PreparedPanel,
    g: float,
    base: npt.NDArray[np.int64],
    comparison: Comparison,
    anticipation: float,
) -> Flags:
    never = np.isinf(prepared.cohort)[:, None]
    if comparison == "never":
        return np.broadcast_to(never, prepared.outcome.shape)
    latest = np.maximum(prepared.times, prepared.times[np.maximum(base, 0)]) + anticipation
    later = prepared.cohort[:, None] > latest[None, :]
    compared: Flags = never | (later & (prepared.cohort != g)[:, None])
    return compared


def _after(prepared: PreparedPanel) -> Flags:
    after: Flags = prepared.times[None, :] >= prepared.cohorts[:, None]
    return after


def _cells_where(flags: Flags) -> list[Cell]:
    return [(int(i), int(j)) for i, j in zip(*np.nonzero(flags), strict=True)]


def _cells_where_row(flags: Flags, row: int) -> list[Cell]:
    return [(row, int(j)) for j in np.nonzero(flags[row])[0]]


def _equally(cells: list[Cell]) -> _Weights:
    return _Weights(cells, np.full(len(cells), 1.0 / max(len(cells), 1)), None)


def _by_share(cells: _Cells, chosen: list[Cell]) -> _Weights:
    """Weights p_g / sum of p_g over the chosen cells, with their slopes by the shares."""
    cohort = np.array([i for i, _ in chosen], dtype=np.int64)
    share = cells.share[cohort]
    total = share.sum()
    own = (cohort[:, None] == np.arange(len(cells.share))[None, :]).astype(np.float64)
    slope = own / total - np.outer(share, own.sum(axis=0)) / total**2
    return _Weights(chosen, share / total, slope)


def _keyed(cells: _Cells, flags: Flags, key: Floats) -> dict[float, _Weights]:
    keys = np.unique(key[flags])
    return {float(k): _by_share(cells, _cells_where(flags & (key == k))) for k in keys}


def _average(parts: list[_Weights]) -> _Weights:
    """The plain average of several weighted sums."""
    number = max(len(parts), 1)
    chosen = [cell for part in parts for cell in part.cells]
    weight = np.concatenate([part.weight for part in parts]) if parts else np.zeros(0)
    slopes = [part.slope for part in parts if part.slope is not None]
    slope = np.concatenate(slopes) / number if slopes else None
    return _Weights(chosen, weight / number, slope)


def _over_groups(
    cells: _Cells, group: Mapping[float, _Weights], prepared: PreparedPanel
) -> _Weights:
    """Cohort averages weighted by the shares of the cohorts that have one."""
    present = [
        (i, group[float(g)]) for i, g in enumerate(prepared.cohorts) if group[float(g)].cells
    ]
    shares = _by_share(cells, [(i, 0) for i, _ in present])
    assert shares.slope is not None
    chosen = [cell for _, part in present for cell in part.cells]
    weight = [shares.weight[k] * part.weight for k, (_, part) in enumerate(present)]
    slope = [np.outer(part.weight, shares.slope[k]) for k, (_, part) in enumerate(present)]
    if not present:
        return _equally([])
    return _Weights(chosen, np.concatenate(weight), np.concatenate(slope))


def _estimate(cells: _Cells, prepared: PreparedPanel, weights: _Weights) -> Estimate:
    if not weights.cells:
        return rest_on(float("nan"), np.zeros(len(prepared.cohort)), prepared.cluster, Support())
    units = len(prepared.cohort)
    value = 0.0
    psi = np.zeros(units)
    treated = np.zeros(units, dtype=bool)
    compared = np.zeros(units, dtype=bool)
    for (i, j), weight in zip(weights.cells, weights.weight, strict=True):
        value += float(weight * cells.att[i, j])
        psi += weight * cells.influence[i][:, j]
        treated |= cells.treated[i][:, j]
        compared |= cells.compared[i][:, j]
    if weights.slope is not None:
        att = np.array([cells.att[cell] for cell in weights.cells])
        by_share = att @ weights.slope
        member = prepared.cohort[:, None] == prepared.cohorts[None, :]
        psi += ((member - cells.share[None, :]) / units) @ by_share
    return rest_on(value, psi, prepared.cluster, Support(treated, compared))
