"""Answers beside the plan: why each store, and what one more of each scarce thing is worth."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.plan.construct import reduced_values
from showfloor.plan.crew_cuts import capacity_of, cuts_of, largest_sum
from showfloor.plan.crew_hull import largest_weighted_sum
from showfloor.plan.dual_marginals import StoreStand, store_stands
from showfloor.plan.evaluation import taken_options
from showfloor.plan.grid import Grid
from showfloor.plan.near_ties import Choices
from showfloor.plan.network import Bools, Floats, Ints, Network, other_party
from showfloor.plan.options import (
    OptionSet,
    allowed_options,
    fits,
    keeping_first_supply,
    keeping_holdout,
    keeping_promises,
)
from showfloor.plan.rules import (
    budget_weeks,
    crew_capacity,
    pace_weeks,
    regions_of,
    supply_weeks,
)
from showfloor.plan.search import Bounded, Found
from showfloor.plan.types import ScarceThing, StoreReason, StoreVerdict


@dataclass(frozen=True, slots=True)
class Decided:
    """A plan with its holdout, and how every store stands at the plan's prices."""

    grid: Grid
    choices: Choices
    held: Bools
    """[S]"""
    stand: StoreStand
    reduced: Floats
    """[S] the planned option's value after all prices, else the best option's; NaN without one."""
    lead: Floats
    """[S] how much the choice is ahead of the next best; for a store without an area, how far its
    best option is from a place."""


def decided(grid: Grid, bounded: Bounded, found: Found, choices: Choices, held: Bools) -> Decided:
    """Return how every store stands under a plan at the dual's prices."""
    dual, prices = bounded.dual, bounded.prices
    form, start = choices.format.astype(np.int32), choices.start.astype(np.int32)
    stand, own_loss = store_stands(dual, prices, form, start)
    planned = np.flatnonzero(form >= 0)
    reduced = stand.reduced.copy()
    reduced[planned] = reduced_values(
        dual, prices, planned, choices.format[planned], choices.start[planned]
    )
    lead = np.maximum(0.0, stand.loss - stand.none_loss)
    lead[planned] = _leads(grid, stand, choices, found, own_loss)[planned]
    return Decided(grid, choices, held, stand, reduced, lead)


def _leads(
    grid: Grid, stand: StoreStand, choices: Choices, found: Found, own_loss: Floats
) -> Floats:
    """Return [S] by how much the planned options are ahead of the next best choice."""
    options = found.near
    others = options.form != choices.format[options.store]
    others |= options.start != choices.start[options.store]
    second = np.full(grid.stores, np.inf)
    np.minimum.at(second, options.store[others], options.loss[others])
    # Options that are not near lose more than the distance; those of obliged stores all are near.
    second = np.where(grid.obliged, second, np.minimum(second, found.distance))
    without = np.where(grid.obliged, np.inf, stand.none_loss)
    leads: Floats = np.maximum(0.0, np.minimum(second, without) - own_loss)
    return leads


def store_reasons(of: Decided) -> tuple[StoreReason, ...]:
    """Return the reason for every store, sorted by store_id."""
    grid, network = of.grid, of.grid.network
    is_planned = of.choices.format >= 0
    form = np.where(is_planned, of.choices.format, of.stand.form)
    start = np.where(is_planned, of.choices.start, of.stand.start)
    value = np.full(grid.stores, math.nan)
    some = np.flatnonzero(form >= 0)
    best = Choices(form.astype(np.int64), start.astype(np.int64))
    value[some] = taken_options(grid, best).value
    mondays = [network.monday(week) for week in range(grid.weeks)]
    formats = [item.format_id for item in network.formats]
    obligations, verdicts = _obligations(network), _verdicts(of)
    rows = zip(form.tolist(), start.tolist(), value.tolist(), of.reduced.tolist(), strict=True)
    leads, nan = of.lead.tolist(), math.nan
    reasons = []
    for store, (option, week, worth, reduced) in enumerate(rows):
        verdict, why = verdicts[store]
        because = (*obligations.get(store, ()), *why)
        name = network.stores[store].store_id
        if option < 0:
            reason = StoreReason(name, verdict, None, None, nan, nan, nan, because)
        else:
            told = (formats[option], mondays[week], worth, reduced, leads[store])
            reason = StoreReason(name, verdict, *told, because)
        reasons.append(reason)
    return tuple(reasons)


