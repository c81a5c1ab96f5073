"""The upper bound that the prices prove, recomputed: weak duality, store by store.

The formula and its proof are in docs/reference/certificate.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np

from showfloor.domain.calendars import week_number
from showfloor.domain.certificate import Prices
from showfloor.verify.choices import Choices
from showfloor.verify.facts import Facts, Flags, Floats
from showfloor.verify.holdouts import draw_holdout, eligible_stores
from showfloor.verify.limits import budget_limits, crew_capacity, supply_limits
from showfloor.verify.spillovers import Spillovers

OUTWARD = 1e-12
"""Rounding allowance, relative to the sum of the sizes of all numbers that enter the bound."""


@dataclass(frozen=True, slots=True)
class ProvenBound:
    """Two values of the same Lagrangian.

    `value` takes the options of the certificate's formula; `tightest` leaves out those that no
    plan can use because they alone break a limit. `rounding` bounds the float error of both.
    """

    value: float
    tightest: float
    rounding: float


def prove_bound(
    facts: Facts,
    choices: Choices,
    spillovers: Spillovers,
    prices: Prices,
    *,
    crew_limits: Floats,
    seed: int,
) -> ProvenBound:
    """Return the bound of prices whose shapes, signs, rules and crew rows have been checked.

    Minus infinity where an obliged store has no option at all: then no plan keeps all rules.
    """
    reduced = reduced_values(facts, choices, spillovers, prices)
    usable = choices.allowed & choices.delivered
    _keep_promises(facts, usable)
    constant = _right_sides(facts, prices, crew_limits)
    constant += _fixed_terms(facts, spillovers, prices)
    eligible = eligible_stores(facts, choices)
    constant += _strata_terms(facts, prices, eligible)
    size = fsum(abs(term) for term in constant) + float(
        np.abs(choices.value).max(axis=(1, 2)).sum()
    )
    size += _size_of_other(choices, prices)
    size += float(np.abs(np.where(usable, reduced, 0.0)).max(axis=(1, 2)).sum())
    totals = []
    for mask in (usable, usable & ~_alone_too_much(facts)):
        best = _best_by_store(facts, eligible, prices, np.where(mask, reduced, -np.inf), seed)
        totals.append(fsum([*constant, *best]) if np.isfinite(best).all() else -np.inf)
    return ProvenBound(value=totals[0], tightest=totals[1], rounding=OUTWARD * size)


def reduced_values(
    facts: Facts, choices: Choices, spillovers: Spillovers, prices: Prices
) -> Floats:
    """Return [S, F, T] each option's value less the prices of what it uses."""
    reduced = choices.value - _budget_price(facts, prices) * facts.capex[:, :, None]
    reduced -= _supply_price(facts, prices)
    if choices.other is not None and len(prices.other):
        reduced += float(prices.other[0]) * choices.other
    regions = sorted({store.region or "" for store in facts.problem.stores})
    place = {region: number for number, region in enumerate(regions)}
    of_store = np.array([place[store.region or ""] for store in facts.problem.stores], dtype=int)
    by_region = _crew_price(facts, prices, regions)
    by_region -= _quota_price(facts, prices, regions)[:, None, None]
    reduced -= by_region[of_store]
    selling = _first_selling(facts)
    for store_id, later in _wave_price(facts, prices).items():
        reduced[facts.row[store_id]] -= later[selling]
    life = facts.programme.area_life_weeks
    for store_id, theta in _spillover_price(facts, spillovers, prices).items():
        sums = np.concatenate([[0.0], np.cumsum(theta)])
        reduced[facts.row[store_id]] -= sums[selling + life] - sums[selling]
    return reduced


def _size_of_other(choices: Choices, prices: Prices) -> float:
    """Return the size of what the price of other_at_least adds to the stores' options."""
    if choices.other is None or not len(prices.other):
        return 0.0
    return float(prices.other[0] * np.abs(choices.other).max(axis=(1, 2)).sum())


