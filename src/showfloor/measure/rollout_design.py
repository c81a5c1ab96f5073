"""A plan seen as an experiment: which stores start when, and what that will let one measure."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from showfloor.domain.calendars import TradingDays, monday_of
from showfloor.domain.plan import PlannedArea
from showfloor.domain.stores import Area, Store
from showfloor.errors import PanelError
from showfloor.measure.design import detectable, detectable_by_week
from showfloor.measure.design_noise import estimate_noise, semivariogram
from showfloor.measure.design_types import History, Noise, RolloutDesign, Starts
from showfloor.measure.types_outcomes import Scale

NEVER = 10**6
"""A first selling week that no panel reaches."""
LAGS = (1, 2, 4, 8, 13, 26, 39, 52, 78, 104, 156, 208)


def noise_of(
    history: History,
    areas: Sequence[PlannedArea],
    *,
    stores: Collection[str] | None = None,
    standing: Collection[str] = (),
    in_scale: Scale = "levels",
) -> Noise:
    """Estimate the noise from the history's weeks before the first of these areas sells.

    stores: those that there are; None: all of the history's. standing: stores with an area
    already. Others than these are no part of the measurement and say nothing about its noise.
    PanelError where there is no area, or too little history (see `estimate_noise`).
    """
    if not areas:
        raise PanelError("the plan has no new area that could be measured")
    rows = [
        row
        for row, store_id in enumerate(history.store_ids)
        if store_id not in standing and (stores is None or store_id in stores)
    ]
    kept = replace(
        history,
        store_ids=tuple(history.store_ids[row] for row in rows),
        outcome=history.outcome[rows],
    )
    begins = min(area.selling_week for area in areas)
    noise = estimate_noise(kept, before=begins, in_scale=in_scale)
    return replace(noise, left_out=len(history.store_ids) - len(rows))


def standing_stores(areas: Sequence[Area], manufacturer_id: str | None = None) -> frozenset[str]:
    """Return the stores in which an area of this manufacturer (None: any) stands already."""
    return frozenset(
        area.store_id for area in areas if manufacturer_id in (None, area.manufacturer_id)
    )


def stores_with_sales_floor(stores: Sequence[Store]) -> frozenset[str]:
    """Return the stores that can be compared: all but the online shop."""
    return frozenset(store.store_id for store in stores if store.kind != "online")


def full_weeks(from_date: date, to_date: date, trading_days: TradingDays) -> tuple[date, date]:
    """Return the Mondays that bound the weeks whose every trading day lies in a period.

    Both ends are exclusive: a period up to a Sunday holds a week that trades Monday to Saturday.
    """
    begins, ends = monday_of(from_date), monday_of(to_date)
    if min(trading_days.weekdays) < from_date.weekday():
        begins += timedelta(weeks=1)
    if max(trading_days.weekdays) < to_date.weekday():
        ends += timedelta(weeks=1)
    return begins, ends


def starts_of(
    noise: Noise, areas: Sequence[PlannedArea], *, standing: Collection[str] = ()
) -> Starts:
    """Return when each store that can be measured begins to sell from a new area.

    standing: stores with an area already, which are measured by nobody. A planned store without a
    history gets the average store's noise; one without either is no comparison.
    """
    first_of = {
        area.store_id: (area.selling_week - noise.first_week).days // 7
        for area in areas
        if area.store_id not in standing
    }
    unknown = sorted(set(first_of) - set(noise.store_ids))
    ids = (*noise.store_ids, *unknown)
    notes = []
    if unknown:
        notes.append(
            f"{_stores(len(unknown))} of the plan without a history: the average store's noise is "
            "taken."
        )
    if noise.left_out:
        notes.append(
            f"{_stores(noise.left_out)} of the history left out: online, with a standing area, or "
            "not among the stores."
        )
    return Starts(
        store_ids=ids,
        first=np.array([first_of.get(store_id, NEVER) for store_id in ids], dtype=np.int64),
        scale=np.concatenate([noise.scale, np.ones(len(unknown))]),
        notes=tuple(notes),
        size=None if noise.size is None else np.concatenate([noise.size, np.ones(len(unknown))]),
    )


def design_of(noise: Noise, starts: Starts, on: date) -> RolloutDesign:
    """Return what the rollout lets one detect on the Monday `on`, and on each Monday before.

    Where no area sells by `on`, figures are NaN with the reason. PanelError where `on` is no
    Monday or lies before the history begins.
    """
    if on.weekday():
        raise PanelError(f"{on} is a {on:%A}; name the last week that counts by its Monday")
    if on < noise.first_week:
        raise PanelError(f"{on} lies before the history, which begins on {noise.first_week}")
    begins = int(starts.first.min())
    weeks = (on - noise.first_week).days // 7 + 1
    lags = [lag for lag in LAGS if lag < weeks]
    fitted = semivariogram(noise.components, np.array(lags), noise.weeks)
    seen = [float(noise.seen[lag - 1]) if lag <= len(noise.seen) else math.nan for lag in lags]
    stores = noise, starts.first, starts.scale
    by_week = detectable_by_week(*stores, on, size=starts.size)
    return RolloutDesign(
        at=by_week[-1] if by_week else detectable(*stores, on, size=starts.size),
        by_week=by_week,
        level=noise.level,
        stores=len(starts.store_ids),
        history_weeks=noise.weeks,
        reliability=noise.reliability,
        semivariogram=tuple(zip(lags, seen, fitted.tolist(), strict=True)),
        notes=(*starts.notes, *_assumed(noise, begins, weeks)),
        scale="levels" if noise.size is None else "per_cent",
    )


def _stores(number: int) -> str:
    return "1 store" if number == 1 else f"{number} stores"


def _assumed(noise: Noise, begins: int, weeks: int) -> list[str]:
    notes = []
    gap = begins - noise.weeks
    if gap > 0:
        notes.append(
            f"{gap} {'week' if gap == 1 else 'weeks'} between the history and the first opening: "
            "taken to be observed."
        )
    if weeks - 1 > len(noise.seen):
        notes.append(
            f"How outcomes {len(noise.seen) + 1} to {weeks - 1} weeks apart move together is "
            f"carried on from {noise.weeks} weeks of history."
        )
    return notes