def _verdicts(of: Decided) -> list[tuple[StoreVerdict, tuple[str, ...]]]:
    """Return for every store the verdict on it, and the rules or facts behind it."""
    grid, network = of.grid, of.grid.network
    quotas = {quota.region for quota in network.programme.quotas}
    planned, held = (of.choices.format >= 0).tolist(), of.held.tolist()
    most = grid.value.max(axis=(1, 2), initial=-np.inf)
    able, negative = (of.stand.form >= 0).tolist(), (most < 0).tolist()
    without = _Without(grid)
    verdicts: list[tuple[StoreVerdict, tuple[str, ...]]] = []
    for store, shop in enumerate(network.stores):
        if planned[store]:
            quota = (f"quota {shop.region}",) if shop.region in quotas else ()
            verdicts.append(("planned", quota))
        elif held[store]:
            verdicts.append(("holdout", ("holdout",)))
        elif not able[store]:
            verdicts.append(without.verdict(store))
        else:
            verdicts.append(("worth_less_than_zero" if negative[store] else "outbid", ()))
    return verdicts


class _Without:
    """Why stores have no option left."""

    def __init__(self, grid: Grid) -> None:
        network = grid.network
        self.network = network
        self.excluded = frozenset(network.programme.excluded_stores)
        self.listed: Bools = ~np.isnan(network.margin)
        self.fitting = _any_option((self.listed & fits(network))[:, :, None])
        allowed = allowed_options(network)
        self.allowed = _any_option(allowed)
        self.unfrozen = self.allowed
        if network.programme.freezes:
            self.unfrozen = _any_option(allowed_options(network, ()))
        kept = keeping_promises(network, keeping_first_supply(network, allowed))
        self.kept = _any_option(keeping_holdout(network, kept, grid.held))

    def verdict(self, store: int) -> tuple[StoreVerdict, tuple[str, ...]]:
        """Return why a store has no option left."""
        shop, never = self.network.stores[store], "never_allowed"
        checks: tuple[tuple[bool, str, tuple[str, ...]], ...] = (
            (store in self.network.fixed, "has_area", ()),
            (shop.store_id in self.excluded, "excluded", ()),
            (shop.kind == "online", never, ("online",)),
            (not self.listed[store].any(), "no_option_row", ()),
            (not self.fitting[store], "no_space", ()),
            (
                not self.allowed[store] and bool(self.unfrozen[store]),
                never,
                ("frozen in every week in which it could be built",),
            ),
            (
                not self.allowed[store],
                never,
                ("not ready, closed or without crew access in every week",),
            ),
            (
                not self.kept[store],
                never,
                ("promise, holdout or first delivery leaves no start week",),
            ),
            (True, never, (f"too few crew-days in region {shop.region or '(none)'}",)),
        )
        verdict, why = next((verdict, why) for holds, verdict, why in checks if holds)
        return cast("StoreVerdict", verdict), why


def _any_option(options: Bools) -> Bools:
    """Return [S] whether a store has an option among [S, F, weeks]."""
    some: Bools = np.asarray(options.any(axis=(1, 2)), dtype=np.bool_)
    return some


def _obligations(network: Network) -> dict[int, tuple[str, ...]]:
    """Return the promises and waves of each store."""
    place = network.place
    found: dict[int, tuple[str, ...]] = {}
    for promise in network.programme.promises:
        store = place[promise.store_id]
        found[store] = (*found.get(store, ()), "promise")
    for wave in network.programme.waves:
        for store_id in wave.store_ids:
            store = place[store_id]
            found[store] = (*found.get(store, ()), f"wave {wave.name}")
    return found


def scarce_things(grid: Grid, prices: Prices, taken: OptionSet) -> tuple[ScarceThing, ...]:
    """Return every limit with its use and what one more unit of it is worth.

    Budget and supply: one more unit from that step on, so the prices of it and of all later steps
    that it raises. Crews: the rise of the bound for one more large installation's crew-days in
    that region and week, at today's prices, a crew-day.
    """
    return (
        *_budget(grid, prices, taken),
        *_crews(grid, prices, taken),
        *_supply(grid, prices, taken),
        *_pace(grid, prices, taken),
        *_quotas(grid, prices, taken),
        *_other(grid, prices, taken),
    )


def _budget(grid: Grid, prices: Prices, taken: OptionSet) -> Iterator[ScarceThing]:
    capex = grid.network.capex[taken.store, taken.format]
    limit = 0.0
    ends = budget_weeks(grid.network)
    for index, (step, end) in enumerate(zip(grid.network.programme.budget, ends, strict=True)):
        limit += step.amount
        used = math.fsum(capex[taken.start < end])
        price = float(prices.budget[index:].sum())
        yield ScarceThing("budget", f"through {step.through}", step.through, limit, used, price)


