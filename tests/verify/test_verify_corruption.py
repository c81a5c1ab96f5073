"""Whatever one changes in a certificate's leaves or prices: what still passes is still true."""

from __future__ import annotations

import random
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Leaf, Prices
from showfloor.domain.plan import DrawnStore
from showfloor.verify import verify_plan

SEEDS = st.integers(0, 10**6)
FEW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
ARRAYS = [item.name for item in fields(Prices)]


def changed_array(dice, values):
    """Return the array with one entry changed, one entry less, or its first entry twice."""
    way = dice.choice(["change", "drop", "twice"])
    if not values.size or (way == "drop" and values.ndim == 2):
        return (
            np.append(values.reshape(-1), np.zeros(1, values.dtype)) if values.ndim == 1 else values
        )
    if way == "drop":
        return np.delete(values, dice.randrange(len(values)))
    if way == "twice":
        return np.concatenate([values[:1], values])
    result = values.copy()
    place = dice.randrange(values.size)
    if values.dtype.kind == "U":
        result.reshape(-1)[place] = dice.choice(["s0", "s1", "s2", "R", "Q", "", "x"])
    elif values.dtype.kind == "i":
        result.reshape(-1)[place] += dice.choice([-2, -1, 1, 2])
    else:
        old = float(result.reshape(-1)[place])
        new = (-old, 0.0, old + 1.0, old * 3.0, old / 2.0, float("nan"), float("inf"), -1.0)
        result.reshape(-1)[place] = dice.choice(new)
    return result


def changed_path(dice, path):
    """Return the path with one split changed, turned round, left out or repeated."""
    if not path:
        return path
    place = dice.randrange(len(path))
    split = path[place]
    changes = [
        (replace(split, at_most=not split.at_most),),
        (replace(split, count=split.count + dice.choice([-1, 1])),),
        (replace(split, to_week=split.to_week + dice.choice([-1, 1])),),
        (replace(split, format_id=dice.choice(["", "table", "wall", "x"])),),
        (),
        (split, split),
    ]
    return (*path[:place], *dice.choice(changes), *path[place + 1 :])


def changed_leaves(dice, leaves):
    """Return the leaves with one thing changed."""
    place = dice.randrange(len(leaves))
    leaf = leaves[place]
    way = dice.choice(["prices", "prices", "prices", "path", "drop", "twice", "swap"])
    if way == "drop":
        return leaves[:place] + leaves[place + 1 :]
    if way == "twice":
        return (*leaves, leaf)
    if way == "swap" and len(leaves) > 1:
        other = leaves[place - 1]
        mixed = Leaf(other.prices, leaf.path), Leaf(leaf.prices, other.path)
        rest = [item for item in leaves if item is not leaf and item is not other]
        return (*mixed, *rest)
    if way == "path":
        changed = replace(leaf, path=changed_path(dice, leaf.path))
    else:
        name = dice.choice(ARRAYS)
        values = changed_array(dice, getattr(leaf.prices, name))
        changed = replace(leaf, prices=replace(leaf.prices, **{name: values}))
    return (*leaves[:place], changed, *leaves[place + 1 :])


@FEW
@given(seed=SEEDS, choice=SEEDS)
def test_one_changed_thing_of_leaves_or_prices_never_passes_off_a_bound_below_the_best(
    plain, seed, choice
):
    dice = random.Random(choice)
    problem = plain.with_later_rules(plain.random_problem(seed), seed)
    best = plain.best_plan(problem, seed)
    assume(best is not None)
    paths = plain.random_path_tree(problem, seed) if choice % 2 else [()]
    priced = [plain.random_later_prices(problem, seed, path) for path in paths]
    cut = [plain.with_random_cuts(problem, prices, seed) for prices in priced]
    leaves = tuple(Leaf(prices, path) for prices, path in zip(cut, paths, strict=True))
    corrupted = changed_leaves(dice, leaves)
    areas, held = plain.areas_of(problem, best[1]), plain.holdings_of(best[2])
    empty = replace(plain.certificate_of(problem, best[1], best[0], None, seed), leaves=corrupted)
    proven = verify_plan(problem, areas, held, empty).upper_bound
    # the strongest claim that these leaves could support, and one a euro below the best plan
    for bound in (proven, best[0] - 1.0):
        assume(not np.isinf(bound))
        claimed = plain.certificate_of(problem, best[1], bound, None, seed)
        result = verify_plan(problem, areas, held, replace(claimed, leaves=corrupted))
        assert not result.passed or bound >= best[0] - 0.011
    broken = {f.rule for f in verify_plan(problem, areas, held, empty).findings}
    if not broken & {"price", "crew_row", "crew_cut", "certificate"}:
        assert proven >= best[0] - 1e-6


CUTS = [name for name in ARRAYS if name.startswith(("cut_", "entry_"))]


@FEW
@given(seed=SEEDS, choice=SEEDS)
def test_one_changed_thing_of_crew_cuts_never_passes_off_a_bound_below_the_best(
    plain, seed, choice
):
    dice = random.Random(choice)
    problem = plain.random_problem(seed)
    prices = plain.with_random_cuts(problem, plain.random_prices(problem, seed), seed)
    assume(len(prices.entry_cut))
    best = plain.best_plan(problem, seed)
    assume(best is not None)
    name = dice.choice(CUTS)
    changed = replace(prices, **{name: changed_array(dice, getattr(prices, name))})
    areas, held = plain.areas_of(problem, best[1]), plain.holdings_of(best[2])
    claimed = plain.certificate_of(problem, best[1], best[0] - 1.0, changed, seed)
    result = verify_plan(problem, areas, held, claimed)
    assert not result.passed
    broken = {f.rule for f in result.findings}
    assert result.upper_bound >= best[0] - 1e-6 or broken & {"price", "crew_cut"}
    true = replace(claimed, upper_bound=result.upper_bound, gap=result.gap)
    again = verify_plan(problem, areas, held, true)
    assert not again.passed or result.upper_bound >= best[0] - 0.011


@FEW
@given(seed=SEEDS, choice=SEEDS)
def test_a_draw_slipped_into_a_plan_that_had_none_passes_only_where_it_is_one(plain, seed, choice):
    # without [experiment] no draw passes at all, whatever it says
    dice = random.Random(choice)
    problem = plain.random_problem(seed)
    best = plain.best_plan(problem, seed)
    assume(best is not None)
    bound = plain.lagrangian_maximum(problem, Prices(), seed)
    certificate = plain.certificate_of(problem, best[1], bound, None, seed)
    areas, held = plain.areas_of(problem, best[1]), plain.holdings_of(best[2])
    assert verify_plan(problem, areas, held, certificate).passed
    store = dice.choice(problem.stores).store_id
    drawn = (DrawnStore("c", store, None, None, None, None, 1.0),)
    assert not verify_plan(problem, areas, held, certificate, drawn=drawn).passed


@pytest.mark.parametrize("name", ARRAYS)
def test_every_field_of_the_prices_may_be_missing_without_an_error(plain, name):
    # an empty array is no price; groups that then differ in length are findings, never exceptions
    problem = plain.with_later_rules(plain.random_problem(8), 8)
    prices = plain.with_random_cuts(problem, plain.random_later_prices(problem, 8), 8)
    assert len(prices.entry_cut)
    shape = (0, len(prices.crew_days)) if name == "crew_weights" else (0,)
    gone = replace(prices, **{name: np.zeros(shape, getattr(prices, name).dtype)})
    empty = dict.fromkeys(store.store_id for store in problem.stores)
    certificate = plain.certificate_of(problem, empty, 0.0, gone, 8)
    assert not verify_plan(problem, (), (), certificate).passed
