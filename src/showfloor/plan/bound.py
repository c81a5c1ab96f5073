"""The certified bound: recomputed from the certificate's prices alone, as anyone else can.

Nothing of the search for prices is used here, only the prices as they are written. Weak duality
makes the result an upper bound for whatever prices >= 0: what is charged for a limit is never more
than price x limit for a plan that keeps it, and every store or tree of stores does by itself at
least as well as in the best plan.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from showfloor.domain.certificate import Leaf, Prices, Split
from showfloor.plan.forest import Forest, best_of_trees, forest_of
from showfloor.plan.grid import Grid
from showfloor.plan.network import Bools, Floats
from showfloor.plan.rules import regions_of

ROUNDING = 1e-9
"""Share of the sum of all terms' sizes that is added, so that noise never lowers a bound."""
BLOCK = 2048
"""Stores whose options are priced at a time."""


def prove_bound(grid: Grid, leaf: Leaf, *, rounding: float = ROUNDING) -> float:
    """Return the upper bound that a leaf's prices prove, rounded outward.

    NaN where a store that must get an area has no option. ValueError where exact pairs close a
    cycle, or a pair beside a fixed area has prices: its loss is certain and counted exactly.
    """
    prices = leaf.prices
    worth, none = _store_choices(grid, leaf)
    forest = _exact_forest(grid, prices)
    trees = np.zeros(len(forest.trees.first) - 1)
    best_of_trees(forest.trees, worth, none, np.zeros(worth.shape[1]), trees)
    terms = [*_priced_limits(grid, prices), *_priced_splits(leaf), *prices.spillover_price]
    terms += [*_wave_terms(grid, prices), *trees.tolist(), grid.constant]
    if not all(math.isfinite(term) for term in terms):
        return math.nan
    total = math.fsum(terms) + rounding * math.fsum(abs(term) for term in terms)
    return float(np.nextafter(total, np.inf))


def _priced_limits(grid: Grid, prices: Prices) -> list[float]:
    """Return price x right side of every rule."""
    keep = {group.name: float(group.keep) for group in grid.strata}
    held = [keep.get(str(name), 0.0) for name in prices.holdout_stratum]
    return [
        *(prices.budget * grid.budget_amount[: len(prices.budget)]),
        *(prices.crew_price * prices.crew_limit),
        *(prices.cut_price * prices.cut_limit),
        *(prices.supply * grid.supply_units[: len(prices.supply)]),
        *(prices.pace * grid.pace_at_most[: len(prices.pace)]),
        *(-prices.quota * grid.quota_at_least[: len(prices.quota)]),
        *(-prices.other * grid.other_at_least),
        *(prices.holdout * np.array(held)),
    ]


def _priced_splits(leaf: Leaf) -> list[float]:
    return [
        float(price) * (split.count if split.at_most else -(split.count + 1))
        for split, price in zip(leaf.path, leaf.prices.split, strict=True)
    ]


def _wave_terms(grid: Grid, prices: Prices) -> list[float]:
    """Return max(0, sum of side x price) for every wave and week, and what fixed areas pay."""
    sums: dict[tuple[int, int], list[float]] = {}
    terms: list[float] = []
    rows = zip(
        prices.wave_of.tolist(),
        prices.wave_week.tolist(),
        prices.wave_store.tolist(),
        (prices.wave_side * prices.wave_price).tolist(),
        strict=True,
    )
    for wave, week, store_id, paid in rows:
        sums.setdefault((wave, week), []).append(paid)
        store = grid.network.place[store_id]
        if grid.fixed[store] and grid.fixed_selling[store] <= week:
            terms.append(-paid)
    return [*terms, *(max(0.0, math.fsum(parts)) for parts in sums.values())]


def _exact_forest(grid: Grid, prices: Prices) -> Forest:
    """Return the trees of the pairs that are counted exactly."""
    exact = np.isin(grid.pair, prices.spillover_exact)
    pairs = (grid.pair_a, grid.pair_b)
    return forest_of(grid.stores, pairs, exact, grid.pair_prefix, grid.life)


