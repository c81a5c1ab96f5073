"""Answers beside the plan: why each store, and what one more of each scarce thing is worth."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.plan.bound import RecomputedBound
from showfloor.plan.crew_hull import largest_weighted_sum
from showfloor.plan.model import Model
from showfloor.plan.network import Bools, Floats, Ints, other_party
from showfloor.plan.options import allowed_options, fits
from showfloor.plan.rules import (
    budget_weeks,
    crew_capacity,
    pace_weeks,
    region_index,
    regions_of,
    supply_weeks,
)
from showfloor.plan.types import ScarceThing, StoreReason, StoreVerdict


def store_reasons(
    model: Model, recomputed: RecomputedBound, chosen: Ints, held: Bools
) -> tuple[StoreReason, ...]:
    """Return the reason for every store, sorted by store_id."""
    options = model.options.take(chosen)
    planned = {
        int(s): (int(f), int(t))
        for s, f, t in zip(options.store, options.format, options.start, strict=True)
    }
    unfrozen = (
        allowed_options(model.network, ()) if model.network.programme.freezes else model.allowed
    )
    outcome = _Outcome(model, recomputed.reduced, planned, held, fits(model.network), unfrozen)
    obligations = _obligations(model)
    return tuple(
        _reason(outcome, store, obligations.get(store, ()))
        for store in range(len(model.network.stores))
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What was decided for every store, and its options' values after prices [S, F, weeks]."""

    model: Model
    reduced: Floats
    planned: dict[int, tuple[int, int]]
    held: Bools
    fitting: Bools
    unfrozen: Bools
    """[S, F, weeks] what would be allowed without any freeze."""


def _reason(outcome: _Outcome, store: int, because: tuple[str, ...]) -> StoreReason:
    model, network = outcome.model, outcome.model.network
    store_id, nan = network.stores[store].store_id, math.nan
    verdict, why = _verdict(outcome, store)
    because = (*because, *why)
    reduced = outcome.reduced[store]
    planned = outcome.planned.get(store)
    if planned is None and (model.last[store] == model.first[store]):
        return StoreReason(store_id, verdict, None, None, nan, nan, nan, because)
    best = np.unravel_index(int(np.argmax(reduced)), reduced.shape)
    form, start = planned or (int(best[0]), int(best[1]))
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


def _verdict(outcome: _Outcome, store: int) -> tuple[StoreVerdict, tuple[str, ...]]:
    """Return the verdict on a store, and the rules or facts behind it."""
    model = outcome.model
    if store in outcome.planned:
        region = model.network.stores[store].region
        quotas = [q.region for q in model.network.programme.quotas if q.region == region]
        return "planned", tuple(f"quota {name}" for name in quotas)
    without = _without_option(outcome, store)
    if outcome.held[store]:
        return "holdout", ("holdout",)
    if without is not None:
        return without
    values = model.values[store][model.kept[store]]
    return ("worth_less_than_zero" if values.max() < 0 else "outbid"), ()


def _margin_to_flip(
    model: Model, reduced: Floats, store: int, planned: tuple[int, int] | None
) -> float:
    """Return the lead of the planned option over the next best, or the distance to a place."""
    if planned is None:
        return max(0.0, -float(reduced.max()))
    others = reduced.copy()
    others[planned] = -np.inf
    second = float(others.max())
    alternative = second if model.obliged[store] else max(0.0, second)
    if alternative == -math.inf:
        return math.inf
    return max(0.0, float(reduced[planned]) - alternative)


def _without_option(outcome: _Outcome, store: int) -> tuple[StoreVerdict, tuple[str, ...]] | None:
    """Return why a store has no option left; None where it has one."""
    model, network = outcome.model, outcome.model.network
    shop = network.stores[store]
    listed = ~np.isnan(network.margin[store])
    never: StoreVerdict = "never_allowed"
    checks: tuple[tuple[bool, StoreVerdict, tuple[str, ...]], ...] = (
        (store in network.fixed, "has_area", ()),
        (shop.store_id in network.programme.excluded_stores, "excluded", ()),
        (shop.kind == "online", never, ("online",)),
        (not listed.any(), "no_option_row", ()),
        (not (listed & outcome.fitting[store]).any(), "no_space", ()),
        (
            not model.allowed[store].any() and bool(outcome.unfrozen[store].any()),
            never,
            ("frozen in every week in which it could be built",),
        ),
        (
            not model.allowed[store].any(),
            never,
            ("not ready, closed or without crew access in every week",),
        ),
        (
            not model.kept[store].any(),
            never,
            ("promise, holdout or first delivery leaves no start week",),
        ),
        (
            model.last[store] == model.first[store],
            never,
            (f"too few crew-days in region {shop.region or '(none)'}",),
        ),
    )
    return next(((verdict, why) for holds, verdict, why in checks if holds), None)


def _obligations(model: Model) -> dict[int, tuple[str, ...]]:
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
        *_pace(model, prices, chosen),
        *_quotas(model, prices, chosen),
        *_other(model, prices, chosen),
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


def _pace(model: Model, prices: Prices, chosen: Ints) -> Iterator[ScarceThing]:
    selling = model.options.selling[chosen]
    steps, lasts = model.network.programme.pace, pace_weeks(model.network)
    for step, last, price in zip(steps, lasts, prices.pace, strict=True):
        used = float(np.sum(selling <= last))
        name, most = f"selling by {step.selling_by}", float(step.at_most)
        yield ScarceThing("pace", name, step.selling_by, most, used, float(price))


def _quotas(model: Model, prices: Prices, chosen: Ints) -> Iterator[ScarceThing]:
    regions = [model.network.stores[s].region for s in model.options.store[chosen]]
    for quota, price in zip(model.network.programme.quotas, prices.quota, strict=True):
        used = float(regions.count(quota.region))
        yield ScarceThing("quota", quota.region, None, float(quota.at_least), used, float(price))


def _other(model: Model, prices: Prices, chosen: Ints) -> Iterator[ScarceThing]:
    programme = model.network.programme
    name, least = other_party(programme.value_for), programme.other_at_least
    if name is None or least is None:
        return
    options = model.options.take(chosen)
    used = math.fsum(model.other_values[options.store, options.format, options.start])
    yield ScarceThing("other", name, None, least, used, math.fsum(prices.other))


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
    """Return by region and week what a crew-day is worth: the rise of the priced rows' limits."""
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
