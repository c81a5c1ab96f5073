"""A staggered rollout drawn onto real store-weeks: real units, made-up areas, a known truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.errors import PanelError
from showfloor.simulate.types import Floats, StaggeredTruth

ROLLOUT_MANUFACTURER = "69"
"""Whose units the demo raises: the one range large enough to find 10 % in."""
ROLLOUT_LEFT_OUT_CATEGORIES = ("COUPON/MISC ITEMS", "FUEL")
"""Categories of that range whose units are no piece counts."""
ROLLOUT_SEED = 1
"""The demo's draw: a typical one, chosen after ten were seen (docs/reference/examples.md)."""
COHORT_WEEKS = (14, 19, 24, 30, 35, 40)
RATE = 0.10
NEVER_SHARE = 0.40
LEAST_UNITS_EVERY_WEEK = 1.0
PARTIAL_WEEKS = (1,)
"""Weeks of the year 2017 that are no full weeks: week 1 is a single day."""


def raise_units_staggered(
    units: Mapping[str, npt.NDArray[Any]],
    *,
    seed: int,
    rate: float = RATE,
    cohort_weeks: Sequence[int] = COHORT_WEEKS,
    never_share: float = NEVER_SHARE,
    least_units_every_week: float = LEAST_UNITS_EVERY_WEEK,
    partial_weeks: Sequence[int] = PARTIAL_WEEKS,
) -> StaggeredTruth:
    """Open made-up areas in random waves and raise the units of treated store-weeks by `rate`.

    units: long columns of one manufacturer, equally long: `store_id` (text), `week` (Mondays as
           datetime64[D]) and `units` (>= 0). A store-week without a row sold nothing: 0. Cells
           that are NaN stay unobserved.

    Weeks are numbered from 1, the first Monday in the data; `partial_weeks` are left out. Stores
    that in some other week sell less than `least_units_every_week` are left out (closed, opened
    later, hardly any sales): the panel is balanced, and since the choice rests on the real units,
    before any area is drawn, it cannot favour treated or untreated stores. A random
    `never_share` of the stores never gets an area; the others fall evenly into the waves. In a
    treated cell with u units, Poisson(rate x u) units are added: the realised additions are the
    truth, not their expectation. The same columns and seed give the same result in any row order.

    PanelError if the columns disagree in length, a store-week is there twice, units are negative,
    or fewer than two stores a wave are left.
    """
    stores, weeks, real = _grid(units)
    keep_week = ~np.isin(weeks, np.asarray(partial_weeks, dtype=np.float64))
    weeks, real = weeks[keep_week], real[:, keep_week]
    waves = np.sort(np.asarray(cohort_weeks, dtype=np.float64))
    _check_waves(waves, weeks)
    enough = np.asarray(np.nanmin(real, axis=1) >= least_units_every_week)
    left_out = _left_out(enough, least_units_every_week, partial_weeks)
    stores = tuple(store for store, kept in zip(stores, enough, strict=True) if kept)
    real = real[enough]
    if len(stores) < 2 * (len(waves) + 1):
        raise PanelError(
            f"only {len(stores)} stores sell at least {least_units_every_week:g} units in every "
            f"week; {len(waves)} waves need at least {2 * (len(waves) + 1)}"
        )
    rng = np.random.default_rng(seed)
    cohort = _draw_cohorts(rng, len(stores), waves, never_share)
    treated = (weeks[None, :] >= cohort[:, None]) & ~np.isnan(real)
    added = np.where(treated, rng.poisson(rate * np.nan_to_num(real)), 0).astype(np.float64)
    return _truth(
        real,
        added,
        treated=treated,
        cohort=cohort,
        stores=stores,
        weeks=weeks,
        rate=rate,
        seed=seed,
        left_out=left_out,
    )


def _grid(units: Mapping[str, npt.NDArray[Any]]) -> tuple[tuple[str, ...], Floats, Floats]:
    """Pivot long columns to [stores, weeks]; weeks are numbers from 1 without gaps."""
    ids, mondays, sold = units["store_id"], units["week"], units["units"]
    if not len(ids) == len(mondays) == len(sold) or not len(ids):
        raise PanelError(
            "store_id, week and units must be equally long and not empty; they have "
            f"{len(ids)}, {len(mondays)} and {len(sold)} rows"
        )
    stores, row = np.unique(ids.astype(str), return_inverse=True)
    days = mondays.astype("datetime64[D]").astype(np.int64)
    if bool(((days - days.min()) % 7).any()):
        raise PanelError("the weeks are not whole weeks apart; name each week by its Monday")
    column = (days - days.min()) // 7
    amounts = np.asarray(sold, dtype=np.float64)
    if bool((amounts < 0).any()):
        raise PanelError("units are negative; give units net of returns, at least 0")
    cell = row * (int(column.max()) + 1) + column
    if len(np.unique(cell)) < len(cell):
        raise PanelError("a store and week is there twice; add its units up first")
    grid = np.zeros((len(stores), int(column.max()) + 1))
    grid[row, column] = amounts
    weeks = np.arange(1, grid.shape[1] + 1, dtype=np.float64)
    return tuple(stores.tolist()), weeks, grid


def _check_waves(waves: Floats, weeks: Floats) -> None:
    if not len(waves) or not bool(np.isin(waves, weeks).all()) or waves[0] <= weeks[0]:
        raise PanelError(
            f"the waves {waves.tolist()} must be weeks of the data after the first; the data have "
            f"weeks {weeks.min():g} to {weeks.max():g}"
        )


def _left_out(
    enough: npt.NDArray[np.bool_], least: float, partial: Sequence[int]
) -> tuple[str, ...]:
    sentences = []
    if partial:
        named = ", ".join(str(week) for week in partial)
        sentences.append(f"Week {named} is left out: it is no full week.")
    if not enough.all():
        sentences.append(
            f"{int((~enough).sum())} of {len(enough)} stores are left out: in some week they sold "
            f"fewer than {least:g} units."
        )
    return tuple(sentences)


def _draw_cohorts(rng: np.random.Generator, count: int, waves: Floats, never: float) -> Floats:
    """Return [stores] cohort weeks, NaN = never; the waves differ by one store at most."""
    untreated = round(never * count)
    places = np.arange(count - untreated) % len(waves)
    cohort = np.full(count, np.nan)
    cohort[rng.permutation(count)[untreated:]] = waves[places]
    return cohort


def _truth(
    real: Floats,
    added: Floats,
    *,
    treated: npt.NDArray[np.bool_],
    cohort: Floats,
    stores: tuple[str, ...],
    weeks: Floats,
    rate: float,
    seed: int,
    left_out: tuple[str, ...],
) -> StaggeredTruth:
    event = weeks[None, :] - cohort[:, None]
    by_event = {
        float(e): float(added[treated & (event == e)].mean()) for e in np.unique(event[treated])
    }
    by_cohort = {
        float(g): float(added[treated & (cohort[:, None] == g)].mean())
        for g in np.unique(cohort[~np.isnan(cohort)])
    }
    return StaggeredTruth(
        outcome=real + added,
        without=real,
        cohort=cohort,
        stores=stores,
        weeks=weeks,
        rate=rate,
        seed=seed,
        treated_cells=int(treated.sum()),
        average_effect=float(added[treated].mean()),
        average_effect_by_cohort=by_cohort,
        average_effect_by_event_time=by_event,
        relative_effect=float(added[treated].sum() / real[treated].sum()),
        left_out=left_out,
    )
