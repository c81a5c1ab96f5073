"""From the dual's price vector to the certificate's prices, each named by its rule, and back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from showfloor.domain.certificate import Prices, Texts
from showfloor.plan.crew_cuts import cuts_of, named_cuts
from showfloor.plan.dual_pass import DualPass
from showfloor.plan.grid import Grid
from showfloor.plan.network import Floats, Ints
from showfloor.plan.rules import regions_of


def named_prices(dual: DualPass, vector: Floats) -> Prices:
    """Return the prices [R] by rule; crew rows and cuts, waves and pairs without one are left out.

    Pairs of the forest are counted exactly, and so is every pair with one fixed area.
    """
    grid, rows = dual.grid, dual.rows
    crew, wave = rows.crew_rows, rows.wave_rows
    crew_price, wave_price = vector[rows.span("crew")], vector[rows.span("wave")]
    paid, waved = crew_price > 0, wave_price > 0
    names = np.array([*regions_of(grid.network), ""], dtype=np.str_)
    pair, week, theta = _thetas(dual, vector)
    prices = Prices(
        budget=vector[rows.span("budget")],
        crew_region=names[crew.region[paid]],
        crew_week=crew.week[paid],
        crew_days=crew.days,
        crew_weights=crew.weights[paid],
        crew_limit=crew.limit[paid],
        crew_price=crew_price[paid],
        supply=vector[rows.span("supply")],
        quota=vector[rows.span("quota")],
        pace=vector[rows.span("pace")],
        other=vector[rows.span("other")],
        holdout_stratum=_stratum_names(grid),
        holdout=vector[rows.span("stratum")],
        wave_of=wave.wave[waved],
        wave_week=wave.week[waved],
        wave_store=np.array(
            [grid.network.stores[store].store_id for store in wave.store[waved]], dtype=np.str_
        ),
        wave_side=wave.side[waved],
        wave_price=wave_price[waved],
        spillover_pair=pair,
        spillover_week=week,
        spillover_price=theta,
        spillover_exact=_exact_pairs(dual),
    )
    prices = named_cuts(grid, rows.cuts, vector[rows.span("cut")], prices)
    return _charging_the_impossible(dual, prices)


def _stratum_names(grid: Grid) -> Texts:
    names = [group.name for group in grid.strata] if len(grid.stratum_keep) else []
    return np.array(names, dtype=np.str_)


def price_vector(dual: DualPass, prices: Prices) -> Floats:
    """Return the dual's price vector [R] from a certificate's prices, of a similar programme too.

    Prices are matched by rule: steps by their place, crew rows by region, week and weights, strata
    by name, wave rows by wave, week and store, pairs by their place in the list, crew cuts as
    `crew_cuts.cuts_of` reads them. What has no match starts at 0.
    """
    rows = dual.rows
    vector = np.zeros(len(rows.limit))
    for kind, own in (
        ("budget", prices.budget),
        ("supply", prices.supply),
        ("quota", prices.quota),
        ("pace", prices.pace),
        ("other", prices.other),
    ):
        span = vector[rows.span(kind)]
        span[: len(own)] = own[: len(span)]
    vector[rows.span("crew")] = _crew_prices(dual, prices)
    vector[rows.span("wave")] = _wave_prices(dual, prices)
    held = dict(zip(prices.holdout_stratum.tolist(), prices.holdout.tolist(), strict=True))
    if len(dual.grid.stratum_keep):
        vector[rows.span("stratum")] = [held.get(g.name, 0.0) for g in dual.grid.strata]
    vector[rows.span("theta")] = _theta_shares(dual, prices).ravel()
    if rows.cuts:
        cuts, paid = cuts_of(dual.grid, prices)
        known = dict(zip((cut.key for cut in cuts), paid.tolist(), strict=True))
        vector[rows.span("cut")] = [known.get(cut.key, 0.0) for cut in rows.cuts]
    return np.clip(vector, rows.floor, rows.ceiling)


def _crew_prices(dual: DualPass, prices: Prices) -> Floats:
    crew, names = dual.rows.crew_rows, regions_of(dual.grid.network)
    known: dict[tuple[object, ...], float] = {}
    for row, price in enumerate(prices.crew_price.tolist()):
        days = zip(prices.crew_days.tolist(), prices.crew_weights[row].tolist(), strict=True)
        used = tuple((number, weight) for number, weight in days if weight)
        known[str(prices.crew_region[row]), int(prices.crew_week[row]), used] = price
    found = np.zeros(len(crew.limit))
    for row in range(len(found) if known else 0):
        days = zip(crew.days.tolist(), crew.weights[row].tolist(), strict=True)
        used = tuple((number, weight) for number, weight in days if weight)
        found[row] = known.get((names[crew.region[row]], int(crew.week[row]), used), 0.0)
    return found


def _wave_prices(dual: DualPass, prices: Prices) -> Floats:
    wave, stores = dual.rows.wave_rows, dual.grid.network.stores
    keys = zip(
        prices.wave_of.tolist(), prices.wave_week.tolist(), prices.wave_store.tolist(), strict=True
    )
    known = dict(zip(keys, prices.wave_price.tolist(), strict=True))
    return np.array(
        [
            known.get((of, week, stores[store].store_id), 0.0)
            for of, week, store in zip(
                wave.wave.tolist(), wave.week.tolist(), wave.store.tolist(), strict=True
            )
        ]
    )


def _theta_shares(dual: DualPass, prices: Prices) -> Floats:
    """Return [pairs outside the forest, blocks]: the priced share of each block's loss."""
    grid, rows = dual.grid, dual.rows
    row_of = {int(place): row for row, place in enumerate(grid.pair[rows.outside])}
    priced = np.zeros((len(rows.outside), grid.network.horizon + 1))
    for pair, week, price in zip(
        prices.spillover_pair.tolist(),
        prices.spillover_week.tolist(),
        prices.spillover_price.tolist(),
        strict=True,
    ):
        if pair in row_of and 0 <= week < grid.network.horizon:
            priced[row_of[pair], week + 1] += price
    summed = np.cumsum(priced, axis=1)
    ends = np.concatenate([np.zeros((len(priced), 1), dtype=np.int64), rows.block_end], axis=1)
    by_block = np.diff(np.take_along_axis(summed, ends, axis=1), axis=1)
    total = rows.table.theta_total
    return np.where(total > 0, by_block / np.where(total > 0, total, 1.0), 0.0)


