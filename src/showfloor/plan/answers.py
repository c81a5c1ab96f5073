"""Answers beside the plan: why each store, and what one more of each scarce thing is worth."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.plan.bound import RecomputedBound
from showfloor.plan.crew_hull import largest_weighted_sum
from showfloor.plan.model import Model
from showfloor.plan.network import Bools, Ints
from showfloor.plan.options import fits
from showfloor.plan.rules import (
    budget_weeks,
    crew_capacity,
    region_index,
    regions_of,
    supply_weeks,
)
from showfloor.plan.types import ScarceThing, StoreReason, StoreVerdict


def store_reasons(
    model: Model, recomputed: RecomputedBound, prices: Prices, chosen: Ints, held: Bools
) -> tuple[StoreReason, ...]:
    """Return the reason for every store, sorted by store_id."""
    options = model.options.take(chosen)
    planned = {
        int(s): (int(f), int(t))
        for s, f, t in zip(options.store, options.format, options.start, strict=True)
    }
    fitting = fits(model.network)
    obligations = _obligations(model, prices)
    return tuple(
        _reason(
            model, recomputed, store, planned.get(store), bool(held[store]), fitting, obligations
        )
        for store in range(len(model.network.stores))
    )


def _reason(
    model: Model,
    recomputed: RecomputedBound,
    store: int,
    planned: tuple[int, int] | None,
    held: bool,
    fitting: Bools,
    obligations: dict[int, tuple[str, ...]],
) -> StoreReason:
    network = model.network
    store_id = network.stores[store].store_id
    because = obligations.get(store, ())
    verdict, why = _without_option(model, store, fitting)
    if verdict is not None:
        nan = math.nan
        because = (*because, *why, *(("holdout",) if held else ()))
        shown: StoreVerdict = "holdout" if held else verdict
        return StoreReason(store_id, shown, None, None, nan, nan, nan, because)
    reduced = recomputed.reduced[store]
    best = planned or tuple(
        int(i) for i in np.unravel_index(int(np.argmax(reduced)), reduced.shape)
    )
    form, start = best
    if planned is not None:
        quotas = tuple(
            f"quota {quota.region}"
            for quota in network.programme.quotas
            if quota.region == network.stores[store].region
        )
        because, verdict = (*because, *quotas), "planned"
    elif held:
        because, verdict = (*because, "holdout"), "holdout"
    else:
        values = model.values[store][model.kept[store]]
        verdict = "worth_less_than_zero" if values.max() < 0 else "outbid"
    return StoreReason(
        store_id=store_id,
        verdict=verdict,
        best_format_id=network.formats[form].format_id,
        best_start_week=network.monday(start),
        best_value=float(model.values[store, form, start]),
        best_reduced_value=float(reduced[form, start]),
        margin_to_flip=_margin_to_flip(model, reduced, store, planned),
        because=because,
    )


def _margin_to_flip(
    model: Model, reduced: np.ndarray, store: int, planned: tuple[int, int] | None
) -> float:
    """Return how far the store's choice is from another: its lead over the next, or its distance to 0."""
    if planned is None:
        return max(0.0, -float(reduced.max()))
    others = reduced.copy()
    others[planned] = -np.inf
    second = float(others.max())
    alternative = second if model.obliged[store] else max(0.0, second)
    if alternative == -math.inf:
        return math.inf
    return max(0.0, float(reduced[planned]) - alternative)


def _without_option(
    model: Model, store: int, fitting: Bools
) -> tuple[StoreVerdict | None, tuple[str, ...]]:
    """Return why a store has no option left; None where it has one."""
    network, shop = model.network, model.network.stores[store]
    listed = ~np.isnan(network.margin[store])
    if store in network.fixed:
        return "has_area", ()
    if shop.store_id in network.programme.excluded_stores:
        return "excluded", ()
    if shop.kind == "online":
        return "never_allowed", ("online",)
    if not listed.any():
        return "no_option_row", ()
    if not (listed & fitting[store]).any():
        return "no_space", ()
    if not model.allowed[store].any():
        return "never_allowed", ("not ready, closed or no crew access in every week",)
    if not model.kept[store].any():
        return "never_allowed", ("promise, holdout or first delivery leaves no start week",)
    if model.last[store] == model.first[store]:
        return "never_allowed", (f"too few crew-days in region {shop.region or '(none)'}",)
    return None, ()


