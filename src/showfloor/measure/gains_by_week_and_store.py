"""The areas' gain week by week and store by store, from one fit of the untreated model."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from showfloor.measure.area_scores import WeightedEffects, effect_scores
from showfloor.measure.inference import undefined
from showfloor.measure.panels import PreparedPanel
from showfloor.measure.spillover_check import neighbours_within
from showfloor.measure.types_area_series import ComparedStore, StoreGain, WeekSold
from showfloor.measure.types_areas import AreaPanel
from showfloor.measure.untreated_model import UntreatedFit, fit_in_scale, sums_by_time

Floats = npt.NDArray[np.float64]

FEWEST_PLACEBOS = 2
LEAST_FORETOLD = 1e-9
"""What a treated store weighs that is foretold nothing, in the currency."""


def gains_by_week_and_store(
    panel: AreaPanel, prepared: PreparedPanel, outcome: Floats, weight: Floats
) -> tuple[tuple[WeekSold, ...], tuple[StoreGain, ...]]:
    """Return the gain in `outcome` [U, T] by week, with errors, and by store, with its noise.

    weight: [U, T] of the store-weeks that count, 0 elsewhere; missing as in `prepared`. Both
    series add up, weighted, to the total that `weight` gives.
    """
    fit = fit_in_scale(replace(prepared, outcome=outcome), panel.question.scale)
    inside = np.where(np.isfinite(fit.effect), weight, 0.0)
    return _weeks(panel, prepared, outcome, (fit, inside)), _stores(panel, fit, inside)


def compared_stores(panel: AreaPanel, within_km: float) -> tuple[ComparedStore, ...]:
    """Return the stores without an area, each with the distance to the nearest one that has one."""
    never = np.isnan(panel.disrupted)
    pairs = neighbours_within(panel.latitude, panel.longitude, within_km)
    known = np.isfinite(panel.latitude) & np.isfinite(panel.longitude)
    nearest = np.where(known, np.inf, np.nan)
    for one, other in ((pairs.first, pairs.second), (pairs.second, pairs.first)):
        near = never[one] & ~never[other]
        np.minimum.at(nearest, one[near], pairs.km[near])
    return tuple(
        ComparedStore(
            panel.stores[i],
            float(panel.latitude[i]),
            float(panel.longitude[i]),
            float(nearest[i]),
        )
        for i in np.flatnonzero(never).tolist()
    )


def _weeks(
    panel: AreaPanel, prepared: PreparedPanel, outcome: Floats, found: tuple[UntreatedFit, Floats]
) -> tuple[WeekSold, ...]:
    fit, inside = found
    total = inside.sum(axis=0)
    begun_weeks = np.flatnonzero(total > 0.0)
    scaled = inside / np.where(total > 0.0, total, 1.0)
    foretold = np.nan_to_num(outcome - fit.effect)
    gains = _by_week(prepared, fit, (scaled, foretold), begun_weeks)
    place = {int(week): k for k, week in enumerate(begun_weeks)}
    rows = np.flatnonzero(np.isfinite(panel.disrupted))
    share = np.where(np.isfinite(outcome[rows]), panel.open_share[rows], 0.0)
    late = np.arange(panel.weeks)[None, :] >= panel.disrupted[rows, None]
    share = np.where(late & (inside[rows] == 0.0), 0.0, share)
    apart = np.where(fit.before[rows], fit.residual[rows], fit.effect[rows])
    seen = share.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        actual = np.where(share > 0.0, outcome[rows] * share, 0.0).sum(axis=0) / seen
        gap = np.where(share > 0.0, apart * share, 0.0).sum(axis=0) / seen
        begun = total / seen
    nothing = undefined("no area had begun in this week")
    return tuple(
        WeekSold(
            week=panel.question.first_week + timedelta(weeks=week),
            stores=int((share[:, week] > 0.0).sum()),
            begun=int((inside[:, week] > 0.0).sum()),
            actual=float(actual[week]),
            foretold=float(actual[week] - gap[week]),
            gain=gains.estimate(place[week]) if week in place else nothing,
            weight=float(total[week]),
            share=float(begun[week]),
        )
        for week in range(panel.weeks)
    )


def _by_week(
    prepared: PreparedPanel,
    fit: UntreatedFit,
    cells: tuple[Floats, Floats],
    weeks: npt.NDArray[np.int64],
) -> WeightedEffects:
    """Return the mean gain of each of K weeks.

    cells: weights [U, T] that add up to one in each of these weeks, and what was foretold [U, T].
    """
    scaled, foretold = cells
    weighed = scaled[:, weeks]
    effect = np.nan_to_num(fit.effect[:, weeks])
    moved = weighed if fit.mean is None else weighed * np.nan_to_num(fit.mean[:, weeks])
    own = np.where((weighed > 0.0) & (moved == 0.0), LEAST_FORETOLD, moved)
    by_part = sums_by_time(fit, moved)
    right = np.zeros((len(by_part), scaled.shape[1], len(weeks)))
    right[:, weeks, np.arange(len(weeks))] = by_part
    sums = own, right, own**2, weighed * effect
    errors, influence = effect_scores(prepared, fit, sums)
    base = (weighed * foretold[:, weeks]).sum(axis=0)
    return WeightedEffects(sums[3].sum(axis=0), errors, base, influence)


def _stores(panel: AreaPanel, fit: UntreatedFit, inside: Floats) -> tuple[StoreGain, ...]:
    rows = np.flatnonzero(np.isfinite(panel.disrupted))
    weight = inside[rows].sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = (inside[rows] * np.nan_to_num(fit.effect[rows])).sum(axis=1) / weight
    placebos = {week: _placebos(panel, fit, int(week)) for week in set(panel.disrupted[rows])}
    foretold = _foretold(fit, inside)
    found = []
    for row, own, weeks in zip(rows.tolist(), gain.tolist(), weight.tolist(), strict=True):
        begins = float(panel.disrupted[row])
        spread, beyond = _noise(own, placebos[begins] * foretold[row])
        found.append(
            StoreGain(
                store_id=panel.stores[row],
                format_id=panel.format_id[row],
                begins=panel.question.first_week + timedelta(weeks=int(begins)),
                gain=own,
                weight=weeks,
                spread=spread,
                beyond=beyond,
                latitude=float(panel.latitude[row]),
                longitude=float(panel.longitude[row]),
            )
        )
    return tuple(found)


def _foretold(fit: UntreatedFit, inside: Floats) -> Floats:
    """Return [U] what a store is foretold a full trading week; 1 in levels, which need no size."""
    if fit.mean is None:
        return np.ones(len(inside))
    weight = inside.sum(axis=1)
    sums = (inside * np.nan_to_num(fit.mean)).sum(axis=1)
    return np.asarray(sums / np.where(weight > 0.0, weight, 1.0), dtype=np.float64)


def _placebos(panel: AreaPanel, fit: UntreatedFit, week: int) -> Floats:
    """Return the differences that stores without an area show from `week` on, [N].

    In per cent, as shares of what they are foretold, for stores that are foretold anything.
    """
    never = np.isnan(panel.disrupted)
    share = np.where(fit.before, panel.open_share, 0.0)[never]
    residual = fit.residual[never]
    base = np.ones_like(residual) if fit.mean is None else np.nan_to_num(fit.mean[never])
    after, seen = share[:, week:], fit.before[never, :week]
    with np.errstate(divide="ignore", invalid="ignore"):
        later = (after * residual[:, week:]).sum(axis=1) / (after * base[:, week:]).sum(axis=1)
        earlier = (seen * residual[:, :week]).sum(axis=1) / (seen * base[:, :week]).sum(axis=1)
    apart: Floats = later - earlier
    return apart[np.isfinite(apart)]


def _noise(gain: float, placebos: Floats) -> tuple[float, float]:
    if len(placebos) < FEWEST_PLACEBOS or not np.isfinite(gain):
        return np.nan, np.nan
    spread = float(np.std(placebos, ddof=1))
    return spread, float((np.abs(placebos) >= abs(gain)).mean())