def _first_selling(facts: Facts) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Return [F, T] the first selling week of each format and start week."""
    lengths = np.array([item.weeks_to_install for item in facts.programme.formats])
    return lengths[:, None] + np.arange(facts.programme.weeks)[None, :]


def _budget_price(facts: Facts, prices: Prices) -> Floats:
    """Return [T] the price of a euro spent in each start week."""
    price = np.zeros(facts.programme.weeks)
    if len(prices.budget):
        for limit, amount in zip(budget_limits(facts), prices.budget, strict=True):
            price[: limit.end] += amount
    return price


def _supply_price(facts: Facts, prices: Prices) -> Floats:
    """Return [F, T] the price of one fixture of each format in each start week."""
    price = np.zeros((len(facts.programme.formats), facts.programme.weeks))
    if len(prices.supply):
        for limit, amount in zip(supply_limits(facts), prices.supply, strict=True):
            price[limit.format_column, : limit.end] += amount
    return price


def _crew_price(facts: Facts, prices: Prices, regions: list[str]) -> Floats:
    """Return [regions, F, T] what an installation's crews cost at the prices."""
    formats, weeks = facts.programme.formats, facts.programme.weeks
    cost = np.zeros((len(regions), len(formats), weeks))
    if not len(prices.crew_price):
        return cost
    place = {region: number for number, region in enumerate(regions)}
    known = np.array([str(region) in place for region in prices.crew_region], dtype=bool)
    rows = np.array([place[str(r)] for r in prices.crew_region[known]], dtype=int)
    week_price = np.zeros((len(regions), facts.programme.crew_weeks, len(prices.crew_days)))
    paid = prices.crew_price[known, None] * prices.crew_weights[known]
    np.add.at(week_price, (rows, prices.crew_week[known]), paid)
    column = {int(days): number for number, days in enumerate(prices.crew_days)}
    for number, item in enumerate(formats):
        for offset, days in enumerate(item.crew_days):
            if days in column:
                cost[:, number] += week_price[:, offset : offset + weeks, column[days]]
    return cost


def _quota_price(facts: Facts, prices: Prices, regions: list[str]) -> Floats:
    """Return [regions] what one more area in the region is worth to its quotas."""
    gain = np.zeros(len(regions))
    if len(prices.quota):
        for quota, price in zip(facts.programme.quotas, prices.quota, strict=True):
            if quota.region in regions:
                gain[regions.index(quota.region)] += price
    return gain


def _wave_price(facts: Facts, prices: Prices) -> dict[str, Floats]:
    """Return by store [W] the price of selling from week w on; only stores without fixed areas."""
    by_store: dict[str, Floats] = {}
    rows = zip(
        prices.wave_store, prices.wave_week, prices.wave_side, prices.wave_price, strict=True
    )
    for store, week, side, price in rows:
        if str(store) in facts.fixed or week < 0:
            continue
        at = by_store.setdefault(str(store), np.zeros(facts.horizon))
        at[min(int(week), facts.horizon - 1)] += side * price
    return {store: np.cumsum(at[::-1])[::-1] for store, at in by_store.items()}


def _spillover_price(facts: Facts, spillovers: Spillovers, prices: Prices) -> dict[str, Floats]:
    """Return by store [W] the price of selling in week w; only stores without fixed areas."""
    theta = np.zeros(spillovers.loss.shape)
    np.add.at(theta, (prices.spillover_pair, prices.spillover_week), prices.spillover_price)
    by_store: dict[str, Floats] = {}
    for number in np.unique(prices.spillover_pair):
        pair = facts.programme.spillover[number]
        for store in (pair.store_a, pair.store_b):
            if store not in facts.fixed:
                by_store[store] = by_store.get(store, np.zeros(facts.horizon)) + theta[number]
    return by_store


def _right_sides(facts: Facts, prices: Prices, crew_limits: Floats) -> list[float]:
    """Return price times right side of every rule; theta for every spillover row."""
    terms: list[float] = []
    if len(prices.budget):
        budget = zip(prices.budget, budget_limits(facts), strict=True)
        terms += [float(price) * limit.amount for price, limit in budget]
    if len(prices.supply):
        supply = zip(prices.supply, supply_limits(facts), strict=True)
        terms += [float(price) * limit.amount for price, limit in supply]
    if len(prices.quota):
        quotas = zip(prices.quota, facts.programme.quotas, strict=True)
        terms += [-float(price) * quota.at_least for price, quota in quotas]
    if facts.other is not None:
        terms += [-float(price) * facts.other.at_least for price in prices.other]
    paid = prices.crew_price > 0
    terms += (prices.crew_price[paid] * crew_limits[paid]).tolist()
    terms += prices.spillover_price.tolist()
    return terms