def _store_choices(grid: Grid, leaf: Leaf) -> tuple[Floats, Floats]:
    """Return the best reduced values [S, W] by first selling week, and [S] that of no area."""
    prices, weeks = leaf.prices, grid.weeks
    worth = np.full((grid.stores, grid.selling_weeks), -np.inf)
    budget, charged = _charged_budget(grid, prices), _charged_cells(grid, prices)
    every, listed = _charged_by_cuts(grid, prices)
    charged += every
    splits = [(*counted(grid, split), price) for split, price in _signed_splits(leaf)]
    for low in range(0, grid.stores, BLOCK):
        part = slice(low, min(low + BLOCK, grid.stores))
        reduced = grid.value[part] - grid.capex[part, :, None] * budget
        reduced -= charged[grid.region[part]]
        for store in listed.keys() & set(range(part.start, part.stop)):
            reduced[store - low] -= listed[store]
        for price in prices.other:
            reduced += price * grid.other[part]
        for stores, options, price in splits:
            reduced[stores[part]] -= price * options
        for form, ahead in enumerate(grid.length):
            into = worth[part, ahead : ahead + weeks]
            np.maximum(into, reduced[:, form], out=into)
    for store, paid in _charged_selling(grid, prices):
        worth[store] -= paid
    none = np.where(grid.obliged, -np.inf, 0.0)
    _count_holding(grid, prices, worth, none)
    return worth, none


def _signed_splits(leaf: Leaf) -> list[tuple[Split, float]]:
    """Return each split with what an option that it counts pays; below 0 where it earns."""
    return [
        (split, float(price) if split.at_most else -float(price))
        for split, price in zip(leaf.path, leaf.prices.split, strict=True)
    ]


def counted(grid: Grid, split: Split) -> tuple[Bools, Floats]:
    """Return which stores [S] and options [F, T] a split counts."""
    network = grid.network
    stores = np.zeros(grid.stores, dtype=np.bool_)
    if split.store_id:
        stores[network.place[split.store_id]] = True
    else:
        names = regions_of(network)
        stores |= grid.region == (names.index(split.region) if split.region in names else -1)
    options = np.zeros((len(network.formats), grid.weeks))
    for form, item in enumerate(network.formats):
        if split.format_id in ("", item.format_id):
            options[form, max(0, split.from_week) : max(0, split.to_week)] = 1.0
    return stores, options


def _charged_budget(grid: Grid, prices: Prices) -> Floats:
    """Return [T]: what a unit of capex is charged by start week."""
    charged = np.zeros(grid.weeks)
    for end, price in zip(grid.budget_end, prices.budget, strict=False):
        charged[:end] += price
    return charged


def _charged_cells(grid: Grid, prices: Prices) -> Floats:
    """Return [regions, F, T]: what crews, supply, pace and quotas charge."""
    names, weeks = regions_of(grid.network), grid.weeks
    charged = np.zeros((len(names), len(grid.length), weeks))
    for form, end, price in zip(grid.supply_format, grid.supply_end, prices.supply, strict=False):
        charged[:, form, :end] += price
    for last, price in zip(grid.pace_week, prices.pace, strict=False):
        for form, ahead in enumerate(grid.length):
            charged[:, form, : max(0, last + 1 - ahead)] += price
    for region, price in zip(grid.quota_region, prices.quota, strict=False):
        if region >= 0:
            charged[region] -= price
    place = {name: index for index, name in enumerate(names)}
    crew = np.zeros((len(names), weeks + grid.crew_days.shape[1], max(1, len(prices.crew_days))))
    known = np.array([str(name) in place for name in prices.crew_region], dtype=np.bool_)
    at = np.array([place[str(name)] for name in prices.crew_region[known]], dtype=np.int64)
    rows = prices.crew_weights[known] * prices.crew_price[known, None]
    np.add.at(crew, (at, prices.crew_week[known]), rows)
    for form, days in enumerate(grid.crew_days):
        for offset, number in enumerate(days):
            kind = np.flatnonzero(prices.crew_days == number)
            if number > 0 and len(kind):
                charged[:, form] += crew[:, offset : offset + weeks, kind[0]]
    return charged


