"""Networks that fall apart at any size, and a region's programme written a second time for tests.

Worth, rows and losses follow the certificate's text week by week; a solver that shares no code with
the planner (scipy's) decides, or every choice is listed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from showfloor.domain.programme import CrewCapacity, Holdout, Pace
from showfloor.plan.crew_cuts_violated import violated_cuts
from showfloor.plan.dual import Shares, build_dual, price_units
from showfloor.plan.dual_prices import named_prices
from showfloor.plan.dual_tighten import tighten
from showfloor.plan.dual_whole import price_whole
from showfloor.plan.grid import build_grid
from showfloor.plan.network import build_network
from showfloor.plan.regional import regional_at
from showfloor.simulate import planning_instance


@contextmanager
def any_size() -> Iterator[None]:
    """Let networks of any number of stores fall apart into regions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("showfloor.plan.apart.STORES", (1, 3000))
        yield


@contextmanager
def by_regions_alone() -> Iterator[None]:
    """The same, and let no solver find a first plan for the whole network."""
    with any_size(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("showfloor.plan.rollout._around_relaxation", lambda grid, gap, clock: None)
        yield


def instance(stores: int, weeks: int, seed: int, *, spillover: bool = True, rules: str = ""):
    """Return a generated problem; `rules` may name "holdout", "other", "pace" to add."""
    problem = planning_instance(stores, 4, weeks, seed, spillover=spillover, freeze=True)
    programme = problem.programme
    if "holdout" in rules:
        late = programme.start + timedelta(weeks=weeks // 2)
        programme = replace(programme, holdout=Holdout(("region",), 2, late, "optimised"))
    if "pace" in rules:
        step = Pace(programme.start + timedelta(weeks=weeks // 2), stores // 5)
        programme = replace(programme, pace=(step,))
    if "other" in rules:
        programme = replace(programme, other_at_least=50.0 * stores)
    return replace(problem, programme=programme)


def tiny_apart(tiny, seed: int, stores: int = 4):
    """Return a tiny problem of two regions in which every rule comes up."""
    problem = tiny.tiny_problem(seed, stores=stores, draw="optimised" if seed % 3 == 0 else None)
    if seed % 2:
        problem = tiny.with_freeze_and_other(problem, seed)
    if seed % 5 < 2:
        problem = tiny.with_pace(problem, seed)
    days = np.random.default_rng([3, seed]).integers(0, 5, (2, tiny.WEEKS + 1)).tolist()
    crews = tuple(CrewCapacity(f"R{place}", tuple(own)) for place, own in enumerate(days, start=1))
    return replace(problem, programme=replace(problem.programme, crews=crews if seed % 4 else None))


def any_cuts(grid, seed: int):
    """Return crew cuts that hold, as random shares of options break them."""
    rng = np.random.default_rng(seed)
    store, form, start = np.nonzero(np.isfinite(grid.value))
    share = rng.choice([0.0, 0.25, 0.5, 1.0], len(store))
    places = (column.astype(np.int32) for column in (store, form, start))
    return violated_cuts(grid, Shares(*places, share))


def grid_of(problem):
    return build_grid(build_network(problem), 0)


def priced(problem):
    """Return the grid, the dual and good prices, with crew cuts where any are broken."""
    grid = grid_of(problem)
    found = tighten(price_whole(grid, time_left=lambda: 60.0))
    return grid, found.dual, found.prices


def random_prices(dual, seed):
    """Return valid prices around typical ones, about half of them 0."""
    rng = np.random.default_rng(seed)
    size = price_units(dual) * rng.exponential(1.0, len(dual.rows.limit))
    vector = size * (rng.random(len(size)) < 0.5)
    strata = dual.rows.span("stratum")
    vector[strata] *= rng.choice([-1.0, 1.0], len(vector[strata]))
    return np.clip(vector, dual.rows.floor, dual.rows.ceiling)


def dual_at_random(problem, seed):
    """Return the dual and a programme that has fallen apart at random prices."""
    grid = grid_of(problem)
    dual = build_dual(grid, any_cuts(grid, seed) if grid.capacity.size else ())
    return dual, regional_at(dual, random_prices(dual, seed))


@dataclass(frozen=True)
class Region:
    """One region at common prices: options [n] with their worth, stores with that of no area."""

    grid: object
    region: int
    store: list[int]
    form: list[int]
    start: list[int]
    worth: list[float]
    none: dict[int, float]
    """By store without a fixed area; -inf where it must get one."""

    def selling(self, option: int) -> int:
        return self.start[option] + int(self.grid.length[self.form[option]])


def region_of(regional, region: int) -> Region:
    """Return a region, each option's worth taken from prices by name."""
    grid = regional.dual.grid
    network, programme = grid.network, grid.network.programme
    prices = named_prices(regional.dual, regional.common)
    formats = [item.format_id for item in network.formats]
    name = sorted({s.region or "" for s in network.stores})[region]
    later = grid.budget_end
    none, store, form, start, worth = {}, [], [], [], []
    for s in np.flatnonzero((grid.region == region) & ~grid.fixed).tolist():
        store_id = network.stores[s].store_id
        held = 0.0
        if grid.stratum[s] >= 0:
            stratum = grid.strata[grid.stratum[s]].name
            held = max(0.0, -float(prices.holdout[prices.holdout_stratum == stratum].sum()))
        none[s] = -np.inf if grid.obliged[s] else held
        mine = prices.wave_store == store_id
        pairs = [
            place
            for place, pair in enumerate(programme.spillover)
            if store_id in (pair.store_a, pair.store_b)
        ]
        near = np.isin(prices.spillover_pair, pairs)
        for f, t in zip(*np.nonzero(np.isfinite(grid.value[s])), strict=True):
            sells = int(t + grid.length[f])
            total = float(grid.value[s, f, t])
            total -= grid.capex[s, f] * float(prices.budget[later > t].sum())
            for step, price in zip(programme.supply, prices.supply, strict=True):
                after = [
                    x.week
                    for x in programme.supply
                    if x.format_id == step.format_id and x.week > step.week
                ]
                monday = programme.start + timedelta(weeks=int(t))
                if step.format_id == formats[f] and (not after or monday < min(after)):
                    total -= float(price)
            for quota, price in zip(programme.quotas, prices.quota, strict=True):
                total += float(price) * (quota.region == name)
            for step, price in zip(programme.pace, prices.pace, strict=True):
                monday = programme.start + timedelta(weeks=sells)
                total -= float(price) * (monday <= step.selling_by)
            if len(prices.other):
                total += float(prices.other[0] * grid.other[s, f, t])
            sold = mine & (prices.wave_week >= sells)
            total -= float((prices.wave_side[sold] * prices.wave_price[sold]).sum())
            week = prices.spillover_week
            alive = near & (week >= sells) & (week < sells + grid.life)
            total -= float(prices.spillover_price[alive].sum())
            if held and grid.late[f, t]:
                total += held
            store.append(s)
            form.append(int(f))
            start.append(int(t))
            worth.append(total)
    return Region(grid, region, store, form, start, worth, none)


def losses(of: Region, pairs=None) -> Iterator[tuple[float, int, int, int]]:
    """Yield what pairs within the region lose: amount, week, stores; `pairs` alone, if given."""
    grid = of.grid
    for pair, (a, b) in enumerate(zip(grid.pair_a, grid.pair_b, strict=True)):
        if int(a) in of.none and int(b) in of.none and (pairs is None or pair in pairs):
            for week, amount in enumerate(np.diff(grid.pair_prefix[pair])):
                if amount > 0:
                    yield float(amount), week, int(a), int(b)


def best_of_region(of: Region, *, whole: bool = True, rows=()) -> float:
    """Return the most that a region's stores can be worth at common prices; -inf if nothing fits.

    With whole options crew-days are limited as the rule says. Else the relaxation is solved, over
    crew rows (a list of entry by option, and the limit) in the place of crew-days.
    """
    grid, count = of.grid, len(of.store)
    if not count:
        return sum(of.none.values())
    matrix, low, high = [], [], []

    def row(entries: dict[int, float], least: float, most: float) -> None:
        matrix.append(entries)
        low.append(least)
        high.append(most)

    for s, none in of.none.items():
        own = {o: 1.0 for o in range(count) if of.store[o] == s}
        if own or none == -np.inf:
            row(own, 1.0 if none == -np.inf else 0.0, 1.0)
    if whole and grid.capacity.size:
        days = grid.crew_days
        for week in range(grid.capacity.shape[1]):
            used = {
                o: float(days[of.form[o], week - of.start[o]])
                for o in range(count)
                if 0 <= week - of.start[o] < days.shape[1]
            }
            row(used, -np.inf, float(grid.capacity[of.region, week]))
    for entries, most in rows:
        row(entries, -np.inf, most)
    cost = [-worth + max(0.0, of.none[s]) for s, worth in zip(of.store, of.worth, strict=True)]
    merged: dict[tuple[int, ...], tuple[dict[int, float], float]] = {}
    for amount, week, a, b in losses(of):
        selling = {
            o: 1.0
            for o in range(count)
            if of.store[o] in (a, b) and of.selling(o) <= week < of.selling(o) + grid.life
        }
        if len({of.store[o] for o in selling}) == 2:
            key = tuple(selling)
            merged[key] = (selling, merged.get(key, (selling, 0.0))[1] + amount)
    for nth, (selling, amount) in enumerate(merged.values()):
        row({**selling, count + nth: -1.0}, -np.inf, 1.0)
        cost.append(amount)
    places = [(i, j, v) for i, entries in enumerate(matrix) for j, v in entries.items()]
    rows_, columns, values = zip(*places, strict=True)
    kinds = np.zeros(len(cost))
    kinds[:count] = 1.0 if whole else 0.0
    found = milp(
        np.array(cost),
        constraints=LinearConstraint(
            csr_matrix((values, (rows_, columns)), (len(matrix), len(cost))), low, high
        ),
        integrality=kinds,
        bounds=Bounds(0.0, np.inf),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        return -np.inf
    return sum(max(0.0, none) for none in of.none.values()) - float(found.fun)


def listed_best(of: Region, *, paid=None, pairs=None, crews=True, counted=None, sides=None):
    """Return the same for a handful of stores, by listing every choice.

    `paid` by option is taken off its worth, `pairs` are the only ones that lose, `crews` says
    whether crew-days are limited. With `sides` (at most?, number) only choices that take at most,
    or at least, so many of the `counted` options are listed.
    """
    grid = of.grid
    options = {s: [o for o in range(len(of.store)) if of.store[o] == s] for s in of.none}
    lost = list(losses(of, pairs))
    best = -np.inf
    for picked in itertools.product(*([None, *options[s]] for s in of.none)):
        if sides is not None:
            number = sum(o is not None and counted[o] for o in picked)
            if (number > sides[1]) if sides[0] else (number < sides[1]):
                continue
        worth, used, sells = 0.0, {}, {}
        for s, o in zip(of.none, picked, strict=True):
            if o is None:
                worth += of.none[s]
                continue
            worth += of.worth[o] - (paid[o] if paid else 0.0)
            sells[s] = of.selling(o)
            for offset, days in enumerate(grid.crew_days[of.form[o]].tolist()):
                week = of.start[o] + offset
                if days:
                    used[week] = used.get(week, 0) + days
        fits = not (crews and grid.capacity.size) or all(
            days <= grid.capacity[of.region, week] for week, days in used.items()
        )
        if not fits or worth <= best:
            continue
        for amount, week, a, b in lost:
            if a in sells and b in sells:
                both = all(sells[s] <= week < sells[s] + grid.life for s in (a, b))
                worth -= amount if both else 0.0
        best = max(best, worth)
    return best
