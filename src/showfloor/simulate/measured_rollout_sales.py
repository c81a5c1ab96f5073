"""Daily sales of measured-rollout, with areas whose every effect is stated: the known truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from showfloor.domain.stores import Area
from showfloor.simulate.measured_rollout_network import (
    END,
    FIRST_DAY,
    LEVEL,
    PRODUCTS,
    START,
    RolloutShops,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WEEKS = (END - FIRST_DAY).days // 7
BEFORE = (START - FIRST_DAY).days // 7
GAIN = {"island": 9.0, "table": 4.5}
"""Own units a week that an area adds once its novelty has worn off."""
NOVELTY, FADES_IN = 0.6, 5.0
"""In its first week an area adds 60 % more than that; the surplus falls by 1/e in five weeks."""
APART = 0.2
"""Areas differ: their gains spread around the format's by this share of it (standard deviation)."""
LOST_BY_RIVALS = 0.4
"""Units that rivals in the shop lose for each own unit gained."""
HALO = 0.05
"""Units that other categories gain for each own unit gained."""
CLEARANCE = 1.5
"""Own units that the clearance sale adds a week, before the building begins."""
BUILDING = -2.5
"""Own units that a week of building adds: it takes some away."""
NEIGHBOUR = -0.5
"""Own units a week that a shop loses while a neighbour sells from an area."""
RATIO = {"own": 1.0, "rivals": 1.2, "other": 0.6}
"""Units of each part for one own unit, without areas."""
NOISE, MEMORY = 1.2, 0.5
"""Spread of a shop's own good and bad weeks (own units a week), and how much of it stays."""
BY_WEEKDAY = np.array([0.15, 0.15, 0.155, 0.16, 0.175, 0.21, 0.0])
PARTS = tuple(RATIO)


@dataclass(frozen=True, slots=True)
class RolloutSales:
    """Units [S, D, P] by shop, day from FIRST_DAY, and product; open_days: [S, D] trading days."""

    units: Ints
    open_days: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RolloutTruth:
    """What areas truly did, expected: [S, W] by shop and week from `first_week`, in currency.

    own, rivals, other: margin added (below zero: lost) on own products, on rivals' in the
    manufacturer's categories, on other categories. own_revenue: revenue added on own products.
    began, ended: by shop the Monday from which something changed and from which the area stood no
    more, None without one.
    """

    first_week: date
    stores: tuple[str, ...]
    began: tuple[date | None, ...]
    ended: tuple[date | None, ...]
    own: Floats
    rivals: Floats
    other: Floats
    own_revenue: Floats
    seed: int


@dataclass(frozen=True, slots=True)
class TruthSums:
    """What the shops with an area truly gained in some weeks, in currency of margin."""

    own: float
    from_rivals: float
    from_elsewhere: float
    own_revenue: float

    @property
    def new(self) -> float:
        """What the shops truly sold more in all: the retailer's margin."""
        return self.own - self.from_rivals - self.from_elsewhere

    def manufacturers(self, rate: float) -> float:
        """Return the manufacturer's margin at `rate` of the revenue gained."""
        return rate * self.own_revenue


