"""Why one store: what its option pays for what it uses, and whom it would displace."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.domain.plan import PlannedArea, RolloutProblem
from showfloor.errors import UsageError, nearest
from showfloor.plan.crew_cuts import cuts_paid
from showfloor.plan.experiment_price import Taken, counted_by
from showfloor.plan.grid import Grid, build_grid
from showfloor.plan.leaves_whole import prices_of_whole
from showfloor.plan.network import Floats, Network, build_network
from showfloor.plan.types import StoreReason, StoreVerdict

SHOWN = 5
"""Displaced stores that an answer names."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One price that an option pays: for a limit that it uses or a neighbour that it hurts."""

    kind: Literal[
        "budget",
        "crews",
        "supply",
        "pace",
        "quota",
        "other",
        "waves",
        "holdout",
        "spillover",
        "split",
        "change",
    ]
    name: str
    """Budget: "through 2021-03-31"; crews: region; spillover: the neighbour's store_id; holdout:
    the stratum that holds the store until this late option (optimised holdouts only); change:
    the store departs from the earlier plan, or (negative) keeps to it."""
    week: date | None
    amount: float
    """Units used: euros of capex, crew-days, fixtures, areas; NaN where it has no unit."""
    paid: float
    """Currency; negative where the option earns it (a quota, the other party's value)."""


@dataclass(frozen=True, slots=True)
class Displaced:
    """A planned store that uses what another store would need."""

    store_id: str
    format_id: str
    start_week: date
    margin_to_flip: float
    """How little would have to change for it to lose its place."""
    shares_crews: bool
    """Whether it is built in the same region in one of the same weeks."""


@dataclass(frozen=True, slots=True)
class StoreAnswer:
    """Why a store is in the plan or not, and how sure that is (week 0 currency)."""

    store_id: str
    verdict: StoreVerdict
    because: tuple[str, ...]
    format_id: str | None
    """Of its planned option, else of its best one at today's prices."""
    start_week: date | None
    value: float
    payments: tuple[Payment, ...]
    """The largest first."""
    reduced_value: float
    """Value less all payments."""
    distance: float
    """How much would have to change for the choice to change."""
    share: float
    """Share of draws in which it is chosen; NaN where nothing was drawn."""
    displaces: tuple[Displaced, ...]
    """For a store that is not planned: whom its best option would push out, likeliest first."""


@dataclass(frozen=True, slots=True)
class _Option:
    store: int
    format: int
    start: int
    selling: int


def why_store(
    problem: RolloutProblem,
    areas: tuple[PlannedArea, ...],
    reasons: tuple[StoreReason, ...],
    certificate: Certificate,
    store_id: str,
    *,
    share: float = math.nan,
) -> StoreAnswer:
    """Return why a store is in a plan or not, at the certificate's prices.

    `reasons` are the plan's, one a store; `share` is the share of draws in which the store is
    chosen. Beside several leaves the prices are those of the whole programme, found anew.
    UsageError for an unknown store.
    """
    by_store = {reason.store_id: reason for reason in reasons}
    if store_id not in by_store:
        raise UsageError(f"no store '{store_id}' in this plan{nearest(store_id, by_store)}")
    reason = by_store[store_id]
    if reason.best_format_id is None or not certificate.leaves:
        return _without_option(reason, share)
    grid = build_grid(build_network(problem), certificate.seed)
    option = _option(grid, reason)
    leaf = Leaf(prices_of_whole(grid, certificate))
    payments = _payments(grid, leaf, areas, option)
    planned = reason.verdict == "planned"
    return StoreAnswer(
        store_id=store_id,
        verdict=reason.verdict,
        because=reason.because,
        format_id=reason.best_format_id,
        start_week=reason.best_start_week,
        value=reason.best_value,
        payments=payments,
        reduced_value=reason.best_value - math.fsum(payment.paid for payment in payments),
        distance=reason.margin_to_flip,
        share=share,
        displaces=() if planned else _displaced(grid, leaf, areas, option, by_store),
    )


def _without_option(reason: StoreReason, share: float) -> StoreAnswer:
    return StoreAnswer(
        store_id=reason.store_id,
        verdict=reason.verdict,
        because=reason.because,
        format_id=None,
        start_week=None,
        value=math.nan,
        payments=(),
        reduced_value=math.nan,
        distance=math.nan,
        share=share,
        displaces=(),
    )