def _charged_by_cuts(grid: Grid, prices: Prices) -> tuple[Floats, dict[int, Floats]]:
    """Return [regions, F, T] what crew cuts charge every store, and [F, T] by listed store.

    The latter comes on top: a listed store's own weights less those of stores that are not listed.
    """
    network, names = grid.network, regions_of(grid.network)
    formats = {item.format_id: index for index, item in enumerate(network.formats)}
    cell = (len(grid.length), grid.weeks)
    every, listed = np.zeros((len(names), *cell)), dict[int, Floats]()
    ends = np.searchsorted(prices.entry_cut, np.arange(len(prices.cut_price) + 1))
    for cut, price in enumerate(prices.cut_price.tolist()):
        own: dict[str, Floats] = {"": np.zeros(cell)}
        for row in range(int(ends[cut]), int(ends[cut + 1])):
            form, start = formats[str(prices.entry_format[row])], int(prices.entry_start[row])
            charged = own.setdefault(str(prices.entry_store[row]), np.zeros(cell))
            charged[form, start] += price * float(prices.entry_weight[row])
        others = own.pop("")
        every[names.index(str(prices.cut_region[cut]))] += others
        for store_id, charged in own.items():
            beside = listed.setdefault(network.place[store_id], np.zeros(cell))
            beside += charged - others
    return every, listed


def _charged_selling(grid: Grid, prices: Prices) -> Iterator[tuple[int, Floats]]:
    """Yield stores and what waves and priced pairs charge them [W] by first selling week."""
    place, weeks, horizon = grid.network.place, grid.selling_weeks, grid.network.horizon
    waves: dict[int, Floats] = {}
    rows = zip(
        prices.wave_store.tolist(),
        prices.wave_week.tolist(),
        (prices.wave_side * prices.wave_price).tolist(),
        strict=True,
    )
    for store_id, week, paid in rows:
        waves.setdefault(place[store_id], np.zeros(horizon))[week] += paid
    for store, by_week in waves.items():
        yield store, np.cumsum(by_week[::-1])[::-1][:weeks]
    pairs: dict[int, Floats] = {}
    programme = grid.network.programme
    for pair, week, price in zip(
        prices.spillover_pair.tolist(),
        prices.spillover_week.tolist(),
        prices.spillover_price.tolist(),
        strict=True,
    ):
        for store_id in (programme.spillover[pair].store_a, programme.spillover[pair].store_b):
            store = place[store_id]
            if grid.fixed[store]:
                raise ValueError(f"spillover pair {pair} has prices beside a fixed area")
            pairs.setdefault(store, np.zeros(horizon))[week] += price
    selling = np.arange(weeks)
    for store, by_week in pairs.items():
        total = np.concatenate([[0.0], np.cumsum(by_week)])
        yield store, total[np.minimum(selling + grid.life, horizon)] - total[selling]


def _count_holding(grid: Grid, prices: Prices, worth: Floats, none: Floats) -> None:
    """Add what being held earns to no area and to late sales of stores that may be held."""
    if not len(prices.holdout):
        return
    by_name = dict(zip(prices.holdout_stratum.tolist(), prices.holdout.tolist(), strict=True))
    earned = np.array([max(0.0, -by_name.get(group.name, 0.0)) for group in grid.strata])
    stores = np.flatnonzero(grid.stratum >= 0)
    gain = earned[grid.stratum[stores]]
    none[stores] += gain
    worth[stores, grid.late_from :] += gain[:, None]
