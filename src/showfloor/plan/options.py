"""Which options exist: the store, format and start week that rules allow, and their worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from showfloor.domain.calendars import monday_of_week
from showfloor.domain.programme import Format, Freeze
from showfloor.plan.freezes import frozen_weeks
from showfloor.plan.network import (
    Bools,
    Floats,
    Ints,
    Network,
    chosen_share_of_capex,
    other_party,
    season_factors,
)


@dataclass(frozen=True, slots=True)
class OptionSet:
    """Options as parallel arrays [n], sorted by store, format, start week."""

    store: Ints
    format: Ints
    start: Ints
    selling: Ints
    value: Floats
    """Before spillover losses."""

    def __len__(self) -> int:
        return len(self.store)

    def take(self, chosen: Ints | Bools) -> OptionSet:
        """Return the options at these places, or where the mask is true."""
        return OptionSet(
            self.store[chosen],
            self.format[chosen],
            self.start[chosen],
            self.selling[chosen],
            self.value[chosen],
        )

    def places(self, form: Ints, start: Ints) -> Ints:
        """Return the places of the options that stores [S] take; a format of -1 takes none."""
        wanted = (form[self.store] == self.format) & (start[self.store] == self.start)
        return np.flatnonzero(wanted)


def fits(network: Network) -> Bools:
    """Return [S, F]: whether a format's footprint fits the store's free space."""
    space = np.array(
        [math.nan if s.area_space_m2 is None else s.area_space_m2 for s in network.stores]
    )
    footprint = np.array([item.footprint_m2 for item in network.formats])
    with np.errstate(invalid="ignore"):
        fitting: Bools = footprint[None, :] <= space[:, None]
    return fitting


def plannable(network: Network) -> Bools:
    """Return [S]: stores that are neither online, nor excluded, nor have a fixed area."""
    excluded = set(network.programme.excluded_stores)
    return np.array(
        [
            store.kind != "online" and store.store_id not in excluded and index not in network.fixed
            for index, store in enumerate(network.stores)
        ],
        dtype=np.bool_,
    )


def allowed_options(network: Network, freezes: Sequence[Freeze] | None = None) -> Bools:
    """Return [S, F, weeks]: whether an installation may start then, before limits and promises.

    `freezes` puts others in the place of the programme's.
    """
    programme = network.programme
    able = network.access & ~frozen_weeks(
        network, programme.freezes if freezes is None else freezes
    )
    base = fits(network) & ~np.isnan(network.margin) & plannable(network)[:, None]
    allowed = np.zeros((*base.shape, programme.weeks), dtype=np.bool_)
    ready = np.array([_first_ready_week(network, s.ready_on) for s in network.stores])
    released = np.arange(programme.weeks)[None, :] >= ready[:, None]
    for index, item in enumerate(network.formats):
        possible = released.copy()
        for offset in range(item.weeks_to_install):
            possible &= able[:, offset : offset + programme.weeks]
        allowed[:, index, :] = base[:, index, None] & possible
    return allowed


def _first_ready_week(network: Network, ready_on: date | None) -> int:
    """Return the first week whose Monday is on or after the release."""
    return 0 if ready_on is None else -((network.programme.start - ready_on).days // 7)


def keeping_promises(network: Network, allowed: Bools) -> Bools:
    """Return `allowed` without what would break a promise of its store."""
    kept = allowed.copy()
    for promise in network.programme.promises:
        store = network.place[promise.store_id]
        if store in network.fixed:
            continue
        last_selling = network.weeks_through(promise.selling_by) - 1
        for index, item in enumerate(network.formats):
            if promise.format_ids and item.format_id not in promise.format_ids:
                kept[store, index, :] = False
            kept[store, index, max(0, last_selling - item.weeks_to_install + 1) :] = False
    return kept


def keeping_first_supply(network: Network, allowed: Bools) -> Bools:
    """Return `allowed` without starts before the first delivery of a supplied format."""
    kept = allowed.copy()
    for index, item in enumerate(network.formats):
        steps = [s for s in network.programme.supply if s.format_id == item.format_id]
        if steps:
            kept[:, index, : max(0, network.week_of(steps[0].week))] = False
    return kept


def keeping_holdout(network: Network, allowed: Bools, held: Bools) -> Bools:
    """Return `allowed` without early sales in the held stores ([S] mask)."""
    kept = allowed.copy()
    late = late_enough(network)
    for index in range(len(network.formats)):
        kept[held, index, :] &= late[index]
    return kept


def late_enough(network: Network) -> Bools:
    """Return [F, weeks]: whether an installation started then sells late enough for a holdout."""
    programme = network.programme
    holdout = programme.holdout
    mask = np.ones((len(network.formats), programme.weeks), dtype=np.bool_)
    if holdout is None:
        return mask
    for index, item in enumerate(network.formats):
        for week in range(programme.weeks):
            monday = monday_of_week(week + item.weeks_to_install, programme.start)
            mask[index, week] = monday >= holdout.no_sales_before
    return mask


def option_values(network: Network, *, other: bool = False) -> Floats:
    """Return [S, F, weeks]: discounted value over the counted life, less the share of the capex.

    `other` asks for the party whose value is not maximised. NaN where the margin is not stated.
    """
    programme = network.programme
    party = other_party(programme.value_for) if other else programme.value_for
    margin = network.other_margin if other else network.margin
    values = np.full((*margin.shape, programme.weeks), math.nan)
    if party is None:
        return values
    weekly = network.open_share * network.discount * season_factors(network)
    total = np.concatenate([np.zeros((len(weekly), 1)), np.cumsum(weekly, axis=1)], axis=1)
    starts = np.arange(programme.weeks)
    for index, item in enumerate(network.formats):
        worth = _worth_of_one(item, weekly, total, starts, programme.area_life_weeks)
        share = chosen_share_of_capex(party, item.manufacturer_pays)
        due = share * network.discount[starts][None, :] * network.capex[:, index, None]
        values[:, index, :] = margin[:, index, None] * worth - due
    return values


def _worth_of_one(item: Format, weekly: Floats, total: Floats, starts: Ints, life: int) -> Floats:
    """Return [S, weeks]: what a margin of one a week is worth by start week."""
    selling = starts + item.weeks_to_install
    worth: Floats = total[:, selling + life] - total[:, selling]
    for age, share in enumerate(item.ramp[:life]):
        worth = worth - (1.0 - share) * weekly[:, selling + age]
    return worth


def option_set(network: Network, allowed: Bools, values: Floats) -> OptionSet:
    """Return the allowed options as arrays."""
    store, form, start = np.nonzero(allowed)
    lengths = np.array([item.weeks_to_install for item in network.formats])
    return OptionSet(
        store.astype(np.int64),
        form.astype(np.int64),
        start.astype(np.int64),
        (start + lengths[form]).astype(np.int64),
        values[store, form, start],
    )
