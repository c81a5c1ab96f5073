"""More columns once prices have settled: regions at prices drawn, and groups beside the others.

Regions decided apart, at the best prices, rarely use a budget to the last euro. What they do at
other prices, and what a few do together within what the others leave, fits better.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import scipy.sparse as sp

from showfloor.plan.near_ties import Choices
from showfloor.plan.network import Floats, Ints
from showfloor.plan.regional import Columns
from showfloor.plan.regional_columns import SLACK, option_use, shared_use
from showfloor.plan.regional_programme import (
    RegionalPlan,
    RegionalProgramme,
    Taken,
    build_programme,
    decide,
)
from showfloor.plan.regional_rounds import Decided, RegionalRounds, Round, size_of
from showfloor.plan.search_merge import side_by_side

DRAWS = 16
"""Prices that are drawn at a time."""
SPREAD = 0.1
"""Standard deviation of their logarithms."""
EASY = 400
"""Options of a region at most that is decided at drawn prices."""
ROUGHLY = 2e-6
"""To which that is done, as a share of the whole bound."""
OPTIONS, PAIRED = 600, 200
"""Of all regions that are decided together, about; the latter where there are pairs."""
REGIONS = 5
"""Decided together at most."""
GROUPS = 8
"""Groups of regions at a time."""
GAP = 2e-7
"""To which they are decided, as a share of the whole bound."""
SECONDS = 0.5
"""For one region at drawn prices, or one group."""

Part = tuple[int, Taken]
"""A region, and what its stores take."""


def vary(rounds: RegionalRounds, seed: int, stop: Callable[[], bool]) -> None:
    """Add to the pool what regions that are soon decided choose at prices drawn near the best."""
    best, pool = rounds.best, rounds.pool
    if best is None:
        return
    prices = best.regional.prices[pool.priced]
    drawn = np.random.default_rng(seed).standard_normal((DRAWS, len(prices)))
    paid = np.where(prices > 0, np.exp(SPREAD * drawn) - 1.0, np.abs(drawn)) * size_of(prices)
    easy = [own for own in best.decided if len(own.programme.columns.store) <= EASY]

    def work(own: Decided, more: Floats) -> Callable[[Callable[[], bool]], RegionalPlan | None]:
        return lambda go_on: _decided_at(rounds, own, more) if go_on() else None

    tasks = [(own, more) for more in paid for own in easy]
    found = side_by_side([work(own, more) for own, more in tasks], stop)
    for (own, _), plan in zip(tasks, found, strict=True):
        if plan is not None:
            pool.add(own.programme.region, *plan.taken(own.programme))


def _decided_at(rounds: RegionalRounds, own: Decided, more: Floats) -> RegionalPlan | None:
    """Return the best of a region's programme where shared rows [G] cost so much more."""
    left = rounds.time_left()
    if own.plan is None or left <= 0:
        return None
    programme = own.programme
    columns = programme.columns
    cost = programme.cost.copy()
    cost[: len(columns.store)] += more @ option_use(
        rounds.dual.grid, columns.store, columns.form, columns.start
    )
    begin = own.plan.taken(programme).among(columns)
    gap = ROUGHLY * rounds.scale
    return decide(replace(programme, cost=cost), gap, min(SECONDS, left), begin)


def refit(rounds: RegionalRounds, plan: Choices, seed: int, stop: Callable[[], bool]) -> None:
    """Add to the pool what drawn groups of regions do best beside the rest of a plan."""
    best, pool = rounds.best, rounds.pool
    if best is None:
        return

    def work(group: list[int]) -> Callable[[Callable[[], bool]], list[Part]]:
        return lambda go_on: _decided(rounds, best, plan, group) if go_on() else []

    stores = np.bincount(rounds.dual.grid.region, minlength=pool.regions)
    groups = _groups(stores, np.random.default_rng(seed))
    for parts in side_by_side([work(group) for group in groups], stop):
        for part in parts:
            pool.add(part[0], *part[1])


