"""The upper bound that a leaf's prices prove, recomputed: weak duality, store by store.

The formula and its proof are in docs/reference/certificate.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np

from showfloor.domain.certificate import Leaf, Prices
from showfloor.verify.arrays import Flags, Floats
from showfloor.verify.facts import Facts
from showfloor.verify.forest import best_of_trees, free_stores, plant_forest
from showfloor.verify.holdout_prices import HeldStores, strata_prices
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
    held: HeldStores,
    apart: Flags | None = None,
) -> ProvenBound:
    """Return the bound of a leaf whose shapes, signs, rules, crew rows and cuts have been checked.

    `table` is used up. Minus infinity where an obliged store has no option at all: then no plan of
    the leaf keeps all rules. The choices of the stores in `apart` [S] are left out; none of them is
    in an exact pair of the leaf with another store that has a choice.
    """
    prices = leaf.prices
    tables = (table.usable,) if table.possible is None else (table.usable, table.possible)
    size = table.size + pay_by_week(facts, spillovers, prices, tables)
    constant = constant_terms(facts, spillovers, leaf, crews)
    constant += _strata_terms(facts, prices, eligible)
    if facts.earlier is not None:
        constant.append(-facts.earlier.change_cost * facts.earlier.had_areas)
        size += facts.earlier.change_cost * len(facts.problem.stores)
    size += fsum(abs(term) for term in constant)
    edges = tree_pairs(spillovers, prices.spillover_exact)
    forest = plant_forest(spillovers, edges) if len(edges) else None
    size += float(spillovers.loss[edges].sum()) if len(edges) else 0.0
    alone = free_stores(forest, len(facts.problem.stores))
    if apart is not None:
        alone &= ~apart
    totals: list[float] = []
    for reduced in tables:
        held.put_into(reduced, slice(None))
        best = np.maximum(reduced[alone].max(axis=1), held.none[alone])
        if not np.isfinite(best).all():
            totals.append(-np.inf)
            continue
        size += float(np.abs(best).sum())
        terms = [*constant, *best.tolist()]
        if forest is not None:
            terms += best_of_trees(facts, spillovers, forest, reduced, held.none)
        totals.append(exact_sum(terms))
    return ProvenBound(value=totals[0], tightest=totals[-1], rounding=OUTWARD * size)


def largest_bound(bounds: list[ProvenBound]) -> ProvenBound:
    """Return the bound of all leaves together: the largest of theirs."""
    return ProvenBound(
        value=largest([bound.value for bound in bounds]),
        tightest=largest([bound.tightest for bound in bounds]),
        rounding=largest([bound.rounding for bound in bounds]),
    )


def largest(values: Sequence[float]) -> float:
    """Return the largest number; NaN where one is, so that none is passed over."""
    return float(np.max(values))


def exact_sum(terms: Sequence[float]) -> float:
    """Return the exact sum; minus infinity where a term is, for then there is no plan."""
    if -np.inf in terms:
        return -np.inf
    return fsum(terms)


def constant_terms(
    facts: Facts, spillovers: Spillovers, leaf: Leaf, crews: CrewSides
) -> list[float]:
    """Return what a leaf's bound has whatever a plan chooses, but for holdout and changes."""
    terms = _right_sides(facts, leaf.prices, crews)
    terms += _split_sides(leaf)
    return terms + _fixed_terms(facts, spillovers, leaf.prices)


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


def _strata_terms(
    facts: Facts, prices: Prices, eligible: Mapping[str, tuple[str, ...]]
) -> list[float]:
    rule = facts.programme.holdout
    if rule is None:
        return []
    return [
        price * min(rule.keep, len(eligible.get(stratum, ())))
        for stratum, price in strata_prices(prices).items()
    ]