def _exact_pairs(dual: DualPass) -> Ints:
    """Return the places of pairs that are counted exactly, rising."""
    grid = dual.grid
    beside_fixed = []
    for place, pair in enumerate(grid.network.programme.spillover):
        a, b = grid.network.place[pair.store_a], grid.network.place[pair.store_b]
        if grid.fixed[a] != grid.fixed[b] and pair.loss_per_week > 0:
            beside_fixed.append(place)
    edges = grid.pair[dual.forest.exact]
    return np.unique(np.concatenate([edges, np.array(beside_fixed, dtype=np.int64)]))


def weekly_shares(dual: DualPass, vector: Floats) -> Floats:
    """Return [pairs outside the forest, H]: the share of the loss that each week is charged."""
    rows, weeks = dual.rows, np.arange(dual.grid.network.horizon)
    share = np.clip(vector[rows.span("theta")], 0.0, 1.0).reshape(rows.block_end.shape)
    by_week = np.zeros((len(rows.outside), len(weeks)))
    begin = np.zeros(len(rows.outside), dtype=np.int64)
    for block, end in enumerate(rows.block_end.T):
        inside = (weeks >= begin[:, None]) & (weeks < end[:, None])
        by_week += np.where(inside, share[:, block, None], 0.0)
        begin = end
    return by_week


def _thetas(dual: DualPass, vector: Floats) -> tuple[Ints, Ints, Floats]:
    """Return place of the pair, week and price of the pairs outside the forest, where above 0."""
    grid, rows = dual.grid, dual.rows
    by_week = weekly_shares(dual, vector)
    theta = by_week * np.diff(grid.pair_prefix[rows.outside], axis=1)
    pair, week = np.nonzero(theta > 0)
    return grid.pair[rows.outside[pair]], week.astype(np.int64), theta[pair, week]


def _charging_the_impossible(dual: DualPass, prices: Prices) -> Prices:
    """Add rows n_k <= 0 with a price for installations that alone exceed a week's crew-days.

    The bound leaves such options out. With these rows, whose limit is 0, they are never a store's
    best choice for a reader of the certificate either.
    """
    grid = dual.grid
    region, week, kind = np.nonzero(np.isfinite(grid.too_large))
    if not len(region):
        return prices
    reach = np.maximum(grid.too_large[region, week, kind], 0.0) + _most_earned(grid, prices)
    names = np.array(regions_of(grid.network), dtype=np.str_)
    days = np.array(dual.rows.crew_rows.days)
    weights = (np.arange(len(days))[None, :] == kind[:, None]).astype(np.float64)
    return replace(
        prices,
        crew_region=np.concatenate([prices.crew_region, names[region]]),
        crew_week=np.concatenate([prices.crew_week, week.astype(np.int64)]),
        crew_weights=np.vstack([prices.crew_weights.reshape(-1, len(days)), weights]),
        crew_limit=np.concatenate([prices.crew_limit, np.zeros(len(week))]),
        crew_price=np.concatenate([prices.crew_price, reach]),
    )


def _most_earned(grid: Grid, prices: Prices) -> float:
    """Return more than any option earns by obligations' prices, and any obliged store may lose."""
    finite = grid.value[grid.obliged]
    worst = float(finite[np.isfinite(finite)].min(initial=0.0))
    earned = float(prices.quota.sum()) + float(np.maximum(-prices.holdout, 0.0).max(initial=0.0))
    earned += float(prices.wave_price.max(initial=0.0)) * grid.selling_weeks
    for price in prices.other:
        earned += float(price) * float(np.abs(grid.other).max(initial=0.0))
    return earned - worst + float(np.abs(prices.budget).sum() * grid.capex.max(initial=0.0)) + 1.0