def _fixed_terms(facts: Facts, spillovers: Spillovers, prices: Prices) -> list[float]:
    """Return the terms of wave levels z and of fixed areas, whose weeks are no choice."""
    terms: list[float] = []
    level: dict[tuple[int, int], list[float]] = {}
    for place in range(len(prices.wave_price)):
        store, week = str(prices.wave_store[place]), int(prices.wave_week[place])
        paid = float(prices.wave_side[place]) * float(prices.wave_price[place])
        level.setdefault((int(prices.wave_of[place]), week), []).append(paid)
        if facts.first_selling.get(store, week + 1) <= week:
            terms.append(-paid)
    terms += [max(0.0, fsum(paid)) for paid in level.values()]
    for place in range(len(prices.spillover_price)):
        pair = facts.programme.spillover[int(prices.spillover_pair[place])]
        week = int(prices.spillover_week[place])
        for store in (pair.store_a, pair.store_b):
            if store in facts.fixed and spillovers.selling[store][week]:
                terms.append(-float(prices.spillover_price[place]))
    return terms


def _strata_prices(prices: Prices) -> dict[str, float]:
    """Return each stratum's price; a stratum that stands twice has their sum."""
    by_stratum: dict[str, float] = {}
    for stratum, price in zip(prices.holdout_stratum, prices.holdout, strict=True):
        by_stratum[str(stratum)] = by_stratum.get(str(stratum), 0.0) + float(price)
    return by_stratum


def _strata_terms(
    facts: Facts, prices: Prices, eligible: dict[str, tuple[str, ...]]
) -> list[float]:
    rule = facts.programme.holdout
    if rule is None:
        return []
    return [
        price * min(rule.keep, len(eligible.get(stratum, ())))
        for stratum, price in _strata_prices(prices).items()
    ]


def _keep_promises(facts: Facts, usable: Flags) -> None:
    """Leave a promised store only the options that keep its promise."""
    selling = _first_selling(facts)
    for store_id, promise in facts.promises.items():
        keeps = selling <= week_number(promise.selling_by, facts.programme.start)
        for format_id, column in facts.column.items():
            if promise.format_ids and format_id not in promise.format_ids:
                keeps[column] = False
        usable[facts.row[store_id]] &= keeps


def _alone_too_much(facts: Facts) -> Flags:
    """Return [S, F, T] options that break a crew, budget or supply limit all by themselves."""
    programme = facts.programme
    stores = facts.problem.stores
    too_much = np.zeros((len(stores), len(programme.formats), programme.weeks), dtype=np.bool_)
    for limit in budget_limits(facts):
        too_much[:, :, : limit.end] |= (facts.capex > limit.amount)[:, :, None]
    for limit in supply_limits(facts):
        if limit.amount < 1:
            too_much[:, limit.format_column, : limit.end] = True
    if programme.crews is None:
        return too_much
    regions = {store.region for store in stores}
    of_region = {
        region: [r for r, s in enumerate(stores) if s.region == region] for region in regions
    }
    for region, rows in of_region.items():
        capacity = np.array(
            [crew_capacity(facts, region, week) for week in range(programme.crew_weeks)]
        )
        for column, item in enumerate(programme.formats):
            for offset, days in enumerate(item.crew_days):
                lacking = days > capacity[offset : offset + programme.weeks]
                too_much[np.ix_(rows, [column])] |= lacking
    return too_much


def _best_by_store(
    facts: Facts,
    eligible: dict[str, tuple[str, ...]],
    prices: Prices,
    reduced: Floats,
    seed: int,
) -> Floats:
    """Return [S] each store's best reduced value; 0 for a store with a fixed area.

    `reduced` is minus infinity where an option may not be used. "No area" counts 0 unless a
    promise or a wave obliges the store.
    """
    none = np.zeros(len(facts.row))
    for store_id in facts.obliged:
        none[facts.row[store_id]] = -np.inf
    best: Floats = np.maximum(reduced.max(axis=(1, 2)), none)
    rule = facts.programme.holdout
    if rule is not None:
        earliest = week_number(rule.no_sales_before, facts.programme.start)
        too_early = _first_selling(facts) < earliest
        late = np.maximum(np.where(too_early, -np.inf, reduced).max(axis=(1, 2)), none)
        if rule.draw == "random":
            held = [facts.row[store] for store in draw_holdout(eligible, rule.keep, seed)]
            best[held] = late[held]
        else:
            by_stratum = _strata_prices(prices)
            for stratum, stores in eligible.items():
                rows = [facts.row[store] for store in stores]
                best[rows] = np.maximum(best[rows], late[rows] - by_stratum.get(stratum, 0.0))
    best[[facts.row[store] for store in facts.fixed]] = 0.0
    return best
