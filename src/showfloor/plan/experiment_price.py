"""The exact price of a plan: why it is worth less than the bound, rule by rule.

bound - objective = sum over stores of (best reduced value - reduced value of the choice)
                  + sum of price x what the plan leaves of each limit + the spillover's terms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from showfloor.domain.certificate import Leaf, Prices, Split
from showfloor.plan.crew_cuts import cuts_paid
from showfloor.plan.experiment_types import PlanPrice
from showfloor.plan.grid import Grid
from showfloor.plan.near_ties import Choices
from showfloor.plan.network import Bools, Floats, Ints
from showfloor.plan.rules import regions_of


@dataclass(frozen=True, slots=True)
class Taken:
    """The chosen options as parallel arrays [n]."""

    store: Ints
    format: Ints
    start: Ints
    selling: Ints


def price_of_plan(
    grid: Grid,
    leaf: Leaf,
    choices: Choices,
    held: Bools,
    *,
    objective: float,
    bound: float,
    best: float,
) -> PlanPrice:
    """Return the terms of bound - objective of a plan at a leaf's prices.

    `bound` is the leaf's bound as recomputed from its prices, `best` its part that is the sum of
    all stores' best choices (trees of pairs together); `held` [S] the plan's holdout.
    """
    prices, taken = leaf.prices, _taken(grid, choices)
    used = _used(grid, prices, taken)
    limits = _limits(grid, prices, held)
    waves = _Waves.of(grid, prices, taken)
    spill = _spillover(grid, prices, taken)
    splits = _splits(grid, leaf, taken)
    charged = math.fsum(
        [*used.values(), *waves.charged, spill.charged, math.fsum(splits.charged), limits["held"]]
    )
    reduced = objective - grid.constant + spill.lost - charged
    constants = [
        limits["budget"],
        limits["crews"],
        limits["supply"],
        limits["pace"],
        limits["quota"],
        limits["other"],
        limits["keep"],
        *waves.level,
        -waves.fixed,
        spill.thetas,
        -spill.fixed,
        *splits.limit,
        grid.constant,
    ]
    return PlanPrice(
        bound=bound,
        objective=objective,
        choices=best - reduced,
        budget=limits["budget"] - used["budget"],
        crews=limits["crews"] - used["crews"],
        supply=limits["supply"] - used["supply"],
        pace=limits["pace"] - used["pace"],
        quota=limits["quota"] - used["quota"],
        other=limits["other"] - used["other"],
        waves=math.fsum(waves.level) - math.fsum(waves.charged) - waves.fixed,
        spillover=spill.lost + spill.thetas - spill.charged - spill.fixed,
        splits=math.fsum(splits.limit) - math.fsum(splits.charged),
        rounding=bound - best - math.fsum(constants),
    )


def _taken(grid: Grid, choices: Choices) -> Taken:
    store = np.flatnonzero(choices.format >= 0)
    form, start = choices.format[store], choices.start[store]
    return Taken(store, form, start, start + grid.length[form])


def _used(grid: Grid, prices: Prices, taken: Taken) -> dict[str, float]:
    """Return price x use of each kind of limit; negative where the use earns something."""
    capex = grid.capex[taken.store, taken.format]
    region = grid.region[taken.store]
    steps = {
        "budget": [
            price * math.fsum(capex[taken.start < end])
            for price, end in zip(prices.budget, grid.budget_end, strict=len(prices.budget) > 0)
        ],
        "supply": [
            price * int(((taken.format == form) & (taken.start < end)).sum())
            for price, form, end in zip(
                prices.supply, grid.supply_format, grid.supply_end, strict=len(prices.supply) > 0
            )
        ],
        "pace": [
            price * int((taken.selling <= week).sum())
            for price, week in zip(prices.pace, grid.pace_week, strict=len(prices.pace) > 0)
        ],
        "quota": [
            -price * int((region == where).sum())
            for price, where in zip(prices.quota, grid.quota_region, strict=len(prices.quota) > 0)
        ],
        "crews": [*_crews_used(grid, prices, taken), *_cuts_used(grid, prices, taken)],
        "other": [
            -price * math.fsum(grid.other[taken.store, taken.format, taken.start])
            for price in prices.other
        ],
    }
    return {kind: math.fsum(float(amount) for amount in parts) for kind, parts in steps.items()}


def _crews_used(grid: Grid, prices: Prices, taken: Taken) -> list[float]:
    if not len(prices.crew_price):
        return []
    place = {name: index for index, name in enumerate(regions_of(grid.network))}
    weeks = grid.network.programme.crew_weeks
    at = np.array([place[str(name)] for name in prices.crew_region], dtype=np.int64)
    count = np.zeros((len(place), weeks, len(prices.crew_days)))
    for offset in range(grid.crew_days.shape[1]):
        days = grid.crew_days[taken.format, offset]
        for kind, number in enumerate(prices.crew_days):
            own = days == number
            np.add.at(count, (grid.region[taken.store[own]], taken.start[own] + offset, kind), 1.0)
    used = (prices.crew_weights * count[at, prices.crew_week]).sum(axis=1)
    return [float(amount) for amount in prices.crew_price * used]


def _cuts_used(grid: Grid, prices: Prices, taken: Taken) -> list[float]:
    """Return price x weight of each chosen option in each crew cut of its region."""
    chosen = zip(taken.store.tolist(), taken.format.tolist(), taken.start.tolist(), strict=True)
    return [
        paid
        for store, form, start in chosen
        for _, paid in cuts_paid(grid, prices, store, form, start)
    ]


def _limits(grid: Grid, prices: Prices, held: Bools) -> dict[str, float]:
    """Return price x right side of each kind of limit, and what held stores pay."""
    strata = {group.name: index for index, group in enumerate(grid.strata)}
    own = np.zeros(len(grid.strata))
    for name, price in zip(prices.holdout_stratum, prices.holdout, strict=True):
        own[strata[str(name)]] = price
    keeps = np.array([float(group.keep) for group in grid.strata])
    chosen = np.flatnonzero(held & (grid.stratum >= 0))
    return {
        "budget": math.fsum(prices.budget * grid.budget_amount[: len(prices.budget)]),
        "crews": math.fsum(
            [*(prices.crew_price * prices.crew_limit), *(prices.cut_price * prices.cut_limit)]
        ),
        "supply": math.fsum(prices.supply * grid.supply_units[: len(prices.supply)]),
        "pace": math.fsum(prices.pace * grid.pace_at_most[: len(prices.pace)]),
        "quota": -math.fsum(prices.quota * grid.quota_at_least[: len(prices.quota)]),
        "other": -math.fsum(prices.other * grid.other_at_least),
        "keep": math.fsum(own * keeps),
        "held": math.fsum(own[grid.stratum[chosen]]),
    }


@dataclass(frozen=True, slots=True)
class _Waves:
    """Wave rows: the best of each level, what the plan's new and the fixed areas pay."""

    level: list[float]
    charged: list[float]
    fixed: float

    @classmethod
    def of(cls, grid: Grid, prices: Prices, taken: Taken) -> _Waves:
        """Return the terms of all wave rows."""
        first = np.full(grid.stores, np.iinfo(np.int64).max)
        first[taken.store] = taken.selling
        place = grid.network.place
        level: dict[tuple[int, int], list[float]] = {}
        charged, fixed = [], []
        rows = zip(
            prices.wave_of,
            prices.wave_week,
            prices.wave_store,
            prices.wave_side * prices.wave_price,
            strict=True,
        )
        for wave, week, store_id, amount in rows:
            level.setdefault((int(wave), int(week)), []).append(float(amount))
            store = place[str(store_id)]
            if grid.fixed[store]:
                fixed.append(float(amount) * float(grid.fixed_selling[store] <= week))
            else:
                charged.append(float(amount) * float(first[store] <= week))
        best = [max(0.0, math.fsum(parts)) for parts in level.values()]
        return cls(best, charged, math.fsum(fixed))