def _option(grid: Grid, reason: StoreReason) -> _Option:
    network = grid.network
    form = next(i for i, f in enumerate(network.formats) if f.format_id == reason.best_format_id)
    if reason.best_start_week is None:
        raise ValueError(f"{reason.store_id}: a best format without a start week")
    start = network.week_of(reason.best_start_week)
    return _Option(network.place[reason.store_id], form, start, start + int(grid.length[form]))


def _payments(
    grid: Grid, leaf: Leaf, areas: tuple[PlannedArea, ...], option: _Option
) -> tuple[Payment, ...]:
    prices = leaf.prices
    found = [
        *_limits_paid(grid, prices, option),
        *_crews_paid(grid, prices, option),
        *_waves_paid(grid, prices, option),
        *_holdout_paid(grid, prices, option),
        *_spillover_paid(grid, prices, areas, option),
        *_splits_paid(grid, leaf, option),
        *_change_paid(grid.network, option),
    ]
    paid = [payment for payment in found if payment.paid != 0.0]
    return tuple(sorted(paid, key=lambda p: (-abs(p.paid), p.kind, p.name)))


def _limits_paid(grid: Grid, prices: Prices, option: _Option) -> Iterator[Payment]:
    programme, network = grid.network.programme, grid.network
    capex = float(grid.capex[option.store, option.format])
    for step, price, end in zip(programme.budget, prices.budget, grid.budget_end, strict=False):
        if option.start < end:
            name = f"through {step.through}"
            yield Payment("budget", name, step.through, capex, float(price) * capex)
    supplied = zip(
        programme.supply, prices.supply, grid.supply_format, grid.supply_end, strict=False
    )
    for delivery, price, form, end in supplied:
        if form == option.format and option.start < end:
            yield Payment("supply", delivery.format_id, delivery.week, 1.0, float(price))
    for pace, price, week in zip(programme.pace, prices.pace, grid.pace_week, strict=False):
        if option.selling <= week:
            name = f"selling by {pace.selling_by}"
            yield Payment("pace", name, pace.selling_by, 1.0, float(price))
    region = network.stores[option.store].region
    for quota, price in zip(programme.quotas, prices.quota, strict=False):
        if quota.region == region:
            yield Payment("quota", quota.region, None, 1.0, -float(price))
    for price in prices.other:
        given = float(grid.other[option.store, option.format, option.start])
        yield Payment("other", "", None, given, -float(price) * given)


def _crews_paid(grid: Grid, prices: Prices, option: _Option) -> Iterator[Payment]:
    region = grid.network.stores[option.store].region or ""
    by_cuts = _paid_to_cuts(grid, prices, option)
    for offset in range(int(grid.length[option.format])):
        days = int(grid.crew_days[option.format, offset])
        week = option.start + offset
        rows = (prices.crew_region == region) & (prices.crew_week == week)
        weight = prices.crew_weights[rows][:, prices.crew_days == days].sum(axis=1)
        paid = math.fsum([*(weight * prices.crew_price[rows]), by_cuts[offset]])
        yield Payment("crews", region, grid.network.monday(week), float(days), paid)


def _paid_to_cuts(grid: Grid, prices: Prices, option: _Option) -> Floats:
    """Return by week of the installation what crew cuts charge.

    A cut's charge is told apart by the crew-days used in each week of its window.
    """
    length = int(grid.length[option.format])
    paid, weeks = np.zeros(length), option.start + np.arange(length)
    days = grid.crew_days[option.format, :length].astype(np.float64)
    for cut, amount in cuts_paid(grid, prices, option.store, option.format, option.start):
        first = int(prices.cut_from[cut])
        inside = days * ((weeks >= first) & (weeks < first + int(prices.cut_weeks[cut])))
        used = float(inside.sum())
        paid += amount * (inside / used if used > 0 else np.eye(1, length)[0])
    return paid


def _waves_paid(grid: Grid, prices: Prices, option: _Option) -> Iterator[Payment]:
    own = prices.wave_store == grid.network.stores[option.store].store_id
    own &= option.selling <= prices.wave_week
    for wave in np.unique(prices.wave_of[own]):
        rows = own & (prices.wave_of == wave)
        paid = math.fsum(prices.wave_side[rows] * prices.wave_price[rows])
        name = grid.network.programme.waves[int(wave)].name
        yield Payment("waves", name, None, math.nan, paid)


