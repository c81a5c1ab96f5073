"""The certified bound: recomputed from the certificate's prices alone, as anyone else can.

Nothing of the solver's is used here but the prices. Weak duality makes the result an upper bound
for whatever prices >= 0: what is charged for a limit is never more than price x limit for a plan
that keeps it, and every store alone does at least as well as in the best plan.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.plan.model import Model
from showfloor.plan.network import Floats
from showfloor.plan.options import late_enough
from showfloor.plan.rules import budget_weeks, pace_weeks, region_index, regions_of, supply_weeks

ROUNDING = 1e-9
"""Share of the sum of all terms' sizes that is added, so that noise never lowers a bound."""


@dataclass(frozen=True, slots=True)
class RecomputedBound:
    """The bound, and every option's value after paying all prices."""

    bound: float
    reduced: Floats
    """[S, F, weeks]; -inf where there is no option."""
    best: Floats
    """[S] the best choice's reduced value; -inf for an obliged store without options."""


def recompute_bound(model: Model, prices: Prices) -> RecomputedBound:
    """Return the upper bound that the prices prove, rounded outward."""
    spill = _spillover_by_store(model, prices)
    waves = _waves_by_store(model, prices)
    reduced = np.where(model.kept, model.values, -np.inf)
    model.change.add_to(reduced)
    reduced = reduced - _charged_limits(model, prices) - _charged_by_selling(model, spill, waves)
    best = best_choices(model, prices, reduced)
    terms = [*_priced_limits(model, prices), *prices.spillover_price, *_wave_terms(prices)]
    fixed = np.zeros(len(model.network.stores), dtype=np.bool_)
    fixed[list(model.network.fixed)] = True
    terms += [float(value) for value in best[~fixed]]
    terms += [*_fixed_terms(model, spill, waves), model.change.constant]
    if not all(math.isfinite(term) for term in terms):
        return RecomputedBound(math.nan, reduced, best)
    total = math.fsum(terms) + ROUNDING * math.fsum(abs(term) for term in terms)
    return RecomputedBound(float(np.nextafter(total, np.inf)), reduced, best)


def _priced_limits(model: Model, prices: Prices) -> list[float]:
    programme = model.network.programme
    amounts = np.cumsum([step.amount for step in programme.budget])
    units = np.array([float(step.units) for step in programme.supply])
    most = np.array([float(step.at_most) for step in programme.pace])
    least = np.array([-float(quota.at_least) for quota in programme.quotas])
    keep = np.array([float(group.keep) for group in model.strata])
    return [
        *(prices.budget * amounts),
        *(prices.crew_price * prices.crew_limit),
        *(prices.supply * units),
        *(prices.pace * most),
        *(prices.quota * least),
        *(-prices.other * _other_at_least(model)),
        *((prices.holdout * keep) if len(prices.holdout) else ()),
    ]


def _other_at_least(model: Model) -> float:
    least = model.network.programme.other_at_least
    return 0.0 if least is None else least


def _wave_terms(prices: Prices) -> list[float]:
    """Return max(0, sum of side x price) for every wave and week."""
    sums: dict[tuple[int, int], list[float]] = {}
    rows = zip(prices.wave_of, prices.wave_week, prices.wave_side, prices.wave_price, strict=True)
    for wave, week, side, price in rows:
        sums.setdefault((int(wave), int(week)), []).append(float(side) * float(price))
    return [max(0.0, math.fsum(parts)) for parts in sums.values()]


def _spillover_by_store(model: Model, prices: Prices) -> Floats:
    """Return [S, H]: what a store pays for selling in a week."""
    network = model.network
    charged = np.zeros((len(network.stores), network.horizon))
    pairs = network.programme.spillover
    for index, week, price in zip(
        prices.spillover_pair, prices.spillover_week, prices.spillover_price, strict=True
    ):
        for store_id in (pairs[index].store_a, pairs[index].store_b):
            charged[network.place[store_id], week] += price
    return charged


