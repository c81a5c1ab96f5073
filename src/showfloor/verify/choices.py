"""Every option's value and whether it is allowed: store by format by start week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from showfloor.domain.calendars import week_number
from showfloor.verify.facts import Facts, Flags, Floats
from showfloor.verify.freezes import frozen_weeks
from showfloor.verify.openings import openings

BLOCK = 4096
"""Stores a block, so that the days of a large network need little memory at a time."""


@dataclass(frozen=True, slots=True)
class Choices:
    """All options of a problem; axes are stores, formats, start weeks."""

    value: Floats
    """[S, F, T] discounted value to the chosen party; 0 where there is no option row."""
    allowed: Flags
    """[S, F, T] footprint, readiness, exclusion, crews' access, no fixed area, an option row,
    no freeze."""
    delivered: Flags
    """[F, T] False before the first delivery of a format that has supply entries."""
    other: Floats | None
    """[S, F, T] discounted value to the other party, as `value`; None without other_at_least."""


def list_choices(facts: Facts) -> Choices:
    """Return value and permission of every option, as the programme file's page states them."""
    programme = facts.programme
    count, formats, weeks = len(facts.row), len(programme.formats), programme.weeks
    value = np.zeros((count, formats, weeks))
    other = np.zeros_like(value) if facts.other is not None else None
    allowed = np.zeros((count, formats, weeks), dtype=np.bool_)
    frozen, of_store = frozen_weeks(facts)
    ready = _ready_weeks(facts)
    fits = _fits(facts)
    for first in range(0, count, BLOCK):
        rows = range(first, min(first + BLOCK, count))
        block = slice(rows.start, rows.stop)
        opened = openings(facts, rows)
        worth = facts.discount * facts.season * opened.open_share
        barred = _running_sum(~opened.access | frozen[of_store[block]])
        for place, item in enumerate(programme.formats):
            length = item.weeks_to_install
            selling = np.arange(weeks) + length
            counted = _counted_weeks(facts, worth, place, selling)
            due = facts.discount[:weeks] * facts.capex[block, place, None]
            margin = np.nan_to_num(facts.margin[block, place, None])
            value[block, place] = margin * counted - facts.capex_share[place] * due
            if facts.other is not None and other is not None:
                margin = np.nan_to_num(facts.other.margin[block, place, None])
                other[block, place] = margin * counted - facts.other.capex_share[place] * due
            reachable = barred[:, selling] == barred[:, :weeks]
            in_time = np.arange(weeks) >= ready[block, None]
            allowed[block, place] = reachable & in_time & fits[block, place, None]
    return Choices(value=value, allowed=allowed, delivered=_delivered(facts), other=other)


def _running_sum(values: Floats | Flags) -> Floats:
    """Return [rows, W + 1] sums of the weeks before each week."""
    sums = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=sums[:, 1:])
    return sums


def _counted_weeks(
    facts: Facts, worth: Floats, place: int, selling: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Floats:
    """Return [rows, T] the life's sum of worth x ramp for each first selling week."""
    life = facts.programme.area_life_weeks
    sums = _running_sum(worth)
    counted = sums[:, selling + life] - sums[:, selling]
    for week, share in enumerate(facts.programme.formats[place].ramp[:life]):
        counted -= (1.0 - share) * worth[:, selling + week]
    return counted


def _ready_weeks(facts: Facts) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return [S] the first week whose Monday is on or after the store's ready_on."""
    weeks = np.zeros(len(facts.row), dtype=np.int64)
    for row, store in enumerate(facts.problem.stores):
        if store.ready_on is not None:
            days = (store.ready_on - facts.programme.start).days
            weeks[row] = max(-(-days // 7), 0)
    return weeks


def _fits(facts: Facts) -> Flags:
    """Return [S, F] whether store and format go together at all, in whatever week."""
    stores = facts.problem.stores
    excluded = frozenset(facts.programme.excluded_stores)
    candidate = np.array(
        [
            store.kind != "online"
            and store.store_id not in excluded
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


def _delivered(facts: Facts) -> Flags:
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
