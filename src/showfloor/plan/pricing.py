"""From the relaxation's multipliers to the certificate's prices, each named by its rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from showfloor.domain.certificate import Prices, Texts
from showfloor.plan.bound import best_choices, recompute_bound
from showfloor.plan.model import Model
from showfloor.plan.network import Floats, Ints
from showfloor.plan.options import late_enough
from showfloor.plan.relaxation import Relaxation
from showfloor.plan.rules import crew_capacity, region_index, regions_of


def certificate_prices(model: Model, relaxed: Relaxation) -> Prices:
    """Return the prices that prove the bound; crew, wave and spillover rows without price drop."""
    rows, crew, wave = model.rows, model.rows.crew_rows, model.rows.wave_rows
    crew_price = relaxed.prices[rows.crew]
    wave_price = relaxed.prices[rows.wave]
    paid, waved = crew_price > 0, wave_price > 0
    names = np.array([*regions_of(model.network), ""], dtype=np.str_)
    ids = np.array([store.store_id for store in model.network.stores], dtype=np.str_)
    theta = _theta(model, relaxed)
    pair, week = np.nonzero(theta)
    prices = Prices(
        budget=relaxed.prices[rows.budget],
        crew_region=names[crew.region[paid]],
        crew_week=crew.week[paid],
        crew_days=crew.days,
        crew_weights=crew.weights[paid],
        crew_limit=crew.limit[paid],
        crew_price=crew_price[paid],
        supply=relaxed.prices[rows.supply],
        pace=relaxed.prices[rows.pace],
        quota=relaxed.prices[rows.quota],
        other=relaxed.prices[rows.other],
        holdout_stratum=np.array(
            [group.name for group in model.strata] if model.optimised else [], dtype=np.str_
        ),
        holdout=relaxed.stratum_price,
        wave_of=wave.wave[waved],
        wave_week=wave.week[waved],
        wave_store=ids[wave.store[waved]],
        wave_side=wave.side[waved],
        wave_price=wave_price[waved],
        spillover_pair=model.pairs.pair[pair],
        spillover_week=week.astype(np.int64),
        spillover_price=theta[pair, week],
    )
    return _charging_the_impossible(model, prices)


def _theta(model: Model, relaxed: Relaxation) -> Floats:
    """Return [P, H]: the price of both stores selling; all of the loss beside a fixed area."""
    theta = np.zeros_like(model.pairs.loss)
    np.add.at(theta, relaxed.cuts.pair, relaxed.cuts.loss * relaxed.cut_prices[:, None])
    fixed = model.pairs.fixed == 1
    fixed &= model.last[model.pairs.store_a] > model.first[model.pairs.store_a]
    theta[fixed] = model.pairs.loss[fixed]
    return np.minimum(theta, model.pairs.loss)


def _charging_the_impossible(model: Model, prices: Prices) -> Prices:
    """Add rows n_k <= 0 with a price for installations that alone exceed a week's crew-days."""
    network = model.network
    capacity = crew_capacity(network)
    if capacity is None:
        return prices
    found = recompute_bound(model, prices).reduced
    able = np.zeros_like(model.kept)
    options = model.options
    able[options.store, options.format, options.start] = True
    best = best_choices(model, prices, np.where(able, found, -np.inf))
    best = np.where(np.isfinite(best), best, 0.0)
    reach = found + _paid_for_being_held(model, prices)
    excess = np.where(model.kept & ~able, reach - best[:, None, None], 0.0)
    region = region_index(network)
    needed: dict[tuple[int, int, int], float] = {}
    for store, form, start in np.argwhere(excess > 0):
        for offset, days in enumerate(network.formats[form].crew_days):
            if days > capacity[region[store], start + offset]:
                key = (int(region[store]), int(start) + offset, days)
                needed[key] = max(needed.get(key, 0.0), float(excess[store, form, start]))
                break
    if not needed:
        return prices
    names = np.array(regions_of(network), dtype=np.str_)
    keys = sorted(needed)
    weights = np.array([prices.crew_days == days for _, _, days in keys], dtype=np.float64)
    return _with_crew_rows(
        prices,
        names[[region for region, _, _ in keys]],
        np.array([week for _, week, _ in keys], dtype=np.int64),
        weights,
        np.array([needed[key] * (1 + 1e-9) for key in keys]),
    )


def _paid_for_being_held(model: Model, prices: Prices) -> Floats:
    """Return [S, F, weeks]: what a held store earns beside an option that is late enough."""
    paid = np.zeros(model.kept.shape)
    if model.optimised:
        price = np.where(model.stratum_of >= 0, prices.holdout[model.stratum_of], 0.0)
        late = late_enough(model.network)[None]
        paid += np.where(late, np.maximum(0.0, -price)[:, None, None], 0.0)
    return paid


def _with_crew_rows(
    prices: Prices, region: Texts, week: Ints, weights: Floats, price: Floats
) -> Prices:
    return replace(
        prices,
        crew_region=np.concatenate([prices.crew_region, region]),
        crew_week=np.concatenate([prices.crew_week, week]),
        crew_weights=np.vstack([prices.crew_weights, weights]),
        crew_limit=np.concatenate([prices.crew_limit, np.zeros(len(week))]),
        crew_price=np.concatenate([prices.crew_price, price]),
    )