def _waves_by_store(model: Model, prices: Prices) -> Floats:
    """Return [S, H]: side x price of the store's wave rows of a week."""
    network = model.network
    charged = np.zeros((len(network.stores), network.horizon))
    rows = zip(
        prices.wave_store, prices.wave_week, prices.wave_side, prices.wave_price, strict=True
    )
    for store_id, week, side, price in rows:
        charged[network.place[str(store_id)], week] += side * price
    return charged


def _charged_limits(model: Model, prices: Prices) -> Floats:
    """Return [S, F, weeks]: what budget, crews, supply, pace, quotas, the other party charge."""
    network, weeks = model.network, model.network.programme.weeks
    budget = np.zeros(weeks)
    for end, price in zip(budget_weeks(network), prices.budget, strict=True):
        budget[:end] += price
    charged = network.capex[:, :, None] * budget
    for (form, end), price in zip(supply_weeks(network), prices.supply, strict=True):
        charged[:, form, :end] += price
    for last, price in zip(pace_weeks(network), prices.pace, strict=True):
        for index, item in enumerate(network.formats):
            charged[:, index, : max(0, last - item.weeks_to_install + 1)] += price
    region = region_index(network)
    place = {name: index for index, name in enumerate(regions_of(network))}
    for quota, price in zip(network.programme.quotas, prices.quota, strict=True):
        charged[region == place.get(quota.region, -1)] -= price
    for price in prices.other:
        # Where there is no option there may be no margin of the other party either.
        charged -= price * np.where(model.kept, model.other_values, 0.0)
    crew = np.zeros((len(place), network.programme.crew_weeks, max(1, len(prices.crew_days))))
    at = np.array([place[str(name)] for name in prices.crew_region], dtype=np.int64)
    np.add.at(crew, (at, prices.crew_week), prices.crew_weights * prices.crew_price[:, None])
    for index, item in enumerate(network.formats):
        for offset, days in enumerate(item.crew_days):
            if days > 0 and len(prices.crew_price):
                k = int(np.searchsorted(prices.crew_days, days))
                charged[:, index, :] += crew[region, offset : offset + weeks, k]
    return charged


def _charged_by_selling(model: Model, spill: Floats, waves: Floats) -> Floats:
    """Return [S, F, weeks]: what spillover and wave rows charge by first selling week."""
    network, life = model.network, model.network.programme.area_life_weeks
    zero = np.zeros((len(spill), 1))
    total = np.concatenate([zero, np.cumsum(spill, axis=1)], axis=1)
    later = np.cumsum(waves[:, ::-1], axis=1)[:, ::-1]
    charged = np.zeros(model.kept.shape)
    for index, item in enumerate(network.formats):
        selling = np.arange(network.programme.weeks) + item.weeks_to_install
        charged[:, index, :] = total[:, selling + life] - total[:, selling] + later[:, selling]
    return charged


def best_choices(model: Model, prices: Prices, reduced: Floats) -> Floats:
    """Return [S]: the best option or, where nothing obliges the store, none or being held."""
    flat = reduced.reshape(len(reduced), -1)
    best: Floats = np.maximum(
        flat.max(axis=1, initial=-np.inf), np.where(model.obliged, -np.inf, 0.0)
    )
    if model.optimised:
        price = np.where(model.stratum_of >= 0, prices.holdout[model.stratum_of], 0.0)
        late = np.where(late_enough(model.network)[None], reduced, -np.inf)
        held = np.maximum(0.0, late.reshape(len(late), -1).max(axis=1, initial=-np.inf)) - price
        best = np.where(model.stratum_of >= 0, np.maximum(best, held), best)
    return best


def _fixed_terms(model: Model, spill: Floats, waves: Floats) -> list[float]:
    """Return what fixed areas pay: they sell when they sell, whatever is planned."""
    terms = []
    for store in model.network.fixed:
        selling = max(0, model.network.fixed_selling_week(store))
        terms.append(-float(waves[store, selling:].sum()))
        terms.append(-float(spill[store][model.network.sells(store)].sum()))
    return terms
