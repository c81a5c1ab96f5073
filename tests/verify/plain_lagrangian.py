"""The certificate's bound a second time: the Lagrangian of whole plans, the largest of them all.

Written from docs/reference/certificate.md, on top of plain_arithmetic.py.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from math import fsum

from showfloor_plain_arithmetic import (
    _broken_obligations,
    broken_rules,
    chosen,
    cost_of_change,
    counted_by,
    crew_counts,
    every_plan,
    first_week,
    fixed_areas,
    holdout_choices,
    most_loss,
    obliged,
    other_slack,
    pace_slacks,
    selling_weeks,
    slacks,
    store_of,
    strata,
    value_of,
)
from showfloor_plain_cuts import cut_terms


def lagrangian_maximum(problem, prices, seed, path=()):
    """max over plans, holdouts and wave levels of objective + sum of price x slack.

    `path` are the splits of a leaf, whose rules have prices too; they restrict no plan here.

    Plans keep only what the certificate's formula keeps: allowed and delivered options, promises,
    an area for obliged stores, and the holdout's weeks. None where there is no such plan.
    """
    must = {s for s in obliged(problem) if not fixed_areas(problem, s)}
    best = None
    for held in holdout_choices_relaxed(problem, seed):
        for plan in every_plan(problem):
            if any(plan[s] is None for s in must):
                continue
            if "promise" in _broken_obligations_of_new(problem, plan):
                continue
            if "holdout" in broken_rules(problem, plan, held):
                continue
            worth = _lagrangian(problem, plan, held, prices, path)
            best = worth if best is None else max(best, worth)
    return best


def _broken_obligations_of_new(problem, plan):
    """Promises of stores without a fixed area; a fixed area's weeks are no choice."""
    kept = tuple(p for p in problem.programme.promises if not fixed_areas(problem, p.store_id))
    programme = replace(problem.programme, promises=kept, waves=())
    return _broken_obligations(replace(problem, programme=programme), plan)


def holdout_choices_relaxed(problem, seed):
    """Every choice of held stores that the Lagrangian of an optimised holdout may make."""
    rule = problem.programme.holdout
    if rule is None or rule.draw == "random":
        return holdout_choices(problem, seed)
    pairs = [(s, name) for name, group in strata(problem).items() for s in group]
    return [
        dict(itertools.compress(pairs, picks))
        for picks in itertools.product((0, 1), repeat=len(pairs))
    ]


def pair_loss(problem, plan, pair):
    """What one pair loses under a plan, week by week."""
    if fixed_areas(problem, pair.store_a) and fixed_areas(problem, pair.store_b):
        return 0.0
    both = selling_weeks(problem, plan, pair.store_a) & selling_weeks(problem, plan, pair.store_b)
    return fsum(most_loss(problem, pair, w) for w in sorted(both))


def _lagrangian(problem, plan, held, prices, path):
    programme = problem.programme
    terms = [value_of(problem, *c) for c in chosen(plan)]
    terms.append(-cost_of_change(problem, plan))
    exact = [programme.spillover[int(p)] for p in prices.spillover_exact]
    terms += [-pair_loss(problem, plan, pair) for pair in exact]
    pace = zip(prices.pace, pace_slacks(problem, plan), strict=False)
    terms += [float(price) * slack for price, slack in pace]
    for price, split in zip(prices.split, path, strict=False):
        count = counted_by(problem, plan, split)
        slack = split.count - count if split.at_most else count - (split.count + 1)
        terms.append(float(price) * slack)
    budget, supply = slacks(problem, plan)
    terms += [float(p) * s for p, s in zip(prices.budget, budget, strict=False)]
    terms += [float(p) * s for p, s in zip(prices.supply, supply, strict=False)]
    for p, quota in zip(prices.quota, programme.quotas, strict=False):
        count = sum(store_of(problem, s).region == quota.region for s, _, _ in chosen(plan))
        terms.append(float(p) * (count - quota.at_least))
    for p in prices.other:
        terms.append(float(p) * other_slack(problem, plan))
    for r, price in enumerate(prices.crew_price):
        region = str(prices.crew_region[r]) or None
        counts = crew_counts(problem, plan, region, int(prices.crew_week[r]))
        used = sum(
            float(weight) * counts.get(int(days), 0)
            for days, weight in zip(prices.crew_days, prices.crew_weights[r], strict=True)
        )
        terms.append(float(price) * (float(prices.crew_limit[r]) - used))
    terms += cut_terms(problem, plan, prices)
    for name, price in zip(prices.holdout_stratum, prices.holdout, strict=True):
        group = strata(problem)[str(name)]
        count = sum(s in held for s in group)
        terms.append(float(price) * (min(programme.holdout.keep, len(group)) - count))
    for p, w, theta in zip(
        prices.spillover_pair, prices.spillover_week, prices.spillover_price, strict=True
    ):
        pair = programme.spillover[int(p)]
        both = sum(int(w) in selling_weeks(problem, plan, s) for s in (pair.store_a, pair.store_b))
        terms.append(-float(theta) * (both - 1))
    terms += _wave_terms(problem, plan, prices)
    return fsum(terms)


def _wave_terms(problem, plan, prices):
    """For each (wave, week): the better of z = 0 and z = 1 of the sum of price x slack."""
    rows = {}
    for k, w, s, side, price in zip(
        prices.wave_of,
        prices.wave_week,
        prices.wave_store,
        prices.wave_side,
        prices.wave_price,
        strict=True,
    ):
        first = first_week(problem, plan, str(s))
        sells = first is not None and first <= w
        rows.setdefault((int(k), int(w)), []).append((int(side), float(price), int(sells)))
    return [
        max(
            sum(price * ((z - sells) if side == 1 else (sells - z)) for side, price, sells in group)
            for z in (0, 1)
        )
        for group in rows.values()
    ]