def _groups(stores: Ints, random: np.random.Generator) -> list[list[int]]:
    """Draw groups of regions that together have no more stores than the largest [regions]."""
    groups: list[list[int]] = []
    order: list[int] = []
    while len(groups) < GROUPS:
        group: list[int] = []
        while len(group) < REGIONS:
            order = order or random.permutation(len(stores)).tolist()
            if group and stores[group].sum() + stores[order[-1]] > stores.max():
                break
            group.append(order.pop())
        groups.append(sorted(set(group)))
    return groups


def _decided(rounds: RegionalRounds, best: Round, plan: Choices, group: list[int]) -> list[Part]:
    """Return what each region of a group does, where they are best together."""
    grid, left = rounds.dual.grid, rounds.time_left()
    if left <= 0:
        return []
    inside = np.isin(grid.region, group)
    others = np.flatnonzero((plan.format >= 0) & ~inside)
    used = shared_use(grid, others, plan.format[others], plan.start[others])
    joint = _joint(rounds, best, group, rounds.pool.limit - used + SLACK)
    mine = np.flatnonzero((plan.format >= 0) & inside)
    begin = Taken(mine, plan.format[mine], plan.start[mine]).among(joint.columns)
    found = decide(joint, GAP * rounds.scale, min(SECONDS, left), begin)
    if found is None:
        return []
    taken = found.taken(joint)
    inner = [grid.region[taken.store] == region for region in group]
    return [
        (region, Taken(*(part[at] for part in taken)))
        for region, at in zip(group, inner, strict=True)
    ]


def _joint(
    rounds: RegionalRounds, best: Round, group: list[int], left: Floats
) -> RegionalProgramme:
    """Return the programme of several regions, with rows of what they share first."""
    grid, near = rounds.dual.grid, best.near
    most = PAIRED if len(grid.pair) else OPTIONS
    loss = np.sort(near.loss[np.isin(grid.region[near.store], group)])
    width = float(loss[min(most, len(loss) - 1)]) if len(loss) else 0.0
    own = [
        build_programme(best.regional, near, rounds.cuts, region=place, width=width)
        for place in group
    ]
    columns = Columns(
        *(
            np.concatenate([getattr(one.columns, item.name) for one in own])
            for item in fields(Columns)
        )
    )
    options = [len(one.columns.store) for one in own]
    losses = [one.matrix.shape[1] - count for one, count in zip(own, options, strict=True)]
    sizes = list(zip(own, options, losses, strict=True))
    top = [one.matrix[: one.matrix.shape[0] - lost, :kept] for one, kept, lost in sizes]
    low = [one.matrix[one.matrix.shape[0] - lost :, :kept] for one, kept, lost in sizes]
    use = option_use(grid, columns.store, columns.form, columns.start)
    prices = best.regional.prices[rounds.pool.priced]
    rows = sp.vstack([sp.csr_matrix(use), sp.block_diag(top), sp.block_diag(low)])
    lost = sum(losses)
    paid = sp.vstack([sp.csr_matrix((rows.shape[0] - lost, lost)), -sp.identity(lost)])
    return RegionalProgramme(
        region=-1,
        columns=columns,
        stores=np.sort(np.concatenate([one.stores for one in own])),
        matrix=sp.hstack([rows, paid], format="csc"),
        low=_stacked([np.full(len(left), -np.inf)], [one.low for one in own], losses),
        high=_stacked([left], [one.high for one in own], losses),
        cost=np.concatenate(
            [-columns.worth - prices @ use, *(one.cost[kept:] for one, kept, _ in sizes)]
        ),
        fixed=sum(one.fixed for one in own),
    )


def _stacked(first: list[Floats], sides: list[Floats], losses: list[int]) -> Floats:
    """Return sides of shared rows, of regions' rows, and of rows of pairs at the end."""
    heads = [side[: len(side) - count] for side, count in zip(sides, losses, strict=True)]
    tails = [side[len(side) - count :] for side, count in zip(sides, losses, strict=True)]
    found: Floats = np.concatenate([*first, *heads, *tails])
    return found