def truth_between(truth: RolloutTruth, first_week: date, to_week: date) -> TruthSums:
    """Sum the truth over shops from their first disruption on, while their area stands.

    first_week, to_week: Mondays, the end exclusive.
    """
    inside = np.zeros(truth.own.shape, dtype=bool)
    first, last = ((day - truth.first_week).days // 7 for day in (first_week, to_week))
    for row, (begins, ends) in enumerate(zip(truth.began, truth.ended, strict=True)):
        if begins is not None:
            begun = max((begins - truth.first_week).days // 7, first)
            over = last if ends is None else min((ends - truth.first_week).days // 7, last)
            inside[row, begun:over] = True
    own, rivals, other, revenue = (
        float(part[inside].sum())
        for part in (truth.own, truth.rivals, truth.other, truth.own_revenue)
    )
    return TruthSums(own, -rivals, -other, revenue)


def added_units(shops: RolloutShops, areas: Sequence[Area], seed: int) -> dict[str, Floats]:
    """Return by part the units [S, W] that a full week truly has more because of the areas."""
    rng = np.random.default_rng([seed, 5])
    spread = np.clip(1.0 + APART * rng.standard_normal(len(shops.stores)), 0.4, 1.6)
    place = {store.store_id: row for row, store in enumerate(shops.stores)}
    own = np.zeros((len(shops.stores), WEEKS))
    gained = np.zeros_like(own)
    for area in areas:
        row = place[area.store_id]
        cleared, built, sells = (
            _week(day) for day in (area.clearance_from, area.installed_from, area.selling_from)
        )
        ends = WEEKS if area.selling_to is None else _week(area.selling_to)
        age = np.arange(WEEKS) - sells
        steady = GAIN[area.format_id] * spread[row]
        standing = (age >= 0) & (np.arange(WEEKS) < ends)
        gain = steady * (1.0 + NOVELTY * np.exp(-np.maximum(age, 0) / FADES_IN))
        gained[row] = np.where(standing, gain, 0.0)
        own[row, cleared:built] += CLEARANCE
        own[row, built:sells] += BUILDING
    beside = shops.near.astype(np.float64) @ (gained > 0.0)
    return {
        "own": own + gained + NEIGHBOUR * beside,
        "rivals": -LOST_BY_RIVALS * gained,
        "other": HALO * gained,
    }


def rollout_sales(shops: RolloutShops, areas: Sequence[Area], seed: int) -> RolloutSales:
    """Draw two years of daily units with these areas; the year before is the same for any.

    All shops rise and fall by the same per cent from week to week, as real shops do more or less;
    around that each has good and bad weeks of its own, and buyers come by Poisson.
    """
    expected = _expected(shops, areas, seed)
    open_days = _open_days(shops)
    share = np.array([product.share for product in PRODUCTS])
    part = np.array([PARTS.index(product.part) for product in PRODUCTS])
    daily = np.repeat(expected, 7, axis=1) * np.tile(BY_WEEKDAY, WEEKS)[None, :, None]
    rate = daily[:, :, part] * share * open_days[:, :, None]
    before = np.random.default_rng([seed, 3]).poisson(rate[:, : 7 * BEFORE])
    after = np.random.default_rng([seed, 4]).poisson(rate[:, 7 * BEFORE :])
    return RolloutSales(np.concatenate([before, after], axis=1), open_days)


def rollout_truth(shops: RolloutShops, areas: Sequence[Area], seed: int) -> RolloutTruth:
    """Return what the areas truly added, in money, on the days on which shops were open."""
    added = added_units(shops, areas, seed)
    open_days = _open_days(shops).reshape(len(shops.stores), WEEKS, 7)
    traded = open_days @ BY_WEEKDAY
    begins = {
        a.store_id: min(a.clearance_from or a.installed_from, a.installed_from) for a in areas
    }
    ends = {area.store_id: area.selling_to for area in areas}
    return RolloutTruth(
        first_week=FIRST_DAY,
        stores=tuple(store.store_id for store in shops.stores),
        began=tuple(begins.get(store.store_id) for store in shops.stores),
        ended=tuple(ends.get(store.store_id) for store in shops.stores),
        own=added["own"] * traded * _worth("own", margin=True),
        rivals=added["rivals"] * traded * _worth("rivals", margin=True),
        other=added["other"] * traded * _worth("other", margin=True),
        own_revenue=added["own"] * traded * _worth("own", margin=False),
        seed=seed,
    )


def _worth(part: str, *, margin: bool) -> float:
    """Return what a unit of a part leaves (or costs), on average over its products."""
    chosen = [product for product in PRODUCTS if product.part == part]
    return sum(p.share * (p.margin if margin else p.price) for p in chosen)


def _expected(shops: RolloutShops, areas: Sequence[Area], seed: int) -> Floats:
    """Return expected units [S, W, parts] of a full week."""
    rng = np.random.default_rng([seed, 2])
    week = np.arange(WEEKS)
    december = np.where(week % 52 >= 48, 5.0, 0.0)
    # In units at a shop of the usual level.
    shared = 2.5 * np.sin(2 * np.pi * (week - 10) / 52) + december + rng.normal(0.0, 0.7, WEEKS)
    added = added_units(shops, areas, seed)
    parts = []
    for part, ratio in RATIO.items():
        shocks = rng.normal(0.0, NOISE * (1.0 - MEMORY**2) ** 0.5, (len(shops.stores), WEEKS))
        own_weeks = np.zeros_like(shocks)
        own_weeks[:, 0] = shocks[:, 0]
        for t in range(1, WEEKS):
            own_weeks[:, t] = MEMORY * own_weeks[:, t - 1] + shocks[:, t]
        without = ratio * (shops.level[:, None] * (1.0 + shared[None, :] / LEVEL) + own_weeks)
        parts.append(np.maximum(without + added[part], 0.5))
    return np.stack(parts, axis=2)


def _open_days(shops: RolloutShops) -> npt.NDArray[np.bool_]:
    """Return [S, D] whether each shop trades on each day: Monday to Saturday, if not closed."""
    days = np.arange(7 * WEEKS)
    found = np.tile((days % 7 < 6)[None, :], (len(shops.stores), 1))
    place = {store.store_id: row for row, store in enumerate(shops.stores)}
    for closure in shops.closures:
        first, last = ((day - FIRST_DAY).days for day in (closure.from_date, closure.to_date))
        found[place[closure.store_id], first:last] = False
    return found


def _week(day: date | None) -> int:
    if day is None:
        raise ValueError("the generated areas all have a clearance")
    return (day - FIRST_DAY).days // 7


def monday(week: int) -> date:
    """Return the Monday of a week of the generated sales."""
    return FIRST_DAY + timedelta(weeks=week)