def _holdout_paid(grid: Grid, prices: Prices, option: _Option) -> Iterator[Payment]:
    """Yield what a store earns that sells late enough to be held, where its stratum needs one."""
    stratum = int(grid.stratum[option.store])
    if stratum >= 0 and len(prices.holdout) and option.selling >= grid.late_from:
        name = grid.strata[stratum].name
        paid = math.fsum(prices.holdout[prices.holdout_stratum == name])
        yield Payment("holdout", name, None, 1.0, min(0.0, paid))


def _spillover_paid(
    grid: Grid, prices: Prices, areas: tuple[PlannedArea, ...], option: _Option
) -> Iterator[Payment]:
    """Yield thetas, and for exact pairs the loss beside what the neighbour has or was given."""
    network = grid.network
    ends = option.selling + grid.life
    priced: dict[int, float] = {}
    in_life = (prices.spillover_week >= option.selling) & (prices.spillover_week < ends)
    for index, price in zip(
        prices.spillover_pair[in_life], prices.spillover_price[in_life], strict=True
    ):
        priced[int(index)] = priced.get(int(index), 0.0) + float(price)
    exact = {int(index) for index in prices.spillover_exact}
    selling = {area.store_id: network.week_of(area.selling_week) for area in areas}
    store_id = network.stores[option.store].store_id
    for index, pair in enumerate(network.programme.spillover):
        if store_id not in (pair.store_a, pair.store_b):
            continue
        other = pair.store_b if pair.store_a == store_id else pair.store_a
        paid = priced.get(index, 0.0)
        if index in exact:
            paid = _exact_loss(grid, index, option, selling.get(other))
        yield Payment("spillover", other, None, math.nan, paid)


def _exact_loss(grid: Grid, index: int, option: _Option, other_selling: int | None) -> float:
    """Return what an exact pair loses: beside a fixed area, or beside what the plan gives."""
    network, pair = grid.network, grid.network.programme.spillover[index]
    a, b = network.place[pair.store_a], network.place[pair.store_b]
    other = b if a == option.store else a
    week = np.arange(network.horizon)
    both = (week >= option.selling) & (week < option.selling + grid.life)
    if grid.fixed[other]:
        both &= network.sells(other)
    elif other_selling is None:
        return 0.0
    else:
        both &= (week >= other_selling) & (week < other_selling + grid.life)
    share = np.minimum(network.open_share[a], network.open_share[b])
    return math.fsum((pair.loss_per_week * network.discount * share)[both])


def _splits_paid(grid: Grid, leaf: Leaf, option: _Option) -> Iterator[Payment]:
    one = (option.store, option.format, option.start, option.selling)
    taken = Taken(*(np.array([place], dtype=np.int64) for place in one))
    for split, price in zip(leaf.path, leaf.prices.split, strict=True):
        if counted_by(grid, split, taken)[0]:
            side = 1.0 if split.at_most else -1.0
            yield Payment("split", split.region or split.store_id, None, 1.0, side * float(price))


def _change_paid(network: Network, option: _Option) -> Iterator[Payment]:
    """Yield what leaving or keeping the earlier plan counts at the store."""
    previous = network.problem.previous
    if previous is None:
        return
    store_id = network.stores[option.store].store_id
    before = next((c for c in previous.choices if c.store_id == store_id), None)
    if before is None:
        yield Payment("change", "", None, math.nan, previous.change_cost)
    elif (before.format_id, before.start_week) == (
        network.formats[option.format].format_id,
        network.monday(option.start),
    ):
        yield Payment("change", "", None, math.nan, -previous.change_cost)


def _displaced(
    grid: Grid,
    leaf: Leaf,
    areas: tuple[PlannedArea, ...],
    option: _Option,
    reasons: dict[str, StoreReason],
) -> tuple[Displaced, ...]:
    """Return planned stores that no rule obliges, those nearest to losing their place first.

    Where the option pays for crews, stores built in the same region and weeks come first.
    """
    crews = any(payment.paid > 0 for payment in _crews_paid(grid, leaf.prices, option))
    found = []
    for area in areas:
        store = grid.network.place[area.store_id]
        if grid.obliged[store]:
            continue
        form = next(i for i, f in enumerate(grid.network.formats) if f.format_id == area.format_id)
        start = grid.network.week_of(area.start_week)
        shares = grid.region[store] == grid.region[option.store]
        shares = shares and start < option.selling and option.start < start + grid.length[form]
        flip = reasons[area.store_id].margin_to_flip
        found.append(Displaced(area.store_id, area.format_id, area.start_week, flip, bool(shares)))
    found.sort(key=lambda d: (crews and not d.shares_crews, d.margin_to_flip, d.store_id))
    return tuple(found[:SHOWN])
