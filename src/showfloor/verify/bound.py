"""The upper bound that a leaf's prices prove, recomputed: weak duality, store by store.

The formula and its proof are in docs/reference/certificate.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

import numpy as np

from showfloor.domain.calendars import week_number
from showfloor.domain.certificate import Leaf, Prices
from showfloor.verify.arrays import Floats
from showfloor.verify.facts import Facts
from showfloor.verify.forest import best_of_trees, free_stores, plant_forest
from showfloor.verify.holdouts import draw_holdout
from showfloor.verify.limits import budget_limits, pace_limits, supply_limits
from showfloor.verify.spillovers import Spillovers
from showfloor.verify.survey import LeafTable
from showfloor.verify.week_prices import pay_by_week, tree_pairs

OUTWARD = 1e-12
"""Rounding allowance, relative to the sum of the sizes of all numbers that enter the bound."""


@dataclass(frozen=True, slots=True)
class CrewSides:
    """The right sides that crew rows and crew cuts are proven to have."""

    rows: Floats
    """[crew rows]."""
    cuts: Floats
    """[crew cuts]."""


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
    spillovers: Spillovers,
    leaf: Leaf,
    table: LeafTable,
    eligible: Mapping[str, tuple[str, ...]],
    *,
    crews: CrewSides,
    seed: int,
) -> ProvenBound:
    """Return the bound of a leaf whose shapes, signs, rules, crew rows and cuts have been checked.

    `table` is used up. Minus infinity where an obliged store has no option at all: then no plan of
    the leaf keeps all rules.
    """
    prices = leaf.prices
    tables = (table.usable,) if table.possible is None else (table.usable, table.possible)
    size = table.size + pay_by_week(facts, spillovers, prices, tables)
    constant = _right_sides(facts, prices, crews)
    constant += _split_sides(leaf)
    constant += _fixed_terms(facts, spillovers, prices)
    constant += _strata_terms(facts, prices, eligible)
    if facts.earlier is not None:
        constant.append(-facts.earlier.change_cost * facts.earlier.had_areas)
        size += facts.earlier.change_cost * len(facts.problem.stores)
    size += fsum(abs(term) for term in constant)
    edges = tree_pairs(spillovers, prices.spillover_exact)
    forest = plant_forest(spillovers, edges) if len(edges) else None
    size += float(spillovers.loss[edges].sum()) if len(edges) else 0.0
    alone = free_stores(forest, len(facts.problem.stores))
    totals: list[float] = []
    for reduced in tables:
        none = _hold_out(facts, prices, eligible, reduced, seed)
        best = np.maximum(reduced[alone].max(axis=1), none[alone])
        if not np.isfinite(best).all():
            totals.append(-np.inf)
            continue
        size += float(np.abs(best).sum())
        terms = [*constant, *best.tolist()]
        if forest is not None:
            terms += best_of_trees(facts, spillovers, forest, reduced, none)
        totals.append(fsum(terms))
    return ProvenBound(value=totals[0], tightest=totals[-1], rounding=OUTWARD * size)


def largest_bound(bounds: list[ProvenBound]) -> ProvenBound:
    """Return the bound of all leaves together: the largest of theirs."""
    return ProvenBound(
        value=max(bound.value for bound in bounds),
        tightest=max(bound.tightest for bound in bounds),
        rounding=max(bound.rounding for bound in bounds),
    )


def _right_sides(facts: Facts, prices: Prices, crews: CrewSides) -> list[float]:
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
    if len(prices.pace):
        pace = zip(prices.pace, pace_limits(facts), strict=True)
        terms += [float(price) * limit.at_most for price, limit in pace]
    if facts.other is not None:
        terms += [-float(price) * facts.other.at_least for price in prices.other]
    for price, sides in ((prices.crew_price, crews.rows), (prices.cut_price, crews.cuts)):
        paid = price > 0
        terms += (price[paid] * sides[paid]).tolist()
    terms.append(fsum(prices.spillover_price.tolist()))
    return terms


def _split_sides(leaf: Leaf) -> list[float]:
    """Return price x right side of each side of a split that the leaf takes."""
    if not len(leaf.prices.split):
        return []
    return [
        float(price) * (split.count if split.at_most else -(split.count + 1))
        for split, price in zip(leaf.path, leaf.prices.split, strict=True)
    ]


def _fixed_terms(facts: Facts, spillovers: Spillovers, prices: Prices) -> list[float]:
    """Return the terms of wave levels z and of fixed areas, whose weeks are no choice."""
    terms: list[float] = []
    level: dict[tuple[int, int], list[float]] = {}
    rows = zip(
        prices.wave_of.tolist(),
        prices.wave_week.tolist(),
        prices.wave_store.tolist(),
        (prices.wave_side * prices.wave_price).tolist(),
        strict=True,
    )
    for wave, week, store, paid in rows:
        level.setdefault((wave, week), []).append(paid)
        if facts.first_selling.get(store, week + 1) <= week:
            terms.append(-paid)
    terms += [max(0.0, fsum(paid)) for paid in level.values()]
    for ends in (spillovers.row_a, spillovers.row_b):
        stores = ends[prices.spillover_pair]
        for place in np.flatnonzero(spillovers.fixed[stores]):
            store_id = facts.problem.stores[stores[place]].store_id
            if spillovers.selling[store_id][prices.spillover_week[place]]:
                terms.append(-float(prices.spillover_price[place]))
    return terms


def _strata_prices(prices: Prices) -> dict[str, float]:
    """Return each stratum's price; a stratum that stands twice has their sum."""
    by_stratum: dict[str, float] = {}
    for stratum, price in zip(prices.holdout_stratum, prices.holdout, strict=True):
        by_stratum[str(stratum)] = by_stratum.get(str(stratum), 0.0) + float(price)
    return by_stratum


def _strata_terms(
    facts: Facts, prices: Prices, eligible: Mapping[str, tuple[str, ...]]
) -> list[float]:
    rule = facts.programme.holdout
    if rule is None:
        return []
    return [
        price * min(rule.keep, len(eligible.get(stratum, ())))
        for stratum, price in _strata_prices(prices).items()
    ]


def _hold_out(
    facts: Facts,
    prices: Prices,
    eligible: Mapping[str, tuple[str, ...]],
    reduced: Floats,
    seed: int,
) -> Floats:
    """Return [S] the value of no area, and put the holdout into the options' [S, V] values.

    A drawn store has only late options. One that may be chosen counts each late option, and no
    area, as held or not held, whichever is more. A store with a fixed area has 0 and no option.
    """
    none = np.zeros(len(reduced))
    obliged = [facts.row[store] for store in facts.obliged if store not in facts.fixed]
    none[obliged] = -np.inf
    rule = facts.programme.holdout
    if rule is None:
        return none
    earliest = max(week_number(rule.no_sales_before, facts.programme.start), 0)
    if rule.draw == "random":
        held = [facts.row[store] for store in draw_holdout(eligible, rule, seed)]
        reduced[held, :earliest] = -np.inf
        return none
    by_stratum = _strata_prices(prices)
    for stratum, stores in eligible.items():
        rows = [facts.row[store] for store in stores]
        gain = max(0.0, -by_stratum.get(stratum, 0.0))
        reduced[rows, earliest:] += gain
        none[rows] += gain
    return none