def _obligations(model: Model, prices: Prices) -> dict[int, tuple[str, ...]]:
    """Return the promises and waves of each store."""
    place = model.network.place
    found: dict[int, tuple[str, ...]] = {}
    for promise in model.network.programme.promises:
        store = place[promise.store_id]
        found[store] = (*found.get(store, ()), "promise")
    for wave in model.network.programme.waves:
        for store_id in wave.store_ids:
            store = place[store_id]
            found[store] = (*found.get(store, ()), f"wave {wave.name}")
    return found


def scarce_things(model: Model, prices: Prices, chosen: Ints) -> tuple[ScarceThing, ...]:
    """Return every limit with its use and what one more unit of it is worth.

    Budget and supply: one more unit from that step on, so the prices of it and of all later steps
    that it raises. Crews: the rise of the bound for one more large installation's crew-days in
    that region and week, at today's prices, a crew-day.
    """
    return (
        *_budget(model, prices, chosen),
        *_crews(model, prices, chosen),
        *_supply(model, prices, chosen),
        *_quotas(model, prices, chosen),
    )


def _budget(model: Model, prices: Prices, chosen: Ints) -> Iterator[ScarceThing]:
    options = model.options.take(chosen)
    capex = model.network.capex[options.store, options.format]
    limit = 0.0
    ends = budget_weeks(model.network)
    for index, (step, end) in enumerate(zip(model.network.programme.budget, ends, strict=True)):
        limit += step.amount
        used = math.fsum(capex[options.start < end])
        price = float(prices.budget[index:].sum())
        yield ScarceThing("budget", f"through {step.through}", step.through, limit, used, price)


def _supply(model: Model, prices: Prices, chosen: Ints) -> Iterator[ScarceThing]:
    options = model.options.take(chosen)
    limits = supply_weeks(model.network)
    for index, step in enumerate(model.network.programme.supply):
        form, end = limits[index]
        used = float(np.sum((options.format == form) & (options.start < end)))
        later = [i for i in range(index, len(limits)) if limits[i][0] == form]
        price = float(prices.supply[later].sum())
        yield ScarceThing("supply", step.format_id, step.week, float(step.units), used, price)


def _quotas(model: Model, prices: Prices, chosen: Ints) -> Iterator[ScarceThing]:
    regions = [model.network.stores[s].region for s in model.options.store[chosen]]
    for quota, price in zip(model.network.programme.quotas, prices.quota, strict=True):
        used = float(regions.count(quota.region))
        yield ScarceThing("quota", quota.region, None, float(quota.at_least), used, float(price))


def _crews(model: Model, prices: Prices, chosen: Ints) -> Iterator[ScarceThing]:
    network = model.network
    capacity = crew_capacity(network)
    if capacity is None:
        return
    names = regions_of(network)
    used = np.zeros(capacity.shape)
    region = region_index(network)
    options = model.options.take(chosen)
    for store, form, start in zip(options.store, options.format, options.start, strict=True):
        for offset, days in enumerate(network.formats[form].crew_days):
            used[region[store], start + offset] += days
    worth = _crew_day_worth(prices, names, capacity)
    for index, name in enumerate(names):
        for week in range(capacity.shape[1]):
            limit = float(capacity[index, week])
            price = worth.get((index, week), 0.0)
            if name and (limit > 0 or price > 0):
                monday = network.monday(week)
                yield ScarceThing("crews", name, monday, limit, float(used[index, week]), price)


def _crew_day_worth(
    prices: Prices, names: tuple[str, ...], capacity: Ints
) -> dict[tuple[int, int], float]:
    """Return by region and week: rise of the priced rows' limits for one more large installation."""
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
        whole = tuple(int(w) for w in weights)
        more = largest_weighted_sum(days, whole, int(capacity[key]) + days[-1])
        rise = (more - float(limit)) / days[-1]
        worth[key] = worth.get(key, 0.0) + float(price) * rise
    return worth