def _supply(grid: Grid, prices: Prices, taken: OptionSet) -> Iterator[ScarceThing]:
    limits = supply_weeks(grid.network)
    for index, step in enumerate(grid.network.programme.supply):
        form, end = limits[index]
        used = float(np.sum((taken.format == form) & (taken.start < end)))
        later = [i for i in range(index, len(limits)) if limits[i][0] == form]
        price = float(prices.supply[later].sum())
        yield ScarceThing("supply", step.format_id, step.week, float(step.units), used, price)


def _pace(grid: Grid, prices: Prices, taken: OptionSet) -> Iterator[ScarceThing]:
    selling = taken.selling
    steps, lasts = grid.network.programme.pace, pace_weeks(grid.network)
    for step, last, price in zip(steps, lasts, prices.pace, strict=True):
        used = float(np.sum(selling <= last))
        name, most = f"selling by {step.selling_by}", float(step.at_most)
        yield ScarceThing("pace", name, step.selling_by, most, used, float(price))


def _quotas(grid: Grid, prices: Prices, taken: OptionSet) -> Iterator[ScarceThing]:
    regions = [grid.network.stores[s].region for s in taken.store]
    for quota, price in zip(grid.network.programme.quotas, prices.quota, strict=True):
        used = float(regions.count(quota.region))
        yield ScarceThing("quota", quota.region, None, float(quota.at_least), used, float(price))


def _other(grid: Grid, prices: Prices, taken: OptionSet) -> Iterator[ScarceThing]:
    programme = grid.network.programme
    name, least = other_party(programme.value_for), programme.other_at_least
    if name is None or least is None:
        return
    used = math.fsum(grid.other[taken.store, taken.format, taken.start])
    yield ScarceThing("other", name, None, least, used, math.fsum(prices.other))


def _crews(grid: Grid, prices: Prices, taken: OptionSet) -> Iterator[ScarceThing]:
    network = grid.network
    capacity = crew_capacity(network)
    if capacity is None:
        return
    names = regions_of(network)
    used = np.zeros(capacity.shape)
    region = grid.region[taken.store]
    for offset in range(grid.crew_days.shape[1]):
        days = grid.crew_days[taken.format, offset]
        at = np.flatnonzero(days > 0)
        np.add.at(used, (region[at], taken.start[at] + offset), days[at])
    worth = _crew_day_worth(prices, names, capacity)
    for key, more in _worth_in_cuts(grid, prices).items():
        worth[key] = worth.get(key, 0.0) + more
    for index, name in enumerate(names):
        for week in range(capacity.shape[1]):
            limit = float(capacity[index, week])
            price = worth.get((index, week), 0.0)
            if name and (limit > 0 or price > 0):
                monday = network.monday(week)
                yield ScarceThing("crews", name, monday, limit, float(used[index, week]), price)


_largest = lru_cache(maxsize=4096)(largest_weighted_sum)


def _crew_day_worth(
    prices: Prices, names: tuple[str, ...], capacity: Ints
) -> dict[tuple[int, int], float]:
    """Return by region and week what a crew-day is worth: the rise of the priced rows' limits.

    Rows that only keep out installations too large for the week say nothing about a crew-day.
    """
    place = {name: index for index, name in enumerate(names)}
    days = tuple(int(d) for d in prices.crew_days)
    worth: dict[tuple[int, int], float] = {}
    rows = zip(
        prices.crew_region,
        prices.crew_week,
        prices.crew_weights,
        prices.crew_limit,
        prices.crew_price,
        strict=True,
    )
    for name, week, weights, limit, price in rows:
        key = place[str(name)], int(week)
        if limit == 0:
            continue
        more = _largest(days, tuple(int(w) for w in weights), int(capacity[key]) + days[-1])
        rise = (more - float(limit)) / days[-1]
        worth[key] = worth.get(key, 0.0) + float(price) * rise
    return worth


def _worth_in_cuts(grid: Grid, prices: Prices) -> dict[tuple[int, int], float]:
    """Return by region and week the same for crew cuts: what each limit rises with that week."""
    worth: dict[tuple[int, int], float] = {}
    more = int(grid.crew_days.max(initial=1))
    cuts, paid = cuts_of(grid, prices)
    for cut, price in zip(cuts, paid.tolist(), strict=True):
        for place in range(cut.weeks):
            capacity = capacity_of(grid, cut)
            capacity[place] += more
            largest = largest_sum(grid, cut, capacity)
            if largest is not None:
                key = cut.region, cut.first + place
                worth[key] = worth.get(key, 0.0) + price * (largest - cut.limit) / more
    return worth
