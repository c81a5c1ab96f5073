"""Every option's value and whether it is allowed, a block of stores at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from showfloor.domain.calendars import week_number
from showfloor.verify.arrays import Flags, Floats, Ints
from showfloor.verify.facts import Facts
from showfloor.verify.freezes import frozen_weeks

CELLS = 600_000
"""Options a block: its arrays then stay near the processor."""


@dataclass(frozen=True, slots=True)
class OptionBlock:
    """The options of n neighbouring stores."""

    rows: slice
    value: Floats
    """[n, F, T] discounted value to the chosen party; 0 x margin where there is no option row."""
    allowed: Flags
    """[n, F, T] footprint, readiness, exclusion, crews' access, no fixed area, an option row,
    no freeze."""
    other: Floats | None
    """[n, F, T] discounted value to the other party, as `value`; None without other_at_least."""


def walk_options(facts: Facts) -> Iterator[OptionBlock]:
    """Yield the options of all stores, a block of stores at a time, in the problem's order."""
    count = len(facts.problem.stores)
    frozen = frozen_weeks(facts)
    ready = _ready_weeks(facts)
    fits = _fits(facts)
    size = max(1, CELLS // (len(facts.programme.formats) * facts.programme.weeks))
    for first in range(0, count, size):
        yield _block(facts, slice(first, min(first + size, count)), frozen, ready, fits)


def _block(facts: Facts, rows: slice, frozen: Flags, ready: Ints, fits: Flags) -> OptionBlock:
    programme = facts.programme
    count, weeks = rows.stop - rows.start, programme.weeks
    patterns, pattern = np.unique(facts.openings.pattern[rows], return_inverse=True)
    places, place = np.unique(
        np.stack([facts.openings.pattern[rows], facts.region_of[rows]]), axis=1, return_inverse=True
    )
    worth = facts.discount * facts.season * facts.openings.open_share[patterns]
    barred = _running_sum(~facts.openings.access[places[0]] | frozen[places[1]])
    in_time = np.arange(weeks) >= ready[rows, None]
    shape = (count, len(programme.formats), weeks)
    value, allowed = np.empty(shape), np.empty(shape, dtype=np.bool_)
    other = np.empty(shape) if facts.other is not None else None
    for column, item in enumerate(programme.formats):
        length = item.weeks_to_install
        counted = _counted_weeks(facts, worth, column)[pattern.reshape(-1)]
        due = facts.discount[:weeks] * facts.capex[rows, column, None]
        margin = np.nan_to_num(facts.margin[rows, column, None])
        value[:, column] = margin * counted - facts.capex_share[column] * due
        if facts.other is not None and other is not None:
            margin = np.nan_to_num(facts.other.margin[rows, column, None])
            other[:, column] = margin * counted - facts.other.capex_share[column] * due
        reachable = barred[:, length : length + weeks] == barred[:, :weeks]
        allowed[:, column] = reachable[place.reshape(-1)] & in_time & fits[rows, column, None]
    return OptionBlock(rows=rows, value=value, allowed=allowed, other=other)


def _running_sum(values: Floats | Flags) -> Floats:
    """Return [rows, W + 1] sums of the weeks before each week."""
    sums = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=sums[:, 1:])
    return sums


def _counted_weeks(facts: Facts, worth: Floats, column: int) -> Floats:
    """Return [patterns, T] the life's sum of worth x ramp for each start week of a format."""
    item, weeks = facts.programme.formats[column], facts.programme.weeks
    life, length = facts.programme.area_life_weeks, item.weeks_to_install
    sums = _running_sum(worth)
    counted: Floats = sums[:, length + life : length + life + weeks] - sums[:, length:][:, :weeks]
    for week, share in enumerate(item.ramp[:life]):
        counted -= (1.0 - share) * worth[:, length + week : length + week + weeks]
    return counted


def _ready_weeks(facts: Facts) -> Ints:
    """Return [S] the first week whose Monday is on or after the store's ready_on."""
    weeks = np.zeros(len(facts.problem.stores), dtype=np.int64)
    for row, store in enumerate(facts.problem.stores):
        if store.ready_on is not None:
            days = (store.ready_on - facts.programme.start).days
            weeks[row] = max(-(-days // 7), 0)
    return weeks


def _fits(facts: Facts) -> Flags:
    """Return [S, F] whether store and format go together at all, in whatever week."""
    stores = facts.problem.stores
    candidate = np.array(
        [
            store.kind != "online"
            and store.store_id not in facts.excluded
            and store.store_id not in facts.fixed
            for store in stores
        ],
        dtype=np.bool_,
    )
    space = np.array(
        [np.nan if store.area_space_m2 is None else store.area_space_m2 for store in stores],
        dtype=np.float64,
    )
    footprint = np.array([item.footprint_m2 for item in facts.programme.formats])
    fits: Flags = candidate[:, None] & (footprint[None, :] <= space[:, None])
    return fits & ~np.isnan(facts.margin)


def delivered_weeks(facts: Facts) -> Flags:
    """Return [F, T] False before the first delivery of a format that has supply entries."""
    programme = facts.programme
    delivered = np.ones((len(programme.formats), programme.weeks), dtype=np.bool_)
    for format_id, place in facts.column.items():
        entries = [
            week_number(step.week, programme.start)
            for step in programme.supply
            if step.format_id == format_id
        ]
        if entries:
            delivered[place, : max(min(entries), 0)] = False
    return delivered