@dataclass(frozen=True, slots=True)
class _Spillover:
    """Pairs: exact losses of pairs with thetas, all thetas, what new and fixed areas pay."""

    lost: float
    thetas: float
    charged: float
    fixed: float


def _spillover(grid: Grid, prices: Prices, taken: Taken) -> _Spillover:
    network = grid.network
    selling = np.full(grid.stores, -1)
    selling[taken.store] = taken.selling
    weeks = np.arange(network.horizon)
    begins = selling[:, None]

    def sells(store: int) -> Bools:
        if grid.fixed[store]:
            return network.sells(store)
        mask: Bools = (weeks >= begins[store]) & (weeks < begins[store] + grid.life)
        return mask & bool(begins[store] >= 0)

    theta = _thetas(grid, prices)
    exact = {int(pair) for pair in prices.spillover_exact}
    lost: list[float] = []
    charged: list[float] = []
    fixed: list[float] = []
    for index, pair in enumerate(network.programme.spillover):
        a, b = network.place[pair.store_a], network.place[pair.store_b]
        if (grid.fixed[a] and grid.fixed[b]) or index in exact:
            continue
        on_a, on_b = sells(a), sells(b)
        share = np.minimum(network.open_share[a], network.open_share[b])
        weekly = pair.loss_per_week * network.discount * share
        lost.append(math.fsum(weekly[on_a & on_b]))
        if index in theta:
            for store, on in ((a, on_a), (b, on_b)):
                (fixed if grid.fixed[store] else charged).append(math.fsum(theta[index][on]))
    return _Spillover(
        math.fsum(lost), math.fsum(prices.spillover_price), math.fsum(charged), math.fsum(fixed)
    )


def _thetas(grid: Grid, prices: Prices) -> dict[int, Floats]:
    theta: dict[int, Floats] = {}
    rows = zip(prices.spillover_pair, prices.spillover_week, prices.spillover_price, strict=True)
    for pair, week, price in rows:
        theta.setdefault(int(pair), np.zeros(grid.network.horizon))[week] += price
    return theta


@dataclass(frozen=True, slots=True)
class _Splits:
    limit: list[float]
    charged: list[float]


def _splits(grid: Grid, leaf: Leaf, taken: Taken) -> _Splits:
    limit, charged = [], []
    for split, price in zip(leaf.path, leaf.prices.split, strict=True):
        count = int(counted_by(grid, split, taken).sum())
        side = 1.0 if split.at_most else -1.0
        limit.append(side * float(price) * (split.count if split.at_most else split.count + 1))
        charged.append(side * float(price) * count)
    return _Splits(limit, charged)


def counted_by(grid: Grid, split: Split, taken: Taken) -> Bools:
    """Return [n]: which chosen options a split counts."""
    network = grid.network
    counted: Bools = (taken.start >= split.from_week) & (taken.start < split.to_week)
    if split.store_id:
        counted &= taken.store == network.place[split.store_id]
    else:
        regions = np.array([store.region or "" for store in network.stores], dtype=np.str_)
        counted &= regions[taken.store] == split.region
    if split.format_id:
        ids = np.array([form.format_id for form in network.formats], dtype=np.str_)
        counted &= ids[taken.format] == split.format_id
    return counted
