"""Certificates with parts against the definition: every choice of leaves as a leaf of the whole."""

from __future__ import annotations

import random
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Leaf, Part, Prices, Split
from showfloor.verify import verify_plan

SEEDS = st.integers(0, 10**6)
UNSOUND = {"price", "crew_row", "crew_cut", "certificate"}
SUPPRESSED = [HealthCheck.filter_too_much, HealthCheck.too_slow]
FEW = settings(settings.get_profile("costly"), suppress_health_check=SUPPRESSED)
SOME = settings(settings.get_profile("costly"), suppress_health_check=SUPPRESSED)


def certificate(plain, problem, plan, bound, seed, common, parts):
    claimed = plain.certificate_of(problem, plan, bound, common, seed)
    return replace(claimed, parts=parts)


def nothing(problem):
    return dict.fromkeys(store.store_id for store in problem.stores)


@FEW
@given(seed=SEEDS)
def test_the_bound_is_the_largest_of_all_choices_of_one_leaf_of_each_part(plain, seed):
    problem = plain.with_later_rules(plain.random_problem(seed), seed)
    common, parts = plain.random_parts(problem, seed)
    highest = plain.bound_by_definition(problem, common, parts, seed)
    assume(highest is not None)
    dice = random.Random(seed)
    parts = tuple(
        replace(
            part,
            leaves=tuple(
                replace(leaf, prices=plain.turned_days(leaf.prices, dice)) for leaf in part.leaves
            ),
        )
        for part in parts
    )
    claimed = certificate(plain, problem, nothing(problem), highest, seed, common, parts)
    result = verify_plan(problem, (), (), claimed)
    assert result.upper_bound == pytest.approx(highest, abs=1e-6)
    assert result.upper_bound >= highest - 1e-9
    assert not {f.rule for f in result.findings} & {*UNSOUND, "objective", "gap"}


@FEW
@given(seed=SEEDS)
def test_no_plan_that_keeps_the_rules_is_better_than_the_bound_of_parts(plain, seed):
    problem = plain.with_later_rules(plain.random_problem(seed), seed)
    best = plain.best_plan(problem, seed)
    assume(best is not None)
    common, parts = plain.random_parts(problem, seed, leaves=4)
    claimed = certificate(plain, problem, nothing(problem), 0.0, seed, common, parts)
    bound = verify_plan(problem, (), (), claimed).upper_bound
    assert bound >= best[0] - 1e-9
    claimed = certificate(plain, problem, best[1], bound, seed, common, parts)
    areas, held = plain.areas_of(problem, best[1]), plain.holdings_of(best[2])
    result = verify_plan(problem, areas, held, claimed)
    assert result.passed, result.findings
    assert result.upper_bound == bound


@SOME
@given(seed=SEEDS)
def test_parts_that_repeat_the_leaf_with_a_split_at_no_price_prove_what_the_leaf_does(plain, seed):
    problem = plain.with_later_rules(plain.random_problem(seed), seed)
    territories = plain.random_territories(problem, random.Random(seed))
    common = plain.with_random_cuts(problem, plain.random_later_prices(problem, seed), seed)
    common = plain.without_crossing(problem, common, territories)
    parts = []
    for regions in territories:
        side = Split("", regions[0], "", 0, 1, 1, at_most=True)
        own = replace(plain.of_part(problem, common, regions), split=np.zeros(1))
        parts.append(
            Part(
                regions, tuple(Leaf(own, (replace(side, at_most=most),)) for most in (True, False))
            )
        )
    claimed = certificate(plain, problem, nothing(problem), 0.0, seed, common, ())
    first = verify_plan(problem, (), (), claimed)
    second = verify_plan(problem, (), (), replace(claimed, parts=tuple(parts)))
    assert not {f.rule for f in second.findings} & UNSOUND
    assert second.upper_bound == pytest.approx(first.upper_bound, abs=1e-8)


def changed_once(dice, leaf):
    """The leaf with one number, name or place of it changed, and whether that can be."""
    names = [item.name for item in fields(Prices) if getattr(leaf.prices, item.name).size]
    name = dice.choice(names)
    values = getattr(leaf.prices, name).copy()
    place = dice.randrange(values.size)
    flat = values.reshape(-1)
    if values.dtype.kind == "U":
        flat[place] = dice.choice(["R", "Q", "", "X", "s0", "table"])
    elif values.dtype.kind == "i":
        flat[place] += dice.choice([-2, -1, 1, 2])
    else:
        flat[place] = dice.choice([0.0, flat[place] * 0.5, flat[place] * 2, -1.0, np.inf, 1e300])
    return replace(leaf, prices=replace(leaf.prices, **{name: values}))


def corrupted(plain, problem, dice, common, parts):
    """One thing of the parts changed."""
    place = dice.randrange(len(parts))
    part, leaves = parts[place], list(parts[place].leaves)
    leaf = dice.randrange(len(leaves))
    way = dice.choice(["number"] * 4 + ["drop", "side", "regions", "part", "swap", "exact"])
    if way == "number":
        leaves[leaf] = changed_once(dice, leaves[leaf])
    elif way == "drop":
        del leaves[leaf]
    elif way == "side":
        path = list(leaves[leaf].path)
        path[0] = replace(path[0], at_most=not path[0].at_most)
        leaves[leaf] = replace(leaves[leaf], path=tuple(path))
    elif way == "swap":
        other = dice.randrange(len(leaves))
        mine, others = leaves[leaf].prices, leaves[other].prices
        leaves[leaf] = replace(leaves[leaf], prices=others)
        leaves[other] = replace(leaves[other], prices=mine)
    elif way == "regions":
        named = dice.choice([(), ("X",), *[(r,) for r in plain.regions_of(problem)]])
        return common, (*parts[:place], replace(part, regions=named), *parts[place + 1 :])
    elif way == "part":
        return common, (*parts, part)
    else:
        pairs = len(problem.programme.spillover)
        exact = np.array(sorted({*range(dice.randint(0, pairs))}), dtype=np.int64)
        keep = ~np.isin(common.spillover_pair, exact)
        thetas = ("spillover_pair", "spillover_week", "spillover_price")
        kept = {name: getattr(common, name)[keep] for name in thetas}
        return replace(common, spillover_exact=exact, **kept), parts
    return common, (*parts[:place], replace(part, leaves=tuple(leaves)), *parts[place + 1 :])


@SOME
@given(seed=SEEDS, choice=SEEDS)
def test_parts_that_were_corrupted_never_prove_less_than_the_best_plan(plain, seed, choice):
    problem = plain.with_later_rules(plain.random_problem(seed), seed)
    best = plain.best_plan(problem, seed)
    assume(best is not None)
    common, parts = plain.random_parts(problem, seed, leaves=4)
    common, parts = corrupted(plain, problem, random.Random(choice), common, parts)
    claimed = certificate(plain, problem, best[1], best[0] - 1.0, seed, common, parts)
    areas, held = plain.areas_of(problem, best[1]), plain.holdings_of(best[2])
    result = verify_plan(problem, areas, held, claimed)
    assert not result.passed
    unsound = {f.rule for f in result.findings} & UNSOUND
    assert unsound or result.upper_bound >= best[0] - 1e-9
    assert {f.rule for f in result.findings} & {*UNSOUND, "upper_bound"}
